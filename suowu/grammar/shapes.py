"""Shapes of values in the files people write: how each is read, said and put into JSON Schema.

A shape takes a value as YAML gives it and answers with a typed one, or refuses it with its place.
Whether a field path or a name leads anywhere is not asked here but in `define`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Protocol

from suowu.model import Where
from suowu.problems import NOTHING, did_you_mean


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
    """A kind of value. `said` is what the reference page and the messages call it."""

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
                value if isinstance(value, str) and re.compile(value) else _refused(self, value, at)
            )
        except re.error:
            return _refused(self, value, at)

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
        return at.refuse(f"须为 {self.said}", value, hint=did_you_mean(str(value), self.words))

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
        return _refused(self, value, at)

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
        return value if good and not (low or high) else _refused(self, value, at)

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
        return value if isinstance(value, self.types) else _refused(self, value, at)

    def schema(self) -> Schema:
        return {"type": "object"} if self.types == (dict,) else {}


@dataclass(frozen=True, slots=True)
class Many:
    """A list, read as a tuple; with `or_one` a single value may stand for a list of one."""

    item: Shape
    least: int = 1
    or_one: bool = False

    @property
    def said(self) -> str:
        return (
            f"{self.item.said}，或者它们的列表"
            if self.or_one
            else f"列表，每一项为{self.item.said}"
        )

    def read(self, value: Any, at: At) -> Any:
        if not isinstance(value, list):
            if not self.or_one:
                return at.refuse("须为列表", value, hint="例如 [甲, 乙]，只有一项也写 [甲]")
            found = self.item.read(value, at)
            return BAD if found is BAD else (found,)
        if len(value) < self.least:
            return at.refuse(f"须不少于 {self.least} 项", value)
        items = tuple(self.item.read(each, at.under(n)) for n, each in enumerate(value))
        return BAD if BAD in items else items

    def schema(self) -> Schema:
        listed = {"type": "array", "items": self.item.schema(), "minItems": self.least}
        return {"anyOf": [self.item.schema(), listed]} if self.or_one else listed


@dataclass(frozen=True, slots=True)
class Pairs:
    """A mapping whose keys are not known beforehand, read as a dict of the same order."""

    name: Shape
    value: Shape
    called: str

    @property
    def said(self) -> str:
        return f"{self.called}的清单，每一项为{self.value.said}"

    def read(self, value: Any, at: At) -> Any:
        if not isinstance(value, dict) or not value:
            return at.refuse(f"须为{self.called}的清单", value, hint="写成“名称: 值”，一行一项")
        found = {
            self.name.read(name, at.under(name)): self.value.read(inner, at.under(name))
            for name, inner in value.items()
        }
        return BAD if BAD in found or BAD in found.values() else found

    def schema(self) -> Schema:
        return {"type": "object", "additionalProperties": self.value.schema()}


@dataclass(frozen=True, slots=True)
class Either:
    """One shape or another, told apart by the form of the YAML: text, table, list, plain."""

    text: Shape | None = None
    table: Shape | None = None
    listed: Shape | None = None
    plain: Shape | None = None

    def _shapes(self) -> list[Shape]:
        return [s for s in (self.text, self.table, self.listed, self.plain) if s is not None]

    @property
    def said(self) -> str:
        return "，或者".join(shape.said for shape in self._shapes())

    def read(self, value: Any, at: At) -> Any:
        forms: Sequence[tuple[type, Shape | None]] = (
            (str, self.text), (dict, self.table), (list, self.listed), (object, self.plain),
        )  # fmt: skip
        shape = next((s for form, s in forms if isinstance(value, form) and s is not None), None)
        return _refused(self, value, at) if shape is None else shape.read(value, at)

    def schema(self) -> Schema:
        return {"anyOf": [shape.schema() for shape in self._shapes()]}


_LATER: dict[str, Shape] = {}


@dataclass(frozen=True, slots=True)
class Later:
    """A shape that is declared further down; it may lead back to the one that uses it."""

    said: str

    @property
    def parts(self) -> tuple[Shape, ...]:
        return (_LATER[self.said],)

    def read(self, value: Any, at: At) -> Any:
        return _LATER[self.said].read(value, at)

    def schema(self) -> Schema:
        return {"$ref": f"#/definitions/{self.said}"}


def declare(name: Later, shape: Shape) -> Later:
    """Say what a shape is that was only named so far."""
    _LATER[name.said] = shape
    return name


def _refused(shape: Shape, value: object, at: At) -> Bad:
    return at.refuse(f"须为{shape.said}", value)
