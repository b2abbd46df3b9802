"""One cell of the grid: a label, a value, boxes to tick, an opinion to sign."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from suowu.forms.words import SPACE, dated, say, seen_from, written
from suowu.model import Data
from suowu.rules.paths import Scope

Cell = dict[str, Any]

ROW_MM = 10
ALIGN = {"左": "left", "中": "center", "右": "right"}


def fixed(role: str, text: str, span: int, *, down: int = 1) -> Cell:
    """Words that stand on the form itself."""
    return _cell(role, text, span, "", "center") | {"down": down}


def value(cell: Data, scope: Scope, slot: str) -> Cell:
    """The words of a record, or its options with the right one ticked."""
    span = cell.get("跨", 1)
    align = ALIGN[cell["对齐"]] if "对齐" in cell else ""
    if "勾选" in cell:
        made = _cell("value", "", span, slot, align or "left")
        return made | {"checks": checks(cell, scope), "lines": bool(cell.get("逐行"))}
    text = _words(cell, scope)
    wide = span > 1 or cell.get("行高", 0) > ROW_MM or "\n" in text
    return _cell("value", text, span, slot, align or ("left" if wide else "center"))


def checks(cell: Data, scope: Scope) -> list[list[Any]]:
    """The options, each with whether it is ticked; a recorded value outside them comes last."""
    recorded = seen_from(scope)(cell["值"]) if "值" in cell else None
    several = recorded if isinstance(recorded, list | tuple) else [recorded]
    chosen = [said for v in several if v is not None and (said := say(v))]
    options = [str(option) for option in cell["勾选"]]
    known = [*options, "否"] if options == ["是"] else options
    return [[o in chosen, o] for o in options] + [[True, c] for c in chosen if c not in known]


def opinion(box: Data, scope: Scope, slot: str, span: int) -> Cell:
    """What was decided; the line to sign, seal and date is `signature`."""
    text = written(box["意见"], seen_from(scope)) if "意见" in box else ""
    return _cell("opinion", text, span, slot, "left")


def signature(box: Data, scope: Scope, slot: str, span: int) -> Cell:
    """签名：某某　（公章）　2026年3月6日, with blanks for what is not known."""
    look = seen_from(scope)
    name = written(box["签名"], look) if "签名" in box else ""
    words = [f"{box.get('称', '签名')}：{name or SPACE * 5}"]
    if box.get("盖章"):
        words.append("（公章）")
    words.append(dated(look(box["日期"]) if "日期" in box else None))
    return _cell("sign", (SPACE * 2).join(words), span, slot, "right")


def listed(head: Data, line: Scope | None, slot: str) -> Cell:
    """A column of one line of a list; None is a line left empty to write in."""
    if line is None:
        empty = [[False, str(option)] for option in head.get("勾选", ())]
        made = _cell("value", "", head.get("跨", 1), slot, "center")
        return made | ({"checks": empty, "lines": False, "align": "left"} if empty else {})
    return value(head, line, slot)


def line_of(item: Any, n: int, scope: Scope) -> Scope:
    """The surroundings of one line of a list; 序 counts the lines, 值 is a line that is a word."""
    data = item if isinstance(item, Mapping) else {"值": item}
    return scope.at({"序": n + 1, **data}, scope.where)


def _cell(role: str, text: str, span: int, slot: str, align: str) -> Cell:
    return {"role": role, "text": text, "span": span, "down": 1, "slot": slot, "align": align}


def _words(cell: Data, scope: Scope) -> str:
    spec, look = cell.get("值", ""), seen_from(scope)
    if not spec:
        return ""
    if "各" in cell:
        lines = [line_of(item, n, scope) for n, item in enumerate(look(spec) or ())]
        return "\n".join(written(cell["各"], seen_from(line)) for line in lines)
    if "格式" in cell:
        return say(look(spec), cell["格式"])
    return written(spec, look)
