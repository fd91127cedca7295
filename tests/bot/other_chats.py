"""Other chats than one's own with the bot: a group and its members, what is sent by inline mode, cards redrawn."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select, update

from bot.redrawing import Redrawing
from core.models import SharedCard
from tests.bot.conftest import Chat, Person, _find


@dataclass
class Group:
    """A chat of several people."""

    chat: Chat
    id: int

    async def _do(self, deed: str, person: Person, **how: Any) -> Any:
        answer = await self.chat.ask("POST", f"/groups/{self.id}/{deed}", person=person.id, **how)
        await self.chat.settle()
        return answer

    async def bring(self, person: Person, start: str | None = None) -> None:
        """Somebody adds the bot; by a link, with its payload."""
        answer = await self._do("add", person, **({"start": start} if start else {}))
        assert answer == {}, answer

    async def say(self, person: Person, text: str, **how: Any) -> Any:
        return await self._do("say", person, text=text, **how)

    async def upgrade(self, person: Person) -> "Group":
        return Group(self.chat, (await self._do("upgrade", person))["id"])

    async def send_away(self, person: Person) -> None:
        await self._do("kick", person)

    async def seen(self, person: Person) -> Any:
        return await self.chat.ask("GET", f"/groups/{self.id}/chat/{person.id}")

    async def cards(self, person: Person) -> list[Any]:
        """What the bot said to all."""
        return [message for message in (await self.seen(person))["messages"] if message["from"]["is_bot"]]

    async def whispers(self, person: Person) -> list[Any]:
        """What this person alone sees."""
        return (await self.seen(person))["whispers"]

    async def tap(self, person: Person, button: str, on: Any = None) -> Any:
        """Press a button of the newest card, or `on` another message."""
        message, row, column = _find(button, [on or (await self.cards(person))[-1]])
        which = {key: message[key] for key in ("ephemeral", "message_id") if message.get(key)}
        return await self._do("tap", person, button=[row, column], **which)

    async def send(self, person: Person, on: Any, data: str) -> Any:
        """A tap that no button makes."""
        which = {key: on[key] for key in ("ephemeral", "message_id") if on.get(key)}
        return await self._do("tap", person, data=data, **which)


async def group(chat: Chat, *members: Person, kind: str = "supergroup") -> Group:
    made = await chat.ask("POST", "/groups", title="Film club", type=kind, members=[one.id for one in members])
    return Group(chat, made["id"])


async def inline(person: Person, query: str = "", offset: str = "") -> Any:
    """What the bot offers behind its name."""
    answer = await person.chat.ask("POST", f"/people/{person.id}/inline", query=query, offset=offset)
    assert "timeout" not in answer, answer
    return answer


async def send(person: Person, query: str, chat: int | None = None) -> str:
    """Choose the first result; the message's name."""
    found = await inline(person, query)
    wish = {"query_id": found["query_id"], "result_id": found["results"][0]["id"], "query": query}
    sent = await person.chat.ask("POST", f"/people/{person.id}/choose", chat=chat, **wish)
    await person.chat.settle()
    return sent["inline_message_id"]


async def shown(chat: Chat, name: str) -> Any:
    """A message that was sent by inline mode."""
    return await chat.ask("GET", f"/inline/{name}")


async def redraw(chat: Chat) -> int:
    """A round of those who keep cards true; how many were behind."""
    return await Redrawing(chat.db, chat.courier.bot).draw_once()


async def rest(chat: Chat) -> None:
    """Five seconds later."""
    async with chat.db.begin() as tx:
        await tx.execute(update(SharedCard).values(due_at=func.clock_timestamp()))


async def rows(chat: Chat) -> list[SharedCard]:
    async with chat.db.begin() as tx:
        return list((await tx.execute(select(SharedCard).order_by(SharedCard.id))).all())


async def fault(chat: Chat, method: str, answer: str, **how: Any) -> None:
    """Telegram's next answer to this method."""
    async with chat.http.post(f"{chat.url}/faults", json={"method": method, "answer": answer, **how}) as ordered:
        assert ordered.status == 200
