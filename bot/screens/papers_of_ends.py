"""Papers about what ended or went wrong: seats given back or taken away, a cancelled event, money that came late."""

from collections.abc import Callable

from markupsafe import Markup

from bot.callbacks import Pay, Wait
from bot.callbacks_hosting import Adm
from bot.callbacks_money import Pays
from bot.screen import button, keyboard, primary
from bot.screens import parts, ticket, times
from bot.screens.facts import Facts, homeward, opening
from bot.screens.ticket import Paper
from core import i18n
from core.i18n import Words


def _cancelled(w: Words, facts: Facts) -> Paper:
    by_host = facts.params.get("by") == "host"
    if by_host:
        reason = i18n.quoted(facts.params.get("reason", ""))
        news = w("paper-cancelled-by-host", event=facts.name, n=facts.booking.seats, reason=reason)
    elif facts.params.get("by") == "end":
        news = w("paper-hold-over", event=facts.name, n=facts.booking.seats)
    else:
        news = w("paper-cancelled", event=facts.name, n=facts.booking.seats)
    way = homeward(w) if by_host else opening(w, facts, "button-the-event")
    void = ticket.void(facts.booking, w("ticket-cancelled" if by_host else "ticket-given-back"))
    return Paper(_with_refund(w, facts, news), keyboard([way]), void=void)


def _event_cancelled(w: Words, facts: Facts) -> Paper:
    reason = facts.event.reason or ""
    said = "paper-event-cancelled-why" if reason else "paper-event-cancelled"
    news = _with_refund(w, facts, w(said, event=facts.name, reason=i18n.quoted(reason)))
    if facts.booking is None:
        news = Markup(" ").join([news, w("paper-line-closed")])
    return Paper(news, keyboard([homeward(w)]), void=ticket.void(facts.booking, w("ticket-cancelled")))


def _with_refund(w: Words, facts: Facts, news: Markup) -> Markup:
    back = facts.params.get("refund", 0)
    if not back:
        return news
    currency = facts.params.get("currency") or facts.booking.currency
    return Markup(" ").join([news, w("paper-cancelled-refund", sum=w.money(back, currency))])


def _late_seated(w: Words, facts: Facts) -> Paper:
    return Paper(w("paper-late-seated", event=facts.name, n=facts.booking.seats), keyboard([opening(w, facts)]))


def _late_refunded(w: Words, facts: Facts) -> Paper:
    sum_ = w.money(facts.params["amount"], facts.params["currency"])
    seats = facts.booking.seats
    join = primary(w.plain("button-wait", n=seats), Wait(event_id=facts.event.id, seats=seats))
    may_wait = facts.params["waitlist"] and facts.event.starts_at > facts.now and not facts.event.free
    row = [join] if may_wait else [opening(w, facts, "button-the-event")]
    return Paper(w("paper-late-refunded", event=facts.name, sum=sum_), keyboard(row))


def _payment_failed(w: Words, facts: Facts) -> Paper | None:
    booking = facts.booking
    if not parts.is_held(booking, facts.now):
        return None
    until = times.until(w, booking.expires_at, facts.event.zone, facts.now)
    left = times.left(w, booking.expires_at, facts.now)
    news = w("paper-payment-failed", event=facts.name, n=booking.seats, until=until, left=left)
    again = primary(w.plain("button-try-again"), Pay(booking_id=booking.id))
    return Paper(news, keyboard([again], [opening(w, facts)]))


def _refund_stuck(w: Words, facts: Facts) -> Paper:
    sum_ = w.money(facts.params["amount"], facts.params["currency"])
    if facts.params.get("to") == "admin":
        error = i18n.name(facts.params["error"], 200)
        news = w("paper-refund-stuck-admin", sum=sum_, error=error, n=facts.params["attempts"])
        money = button(w.plain("button-adm-money"), Adm(room="money"))
        return Paper(news, keyboard([money, opening(w, facts)]))
    ask = button(w.plain("button-ask"), Pays(payment_id=facts.params["payment"]))
    news = w("paper-refund-stuck", event=facts.name, sum=sum_)
    return Paper(news, keyboard([ask, opening(w, facts, "button-the-event")]))


def _refund_by_hand(w: Words, facts: Facts) -> Paper:
    """For admins: what was paid through a provider goes back through its own pages."""
    sum_ = w.money(facts.params["amount"], facts.params["currency"])
    news = w("paper-refund-by-hand", event=facts.name, sum=sum_, charge=facts.params["charge"])
    money = button(w.plain("button-adm-money"), Adm(room="money"))
    return Paper(news, keyboard([money, opening(w, facts)]))


def _payment_differs(w: Words, facts: Facts) -> Paper:
    """For admins: our books and the provider's list contradict each other, and nothing was moved."""
    ours, currency = facts.params["amount"], facts.params["currency"]
    theirs, back = facts.params["charged"], facts.params["refunded"]
    sums = {"ours": w.money(ours, currency), "theirs": w.money(theirs, currency), "back": w.money(back, currency)}
    news = w("paper-payment-differs", event=facts.name, n=str(facts.params["payment"]), **sums)
    return Paper(news, keyboard([opening(w, facts, "button-the-event")]))


def _charge_known(w: Words, facts: Facts) -> Paper:
    """For admins: a charge that bought something is reported again for something else."""
    said = facts.params
    ours, theirs = w.money(said["amount"], said["currency"]), w.money(said["theirs"], said["their_currency"])
    which = {"n": str(said["payment"]), "booking": str(said["booking"]), "other": str(said["other"])}
    news = w("paper-charge-known", event=facts.name, **which, ours=ours, theirs=theirs)
    return Paper(news, keyboard([opening(w, facts, "button-the-event")]))


DRAWN: dict[str, Callable[[Words, Facts], Paper | None]] = {
    "cancelled": _cancelled,
    "event_cancelled": _event_cancelled,
    "late_seated": _late_seated,
    "late_refunded": _late_refunded,
    "payment_failed": _payment_failed,
    "refund_stuck": _refund_stuck,
    "refund_by_hand": _refund_by_hand,
    "payment_differs": _payment_differs,
    "charge_known": _charge_known,
}
