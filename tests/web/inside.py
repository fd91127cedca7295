"""What Telegram's client hands to a Mini App, made as Telegram makes it."""

import hashlib
import hmac
import json
import time
from typing import Any
from urllib.parse import urlencode

TOKEN = "123456:a-token-of-BotFather"
LIGHT = {
    "bg_color": "#ffffff",
    "secondary_bg_color": "#f0f0f0",
    "section_bg_color": "#ffffff",
    "text_color": "#000000",
    "hint_color": "#999999",
    "link_color": "#2678b6",
    "button_color": "#2481cc",
    "button_text_color": "#ffffff",
}
DARK = {
    "bg_color": "#17212b",
    "secondary_bg_color": "#0e1621",
    "section_bg_color": "#17212b",
    "text_color": "#f5f5f5",
    "hint_color": "#708499",
    "link_color": "#6ab3f3",
    "button_color": "#5288c1",
    "button_text_color": "#ffffff",
}


def signed(fields: dict[str, str], token: str = TOKEN) -> str:
    """`tgWebAppData` with its hash."""
    covered = "\n".join(f"{name}={fields[name]}" for name in sorted(fields))
    key = hmac.new(b"WebAppData", token.encode(), hashlib.sha256).digest()
    return urlencode(fields | {"hash": hmac.new(key, covered.encode(), hashlib.sha256).hexdigest()})


def data(telegram_id: Any = 77, *, age: float = 0, token: str = TOKEN, user: Any = None, **more: str) -> str:
    """What the client of this person hands over, `age` seconds ago."""
    person = user or {"id": telegram_id, "first_name": "Anna", "last_name": "К.", "language_code": "ru"}
    fields = {"query_id": "AAH", "user": json.dumps(person), "auth_date": str(int(time.time() - age)), "signature": "x"}
    return signed(fields | more, token)


def address(base: str, shown: str, theme: dict[str, str]) -> str:
    """Where Telegram opens the page."""
    fragment = {"tgWebAppData": shown, "tgWebAppVersion": "9.1", "tgWebAppThemeParams": json.dumps(theme)}
    return f"{base}#{urlencode(fragment)}"
