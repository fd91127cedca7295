"""What a button's data is made of: numbers of decimal digits and nothing else, and the way back to a list."""

import re
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator

from bot import way as ways

LARGEST_ID = 2**63 - 1
LARGEST_COUNT = 999_999
LARGEST_TERMS = 2**31 - 1
LARGEST_SUM = 10**12


def _number(largest: int) -> BeforeValidator:
    def read(value: Any) -> int:
        if re.fullmatch(r"[0-9]{1,64}", str(value), re.ASCII) is None:
            raise ValueError("not a number that a button carries")
        return min(int(value), largest)

    return BeforeValidator(read)


def _way(text: str) -> str:
    if not ways.is_way(text):
        raise ValueError("not a way back that a button carries")
    return text


Id = Annotated[int, _number(LARGEST_ID)]
Count = Annotated[int, _number(LARGEST_COUNT)]
Terms = Annotated[int, _number(LARGEST_TERMS)]
Sum = Annotated[int, _number(LARGEST_SUM)]
WayBack = Annotated[str, AfterValidator(_way)]
