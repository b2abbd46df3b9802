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
WRITING_MM = (3.0, 1.75)
"""Padding of a cell that is written like a page: at the sides, above and below."""
WRITING = ("narrative", "opinion")
"""The roles of such cells."""
DAY_OR_BLANK = re.compile(
    r"(?:\d{4}|[\u3000＿]{2,4})年(?:\d{1,2}|[\u3000＿]{1,2})月(?:(?:\d{1,2}|[\u3000＿]{1,2})日)?"
)
"""A date, or the blanks of one."""
WHOLE = re.compile(rf"({DAY_OR_BLANK.pattern}|[☑□][^\u3000\n]+)")
"""What stands on one line: a date, or an option with its box."""
SPARE_MM = 14
"""What the estimate of a whole form may be short of."""
PERHAPS_MM = 30
"""What the estimate may be too tall by: so much over a page, one page is worth a try."""
MOST_ADDED_MM = 26
"""An opinion box grows by no more than this."""
MOST_TIMES = 3
"""A gap grows by no more than so many times its height."""


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
        side, above = WRITING_MM if cell.role in WRITING else CELL_PADDING
        width = sum(columns[at : at + cell.column_span]) - 2 * side
        at += cell.column_span
        made.append(_broken(cell, width))
        if cell.row_span == 1:
            lines = _lines(_words(made[-1]), width)
            text_height = max(text_height, lines * LINE_MM + 2 * above)
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
    """Says whether one page holds the form; what is left of that page goes to its opinion boxes,
    in a form without any to its gaps."""
    left = form.page.text_height - SPARE_MM - _form_height(form)
    if left < 0:
        return replace(form, page_fit="perhaps one" if left >= -PERHAPS_MM else "several")
    boxes = sum(row.takes_spare_room for row in _rows(form.blocks))
    if boxes:
        added = min(MOST_ADDED_MM, left / boxes)
        return replace(form, page_fit="one", blocks=tuple(_grown(b, added) for b in form.blocks))
    gaps = sum(block.height for block in form.blocks if isinstance(block, Gap))
    times = 1 + min(MOST_TIMES, left / gaps) if gaps else 1
    return replace(form, page_fit="one", blocks=tuple(_widened(b, times) for b in form.blocks))


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
    said = cell.text or between.join(f"□{choice.text}" for choice in cell.choices)
    return "\n".join(f"　　{line}" for line in said.split("\n")) if cell.role in WRITING else said


def _lines(text: str, width: float) -> int:
    """How many lines words take at most, set in letters of a cell."""
    room = width / EM_MM
    return sum(1 if _ems(line) <= room else _wrapped(line, room) for line in text.split("\n"))


def _wrapped(line: str, room: float) -> int:
    """How many lines it breaks into; a date or an option goes to the next line whole."""
    lines, used, room = 1, 0.0, max(1.0, room - 1)
    for n, piece in enumerate(WHOLE.split(line)):
        ems = _ems(piece)
        if n % 2 and used and used + ems > room:
            lines, used = lines + 1, 0.0
        more = max(0, math.ceil((used + ems) / room) - 1)
        lines, used = lines + more, used + ems - more * room
    return lines


def _ems(text: str) -> float:
    return len(text) - 0.4 * sum(map(str.isascii, text))


_RUN = re.compile(r"[!-~]+")


def _longest_run(text: str) -> int:
    return max((len(run) for run in _RUN.findall(text)), default=0)


def _widened(block: LaidOutBlock, times: float) -> LaidOutBlock:
    if not isinstance(block, Gap):
        return block
    return replace(block, height=round(block.height * times, 1))


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
        case TextBlock(text=""):
            return 0
        case TextBlock(text=text):
            size = block.font_size or form.font_size
            width = (form.page.text_width - 8) * CELL_FONT_SIZE / size
            return _lines(text, width) * size * POINT_MM * 1.75
        case CutLine():
            return 18
        case QrCode(side=side):
            return side + 6 if side else 0
        case Gap(height=height):
            return height
        case _:
            assert_never(block)
