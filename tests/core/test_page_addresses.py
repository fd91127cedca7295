"""A page's first address is made of its name, is one that a page may have, and is nobody's yet."""

import pytest

from core import organizers, page_addresses, users
from core.database import Tx
from core.errors import Invalid
from core.organizers import SLUG, NewPage
from tests import factories


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Zarya film club", "zarya-film-club"),
        ("Киноклуб «Заря»", "kinoklub-zarya"),
        ("Щи & Борщ", "shchi-borshch"),
        ("Café Müller’s", "cafe-mullers"),
        ("日本", "page"),
        ("X", "page-x"),
        ("a" * 300, "a" * 32),
        ("объём", "obem"),
        ("---", "page"),
    ],
)
async def test_an_address_reads_like_the_name(tx: Tx, name: str, slug: str) -> None:
    assert SLUG.fullmatch(slug)
    assert await page_addresses.free(tx, name) == slug


async def test_a_taken_address_gets_a_number(tx: Tx) -> None:
    anna = await factories.person(tx)
    for slug in ("zarya", "zarya-2"):
        await organizers.create(tx, anna.id, NewPage(slug=slug, name="Zarya"))
    assert await page_addresses.free(tx, "Заря") == "zarya-3"


async def test_somebody_pointed_at_is_known_by_their_account_and_met_later(tx: Tx) -> None:
    oleg = await users.hear_of(tx, 77, "Oleg", "oleg_o")
    assert (oleg.name, oleg.chat_open, users.is_reachable(oleg)) == ("Oleg", False, False)
    assert await users.hear_of(tx, 77, "Somebody else") == oleg
    met = await users.meet(tx, 77, "Oleg P.", "oleg_o", "ru", pressed_start=True)
    assert (met.id, met.language, met.chat_open) == (oleg.id, "ru", True)
    with pytest.raises(Invalid):
        await users.hear_of(tx, 2**60, "Nobody")


async def test_a_phone_is_kept_as_digits_and_taken_back(tx: Tx) -> None:
    anna = await factories.person(tx)
    for said, kept in (("7 (999) 123-45-67", "+79991234567"), ("+49301234", "+49301234"), (None, None)):
        await users.set_phone(tx, anna.id, said)
        assert (await users.get(tx, anna.id)).phone == kept
    for wrong in ("", "12", "1" * 16, "abc"):
        with pytest.raises(Invalid):
            await users.set_phone(tx, anna.id, wrong)
