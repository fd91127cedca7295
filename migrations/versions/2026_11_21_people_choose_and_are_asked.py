"""people choose and are asked"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "people_choose_and_are_asked"
down_revision: str | None = "what_a_host_says_is_kept"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    # A constant default writes no row: as cheap for a million people as for none.
    op.add_column("users", sa.Column("muted", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False))
    op.create_table(
        "open_questions",
        sa.Column("telegram_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("what", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.PrimaryKeyConstraint("telegram_id", name=op.f("pk_open_questions")),
    )


def downgrade() -> None:
    op.drop_table("open_questions")
    op.drop_column("users", "muted")
