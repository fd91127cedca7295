"""What people write to each other, made fit to be shown: a note of one line, a letter of several.

Nothing is cut: what is too long goes back to its author, with the limit.
"""

from core import i18n
from core.errors import Invalid

NOTE, LETTER = 300, 1000
"""The most characters of each."""
LINES = 30


def note(said: str) -> str:
    """One line, a reason for instance. Raises Invalid (`text`: empty, too_long)."""
    return _fit(i18n.clean(said, len(said)), NOTE)


def letter(said: str) -> str:
    """Up to thirty lines, to guests or to admins. Raises Invalid (`text`: empty, too_long)."""
    lines = [i18n.clean(line, len(line)) for line in said.strip().splitlines()[:LINES]]
    return _fit("\n".join(lines).strip(), LETTER)


def _fit(text: str, most: int) -> str:
    if not text.strip("\u200d \n"):
        raise Invalid("text", "empty")
    if len(text) > most:
        raise Invalid("text", "too_long", most=most)
    return text
