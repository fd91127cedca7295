"""Updates as hostile people send them: the whole grammar of buttons mutated, other people's ids, texts that break
screens, odd kinds of messages, groups and channels. Plain dictionaries, as they come over the wire.
"""

import itertools
import typing
from functools import cache
from typing import Any, Literal, get_args, get_origin

from hypothesis import strategies as st

from bot.callbacks import ALL

NOW = 1_780_000_000
_numbers = itertools.count(1)

ODD = [
    "", " ", "\u200b", "\u202e\u202e", "\u2067\u05d0\u05d1\u2069", "\u0000", "א" * 300, "🎟" * 40, "x" * 4096, "/", "/start", "<b>", "&amp;",
    "%s{}", "'; DROP TABLE users; --", "-1", "0", "9" * 40, "1e9", "NaN", "завтра в 25:61", "31.02.2026", "2026-13-40", "UTC+99",
    "١٢٣", "1\u00a0000", "@root", "i_" + "A" * 22, "t_" + "2" * 16,
]  # fmt: skip
HUGE = [
    "0",
    "00",
    "-1",
    "+1",
    "2147483648",
    "9223372036854775807",
    "9223372036854775808",
    "9" * 64,
    "9" * 65,
    "1_0",
    "１",
    "",
]
COMMANDS = [
    "start",
    "events",
    "my",
    "new",
    "hosting",
    "settings",
    "help",
    "admin",
    "login",
    "terms",
    "privacy",
    "paysupport",
    "cancel",
    "unknown",
]
WORDS = {
    "way": ["", "aaa.-.-", "my", "taf.s.-", "aaa.h2.-", "a2a.qx.-", "aaa.o1.-"], "cursor": ["-", "n1", "p9"], "page": ["-", "0", "1", "99"],
    "value": ["1", "p", "19.EUR", "Europe/Berlin", "1764345600", "none", "guest", "22-8"], "seats": ["0", "1", "2", "4"], "terms": ["1", "2"],
}  # fmt: skip
KINDS: dict[str, Any] = {
    "photo": [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}],
    "voice": {"file_id": "a", "file_unique_id": "b", "duration": 1},
    "sticker": {
        "file_id": "a", "file_unique_id": "b", "type": "regular", "width": 1, "height": 1, "is_animated": False, "is_video": False,
    },
    "document": {"file_id": "a", "file_unique_id": "b", "file_name": "\u202egnp.exe"},
    "location": {"latitude": 90.0, "longitude": -180.0},
    "venue": {"location": {"latitude": 0.0, "longitude": 0.0}, "title": "\u202e<b>", "address": "\u200b"},
    "contact": {"phone_number": "+0", "first_name": "\u200f", "user_id": 1},
    "dice": {"emoji": "🎲", "value": 6},
    "poll": {
        "id": "1", "question": "?", "options": [], "total_voter_count": 0, "is_closed": False, "is_anonymous": True, "type": "regular",
        "allows_multiple_answers": False, "allows_revoting": False, "members_only": False,
    },
    "users_shared": {"request_id": 3, "users": [{"user_id": 1}]},
    "successful_payment": {
        "currency": "RUB", "total_amount": 1, "invoice_payload": "nonsense", "telegram_payment_charge_id": "x",
        "provider_payment_charge_id": "y",
    },
    "new_chat_title": "\u202e", "migrate_to_chat_id": -1009, "pinned_message": None, "caption": "/start",
}  # fmt: skip


def _choices(annotation: Any) -> list[str]:
    if get_origin(annotation) is Literal:
        return [str(one) for arg in get_args(annotation) for one in (_choices(arg) or [arg])]
    return []


def fields(kind: Any, ids: tuple[int, ...]) -> list[st.SearchStrategy[str]]:
    """For each field of a button: what it may be, an id of somebody else, and at times what it may not be."""
    hints, known = typing.get_type_hints(kind), [str(one) for one in ids]
    may_be = WORDS | {"of": [*known, *(f"d{one}" for one in ids), "new"]}
    good = [_choices(hints[name]) or may_be.get(name, known) for name in kind.model_fields]
    return [st.one_of([st.sampled_from(some)] * 6 + [st.sampled_from(HUGE + known)]) for some in good]


@cache
def buttons(ids: tuple[int, ...]) -> st.SearchStrategy[str]:
    """Callback data: of the grammar, with a field too many or too few, with a sign changed, or nothing like it."""
    kinds = [st.tuples(st.just(kind.__prefix__), *fields(kind, ids)).map(":".join) for kind in ALL]
    whole = st.one_of(kinds)
    torn = whole.flatmap(lambda data: st.integers(0, len(data)).map(lambda at: data[:at]))
    more = st.tuples(whole, st.sampled_from([":", ":1", "\u200b", " ", "::x"])).map("".join)
    return st.one_of(
        whole, whole, whole, whole, whole, whole, whole, whole, torn, more, st.text(max_size=20), st.sampled_from(ODD)
    ).map(_cut)


def _cut(data: str) -> str:
    return data.encode("utf-8", "ignore")[:64].decode("utf-8", "ignore")


