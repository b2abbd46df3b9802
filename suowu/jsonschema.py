"""A kind's schema → JSON Schema, so that editors complete and check while one types."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

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
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": kind.name,
        **_object(kind.schema, "", kind.fields),
        "required": _required(kind.schema),
    }


def _object(schema: Data, path: str, metas: Mapping[str, Data]) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            name: _field(rules, f"{path}.{name}" if path else name, metas)
            for name, rules in schema.items()
        },
    }


def _required(schema: Data) -> list[str]:
    return [name for name, rules in schema.items() if rules.get("required")]


def _field(rules: Data, path: str, metas: Mapping[str, Data]) -> dict[str, Any]:
    """One field with its words; an optional one may be left blank."""
    shape = _words(metas.get(path, {})) | _value(rules, path, metas)
    if rules.get("required") and not rules.get("nullable"):
        return shape
    shape["type"] = [shape["type"], "null"]
    if "enum" in shape:
        shape["enum"] = [*shape["enum"], None]
    if must := shape.pop("required", None):
        shape |= {"if": {"type": "object", "minProperties": 1}, "then": {"required": must}}
    return shape


def _value(rules: Data, path: str, metas: Mapping[str, Data]) -> dict[str, Any]:
    kind = rules["type"]
    shape: dict[str, Any] = dict(_TYPES[kind])
    names = _BOUNDS.get(kind, {})
    shape |= {names[rule]: bound for rule, bound in rules.items() if rule in names}
    if kind == "string" and rules.get("empty") is False:
        shape.setdefault("minLength", 1)
    if "regex" in rules:
        shape["pattern"] = f"^(?:{rules['regex']})$"
    inner = rules.get("schema")
    if kind == "list":
        return shape | _items(rules, path, metas)
    if "allowed" in rules:
        shape["enum"] = [_plain(value) for value in rules["allowed"]]
    if kind == "dict" and inner is not None:
        shape |= _object(inner, path, metas) | {"required": _required(inner)}
    return shape


def _items(rules: Data, path: str, metas: Mapping[str, Data]) -> dict[str, Any]:
    item: dict[str, Any] = {}
    if inner := rules.get("schema"):
        item = _value(inner, path, metas)
    if "allowed" in rules:
        item["enum"] = [_plain(value) for value in rules["allowed"]]
    return {"items": item} if item else {}


def _words(meta: Data) -> dict[str, Any]:
    words: dict[str, Any] = {}
    if "说明" in meta:
        words["description"] = str(meta["说明"])
    if "例" in meta:
        words["examples"] = [_plain(meta["例"])]
    return words


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
