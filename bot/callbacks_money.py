"""Buttons about payments: whom people ask about theirs, and how an admin answers."""

from aiogram.filters.callback_data import CallbackData

from bot.callback_fields import Id


class PaySupport(CallbackData, prefix="paysupport"):
    """One's payments, to ask about one of them."""


class Pays(CallbackData, prefix="pays"):
    """Ask about a payment; 0 is anything else."""

    payment_id: Id


class Reply(CallbackData, prefix="reply"):
    """An admin answers a question."""

    support_id: Id


ALL = (PaySupport, Pays, Reply)
