"""Links into an event: show them, make one, revoke one."""

from aiogram import Router

from bot.callbacks_draft import Inv
from bot.screens import invites as invites_screen
from bot.talk import Talk
from core import catalogue, invites
from core.errors import Invalid


async def show(talk: Talk, callback_data: Inv) -> None:
    """The links as they stand after what was asked for. A link that is gone already is no error."""
    event_id, note = callback_data.event_id, None
    async with talk.db.begin() as tx:
        user = await talk.meet(tx)
        standing = await invites.of_event(tx, user.id, event_id)
        card = await catalogue.event(tx, event_id, user.id)
        chosen = next((invite for invite in standing if invite.id == callback_data.invite_id), None)
        if callback_data.what == "new":
            try:
                await invites.make(tx, user.id, event_id)
            except Invalid as error:
                note = talk.words("invites-most", most=error.params["most"])
        elif callback_data.what == "gone" and chosen:
            await invites.revoke(tx, user.id, chosen.id)
        standing = await invites.of_event(tx, user.id, event_id)
    if callback_data.what == "off" and chosen:
        await talk.show(invites_screen.draw_sure(talk.words, card, chosen))
        return
    await talk.show(invites_screen.draw(talk.words, card, standing, talk.bot_username, note=note))


def build() -> Router:
    """What this journey answers to."""
    router = Router(name="invites")
    router.callback_query.register(show, Inv.filter())
    return router
