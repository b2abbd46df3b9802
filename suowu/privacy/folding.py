"""Folding of texts: what a reader takes for the same is spelled the same, wherever it stands.

Width, case, traditional and variant characters, Chinese numerals, spaces, invisible characters and
marks between the characters all go; what ends a phrase stays, as a line break.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from typing import Final

from suowu.data import data_table

BREAK: Final = "\n"
SHORT, SURE = 2, 6
"""Characters of a name that must stand in one phrase, or alone; of a text that need not."""

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
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff\x00-\x08\x0e-\x1f\x7f]+"
)
_HAN = re.compile(r"[^\u3400-\u9fff\U00020000-\U0003ffff]+")
_SPACE = re.compile(r"[^\S\n]+")


@dataclass(frozen=True, slots=True)
class FoldedLine:
    """A folded text without its breaks, and where these were."""

    flat: str
    cuts: tuple[int, ...]

    def reads_on(self, start: int, end: int, *, name: bool) -> bool:
        """Whether flat[start:end] may be read as one: within a phrase, or of pieces that stand
        alone. Of a short name all must, of a longer one some piece, of a long text none."""
        inner = self.cuts[bisect_right(self.cuts, start) : bisect_left(self.cuts, end)]
        if not inner or not name or end - start >= SURE:
            return True
        alone = [self._alone(a, b) for a, b in pairwise((start, *inner, end))]
        return all(alone) if end - start <= SHORT else any(alone)

    def _alone(self, start: int, end: int) -> bool:
        ends = (self.cuts[i] for i in (bisect_left(self.cuts, at) for at in (start, end)))
        return tuple(ends) == (start, end)


def folded(text: str, *, spaced: bool = False) -> str:
    """The text in its one spelling, a line for each phrase; `spaced`: a space ends a phrase too."""
    return in_phrases(plainly(text), spaced=spaced)


def in_phrases(plain: str, *, spaced: bool = False) -> str:
    """What is plain already, a line for each phrase."""
    if plain.isalnum():  # most names and numbers: nothing to fold
        return plain
    if spaced:
        plain = _SPACE.sub(BREAK, plain)
    return _BETWEEN.sub("", _ENDS.sub(BREAK, plain))


def plainly(text: str) -> str:
    """The text with its characters folded and its spaces and marks kept; nothing invisible."""
    if text.isascii():
        return text.lower()
    wide = unicodedata.normalize("NFKC", text).lower()
    known, table = _table()
    return _INVISIBLE.sub("", known.sub(lambda found: table[found[0]], wide))


@lru_cache(maxsize=100_000)
def flat_of(value: str) -> str:
    """A value in its one spelling, on one line; values are asked for again and again."""
    return joined(folded(value))


def joined(lines: str) -> str:
    """Folded text as one line: what is split over cells, lines and marks stands together."""
    return lines.replace(BREAK, "")


def line_of(lines: str) -> FoldedLine:
    """Folded text as one line that knows its breaks."""
    pieces, at, cuts = lines.split(BREAK), 0, [0]
    for piece in pieces:
        at += len(piece)
        cuts.append(at)
    return FoldedLine("".join(pieces), (*dict.fromkeys(cuts), at + 1))


def in_figures(flat: str) -> str:
    """The same with 十二 and 1百20 as figures: the numbers of houses, months and days."""
    if not any(unit in flat for unit in _UNITS):
        return flat
    return _COUNTED.sub(lambda found: str(_number(found[0])), flat)


def han_of(text: str) -> str:
    """The Chinese characters of a text, folded: what free texts are compared by."""
    return only_han(flat_of(text))


def only_han(flat: str) -> str:
    """The Chinese characters of what is folded already."""
    return _HAN.sub("", flat)


def _number(text: str) -> int:
    whole, last = 0, 0
    for character in text:
        if character in _UNITS:
            whole, last = whole + (last or 1) * _UNITS[character], 0
        else:
            last = last * 10 + int(character)
    return whole + last


@cache
def _table() -> tuple[re.Pattern[str], dict[str, str]]:
    """What is read as something else; a pattern, since `translate` is ten times slower here."""
    pairs = str(data_table("variants")["异体"]).split()
    variants = {pair[0]: pair[1] for pair in pairs}
    table = variants | _DIGITS
    return re.compile(f"[{''.join(table)}]"), table
