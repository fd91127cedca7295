"""charges are their provider's"""

from collections.abc import Sequence

from alembic import op

revision: str = "charges_are_their_providers"
down_revision: str | None = "addresses_are_proved"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    for table in ("payments", "attempts"):
        op.drop_constraint(op.f(f"uq_{table}_charge_id"), table)
        op.create_unique_constraint(op.f(f"uq_{table}_provider_charge_id"), table, ["provider", "charge_id"])


def downgrade() -> None:
    for table in ("payments", "attempts"):
        op.drop_constraint(op.f(f"uq_{table}_provider_charge_id"), table)
        op.create_unique_constraint(op.f(f"uq_{table}_charge_id"), table, ["charge_id"])
