"""How the people door and the chat page see people and messages. Shapes only: nothing is decided here."""

from typing import Any

from bot.sandbox.files import path_of
from bot.sandbox.state import Row, Sandbox
from core.i18n import words

SERVICES = ("successful_payment", "refunded_payment", "contact", "users_shared")


def person_view(sandbox: Sandbox, number: int) -> Row:
    person = sandbox.journal.table("people")[number]
    messages = sandbox.messages(number)
    last = messages[next(reversed(messages))] if messages else None
    view = {key: value for key, value in person["user"].items() if key != "is_bot"}
    view.update(blocked=person["blocked"], started=person["started"], last=None)
    view["keyboard"] = person.get("keyboard") or []
    if last:
        view["last"] = _line(sandbox, last)
    return view


def group_view(sandbox: Sandbox, group: Row) -> Row:
    """A group in the list: who is in it, whether the bot is, where it went when it was upgraded."""
    view = {key: group[key] for key in ("id", "type", "title", "members", "bot", "migrated_to")}
    messages = sandbox.messages(group["id"])
    return {**view, "last": _line(sandbox, messages[next(reversed(messages))]) if messages else None}


def _line(sandbox: Sandbox, message: Row) -> Row:
    shown = message_view(sandbox, message)
    text = shown["text"] or shown.get("service") or (shown["media"] or {}).get("title", "")
    return {"text": text[:200], "date": message["date"]}


def message_view(sandbox: Sandbox, message: Row) -> Row:
    sender = message["from"]
    view: Row = {
        "message_id": message.get("message_id", 0),
        "from": {key: sender[key] for key in ("id", "is_bot", "first_name", "last_name") if key in sender},
        "date": message["date"],
        "text": message.get("text") or message.get("caption") or "",
        "entities": message.get("entities") or message.get("caption_entities") or [],
        "buttons": _buttons(sandbox, message),
        "media": _media(sandbox, message),
    }
    if "sender_chat" in message:
        view["as"] = message["sender_chat"]["title"]
    if "via_bot" in message:
        view["via"] = message["via_bot"]["username"]
    if "ephemeral_message_id" in message:
        view["ephemeral"] = message["ephemeral_message_id"]
    if "has_protected_content" in message:
        view["protected"] = True
    if "edit_date" in message:
        view["edit_date"] = message["edit_date"]
    if "reply_to_message" in message:
        answered = message["reply_to_message"]
        view["reply_to"] = {"message_id": answered["message_id"], "text": answered.get("text", "")[:200]}
    if service := _service(message):
        view["service"] = service
    return view


def _buttons(sandbox: Sandbox, message: Row) -> list[list[Row]]:
    rows: list[list[Row]] = message.get("reply_markup", {}).get("inline_keyboard", [])
    if "invoice" not in message:
        return rows
    invoice = sandbox.journal.table("invoices").get(message["message_id"]) or {}
    if invoice.get("paid"):
        return []
    return rows or [[{"text": "Pay", "pay": True}]]


def _media(sandbox: Sandbox, message: Row) -> Row | None:
    if "photo" in message:
        photo = message["photo"][-1]
        return {"kind": "photo", "url": _url(sandbox, photo), "width": photo["width"], "height": photo["height"]}
    if "document" in message:
        paper = message["document"]
        kept = {key: paper[key] for key in ("file_name", "mime_type", "file_size")}
        return {"kind": "document", "url": _url(sandbox, paper), **kept}
    if "invoice" in message:
        row: Any = sandbox.journal.table("invoices").get(message["message_id"]) or {}
        return {"kind": "invoice", **message["invoice"], "paid": bool(row.get("paid"))}
    if "venue" in message:
        venue = message["venue"]
        return {"kind": "venue", "title": venue["title"], "address": venue["address"], **venue["location"]}
    if "location" in message:
        return {"kind": "location", **message["location"]}
    return None


def _url(sandbox: Sandbox, file: Row) -> str | None:
    row = sandbox.journal.table("files").get(file["file_id"])
    return f"/media/{path_of(row)}" if row else None


def _service(message: Row) -> str | None:
    if change := _change(message):
        return change
    kind = next((kind for kind in SERVICES if kind in message), None)
    if kind is None:
        return None
    if kind == "contact":
        return f"Shared the contact {message[kind]['first_name']}, {message[kind]['phone_number']}"
    if kind == "users_shared":
        return f"Shared people: {len(message[kind]['users'])}"
    payment = message[kind]
    sum_of_money = words("en").money(payment["total_amount"], payment["currency"])
    return f"You paid {sum_of_money}" if kind == "successful_payment" else f"{sum_of_money} came back"


def _change(message: Row) -> str | None:
    """Who came into a group, went, or upgraded it."""
    who = message["from"]["first_name"]
    if "new_chat_members" in message:
        return f"{who} added {message['new_chat_members'][0]['first_name']}"
    if "left_chat_member" in message:
        return f"{who} removed {message['left_chat_member']['first_name']}"
    if "migrate_to_chat_id" in message or "migrate_from_chat_id" in message:
        return f"{who} made this a supergroup"
    return None
