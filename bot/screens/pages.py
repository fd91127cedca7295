"""One's own pages: the list, the page for its team, the question for each thing it says of itself (SCREENS 5.8)."""

from typing import Any

from markupsafe import Markup

from bot.callbacks import List
from bot.callbacks_guest import Page
from bot.callbacks_hosting import Mine
from bot.callbacks_pages import Brand, Faqs, Pages, Seen, Team
from bot.screen import Row, Screen, button, keyboard, primary
from bot.screens import behind, invites, parts
from bot.way import Way
from core import i18n
from core.errors import Invalid
from core.i18n import Words
from core.models import Organizer

ROW, MOST = 8, 48
ABOUT, NAMED, LINE = 600, 12, 40
KINDS = ("name", "slug", "about", "logo", "contacts", "color")
COLUMNS = {"about": "description", "logo": "logo_url", "color": "brand_color"}
WRONG = {"not_a_slug", "taken", "not_a_color", "not_a_link", "unread", "too_large", "empty"}


def address(bot_username: str, page: Organizer) -> str:
    """The page's link."""
    return parts.deep_link(bot_username, f"o_{page.slug}")


def draw_list(w: Words, pages: list[Any]) -> Screen:
    """The pages that the person manages."""
    shown = pages[:MOST]
    items = [
        w("page-item", n=n, name=called(page.name, LINE), team=page.team, questions=page.questions)
        for n, page in enumerate(shown, 1)
    ]
    numbers = [button(str(n), Page(page_id=page.id)) for n, page in enumerate(shown, 1)]
    new = primary(w.plain("button-new-page"), Pages(what="new"))
    back = button(w.plain("button-my-events"), Mine(which="now"))
    return Screen(
        parts.lines(w("pages-title"), *(items or [w("pages-empty")])), keyboard(*rows_of(numbers), [new], [back])
    )


def called(name: str, most: int) -> str:
    """A name as one of many: so many UTF-16 units, that a list of them fits."""
    return i18n.name(parts.cut(i18n.clean(name, most), most), most)


def rows_of(numbers: Row) -> list[Row]:
    """So many in a row as fit."""
    return [numbers[at : at + ROW] for at in range(0, len(numbers), ROW)]


def draw(
    w: Words, page: Organizer, team: list[Any], questions: int, bot_username: str, note: str | None = None
) -> Screen:
    """The page for those who manage it."""
    url = address(bot_username, page)
    names = ", ".join(called(one.name, 30) for one in team[:NAMED]) + (" …" if len(team) > NAMED else "")
    facts = [
        w("page-team", names=names),
        w("page-questions", n=questions),
        w("page-color", color=page.brand_color.upper()) if page.brand_color else None,
        w("page-logo") if page.logo_url else None,
    ]
    head = Markup("<b>{}</b> · {}").format(i18n.name(page.name), url.removeprefix("https://"))
    text = parts.paragraphs(
        note,
        parts.lines(head, Markup(" · ").join(fact for fact in facts if fact)),
        parts.prose(page.description, ABOUT),
        parts.lines(*behind.contacts(w, page)),
    )
    asked = [button(w.plain(f"button-page-{what}"), Brand(page_id=page.id, what=what)) for what in KINDS]
    rooms = [
        button(w.plain("button-page-team"), Team(page_id=page.id)),
        button(w.plain("button-page-questions"), Faqs(page_id=page.id)),
    ]
    return Screen(text, keyboard(asked[:2], asked[2:4], asked[4:], rooms, *_ways(w, page, url)))


def _ways(w: Words, page: Organizer, url: str) -> list[Row]:
    events = button(w.plain("button-page-events"), List(way=str(Way(ref=f"o{page.id}"))))
    guest = button(w.plain("button-peek"), Seen(page_id=page.id))
    back = button(w.plain("button-back"), Pages(what="-"))
    return [[events, guest], invites.linked(w, url), [back]]


def ask_name(w: Words) -> Screen:
    """A new page begins with its name."""
    return Screen(w("page-ask-new"), keyboard([button(w.plain("button-back"), Pages(what="-"))]))


def ask(w: Words, page: Organizer, what: str, bot_username: str, problem: str | None = None) -> Screen:
    """The question, with what is there now."""
    now = said(w, page, what)
    texts = {"link": address(bot_username, page).removeprefix("https://")} if what == "slug" else {}
    empty: Row = []
    if what not in ("name", "slug") and now:
        empty = [button(w.plain("button-page-none"), Brand(page_id=page.id, what=what, value="none"))]
    back = [button(w.plain("button-back"), Page(page_id=page.id))]
    shown = None if what == "slug" else now
    return Screen(parts.paragraphs(problem, w(f"page-ask-{what}", **texts), shown), keyboard(empty, back))


def said(w: Words, page: Organizer, what: str) -> Markup | None:
    """What the page says there now."""
    if what == "contacts":
        return parts.lines(*behind.contacts(w, page)) or None
    if what == "about":
        return parts.prose(page.description, behind.ABOUT)
    value = getattr(page, COLUMNS.get(what, what))
    return Markup("{}").format(i18n.name(value, 500)) if value else None


def unfit(w: Words, error: Invalid) -> str:
    """What is wrong with what was typed, and how to write it."""
    problem = error.params["problem"].replace("_", "-")
    if error.params["problem"] == "too_long":
        return w.plain("typed-too-long", most=error.params["most"])
    if error.params["problem"] in WRONG:
        return w.plain(f"page-{problem}", **{name: error.params[name] for name in ("most",) if name in error.params})
    return w.plain("text-needed")
