"""A crawler through the chat: it presses every button that it is shown, once for each kind of screen, and says a few
words wherever words are asked for.

A button's kind is its verb and its small fields, without ids: a new button is walked as it comes, nothing is listed
here but what is better pressed late. By EVENTBOOKER_CRAWL=long it is pressed once for each state of a screen, too. Before a press the card is put back as it was seen (an old card in the chat);
deeds come after all reading, ends of things last, so that there is something left to look at.
"""

import heapq
import itertools
import os
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from sqlalchemy import select, update
from structlog.testing import capture_logs

from bot import callbacks
from bot.sandbox.endpoint import SANDBOX
from core.models import Draft, User
from tests.bot import looks
from tests.bot.town import Town

MOST = 2500
LONG = os.environ.get("EVENTBOOKER_CRAWL") == "long"
LATE = (
    ("fav", "rate", "come", "put", "in", "inv", "ask:new", "dup", "cfg", "join", "many"),
    ("wait", "book", "ok", "pay", "tell", "dead", "cash", "apply", "pub", "send"),
    ("set", "leave:#:1", "kick", "held", "drop", "stop:#:3", "usr"),
    ("team:#:gone", "ques:#:#:gone", "cfg:out", "cfg:lang", "usr:#:unadm:1", "usr:#:ban:1"),
    ("erase:1",),
)
READING = {
    "home", "list", "pick", "ev", "more", "open", "map", "host", "page", "faq", "answer", "my", "mine", "run", "peek", "num",
    "gst", "guest", "seats", "grid", "ask", "adm", "tick", "ics", "leave", "stop", "usr:#:show",
    "seen", "team", "faqs", "ques:#:#:", "ques:#:#:off", "brand", "phone", "email", "erase", "paysupport", "pays", "reply",
    "inv:#:", "cfg:all", "cfg:tz::", "cfg:msg::", "cfg:data::",
}  # fmt: skip
ANSWERS = {
    "en": ("x " * 2000, "tomorrow at 19:00", "2"),
    "ru": ("ы " * 2000, "завтра в 19:00", "2"),
}
OWN_ANSWERS = {"email": ("ы" * 300 + "@example.org", "lev@example.org"), "code": ("000000", "12")}
"""To questions that the others are no answers to."""
SIGNS = set("🎟⏳🚫🔒✅🔔₽⭐")
OUR_LINK = "https://t.me/eventbooker_bot?start="


def shape(data: str) -> str:
    """The button's kind: ids and long numbers are `#`, a way back only says whether there is one and to what."""
    verb, *fields = data.split(":")
    names = list(type(read).model_fields) if (read := callbacks.read(data)) else []
    named = itertools.zip_longest(fields, names[: len(fields)], fillvalue="")
    return ":".join([verb, *(_field(value, name) for value, name in named)])


def _field(value: str, name: str) -> str:
    if name == "way" and "." in value:
        flags, ref, _ = value.split(".")
        chosen = flags.replace("a", "")
        return f"{chosen if len(chosen) < 2 else len(chosen)}{ref[:1]}"
    if name.endswith("_id") or name in ("number", "last", "terms", "revision", "refund", "guests"):
        return re.sub(r"\d+", "#", value)
    return re.sub(r"\d{2,}", "#", value) if name != "of" else re.sub(r"\d+", "#", value)


def _thing(data: str) -> tuple[str, str]:
    """The verb, and what it is done to or shown of."""
    kind, fields = shape(data).split(":"), data.split(":")
    return fields[0], fields[1] if kind[1:2] in (["#"], ["d#"]) else ""


def rank(data: str) -> int:
    """How late a button is pressed; unknown ones after all reading."""
    kind = shape(data)
    late = {verb: number for number, verbs in enumerate(LATE, 2) for verb in verbs} | dict.fromkeys(READING, 0)
    found = [verb for verb in late if f"{kind}:".startswith(f"{verb}:")]
    return late[max(found, key=len)] if found else 1


