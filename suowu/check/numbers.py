"""Numbers that prove themselves: identity numbers (GB 11643) and telephone numbers."""

from __future__ import annotations

import re
from datetime import date

_SHAPE = re.compile(r"[0-9]{17}[0-9X]").fullmatch
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"

_PHONE = re.compile(
    r"(?:\+?86-?)?1[3-9][0-9]{9}"  # mobile
    r"|(?:0[0-9]{2,3}-?)?[1-9][0-9]{6,7}(?:-[0-9]{1,6})?"  # landline, with its extension
    r"|[48]00-?[0-9]{3}-?[0-9]{4}"
    r"|1[0-9]{2,4}"  # 110, 12348
).fullmatch


def identity_fault(number: str) -> str | None:
    """Why this is no identity number, or None (GB 11643: date of birth, check character)."""
    if not _SHAPE(number):
        return "须为 18 位数字，末位可为大写 X"
    if birth_of(number) is None:
        return "第 7—14 位须为出生日期"
    if check_character(number) != number[17]:
        return "须为校验码相符的身份证号"
    return None


def check_character(number: str) -> str:
    """The 18th character that belongs to the first 17 digits."""
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _WEIGHTS, strict=True))
    return _CHECKS[total % 11]


def birth_of(number: str) -> date | None:
    """The date of birth in an identity number, if there is such a day."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def sex_of(number: str) -> str:
    """男 or 女, by the 17th digit."""
    return "男" if int(number[16]) % 2 else "女"


def is_phone(number: str) -> bool:
    """A Chinese mobile, landline or service number."""
    return _PHONE(number) is not None
