"""A form file and one record make a laid-out value: blocks, rows, cells and words, JSON-able.

The value is drawn alike by the PDF layout and the DOCX frame. Lengths are millimetres.
`slot` names the place of a cell's words, the same for every record of one form.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

import segno

from suowu.forms.cells import ALIGN, ROW_MM, fixed, line_of, listed, opinion, signature, value
from suowu.forms.fit import fitted, sized
from suowu.forms.words import LINE, Look, dated, filled, number, say, seen_from
from suowu.model import Data
from suowu.rules.paths import Scope

PAPER: Mapping[str, tuple[int, int]] = {"A4": (210, 297), "A3": (297, 420)}
MARGINS = {"top": 24, "bottom": 22, "left": 26, "right": 22}
COLUMNS = (24, 34, 20, 26, 24, 34)
OPINION_MM = 30

Row = dict[str, Any]
Block = dict[str, Any]
Columns = Sequence[float]


def laid_out(form: Data, scope: Scope, *, sample: bool = False) -> dict[str, Any]:
    """The whole form as blocks, its paths read from `scope`; what is absent leaves a blank."""
    scope = _with_own_words(form, scope)
    look = seen_from(scope)
    paper = PAPER[form.get("纸", "A4")]
    columns = _columns(form, paper[0] - MARGINS["left"] - MARGINS["right"])
    made = {
        "name": filled(form["标题"], look) if "标题" in form else form["名称"],
        "number": number(form.get("文号"), look),
        "head": filled(form["题注"], look) if "题注" in form else "",
        "paper": list(paper),
        "margins": MARGINS,
        "size": form.get("字号", 12),
        "title_size": form.get("题号", 22),
        "sample": sample,
        "columns": [round(c, 2) for c in columns],
        "blocks": _blocks(form, scope, columns),
        "notes": _notes(form),
    }
    return fitted(made)


def _with_own_words(form: Data, scope: Scope) -> Scope:
    """设 gives words that only this form knows, 别名 a second name for a path."""
    if "设" not in form and "别名" not in form:
        return scope
    look = seen_from(scope)
    named = {name: look(path) for name, path in form.get("别名", {}).items()}
    return scope.at({**scope.item, **named, "设": form.get("设", {})}, scope.where)


def _columns(form: Data, width: float) -> list[float]:
    weights: Sequence[float] = form.get("列", COLUMNS)
    return [width * weight / sum(weights) for weight in weights]


def _notes(form: Data) -> list[str]:
    notes = form.get("注", [])
    notes = [notes] if isinstance(notes, str) else list(notes)
    return [f"份数：{form['份数']}", *notes] if "份数" in form else notes


def _blocks(form: Data, scope: Scope, columns: Columns) -> list[Block]:
    blocks: list[Block] = []
    boxes = [{"意见": box} for box in form.get("意见栏", ())]
    entries = [*form.get("栏", ()), *boxes, *form.get("尾栏", ())]
    for n, entry in enumerate(entries):
        rows = _rows(entry, scope, columns, f"s{n}")
        if rows is None:
            blocks.append(_plain(entry, scope, f"s{n}"))
        elif blocks and blocks[-1]["t"] == "table":
            blocks[-1]["rows"] += rows
        else:
            blocks.append({"t": "table", "rows": rows})
    return blocks


def _rows(entry: Any, scope: Scope, columns: Columns, slot: str) -> list[Row] | None:
    """The grid rows of one 栏 entry; None for an entry that stands outside the table."""
    if isinstance(entry, list):
        return [_row(entry, scope, columns, slot)]
    if "表" in entry:
        return list(_list_rows(entry, scope, columns, slot))
    if "意见" in entry:
        return _opinion(entry["意见"], scope, columns, slot)
    if "节" in entry:
        return [sized([fixed("head", entry["节"], len(columns))], columns, ROW_MM)]
    return None


def _row(entry: Sequence[Data], scope: Scope, columns: Columns, slot: str) -> Row:
    made = []
    for n, cell in enumerate(entry):
        if "标签" in cell:
            made.append(fixed("label", cell["标签"], cell.get("标签跨", 1)))
        if "标签" not in cell or "值" in cell or "勾选" in cell:
            made.append(value(cell, scope, f"{slot}c{n}"))
    made[-1]["span"] += max(0, len(columns) - sum(cell["span"] for cell in made))
    return sized(made, columns, max(cell.get("行高", ROW_MM) for cell in entry))


def _list_rows(entry: Data, scope: Scope, columns: Columns, slot: str) -> Iterator[Row]:
    """A heading row, one row for each item of the list, and empty rows up to 补行."""
    heads, height = entry["列"], entry.get("行高", ROW_MM)
    yield sized([fixed("label", h["标题"], h.get("跨", 1)) for h in heads], columns, ROW_MM)
    items = list(seen_from(scope)(entry["表"]) or ())
    for n in range(max(len(items), entry.get("补行", 1))):
        line = line_of(items[n], n, scope) if n < len(items) else None
        cells = [listed(head, line, f"{slot}c{c}") for c, head in enumerate(heads)]
        yield sized(cells, columns, height) | {"repeat": slot}


def _opinion(box: Data, scope: Scope, columns: Columns, slot: str) -> list[Row]:
    """Two rows under one label: the opinion, and the line to sign, seal and date."""
    width = len(columns) - 1
    label = fixed("label", box["标题"], 1, down=2)
    said = opinion(box, scope, f"{slot}o", width)
    height = box.get("行高", OPINION_MM) - ROW_MM
    signed = signature(box, scope, f"{slot}g", width)
    return [
        sized([label, said], columns, height) | {"grows": True},
        sized([signed], columns, ROW_MM, skip=1),
    ]


def _plain(entry: Data, scope: Scope, slot: str) -> Block:
    """A block outside the table: a paragraph, a signature, a cut line, a code, a gap."""
    look = seen_from(scope)
    if "段" in entry:
        align = entry.get("对齐", "左")
        return _paragraph(_said(entry, scope), slot, align) | {
            "indent": entry.get("缩进", align == "左"),
            "size": entry.get("字号"),
            "font": entry.get("字体", "正文"),
        }
    if "签" in entry:
        return _paragraph(_signed(entry["签"], look), slot, "右")
    if "裁切" in entry:
        return {"t": "cut", "text": filled(entry["裁切"], look, LINE), "slot": slot}
    if "码" in entry:
        address = say(look(entry["码"]))
        side = entry.get("边长", 40) if address else 0
        return {"t": "qr", "text": address, "slot": slot, "mm": side, "matrix": _matrix(address)}
    return {"t": "gap", "h": entry.get("空", 5), "slot": slot}


def _said(entry: Data, scope: Scope) -> str:
    """The words of a 段; with 各 once for each item of that list."""
    if "各" not in entry:
        return filled(entry["段"], seen_from(scope), LINE)
    items = seen_from(scope)(entry["各"]) or ()
    lines = [line_of(item, n, scope) for n, item in enumerate(items)]
    return "\n".join(filled(entry["段"], seen_from(line), LINE) for line in lines)


def _paragraph(text: str, slot: str, align: str) -> Block:
    made = {"t": "para", "text": text, "align": ALIGN[align], "slot": slot}
    return made | {"indent": False, "size": None, "font": "正文"}


def _signed(lines: Sequence[Data], look: Look) -> str:
    return "\n".join(_signed_line(line, look) for line in lines)


def _signed_line(line: Data, look: Look) -> str:
    if "日期" in line:
        return dated(look(line["日期"]))
    spec = line.get("值", "")
    said = filled(spec, look, LINE) if "{" in spec else say(look(spec)) if spec else ""
    said = said or LINE * 6
    return f"{line['标签']}：{said}" if "标签" in line else said


def _matrix(address: str) -> list[list[list[int]]]:
    """A QR code as rows of [start, length] of the dark squares."""
    if not address:
        return []
    rows = segno.make_qr(address, error="m").matrix
    return [[[start, length] for start, length, dark in _runs(row) if dark] for row in rows]


def _runs(row: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    start = 0
    for dark, group in groupby(row):
        length = len(list(group))
        yield start, length, dark
        start += length
