"""Limits of texts and captions, and which chat or message a call means."""

from typing import Any

from bot.sandbox.arguments import Arguments, whole
from bot.sandbox.entities import clean, parse, trim, units
from bot.sandbox.links import checked_url, found_in
from bot.sandbox.refusals import bad, unparsable
from bot.sandbox.state import Row, Sandbox

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
ENTITY_LIMIT = 100
KNOWN_ENTITIES = {
    "bold", "italic", "underline", "strikethrough", "spoiler", "blockquote", "expandable_blockquote", "code", "pre",
    "text_link", "text_mention", "custom_emoji", "date_time",
}  # fmt: skip


def chat_of(sandbox: Sandbox, arguments: Arguments) -> int:
    if not arguments.given("chat_id"):
        raise bad("chat_id is empty")
    return sandbox.reachable(whole(arguments.values["chat_id"]))


def message_number(arguments: Arguments) -> int:
    number = whole(arguments.values.get("message_id"))
    if number is None or number <= 0:
        raise bad("message identifier is not specified")
    return number


def text_of(arguments: Arguments) -> Row:
    """The message's `text` and `entities` as Telegram would store them."""
    text, entities = _formatted(arguments, "text", "entities")
    if not text:
        raise bad("message text is empty")
    if units(text) > TEXT_LIMIT:
        raise bad("message is too long")
    return {"text": text, **({"entities": entities} if entities else {})}


def caption_of(arguments: Arguments) -> Row:
    text, entities = _formatted(arguments, "caption", "caption_entities")
    if units(text) > CAPTION_LIMIT:
        raise bad("message caption is too long")
    return {**({"caption": text} if text else {}), **({"caption_entities": entities} if entities else {})}


def extras_of(sandbox: Sandbox, chat: int, arguments: Arguments) -> Row:
    """What a message carries besides its content: the reply, the protection, the preview."""
    extras: Row = {}
    reply = arguments.json("reply_parameters", dict, "reply parameters")
    if not reply and arguments.given("reply_to_message_id"):
        reply = {"message_id": arguments.integer("reply_to_message_id")}
    if reply:
        answered = sandbox.messages(chat).get(whole(reply.get("message_id")))
        if answered:
            extras["reply_to_message"] = {key: value for key, value in answered.items() if key != "reply_to_message"}
        elif not reply.get("allow_sending_without_reply"):
            raise bad("message to be replied not found")
    if arguments.flag("protect_content"):
        extras["has_protected_content"] = True
    if options := arguments.json("link_preview_options", dict, "link preview options"):
        extras["link_preview_options"] = options
    return extras


def _formatted(arguments: Arguments, key: str, entities_key: str) -> tuple[str, list[Row]]:
    mode = arguments.text("parse_mode").lower()
    raw = arguments.text(key)
    if mode == "html":
        text, entities = parse(raw)
    elif mode:
        # Markdown is Telegram's too; this bot never speaks it, and half a parser would lie.
        raise bad("unsupported parse_mode")
    else:
        given = arguments.json(entities_key, list, "message entities") or []
        text, entities = trim(clean(raw), [_checked_entity(entity, units(raw)) for entity in given])
    if len(entities) > ENTITY_LIMIT:
        entities = entities[:ENTITY_LIMIT]
    found = [*entities, *found_in(text, entities)]
    return text, sorted(found, key=lambda entity: (entity["offset"], -entity["length"]))


def _checked_entity(entity: Any, size: int) -> Row:
    if not isinstance(entity, dict) or entity.get("type") not in KNOWN_ENTITIES:
        raise unparsable("unsupported entity type")
    offset, length = whole(entity.get("offset")), whole(entity.get("length"))
    if offset is None or length is None or offset < 0 or length < 0 or offset + length > size:
        raise unparsable("entity is outside of the text")
    checked = {**entity, "offset": offset, "length": length}
    if entity["type"] == "text_link":
        url = checked_url(str(entity.get("url", "")))
        if url is None:
            raise bad(f"entity URL '{entity.get('url', '')}' is invalid: Wrong HTTP URL")
        checked["url"] = url
    return checked
