"""Blank cells: what an optional field may be left as, so that a skeleton can be filled in."""

from __future__ import annotations

from typing import Any

from suowu.model import Data


def is_blank(value: Any, rules: Data) -> bool:
    """Nothing, or an empty text, list or table of a field that is one; a table of blanks is blank.

    An unknown key is never blank, so that a misspelt one is found.
    """
    if value is None:
        return True
    kind = rules.get("type")
    if kind == "string":
        return bool(value == "")
    if kind == "list":
        return bool(value == [])
    if kind != "dict" or not isinstance(value, dict):
        return False
    inner = rules.get("schema", {})
    return all(key in inner and is_blank(part, inner[key]) for key, part in value.items())


def pruned(value: Any, rules: Data) -> Any:
    """The value without the optional fields that were left blank."""
    inner = rules.get("schema")
    if isinstance(value, dict) and rules.get("type") == "dict" and inner is not None:
        return pruned_fields(value, inner)
    if isinstance(value, list) and rules.get("type") == "list" and inner is not None:
        return [pruned(item, inner) for item in value]
    return value


def pruned_fields(fields: Data, schema: Data) -> dict[str, Any]:
    """The same for a whole record."""
    return {
        key: pruned(value, schema[key]) if key in schema else value
        for key, value in fields.items()
        if key not in schema or schema[key].get("required") or not is_blank(value, schema[key])
    }
