"""Heights of rows and forms, estimated from their words, so that rows hold them and pages fill.

Typst has no rows with a least height, and its own `measure` lays each form out twice (a quarter
fewer forms a second): so paper gets heights worked out here, a little too tall rather than too
low, and tests hold them against what is drawn. DOCX rows grow by themselves. Millimetres.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import assert_never

from suowu.forms.layout import (
    CELL_FONT_SIZE,
    CELL_PADDING,
    CutLine,
    Gap,
    Grid,
    GridCell,
    GridRow,
    LaidOutBlock,
    LaidOutForm,
    QrCode,
    TextBlock,
)

POINT_MM = 0.35278
EM_MM = CELL_FONT_SIZE * POINT_MM
"""A Chinese character of a cell."""
LINE_MM = 6.2
"""A line of a cell, with the space to the next."""
BREAKABLE_MM = 110
"""A row taller than this may break: it would leave too much of a page empty."""
SPARE_MM = 14
"""What the estimate of a whole form may be short of."""
PERHAPS_MM = 30
"""What the estimate may be too tall by: so much over a page, one page is worth a try."""
MOST_ADDED_MM = 26
"""An opinion box grows by no more than this."""


def measured_row(
    cells: Sequence[GridCell],
    columns: Sequence[float],
    *,
    minimum_height: float,
    first_column: int = 0,
    list_slot: str = "",
    takes_spare_room: bool = False,
) -> GridRow:
    """A row tall enough for its words. `columns` are the widths of all columns of the table."""
    made, text_height, at = [], 0.0, first_column
    for cell in cells:
        width = sum(columns[at : at + cell.column_span]) - 2 * CELL_PADDING[0]
        at += cell.column_span
        made.append(_broken(cell, width))
        if cell.row_span == 1:
            lines = _lines(_words(made[-1]), width)
            text_height = max(text_height, lines * LINE_MM + 2 * CELL_PADDING[1])
    text_height = round(text_height, 1)
    breakable = text_height > BREAKABLE_MM
    return GridRow(
        cells=tuple(made),
        minimum_height=minimum_height,
        text_height=text_height,
        height=minimum_height if breakable else max(minimum_height, text_height),
        breakable=breakable,
        list_slot=list_slot,
        takes_spare_room=takes_spare_room,
    )


def measured_form(form: LaidOutForm) -> LaidOutForm:
    """Says whether one page holds the form; its opinion boxes take what is left of that page."""
    left = form.page.text_height - SPARE_MM - _form_height(form)
    if left < 0:
        return replace(form, page_fit="perhaps one" if left >= -PERHAPS_MM else "several")
    boxes = sum(row.takes_spare_room for row in _rows(form.blocks))
    added = min(MOST_ADDED_MM, left / boxes) if boxes else 0
    return replace(form, page_fit="one", blocks=tuple(_grown(b, added) for b in form.blocks))


def _broken(cell: GridCell, width: float) -> GridCell:
    """The cell with its label cut in halves, and long runs of letters marked."""
    text = _balanced(cell.text, width) if cell.role == "label" else cell.text
    anywhere = _longest_run(_words(cell)) * EM_MM / 2 > width
    if text == cell.text and not anywhere:
        return cell
    return replace(cell, text=text, break_anywhere=anywhere)


def _balanced(text: str, width: float) -> str:
    """A label of two lines is cut in halves, so that no single character stands below."""
    lines = math.ceil(_ems(text) / max(1, math.floor(width / EM_MM)))
    if lines < 2 or "\n" in text or not text.isalpha():
        return text
    size = math.ceil(len(text) / lines)
    return "\n".join(text[n : n + size] for n in range(0, len(text), size))


def _words(cell: GridCell) -> str:
    between = "\n" if cell.choice_per_line else "　"
    return cell.text or between.join(f"□{choice.text}" for choice in cell.choices)


def _lines(text: str, width: float) -> int:
    """How many lines words take at most, set in letters of a cell."""
    room = width / EM_MM
    lines = [_ems(line) for line in text.split("\n")]
    return sum(1 if ems <= room else math.ceil(ems / max(1.0, room - 1)) for ems in lines)


def _ems(text: str) -> float:
    return len(text) - 0.4 * sum(map(str.isascii, text))


_RUN = re.compile(r"[!-~]+")


def _longest_run(text: str) -> int:
    return max((len(run) for run in _RUN.findall(text)), default=0)


def _grown(block: LaidOutBlock, added: float) -> LaidOutBlock:
    if not isinstance(block, Grid) or not added:
        return block
    rows = (
        replace(row, height=round(row.height + added, 1)) if row.takes_spare_room else row
        for row in block.rows
    )
    return replace(block, rows=tuple(rows))


def _rows(blocks: Iterable[LaidOutBlock]) -> list[GridRow]:
    return [row for block in blocks if isinstance(block, Grid) for row in block.rows]


def _form_height(form: LaidOutForm) -> float:
    """An upper guess of how tall the form is."""
    width, size = form.page.text_width, form.title_size
    title = size * POINT_MM * 1.6 * _lines(form.title, width * CELL_FONT_SIZE / size)
    head = title + 7 * bool(form.number) + 7 * bool(form.subtitle) + 5
    notes = sum(5.5 * _lines(note, width - 10) for note in form.notes)
    return head + notes + sum(_block_height(block, form) for block in form.blocks)


def _block_height(block: LaidOutBlock, form: LaidOutForm) -> float:
    match block:
        case Grid(rows=rows):
            return sum(max(row.height, row.text_height) for row in rows)
        case TextBlock(text=text):
            size = block.font_size or form.font_size
            width = (form.page.text_width - 8) * CELL_FONT_SIZE / size
            return _lines(text, width) * size * POINT_MM * 1.75
        case CutLine():
            return 18
        case QrCode(side=side):
            return side + 12
        case Gap(height=height):
            return height
        case _:
            assert_never(block)
