"""Addresses: which ones Telegram takes, which words of a text it makes tappable, which lead back into the bot."""

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

Entity = dict[str, Any]

PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")
SCHEMES = {"http", "https", "tg", "ton", "tonsite"}
SIMPLE = re.compile(
    r"(?P<url>\b(?:https?://|t\.me/)[^\s<>\"]+[^\s<>\".,:;!?)])"
    r"|(?P<email>\b[\w.+-]+@[\w-]+\.[A-Za-z]{2,}\b)"
    r"|(?P<mention>(?<![\w@/])@[A-Za-z][A-Za-z0-9_]{3,31}\b)"
    r"|(?P<bot_command>(?<![\w/<>@])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{5,32})?(?![\w/<>]))"
    r"|(?P<hashtag>(?<![\w#])#\w*[^\W\d_]\w*)"
)


def checked_url(url: str) -> str | None:
    """The address as Telegram keeps it, or None if it takes it for none: a host needs a dot or to be an IP."""
    url = url.strip()
    if "://" not in url and not url.startswith("tg:"):
        url = "http://" + url
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    if parts.scheme.lower() not in SCHEMES or re.search(r"[\s<>]", url):
        return None
    if parts.scheme in {"tg", "ton"}:
        return url
    host = parts.hostname or ""
    if "." not in host.strip(".") and ":" not in host:
        return None
    return url if parts.path else parts._replace(path="/").geturl()


def start_payload(url: str, username: str) -> str | None:
    """What a deep link into this bot says after /start; None for any other address ("" for a bare link).

    A link that brings the bot into a group says nothing here.
    """
    parts = urlsplit(url)
    if parts.scheme == "tg" and parts.netloc == "resolve":
        query = parse_qs(parts.query)
        name = query.get("domain", [""])[0]
    elif parts.hostname in {"t.me", "telegram.me"}:
        query = parse_qs(parts.query)
        name = parts.path.strip("/")
    else:
        return None
    if "startgroup" in query:
        return None
    payload = query.get("start", [""])[0]
    if name.lower() != username.lower():
        return None
    return payload if PAYLOAD.fullmatch(payload) else ""


def found_in(text: str, entities: list[Entity]) -> list[Entity]:
    """The entities that Telegram finds by itself, outside of code and of links that are already there."""
    taken = [
        (entity["offset"], entity["offset"] + entity["length"])
        for entity in entities
        if entity["type"] in {"code", "pre", "text_link", "custom_emoji", "date_time"}
    ]
    found = []
    for match in SIMPLE.finditer(text):
        offset = _units(text[: match.start()])
        length = _units(match[0])
        if not any(begin < offset + length and offset < end for begin, end in taken):
            found.append({"type": match.lastgroup, "offset": offset, "length": length})
    return found


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
