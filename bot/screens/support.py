"""Questions about payments: which one, what happened, passed on; and for admins the question and its answer."""

from collections.abc import Callable
from typing import Any

from markupsafe import Markup, escape

from bot.callbacks_hosting import Adm
from bot.callbacks_money import Pays, PaySupport, Reply
from bot.screen import Screen, button, keyboard, link, primary
from bot.screens import parts, times
from bot.screens import settings as settings_screen
from bot.screens.facts import Facts
from bot.screens.ticket import Paper
from core import i18n
from core.i18n import Words

QUOTE = 1000


def draw(w: Words, payments: list[Any], *, test: bool) -> Screen:
    """One's payments; `test` says that no money moves here."""
    asked = w("support-which") if payments else w("support-what")
    rows = [[button(_label(w, payment), Pays(payment_id=payment.id))] for payment in payments]
    other = [button(w.plain("button-pays-other"), Pays(payment_id=0))]
    text = parts.paragraphs(asked, w("support-test") if test else None)
    return Screen(text, keyboard(*rows, other, settings_screen.home(w)))


def _label(w: Words, payment: Any) -> str:
    """The sum and the day stay whole, the title gives way."""
    sum_ = w.money(payment.amount, payment.currency)
    day = w.date(payment.created_at, payment.zone, "date")
    room = parts.BUTTON - parts.units(f"{sum_} ·  · {day}")
    return f"{sum_} · {parts.cut(i18n.clean(payment.event_name, 60), max(room, 6))} · {day}"


def draw_ask(w: Words, payment: Any | None) -> Screen:
    """What happened?"""
    about = None
    if payment is not None:
        facts = [i18n.name(payment.event_name), w.money(payment.amount, payment.currency)]
        day = times.day(w, payment.created_at, payment.zone)
        about = Markup(" · ").join([Markup("<b>{}</b>").format(facts[0]), facts[1], day])
    back = [button(w.plain("button-back"), PaySupport())]
    return Screen(parts.lines(about, w("support-ask")), keyboard(back))


def draw_passed_on(w: Words, number: int) -> Screen:
    """It is with the admins now."""
    return Screen(w("support-passed-on", number=str(number)), keyboard(settings_screen.home(w)))


def draw_reply(w: Words, asked: Any) -> Screen:
    """A question, for the admin who answers it; an answered one with its answer."""
    head = w("support-question", number=str(asked.id), name=i18n.name(asked.user_name))
    said = [w("support-answered"), _quoted(asked.answer)] if asked.answer else [w("support-reply")]
    money = button(w.plain("button-adm-money"), Adm(room="money"))
    return Screen(parts.lines(head, _quoted(asked.text), *said), keyboard([money]))


def _quoted(text: str) -> Markup:
    return parts.prose(text, QUOTE) or Markup()


def draw_terms(w: Words, url: str | None) -> Screen:
    """What booking here means; the full text where there is one."""
    whole = [link(w.plain("button-terms"), url)] if url else []
    return Screen(w("terms"), keyboard(whole, settings_screen.home(w)))


def _asked(w: Words, facts: Facts) -> Paper:
    said = facts.params
    head = w("support-question", number=str(said["support"]), name=i18n.name(said["name"]))
    about = None
    if "payment" in said:
        sum_ = w.money(said["amount"], said["currency"])
        about = w("support-about", event=i18n.name(said["event"]), sum=sum_, charge=said["charge"])
    answer = primary(w.plain("button-reply"), Reply(support_id=said["support"]))
    return Paper(parts.lines(Markup("⚠️ ") + head, about, _quoted(said["text"])), keyboard([answer]))


def _answered(w: Words, facts: Facts) -> Paper:
    said = facts.params
    head = w("paper-support-answered", number=str(said["support"]))
    more = button(w.plain("button-pays-more"), Pays(payment_id=said["payment"]))
    return Paper(
        parts.lines(
            head, _quoted(said["asked"]), Markup("\n").join(escape(line) for line in said["text"].splitlines())
        ),
        keyboard([more]),
    )


DRAWN: dict[str, Callable[[Words, Facts], Paper | None]] = {
    "support_asked": _asked,
    "support_answered": _answered,
}
