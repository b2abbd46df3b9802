"""Shapes of numbers that no public page may show: identity numbers, mobiles, cards, plates."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import NamedTuple

from suowu.privacy.folding import plainly

GAP = r"[ \t\xa0.·•_-]"
"""What may stand between the figures of one number."""
_PROVINCES = frozenset(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54"
    " 61 62 63 64 65 71 81 82 83 91 99".split()
)
"""The first two figures of an identity number (GB/T 2260); 99 is what our own examples use."""


def _grouped(*groups: int, last: str = "") -> str:
    """Figures in groups of these lengths with a gap after each, `last` being what ends them."""
    return rf"{GAP}{{1,2}}".join(rf"\d{{{length}}}" for length in groups) + last


_LONG = re.compile(rf"(?:\d{GAP}{{0,2}}){{11}}")
_ID = re.compile(rf"(?<![\da-z])(?:\d{GAP}{{0,2}}){{17}}[\dx](?![\da-z])")
_OLD_ID = re.compile(rf"(?<![\da-z.])(?:\d{{15}}|{_grouped(6, 6, 3)})(?![\da-z])")
_PHONE = re.compile(
    rf"(?<![\d.])(?:\+?86{GAP}?)?(?=1{GAP}?[3-9])"
    rf"(?:\d{{11}}|{_grouped(3, 4, 4)}|{_grouped(4, 3, 4)}|{_grouped(4, 4, 3)}|{_grouped(3, 8)}|"
    rf"{_grouped(3, 3, 5)}|{_grouped(5, 6)}|\d(?P<gap>{GAP})\d(?:(?P=gap)\d){{9}})(?![\d.])"
)
_CARD = re.compile(
    rf"(?<![\da-z.])(?:\d{{16,19}}|(?:\d{{4}}{GAP}){{3,4}}\d{{1,4}}|{_grouped(6, 13)})(?![\da-z])"
)
_PLATE = re.compile(
    r"[京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新]\s?[a-hj-np-z]"
    rf"{GAP}?(?=[a-z]*\d)[a-hj-np-z\d]{{4,5}}[a-hj-np-z\d挂学警港澳](?![a-z\d])"
)


_DIGEST = re.compile(r"(?<![\da-z])(?=(?:\d*[a-f]){4})(?:[\da-f]{32}|[\da-f]{64})(?![\da-z])")
"""An MD5 or SHA-256: eleven of its figures in a row are no telephone."""


class NumberShape(NamedTuple):
    """One shape: what it is called, how it is written, what proves it."""

    name: str
    pattern: re.Pattern[str]
    real: Callable[[str], bool]


class ShownNumber(NamedTuple):
    """A number of some shape that stands in a text, without what parts its figures."""

    shape: str
    number: str


def shapes_in(text: str) -> Iterator[ShownNumber]:
    """Every such number of a text, each once for every time it stands there."""
    yield from shapes_in_plain(plainly(text))


def shapes_in_plain(plain: str) -> Iterator[ShownNumber]:
    """The same for a text that is folded character by character already."""
    if _LONG.search(plain):
        plain = without_digests(plain)
    for shape in KNOWN_SHAPES if _LONG.search(plain) else KNOWN_SHAPES[-1:]:
        for found in shape.pattern.finditer(plain):
            number = re.sub(rf"{GAP}|\+", "", found[0])
            if shape.real(number):
                yield ShownNumber(shape.name, number)


def without_digests(plain: str) -> str:
    """The text with a stroke for every character of a digest; each other keeps its place."""
    return _DIGEST.sub(lambda digest: "/" * len(digest[0]), plain)


def is_id_number(text: str) -> bool:
    """Whether the check digit fits (GB 11643). The rest of the number may be made up."""
    from stdnum.cn.ric import calc_check_digit

    number = text.replace(" ", "").replace("-", "").upper()
    return bool(calc_check_digit(number) == number[17])


def _is_id(number: str) -> bool:
    return _is_day(number[6:14]) and is_id_number(number)


def _is_old_id(number: str) -> bool:
    return number[:2] in _PROVINCES and _is_day(f"19{number[6:12]}")


def _is_day(digits: str) -> bool:
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return 1850 <= born.year < 2100


def _is_card(number: str) -> bool:
    from stdnum.luhn import is_valid

    return 16 <= len(number) <= 19 and len(set(number)) > 1 and bool(is_valid(number))


def _is_any(number: str) -> bool:
    return True


ID_SHAPES = ("身份证号", "旧身份证号")
KNOWN_SHAPES = (
    NumberShape("身份证号", _ID, _is_id),
    NumberShape("旧身份证号", _OLD_ID, _is_old_id),
    NumberShape("手机号", _PHONE, _is_any),
    NumberShape("银行卡号", _CARD, _is_card),
    NumberShape("车牌号", _PLATE, _is_any),
)
