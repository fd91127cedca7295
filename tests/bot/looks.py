"""What is wrong with something that the bot said: its length, its language, where one goes from there."""

import re
from collections.abc import Callable
from typing import Any

from core import i18n

TEXT, CAPTION, ANSWER, LABEL, DATA, COPIED = 4096, 1024, 200, 64, 64, 256
HARMLESS = ("message is not modified", "query is too old")
NAMED = re.compile(
    "wait_over|zarya-club|#[0-9A-F]{6}\\b|\u2068[^\u2069]*\u2069|https?://\\S+|(?<!\\w)[@/][A-Za-z_]+|\\b[\\w.+-]+@[\\w-]+\\.\\w+\\b"
)
FOREIGN = {"en": re.compile("[а-яё]+", re.IGNORECASE), "ru": re.compile("[a-z]+", re.IGNORECASE)}
KNOWN = {
    "en": {"русский", "по", "русски", "Русский", "По"},
    "ru": {
        "English",
        "START",
        "Telegram",
        "QR",
        "PDF",
        "CSV",
        "RUB",
        "XTR",
        "EUR",
        "USD",
        "UTC",
        "GMT",
        "CET",
        "https",
    },
}
FORMS = {"rate", "come"}
"""Papers that ask and edit themselves."""
BESIDE = {i18n.words(language).plain("keys-left") for language in i18n.LANGUAGES}
"""What is said beside a screen, never in its place: a message that takes a keyboard away carries no buttons."""


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def words_of(message: Any) -> str:
    return str(message.get("text") or message.get("caption") or "")


def first_line(message: Any) -> str:
    media = message.get("invoice", {}).get("title") or message.get("document", {}).get("file_name") or ""
    return words_of(message).split("\n")[0][:60] or str(media)


def wrong_with_message(message: Any, language: str) -> list[str]:
    """Everything that is wrong with a message, in words."""
    found = []
    text, limit = words_of(message), TEXT if "text" in message else CAPTION
    if units(text) > limit:
        found.append(f"{units(text)} units of text")
    for button in (b for row in message.get("reply_markup", {}).get("inline_keyboard", []) for b in row):
        found += [f"the button {button['text']!r}: {one}" for one in _wrong_with_button(button, language)]
    invoice = message.get("invoice", {})
    texts = [_without_codes(message), invoice.get("title", ""), invoice.get("description", "")]
    return found + [one for shown in texts for one in wrong_words(shown, language)]


def _wrong_with_button(button: Any, language: str) -> list[str]:
    found = wrong_words(button["text"], language)
    if units(button["text"]) > LABEL:
        found.append(f"{units(button['text'])} units")
    if (
        len(button.get("callback_data", "").encode()) > DATA
        or units(button.get("copy_text", {}).get("text", "")) > COPIED
    ):
        found.append("carries too much")
    return found


def wrong_with_answer(answer: Any, language: str) -> list[str]:
    """Everything that is wrong with a toast or an alert."""
    text, w = answer.get("text") or "", i18n.words(language)
    found = wrong_words(text, language)
    if units(text) > ANSWER:
        found.append(f"an answer of {units(text)} units")
    broken = w.plain("refusal-broken", id="\x00").split("\x00")[0]
    if text.startswith((broken, w.plain("refusal-retired"))):
        found.append(text)
    return found


def wrong_words(text: str, language: str) -> list[str]:
    """Words of another language outside of names and addresses; ids of messages that nobody wrote."""
    plain = NAMED.sub(" ", text)
    foreign = [word for word in FOREIGN[language].findall(plain) if word not in KNOWN[language]]
    return [f"not {language}: {' '.join(foreign)}"] if foreign else []


def _without_codes(message: Any) -> str:
    """The text without what is copied or opened: codes, addresses."""
    raw = words_of(message).encode("utf-16-le")
    entities = message.get("entities") or message.get("caption_entities") or []
    for entity in sorted(entities, key=lambda one: -one["offset"]):
        if entity["type"] in ("code", "pre", "url", "email"):
            start, end = entity["offset"] * 2, (entity["offset"] + entity["length"]) * 2
            raw = raw[:start] + raw[end:]
    return raw.decode("utf-16-le")


def is_dead_end(message: Any, leads_on: Callable[[str], bool]) -> bool:
    """A card whose last row leads nowhere. Files and pictures are none, nor is a sentence that names a command."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    if "invoice" in message or message.get("text") in BESIDE:
        return False
    if not rows:
        commands = {entity["type"] for entity in message.get("entities", [])} & {"bot_command"}
        return "text" in message and not commands
    verbs = {button.get("callback_data", "").split(":")[0] for row in rows for button in row}
    return verbs - FORMS != set() and not any(
        "url" in one or leads_on(one.get("callback_data", "")) for one in rows[-1]
    )


def is_harmless(refusal: str) -> bool:
    """What Telegram refuses without anybody missing anything."""
    return any(one in refusal for one in HARMLESS)
