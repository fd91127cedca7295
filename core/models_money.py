"""Money: asking for it, what arrived, what goes back, where each unit is by the ledger; what people ask about it."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from core.models_ground import (
    Account,
    AttemptStatus,
    Base,
    PaymentStatus,
    RefundStatus,
    new_id,
    now_column,
)


class Attempt(Base):
    """A provider was asked for money, in minor units, and answers later (R42). One runs a booking at a time.

    `unanswered`: its answer was lost, so nobody asks again; the provider's list ends it, at `due_at` at the latest.
    """

    __tablename__ = "attempts"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount"),
        Index("uq_attempts_running", "booking_id", unique=True, postgresql_where=sql("status = 'running'")),
        Index("ix_attempts_due", "due_at", "id", postgresql_where=sql("status = 'running'")),
        UniqueConstraint("provider", "charge_id"),
    )

    id: Mapped[int] = new_id()
    booking_id: Mapped[int] = mapped_column(ForeignKey("bookings.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    provider: Mapped[str]
    amount: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3))
    status: Mapped[AttemptStatus] = mapped_column(server_default=AttemptStatus.running)
    due_at: Mapped[datetime] = now_column()
    unanswered: Mapped[bool] = mapped_column(server_default=sql("false"))
    charge_id: Mapped[str | None]
    error: Mapped[str | None]
    created_at: Mapped[datetime] = now_column()
    ended_at: Mapped[datetime | None]


class Payment(Base):
    """Money that arrived for a booking, in minor units. A charge of a provider is recorded once (invariant 18).

    `provider_charge_id` is its name at the provider behind Telegram, where a refund by hand looks for it.
    `payer_telegram_id` is kept of somebody who left for good, only while some of it goes or may yet go back.
    """

    __tablename__ = "payments"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount"),
        UniqueConstraint("provider", "charge_id"),
        Index("ix_payments_booking", "booking_id"),
        Index("ix_payments_user", "user_id", "id"),
        Index("ix_payments_review", "id", postgresql_where=sql("status = 'review'")),
    )

    id: Mapped[int] = new_id()
    booking_id: Mapped[int] = mapped_column(ForeignKey("bookings.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    provider: Mapped[str]
    charge_id: Mapped[str]
    provider_charge_id: Mapped[str | None]
    amount: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3))
    status: Mapped[PaymentStatus]
    payer_telegram_id: Mapped[int | None] = mapped_column(BigInteger)
    created_at: Mapped[datetime] = now_column()


class Invoice(Base):
    """An invoice that stands in a chat, for so many seats of a booking; open until it is paid or removed."""

    __tablename__ = "invoices"
    __table_args__ = (Index("ix_invoices_open", "booking_id", "id", postgresql_where=sql("ended_at IS NULL")),)

    id: Mapped[int] = new_id()
    booking_id: Mapped[int] = mapped_column(ForeignKey("bookings.id"))
    chat_id: Mapped[int] = mapped_column(BigInteger)
    message_id: Mapped[int] = mapped_column(BigInteger)
    seats: Mapped[int]
    created_at: Mapped[datetime] = now_column()
    ended_at: Mapped[datetime | None]


class Refund(Base):
    """A part of a payment on its way back; never more than the payment in all (invariant 19)."""

    __tablename__ = "refunds"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount"),
        Index("ix_refunds_payment", "payment_id"),
        Index("ix_refunds_due", "due_at", "id", postgresql_where=sql("status = 'refunding'")),
    )

    id: Mapped[int] = new_id()
    payment_id: Mapped[int] = mapped_column(ForeignKey("payments.id"))
    amount: Mapped[int] = mapped_column(BigInteger)
    status: Mapped[RefundStatus]
    attempts: Mapped[int] = mapped_column(server_default=sql("0"))
    due_at: Mapped[datetime] = now_column()
    error: Mapped[str | None]
    by_hand: Mapped[bool] = mapped_column(server_default=sql("false"))
    created_at: Mapped[datetime] = now_column()
    refunded_at: Mapped[datetime | None]


class Ledger(Base):
    """One line of the ledger: `amount` minor units more (or, negative, less) on an account of a payment's.

    Lines are only added; the lines of a payment always sum to what was captured.
    """

    __tablename__ = "ledger"
    __table_args__ = (CheckConstraint("amount <> 0", name="amount"), Index("ix_ledger_payment", "payment_id", "id"))

    id: Mapped[int] = new_id()
    payment_id: Mapped[int] = mapped_column(ForeignKey("payments.id"))
    account: Mapped[Account]
    amount: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3))
    reason: Mapped[str]
    at: Mapped[datetime] = now_column()


class SimulatedCharge(Base):
    """The simulated provider's own book: what it charged and gave back, whether or not its answer reached us.

    What it `refused` stands here too, so that it answers the same attempt the same way however often it is asked.
    """

    __tablename__ = "simulated_charges"
    __table_args__ = (CheckConstraint("refunded BETWEEN 0 AND amount", name="refunded"),)

    charge_id: Mapped[str] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempts.id"), unique=True)
    amount: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3))
    refused: Mapped[bool] = mapped_column(server_default=sql("false"))
    refunded: Mapped[int] = mapped_column(BigInteger, server_default=sql("0"))
    created_at: Mapped[datetime] = now_column()


class Support(Base):
    """A question about a payment, or about anything without one, and the answer that an admin gave."""

    __tablename__ = "support"
    __table_args__ = (
        CheckConstraint("length(text) BETWEEN 1 AND 1000", name="text"),
        CheckConstraint("(answered_at IS NULL) = (answer IS NULL)", name="answered"),
        Index("ix_support_user", "user_id"),
        Index("ix_support_waiting", "id", postgresql_where=sql("answered_at IS NULL")),
    )

    id: Mapped[int] = new_id()
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    payment_id: Mapped[int | None] = mapped_column(ForeignKey("payments.id"))
    text: Mapped[str]
    created_at: Mapped[datetime] = now_column()
    answer: Mapped[str | None]
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    answered_at: Mapped[datetime | None]
