"""An address for a page that has only a name yet: its letters as they are read in Latin, and a number if it is taken.

Nothing is promised: between the look and `organizers.create` somebody may be quicker, who then is refused there.
"""

import unicodedata

from sqlalchemy import select

from core.database import Tx
from core.models import Organizer

LONGEST, SHORTEST = 32, 3
USUAL = "page"
_SOUNDS = "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh shch _ y _ e yu ya"
_RUSSIAN = dict(zip("абвгдеёжзийклмнопрстуфхцчшщъыьэюя", _SOUNDS.split(), strict=True))


def readable(name: str) -> str:
    """The name as an address, `a-z0-9-`; too little of it gets the usual word."""
    latin = "".join(_RUSSIAN.get(sign, sign).strip("_") for sign in name.lower())
    plain = unicodedata.normalize("NFKD", latin)
    words = "".join(sign if sign.isascii() and sign.isalnum() else " " if not _is_mark(sign) else "" for sign in plain)
    slug = "-".join(words.split())[:LONGEST].strip("-")
    return slug if len(slug) >= SHORTEST else "-".join(part for part in (USUAL, slug) if part)


def _is_mark(sign: str) -> bool:
    return unicodedata.category(sign) == "Mn" or sign in "'’`"


async def free(tx: Tx, name: str) -> str:
    """An address like the name that nobody has at this moment."""
    wanted = readable(name)
    taken = set((await tx.execute(select(Organizer.slug).where(Organizer.slug.startswith(wanted)))).scalars())
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return wanted if wanted not in taken else next(slug for slug in numbered if slug not in taken)
