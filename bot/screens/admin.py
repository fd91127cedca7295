"""Administration: the house in numbers, people, money that waits, integrity (SCREENS 6)."""

from datetime import datetime
from typing import Any

from markupsafe import Markup

from bot.callbacks_hosting import Adm, Cash, Usr
from bot.callbacks_money import Reply
from bot.screen import Row, Screen, button, danger, keyboard, primary
from bot.screens import parts, times
from core import i18n
from core.i18n import Words
from core.models import Role, User
from core.rails import Rail

PEOPLE = 8
ERROR = 120
FAULTS = 12
ROOMS: tuple[Any, ...] = ("people", "dead", "money", "check", "drill")


def draw(w: Words, numbers: Any) -> Screen:
    """The house in numbers, and the doors of its rooms."""
    text = parts.lines(
        w("admin-title"),
        w("admin-messages", waiting=numbers.waiting, dead=numbers.dead),
        w("admin-money", stuck=numbers.stuck, review=numbers.review),
        w("admin-events", events=numbers.events, people=numbers.people, today=numbers.today),
    )
    doors = [button(w.plain(f"button-adm-{room}"), Adm(room=room)) for room in ROOMS]
    return Screen(text, keyboard(doors[:3], doors[3:]))


def home(w: Words) -> Row:
    """The way back to the house in numbers."""
    return [button(w.plain("button-adm-home"), Adm(room="home"))]


def draw_people(w: Words, sought: str | None = None, found: list[User] | None = None) -> Screen:
    """The question, or whom it found."""
    if sought is None or found is None:
        return Screen(w("people-ask"), keyboard(home(w)))
    shown = found[:PEOPLE]
    items = [w("people-item", n=n, name=_name(one), id=_id(one)) for n, one in enumerate(shown, 1)]
    more = w("people-more") if len(found) > PEOPLE else None
    numbers = [button(str(n), Usr(user_id=one.id, act="show")) for n, one in enumerate(shown, 1)]
    text = parts.lines(w("people-found", what=i18n.name(sought)), *(items or [w("people-none")]), more)
    return Screen(text, keyboard(numbers[:4], numbers[4:], home(w)))


def _name(user: User) -> str:
    return f"{i18n.name(user.name)} @{user.username}" if user.username else i18n.name(user.name)


def _id(user: User) -> str:
    return str(user.id)


def draw_person(w: Words, user: Any) -> Screen:
    """One person, and what an admin can change."""
    text = parts.lines(
        w("person-title", name=_name(user), id=_id(user)),
        w("person-admin") if user.role is Role.admin else None,
        w("person-banned") if user.banned_at else None,
        w("person-may-host") if user.may_host else None,
        w("person-away") if not user.chat_open or user.blocked_at else None,
        w("person-numbers", bookings=user.bookings, events=user.events),
    )
    acts: tuple[Any, ...] = (
        "unadm" if user.role is Role.admin else "adm",
        "unhost" if user.may_host else "host",
        "unban" if user.banned_at else "ban",
    )
    rows = [[button(w.plain(f"button-usr-{act}"), Usr(user_id=user.id, act=act))] for act in acts]
    return Screen(text, keyboard(*rows, [button(w.plain("button-adm-people"), Adm(room="people"))], home(w)))


def draw_person_sure(w: Words, user: Any, act: Any) -> Screen:
    """What the change means, asked once."""
    style = danger if act in {"adm", "unadm", "ban"} else primary
    deed = style(w.plain("button-usr-sure"), Usr(user_id=user.id, act=act, sure="1"))
    keep = button(w.plain("button-usr-keep"), Usr(user_id=user.id, act="show"))
    return Screen(w(f"person-ask-{act}", name=i18n.name(user.name)), keyboard([deed, keep]))


def draw_money(w: Words, stuck: list[Any], review: list[Any], asked: list[Any]) -> Screen:
    """Refunds that are stuck, payments that bought nothing, questions; what can be done about each."""
    items, deeds = [], []
    for n, row in enumerate([*stuck, *review], 1):
        refund = n <= len(stuck)
        items.append(_refund(w, n, row) if refund else _payment(w, n, row))
        kind: Any = "r" if refund else "p"
        go = w.plain("button-cash-again" if refund else "button-cash-back", n=n)
        hand = w.plain("button-cash-hand", n=n)
        again = [] if refund and _is_by_hand(row) else [button(go, Cash(kind=kind, number=row.id, act="go"))]
        deeds.append([*again, button(hand, Cash(kind=kind, number=row.id, act="hand"))])
    items += [w("cash-questions", n=len(asked))] if asked else []
    text = parts.lines(w("cash-title"), *(items or [w("cash-none")]))
    # What is tried again goes by itself; how it went is seen here.
    look = [button(w.plain("button-refresh"), Adm(room="money"))] if stuck else []
    return Screen(text, keyboard(*deeds, *[[_question(w, one)] for one in asked], look + home(w)))


def draw_give_back(w: Words, payment: Any) -> Screen:
    """Asked once: money leaves."""
    sum_ = w.money(payment.amount, payment.currency)
    deed = danger(w.plain("button-cash-back-sure", sum=sum_), Cash(kind="p", number=payment.id, act="sure"))
    keep = button(w.plain("button-usr-keep"), Adm(room="money"))
    return Screen(w("cash-back-sure", sum=sum_), keyboard([deed], [keep]))


def _is_by_hand(row: Any) -> bool:
    return bool(row.provider == Rail.provider)


def _question(w: Words, asked: Any) -> Any:
    name = i18n.clean(asked.user_name, parts.BUTTON)
    label = parts.cut(w.plain("button-question", number=str(asked.id), name=name), parts.BUTTON)
    return button(label, Reply(support_id=asked.id))


def _refund(w: Words, number: int, row: Any) -> Markup:
    if _is_by_hand(row):
        charge = row.provider_charge_id or row.charge_id
        return w("cash-by-hand", n=number, sum=w.money(row.amount, row.currency), charge=charge)
    error = i18n.clean(row.error or w.plain("cash-unnamed"), ERROR)
    return w("cash-refund", n=number, sum=w.money(row.amount, row.currency), attempts=row.attempts, error=error)


def _payment(w: Words, number: int, row: Any) -> Markup:
    return w("cash-payment", n=number, sum=w.money(row.amount, row.currency))


def draw_note(w: Words) -> Screen:
    """How was it settled?"""
    return Screen(w("cash-note"), keyboard([button(w.plain("button-adm-money"), Adm(room="money"))], home(w)))


def draw_check(w: Words, violations: list[Any], checks: int, now: datetime, zone: str) -> Screen:
    """Whether everything holds, or what does not."""
    again = button(w.plain("button-check-again"), Adm(room="check"))
    return Screen(parts.lines(*checked(w, violations, checks, now, zone)), keyboard([again], home(w)))


def checked(w: Words, violations: list[Any], checks: int, now: datetime, zone: str) -> list[Markup]:
    """That everything holds, or a line for each check that does not."""
    if not violations:
        return [w("check-well", n=checks, until=times.until(w, now, zone, now))]
    return [
        w("check-ill", number=one.number, n=one.rows, ids=", ".join(map(str, one.ids))) for one in violations[:FAULTS]
    ]
