"""Shapes of values in the files people write: how each is read, said and put into JSON Schema.

A shape takes a value as YAML gives it and answers with a typed one, or refuses it with its place.
Whether a field path or a name leads anywhere is not asked here but in `define`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Protocol

from suowu.model import Where
from suowu.problems import NOTHING, choice_hint


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a file: where, what must be, the value, a hint."""

    where: Where
    says: str
    value: object = NOTHING
    hint: str | None = None


class Bad:
    """What a shape answers when it has refused; no value of any file is one."""


BAD: Final = Bad()


@dataclass(frozen=True, slots=True)
class At:
    """A place being read, and where its faults go."""

    where: Where
    faults: list[Fault]

    def under(self, step: str | int) -> At:
        """One step further in."""
        return At((*self.where, step), self.faults)

    def refuse(self, says: str, value: object = NOTHING, *, hint: str | None = None) -> Bad:
        """Note a fault of this place."""
        self.faults.append(Fault(self.where, says, value, hint))
        return BAD


Schema = dict[str, Any]


class Shape(Protocol):
    """A kind of value. `said` is what the reference page and the messages call it.

    A shape that is made of others has them as `parts`, for those who walk the grammar.
    """

    @property
    def said(self) -> str: ...

    def read(self, value: Any, at: At) -> Any:
        """The typed value, or BAD after a refusal."""

    def schema(self) -> Schema:
        """The JSON Schema of what may be written."""


@dataclass(frozen=True, slots=True)
class Text:
    """Words on one or more lines; `pattern` must match the whole of them."""

    said: str = "文字"
    pattern: str = ""
    hint: str | None = None

    def read(self, value: Any, at: At) -> Any:
        if not isinstance(value, str) or not value:
            quoted = f'请加引号："{value}"' if isinstance(value, (int, float, date)) else self.hint
            return at.refuse(f"须为{self.said}", value, hint=quoted)
        if self.pattern and not re.fullmatch(self.pattern, value):
            return at.refuse(f"须为{self.said}", value, hint=self.hint)
        return value

    def schema(self) -> Schema:
        return {"type": "string"} | ({"pattern": f"^(?:{self.pattern})$"} if self.pattern else {})


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression."""

    said: str = "正则表达式"

    def read(self, value: Any, at: At) -> Any:
        try:
            return (
                value
                if isinstance(value, str) and re.compile(value)
                else _refused(self, value, at=at)
            )
        except re.error:
            return _refused(self, value, at=at)

    def schema(self) -> Schema:
        return {"type": "string", "format": "regex"}


@dataclass(frozen=True, slots=True)
class Word:
    """One of a closed list of words."""

    words: tuple[str, ...]

    @property
    def said(self) -> str:
        return f"{'、'.join(self.words)} 之一" if len(self.words) > 1 else self.words[0]

    def read(self, value: Any, at: At) -> Any:
        if isinstance(value, str) and value in self.words:
            return value
        return at.refuse(f"须为 {self.said}", value, hint=choice_hint(value, self.words))

    def schema(self) -> Schema:
        return {"enum": list(self.words)}


@dataclass(frozen=True, slots=True)
class Flag:
    """true or false; with `only_true` the key is left out instead of saying false."""

    only_true: bool = False

    @property
    def said(self) -> str:
        return "true（不用时整项不写）" if self.only_true else " true 或 false"

    def read(self, value: Any, at: At) -> Any:
        if isinstance(value, bool) and (value or not self.only_true):
            return value
        return _refused(self, value, at=at)

    def schema(self) -> Schema:
        return {"const": True} if self.only_true else {"type": "boolean"}


@dataclass(frozen=True, slots=True)
class Number:
    """A number, whole if so wanted, within bounds."""

    whole: bool = False
    least: float | None = None
    most: float | None = None

    @property
    def said(self) -> str:
        bounds = [f"不小于 {self.least:g}" if self.least is not None else ""]
        bounds.append(f"不大于 {self.most:g}" if self.most is not None else "")
        told = "、".join(filter(None, bounds))
        return ("整数" if self.whole else "数字") + (f"（{told}）" if told else "")

    def read(self, value: Any, at: At) -> Any:
        types: tuple[type, ...] = (int,) if self.whole else (int, float)
        good = isinstance(value, types) and not isinstance(value, bool)
        low = good and self.least is not None and value < self.least
        high = good and self.most is not None and value > self.most
        return value if good and not (low or high) else _refused(self, value, at=at)

    def schema(self) -> Schema:
        bounds = {"minimum": self.least, "maximum": self.most}
        kept = {name: bound for name, bound in bounds.items() if bound is not None}
        return {"type": "integer" if self.whole else "number"} | kept


@dataclass(frozen=True, slots=True)
class Day:
    """A date."""

    said: str = "日期（YYYY-MM-DD）"

    def read(self, value: Any, at: At) -> Any:
        good = isinstance(value, date)
        return value if good else at.refuse(f"须为{self.said}", value, hint="例如 2026-03-09")

    def schema(self) -> Schema:
        return {"type": "string", "format": "date"}


@dataclass(frozen=True, slots=True)
class Free:
    """Data that is not a law: taken as it is (the record of an example, a fixed value)."""

    said: str
    types: tuple[type, ...] = (dict,)

    def read(self, value: Any, at: At) -> Any:
        return value if isinstance(value, self.types) else _refused(self, value, at=at)

    def schema(self) -> Schema:
        return {"type": "object"} if self.types == (dict,) else {}


def _refused(shape: Shape, value: object, *, at: At) -> Bad:
    return at.refuse(f"须为{shape.said}", value)
