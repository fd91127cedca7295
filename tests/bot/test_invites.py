"""Links into a private event, from its host's card: make, share, copy, revoke; and copies of an event."""

import pytest
from sqlalchemy import select

from core import invites
from core.models import Access, Invite
from tests.bot.conftest import Chat, buttons, text
from tests.bot.hosting import Evening, host_an_evening, met


async def standing(chat: Chat, evening: Evening) -> list[Invite]:
    async with chat.db.begin() as tx:
        rows = select(Invite).where(Invite.event_id == evening.event.id, Invite.revoked_at.is_(None))
        return list((await tx.execute(rows.order_by(Invite.id))).all())


async def come(chat: Chat, invite: Invite, name: str = "Anna K.") -> None:
    """Somebody comes by it."""
    _, user = await met(chat, name)
    async with chat.db.begin() as tx:
        await invites.accept(tx, user.id, invite.token)


SAY = {
    "en": {
        "invite": "Invite",
        "none": ["🔒 Invite links", "No links yet. Make one and send it to those who may come."],
        "new": [["New link", "‹ Back"]],
        "one": [["Share", "Copy link", "Revoke…"], ["New link", "To a group", "‹ Back"]],
        "nobody": "nobody came by it yet",
        "came": "1 came by it",
        "sure": "Who came by it and has no booking loses access.",
        "asked": [["Revoke", "‹ Keep it"]],
    },
    "ru": {
        "invite": "Пригласить",
        "none": ["🔒 Ссылки-приглашения", "Ссылок нет. Сделайте одну и отправьте тем, кого ждёте."],
        "new": [["Новая ссылка", "‹ Назад"]],
        "one": [["Отправить", "Скопировать", "Отозвать…"], ["Новая ссылка", "В группу", "‹ Назад"]],
        "nobody": "по ней ещё никто не пришёл",
        "came": "по ней пришёл 1 человек",
        "sure": "Кто пришёл по ней и ничего не забронировал, потеряет доступ.",
        "asked": [["Отозвать", "‹ Оставить"]],
    },
}


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_a_link_is_made_counted_and_revoked(chat: Chat, language: str) -> None:
    say = SAY[language]
    evening = await host_an_evening(chat, language=language, access=Access.private)
    marta = evening.host
    await marta.say(f"/start e_{evening.event.id}")
    await marta.tap(say["invite"])
    shown = await marta.screen()
    assert text(shown).splitlines() == say["none"]
    assert buttons(shown) == say["new"]
    await marta.tap(say["new"][0][0])
    [invite] = await standing(chat, evening)
    shown = await marta.screen()
    assert buttons(shown) == say["one"]
    head, item, link = text(shown).splitlines()
    assert (head, link) == (say["none"][0], f"https://t.me/eventbooker_bot?start=i_{invite.token}")
    assert item.endswith(say["nobody"])
    assert await marta.tap(say["one"][0][1]) == {"copy_text": link}
    assert await marta.tap(say["one"][0][0]) == {"switch_inline_query": f"!{invite.id}"}
    brought = await marta.tap(say["one"][1][1])
    assert brought == {"url": f"https://t.me/eventbooker_bot?startgroup=i_{invite.token}"}
    await come(chat, invite)
    await marta.send(shown["message_id"], data=f"inv:{evening.event.id}::0")
    assert text(await marta.screen()).splitlines()[1].endswith(say["came"])
    await marta.tap(say["one"][0][2])
    asked = await marta.screen()
    assert text(asked).endswith(say["sure"])
    assert buttons(asked) == say["asked"]
    await marta.tap(say["asked"][0][1])
    assert len(await standing(chat, evening)) == 1
    await marta.tap(say["one"][0][2])
    await marta.tap(say["asked"][0][0], on=await marta.screen())
    assert await standing(chat, evening) == []
    # Again: it is gone already.
    assert await marta.send(shown["message_id"], data=f"inv:{evening.event.id}:gone:{invite.id}") == {}
    assert text(await marta.screen()).splitlines() == say["none"]


async def test_several_links_are_numbered_and_none_is_out_of_sight(chat: Chat) -> None:
    evening = await host_an_evening(chat, access=Access.private)
    marta = evening.host
    card = await marta.say(f"/start e_{evening.event.id}")
    for _ in range(invites.STANDING):
        await marta.send(card["message_id"], data=f"inv:{evening.event.id}:new:0")
    shown = await marta.screen()
    assert buttons(shown)[0] == ["Share 1", "Copy 1", "Revoke 1…"]
    assert len(buttons(shown)) == 7
    assert len(await standing(chat, evening)) == invites.STANDING


async def test_there_is_an_end_to_inviting(chat: Chat) -> None:
    evening = await host_an_evening(chat, access=Access.private)
    async with chat.db.begin() as tx:
        for _ in range(invites.STANDING):
            await invites.make(tx, evening.host_id, evening.event.id)
    card = await evening.host.say(f"/start e_{evening.event.id}")
    await evening.host.send(card["message_id"], data=f"inv:{evening.event.id}:new:0")
    assert text(await evening.host.screen()).splitlines()[-1] == "6 links stand already; revoke one first."


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_a_public_event_has_one_link_that_nobody_revokes(chat: Chat, language: str) -> None:
    evening = await host_an_evening(chat, language=language)
    await evening.host.say(f"/start e_{evening.event.id}")
    await evening.host.tap(SAY[language]["invite"])
    shown = await evening.host.screen()
    assert text(shown).splitlines()[-1].endswith(f"https://t.me/eventbooker_bot?start=e_{evening.event.id}")
    assert len(buttons(shown)) == 2


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_a_copy_from_the_card_asks_only_when(chat: Chat, language: str) -> None:
    evening = await host_an_evening(chat, language=language)
    await evening.host.say(f"/start e_{evening.event.id}")
    await evening.host.tap("Copy" if language == "en" else "Повторить")
    asked = await evening.host.screen()
    assert text(asked).splitlines()[0].endswith("When does it start?" if language == "en" else "Когда начало?")
    card = await evening.host.say("tomorrow 19:00")
    assert buttons(card)[0] == ["Publish" if language == "en" else "Опубликовать"]
    assert "40" in text(card)


async def test_another_events_invite_is_not_revoked_through_ones_own(chat: Chat) -> None:
    evening = await host_an_evening(chat, access=Access.private)
    other = await host_an_evening(chat, access=Access.private)
    async with chat.db.begin() as tx:
        invite = await invites.make(tx, other.host_id, other.event.id)
    card = await evening.host.say(f"/start e_{evening.event.id}")
    await evening.host.send(card["message_id"], data=f"inv:{evening.event.id}:gone:{invite.id}")
    assert len(await standing(chat, other)) == 1
