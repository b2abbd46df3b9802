"""A form file and one record make a laid-out value: blocks, rows, cells and words, JSON-able.

The value is drawn alike by the PDF layout and the DOCX frame. Lengths are millimetres.
`slot` names the place of a cell's words, the same for every record of one form.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from suowu.forms.words import LINE, SPACE, Look, dated, number, say, seen_from, written
from suowu.model import Data
from suowu.rules.paths import Scope

PAPER: Mapping[str, tuple[int, int]] = {"A4": (210, 297), "A3": (297, 420)}
MARGINS = {"top": 24, "bottom": 22, "left": 26, "right": 22}
COLUMNS = (25, 30, 22, 27, 25, 33)
LINE_MM = 6.2
LEAD_MM = 2.4
EM_MM = 4.2333
PADDING_MM = 3.4
ROW_MM = 10
OPINION_MM = 30
UNBROKEN_MM = 110

Cell = dict[str, Any]
Row = dict[str, Any]
Block = dict[str, Any]


def laid_out(form: Data, scope: Scope, *, sample: bool = False) -> dict[str, Any]:
    """The whole form as blocks, its paths read from `scope`; what is absent leaves a blank."""
    look = seen_from(scope)
    paper = form.get("纸", "A4")
    width = PAPER[paper][0] - MARGINS["left"] - MARGINS["right"]
    columns = [width * w / sum(_weights(form)) for w in _weights(form)]
    return {
        "name": written(form["标题"], look) if "标题" in form else form["名称"],
        "number": number(form.get("文号"), look),
        "head": written(form["题注"], look) if "题注" in form else "",
        "paper": list(PAPER[paper]),
        "margins": MARGINS,
        "size": form.get("字号", 12),
        "title_size": form.get("题号", 22),
        "sample": sample,
        "columns": [round(c, 2) for c in columns],
        "short": False,
        "blocks": _blocks(form, scope, columns),
        "notes": _notes(form),
    }


def _weights(form: Data) -> Sequence[float]:
    weights: Sequence[float] = form.get("列", COLUMNS)
    return weights


def _notes(form: Data) -> list[str]:
    notes = form.get("注", [])
    notes = [notes] if isinstance(notes, str) else list(notes)
    return [f"份数：{form['份数']}", *notes] if "份数" in form else notes


def _blocks(form: Data, scope: Scope, columns: Sequence[float]) -> list[Block]:
    look, blocks = seen_from(scope), list[Block]()
    entries = [*form.get("栏", []), *({"意见": o} for o in form.get("意见栏", [])), *form.get("尾栏", [])]
    for n, entry in enumerate(entries):
        rows = _rows(entry, scope, columns, f"s{n}")
        if rows is None:
            blocks.append(_plain(entry, look, f"s{n}"))
        elif blocks and blocks[-1]["t"] == "table":
            blocks[-1]["rows"] += rows
        else:
            blocks.append({"t": "table", "rows": rows})
    return blocks


def _rows(entry: Any, scope: Scope, columns: Sequence[float], slot: str) -> list[Row] | None:
    """The grid rows of one 栏 entry; None for an entry that stands outside the table."""
    look = seen_from(scope)
    if isinstance(entry, list):
        return [_row(entry, look, columns, slot)]
    if "表" in entry:
        return list(_list_rows(entry, scope, columns, slot))
    if "意见" in entry:
        return _opinion(entry["意见"], look, columns, slot)
    if "节" in entry:
        return [_sized([_cell("head", entry["节"], len(columns))], columns, ROW_MM)]
    return None


def _row(cells: Sequence[Data], look: Look, columns: Sequence[float], slot: str) -> Row:
    made: list[Cell] = []
    for n, cell in enumerate(cells):
        if "标签" in cell:
            made.append(_cell("label", cell["标签"], cell.get("标签跨", 1)))
        if "标签" not in cell or "值" in cell or "勾选" in cell:
            made.append(_value(cell, look, f"{slot}c{n}"))
    made[-1]["span"] += max(0, len(columns) - sum(c["span"] for c in made))
    return _sized(made, columns, max(c.get("行高", ROW_MM) for c in cells))


def _cell(role: str, text: str, span: int, slot: str = "", align: str = "center") -> Cell:
    return {"role": role, "text": text, "span": span, "down": 1, "slot": slot, "align": align}


def _value(cell: Data, look: Look, slot: str) -> Cell:
    span = cell.get("跨", 1)
    align = _ALIGN[cell["对齐"]] if "对齐" in cell else ""
    if "勾选" in cell:
        made = _cell("value", "", span, slot, align or "left")
        return made | {"checks": _checks(cell, look)}
    text = _words(cell, look)
    wide = span > 1 or cell.get("行高", 0) > ROW_MM or "\n" in text
    return _cell("value", text, span, slot, align or ("left" if wide else "center"))


def _words(cell: Data, look: Look) -> str:
    spec = cell.get("值", "")
    if not spec:
        return ""
    if "格式" in cell:
        return say(look(spec), cell["格式"])
    return written(spec, look)


def _checks(cell: Data, look: Look) -> list[list[Any]]:
    """The options, each with whether it is ticked; a value outside them is listed last."""
    value = look(cell["值"]) if "值" in cell else None
    chosen = list(value) if isinstance(value, list | tuple) else [] if value is None else [value]
    chosen = [say(v) for v in chosen]
    options = [str(o) for o in cell["勾选"]]
    other = [c for c in chosen if c and c not in options]
    return [[o in chosen, o] for o in options] + [[True, o] for o in other]


def _list_rows(entry: Data, scope: Scope, columns: Sequence[float], slot: str) -> Iterator[Row]:
    """A heading row, one row for each item of the list, and empty rows up to 补行."""
    heads = entry["列"]
    yield _sized([_cell("label", h["标题"], h.get("跨", 1)) for h in heads], columns, ROW_MM)
    items = list(seen_from(scope)(entry["表"]) or [])
    for n in range(max(len(items), entry.get("补行", 1))):
        line = _item(items[n], n, scope) if n < len(items) else None
        cells = [_item_cell(h, line, f"{slot}c{c}") for c, h in enumerate(heads)]
        yield _sized(cells, columns, entry.get("行高", ROW_MM)) | {"repeat": slot}


def _item_cell(head: Data, scope: Scope | None, slot: str) -> Cell:
    look = seen_from(scope) if scope else _nothing
    made = _value(head, look, slot)
    return made if made["text"].strip(SPACE) or "checks" in made else made | {"text": ""}


def _nothing(path: str) -> Any:
    return None


def _item(item: Any, n: int, scope: Scope) -> Scope:
    """The surroundings of one line of a list; 序 counts the lines, 值 is a line that is a word."""
    data = item if isinstance(item, Mapping) else {"值": item}
    return scope.at({"序": n + 1, **data}, scope.where)


def _opinion(box: Data, look: Look, columns: Sequence[float], slot: str) -> list[Row]:
    """Two rows under one label: the opinion, and the line to sign, seal and date."""
    width = len(columns) - 1
    text = written(box["意见"], look) if "意见" in box else ""
    label = _cell("label", box["标题"], 1) | {"down": 2}
    value = _cell("opinion", text, width, f"{slot}o", "left")
    if "勾选" in box:
        value |= {"checks": _checks({"勾选": box["勾选"], "值": box["意见"]}, look)}
    sign = _cell("sign", _signature(box, look), width, f"{slot}g", "right")
    return [
        _sized([label, value], columns, box.get("行高", OPINION_MM) - ROW_MM),
        _sized([sign], columns, ROW_MM, skip=1),
    ]


def _signature(box: Data, look: Look) -> str:
    name = written(box["签名"], look) if "签名" in box else ""
    words = [f"{box.get('称', '签名')}：{name or SPACE * 5}"]
    if box.get("盖章"):
        words.append("（公章）")
    words.append(dated(look(box["日期"])) if "日期" in box else dated(None))
    return (SPACE * 2).join(words)


def _sized(cells: list[Cell], columns: Sequence[float], height: float, skip: int = 0) -> Row:
    """Adds to a row whether its words fit its height, and whether it may break across pages."""
    at, tallest = skip, 0.0
    for cell in cells:
        width = sum(columns[at : at + cell["span"]]) - PADDING_MM
        at += cell["span"]
        text = cell["text"] or "".join(f"□{o}　" for _, o in cell.get("checks", ()))
        if cell["down"] == 1:
            tallest = max(tallest, _lines(text, width) * LINE_MM + LEAD_MM)
        cell["split"] = _longest_run(text) * EM_MM / 2 > width
    return {"h": height, "cells": cells, "fits": tallest <= height, "breaks": tallest > UNBROKEN_MM}


def _lines(text: str, width: float) -> int:
    """How many lines words take at most, set in 12 pt."""
    room = width / EM_MM
    lines = [_ems(line) for line in text.split("\n")]
    return sum(1 if ems <= room else math.ceil(ems / max(1.0, room - 1)) for ems in lines)


def _ems(text: str) -> float:
    return len(text) - 0.4 * sum(map(str.isascii, text))


def _longest_run(text: str) -> int:
    if len(text) < 6:
        return 0
    return max((len(word) for word in text.split() if word), default=0) if text.isascii() else max(
        map(len, "".join(c if c.isascii() else " " for c in text).split()), default=0
    )


_ALIGN = {"左": "left", "中": "center", "右": "right"}


def _plain(entry: Data, look: Look, slot: str) -> Block:
    """A block outside the table: a paragraph, a signature, a cut line, a code, a gap."""
    if "段" in entry:
        return {
            "t": "para",
            "text": written(entry["段"], look, LINE),
            "align": _ALIGN[entry.get("对齐", "左")],
            "indent": entry.get("缩进", entry.get("对齐", "左") == "左"),
            "size": entry.get("字号"),
            "font": entry.get("字体", "正文"),
            "slot": slot,
        }
    if "签" in entry:
        return {"t": "para", "align": "right", "indent": False, "font": "正文", "size": None,
                "slot": slot, "text": _signed(entry["签"], look)}
    if "裁切" in entry:
        return {"t": "cut", "text": written(entry["裁切"], look, LINE), "slot": slot}
    if "码" in entry:
        return {"t": "qr", "text": say(look(entry["码"])), "slot": slot, "note": entry.get("说明", "")}
    return {"t": "gap", "h": entry.get("空", 5)}


def _signed(lines: Sequence[Data], look: Look) -> str:
    return "\n".join(
        (f"{line['标签']}：" if "标签" in line else "")
        + (dated(look(line["日期"])) if "日期" in line else written(line["值"], look, LINE) or LINE * 6)
        for line in lines
    )
