"""What the bot changes or takes back. An edit that changes nothing is refused, as is one of another's message."""

from typing import Any

from bot.sandbox.arguments import Arguments
from bot.sandbox.files import document_of, photo_of
from bot.sandbox.markups import inline_of
from bot.sandbox.methods import method
from bot.sandbox.methods_inline import edit_inline
from bot.sandbox.refusals import bad, not_modified
from bot.sandbox.rules import caption_of, chat_of, message_number, text_of
from bot.sandbox.state import Row, Sandbox

DELETABLE = 48 * 3600  # seconds


def _message(sandbox: Sandbox, arguments: Arguments) -> Row:
    chat = chat_of(sandbox, arguments)
    message = sandbox.messages(chat).get(message_number(arguments))
    if message is None:
        raise bad("message to edit not found")
    if message["from"]["id"] != sandbox.me["id"]:
        raise bad("message can't be edited")
    return message


def _save(sandbox: Sandbox, message: Row, fresh: Row, markup: Row | None, replaced: tuple[str, ...]) -> Row:
    """Puts `fresh` in the place of the fields `replaced`; the keyboard is always replaced."""
    replaced = (*replaced, "reply_markup")
    if markup:
        fresh = {**fresh, "reply_markup": markup}
    if all(message.get(key) == fresh.get(key) for key in replaced):
        raise not_modified()
    kept = {key: value for key, value in message.items() if key not in replaced}
    return sandbox.save_message({**kept, **fresh, "edit_date": sandbox.clock()})


@method("editMessageText")
async def edit_text(sandbox: Sandbox, arguments: Arguments) -> Row | bool:
    if arguments.given("inline_message_id"):
        return edit_inline(sandbox, arguments)
    message = _message(sandbox, arguments)
    if "text" not in message:
        raise bad("there is no text in the message to edit")
    return _save(sandbox, message, text_of(arguments), inline_of(arguments), ("text", "entities"))


@method("editMessageCaption")
async def edit_caption(sandbox: Sandbox, arguments: Arguments) -> Row:
    message = _message(sandbox, arguments)
    if not {"photo", "document"} & message.keys():
        raise bad("there is no caption in the message to edit")
    return _save(sandbox, message, caption_of(arguments), inline_of(arguments), ("caption", "caption_entities"))


@method("editMessageReplyMarkup")
async def edit_markup(sandbox: Sandbox, arguments: Arguments) -> Row:
    message = _message(sandbox, arguments)
    return _save(sandbox, message, {}, inline_of(arguments, invoice="invoice" in message), ())


@method("editMessageMedia")
async def edit_media(sandbox: Sandbox, arguments: Arguments) -> Row:
    message = _message(sandbox, arguments)
    media = arguments.json("media", dict, "input media") or {}
    inside = Arguments({**media, "media": media.get("media")}, arguments.uploads)
    fresh: dict[str, Any]
    if media.get("type") == "photo":
        fresh = {"photo": photo_of(sandbox, inside, "media")}
    elif media.get("type") == "document":
        fresh = {"document": document_of(sandbox, inside, "media")}
    else:
        raise bad("type of file to send mismatch")
    fields = ("photo", "document", "caption", "caption_entities", "text", "entities")
    return _save(sandbox, message, {**fresh, **caption_of(inside)}, inline_of(arguments), fields)


@method("deleteMessage")
async def delete_message(sandbox: Sandbox, arguments: Arguments) -> bool:
    chat = chat_of(sandbox, arguments)
    number = message_number(arguments)
    message = sandbox.messages(chat).get(number)
    if message is None:
        raise bad("message to delete not found")
    if message["date"] < sandbox.clock() - DELETABLE:
        raise bad("message can't be deleted for everyone")
    sandbox.remove_message(chat, number)
    return True
