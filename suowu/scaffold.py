"""Scaffold: a commented skeleton of a new record, and JSON Schema by which editors check it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple
from unicodedata import east_asian_width

from suowu.addresses import FORMER_NUMBER
from suowu.definitions import Kind
from suowu.fields import Field, FieldMeta, Fields, fields_of
from suowu.grammar.kinds import DRAFT_FIELD
from suowu.model import Data

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
    fields = fields_of(kind.schema, kind.metas)
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
    if field.type in ("string", "list") and field.empty is False:
        shape.setdefault("minLength" if field.type == "string" else "minItems", 1)
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


_COMMENT_AT = 34


class _Line(NamedTuple):
    """`text` up to the value, and the comment beside it."""

    text: str
    comment: str = ""


class _Level(NamedTuple):
    """Where the writer is: the indent, and whether the table around may stay blank."""

    indent: str = ""
    optional: bool = False


def skeleton(kind: Kind, number: str) -> str:
    """YAML text. It passes `check` once every 必填 field is filled; 选填 ones may stay blank."""
    head = f"# {kind.name}。“必填”须填写；“选填”没有内容就留空，不必删除。\n"
    if kind.file.says:
        head += "".join(f"# {line}".rstrip() + "\n" for line in kind.file.says.splitlines())
    known = {"编号": number} if kind.file.numbered else {}
    known |= {DRAFT_FIELD: "true"} if kind.fenced else {}
    fields = fields_of(kind.schema, kind.metas)
    shown = {name: field for name, field in fields.items() if name != FORMER_NUMBER}
    lines = _fields(shown, _Level(), known=known)
    return head + "".join(f"{_drawn(line)}\n" for line in lines)


def _fields(fields: Fields, level: _Level, *, known: Data) -> Iterator[_Line]:
    for name, field in fields.items():
        comment = _comment(field, level)
        if field.fields:
            yield _Line(f"{level.indent}{name}:", comment)
            below = _Level(level.indent + "  ", level.optional or not field.required)
            yield from _fields(field.fields, below, known={})
        elif field.item and field.item.type == "dict":
            yield from _list(field, comment, indent=level.indent)
        else:
            value = known.get(name) or _given(field)
            yield _Line(f"{level.indent}{name}: {value}".rstrip(), comment)


def _list(field: Field, comment: str, *, indent: str) -> Iterator[_Line]:
    """A list of tables: one item to fill in if there must be one, else one to uncomment."""
    inner = field.item.fields if field.item else {}
    item = list(_fields(inner, _Level(f"{indent}    "), known={}))
    if not item:
        yield _Line(f"{indent}{field.name}: []", comment)
        return
    lines = [item[0]._replace(text=f"{indent}  - {item[0].text.lstrip()}"), *item[1:]]
    if field.required and field.empty is False:
        yield _Line(f"{indent}{field.name}:", comment)
        yield from lines
        return
    yield _Line(f"{indent}{field.name}: []", f"{comment}。要填时删去 []，并去掉以下各行的 #")
    for line in lines:
        yield line._replace(text=f"{indent}#{line.text[len(indent) + 1 :]}")


def _given(field: Field) -> str:
    """What may stand there already: the only allowed value, or the quotes one would forget."""
    if field.required and len(field.allowed) == 1:
        return str(field.allowed[0])
    if field.type == "list":
        return "[]"
    if field.type == "string" and str(field.meta.example or "").isdecimal():
        return '""'
    return ""


def _comment(field: Field, level: _Level) -> str:
    must = ("填写这一组时必填" if level.optional else "必填") if field.required else "选填"
    parts = [must, " ".join((field.meta.says or "").split())]
    allowed = field.allowed or (field.item.allowed if field.item else ())
    if len(allowed) > 1:
        parts.append(" | ".join(str(value) for value in allowed))
    elif field.type == "boolean":
        parts.append("true | false")
    elif example := _example(field):
        parts.append(example)
    return "。".join(part for part in parts if part)


def _example(field: Field) -> str:
    value = field.meta.example
    if value is None:
        return "例如 2026-03-09" if field.type == "date" else ""
    quoted = f'"{value}"' if isinstance(value, str) and value.isdecimal() else str(value)
    return f"例如 [{quoted}]" if field.type == "list" else f"例如 {quoted}"


def _drawn(line: _Line) -> str:
    if not line.comment:
        return line.text
    width = sum(2 if east_asian_width(c) in "WF" else 1 for c in line.text)
    return f"{line.text}{' ' * max(2, _COMMENT_AT - width)}# {line.comment}"
