"""Buttons carry all their state in 64 bytes, and read back nothing but what a button of ours could carry."""

import pytest

from bot import callbacks, way
from bot.callback_fields import LARGEST_COUNT, LARGEST_ID, LARGEST_SUM, LARGEST_TERMS
from bot.callbacks import ALL, Ev, List, More, Pick
from bot.callbacks_draft import Ask, Inv, Put
from bot.callbacks_guest import Choice, Rate
from bot.callbacks_hosting import Cash, Dead, Queue
from bot.callbacks_pages import Brand, Email, Pages, Phone, Ques, Team
from bot.callbacks_share import Say
from bot.way import Way

LONGEST_WAYS = [
    Way("e", "2", "f", f"h{LARGEST_ID}", f"{'z' * 12}N{'z' * 12}"),
    Way("e", "2", "f", f"m{LARGEST_ID}", f"{'z' * 12}N{'z' * 12}"),
    Way("e", "2", "f", "q" + "ы" * (way.WORDS_BYTES // 2), f"{'z' * 12}P{'z' * 12}"),
]
LARGEST = {
    "of": f"d{LARGEST_ID}", "revision": LARGEST_TERMS, "invite_id": LARGEST_ID,
    "event_id": LARGEST_ID, "booking_id": LARGEST_ID, "seats": LARGEST_COUNT, "terms": LARGEST_TERMS,
    "user_id": LARGEST_ID, "act": "unhost", "room": "people", "outbox_id": LARGEST_ID, "kind": "r", "sheet": LARGEST_COUNT,
    "show": "line", "cursor": "n" + "9" * 19, "anyway": "1", "reason_id": LARGEST_ID, "broadcast_id": LARGEST_ID, "step": "3",
    "why": "place", "guests": LARGEST_COUNT, "whom": "g", "number": LARGEST_ID, "stars": "5",
    "refund": LARGEST_SUM, "what": "login", "value": "en", "sure": "1", "which": "past", "page": "10000",
    "on": "1", "host_id": LARGEST_ID, "last": LARGEST_ID, "page_id": LARGEST_ID, "place": LARGEST_COUNT, "yes": "1",
    "to": "1", "entry_id": LARGEST_ID, "question_id": LARGEST_ID, "bookings": LARGEST_COUNT, "payment_id": LARGEST_ID,
    "support_id": LARGEST_ID, "token": "A" * 32,
}  # fmt: skip
OTHERWISE = {
    Say: {"why": "full"}, Rate: {"whom": "e"}, Choice: {"room": "quiet", "value": "1"}, Queue: {"to": "front"},
    Pick: {"what": "w"}, Dead: {"act": "go"}, Cash: {"act": "hand"}, Ask: {"what": "confirm"}, Inv: {"what": "gone"},
    Pages: {"what": "new"}, Brand: {"what": "contacts", "value": "none"}, Team: {"what": "gone"}, Ques: {"what": "down"},
    Phone: {"what": "keep"}, Email: {"what": "again"},
    Put: {"what": "tz", "value": "America/Argentina/ComodRivadavia"},
}  # fmt: skip


@pytest.mark.parametrize("kind", ALL)
@pytest.mark.parametrize("longest", [str(one) for one in LONGEST_WAYS])
def test_the_longest_data_of_every_button_fits_and_reads_back(kind, longest) -> None:
    values = LARGEST | {"way": longest} | OTHERWISE.get(kind, {})
    packed = kind(**{field: values[field] for field in kind.model_fields}).pack()
    assert len(packed.encode()) <= 64
    read = callbacks.read(packed)
    assert isinstance(read, kind)
    assert {k: v for k, v in read if k != "way"} == {k: values[k] for k in kind.model_fields if k != "way"}
    if kind in (List, Pick):
        assert read.way == longest


@pytest.mark.parametrize("kind", [Ev, More])
def test_a_way_back_that_does_not_fit_is_shortened_never_broken(kind) -> None:
    short = kind(event_id=7, seats=2, way=str(Way(ref="qсталкер", cursor="jb2k3nN7")))
    assert callbacks.read(short.pack()) == short
    for longest in LONGEST_WAYS:
        back = way.parse(callbacks.read(kind(event_id=LARGEST_ID, seats=100, way=str(longest)).pack()).way)
        assert back == Way() or (back.when, back.price, back.seats) == (longest.when, longest.price, longest.seats)


@pytest.mark.parametrize("number", ["-5", "1_0", "+1", " 1", "1.0", "٣", "１", "0x1", "1e3", "NaN", "--"])
def test_a_number_that_no_button_carries_is_no_number(number) -> None:
    assert callbacks.read(f"ok:{number}") is None
    assert callbacks.read(f"ev:7:{number}:") is None
    assert callbacks.read(f"set:7:1:{number}") is None


def test_a_number_beyond_all_that_could_be_is_nobodys() -> None:
    assert callbacks.read(f"ok:{10**23}").booking_id == LARGEST_ID
    assert callbacks.read(f"book:7:{10**23}:1").seats == LARGEST_COUNT


@pytest.mark.parametrize("text", ["", "   ", "\u200b\u202e", "...", ":::", "\n\t"])
def test_a_search_for_nothing_is_no_search(text) -> None:
    assert way.search(text) is None


@pytest.mark.parametrize("text", ["Сталкер, 35 мм", "a" * 5000, "🎟" * 300, "слово: и.ещё", "x:y.z", "%_\\", "\ud83d"])
def test_a_search_survives_its_button(text) -> None:
    found = way.search(text)
    if found is not None:
        assert callbacks.read(List(way=str(found)).pack()).way == str(found)
        assert len(found.words.encode()) <= way.WORDS_BYTES


def test_a_bound_of_the_price_is_in_whole_units_of_the_houses_currency() -> None:
    bounds = [way.parse("a1a.-.-").filters("UTC", currency).price for currency in ("RUB", "RSD", "JPY", "KWD")]
    assert bounds == [500_00, 500_00, 500, 500_000]
    assert [way.parse(f"a{price}a.-.-").filters("UTC", "JPY").price for price in "a0"] == ["any", "free"]
