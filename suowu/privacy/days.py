"""Days written as bare figures: 19870516, 1987-5-16, 1 9 8 7 0 5 1 6.

Figures alone say little: those of a drawing, of a digest or of three counts in a row make up
somebody's day of birth sooner or later. They are read as a day only where year, month and day stand
together or apart as one writes them, and eight of them in a row wherever they stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

from suowu.privacy.shapes import GAP, without_digests

_PARTED = r"[\W_]{0,60}"
_YEAR_APART = re.compile(rf"(?<!\d)(?=(\d{{4}}{_PARTED}\d\d?{_PARTED}\d\d?)(?!\d))")
_TOGETHER = re.compile(r"(?=([12]\d{7}))")
_BY_FIGURE = re.compile(
    rf"(?<!\d)(?<!\d{GAP})(?=(\d(?P<gap>{GAP})\d(?:(?P=gap)\d){{5,6}})(?!{GAP}?\d))"
)
_WAYS = (_YEAR_APART, _TOGETHER, _BY_FIGURE)


class ShownDay(NamedTuple):
    """Figures that may be a day, without what parts them, and where they stand in the text."""

    figures: str
    start: int
    end: int


def days_in(plain: str) -> Iterator[ShownDay]:
    """Every row of figures of a plain text that may be read as a day."""
    text = without_digests(plain)
    for found in chain.from_iterable(way.finditer(text) for way in _WAYS):
        figures = "".join(str(int(figure)) for figure in re.findall(r"\d", found[1]))
        yield ShownDay(figures, found.start(1), found.end(1))
