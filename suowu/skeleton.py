"""Skeleton of a record: every field of its kind, empty and with a comment, to be filled in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from unicodedata import east_asian_width

from suowu.fields import Field, Fields, fields_of
from suowu.model import Data, Kind

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
    if kind.meta.get("说明"):
        head += f"# {kind.meta['说明']}\n"
    known = {"编号": number} if kind.meta.get("编号") else {}
    lines = _fields(fields_of(kind.schema, kind.fields), _Level(), known=known)
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
    parts = [must, field.meta.says or ""]
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
