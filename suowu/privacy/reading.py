"""Readings of texts for the leak gate: folded, and with every number that may be somebody's.

They follow from a text alone, so those of the last build may be used again for the same text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

from suowu.digest import digest_of, digest_of_bytes
from suowu.privacy.days import days_in
from suowu.privacy.folding import FoldedLine, in_figures, in_phrases, line_of, only_han, plainly
from suowu.privacy.markup import acting
from suowu.privacy.readable import FileTexts, readable
from suowu.privacy.shapes import ShownNumber, shapes_in_plain

_R = TypeVar("_R", "Reading", "FileReading")


class Reading(NamedTuple):
    """One text: `plain` with its marks, on one `line` without them, its Chinese characters, the
    line with 十二 as 12, every row of figures that may be a day, every number of some shape."""

    plain: str
    line: FoldedLine
    han: str
    figures: str
    days: frozenset[str]
    numbers: tuple[ShownNumber, ...]


class FileReading(NamedTuple):
    """One file: what it says (None if nobody can tell), and what a browser would do with it."""

    said: FileTexts | None
    acts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Readings:
    """Readings by the digest of their text, and of files by that of their bytes: those of the last
    build, and those this one asked for."""

    last: Mapping[str, Reading | FileReading] = field(default_factory=dict)
    kept: dict[str, Reading | FileReading] = field(default_factory=dict)

    def file(self, path: str, content: bytes, *, hosts: frozenset[str]) -> FileReading:
        """The reading of a file, whose pages may lead to these hosts."""

        def read() -> FileReading:
            said = readable(path, content)
            return FileReading(
                said, () if said is None else tuple(acting(path, content, hosts=hosts))
            )

        return self._kept(digest_of(path, digest_of_bytes(content), hosts), read)

    def of(self, text: str, *, spaced: bool) -> Reading:
        """The reading of a text; `spaced`: a space ends a phrase too."""
        return self._kept(digest_of(text, spaced), lambda: _read(text, spaced=spaced))

    def _kept(self, key: str, read: Callable[[], _R]) -> _R:
        known: Any = self.kept.get(key) or self.last.get(key)  # Any: what was kept by this key
        found: _R = known or read()
        self.kept[key] = found
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
