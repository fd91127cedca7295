"""Telegram's strict HTML to plain text and entities, as its own server reads it: offsets in UTF-16 units.

Owns the tags, the references, the nesting and the trimming. Refuses with "can't parse entities: ..." and the byte
offset of the culprit.
"""

import re
from dataclasses import dataclass
from html import unescape
from typing import Any

from bot.sandbox.links import checked_url
from bot.sandbox.refusals import unparsable

Entity = dict[str, Any]

TYPES = {
    "a": "text_link", "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline",
    "ins": "underline", "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "code": "code",
    "pre": "pre", "span": "spoiler", "tg-spoiler": "spoiler", "blockquote": "blockquote",
    "tg-emoji": "custom_emoji", "tg-time": "date_time",
}  # fmt: skip
PLAIN = re.compile(r"[^<&]+")
REFERENCE = re.compile(r"&(?:#[0-9]+|#[xX][0-9a-fA-F]+|lt|gt|amp|quot);?")
TAG_NAME = re.compile(r"[^\s>]*")
ATTRIBUTE = re.compile(r"\s*([^\s=>]+)(?:\s*=\s*(\"[^\"]*\"?|'[^']*'?|[A-Za-z0-9.\-]*(?=[\s>])))?")
EQUALS = re.compile(r"\s*=")
UNSEEN = re.compile("[\u2028-\u202e\u0333\u033f\u030a\r]")
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
DATE_FORMAT = re.compile(r"r|w?[dD]?[tT]?")


def units(text: str) -> int:
    """The length of `text` in UTF-16 units, in which Telegram counts everything."""
    return len(text) + sum(char > "\uffff" for char in text)


def clean(text: str) -> str:
    """Without what Telegram takes out of every text: control characters, line and direction overrides."""
    return CONTROL.sub(" ", UNSEEN.sub("", text))


@dataclass
class _Open:
    tag: str
    attributes: dict[str, str]
    offset: int
    place: int


