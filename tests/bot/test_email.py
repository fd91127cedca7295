"""The own e-mail address: asked for, proved by a code out of a real letter, shown, taken off. In both languages."""

import asyncio
import shutil
import ssl
import subprocess
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine
from structlog.testing import capture_logs

from bot import post
from bot.logs import redact
from bot.sandbox.endpoint import SANDBOX
from bot.screens.own import letter
from core import emails, i18n
from core.models import EmailCode
from core.settings import Mail, Settings
from tests import factories
from tests.bot.conftest import Chat, Person, buttons, data, text
from tests.bot.email_words import EN, RU
from tests.bot.hosting import host_an_evening, met, user_of
from tests.bot.mail_server import SENDER, MailServer, opened

ADDRESS = "anna@example.org"
BOTH = pytest.mark.parametrize("w", [EN, RU], ids=["en", "ru"])


@pytest.fixture
def settings(mail: MailServer) -> Settings:
    return Settings(mail=mail.settings())


async def at_the_question(chat: Chat, w: dict[str, Any], name: str = "Anna") -> Person:
    """Somebody who is asked for an address."""
    anna = (await met(chat, name, language=w["language"]))[0]
    await anna.say("/settings")
    await anna.tap(w["room"])
    return anna


def another(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


def of(messages: list[Any], number: int) -> Any:
    return next(message for message in messages if message["message_id"] == number)


@BOTH
async def test_an_address_is_proved_by_the_code_in_the_letter_and_shown_and_taken_off(
    chat: Chat, mail: MailServer, w: dict[str, Any]
) -> None:
    anna = (await met(chat, "Anna", language=w["language"]))[0]
    card = await anna.say("/settings")
    assert text(card).splitlines() == w["settings"]
    assert buttons(card) == w["rows"]
    await anna.tap(w["room"])
    asked = await anna.screen()
    assert (text(asked), buttons(asked)) == (w["ask"], [[w["back"]]])
    assert text(await anna.say("/help")).startswith(w["help"])
    assert w["chosen"] in text(await anna.say("/help"))
    for nonsense in (
        "anna",
        "anna@example.org, oleg@example.org",
        "anna@example.org\nBcc: oleg@example.org",
        "a@" * 999,
    ):
        refused = await anna.say(nonsense)
        assert (text(refused), buttons(refused)) == (w["unread"], [[w["back"]]])
        assert of(await anna.said(), asked["message_id"])["buttons"] == [], "the buttons go along"
    assert mail.letters == []
    await chat.restart()
    sent = await anna.say(f"  {ADDRESS} ")
    assert text(sent) == w["sent"].format(ADDRESS)
    assert buttons(sent) == [[w["again"], w["other"]], [w["back"]]]
    assert of(await anna.said(), asked["message_id"])["buttons"] == []
    [came] = mail.letters
    assert mail.recipients == [ADDRESS]
    assert came["Subject"] == w["subject"].format(mail.code())
    assert came.get_content().replace("\r\n", "\n") == w["body"].format(mail.code())
    assert (came["From"], came["To"], came["Auto-Submitted"]) == (SENDER, ADDRESS, "auto-generated")
    assert came.get_content_type() == "text/plain"
    assert (came.get_content_charset(), came["Content-Language"]) == ("utf-8", w["language"])
    assert came["Date"].datetime.tzinfo is not None
    assert came["Message-ID"].endswith("@zarya.example>")
    assert (await user_of(chat, anna)).email is None
    assert text(await anna.say("/help")).startswith(w["help_code"])
    told = await anna.say("It has not come")
    assert (text(told), buttons(told)) == (w["no_code"], buttons(sent))
    assert of(await anna.said(), sent["message_id"])["buttons"] == []
    assert text(await anna.say(another(mail.code()))) == w["wrong"][0]
    await chat.restart()
    kept = await anna.say(f"{mail.code()[:3]} {mail.code()[3:]}")
    assert text(kept).splitlines()[3] == w["line"].format(ADDRESS)
    assert (await user_of(chat, anna)).email == ADDRESS
    await anna.tap(w["room"], on=kept)
    room = await anna.screen()
    assert text(room) == w["kept"].format(ADDRESS)
    assert buttons(room) == [[w["other"], w["off"]], [w["back"]]]
    await anna.tap(w["off"])
    assert text(await anna.screen()).splitlines() == w["settings"]
    assert (await user_of(chat, anna)).email is None
    assert mail.code() not in text(await anna.say(mail.code())).replace(f": {mail.code()}", ""), "a search: nobody asks"
    assert (await user_of(chat, anna)).email is None


@BOTH
async def test_wrong_codes_are_counted_and_a_new_one_comes_by_a_button(
    chat: Chat, mail: MailServer, w: dict[str, Any]
) -> None:
    anna = await at_the_question(chat, w)
    await anna.say(ADDRESS)
    first = mail.code()
    said = [text(await anna.say(another(first))) for _ in range(6)]
    assert said == [*w["wrong"], w["over"], w["over"]]
    over = await anna.say(first)
    assert text(over) == w["over"]
    await anna.tap(w["again"])
    assert text(await anna.screen()) == w["sent"].format(ADDRESS)
    assert len(await anna.said()) > 3
    async with chat.db.begin() as tx:
        past = EmailCode.expires_at - timedelta(minutes=15)
        await tx.execute(update(EmailCode).values(expires_at=past))
    assert text(await anna.say(mail.code())) == w["over"]
    await anna.tap(w["again"])
    full_width = mail.code().translate({ord(str(n)): chr(0xFF10 + n) for n in range(10)})
    assert text(await anna.say(full_width)).splitlines()[3] == w["line"].format(ADDRESS)
    await anna.tap(w["room"])
    await anna.tap(w["other"])
    assert text(await anna.screen()) == w["ask"]
    limited = await anna.say("Anna@example.com")
    assert text(limited).startswith(w["limit"])
    assert text(limited).endswith(w["limit_end"])
    assert buttons(limited) == [[w["again"], w["other"]], [w["back"]]]
    await chat.restart()
    await anna.tap(w["again"], on=limited)
    assert text(await anna.screen()).startswith(w["limit"]), "not yet"
    async with chat.db.begin() as tx:
        await tx.execute(update(EmailCode).values(created_at=EmailCode.created_at - timedelta(hours=1)))
    await anna.tap(w["again"])
    assert text(await anna.screen()) == w["sent"].format("Anna@example.com")
    assert (await user_of(chat, anna)).email == ADDRESS, "the old one stands until the new one is proved"
    assert text(await anna.say(mail.code())).splitlines()[3] == w["line"].format("Anna@example.com")


@BOTH
async def test_another_address_may_be_written_at_any_time_and_the_code_waits_where_one_looks(
    chat: Chat, mail: MailServer, w: dict[str, Any]
) -> None:
    anna = await at_the_question(chat, w)
    slip = await anna.say("ana@example.org")
    assert text(await anna.edit(ADDRESS)) == w["sent"].format(ADDRESS), "a slip is mended where it was made"
    assert of(await anna.said(), slip["message_id"])["buttons"] == []
    assert text(await anna.say("анна@пример.рф")) == w["sent"].format("анна@пример.рф")
    assert mail.recipients == ["ana@example.org", ADDRESS, "анна@xn--e1afmkfd.xn--p1ai"]
    assert str(mail.letters[-1]["To"]) == mail.recipients[-1]
    await anna.tap(w["back"])
    assert text(await anna.screen()).splitlines()[3] == w["none"]
    await anna.tap(w["room"])
    room = await anna.screen()
    begin, end = w["waits"]
    assert text(room).startswith(begin.format("анна@пример.рф"))
    assert text(room).endswith(end)
    assert buttons(room) == [[w["again"], w["other"]], [w["back"]]]
    assert text(await anna.say(mail.code())).splitlines()[3] == w["line"].format("анна@пример.рф")


@BOTH
async def test_no_slip_and_no_impatience_makes_a_good_code_worthless(
    chat: Chat, mail: MailServer, w: dict[str, Any]
) -> None:
    anna = await at_the_question(chat, w)
    sent = await anna.say(ADDRESS)
    await anna.edit("anna at example")
    assert buttons(of(await anna.said(), sent["message_id"])) == [[w["again"], w["other"]], [w["back"]]]
    for _ in range(3):
        await anna.tap(w["again"], on=sent)
    assert text(of(await anna.said(), sent["message_id"])).startswith(w["limit"])
    assert text(await anna.say(another(mail.code()))) == w["wrong"][0]
    await anna.tap(w["again"])
    assert text(await anna.say(mail.code())).splitlines()[3] == w["line"].format(ADDRESS)


@BOTH
async def test_a_server_that_is_away_or_refuses_is_told_and_nothing_typed_is_lost(
    chat: Chat, mail: MailServer, w: dict[str, Any]
) -> None:
    anna = await at_the_question(chat, w)
    port, chat.dispatcher["post"].mail = mail.port, mail.settings(port=1)
    with capture_logs() as logs:
        away = await anna.say(ADDRESS)
        assert (text(away), buttons(away)) == (w["away"].format(ADDRESS), [[w["again"], w["other"]], [w["back"]]])
        for _ in range(4):
            assert await anna.tap(w["again"]) == {}
            assert text(await anna.screen()) == w["away"].format(ADDRESS), "what never left counts for no limit"
        chat.dispatcher["post"].mail = mail.settings(port=port)
        mail.refuse = "550 No such person"
        await anna.tap(w["again"])
        refused = await anna.screen()
        assert (text(refused), buttons(refused)) == (w["refused"].format(ADDRESS), [[w["other"]], [w["back"]]])
        mail.refuse = "450 Later"
        assert text(await anna.say("later@example.org")) == w["away"].format("later@example.org")
    assert [line["fate"] for line in logs if line["event"] == "letter.not_sent"] == ["away"] * 5 + [
        "refused",
        "unknown",
    ]
    assert "example.org" not in str(logs)
    mail.refuse = None
    await chat.restart()
    await anna.tap(w["again"])
    assert text(await anna.screen()) == w["sent"].format("later@example.org")
    assert text(await anna.say(mail.code())).splitlines()[3] == w["line"].format("later@example.org")


async def test_a_slow_server_holds_nobody_and_the_card_follows_it(
    chat: Chat, mail: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(post, "PATIENCE", 0.01)
    anna = await at_the_question(chat, EN)
    await anna.say(ADDRESS)
    mail.answers.clear()
    mail.reached.clear()
    sent = await anna.screen()
    again = SimpleNamespace(message_id=sent["message_id"], place=[0, 0])
    answer = await chat.ask("POST", f"/people/{anna.id}/tap", message_id=again.message_id, button=again.place)
    assert answer == {}, "the spinner ends, whatever the server does"
    async with asyncio.timeout(10):
        await mail.reached.wait()
    home = await chat.ask("POST", f"/people/{anna.id}/say", text="/events")
    assert "message_id" in home
    async with asyncio.timeout(10):
        while chat.app[SANDBOX].pending():
            await asyncio.sleep(0.005)
    assert text(await anna.screen()).startswith("What’s on"), "the next turn is not held"
    assert chat.dispatcher["post"].under_way
    monkeypatch.setattr(post, "STEP", 0.05)
    mail.answers.set()
    await chat.settle()
    assert len(mail.letters) == 2


async def test_a_server_that_never_answers_is_given_up(
    chat: Chat, mail: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(post, "STEP", 0.05)
    anna = await at_the_question(chat, EN)
    mail.answers.clear()
    told = await anna.say(ADDRESS)
    assert text(told) == EN["away"].format(ADDRESS)
    async with chat.db.begin() as tx:
        assert (await tx.execute(select(EmailCode.sent))).scalars().all() == [True], "it may have come"


@BOTH
async def test_anothers_address_is_refused_after_its_code_and_not_before(
    chat: Chat, mail: MailServer, w: dict[str, Any]
) -> None:
    async with chat.db.begin() as tx:
        owner = await factories.person(tx, "Oleg", email=ADDRESS)
    anna = await at_the_question(chat, w)
    assert text(await anna.say(ADDRESS)) == w["sent"].format(ADDRESS)
    assert text(await anna.say(another(mail.code()))) == w["wrong"][0]
    taken = await anna.say(mail.code())
    assert (text(taken), buttons(taken)) == (w["taken"], [[w["other"]], [w["back"]]])
    async with chat.db.begin() as tx:
        await emails.drop(tx, owner.id)
    assert text(await anna.say(mail.code())).splitlines()[3] == w["line"].format(ADDRESS)


async def test_hosts_of_ones_bookings_see_the_address_and_ones_own_data_holds_it(chat: Chat, mail: MailServer) -> None:
    evening = await host_an_evening(chat, "Anna K.")
    async with chat.db.begin() as tx:
        guest = evening.bookings[0].user_id
        code = (await emails.ask(tx, guest, ADDRESS)).code
        await emails.confirm(tx, guest, code)
    await evening.host.say(f"/start e_{evening.event.id}")
    await evening.host.tap("Guests and check-in")
    await evening.host.tap("1")
    assert ADDRESS in text(await evening.host.screen())


@pytest.mark.parametrize("mail_is_set_up", [True, False])
async def test_without_a_server_there_is_no_address_to_speak_of(
    chat: Chat, mail: MailServer, mail_is_set_up: bool
) -> None:
    anna, known = await met(chat, "Anna")
    old = await anna.say("/settings")
    if not mail_is_set_up:
        chat.settings = Settings()
        await chat.restart()
        card = await anna.say("/settings")
        assert text(card).splitlines() == [line for line in EN["settings"] if line != EN["none"]]
        assert buttons(card)[1] == ["Phone", "Messages"]
        assert "email" not in text(await anna.say("/help"))
        for what in ("ask", "new", "again", "off"):
            await anna.send(old["message_id"], data=f"email:{what}")
            assert text(of(await anna.said(), old["message_id"])) == text(card)
        async with chat.db.begin() as tx:
            code = (await emails.ask(tx, known.id, ADDRESS)).code
            await emails.confirm(tx, known.id, code)
        card = await anna.say("/settings")
        assert text(card).splitlines()[3] == EN["line"].format(ADDRESS), "what is kept can be seen and taken off"
        await anna.tap("Email", on=card)
        assert buttons(await anna.screen()) == [[EN["off"]], [EN["back"]]]
    for what in ("", "ASK", "keep", "ask:1", "new@example.org"):
        answer = await anna.send(old["message_id"], data=f"email:{what}")
        assert answer["text"].startswith("This button is from an older version"), what
    assert data(old)[0][0] == "cfg:lang:ru"


async def test_a_letter_of_another_script_goes_only_where_it_is_understood(mail: MailServer) -> None:
    fates: list[Any] = []

    async def then(fate: post.Fate) -> None:
        fates.append(fate)

    async with opened(utf8=False) as old:
        for server in (mail, old):
            made = letter(i18n.words("ru"), server.settings(), "анна@пример.рф", "042317", "seats_bot")
            await post.Post(server.settings()).send(made, then)
    assert fates == [post.Fate.sent, post.Fate.refused]
    assert old.letters == []


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, Path]:
    """One that nobody knows, and its key."""
    if shutil.which("openssl") is None:
        pytest.skip("nobody here makes a certificate")
    cert, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    made = ("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1")
    files = ("-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(cert))
    subprocess.run(["openssl", *made, *files], check=True, capture_output=True)
    return cert, key


async def test_a_password_goes_to_a_server_with_a_known_certificate_and_to_no_other(
    mail: MailServer, certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ours.load_cert_chain(*certificate)
    fates: list[post.Fate] = []

    async def then(fate: post.Fate) -> None:
        fates.append(fate)

    async def send(**more: Any) -> None:
        sending = post.Post(strict.settings(tls="starttls", username="anna", **more))
        await sending.send(letter(i18n.words("en"), sending.mail, ADDRESS, "042317", "seats_bot"), then)
        await asyncio.gather(*sending.under_way)

    async with opened(ours) as strict:
        await send(password="hush-hush")
        assert strict.users == []
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
        await send(password="hush-hush")
        await send(password="wrong")
        plain = post.Post(mail.settings(tls="starttls"))
        await plain.send(letter(i18n.words("en"), plain.mail, ADDRESS, "042317", "seats_bot"), then)
        await asyncio.gather(*plain.under_way)
    assert fates == [post.Fate.away, post.Fate.sent, post.Fate.away, post.Fate.away]
    assert (len(strict.letters), mail.letters, set(strict.users)) == (1, [], {b"anna"})


async def test_no_log_line_holds_an_address_whatever_an_error_says(db: AsyncEngine) -> None:
    kept = "RCPT refused: <email>, <email>; <email>"
    assert redact(f"RCPT refused: {ADDRESS}, Anna.K+x@mail.example.co.uk; анна@пример.рф") == kept
    assert redact("postgresql://booking:hush@db.example/x") == "postgresql://booking:<password>@db.example/x"
    with pytest.raises(DBAPIError) as error:
        async with db.begin() as tx:
            await factories.person(tx, ADDRESS * 20)
    assert "parameters hidden" in str(error.value)
    assert ADDRESS not in redact(str(error.value))


def test_mail_settings_that_can_not_work_are_refused() -> None:
    with pytest.raises(ValueError, match="need tls"):
        Mail(host="mail.example", tls="none", username="anna", sender="a@example.org")
    with pytest.raises(ValueError, match="needs a sender"):
        Mail(host="mail.example")
    for sender in ("anna", "a@b\nBcc: c@d", "@", "a@пример.рф"):
        with pytest.raises(ValueError, match="should be an address"):
            Mail(sender=sender)
