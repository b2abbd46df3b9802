"""Readings of texts for the leak gate: folded, and with every number that may be somebody's.

They follow from a text alone, so those of the last build may be used again for the same text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from suowu.digest import digest_of
from suowu.privacy.days import days_in
from suowu.privacy.folding import FoldedLine, in_figures, in_phrases, line_of, only_han, plainly
from suowu.privacy.shapes import ShownNumber, shapes_in_plain


class Reading(NamedTuple):
    """One text: `plain` with its marks, on one `line` without them, its Chinese characters, the
    line with 十二 as 12, every row of figures that may be a day, every number of some shape."""

    plain: str
    line: FoldedLine
    han: str
    figures: str
    days: frozenset[str]
    numbers: tuple[ShownNumber, ...]


@dataclass(frozen=True, slots=True)
class Readings:
    """Readings by the digest of their text: those of the last build, and those this one asked
    for."""

    last: Mapping[str, Reading] = field(default_factory=dict)
    kept: dict[str, Reading] = field(default_factory=dict)

    def of(self, text: str, *, spaced: bool) -> Reading:
        """The reading of a text; `spaced`: a space ends a phrase too."""
        key = digest_of(text, spaced)
        known = self.kept.get(key) or self.last.get(key)
        found = self.kept[key] = known or _read(text, spaced=spaced)
        return found


def _read(text: str, *, spaced: bool) -> Reading:
    plain = plainly(text)
    line = line_of(in_phrases(plain, spaced=spaced))
    return Reading(
        plain=plain,
        line=line,
        han=only_han(line.flat),
        figures=in_figures(line.flat),
        days=frozenset(day.figures for one in spellings(text, plain) for day in days_in(one)),
        numbers=tuple(shapes_in_plain(plain)),
    )


def spellings(text: str, plain: str) -> tuple[str, ...]:
    """The spellings of a text in which days are looked for.

    Why the text as it is too: 周一1987-5-16 is plainly 周11987-5-16.
    """
    return tuple(dict.fromkeys((text.lower(), plain, in_figures(plain))))