class _Reader:
    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.written: list[str] = []
        self.offset = 0
        self.open: list[_Open] = []
        self.entities: list[Entity] = []

    def read(self) -> tuple[str, list[Entity]]:
        while self.at < len(self.source):
            if self.source.startswith("</", self.at):
                self._end_tag()
            elif self.source[self.at] == "<":
                self._start_tag()
            else:
                self._characters()
        if self.open:
            raise unparsable(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')
        return "".join(self.written), self.entities

    def _bytes(self, at: int) -> int:
        return len(self.source[:at].encode())

    def _characters(self) -> None:
        if found := PLAIN.match(self.source, self.at):
            text = found[0]
            self.at = found.end()
        elif found := REFERENCE.match(self.source, self.at):
            text = unescape(found[0] if found[0].endswith(";") else found[0] + ";")
            self.at = found.end()
        else:
            text = "&"
            self.at += 1
        self.written.append(text)
        self.offset += units(text)

    def _start_tag(self) -> None:
        begin = self.at
        name = TAG_NAME.match(self.source, begin + 1)
        tag = name[0].lower() if name else ""
        end = name.end() if name else begin + 1
        if end >= len(self.source):
            raise unparsable(f"Unclosed start tag at byte offset {self._bytes(begin)}")
        if tag not in TYPES:
            raise unparsable(f'Unsupported start tag "{tag}" at byte offset {self._bytes(begin)}')
        attributes, self.at = self._attributes(tag, begin, end)
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise unparsable(f'Tag "span" must have class "tg-spoiler" at byte offset {self._bytes(begin)}')
        self.open.append(_Open(tag, attributes, self.offset, len(self.written)))

    def _attributes(self, tag: str, begin: int, at: int) -> tuple[dict[str, str], int]:
        """The attributes of the tag that begins at `begin`, and the place after its `>`."""
        found: dict[str, str] = {}
        while True:
            while at < len(self.source) and self.source[at].isspace():
                at += 1
            if at >= len(self.source):
                raise unparsable(f'Unclosed start tag "{tag}" at byte offset {self._bytes(begin)}')
            if self.source[at] == ">":
                return found, at + 1
            match = ATTRIBUTE.match(self.source, at)
            if match is None:
                raise unparsable(f'Empty attribute name in the tag "{tag}" at byte offset {self._bytes(begin)}')
            at = match.end()
            if match[2] is None and EQUALS.match(self.source, at):
                raise unparsable(f"Unexpected end of name token at byte offset {self._bytes(at)}")
            found[match[1].lower()] = _value(match[2])

    def _end_tag(self) -> None:
        begin = self.at
        if not self.open:
            raise unparsable(f"Unexpected end tag at byte offset {self._bytes(begin)}")
        end = self.source.find(">", begin)
        if end < 0:
            raise unparsable(f"Unclosed end tag at byte offset {self._bytes(begin)}")
        name = self.source[begin + 2 : end].strip().lower()
        opened = self.open.pop()
        if name and name != opened.tag:
            expected = f'expected "</{opened.tag}>", found "</{name}>"'
            raise unparsable(f"Unmatched end tag at byte offset {self._bytes(begin)}, {expected}")
        self.at = end + 1
        if self.offset > opened.offset:
            self._close(opened, begin)

    def _close(self, opened: _Open, begin: int) -> None:
        entity = {"type": TYPES[opened.tag], "offset": opened.offset, "length": self.offset - opened.offset}
        if opened.tag in {"code", "pre"}:
            _join_code(self.entities, entity, opened)
            return
        if opened.tag == "a":
            entity["url"] = checked_url(opened.attributes.get("href") or "".join(self.written[opened.place :]))
            if entity["url"] is None:
                return  # Telegram drops such a link silently
        elif wrong := _complete(entity, opened):
            raise unparsable(f"Invalid {wrong} specified at byte offset {self._bytes(begin)}")
        self.entities.append(entity)


def _value(raw: str | None) -> str:
    if not raw:
        return ""
    return unescape(raw[1:-1]) if raw[0] in "\"'" else raw.lower()


def _complete(entity: Entity, opened: _Open) -> str | None:
    """Adds what the type needs from the attributes; returns the name of what is wrong with them."""
    attributes = opened.attributes
    if opened.tag == "blockquote" and "expandable" in attributes:
        entity["type"] = "expandable_blockquote"
    if opened.tag == "tg-emoji":
        entity["custom_emoji_id"] = attributes.get("emoji-id", "")
        if not entity["custom_emoji_id"].isdigit():
            return "custom emoji identifier"
    if opened.tag == "tg-time":
        unix, shape = attributes.get("unix", ""), attributes.get("format", "")
        if not re.fullmatch(r"[0-9]{1,11}", unix):
            return "date-time"
        if not DATE_FORMAT.fullmatch(shape):
            return "date-time format"
        entity["unix_time"] = int(unix)
        if shape:
            entity["date_time_format"] = shape
    return None


def _join_code(entities: list[Entity], entity: Entity, opened: _Open) -> None:
    """`<pre><code class="language-x">` is one entity with a language, in either order of nesting."""
    language = opened.attributes.get("class", "").removeprefix("language-") if opened.tag == "code" else ""
    last = entities[-1] if entities else {}
    if last.get("type") in {"code", "pre"} and (last["offset"], last["length"]) == (entity["offset"], entity["length"]):
        language = language or last.pop("_language", "")
        last["type"] = "pre"
        if language:
            last["language"] = language
        return
    if language:
        entity["_language"] = language
    entities.append(entity)


def parse(source: str) -> tuple[str, list[Entity]]:
    """Telegram's reading of HTML: the text as people see it and its entities, trimmed and sorted."""
    text, entities = _Reader(clean(source)).read()
    for entity in entities:
        entity.pop("_language", None)
    return trim(text, entities)


def trim(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Without outer white space (a leading one stays where an entity covers it) and entities of nothing else."""
    text = text.rstrip()
    first = min((entity["offset"] for entity in entities), default=len(text))
    lead = min(len(text) - len(text.lstrip(" \n\t")), first)
    text, size = text[lead:], units(text[lead:])
    kept = []
    for entity in entities:
        begin = entity["offset"] - lead
        length = min(entity["length"], size - begin)
        if length > 0 and cut(text, begin, length).strip():
            kept.append({**entity, "offset": begin, "length": length})
    return text, sorted(kept, key=lambda entity: (entity["offset"], -entity["length"]))


def cut(text: str, offset: int, length: int) -> str:
    """The part of `text` under an entity; half a surrogate pair is left out."""
    raw = text.encode("utf-16-le")[offset * 2 : (offset + length) * 2]
    return raw.decode("utf-16-le", errors="ignore")
