"""Compounds: shapes made of other shapes: lists, mappings, choices, and shapes declared later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from suowu.grammar.shapes import BAD, At, Schema, Shape


@dataclass(frozen=True, slots=True)
class Many:
    """A list, read as a tuple; with `or_one` a single value may stand for a list of one."""

    item: Shape
    least: int = 1
    or_one: bool = False

    @property
    def parts(self) -> tuple[Shape, ...]:
        return (self.item,)

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
    def parts(self) -> tuple[Shape, ...]:
        return self.name, self.value

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

    @property
    def parts(self) -> tuple[Shape, ...]:
        return tuple(s for s in (self.text, self.table, self.listed, self.plain) if s is not None)

    @property
    def said(self) -> str:
        return "，或者".join(shape.said for shape in self.parts)

    def read(self, value: Any, at: At) -> Any:
        forms: Sequence[tuple[type, Shape | None]] = (
            (str, self.text), (dict, self.table), (list, self.listed), (object, self.plain),
        )  # fmt: skip
        shape = next((s for form, s in forms if isinstance(value, form) and s is not None), None)
        return at.refuse(f"须为{self.said}", value) if shape is None else shape.read(value, at)

    def schema(self) -> Schema:
        return {"anyOf": [shape.schema() for shape in self.parts]}


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


def parts_of(shape: Shape) -> tuple[Shape, ...]:
    """The shapes that a shape is made of; a leaf has none."""
    found: tuple[Shape, ...] = getattr(shape, "parts", ())
    return found
