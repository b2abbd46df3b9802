"""How much room words take, so that rows get their height and pages are filled; millimetres."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

LINE_MM = 6.2
LEAD_MM = 2.4
EM_MM = 4.2333
PADDING_MM = 2.6
UNBROKEN_MM = 110
MOST_MM = 26
SPARE_MM = 14
LIKELY_MM = 30
POINT_MM = 0.35278

Form = dict[str, Any]
Row = dict[str, Any]


def sized(
    cells: list[dict[str, Any]], columns: Sequence[float], height: float, skip: int = 0
) -> Row:
    """Adds to a row whether its words fit its height, and whether it may break across pages."""
    at, tallest = skip, 0.0
    for cell in cells:
        width = sum(columns[at : at + cell["span"]]) - PADDING_MM
        at += cell["span"]
        if cell["role"] == "label":
            cell["text"] = _balanced(cell["text"], width)
        text = cell["text"] or _options(cell)
        if cell["down"] == 1:
            tallest = max(tallest, _lines(text, width) * LINE_MM + LEAD_MM)
        cell["split"] = _longest_run(text) * EM_MM / 2 > width
    breaks = tallest > UNBROKEN_MM
    return {
        "h": height if breaks else max(height, round(tallest, 1)),
        "base": height,
        "tall": round(tallest, 1),
        "cells": cells,
        "breaks": breaks,
    }


def _balanced(text: str, width: float) -> str:
    """A label of two lines is cut in halves, so that no single character stands below."""
    lines = math.ceil(_ems(text) / max(1, math.floor(width / EM_MM)))
    if lines < 2 or "\n" in text or not text.isalpha():
        return text
    size = math.ceil(len(text) / lines)
    return "\n".join(text[n : n + size] for n in range(0, len(text), size))


def _options(cell: dict[str, Any]) -> str:
    between = "\n" if cell.get("lines") else "　"
    return between.join(f"□{option}" for _, option in cell.get("checks", ()))


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
    return (
        max((len(word) for word in text.split() if word), default=0)
        if text.isascii()
        else max(map(len, "".join(c if c.isascii() else " " for c in text).split()), default=0)
    )


def fitted(form: Form) -> Form:
    """Says whether one page is sure, or likely, to hold the form; opinion boxes take the rest."""
    margins = form["margins"]
    left = form["paper"][1] - margins["top"] - margins["bottom"] - SPARE_MM - _height(form)
    boxes = [r for b in form["blocks"] for r in b.get("rows", ()) if r.get("grows")]
    if left > 0 and boxes:
        more = min(MOST_MM, left / len(boxes))
        for row in boxes:
            row["h"] = round(row["h"] + more, 1)
    return form | {"short": left >= 0, "likely": left >= -LIKELY_MM}


def _height(form: Form) -> float:
    """An upper guess of how tall the form is."""
    size = form["title_size"]
    head = size * POINT_MM * 1.6 * _lines(form["name"], _width(form) * 12 / size)
    head += 7 * bool(form["number"]) + 7 * bool(form["head"]) + 5
    notes = sum(5.5 * _lines(note, _width(form) - 10) for note in form["notes"])
    return float(head + notes) + sum(_block_height(b, form) for b in form["blocks"])


def _width(form: Form) -> float:
    width = form["paper"][0] - form["margins"]["left"] - form["margins"]["right"]
    return float(width)


def _block_height(block: dict[str, Any], form: Form) -> float:
    if block["t"] == "table":
        return float(sum(max(row["h"], row["tall"]) for row in block["rows"]))
    if block["t"] == "para":
        size = block["size"] or form["size"]
        lines = _lines(block["text"], (_width(form) - 8) * 12 / size)
        return float(lines * size * POINT_MM * 1.75)
    heights = {"cut": 18.0, "qr": block.get("mm", 0) + 12.0, "gap": block.get("h", 0.0)}
    return float(heights[block["t"]])
