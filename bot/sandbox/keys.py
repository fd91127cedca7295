"""Buttons of the keyboard below a chat: what Telegram takes for one, and what its press sends to the bot.

A plain one says its text, `request_contact` hands over the own number, `request_users` people whom one chose.
"""

from typing import Any

from bot.sandbox.entities import clean
from bot.sandbox.people import Wrong, able, find
from bot.sandbox.people import say as say_text
from bot.sandbox.state import Row, Sandbox

PHONE = 79_990_000_000  # whose person's number is the last digits of the id
NAME_LIMIT = 64


def press(sandbox: Sandbox, number: int, text: Any, chosen: Any = None) -> Row:
    """Press the button with this text; `chosen` are the people picked for one that asks for some."""
    person = able(sandbox, number)
    keys = [key for row in person.get("keyboard") or [] for key in row]
    found = next((key for key in keys if key["text"] == text), None)
    if found is None:
        raise Wrong(404, "no such button")
    if found.get("request_contact"):
        return share_contact(sandbox, number, {})
    if "request_users" in found:
        return _share_users(sandbox, number, found["request_users"], chosen)
    return say_text(sandbox, number, found["text"])


def share_contact(sandbox: Sandbox, number: int, whose: Row) -> Row:
    """One's own contact, or one of the address book: with the id of a person here, or with none."""
    able(sandbox, number)
    if "phone_number" in whose and "user_id" not in whose:
        texts = {key: clean(str(whose.get(key, "")))[:NAME_LIMIT] for key in ("phone_number", "first_name")}
        if not all(texts.values()):
            raise Wrong(400, "phone_number and first_name: text is needed")
        return _post(sandbox, number, {"contact": texts})
    someone = whose.get("user_id", number)
    user = find(sandbox, someone if isinstance(someone, int) else 0)["user"]
    names = {key: user[key] for key in ("first_name", "last_name") if key in user}
    phone = {"phone_number": str(PHONE + user["id"] % 10**7)}
    return _post(sandbox, number, {"contact": {**phone, **names, "user_id": user["id"]}})


def _share_users(sandbox: Sandbox, number: int, wanted: Row, chosen: Any) -> Row:
    if not isinstance(chosen, list) or not all(isinstance(one, int) for one in chosen):
        raise Wrong(400, "users: a list of ids is needed")
    if not 1 <= len(set(chosen)) == len(chosen) <= wanted.get("max_quantity", 1):
        raise Wrong(400, f"users: 1 to {wanted.get('max_quantity', 1)} different people")
    if wanted.get("user_is_bot"):
        raise Wrong(400, "users: there are no bots to choose here")
    users = [_shared(find(sandbox, one)["user"], wanted) for one in chosen]
    return _post(
        sandbox,
        number,
        {"users_shared": {"request_id": wanted["request_id"], "user_ids": chosen, "users": users}},
    )


def _shared(user: Row, wanted: Row) -> Row:
    asked = (["first_name", "last_name"] if wanted.get("request_name") else []) + (
        ["username"] if wanted.get("request_username") else []
    )
    return {"user_id": user["id"], **{key: user[key] for key in asked if key in user}}


def _post(sandbox: Sandbox, number: int, content: Row) -> Row:
    person = find(sandbox, number)
    if not person["started"]:
        sandbox.save_person(number, {**person, "started": True})
    message = sandbox.post(number, person["user"], content)
    sandbox.push("message", message)
    return message
