"""The end of the start: what it made is called lasting, and the word says where everything is."""

import gc
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

from core.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

LINK_MINUTES = 60


def settle_memory(stack: AsyncExitStack) -> None:
    """Let no collection walk what the start has made: a full one would hold everybody up for 0.1 s."""
    gc.collect()
    gc.freeze()
    stack.callback(gc.unfreeze)


async def welcome(db: "AsyncEngine", settings: Settings, seconds: float) -> str:
    """Where the chat and the panel are, with a way in for the admin."""
    from core import sign_in, users  # noqa: PLC0415

    async with db.begin() as tx:
        admin = await users.operator(tx)
        token = await sign_in.make_link(tx, admin.id, minutes=LINK_MINUTES)
    url, port = settings.web_url, settings.sandbox.port
    chat = (
        f"  Chat      http://127.0.0.1:{port}/  (the sandbox: Telegram's stand-in, since no BOT_TOKEN is set)"
        if settings.bot_token is None
        else "  Chat      in Telegram"
    )
    return (
        f"\nEventBooker is running, after {seconds:.1f} s.\n\n{chat}\n"
        f"  Panel     {url}/\n"
        f"  Sign in   {url}/login?t={token}  (as admin, once, within {LINK_MINUTES} minutes)\n\n"
        "Ctrl-C ends it.\n"
    )
