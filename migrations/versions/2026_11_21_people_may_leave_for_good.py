"""people may leave for good"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "people_may_leave_for_good"
down_revision: str | None = "hosts_hear_of_their_guests"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

NOBODY = "erased_at IS NULL OR (telegram_id IS NULL AND username IS NULL AND email IS NULL AND phone IS NULL)"


def upgrade() -> None:
    op.add_column("users", sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
    # Nobody has left yet, so the rule is true for every row already; checking them all would hold the table for it.
    op.execute(f"ALTER TABLE users ADD CONSTRAINT ck_users_erased CHECK ({NOBODY}) NOT VALID")
    op.execute("ALTER TABLE users VALIDATE CONSTRAINT ck_users_erased")
    op.add_column("payments", sa.Column("payer_telegram_id", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("payments", "payer_telegram_id")
    op.drop_constraint(op.f("ck_users_erased"), "users", type_="check")
    op.drop_column("users", "erased_at")
