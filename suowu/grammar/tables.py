"""Tables: frozen dataclasses whose fields declare the keys of a mapping that people write.

    @table("期限", "从一个日期起，多久之内要做到")
    @dataclass(frozen=True, slots=True, kw_only=True)
    class Deadline:
        start: Path = key("从", PATH, "起算的日期", example="宣告.日期")

From these declarations come the reader, the JSON Schema and the reference page.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import MISSING, dataclass, field, fields
from functools import cache
from typing import Any, TypeVar

from suowu.grammar.shapes import BAD, At, Schema, Shape
from suowu.model import Where
from suowu.problems import did_you_mean

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One key: its name in the file, the attribute that holds it, what may stand there.

    `inside` is the attribute of the same table (a list or set) from whose items the paths below
    this key are seen; empty: they are seen from where the table stands.
    """

    name: str
    attribute: str
    shape: Shape
    says: str
    example: str
    required: bool
    inside: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """What is said of a table as a whole. Exactly one key of each group in `one_of` must stand."""

    title: str
    says: str
    one_of: tuple[tuple[str, ...], ...] = ()


_DECLARED: dict[type, Declared] = {}


def table(title: str, says: str, *, one_of: tuple[tuple[str, ...], ...] = ()) -> Any:
    """Declare a frozen dataclass as a table people write."""

    def declare(cls: type[Made]) -> type[Made]:
        _DECLARED[cls] = Declared(title=title, says=says, one_of=one_of)
        return cls

    return declare


def key(
    name: str,
    shape: Shape,
    says: str,
    *,
    example: str = "",
    default: Any = MISSING,
    inside: str = "",
) -> Any:
    """A dataclass field that is a key; without a `default` it must be written."""
    said = Key(
        name=name, attribute="", shape=shape, says=says, example=example,
        required=default is MISSING, inside=inside,
    )  # fmt: skip
    return field(default=default, metadata={"key": said})


def place() -> Any:
    """A dataclass field that keeps where its table stands; two tables are equal without it."""
    return field(default=(), compare=False, repr=False)


def declared(cls: type) -> Declared:
    """What is said of a table."""
    return _DECLARED[cls]


def tables() -> tuple[type, ...]:
    """Every table, in the order of declaration."""
    return tuple(_DECLARED)


@cache
def keys_of(cls: type) -> tuple[Key, ...]:
    """The keys of a table in the order they are declared."""
    found = ((f.name, f.metadata["key"]) for f in fields(cls) if "key" in f.metadata)
    return tuple(
        Key(
            name=k.name,
            attribute=name,
            shape=k.shape,
            says=k.says,
            example=k.example,
            required=k.required,
            inside=k.inside,
        )
        for name, k in found
    )


@dataclass(frozen=True, slots=True)
class Table:
    """The shape of a mapping with declared keys; its values are instances of `cls`."""

    cls: type

    @property
    def said(self) -> str:
        return f"“{declared(self.cls).title}”的一组字段"

    def read(self, value: Any, at: At) -> Any:
        if not isinstance(value, dict):
            return at.refuse(f"须为{self.said}", value, hint=f"例如 {example_of(self.cls)}")
        known = keys_of(self.cls)
        before = len(at.faults)
        _unknown(value, known, at)
        found = {k.attribute: _read(k, value, at) for k in known if k.name in value}
        for k in known:
            if k.required and k.name not in value:
                hint = f"例如 {k.name}: {k.example}" if k.example else k.says
                at.under(k.name).refuse("须填写", hint=hint)
        _one_of(self.cls, value, at)
        if len(at.faults) > before:
            return BAD
        placed = {"where": at.where} if any(f.name == "where" for f in fields(self.cls)) else {}
        return self.cls(**found, **placed)

    def schema(self) -> Schema:
        known = keys_of(self.cls)
        return {
            "type": "object",
            "additionalProperties": False,
            "properties": {k.name: _described(k) for k in known},
            "required": [k.name for k in known if k.required],
        }


def _read(k: Key, value: dict[str, Any], at: At) -> Any:
    inner = at.under(k.name)
    if value[k.name] is None:
        return inner.refuse("须填写，不得留空", hint=f"例如 {k.example}" if k.example else k.says)
    return k.shape.read(value[k.name], inner)


def _unknown(value: dict[str, Any], known: tuple[Key, ...], at: At) -> None:
    names = [k.name for k in known]
    for name in value.keys() - set(names):
        unused = [n for n in names if n not in value]
        hint = did_you_mean(name, unused) or did_you_mean(name, names)
        at.under(name).refuse(
            "没有这个字段", name, hint=hint or f"这里可用的有：{'、'.join(names)}"
        )


def _listed(names: list[str]) -> str:
    return f"这里可用的有：{'、'.join(names)}"


def _one_of(cls: type, value: dict[str, Any], at: At) -> None:
    for group in declared(cls).one_of:
        found = [name for name in group if name in value]
        if len(found) != 1:
            said = f"现有 {'、'.join(found)}" if found else "一个也没有"
            at.refuse(f"{'、'.join(group)} 须恰有一个，{said}")


def _described(k: Key) -> Schema:
    schema = k.shape.schema()
    if "$ref" in schema:
        return {"allOf": [schema], "description": k.says}
    return schema | {"description": k.says}


def example_of(cls: type) -> str:
    """A short mapping with the keys that must stand."""
    shown = [f"{k.name}: {k.example}" for k in keys_of(cls) if k.required and k.example]
    return "{" + ", ".join(shown) + "}"


def inner_tables(shape: Any) -> Iterator[type]:
    """The tables that a shape leads to, directly or through lists and choices."""
    if isinstance(shape, Table):
        yield shape.cls
    for name in ("item", "name", "value", "text", "table", "listed", "plain"):
        inner = getattr(shape, name, None)
        if inner is not None and hasattr(inner, "read"):
            yield from inner_tables(inner)


def where_of(node: Any) -> Where:
    """Where a table or leaf was written."""
    where: Where = getattr(node, "where", ())
    return where
