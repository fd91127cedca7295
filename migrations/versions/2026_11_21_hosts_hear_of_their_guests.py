"""hosts hear of their guests"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "hosts_hear_of_their_guests"
down_revision: str | None = "people_choose_and_are_asked"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "watermarks",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("upto", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_watermarks")),
    )
    # What was before today is no news.
    op.execute("INSERT INTO watermarks (name, upto) SELECT 'news', coalesce(max(id), 0) FROM audit")
    op.create_index("ix_users_digest", "users", ["id"], postgresql_where=sa.text("muted @> '{guest}'"))


def downgrade() -> None:
    op.drop_index("ix_users_digest", table_name="users")
    op.drop_table("watermarks")