@dataclass(order=True)
class Press:
    """A button under a message, as it was seen."""

    late: int
    number: int
    message: Any = field(compare=False)
    place: tuple[int, int] = field(compare=False)
    data: str = field(compare=False)


@dataclass
class Crawler:
    """One person who tries everything, but for the deeds that `others` do, whose
    screens are looked at in passing. Who has not found all kinds that they `must` tries buttons like those before. `wrong` is what they found."""

    town: Town
    role: str
    must: frozenset[type] = frozenset()
    others: frozenset[type] = frozenset()
    wrong: list[str] = field(default_factory=list)
    pressed: Counter[str] = field(default_factory=Counter)
    classes: set[type] = field(default_factory=set)
    said: int = 0
    _known: set[Any] = field(default_factory=set)
    _todo: list[Press] = field(default_factory=list)
    _spare: list[Press] = field(default_factory=list)
    _numbers: Any = field(default_factory=itertools.count)
    _told: Counter[Any] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.chat, self.language = self.town.chat, self.town.language
        self.me = self.town.people[self.role]
        self.sandbox = self.chat.app[SANDBOX]

    async def walk(self) -> None:
        """Through every door, then everywhere."""
        with capture_logs() as logs:
            for door in self._doors():
                await self._say(door)
            await self._look({}, "papers", papers=True)
            while (press := self._next()) is not None and self.pressed.total() < MOST:
                await self._press(press)
                if self._told["deed"] % 10 == 9:
                    await self._hear()
            await self._hear()
        self.wrong += [f"log: {line}" for line in logs if line["log_level"] not in ("debug", "info")]
        if self._todo:
            self.wrong.append(f"still {len(self._todo)} buttons after {MOST}")

    def _next(self) -> Press | None:
        if not self._todo and self._spare and self.must - self.classes:
            return heapq.heappop(self._spare)
        return heapq.heappop(self._todo) if self._todo else None

    def _doors(self) -> Iterator[str]:
        town = self.town
        yield from (f"/{one}" for one in ("start", "events", "my", "hosting", "settings", "help", "admin", "login"))
        yield from (f"/{one}" for one in ("privacy", "terms", "paysupport", "cancel", "nonsense", "new"))
        yield from (f"/start {one}" for one in ("my", "new", "settings", "login", "i_nothing", "o_zarya"))
        yield f"/start i_{town.invite.token}"
        yield f"/start h_{town.users['host'].id}"
        yield from (f"/start e_{event.id}" for event in town.events.values())
        for booking in town.bookings.values():
            yield from (f"/start b_{booking.id}", f"/start t_{booking.ticket_code}")

    # --- deeds
    async def _say(self, text: str) -> None:
        before = self._before()
        await self.me.say(text)
        self.said += 1
        await self._look(before, f"/say {text[:40]}")
        await self._converse()

    async def _press(self, press: Press) -> None:
        number = press.message["message_id"]
        if self.sandbox.messages(self.me.id).get(number) is not press.message:
            self.sandbox.save_message(press.message)
        kind = shape(press.data)
        self.pressed[kind] += 1
        self.classes.add(type(callbacks.read(press.data)))
        self._told["deed"] += press.late > 1
        before, where = self._before(), f"[{kind}] on {looks.first_line(press.message)!r}"
        answer = await self.chat.ask("POST", f"/people/{self.me.id}/tap", message_id=number, button=list(press.place))
        await self.chat.settle()
        if "timeout" in answer:
            self.wrong.append(f"{where}: the spinner turns for ever")
        if kind.startswith("cfg:lang") and not kind.endswith(self.language):
            await self._speak_own_language()
            return
        self.wrong += [f"{where}: {problem}" for problem in looks.wrong_with_answer(answer, self.language)]
        await self._look(before, where)
        await self._converse(press)

    async def _converse(self, press: Press | None = None) -> None:
        """Answer what is asked, each question in several ways."""
        while (question := await self._question()) is not None:
            answers = OWN_ANSWERS.get(question, ANSWERS[self.language])
            if self._told[question] >= len(answers):
                return
            text = answers[self._told[question]]
            self._told[question] += 1
            before = self._before()
            await self.me.say(text)
            self.said += 1
            await self._look(before, f"{text[:30]!r} to {question}")
            again = press is not None and self._told[question] < len(answers)
            if again and await self._question() != question:
                heapq.heappush(
                    self._todo, Press(press.late, next(self._numbers), press.message, press.place, press.data)
                )
                return

    async def _question(self) -> str | None:
        open_one = await self.chat.dispatcher.fsm.storage.get_data(SimpleNamespace(user_id=self.me.id))
        if not open_one:
            return None
        if "draft_card" in open_one:
            mine = select(Draft.asking, Draft.event_id.is_(None)).where(Draft.user_id == self.town.users[self.role].id)
            async with self.chat.db.begin() as tx:
                found = (await tx.execute(mine.where(Draft.asking.is_not(None)))).first()
            return found and f"draft {found[0].split()[0]} {found[1]}"
        return str(open_one.get("about") or "how many")

    async def _hear(self) -> None:
        """The courier's round."""
        self._told["deed"] += 1
        before = self._before()
        await self.chat.deliver()
        await self._look(before, "papers", papers=True)

    async def _speak_own_language(self) -> None:
        async with self.chat.db.begin() as tx:
            mine = update(User).where(User.id == self.town.users[self.role].id)
            await tx.execute(mine.values(language=self.language))

    # --- looking
    def _before(self) -> dict[int, Any]:
        self.sandbox.calls.clear()
        return dict(self.sandbox.messages(self.me.id))

    async def _look(self, before: dict[int, Any], where: str, *, papers: bool = False) -> None:
        """What came or changed: judged, and its buttons remembered."""
        asks = papers or await self._question() is not None
        for number, message in list(self.sandbox.messages(self.me.id).items()):
            if before.get(number) is message or not message["from"]["is_bot"]:
                continue
            problems = looks.wrong_with_message(message, self.language)
            stripped = number in before and before[number].get("text") == message.get("text")
            if not asks and not stripped and looks.is_dead_end(message, lambda data: rank(data) == 0):
                problems.append("a dead end")
            self.wrong += [f"{where} → {looks.first_line(message)!r}: {problem}" for problem in problems]
            self._remember(message)
        refused = [row for row in self.sandbox.calls if row.get("error")]
        self.wrong += [
            f"{where}: {row['method']}: {row['error']}" for row in refused if not looks.is_harmless(row["error"])
        ]

    def _remember(self, message: Any) -> None:
        rows = message.get("reply_markup", {}).get("inline_keyboard", [])
        if "invoice" in message and not rows:
            rows = [[{"text": "Pay", "pay": True}]]
        shown = [((r, c), data) for r, row in enumerate(rows) for c, b in enumerate(row) if (data := self._data(b))]
        things = Counter(verb for verb, _ in {_thing(data) for _, data in shown})
        state = (frozenset(things), frozenset(SIGNS & set(looks.words_of(message)))) if LONG else None
        for place, data in shown:
            verb, thing = _thing(data)
            is_others = type(callbacks.read(data)) in self.others
            if is_others and rank(data) > 1:
                continue
            # In a list of several things each one is looked at: they may be in different states.
            keys = {
                (state, verb if is_others else shape(data)),
                (verb, thing) if things[verb] > 1 and not is_others else None,
            }
            press = Press(rank(data), next(self._numbers), message, place, data)
            if keys - self._known - {None}:
                heapq.heappush(self._todo, press)
            elif not is_others and data not in self._known:
                heapq.heappush(self._spare, press)
            self._known |= keys | {data}

    def _data(self, button: Any) -> str | None:
        """What is pressed: data, the way to pay, a link into this chat; what leaves the chat is none of these."""
        if button.get("url", "").startswith(OUR_LINK):
            return "link:" + button["url"].removeprefix(OUR_LINK)
        return "money" if "pay" in button else button.get("callback_data")
