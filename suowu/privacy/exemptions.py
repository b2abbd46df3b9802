"""Exemptions of the leak gate: matches inside fixed wording or across values shown on purpose."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

_GAP = re.compile(r"[^\u3400-\u9fff\U00020000-\U0003ffff]+")
_EMPHASIS = re.compile(r"[*_`~]+|\]\([^)\s]*\)")
SIDE = 2
REACH = 60
_LONG = 3


class Match(NamedTuple):
    """A secret value met in a text, at text[start:end]."""

    text: str
    start: int
    end: int

    @property
    def value(self) -> str:
        return self.text[self.start : self.end]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemptions:
    """False-positive filter: fixed wording and public values, prepared for many questions.

    In `chinese`, the wording without Markdown's emphasis, all that is not Chinese is one line
    break, so that a word reads the same at the edge of a table cell or beside a mark. `starts` and
    `ends` hold public values by their first and last two characters. `answers` remembers which
    readings occur: a county's few thousand matches repeat some hundred of them.
    """

    words: str
    public: frozenset[str]
    chinese: str
    starts: Mapping[str, Sequence[str]]
    ends: Mapping[str, Sequence[str]]
    answers: dict[str, bool] = field(default_factory=dict)

    def in_fixed_wording(self, text: str) -> bool:
        """Whether the fixed wording holds this text as it is."""
        return self._known(text, self.words)

    def reads_like_fixed_wording(self, match: Match) -> bool:
        """Whether fixed wording has the match in the same surroundings.

        The same: on both sides, or two characters deep on one.
        """
        text, start, end = match
        left = _GAP.sub("\n", f"\n{text[max(0, start - REACH) : start]}")[-SIDE:]
        right = _GAP.sub("\n", f"{text[end : end + REACH]}\n")[:SIDE]
        left = "\n" if left.endswith("\n") else left
        right = "\n" if right.startswith("\n") else right
        readings = [f"{left}{match.value}{right}"]
        readings += [f"{left}{match.value}"] if len(left) == SIDE and "\n" not in left else []
        readings += [f"{match.value}{right}"] if len(right) == SIDE and "\n" not in right else []
        return any(self._known(reading, self.chinese) for reading in readings)

    def inside_public_value(self, match: Match) -> bool:
        """Whether the match is part of a value that is shown on purpose."""
        text, start, _ = match
        for shown in self.public:
            offset = shown.find(match.value)
            while offset >= 0:
                if start >= offset and text.startswith(shown, start - offset):
                    return True
                offset = shown.find(match.value, offset + 1)
        return False

    def crosses_public_value(self, match: Match) -> bool:
        """Whether a public value begins or ends within the match: two neighbours read as one."""
        text, start, end = match
        for cut in range(start + 1, end):
            after = self.starts.get(text[cut : cut + SIDE], ())
            before = self.ends.get(text[cut - SIDE : cut], ())
            if any(cut + len(value) > end and text.startswith(value, cut) for value in after):
                return True
            if any(cut - len(value) < start and text.endswith(value, 0, cut) for value in before):
                return True
        return False

    def _known(self, text: str, pool: str) -> bool:
        if text not in self.answers:
            self.answers[text] = text in pool
        return self.answers[text]


def exemptions_of(*, words: str, public: frozenset[str]) -> Exemptions:
    """What excuses a match, from all fixed wording as one text and the values shown on purpose."""
    long = [value for value in public if len(value) >= _LONG]
    plain = _EMPHASIS.sub("", words)
    return Exemptions(
        words=words,
        public=public,
        chinese=_GAP.sub("\n", f"\n{plain}\n"),
        starts=_grouped(long, lambda value: value[:SIDE]),
        ends=_grouped(long, lambda value: value[-SIDE:]),
    )


def _grouped(values: Iterable[str], key: Callable[[str], str]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for value in values:
        groups.setdefault(key(value), []).append(value)
    return groups


def is_chinese(value: str) -> bool:
    """Whether a value is Chinese characters only."""
    return not _GAP.search(value)
