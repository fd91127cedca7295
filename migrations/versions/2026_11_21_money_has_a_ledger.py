"""money has a ledger, and is asked for"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "money_has_a_ledger"
down_revision: str | None = "people_wait_and_review"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

THE_LEDGER_OF_EARLIER_PAYMENTS = """
    INSERT INTO ledger (payment_id, account, amount, currency, reason, at)
    SELECT l.payment_id, l.account, l.amount, l.currency, 'captured', l.at FROM (
        SELECT p.id AS payment_id, CASE p.status WHEN 'review' THEN 'review' ELSE 'attached' END AS account,
               p.amount - coalesce(sum(r.amount), 0) AS amount, p.currency, p.created_at AS at
        FROM payments p LEFT JOIN refunds r ON r.payment_id = p.id
        GROUP BY p.id
        UNION ALL
        SELECT r.payment_id, r.status, sum(r.amount), p.currency, max(r.created_at)
        FROM refunds r JOIN payments p ON p.id = r.payment_id
        GROUP BY r.payment_id, r.status, p.currency
    ) l WHERE l.amount <> 0
"""


def upgrade() -> None:
    op.create_table(
        "attempts",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("booking_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "running",
                "succeeded",
                "failed",
                name="attemptstatus",
                native_enum=False,
                create_constraint=True,
                length=16,
            ),
            server_default="running",
            nullable=False,
        ),
        sa.Column("due_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("unanswered", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("charge_id", sa.Text(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("amount > 0", name=op.f("ck_attempts_amount")),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_attempts_booking_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_attempts_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempts")),
        sa.UniqueConstraint("charge_id", name=op.f("uq_attempts_charge_id")),
    )
    op.create_index(
        "ix_attempts_due", "attempts", ["due_at", "id"], unique=False, postgresql_where=sa.text("status = 'running'")
    )
    op.create_index(
        "uq_attempts_running", "attempts", ["booking_id"], unique=True, postgresql_where=sa.text("status = 'running'")
    )
    op.create_table(
        "ledger",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("payment_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "account",
            sa.Enum(
                "attached",
                "refunding",
                "refunded",
                "review",
                name="account",
                native_enum=False,
                create_constraint=True,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.CheckConstraint("amount <> 0", name=op.f("ck_ledger_amount")),
        sa.ForeignKeyConstraint(["payment_id"], ["payments.id"], name=op.f("fk_ledger_payment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger")),
    )
    op.create_index("ix_ledger_payment", "ledger", ["payment_id", "id"], unique=False)
    op.create_table(
        "simulated_charges",
        sa.Column("charge_id", sa.Text(), nullable=False),
        sa.Column("attempt_id", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("refused", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("refunded", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.CheckConstraint("refunded BETWEEN 0 AND amount", name=op.f("ck_simulated_charges_refunded")),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempts.id"], name=op.f("fk_simulated_charges_attempt_id")),
        sa.PrimaryKeyConstraint("charge_id", name=op.f("pk_simulated_charges")),
        sa.UniqueConstraint("attempt_id", name=op.f("uq_simulated_charges_attempt_id")),
    )
    op.add_column("refunds", sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False))
    op.add_column(
        "refunds",
        sa.Column("due_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
    )
    op.add_column("refunds", sa.Column("error", sa.Text(), nullable=True))
    op.add_column("refunds", sa.Column("by_hand", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.drop_index(op.f("ix_refunds_due"), table_name="refunds", postgresql_where="((status)::text = 'refunding'::text)")
    op.create_index(
        "ix_refunds_due", "refunds", ["due_at", "id"], unique=False, postgresql_where=sa.text("status = 'refunding'")
    )
    op.drop_constraint(op.f("ck_payments_paymentstatus"), "payments")
    op.create_check_constraint(
        op.f("ck_payments_paymentstatus"), "payments", "status IN ('captured', 'review', 'settled')"
    )
    op.execute(THE_LEDGER_OF_EARLIER_PAYMENTS)


def downgrade() -> None:
    op.execute("UPDATE payments SET status = 'review' WHERE status = 'settled'")
    op.drop_constraint(op.f("ck_payments_paymentstatus"), "payments")
    op.create_check_constraint(op.f("ck_payments_paymentstatus"), "payments", "status IN ('captured', 'review')")
    op.drop_index("ix_refunds_due", table_name="refunds", postgresql_where=sa.text("status = 'refunding'"))
    op.create_index(
        op.f("ix_refunds_due"), "refunds", ["id"], unique=False, postgresql_where="((status)::text = 'refunding'::text)"
    )
    op.drop_column("refunds", "by_hand")
    op.drop_column("refunds", "error")
    op.drop_column("refunds", "due_at")
    op.drop_column("refunds", "attempts")
    op.drop_table("simulated_charges")
    op.drop_index("ix_ledger_payment", table_name="ledger")
    op.drop_table("ledger")
    op.drop_index("uq_attempts_running", table_name="attempts", postgresql_where=sa.text("status = 'running'"))
    op.drop_index("ix_attempts_due", table_name="attempts", postgresql_where=sa.text("status = 'running'"))
    op.drop_table("attempts")
