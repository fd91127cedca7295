"""Typed words are found by their parts, in both alphabets, mistyped or not, and never in what is not for everybody."""

import itertools
from datetime import timedelta

import pytest
from sqlalchemy import insert, select, text

from core import catalogue, database, search
from core.catalogue import Filters
from core.models import Access, Event, EventStatus, Organizer
from tests import factories


async def on(tx, name, **values):
    """A public event called `name` whose other texts say nothing."""
    plain = {"place": "", "starts_at": await database.now(tx) + timedelta(days=1)} | values
    if "host" not in plain:
        plain["host"] = await factories.person(tx, "Q")
    return await factories.event(tx, plain.pop("host"), name=name, **plain)


async def names(tx, words, **filters):
    found = await catalogue.page(tx, filters=Filters(text=words, **filters), limit=50)
    return [card.name for card in found.cards]


@pytest.mark.parametrize(
    ("said", "typed"),
    [
        ("Сталкер", "сталкер"),
        ("Сталкер", "СТАЛ"),
        ("Сталкер", "алке"),
        ("Сталкер", "stalker"),
        ("The Stalker", "сталкер"),
        ("Ёлки, чёрт возьми", "елки ЧЕРТ"),
        ("Елки", "Ёлки"),
        ("Чапаев и Щука", "chapaev"),
        ("Живаго, хор, цирк", "zhivago khor tsirk"),
        ("Маяк и юла, шёлк", "mayak yula shelk"),
        ("Йога", "йога"),
        ("И\u0306ога, е\u0308лка", "йога ёлка"),  # letters and marks apart, as some keyboards and file systems write
        ("Йога", "и\u0306ога"),
        ("Café Šõõr", "cafe SOOR"),
        ("Объезд, день", "объезд день"),
        ("Їжак і ґава", "їжак ґава"),
        ("ΟΔΟΣ", "οδος"[:3]),
        ("№ 35/2, 100% free_jazz", "35/2 100% e_j"),
        ("東京物語", "物語"),
        ("Сталкер (35 мм)", "«Сталкер» — 35!"),
    ],
)
async def test_a_word_is_found_by_its_parts(tx, said, typed):
    await on(tx, said)
    await on(tx, "Something else")
    assert await names(tx, typed) == [said]


@pytest.mark.parametrize(
    "typed", ["1%f", "fre_j", "100\\%", "x" * 500, "' OR '1'='1", "％", "сталкер джаз", "жажа", "…", "«»"]
)
async def test_signs_mean_themselves_and_each_word_has_to_be_found(tx, typed):
    await on(tx, "Сталкер, 100% free_jazz")
    assert await names(tx, typed) == []


@pytest.mark.parametrize("typed", [None, "", " ", "\x00", "\u2028", "ъ", "\ud800", "\u202e"])
async def test_no_words_narrow_nothing(tx, typed):
    await on(tx, "Сталкер")
    assert await names(tx, typed) == ["Сталкер"]


async def test_words_are_looked_for_in_all_that_an_event_says_and_in_who_makes_it(tx):
    row = {"slug": "zarya", "name": "Киноклуб «Заря»"}
    page = (await tx.execute(insert(Organizer).values(**row).returning(Organizer))).one()
    host = await factories.person(tx, "Марта Ёлкина")
    await on(
        tx,
        "Вечер",
        host=host,
        organizer_id=page.id,
        film="Зеркало",
        place="Кинотеатр «Октябрь»",
        description="Новая\nкопия",
    )
    await factories.person(tx, "Марта Безсобытий")
    await on(tx, "Другое")
    for typed in ("вечер", "зеркало", "октябрь", "копия", "елкина", "заря", "zarya вечер елк окт зерк коп"):
        assert await names(tx, typed) == ["Вечер"], typed
    assert await names(tx, "безсобытий") == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("сталкир", "Сталкер"),
        ("stalkr", "Сталкер"),
        ("соларис", "Солярис"),
        ("тарковский", "Письма Тарковскому"),
        ("tarkovsky", "Тарковский"),
        ("питонстов", "Завтрак питонистов"),
        ("питонстов ЗАВТ", "Завтрак питонистов"),
        ("breakfest", "Python breakfast"),
    ],
)
async def test_a_mistyped_word_is_found_when_nothing_has_it_as_it_stands(tx, typed, said):
    await on(tx, said)
    await on(tx, "Лекция о море")
    assert await names(tx, typed) == [said]


