"""Markdown of the reference: what a shape is called there, links, tables."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from suowu.grammar.compounds import Either, Later, Many, Pairs, parts_of
from suowu.grammar.conditions import AmountShape
from suowu.grammar.leaves import LiteralShape, PathShape, TemplateShape
from suowu.grammar.shapes import Shape
from suowu.grammar.tables import Table, declared

PATHS, TEXTS, AMOUNTS, BY_CASE = "字段路径", "文字里的字段", "数、期限和比例", "按情形取值"
"""Titles of the sections that words of shapes link to."""

_AMOUNTS: Final = {"number": "数字", "length": "期限", "ratio": "比例"}


def as_told(shape: Shape) -> str:
    """What may be written, with links to the tables."""
    if isinstance(shape, Table):
        return title_link(declared(shape.cls).title)
    if isinstance(shape, Later):
        return title_link(shape.said)
    if isinstance(shape, Many):
        return _several(shape)
    if isinstance(shape, Pairs):
        return f"“{shape.name.said}: …”一行一项，冒号后是{as_told(shape.value)}"
    if isinstance(shape, Either):
        return _or(map(as_told, shape.parts))
    if isinstance(shape, AmountShape):
        return f"{as_told(shape.plain)}，或者{title_link(BY_CASE)}的列表"
    if isinstance(shape, LiteralShape):
        return title_link(AMOUNTS, f"{_AMOUNTS[shape.kind]}或参数名")
    if isinstance(shape, PathShape):
        return title_link(PATHS, shape.said)
    if isinstance(shape, TemplateShape):
        return title_link(TEXTS, shape.said)
    return shape.said.strip() + _parts_told(shape)


def _several(shape: Many) -> str:
    item = as_told(shape.item)
    if shape.or_one:
        return f"{item}，或者几个的列表"
    return f"（{item}）的列表" if "，" in item else f"{item}的列表"


def _or(told_parts: Iterable[str]) -> str:
    """Each once; a Latin word is set off by a space."""
    said = "，或者".join(dict.fromkeys(told_parts))
    return re.sub(r"(?<=或者)(?=[a-z])", " ", said)


def _parts_told(shape: Shape) -> str:
    """Links to the tables of a shape that has its own way of telling them apart."""
    inner = [p.item if isinstance(p, Many) else p for p in parts_of(shape)]
    links = [as_told(p) for p in inner if isinstance(p, (Table, Later))]
    return f"（见{'、'.join(dict.fromkeys(links))}）" if links else ""


def title_link(title: str, words: str = "") -> str:
    """To the section of that title."""
    return f"[{words or title}]({anchor(title)})"


def anchor(title: str) -> str:
    """As GitHub makes it: no punctuation."""
    return f"#{''.join(c for c in title if c.isalnum() or c in '-_')}"


def quoted(names: Iterable[str]) -> str:
    """“甲”、“乙”."""
    return "、".join(f"“{name}”" for name in names)


def code(text: str) -> str:
    """As it is typed."""
    return f"`{text}`"


def grid(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """A Markdown table; a bar inside a cell is escaped."""
    listed = [head, ("---",) * len(head), *rows]
    return "\n".join(
        f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in listed
    )
