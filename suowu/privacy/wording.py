"""Whether a find is only wording: part of a fixed sentence, or lying across a public value."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_GAP = re.compile(r"[^\u3400-\u9fff\U00020000-\U0003ffff]+")
_EMPHASIS = re.compile(r"[*_`~]+|\]\([^)\s]*\)")
SIDE = 2
REACH = 60
LONG = 3


@dataclass(slots=True)
class Wording:
    """Fixed wording, and values shown on purpose, prepared for many questions.

    In `chinese` Markdown's emphasis is gone and all else that is not Chinese is one line break, so
    that a word reads the same at the edge of a table cell or beside a mark.
    """

    words: str
    public: frozenset[str]
    chinese: str = ""
    starts: dict[str, list[str]] = field(default_factory=dict)
    ends: dict[str, list[str]] = field(default_factory=dict)
    answers: dict[str, bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        plain = _EMPHASIS.sub("", self.words)
        self.chinese = _GAP.sub("\n", f"\n{plain}\n")
        for value in self.public:
            if len(value) >= LONG:
                self.starts.setdefault(value[:SIDE], []).append(value)
                self.ends.setdefault(value[-SIDE:], []).append(value)

    def holds(self, text: str) -> bool:
        """Whether the words hold this text as it is."""
        return self._known(text, self.words)

    def explains(self, text: str, start: int, end: int) -> bool:
        """Whether fixed wording reads just so: on both sides, or two characters deep on one."""
        value = text[start:end]
        left = _GAP.sub("\n", f"\n{text[max(0, start - REACH) : start]}")[-SIDE:]
        right = _GAP.sub("\n", f"{text[end : end + REACH]}\n")[:SIDE]
        left = "\n" if left.endswith("\n") else left
        right = "\n" if right.startswith("\n") else right
        readings = [f"{left}{value}{right}"]
        readings += [f"{left}{value}"] if len(left) == SIDE and "\n" not in left else []
        readings += [f"{value}{right}"] if len(right) == SIDE and "\n" not in right else []
        return any(self._known(reading, self.chinese) for reading in readings)

    def inside(self, text: str, start: int, end: int) -> bool:
        """Whether the find is part of a value that is shown on purpose."""
        value = text[start:end]
        for shown in self.public:
            offset = shown.find(value)
            while offset >= 0:
                if start >= offset and text.startswith(shown, start - offset):
                    return True
                offset = shown.find(value, offset + 1)
        return False

    def crosses(self, text: str, start: int, end: int) -> bool:
        """Whether a public value reaches out of the find on one side: mere neighbours."""
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


def is_chinese(value: str) -> bool:
    """Whether a value is Chinese characters only."""
    return not _GAP.search(value)
