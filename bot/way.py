"""The way back: which list a card was opened from, short enough to ride in a button (`aaa.qстал.-`).

Five parts: `when` (a any, t today, m tomorrow, w week, e weekend, n month), `price` (a any, 0 free, 1 and 2 up to a
sum), `seats` (a any, f with free seats), `ref` (- all, q and the words searched for, h and a host's id, o and a page's,
m and the id of an event with that film, d and a day, counted from 1970, s what one saved) and `cursor` (- the first
page). The word `my` is the way back to one's bookings.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from core import i18n
from core.catalogue import Filters
from core.database import LARGEST_ID

MY = "my"
WHEN = {"a": "any", "t": "today", "m": "tomorrow", "w": "week", "e": "weekend", "n": "month"}
PRICES = {"1": 500, "2": 1_000}
"""What `up to` means, in whole units of the house's currency."""
WORDS_BYTES = 24
EPOCH = date(1970, 1, 1)
_SHAPE = re.compile(
    r"([atmwen])([a012])([af])\.(-|q[^.:]+|[hom][1-9][0-9]{0,18}|d[1-9][0-9]{0,4}|s)\.(-|[0-9a-z]{1,12}[NP][0-9a-z]{1,12})"
)


@dataclass(frozen=True)
class Way:
    """One page of one list."""

    when: str = "a"
    price: str = "a"
    seats: str = "a"
    ref: str = "-"
    cursor: str = "-"

    def __str__(self) -> str:
        return f"{self.when}{self.price}{self.seats}.{self.ref}.{self.cursor}"

    @property
    def words(self) -> str | None:
        """What is searched for."""
        return self.ref[1:] if self.ref.startswith("q") else None

    @property
    def host_id(self) -> int | None:
        """Whose events these are."""
        return self._id("h")

    @property
    def page_id(self) -> int | None:
        """Under which page these events appear."""
        return self._id("o")

    @property
    def film_of(self) -> int | None:
        """An event with the film that all of these show."""
        return self._id("m")

    @property
    def day(self) -> date | None:
        """The day that these events begin on."""
        return EPOCH + timedelta(days=int(self.ref[1:])) if self.ref.startswith("d") else None

    @property
    def is_saved(self) -> bool:
        """Whether these are the events that the person saved."""
        return self.ref == "s"

    def _id(self, kind: str) -> int | None:
        return min(int(self.ref[1:]), LARGEST_ID) if self.ref.startswith(kind) else None

    @property
    def narrowed(self) -> bool:
        """Whether anything is left out of the list."""
        return replace(self, cursor="-") != Way()

    def at(self, cursor: str | None) -> "Way":
        """Another page of the same list."""
        return replace(self, cursor=cursor or "-")

    def with_(self, **parts: str) -> "Way":
        """The first page of a list that differs in `parts`."""
        return replace(self, **{"cursor": "-"} | parts)

    def filters(self, zone: str, currency: str, film: str | None = None) -> Filters:
        """What the catalogue understands, in the house's zone and currency; `film` is the name behind `film_of`."""
        midnight = datetime.combine(self.day, time()) if self.day else None
        return Filters(
            text=self.words,
            when=WHEN[self.when],
            since=midnight,
            until=midnight and midnight + timedelta(days=1),
            price=most(self.price, currency) or ("free" if self.price == "0" else "any"),
            free_seats=self.seats == "f",
            host_id=self.host_id,
            organizer_id=self.page_id,
            film=film,
            saved=self.is_saved,
            zone=zone,
        )


def most(price: str, currency: str) -> int | None:
    """The minor units that `price` bounds a seat's by; None: it is no bound."""
    return PRICES[price] * 10 ** i18n.digits(currency) if price in PRICES else None


def parse(text: str) -> Way:
    """The way in a button; `my`, nothing or nonsense is the whole list."""
    found = _SHAPE.fullmatch(text)
    return Way(*found.groups()) if found else Way()


def is_way(text: str) -> bool:
    """Whether a button of ours could carry it."""
    return text in ("", MY) or _SHAPE.fullmatch(text) is not None


def search(typed: str) -> Way | None:
    """The list of what fits the typed words; None when nothing is left of them. Long searches lose their last words."""
    words = i18n.clean(typed, 100).replace(":", " ").replace(".", " ").split()
    kept = words[0].encode()[:WORDS_BYTES].decode(errors="ignore") if words else ""
    for word in words[1:]:
        if len(f"{kept} {word}".encode()) > WORDS_BYTES:
            break
        kept = f"{kept} {word}"
    return Way(ref=f"q{kept}") if kept else None


def on_day(day: date) -> Way:
    """The list of what begins on that day."""
    return Way(ref=f"d{(day - EPOCH).days}")


def shorter(text: str) -> list[str]:
    """The way and what is left of it where it doesn't fit: without its page, without its list, nothing."""
    way = parse(text)
    return [text, str(way.at(None)), str(way.with_(ref="-")), ""]
