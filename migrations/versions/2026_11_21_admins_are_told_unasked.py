"""admins are told unasked"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "admins_are_told_unasked"
down_revision: str | None = "old_papers_meet_nobody"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "watches",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True)),
        sa.Column("told_at", sa.DateTime(timezone=True)),
        sa.Column("mark", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_watches")),
    )
    op.execute("INSERT INTO watches (name) VALUES ('integrity'), ('dead_letters')")


def downgrade() -> None:
    op.drop_table("watches")
