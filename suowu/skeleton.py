"""A kind's schema → an empty record with a comment on every field, ready to be filled in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple
from unicodedata import east_asian_width

from suowu.model import Data, Kind

_COMMENT_AT = 34


class _Line(NamedTuple):
    """`text` up to the value, and the comment beside it."""

    text: str
    comment: str = ""


class _Level(NamedTuple):
    """Where the writer is: path so far, indent, and whether the table around may stay blank."""

    path: tuple[str, ...] = ()
    indent: str = ""
    optional: bool = False


def skeleton(kind: Kind, number: str) -> str:
    """YAML text. It passes `check` once every 必填 field is filled; 选填 ones may stay blank."""
    head = f"# {kind.name}。“必填”须填写；“选填”没有内容就留空，不必删除。\n"
    if kind.meta.get("说明"):
        head += f"# {kind.meta['说明']}\n"
    known = {"编号": number} if kind.meta.get("编号") else {}
    lines = _fields(kind.schema, _Level(), kind.fields, known)
    return head + "".join(f"{_drawn(line)}\n" for line in lines)


def _fields(schema: Data, level: _Level, metas: Mapping[str, Data], known: Data) -> Iterator[_Line]:
    for name, rules in schema.items():
        path = (*level.path, name)
        meta = metas.get(".".join(path), {})
        comment = _comment(rules, meta, level)
        inner = rules.get("schema", {})
        if rules["type"] == "dict" and inner:
            yield _Line(f"{level.indent}{name}:", comment)
            below = _Level(path, level.indent + "  ", level.optional or not rules.get("required"))
            yield from _fields(inner, below, metas, {})
        elif rules["type"] == "list" and inner.get("type") == "dict":
            yield from _list(name, rules, level, metas, comment)
        else:
            value = known.get(name) or _given(rules, meta)
            yield _Line(f"{level.indent}{name}: {value}".rstrip(), comment)


def _list(
    name: str, rules: Data, level: _Level, metas: Mapping[str, Data], comment: str
) -> Iterator[_Line]:
    """A list of tables: one item to fill in if there must be one, else one to uncomment."""
    indent = level.indent
    below = _Level((*level.path, name), f"{indent}    ")
    item = list(_fields(rules["schema"].get("schema", {}), below, metas, {}))
    if not item:
        yield _Line(f"{indent}{name}: []", comment)
        return
    lines = [item[0]._replace(text=f"{indent}  - {item[0].text.lstrip()}"), *item[1:]]
    if rules.get("required") and rules.get("empty") is False:
        yield _Line(f"{indent}{name}:", comment)
        yield from lines
        return
    yield _Line(f"{indent}{name}: []", f"{comment}。要填时删去 []，并去掉以下各行的 #")
    for line in lines:
        yield line._replace(text=f"{indent}#{line.text[len(indent) + 1 :]}")


def _given(rules: Data, meta: Data) -> str:
    """What may stand there already: the only allowed value, or the quotes one would forget."""
    allowed = rules.get("allowed", ())
    if rules.get("required") and len(allowed) == 1:
        return str(allowed[0])
    if rules["type"] == "list":
        return "[]"
    if rules["type"] == "string" and str(meta.get("例", "")).isdecimal():
        return '""'
    return ""


def _comment(rules: Data, meta: Data, level: _Level) -> str:
    must = ("填写这一组时必填" if level.optional else "必填") if rules.get("required") else "选填"
    parts = [must, str(meta.get("说明", ""))]
    allowed = rules.get("allowed") or rules.get("schema", {}).get("allowed")
    if isinstance(allowed, list) and len(allowed) > 1:
        parts.append(" | ".join(str(value) for value in allowed))
    elif rules["type"] == "boolean":
        parts.append("true | false")
    elif example := _example(rules, meta):
        parts.append(example)
    return "。".join(part for part in parts if part)


def _example(rules: Data, meta: Data) -> str:
    value: Any = meta.get("例", date(2026, 3, 9) if rules["type"] == "date" else None)
    if value is None:
        return ""
    quoted = f'"{value}"' if isinstance(value, str) and value.isdecimal() else str(value)
    return f"例如 [{quoted}]" if rules["type"] == "list" else f"例如 {quoted}"


def _drawn(line: _Line) -> str:
    if not line.comment:
        return line.text
    width = sum(2 if east_asian_width(c) in "WF" else 1 for c in line.text)
    return f"{line.text}{' ' * max(2, _COMMENT_AT - width)}# {line.comment}"
