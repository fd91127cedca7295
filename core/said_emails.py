"""An e-mail address as people write it, and as a mail server wants it. Only that it could be one is decided here.

Nothing that could begin another line or another address gets through: what is read here ends up in a letter's head.
"""

import re
import unicodedata

import idna

LONGEST, LONGEST_NAME = 254, 64
"""Bytes of the whole address and of what stands before the @ (RFC 5321)."""
_NAME = re.compile(r"[^\s@<>()\[\]\\,;:\"]+")
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?")
_ENDING = re.compile(r"(?=.*[a-z])[a-z0-9-]{2,}")


def read(said: str) -> str | None:
    """The address, its domain in small letters of its own script; None for what can't be one."""
    name, _, domain = unicodedata.normalize("NFC", said.strip()).partition("@")
    if not _NAME.fullmatch(name) or name.startswith(".") or name.endswith(".") or ".." in name:
        return None
    if "=?" in name:
        return None  # an encoded word: whoever writes the letter's head decodes it, line breaks and all
    if any(unicodedata.category(sign)[0] in "CZ" for sign in name + domain):
        return None  # control, zero-width and direction characters, whatever Unicode calls a space
    ascii_domain = _ascii(domain)
    if ascii_domain is None or len(name.encode()) > LONGEST_NAME or len(f"{name}@{ascii_domain}".encode()) > LONGEST:
        return None
    return f"{name}@{idna.decode(ascii_domain)}"


def wire(address: str) -> str:
    """The same address with its domain in the letters of the wire: `anna@xn--e1afmkfd.xn--p1ai`."""
    name, _, domain = address.partition("@")
    return f"{name}@{idna.encode(domain).decode()}"


def _ascii(domain: str) -> str | None:
    """The domain in the letters of the wire; None without a dot, or with what no domain is made of."""
    try:
        found = idna.encode(domain, uts46=True).decode()
    except idna.IDNAError:
        return None
    labels = found.split(".")
    fits = all(_LABEL.fullmatch(label) for label in labels)
    return found if fits and len(labels) > 1 and _ENDING.fullmatch(labels[-1]) else None
