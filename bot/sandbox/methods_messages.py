"""What the bot sends into a chat: texts, pictures, papers, places. Returns the message as Telegram would."""

from typing import Any

from bot.sandbox.arguments import Arguments
from bot.sandbox.files import document_of, photo_of
from bot.sandbox.markups import Markup, markup_of
from bot.sandbox.methods import method
from bot.sandbox.methods_ephemeral import send_ephemeral
from bot.sandbox.refusals import bad
from bot.sandbox.rules import caption_of, chat_of, extras_of, message_number, text_of
from bot.sandbox.state import Row, Sandbox

ACTIONS = {
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document",
    "choose_sticker", "find_location", "record_video_note", "upload_video_note",
}  # fmt: skip


def send(sandbox: Sandbox, chat: int, arguments: Arguments, content: Row, markup: Markup) -> Row:
    if markup.inline:
        content = {**content, "reply_markup": markup.inline}
    if markup.keyboard is not None and chat > 0:
        person = sandbox.person(chat) or {}
        sandbox.save_person(chat, {**person, "keyboard": markup.keyboard})
    return sandbox.post(chat, sandbox.me, {**content, **extras_of(sandbox, chat, arguments)})


@method("sendMessage")
async def send_message(sandbox: Sandbox, arguments: Arguments) -> Row:
    chat = chat_of(sandbox, arguments)
    if arguments.given("ephemeral_message_parameters"):
        return send_ephemeral(sandbox, chat, arguments)
    return send(sandbox, chat, arguments, text_of(arguments), markup_of(arguments))


@method("sendPhoto")
async def send_photo(sandbox: Sandbox, arguments: Arguments) -> Row:
    chat = chat_of(sandbox, arguments)
    caption, markup = caption_of(arguments), markup_of(arguments)
    content = {"photo": photo_of(sandbox, arguments, "photo"), **caption}
    return send(sandbox, chat, arguments, content, markup)


@method("sendDocument")
async def send_document(sandbox: Sandbox, arguments: Arguments) -> Row:
    chat = chat_of(sandbox, arguments)
    caption, markup = caption_of(arguments), markup_of(arguments)
    content = {"document": document_of(sandbox, arguments, "document"), **caption}
    return send(sandbox, chat, arguments, content, markup)


def _location(arguments: Arguments) -> Row:
    latitude, longitude = arguments.number("latitude"), arguments.number("longitude")
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise bad("wrong latitude or longitude specified")
    return {"latitude": latitude, "longitude": longitude}


@method("sendLocation")
async def send_location(sandbox: Sandbox, arguments: Arguments) -> Row:
    chat = chat_of(sandbox, arguments)
    return send(sandbox, chat, arguments, {"location": _location(arguments)}, markup_of(arguments))


@method("sendVenue")
async def send_venue(sandbox: Sandbox, arguments: Arguments) -> Row:
    chat = chat_of(sandbox, arguments)
    location, title, address = _location(arguments), arguments.text("title"), arguments.text("address")
    if not title.strip() or not address.strip():
        raise bad("venue title and address must be non-empty")
    content = {"venue": {"location": location, "title": title, "address": address}, "location": location}
    return send(sandbox, chat, arguments, content, markup_of(arguments))


@method("sendChatAction")
async def send_chat_action(sandbox: Sandbox, arguments: Arguments) -> bool:
    chat_of(sandbox, arguments)
    if arguments.text("action") not in ACTIONS:
        raise bad("wrong parameter action in request")
    return True


def _source(sandbox: Sandbox, arguments: Arguments, verb: str) -> Row:
    source = arguments.integer("from_chat_id")
    message = sandbox.messages(source or 0).get(message_number(arguments))
    if message is None:
        raise bad(f"message to {verb} not found")
    if message.get("has_protected_content"):
        raise bad(f"message can't be {'copied' if verb == 'copy' else 'forwarded'}")
    return message


def _content(message: Row) -> Row:
    own = {"message_id", "from", "chat", "date", "edit_date", "reply_markup", "reply_to_message", "forward_origin"}
    return {key: value for key, value in message.items() if key not in own}


@method("copyMessage")
async def copy_message(sandbox: Sandbox, arguments: Arguments) -> Row:
    chat = chat_of(sandbox, arguments)
    content = _content(_source(sandbox, arguments, "copy"))
    copied = send(sandbox, chat, arguments, content, markup_of(arguments))
    return {"message_id": copied["message_id"]}


@method("forwardMessage")
async def forward_message(sandbox: Sandbox, arguments: Arguments) -> Row:
    chat = chat_of(sandbox, arguments)
    message = _source(sandbox, arguments, "forward")
    origin: dict[str, Any] = {"type": "user", "sender_user": message["from"], "date": message["date"]}
    return send(sandbox, chat, arguments, {**_content(message), "forward_origin": origin}, Markup())
