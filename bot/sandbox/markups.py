"""Keyboards under a message and below the chat: what Telegram takes for a button, and what it refuses."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.sandbox.arguments import Arguments
from bot.sandbox.entities import clean, units
from bot.sandbox.links import checked_url
from bot.sandbox.refusals import bad
from bot.sandbox.state import Row

DECORATIONS = {"text", "style", "icon_custom_emoji_id"}
STYLES = {"primary", "success", "danger"}
MOST_BUTTONS = 100
MOST_IN_A_ROW = 8
DATA_BYTES = 64
COPY_LENGTH = 256
PLACEHOLDER_LENGTH = 64
MOST_SHARED = 10


@dataclass
class Markup:
    """`inline` goes into the message; `keyboard` is the chat's own (None leaves it, [] removes it)."""

    inline: Row | None = None
    keyboard: list[list[Row]] | None = None


def markup_of(arguments: Arguments, *, invoice: bool = False) -> Markup:
    raw = arguments.json("reply_markup", dict, "reply keyboard markup")
    if not raw:
        return Markup()
    if "inline_keyboard" in raw:
        rows = _rows(raw["inline_keyboard"], lambda button: _inline(button, invoice=invoice))
        return Markup(inline={"inline_keyboard": rows} if rows else None)
    if "keyboard" in raw:
        placeholder = raw.get("input_field_placeholder", "")
        if not isinstance(placeholder, str) or units(placeholder) > PLACEHOLDER_LENGTH:
            raise bad("input field placeholder is too long")
        return Markup(keyboard=_rows(raw["keyboard"], _key))
    if raw.get("remove_keyboard"):
        return Markup(keyboard=[])
    if raw.get("force_reply"):
        return Markup()
    raise bad("object expected as reply markup")


def inline_of(arguments: Arguments, *, invoice: bool = False) -> Row | None:
    """The keyboard of an edited message: an inline one or none."""
    markup = markup_of(arguments, invoice=invoice)
    if markup.keyboard is not None:
        raise bad("inline keyboard expected")
    return markup.inline


def _rows(raw: Any, check: Callable[[Row], Row]) -> list[list[Row]]:
    if not isinstance(raw, list) or not all(isinstance(row, list) for row in raw):
        raise bad("can't parse keyboard: Array of Array of buttons expected")
    rows = [[check({"text": button} if isinstance(button, str) else button) for button in row] for row in raw if row]
    if sum(map(len, rows)) > MOST_BUTTONS:
        raise bad("reply markup is too long")
    if any(len(row) > MOST_IN_A_ROW for row in rows):
        raise bad("too many buttons in a row")
    return rows


def _text(button: Any, where: str) -> Row:
    if not isinstance(button, dict):
        raise bad(f"can't parse {where} button: Object expected")
    text = button.get("text")
    if not isinstance(text, str):
        raise bad(f"can't parse {where} button: Can't find field \"text\"")
    if not clean(text).strip():
        raise bad(f"{where} button text must be non-empty")
    if button.get("style", "primary") not in STYLES:
        raise bad(f"can't parse {where} button: invalid button style specified")
    return {**button, "text": clean(text).strip()}


def _key(button: Any) -> Row:
    button = _text(button, "keyboard")
    asks = [key for key in button if key not in DECORATIONS and button[key] not in (None, False)]
    if unknown := [key for key in asks if key not in KEYS]:
        raise bad(f"can't parse keyboard button: Unsupported field {unknown[0]}")
    if len(asks) > 1:
        raise bad("can't parse keyboard button: exactly one request must be used in a button")
    return {
        **{key: button[key] for key in button if key in DECORATIONS},
        **{key: KEYS[key](button[key]) for key in asks},
    }


def _people_wanted(value: Any) -> Row:
    if not isinstance(value, dict):
        raise bad('can\'t parse keyboard button: Field "request_users" must be of type Object')
    number, most = value.get("request_id"), value.get("max_quantity", 1)
    if not isinstance(number, int) or not -(2**31) <= number < 2**31:
        raise bad('can\'t parse keyboard button: Field "request_id" must be a 32-bit Number')
    if not isinstance(most, int) or not 1 <= most <= MOST_SHARED:
        raise bad("can't parse keyboard button: wrong max_quantity specified")
    return {**value, "max_quantity": most}


def _inline(button: Any, *, invoice: bool) -> Row:
    button = _text(button, "inline keyboard")
    actions = [key for key in button if key not in DECORATIONS and button[key] not in ("", False)]
    actions += [key for key in button if key.startswith("switch_inline_query") and button[key] == ""]
    known = [key for key in actions if key in ACTIONS]
    if not known:
        raise bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise bad("can't parse inline keyboard button: exactly one action must be used in a button")
    if known[0] == "pay" and not invoice:
        raise bad("BUTTON_TYPE_INVALID")
    kept = {key: button[key] for key in button if key in DECORATIONS}
    return {**kept, known[0]: ACTIONS[known[0]](button[known[0]])}


def _data(value: Any) -> str:
    if not isinstance(value, str) or not 1 <= len(value.encode()) <= DATA_BYTES:
        raise bad("BUTTON_DATA_INVALID")
    return value


def _url(value: Any) -> str:
    url = checked_url(value) if isinstance(value, str) else None
    if url is None:
        raise bad(f"inline keyboard button URL '{value}' is invalid: Wrong HTTP URL")
    return url


def _web_app(value: Any) -> Row:
    url = value.get("url") if isinstance(value, dict) else None
    if not isinstance(url, str) or not url.startswith("https://"):
        raise bad(f"inline keyboard button Web App URL '{url}' is invalid: Only HTTPS links are allowed")
    return {"url": url}


def _login(value: Any) -> Row:
    if not isinstance(value, dict):
        raise bad("can't parse inline keyboard button: Object expected")
    return {**value, "url": _url(value.get("url"))}


def _copied(value: Any) -> Row:
    text = value.get("text") if isinstance(value, dict) else None
    if not isinstance(text, str) or not 1 <= units(text) <= COPY_LENGTH:
        raise bad("BUTTON_COPY_TEXT_INVALID")
    return {"text": text}


def _object(value: Any) -> Row:
    if not isinstance(value, dict):
        raise bad("can't parse inline keyboard button: Object expected")
    return value


def _string(value: Any) -> str:
    if not isinstance(value, str):
        raise bad("can't parse inline keyboard button: String expected")
    return value


KEYS: dict[str, Callable[[Any], Any]] = {
    "request_contact": bool,
    "request_location": bool,
    "request_users": _people_wanted,
}
ACTIONS: dict[str, Callable[[Any], Any]] = {
    "callback_data": _data,
    "url": _url,
    "web_app": _web_app,
    "login_url": _login,
    "switch_inline_query": _string,
    "switch_inline_query_current_chat": _string,
    "switch_inline_query_chosen_chat": _object,
    "copy_text": _copied,
    "callback_game": _object,
    "pay": bool,
    "disabled": _object,
}