async def test_what_has_the_word_keeps_away_what_nearly_has_it(tx):
    await on(tx, "Концерт")
    await on(tx, "Концепт")
    assert await names(tx, "концерт") == ["Концерт"]
    assert sorted(await names(tx, "концент")) == ["Концепт", "Концерт"]


async def test_a_host_is_found_mistyped_too_and_short_words_are_meant_as_they_stand(tx):
    await on(tx, "Вечер", host=await factories.person(tx, "Тарковская"))
    await on(tx, "Jazz")
    assert await names(tx, "торковская") == ["Вечер"]
    assert await names(tx, "jaz") == ["Jazz"]
    assert await names(tx, "jas") == []


async def test_pages_of_a_mistyped_search_lead_forth_and_back(tx):
    for number in range(5):
        await on(tx, f"Сталкер {number}")
    filters, seen, cursor = Filters(text="сталкир"), [], None
    for _ in range(3):
        found = await catalogue.page(tx, filters=filters, after=cursor, limit=2)
        seen.append([card.name[-1] for card in found.cards])
        cursor = found.next
    assert seen == [["0", "1"], ["2", "3"], ["4"]]
    back = await catalogue.page(tx, filters=filters, after=found.previous, limit=2)
    assert [card.name[-1] for card in back.cards] == ["2", "3"]


async def test_no_part_of_a_private_event_or_a_draft_is_found_by_a_stranger(tx):
    """Every piece of every word of it, in both looks: nothing, and the same nothing as for words that nobody said."""
    host = await factories.person(tx, "Засекреченный")
    said = {"name": "Полуночник", "film": "Невидимка", "place": "Подземелье", "description": "Шифровка"}
    await on(tx, host=host, access=Access.private, **said)
    await on(tx, host=host, status=EventStatus.draft, **said)
    await on(tx, "Завтрак")
    stranger = await factories.person(tx)
    whole = [*said.values(), "Засекреченный", "полуночнек", "polunochnik"]
    pieces = {word[a:b].lower() for word in said.values() for a, b in itertools.combinations(range(len(word) + 1), 2)}
    for viewer in (None, stranger.id):
        for word in (*whole, *sorted(piece for piece in pieces if len(piece) in {3, 4, 6})):
            found = await catalogue.page(tx, viewer_id=viewer, filters=Filters(text=word))
            assert [card.name for card in found.cards] in ([], ["Завтрак"]), word
            assert "Завтрак" not in [card.name for card in found.cards] or word in "завтрак", word


async def test_the_same_fold_is_made_of_a_whole_and_of_its_parts(tx):
    """What makes parts findable: each sign is folded by itself."""
    whole = "Щёлк! Объём и\u0306 ЖЮЯХЦЧШЩЪЬЫЭ İıſßŒ①ﬁ Ǆ 東京 👩‍👩‍👧"
    fold = select(search.func.fold(whole))
    folded = (await tx.execute(fold)).scalar_one()
    for at in range(1, len(whole)):
        parts = select(search.func.fold(whole[:at]), search.func.fold(whole[at:]))
        assert "".join((await tx.execute(parts)).one()) == folded, whole[at - 1 : at + 1]


async def test_a_rare_word_is_looked_up_and_not_read_out_of_every_event(db):
    """Even by one host alone, and after the same statement was often asked for a word that they all have."""
    async with db.begin() as tx:
        host = await factories.person(tx)
        start = await database.now(tx) + timedelta(days=1)
        rows = [
            {"name": f"Вечер {n}", "host_id": host.id, "starts_at": start, "ends_at": start + timedelta(hours=2)}
            | {"zone": "UTC", "capacity": 9, "available": 9, "currency": "RUB", "booking_ttl": 900}
            | {"max_seats_per_booking": 4, "status": EventStatus.published}
            for n in range(3000)
        ]
        await tx.execute(insert(Event), rows)
    async with db.connect() as connection:
        alone = await connection.execution_options(isolation_level="AUTOCOMMIT")
        await alone.execute(text("VACUUM ANALYZE events, users"))
    async with db.begin() as tx:
        for _ in range(8):
            assert len(await names(tx, "вечер")) == 50
        used = text("SELECT pg_stat_get_xact_numscans('ix_events_words'::regclass)")
        before = (await tx.execute(used)).scalar_one()
        assert await names(tx, "2877") == ["Вечер 2877"]
        assert (await tx.execute(used)).scalar_one() == before + 1
