"""Tables: frozen dataclasses whose fields declare the keys of a mapping that people write.

    @table("期限", "从一个日期起，多久之内要做到")
    @dataclass(frozen=True, slots=True, kw_only=True)
    class Deadline:
        start: Path = key("从", PATH, "起算的日期", example="宣告.日期")

From these declarations come the reader, the JSON Schema and the reference page.
"""

from __future__ import annotations

from dataclasses import MISSING, dataclass, field, fields
from datetime import date
from functools import cache
from typing import Any, TypeVar

import yaml

from suowu.grammar.shapes import BAD, At, Schema, Shape
from suowu.problems import did_you_mean
from suowu.yamlfile import read

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
    *,
    says: str,
    example: str = "",
    default: Any = MISSING,
    inside: str = "",
) -> Any:
    """A dataclass field that is a key; without a `default` it must be written (dict: empty one)."""
    said = Key(
        name=name, attribute="", shape=shape, says=says, example=example,
        required=default is MISSING, inside=inside,
    )  # fmt: skip
    if default is dict:
        return field(default_factory=dict, metadata={"key": said})
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
def keys_of(cls: Any) -> tuple[Key, ...]:
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

    @property
    def parts(self) -> tuple[Shape, ...]:
        return tuple(k.shape for k in keys_of(self.cls))

    def read(self, value: Any, at: At) -> Any:
        if not isinstance(value, dict):
            return at.refuse(f"须为{self.said}", value, hint=f"例如 {example_of(self.cls)}")
        known = keys_of(self.cls)
        before = len(at.faults)
        _unknown(value, known, at=at)
        found = {k.attribute: _read(k, value, at=at) for k in known if k.name in value}
        for k in known:
            if k.required and k.name not in value:
                hint = f"例如 {k.name}: {k.example}" if k.example else k.says
                at.under(k.name).refuse("须填写", hint=hint)
        _one_of(self.cls, value, at=at)
        if len(at.faults) > before:
            return BAD
        placed = {"where": at.where} if any(f.name == "where" for f in fields(self.cls)) else {}
        return self.cls(**found, **placed)

    def schema(self) -> Schema:
        known = keys_of(self.cls)
        groups = [{"oneOf": [{"required": [name]} for name in g]} for g in self.one_of]
        return {
            "type": "object",
            "additionalProperties": False,
            "properties": {k.name: described(k) for k in known},
            "required": [k.name for k in known if k.required],
        } | ({"allOf": groups} if groups else {})

    @property
    def one_of(self) -> tuple[tuple[str, ...], ...]:
        return declared(self.cls).one_of


def _read(k: Key, value: dict[str, Any], *, at: At) -> Any:
    inner = at.under(k.name)
    if value[k.name] is None:
        return inner.refuse("须填写，不得留空", hint=f"例如 {k.example}" if k.example else k.says)
    return k.shape.read(value[k.name], inner)


def _unknown(value: dict[str, Any], known: tuple[Key, ...], *, at: At) -> None:
    names = [k.name for k in known]
    for name in value.keys() - set(names):
        unused = [n for n in names if n not in value]
        hint = did_you_mean(name, unused) or did_you_mean(name, names)
        at.under(name).refuse(
            "没有这个字段", name, hint=hint or f"这里可用的有：{'、'.join(names)}"
        )


def _one_of(cls: type, value: dict[str, Any], *, at: At) -> None:
    for group in declared(cls).one_of:
        found = [name for name in group if name in value]
        if len(found) != 1:
            said = f"现有 {'、'.join(found)}" if found else "一个也没有"
            at.refuse(f"{'、'.join(group)} 须恰有一个，{said}")


def described(k: Key) -> Schema:
    """The JSON Schema of a key's value, with its meaning and its example."""
    schema = k.shape.schema()
    told = {"description": k.says, "examples": [as_json(read(k.example).data)]}
    return ({"allOf": [schema]} if "$ref" in schema else schema) | told


def as_json(value: Any) -> Any:
    """A value of YAML as JSON has it: dates are text."""
    if isinstance(value, dict):
        return {name: as_json(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [as_json(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value


def needed(cls: type) -> tuple[Key, ...]:
    """The keys that must stand, of a group the first."""
    firsts = {group[0] for group in declared(cls).one_of}
    return tuple(k for k in keys_of(cls) if k.required or k.name in firsts)


def smallest(cls: type) -> str:
    """A file with the keys that must stand, as YAML."""
    data = {k.name: read(k.example).data for k in needed(cls)}
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=1000)


def example_of(cls: type) -> str:
    """A short mapping with the keys that must stand."""
    return "{" + ", ".join(f"{k.name}: {k.example}" for k in needed(cls)) + "}"
