"""Who is in a chat: the bot sees people that it met, and itself."""

from bot.sandbox.arguments import Arguments
from bot.sandbox.methods import method
from bot.sandbox.refusals import bad
from bot.sandbox.state import Row, Sandbox

GIFTS = (
    "unlimited_gifts",
    "limited_gifts",
    "unique_gifts",
    "premium_subscription",
    "gifts_from_channels",
    "gifts_from_users",
)


def _met(sandbox: Sandbox, arguments: Arguments) -> int:
    chat = arguments.integer("chat_id") if arguments.given("chat_id") else None
    person = sandbox.person(chat) if chat is not None else None
    if chat is None or person is None or not person["started"]:
        raise bad("chat not found")
    return chat


@method("getChat")
async def get_chat(sandbox: Sandbox, arguments: Arguments) -> Row:
    row = sandbox.chat_row(_met(sandbox, arguments))
    names = {"active_usernames": [row["username"]]} if "username" in row else {}
    gifts = dict.fromkeys(GIFTS, False)
    return {**row, **names, "accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": gifts}


@method("getChatMember")
async def get_chat_member(sandbox: Sandbox, arguments: Arguments) -> Row:
    chat = _met(sandbox, arguments)
    wanted = arguments.integer("user_id")
    if wanted == sandbox.me["id"]:
        return {"status": "member", "user": sandbox.me}
    if wanted != chat:
        raise bad("PARTICIPANT_ID_INVALID")
    return {"status": "member", "user": sandbox.journal.table("people")[chat]["user"]}
