"""money comes by several rails"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "money_comes_by_several_rails"
down_revision: str | None = "people_may_leave_for_good"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def _now(name: str) -> sa.Column[sa.DateTime]:
    clock = sa.text("clock_timestamp()")
    return sa.Column(name, sa.DateTime(timezone=True), server_default=clock, nullable=False)


def upgrade() -> None:
    op.add_column("payments", sa.Column("provider_charge_id", sa.Text()))
    op.create_index("ix_payments_user", "payments", ["user_id", "id"])
    op.create_table(
        "invoices",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("booking_id", sa.BigInteger(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        _now("created_at"),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_invoices_booking_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoices")),
    )
    still_open = sa.text("ended_at IS NULL")
    op.create_index("ix_invoices_open", "invoices", ["booking_id", "id"], postgresql_where=still_open)
    op.create_table(
        "support",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("payment_id", sa.BigInteger()),
        sa.Column("text", sa.Text(), nullable=False),
        _now("created_at"),
        sa.Column("answer", sa.Text()),
        sa.Column("answered_by", sa.BigInteger()),
        sa.Column("answered_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("length(text) BETWEEN 1 AND 1000", name=op.f("ck_support_text")),
        sa.CheckConstraint("(answered_at IS NULL) = (answer IS NULL)", name=op.f("ck_support_answered")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_support_user_id")),
        sa.ForeignKeyConstraint(["payment_id"], ["payments.id"], name=op.f("fk_support_payment_id")),
        sa.ForeignKeyConstraint(["answered_by"], ["users.id"], name=op.f("fk_support_answered_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_support")),
    )
    op.create_index("ix_support_user", "support", ["user_id"])
    op.create_index("ix_support_waiting", "support", ["id"], postgresql_where=sa.text("answered_at IS NULL"))


def downgrade() -> None:
    op.drop_table("support")
    op.drop_table("invoices")
    op.drop_index("ix_payments_user", "payments")
    op.drop_column("payments", "provider_charge_id")
