"""What the fields of a button are made of: numbers are decimal digits and never beyond all that could be."""

import re
from typing import Annotated, Any

from pydantic import BeforeValidator

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


Id = Annotated[int, _number(LARGEST_ID)]
Count = Annotated[int, _number(LARGEST_COUNT)]
Terms = Annotated[int, _number(LARGEST_TERMS)]
Sum = Annotated[int, _number(LARGEST_SUM)]
