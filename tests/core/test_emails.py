"""An address is somebody's once its code came back: verified or not at all, within limits, and nobody's secret leaks."""

import asyncio
import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from core import emails, erasing, own_data, said_emails
from core.database import Tx
from core.errors import EmailTaken, Invalid, TooManyCodes
from core.models import Audit, EmailCode, User
from tests import factories

ADDRESS = "anna@example.org"


async def email_of(tx: Tx, user: User) -> str | None:
    return (await tx.execute(select(User.email).where(User.id == user.id))).scalar_one()


async def age(tx: Tx, **ago: float) -> None:
    """All codes are so much older."""
    back = timedelta(**ago)
    older = {"created_at": EmailCode.created_at - back, "expires_at": EmailCode.expires_at - back}
    await tx.execute(update(EmailCode).values(**older))


def another(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


@pytest.mark.parametrize(
    ("said", "read"),
    [
        (" anna@example.org\n", ADDRESS),
        ("Anna.K+film@Example.ORG", "Anna.K+film@example.org"),
        ("o'neil_7@mail.example.co.uk", "o'neil_7@mail.example.co.uk"),
        ("анна@пример.рф", "анна@пример.рф"),
        ("anna@XN--E1AFMKFD.xn--p1ai", "anna@пример.рф"),
        ("anna@straße.de", "anna@straße.de"),
        ("a" * 64 + "@example.org", "a" * 64 + "@example.org"),
        *[
            (wrong, None)
            for wrong in (
                "", "@", "anna", "anna@", "@example.org", "anna@example", "operator@localhost", "a@b@example.org", "anna@example.1",
                "anna@example.org\r\nBcc: all@example.org", "anna@example.org\nx", "an\0na@example.org", "anna @example.org",
                "anna@exam ple.org", "anna@example.org,oleg@example.org", "<anna@example.org>", '"a b"@example.org',
                "anna@-example.org", "anna@example..org", "anna@example.org.", ".anna@example.org", "an..na@example.org",
                "anna@[127.0.0.1]", "anna@127.0.0.1", "anna\u200b@example.org", "anna@example\u202e.org", "\ud800@example.org",
                "a" * 65 + "@example.org", "a@" + "b" * 64 + ".org", "a@" + ("b" * 60 + ".") * 5 + "org", "anna@exa_mple.org",
                "=?utf-8?q?x=0D=0ABcc=3A=20q=40r.org?=@example.org", "a=?b@example.org",
            )
        ],
    ],
)  # fmt: skip
def test_only_what_could_be_one_address_is_read_as_one(said: str, read: str | None) -> None:
    assert said_emails.read(said) == read
    if read:
        assert said_emails.read(read) == read
        assert said_emails.wire(read).partition("@")[2].isascii()


def test_other_scripts_are_written_in_the_letters_of_the_wire() -> None:
    assert said_emails.wire("anna@пример.рф") == "anna@xn--e1afmkfd.xn--p1ai"
    assert said_emails.wire("anna@straße.de") == "anna@xn--strae-oqa.de"


async def test_an_address_is_kept_once_its_code_came_back_and_not_before(tx: Tx) -> None:
    anna = await factories.person(tx)
    sending = await emails.ask(tx, anna.id, f" {ADDRESS} ")
    assert sending.address == ADDRESS
    assert sending.code not in repr(sending) + str(sending)
    assert ADDRESS not in repr(sending)
    assert await email_of(tx, anna) is None
    row = (await tx.execute(select(EmailCode))).one()
    assert sending.code not in str(row)
    wrong = await emails.confirm(tx, anna.id, another(sending.code))
    assert (wrong.confirmed, wrong.left) == (False, 4)
    for _ in range(2):
        assert (await emails.confirm(tx, anna.id, sending.code)).confirmed, "a repeat is no error"
    assert await email_of(tx, anna) == ADDRESS
    written = (await tx.execute(select(Audit).where(Audit.entity_id == anna.id, Audit.entity == "user"))).all()
    assert [(one.old, one.new, one.reason) for one in written] == [("no_email", "email", "email_confirmed")]
    assert ADDRESS not in str(written)
    for _ in range(2):
        await emails.drop(tx, anna.id)
    assert await email_of(tx, anna) is None
    assert not (await emails.confirm(tx, anna.id, sending.code)).confirmed, "a code works once"
    assert (await tx.execute(select(func.count()).where(Audit.reason == "email_off"))).scalar_one() == 1


async def test_a_code_is_over_after_five_tries_after_its_time_and_by_a_newer_one(tx: Tx) -> None:
    anna, oleg = await factories.person(tx), await factories.person(tx, "Oleg")
    first = await emails.ask(tx, anna.id, ADDRESS)
    left = [(await emails.confirm(tx, anna.id, another(first.code))).left for _ in range(6)]
    assert left == [4, 3, 2, 1, 0, 0]
    assert await emails.waiting(tx, anna.id) is None
    assert emails.Proof(confirmed=False) == await emails.confirm(tx, anna.id, first.code)
    second = await emails.ask(tx, anna.id, ADDRESS)
    third = await emails.ask(tx, anna.id, "anna.k@example.org")
    if second.code != third.code:
        assert not (await emails.confirm(tx, anna.id, second.code)).confirmed
    assert not (await emails.confirm(tx, oleg.id, third.code)).confirmed, "it is nobody else's"
    await age(tx, minutes=15)
    assert await emails.waiting(tx, anna.id) is None
    assert emails.Proof(confirmed=False) == await emails.confirm(tx, anna.id, third.code)
    latest = await emails.latest(tx, anna.id)
    assert latest is not None
    assert latest.address == "anna.k@example.org"
    assert await email_of(tx, anna) is None


async def test_three_codes_an_hour_go_out_for_a_person_and_for_an_address(tx: Tx) -> None:
    anna, oleg, vera = [await factories.person(tx, name) for name in ("Anna", "Oleg", "Vera")]
    for n in range(3):
        await emails.ask(tx, anna.id, f"anna{n}@example.org")
        await age(tx, minutes=10)
    with pytest.raises(TooManyCodes) as refused:
        await emails.ask(tx, anna.id, "anna9@example.org")
    oldest = (await tx.execute(select(func.min(EmailCode.created_at)))).scalar_one()
    assert refused.value.params == {"n": 3, "time": oldest + timedelta(hours=1)}
    await emails.ask(tx, oleg.id, ADDRESS)
    unsent = await emails.ask(tx, oleg.id, ADDRESS.upper().replace("EXAMPLE.ORG", "example.org"))
    await emails.not_sent(tx, unsent.id)
    await emails.ask(tx, vera.id, ADDRESS)
    await emails.ask(tx, vera.id, ADDRESS.replace("anna", "ANNA"))
    with pytest.raises(TooManyCodes):
        await emails.ask(tx, oleg.id, ADDRESS)
    await emails.ask(tx, oleg.id, "oleg@example.org")
    await age(tx, minutes=31)
    assert (await emails.ask(tx, anna.id, "anna9@example.org")).code
    with pytest.raises(Invalid):
        await emails.ask(tx, vera.id, "vera")


async def test_a_code_that_was_guessed_at_counts_even_if_no_letter_left(tx: Tx) -> None:
    anna = await factories.person(tx)
    for _ in range(3):
        await emails.not_sent(tx, (await emails.ask(tx, anna.id, ADDRESS)).id)
    for _ in range(3):
        code = await emails.ask(tx, anna.id, ADDRESS)
        await emails.not_sent(tx, code.id)
        await emails.confirm(tx, anna.id, another(code.code))
    with pytest.raises(TooManyCodes):
        await emails.ask(tx, anna.id, ADDRESS)


async def test_anothers_address_is_refused_only_to_who_proved_it(tx: Tx) -> None:
    anna, oleg = await factories.person(tx), await factories.person(tx, "Oleg", email="Anna@example.org")
    sending = await emails.ask(tx, anna.id, ADDRESS)
    assert (await emails.confirm(tx, anna.id, another(sending.code))).left == 4
    for _ in range(2):
        with pytest.raises(EmailTaken):
            await emails.confirm(tx, anna.id, sending.code)
    await emails.drop(tx, oleg.id)
    assert (await emails.confirm(tx, anna.id, sending.code)).confirmed, "taken off there, it is good here"


async def at_once(db: AsyncEngine, *verbs: Any) -> list[Any]:
    """Each in a transaction of its own, all at the same moment; what each returned or raised."""

    async def run(verb: Any) -> Any:
        async with db.begin() as tx:
            return await verb(tx)

    return await asyncio.gather(*(run(verb) for verb in verbs), return_exceptions=True)


async def test_of_two_who_prove_one_address_at_once_one_keeps_it(db: AsyncEngine) -> None:
    async with db.begin() as tx:
        people = [await factories.person(tx, name) for name in ("Anna", "Oleg")]
        codes = [(await emails.ask(tx, one.id, ADDRESS)).code for one in people]
    pairs = zip(people, codes, strict=True)
    ends = await at_once(db, *[lambda tx, one=one, code=code: emails.confirm(tx, one.id, code) for one, code in pairs])
    assert sorted(type(end).__name__ for end in ends) == ["EmailTaken", "Proof"]
    async with db.begin() as tx:
        assert sorted([await email_of(tx, one) or "" for one in people]) == ["", ADDRESS]


async def test_guesses_and_wishes_at_once_slip_past_no_limit(db: AsyncEngine) -> None:
    async with db.begin() as tx:
        people = [await factories.person(tx, f"Guest {n}") for n in range(6)]
        code = (await emails.ask(tx, people[0].id, "guest@example.org")).code
    guesses = [lambda tx: emails.confirm(tx, people[0].id, another(code))] * 8
    ends = await at_once(db, *guesses)
    assert sorted(end.left for end in ends) == [0, 0, 0, 0, 1, 2, 3, 4]
    by_one = [lambda tx, n=n: emails.ask(tx, people[1].id, f"one{n}@example.org") for n in range(6)]
    for_one = [lambda tx, one=one: emails.ask(tx, one.id, ADDRESS) for one in people[2:]]
    for wishes in (by_one, for_one):
        ends = await at_once(db, *wishes)
        assert sum(isinstance(end, TooManyCodes) for end in ends) == len(wishes) - 3, ends


async def test_codes_are_forgotten_after_a_day_and_with_their_person(db: AsyncEngine) -> None:
    async with db.begin() as tx:
        anna, oleg = await factories.person(tx), await factories.person(tx, "Oleg")
        code = (await emails.ask(tx, anna.id, ADDRESS)).code
        await emails.confirm(tx, anna.id, code)
        await emails.ask(tx, anna.id, "new@example.org")
        found = await own_data.export(tx, anna.id)
        assert found["person"]["email"] == ADDRESS
        assert [row["address"] for row in found["addresses"]] == [ADDRESS, "new@example.org"]
        assert "code_hash" not in json.dumps(found)
        await erasing.erase(tx, anna.id)
        assert (await tx.execute(select(func.count()).select_from(EmailCode))).scalar_one() == 0
        assert await email_of(tx, anna) is None
        assert "example.org" not in json.dumps(await own_data.export(tx, anna.id))
        await emails.ask(tx, oleg.id, ADDRESS)
        assert await emails.due(tx) == []
        await age(tx, days=1)
        [old] = await emails.due(tx)
        await emails.forget(tx, old)
        assert await emails.latest(tx, oleg.id) is None