@cache
def texts(ids: tuple[int, ...], links: tuple[str, ...]) -> st.SearchStrategy[str]:
    """What is typed: commands with payloads of every kind, odd text, numbers of others."""
    payloads = [f"{letter}_{one}" for letter in "ehbt" for one in ids] + [*links, *ODD]
    command = st.tuples(
        st.sampled_from(COMMANDS), st.sampled_from(["", "@eventbooker_bot", "@other_bot"]), st.sampled_from(payloads)
    )
    said = command.map(lambda parts: f"/{parts[0]}{parts[1]} {parts[2]}")
    return st.one_of(said, st.sampled_from(ODD), st.text(max_size=60), st.sampled_from([str(one) for one in ids]))


def _head(chat: Any, person: Any) -> Any:
    return {"message_id": next(_numbers), "date": NOW, "chat": chat, "from": person}


def chats(person: Any) -> st.SearchStrategy[Any]:
    """Mostly their own private chat; groups and channels too."""
    own = {"id": person["id"], "type": "private", "first_name": person["first_name"]}
    group = {"id": -1001, "type": "supergroup", "title": "\u202e"}
    return st.sampled_from(
        [own] * 20 + [group, {"id": -5, "type": "group", "title": "x"}, {"id": -1002, "type": "channel", "title": "c"}]
    )


@st.composite
def updates(
    draw: Any, people: list[Any], ids: tuple[int, ...], links: tuple[str, ...], cards: tuple[int, ...]
) -> tuple[str, Any]:
    """One update: its kind and what it holds."""
    person = draw(st.sampled_from(people))
    lot = draw(st.integers(0, 22))
    if lot < 11:
        return "callback_query", _tap(draw, person, ids, cards)
    if lot > 19:
        return draw(
            st.sampled_from(_queries(person, draw(texts(ids, links)), draw(st.sampled_from([str(one) for one in ids]))))
        )
    message = _head(draw(chats(person)), person) | draw(_content(ids, links)) | draw(_extra(person))
    kind = draw(
        st.sampled_from(["message"] * 8 + ["edited_message", "channel_post", "edited_channel_post", "business_message"])
    )
    if "channel" in kind:
        message.pop("from")
        message["chat"] = {"id": -1002, "type": "channel", "title": "c"}
    return draw(st.sampled_from([(kind, message)] * 9 + [_odd(person, message)]))


def _queries(person: Any, said: str, number: str) -> list[tuple[str, Any]]:
    """What is asked in other chats, and before a payment."""
    price = {"currency": "RUB", "total_amount": 50_000, "invoice_payload": f"{number}:1"}
    return [
        ("inline_query", {"from": person, "query": said[:256], "offset": ""}),
        ("inline_query", {"from": person, "query": f"#{number}", "offset": number}),
        (
            "chosen_inline_result",
            {"result_id": number, "from": person, "query": said[:256], "inline_message_id": "AAAA"},
        ),
        ("pre_checkout_query", {"from": person, **price}),
        ("pre_checkout_query", {"from": person, **price, "currency": "XTR", "invoice_payload": said[:100] or "x"}),
    ]


def _tap(draw: Any, person: Any, ids: tuple[int, ...], cards: tuple[int, ...]) -> Any:
    chat = draw(chats(person))
    card = {"message_id": draw(st.sampled_from([*cards, 1, 999_999_999])), "date": NOW, "chat": chat, "text": "card"}
    under = draw(buttons(ids))
    if under:
        card["reply_markup"] = {"inline_keyboard": [[{"text": "x", "callback_data": under}]]}
    where = draw(
        st.sampled_from(
            [{"message": card}] * 6
            + [{"message": card | {"date": 0}}, {"inline_message_id": "AAAA"}, {"message": None}]
        )
    )
    data = draw(st.sampled_from([{"data": draw(buttons(ids))}] * 9 + [{"game_short_name": "g"}]))
    return {"from": person, "chat_instance": "1"} | {k: v for k, v in where.items() if v} | data


@cache
def _content(ids: tuple[int, ...], links: tuple[str, ...]) -> st.SearchStrategy[Any]:
    said = texts(ids, links).map(lambda text: {"text": text} if text else {})
    odd = st.sampled_from(list(KINDS)).map(lambda kind: {kind: KINDS[kind]} if KINDS[kind] is not None else {})
    return st.one_of(said, said, said, odd)


def _extra(person: Any) -> st.SearchStrategy[Any]:
    bot = {"id": 1, "is_bot": True, "first_name": "b", "username": "eventbooker_bot"}
    group = {"id": -1001, "type": "supergroup", "title": "g"}
    forwarded = {"type": "user", "date": NOW, "sender_user": person}
    entity = {"type": "date_time", "offset": 0, "length": 99, "unix_time": 2**40}
    anonymous = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
    return st.sampled_from(
        [{}] * 12
        + [
            {"via_bot": bot}, {"forward_origin": forwarded}, {"entities": [entity]}, {"date": 0}, {"from": bot},
            {"sender_chat": group, "chat": group, "from": anonymous}, {"from": anonymous}, {"edit_date": NOW},
        ]
    )  # fmt: skip


def _odd(person: Any, message: Any) -> tuple[str, Any]:
    member = {"user": {"id": 1, "is_bot": True, "first_name": "b"}}
    before, after = member | {"status": "member"}, member | {"status": "kicked", "until_date": 0}
    return "my_chat_member", {
        "chat": message["chat"], "from": person, "date": NOW, "old_chat_member": before, "new_chat_member": after,
    }  # fmt: skip
