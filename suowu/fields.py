"""Fields: the typed tree of a kind's schema, read once and shared by all who ask what is where."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, TypeAlias

from suowu.model import Data

FieldType: TypeAlias = Literal[
    "string", "integer", "float", "number", "boolean", "date", "dict", "list"
]
Scalar: TypeAlias = str | int | float | bool | date | None
Bound: TypeAlias = int | float | date


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldMeta:
    """What a kind.yml says of a field beyond its shape; what it does not say is None.

    `says` 说明, `public` 公开, `public_if` 公开条件, `sort` 类, `refers` 引用, `unique` 唯一,
    `example` 例.
    """

    says: str | None = None
    public: str | None = None
    public_if: Any = None  # a condition as written; the grammar gives it its type
    sort: str | None = None
    refers: str | None = None
    unique: str | None = None
    example: Scalar = None


NO_META = FieldMeta()


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field: its type, what its value must keep to, and what stands below it.

    `allowed` () allows everything; of a list it speaks of the items. `empty` None: not said.
    `dependencies` are fields beside this one. `fields` of a dict and `item` of a list are empty
    and None where the kind leaves them open. A list shares its meta with its item.
    """

    name: str
    type: FieldType
    required: bool = False
    nullable: bool = False
    allowed: tuple[Scalar, ...] = ()
    regex: str | None = None
    min: Bound | None = None
    max: Bound | None = None
    minlength: int | None = None
    maxlength: int | None = None
    empty: bool | None = None
    dependencies: tuple[str, ...] = ()
    meta: FieldMeta = NO_META
    fields: Mapping[str, Field] = field(default_factory=dict)
    item: Field | None = None


Fields: TypeAlias = Mapping[str, Field]


def fields_of(schema: Data, metas: Mapping[str, Data]) -> Fields:
    """The fields of a Cerberus schema with named types written out; `metas` by dotted path."""
    return _fields(schema, metas, under="")


def field_at(fields: Fields, dotted: str) -> Field | None:
    """The field at `外出.起`, through lists as paths go; None if there is no such field."""
    found: Field | None = None
    below = fields
    for name in dotted.split("."):
        found = below.get(name)
        if found is None:
            return None
        below = item_of(found).fields
    return found


def item_of(field: Field) -> Field:
    """What a path goes on from: the item of a list (of a list …), else the field itself."""
    while field.item is not None:
        field = field.item
    return field


def all_fields(fields: Fields, under: str = "") -> Iterator[tuple[str, Field]]:
    """Every field with its dotted path, in the order of the kind; lists add nothing to a path."""
    for name, each in fields.items():
        path = f"{under}{name}"
        yield path, each
        yield from all_fields(item_of(each).fields, f"{path}.")


def _fields(schema: Data, metas: Mapping[str, Data], *, under: str) -> Fields:
    return {
        name: _field(name, rules, path=f"{under}{name}", metas=metas)
        for name, rules in schema.items()
    }


def _field(name: str, rules: Data, *, path: str, metas: Mapping[str, Data]) -> Field:
    inner = rules.get("schema")
    is_list = rules["type"] == "list"
    return Field(
        name=name,
        type=rules["type"],
        required=bool(rules.get("required")),
        nullable=bool(rules.get("nullable")),
        allowed=tuple(rules.get("allowed") or ()),
        regex=rules.get("regex"),
        min=rules.get("min"),
        max=rules.get("max"),
        minlength=rules.get("minlength"),
        maxlength=rules.get("maxlength"),
        empty=rules.get("empty"),
        dependencies=_dependencies(rules.get("dependencies")),
        meta=_meta(metas.get(path, {})),
        fields={} if is_list or inner is None else _fields(inner, metas, under=f"{path}."),
        item=_field(name, inner, path=path, metas=metas) if is_list and inner else None,
    )


def _dependencies(written: Any) -> tuple[str, ...]:
    """Why str(): what is neither a name nor a list of names is no field's name, and so refused."""
    if isinstance(written, list):
        return tuple(map(str, written))
    return () if written is None else (str(written),)


def _meta(written: Data) -> FieldMeta:
    return FieldMeta(
        says=_text(written.get("说明")),
        public=_text(written.get("公开")),
        public_if=written.get("公开条件"),
        sort=_text(written.get("类")),
        refers=_text(written.get("引用")),
        unique=_text(written.get("唯一")),
        example=written.get("例"),
    )


def _text(value: object) -> str | None:
    return None if value is None else str(value)
