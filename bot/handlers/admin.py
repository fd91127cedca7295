"""Administration in the chat. To anybody but an admin the command is unknown and the buttons lead nowhere."""

from typing import Any

from aiogram import Router
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext

from bot.callbacks_hosting import Adm, Cash, Dead, Usr
from bot.handlers import asking, helping
from bot.screen import Screen
from bot.screens import admin as admin_screen
from bot.screens import dead_letters as dead_screen
from bot.screens import drill as drill_screen
from bot.talk import Talk
from core import (
    database,
    dead_letters,
    integrity,
    overview,
    payments,
    people,
    refunding,
    rights,
    support,
    users,
)
from core.database import Tx
from core.errors import Invalid, NotFound
from core.models import Role, User

MONEY = 4
"""Of each kind: what is settled makes room for the next."""


async def command(talk: Talk) -> None:
    try:
        async with talk.db.begin() as tx:
            screen = await _home(tx, talk, await talk.meet(tx))
    except NotFound:
        await helping.how_to(talk)
        return
    await talk.show(screen)


async def room(talk: Talk, callback_data: Adm, state: FSMContext) -> None:
    page = min(callback_data.sheet, 1000)
    async with talk.db.begin() as tx:
        user = await talk.meet(tx)
        await rights.ensure_admin(tx, user.id)
        if callback_data.room == "check":
            await talk.acknowledge()  # a large house takes its time
            screen = await _check(tx, talk)
        elif callback_data.room == "dead":
            screen = await _dead(tx, talk, user, page)
        elif callback_data.room == "money":
            screen = await _money(tx, talk, user)
        elif callback_data.room == "drill":
            screen = drill_screen.draw(talk.words)
        elif callback_data.room == "people":
            screen = admin_screen.draw_people(talk.words)
        else:
            screen = await _home(tx, talk, user)
    if callback_data.room == "people":
        await asking.ask(state, "people", 0)
    await talk.show(screen)


async def _home(tx: Tx, talk: Talk, user: User) -> Screen:
    return admin_screen.draw(talk.words, await overview.look(tx, user.id, talk.settings.zone))


async def _check(tx: Tx, talk: Talk) -> Screen:
    violations = await integrity.check(tx)
    now = await database.now(tx)
    checks = len(integrity.INVARIANTS)
    return admin_screen.draw_check(talk.words, violations, checks, now, talk.settings.zone)


async def _dead(tx: Tx, talk: Talk, user: User, page: int = 0) -> Screen:
    size = dead_screen.PAGE
    rows = await dead_letters.page(tx, user.id, size + 1, page * size)
    return dead_screen.draw(talk.words, rows, page, await database.now(tx), user.zone or talk.settings.zone)


async def _money(tx: Tx, talk: Talk, user: User) -> Screen:
    return admin_screen.draw_money(talk.words, *(await _waiting(tx, user)), await support.waiting(tx, user.id))


async def _waiting(tx: Tx, user: User) -> tuple[list[Any], list[Any]]:
    """Refunds that are stuck, payments in review."""
    return await refunding.stuck(tx, user.id, MONEY), await payments.in_review(tx, user.id, MONEY)


async def find(talk: Talk, state: FSMContext) -> None:
    said = getattr(talk.event, "text", "").strip()[:100]
    async with talk.db.begin() as tx:
        user = await talk.meet(tx)
        found = await people.find(tx, user.id, said, admin_screen.PEOPLE + 1)
        if len(found) == 1:
            screen = admin_screen.draw_person(talk.words, await people.card(tx, user.id, found[0].id))
        else:
            screen = admin_screen.draw_people(talk.words, said, found)
    await asking.ask(state, "people", 0)
    await talk.show(screen)


async def person(talk: Talk, callback_data: Usr) -> None:
    act = callback_data.act
    async with talk.db.begin() as tx:
        user = await talk.meet(tx)
        if callback_data.sure and act != "show":
            await _change(tx, user, callback_data)
        shown = await people.card(tx, user.id, callback_data.user_id)
    if act == "show" or callback_data.sure:
        await talk.show(admin_screen.draw_person(talk.words, shown))
    else:
        await talk.show(admin_screen.draw_person_sure(talk.words, shown, act))


async def _change(tx: Tx, admin: User, wish: Usr) -> None:
    if wish.act in {"adm", "unadm"}:
        await users.set_role(tx, wish.user_id, Role.admin if wish.act == "adm" else Role.user, admin.id)
    elif wish.act in {"host", "unhost"}:
        await users.allow_hosting(tx, wish.user_id, admin.id, allowed=wish.act == "host")
    else:
        await people.set_banned(tx, admin.id, wish.user_id, banned=wish.act == "ban")


async def letter(talk: Talk, callback_data: Dead) -> None:
    async with talk.db.begin() as tx:
        user = await talk.meet(tx)
        verb = dead_letters.again if callback_data.act == "go" else dead_letters.drop
        await verb(tx, user.id, callback_data.outbox_id)
        screen = await _dead(tx, talk, user)
    await talk.show(screen)


async def money(talk: Talk, callback_data: Cash, state: FSMContext) -> None:
    async with talk.db.begin() as tx:
        user = await talk.meet(tx)
        await rights.ensure_admin(tx, user.id)
        await _move(tx, user, callback_data)
        screen = await _money(tx, talk, user)
        waiting = {row.id: row for row in (await _waiting(tx, user))[callback_data.kind == "p"]}
    row = waiting.get(callback_data.number)
    if callback_data.act == "hand":
        screen = admin_screen.draw_note(talk.words)
        await asking.ask(state, f"cash-{callback_data.kind}", callback_data.number, card=screen)
    elif callback_data.act == "go" and row is not None:
        if callback_data.kind == "p":
            screen = admin_screen.draw_give_back(talk.words, row)
        else:
            await talk.answer(talk.words.plain("cash-trying"))
    await talk.show(screen)


async def _move(tx: Tx, admin: User, wish: Cash) -> None:
    match wish.kind, wish.act:
        case "r", "go":
            await refunding.retry(tx, admin.id, wish.number)
        case "p", "sure":
            await payments.settle_review(tx, admin.id, wish.number, "refund")


async def note(talk: Talk, state: FSMContext) -> None:
    said, number = getattr(talk.event, "text", ""), talk.question["of"]
    try:
        async with talk.db.begin() as tx:
            user = await talk.meet(tx)
            if talk.question["about"] == "cash-r":
                await refunding.settle_by_hand(tx, user.id, number, said)
            else:
                await payments.settle_review(tx, user.id, number, "by_hand", said)
            screen = await _money(tx, talk, user)
    except Invalid as error:
        await asking.refuse(talk, state, asking.unfit(talk.words, error))
        return
    await state.clear()
    await talk.show(screen)


def build() -> Router:
    """What this journey answers to."""
    router = Router(name="admin")
    router.message.register(command, Command("admin"))
    router.callback_query.register(room, Adm.filter())
    router.callback_query.register(person, Usr.filter())
    router.callback_query.register(letter, Dead.filter())
    router.callback_query.register(money, Cash.filter())
    return router


def build_typed() -> Router:
    """Typed words that answer this journey's questions."""
    router = Router(name="admin_typed")
    router.message.register(find, asking.answers("people"))
    router.message.register(note, asking.answers("cash-r", "cash-p"))
    return router
