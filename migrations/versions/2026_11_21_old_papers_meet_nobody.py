"""old papers meet nobody"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "old_papers_meet_nobody"
down_revision: str | None = "cards_are_shared"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    now = sa.func.clock_timestamp()
    op.create_table(
        "departures",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("account_hash", sa.String(64), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), server_default=now, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_departures")),
        sa.UniqueConstraint("account_hash", name=op.f("uq_departures_account_hash")),
    )


def downgrade() -> None:
    op.drop_table("departures")
