"""Folding of texts: what a reader takes for the same is spelled the same, wherever it stands.

Width, case, traditional and variant characters, Chinese numerals, spaces, invisible characters and
marks between the characters all go; what ends a phrase stays, as a line break.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from suowu.data import data_table

BREAK = "\n"

_DIGITS = {
    **{c: str(n) for n, c in enumerate("〇一二三四五六七八九")},
    **{c: str(n) for n, c in enumerate("零壹贰叁肆伍陆柒捌玖")},
    **{c: str(n) for n, c in enumerate("○弌弍弎")},
    "貳": "2", "陸": "6", "叄": "3", "幺": "1", "拾": "十", "佰": "百", "仟": "千",
}  # fmt: skip
_UNITS = {"十": 10, "百": 100, "千": 1000}
_ENDS = re.compile(r"[\n\r\v\f,，。、;；:：?？!！()（）\[\]【】{}<>《》“”\"‘’'=|\u2028\u2029…]+")
_BETWEEN = re.compile(r"[^\w\n]+|_+")
_COUNTED = re.compile(r"\d?十\d?|\d(?:[十百千]0?\d?)+")
_LONELY = re.compile(r"(?<![^\n])[^\n](?:\n[^\n])+(?![^\n])")
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff\x00-\x08\x0e-\x1f\x7f]+"
)
_HAN = re.compile(r"[^\u3400-\u9fff\U00020000-\U0003ffff]+")
_SPACE = re.compile(r"[^\S\n]+")


def folded(text: str, *, spaced: bool = False) -> str:
    """The text in its one spelling, a line for each phrase; `spaced`: a space ends a phrase too."""
    plain = plainly(text)
    if spaced:
        plain = _SPACE.sub(BREAK, plain)
    return _BETWEEN.sub("", _ENDS.sub(BREAK, plain))


def plainly(text: str) -> str:
    """The text with its characters folded and its spaces and marks kept; nothing invisible."""
    if text.isascii():
        return text.lower()
    wide = unicodedata.normalize("NFKC", text).lower()
    return _INVISIBLE.sub("", wide.translate(_table()))


def joined(lines: str) -> str:
    """Folded text as one line: what is split over cells, lines and marks stands together."""
    return lines.replace(BREAK, "")


def spelled_out(lines: str) -> list[str]:
    """What folded text spells with one character a line, as 高 and 锋 in two cells."""
    return [joined(found[0]) for found in _LONELY.finditer(lines)]


def in_figures(flat: str) -> str:
    """The same with 十二 and 1百20 as figures: the numbers of houses, months and days."""
    return _COUNTED.sub(lambda found: str(_number(found[0])), flat)


def han_of(text: str) -> str:
    """The Chinese characters of a text, folded: what free texts are compared by."""
    return _HAN.sub("", joined(folded(text)))


def _number(text: str) -> int:
    whole, last = 0, 0
    for character in text:
        if character in _UNITS:
            whole, last = whole + (last or 1) * _UNITS[character], 0
        else:
            last = last * 10 + int(character)
    return whole + last


@cache
def _table() -> dict[int, str]:
    pairs = str(data_table("variants")["异体"]).split()
    variants = {pair[0]: pair[1] for pair in pairs}
    return str.maketrans(variants | _DIGITS)
