"""JSON Schema of a kind, so that editors complete and check while one types."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from suowu.fields import Field, FieldMeta, Fields, fields_of
from suowu.model import Data, Kind

_TYPES: Mapping[str, Data] = {
    "string": {"type": "string"},
    "integer": {"type": "integer"},
    "float": {"type": "number"},
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
    "date": {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
    "dict": {"type": "object"},
    "list": {"type": "array"},
}
_BOUNDS: Mapping[str, Mapping[str, str]] = {
    "string": {"minlength": "minLength", "maxlength": "maxLength"},
    "list": {"minlength": "minItems", "maxlength": "maxItems"},
    "integer": {"min": "minimum", "max": "maximum"},
    "number": {"min": "minimum", "max": "maximum"},
    "float": {"min": "minimum", "max": "maximum"},
}


def json_schema(kind: Kind) -> dict[str, Any]:
    """JSON Schema (draft 7) of one kind, without what only `check` can see (checksums, order)."""
    fields = fields_of(kind.schema, kind.fields)
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": kind.name,
        **_object(fields),
        "required": _required(fields),
    }


def _object(fields: Fields) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {name: _field(field) for name, field in fields.items()},
    }


def _required(fields: Fields) -> list[str]:
    return [name for name, field in fields.items() if field.required]


def _field(field: Field) -> dict[str, Any]:
    """One field with its words; an optional one may be left blank."""
    shape = _words(field.meta) | _value(field)
    if field.required and not field.nullable:
        return shape
    shape["type"] = [shape["type"], "null"]
    if "enum" in shape:
        shape["enum"] = [*shape["enum"], None]
    if must := shape.pop("required", None):
        shape |= {"if": {"type": "object", "minProperties": 1}, "then": {"required": must}}
    return shape


def _value(field: Field) -> dict[str, Any]:
    shape: dict[str, Any] = {**_TYPES[field.type], **_bounds(field)}
    if field.type == "string" and field.empty is False:
        shape.setdefault("minLength", 1)
    if field.regex is not None:
        shape["pattern"] = f"^(?:{field.regex})$"
    if field.type == "list":
        return shape | _items(field)
    if field.allowed:
        shape["enum"] = _allowed(field)
    if field.fields:
        shape |= _object(field.fields) | {"required": _required(field.fields)}
    return shape


def _bounds(field: Field) -> dict[str, Any]:
    bounds = {
        "minlength": field.minlength,
        "maxlength": field.maxlength,
        "min": field.min,
        "max": field.max,
    }
    names = _BOUNDS.get(field.type, {})
    return {names[b]: value for b, value in bounds.items() if b in names and value is not None}


def _items(field: Field) -> dict[str, Any]:
    item = _value(field.item) if field.item else {}
    if field.allowed:
        item["enum"] = _allowed(field)
    return {"items": item} if item else {}


def _allowed(field: Field) -> list[object]:
    return [_plain(value) for value in field.allowed]


def _words(meta: FieldMeta) -> dict[str, Any]:
    words: dict[str, Any] = {}
    if meta.says is not None:
        words["description"] = meta.says
    if meta.example is not None:
        words["examples"] = [_plain(meta.example)]
    return words


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
