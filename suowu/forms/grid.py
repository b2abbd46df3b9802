"""Layout of one form: its file and one record → LaidOutForm, blocks, rows, cells and words.

`slot` names the place of words, the same for every record of one form: s3c1 is the second cell of
the fourth entry. Lengths are millimetres.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any, TypeAlias

import segno

from suowu.data import data_table
from suowu.forms.layout import (
    CutLine,
    Gap,
    Grid,
    GridCell,
    GridRow,
    LaidOutBlock,
    LaidOutForm,
    PageFormat,
    QrCode,
    TextBlock,
)
from suowu.forms.measure import measured_form, measured_row
from suowu.forms.text import (
    ALIGN,
    LINE,
    ROW_MM,
    SPACE,
    Look,
    date_or_blank,
    document_number,
    format_value,
    holds_nothing,
    interpolate,
    lines_of,
    list_cell,
    opinion_cell,
    own_word,
    own_words,
    resolve,
    seen_from,
    signature_cell,
    value_cell,
)
from suowu.grammar.forms import COLUMNS
from suowu.model import Data
from suowu.rules.scopes import Scope

_SHEETS: Mapping[str, PageFormat] = {
    "A4": PageFormat(width=210, height=297),
    "A3": PageFormat(width=297, height=420),
}
OPINION_MM = 30
CODE_MM = 40
GAP_MM = 5

Columns: TypeAlias = Sequence[float]


def laid_out(form: Data, scope: Scope, *, sample: bool = False, subject: str = "") -> LaidOutForm:
    """The whole form as blocks, its paths read from `scope`; what is absent leaves a blank."""
    scope = _with_own_words(form, scope)
    look = seen_from(scope)
    page = _sheet(form)
    columns = _columns(form, page.text_width)
    made = LaidOutForm(
        title=interpolate(form["标题"], look) if "标题" in form else form["名称"],
        number=document_number(form.get("文号"), look),
        subtitle=interpolate(form.get("题注", ""), look),
        subject=subject,
        sample=sample,
        page=page,
        font_size=form.get("字号", 12),
        title_size=form.get("题号", 22),
        column_widths=tuple(round(width, 2) for width in columns),
        blocks=tuple(_blocks(form, scope, columns=columns)),
        notes=_notes(form, look),
    )
    return measured_form(made)


def _sheet(form: Data) -> PageFormat:
    """The paper of a form; 横 lies on its side."""
    sheet = _SHEETS[form.get("纸", "A4")]
    turned = form.get("方向") == "横"
    return replace(sheet, width=sheet.height, height=sheet.width) if turned else sheet


def _with_own_words(form: Data, scope: Scope) -> Scope:
    """设 gives words that only this form knows, 别名 a second name for a path."""
    if not form.get("设") and "别名" not in form:
        return scope
    look = seen_from(scope)
    named = {name: look(path) for name, path in form.get("别名", {}).items()}
    words = {name: own_word(said, scope) for name, said in form.get("设", {}).items()}
    return scope.at({**scope.item, **named, "设": words}, scope.where)


def _columns(form: Data, width: float) -> Columns:
    weights: Columns = form.get("列", COLUMNS)
    return [width * weight / sum(weights) for weight in weights]


def _notes(form: Data, look: Look) -> tuple[str, ...]:
    notes = form.get("注", ())
    notes = (notes,) if isinstance(notes, str) else tuple(notes)
    notes = tuple(interpolate(note, look) for note in notes)
    if "份数" not in form:
        return notes
    return (data_table("paper")["份数"].format(份数=form["份数"]), *notes)


def _blocks(form: Data, scope: Scope, *, columns: Columns) -> Iterator[LaidOutBlock]:
    """What stands outside tables as it is; rows that follow one another as one table."""
    rows: list[GridRow] = []
    for slot, entry in _entries(form):
        made = _rows(entry, scope, slot=slot, columns=columns)
        rows += made
        if not made:
            if rows:
                yield Grid(rows=tuple(rows))
            rows = []
            yield _block(entry, scope, slot=slot)
    if rows:
        yield Grid(rows=tuple(rows))


# Any: an entry is a list of cells or a mapping with the key of its block, as the grammar has it.
def _entries(form: Data) -> Iterator[tuple[str, Any]]:
    """Every entry from top to bottom, with its slot."""
    boxes = ({"意见": box} for box in form.get("意见栏", ()))
    entries = [*form.get("栏", ()), *boxes, *form.get("尾栏", ())]
    return ((f"s{n}", entry) for n, entry in enumerate(entries))


def _rows(entry: Any, scope: Scope, *, slot: str, columns: Columns) -> list[GridRow]:
    """The rows of one entry; none for an entry that stands outside the table."""
    if isinstance(entry, list):
        return [_row(entry, scope, slot=slot, columns=columns)]
    if "表" in entry:
        return list(_list_rows(entry, scope, slot=slot, columns=columns))
    if "意见" in entry:
        return _opinion(entry["意见"], scope, slot=slot, columns=columns)
    if "节" in entry:
        heading = own_words("heading", entry["节"], columns=len(columns))
        return [measured_row([heading], columns, minimum_height=ROW_MM)]
    return []


def _row(entry: Sequence[Data], scope: Scope, *, slot: str, columns: Columns) -> GridRow:
    """Labels and values from left to right; the last fills what is left of the row."""
    made: list[GridCell] = []
    for n, cell in enumerate(entry):
        if "标签" in cell:
            made.append(own_words("label", cell["标签"], columns=cell.get("标签跨", 1)))
        if "标签" not in cell or "值" in cell or "勾选" in cell:
            made.append(value_cell(cell, scope, slot=f"{slot}c{n}"))
    left = max(0, len(columns) - sum(cell.column_span for cell in made))
    made[-1] = replace(made[-1], column_span=made[-1].column_span + left)
    height = max(cell.get("行高", ROW_MM) for cell in entry)
    return measured_row(made, columns, minimum_height=height)


def _list_rows(entry: Data, scope: Scope, *, slot: str, columns: Columns) -> Iterator[GridRow]:
    """A heading row, one row for each item of the list, and empty rows up to 补行."""
    heads, height = entry["列"], entry.get("行高", ROW_MM)
    labels = [own_words("label", head["标题"], columns=head.get("跨", 1)) for head in heads]
    yield measured_row(labels, columns, minimum_height=ROW_MM)
    lines: list[Scope | None] = [*lines_of(entry["表"], scope)]
    lines += [None] * (entry.get("补行", 1) - len(lines))
    for line in lines:
        cells = [list_cell(head, line, slot=f"{slot}c{n}") for n, head in enumerate(heads)]
        yield measured_row(cells, columns, minimum_height=height, list_slot=slot)


def _opinion(box: Data, scope: Scope, *, slot: str, columns: Columns) -> list[GridRow]:
    """Two rows beside one label: the opinion, and the line to sign, seal and date."""
    width = len(columns) - 1
    label = own_words("label", box["标题"], columns=1, rows=2)
    said = opinion_cell(box, scope, slot=f"{slot}o", columns=width)
    height = box.get("行高", OPINION_MM) - ROW_MM
    signed = signature_cell(box, scope, slot=f"{slot}g", columns=width)
    return [
        measured_row([label, said], columns, minimum_height=height, takes_spare_room=True),
        measured_row([signed], columns, minimum_height=ROW_MM, first_column=1),
    ]


def _block(entry: Data, scope: Scope, *, slot: str) -> LaidOutBlock:
    """A block outside the table: a paragraph, a signature, a cut line, a code, a gap."""
    look = seen_from(scope)
    if "段" in entry:
        return _paragraph(entry, scope, slot=slot)
    if "签" in entry:
        said = "\n".join(_signed_lines(entry["签"], scope))
        return TextBlock(text=said, slot=slot, align="right", signature=True)
    if "裁切" in entry:
        return CutLine(text=interpolate(entry["裁切"], look, blank=LINE), slot=slot)
    if "码" in entry:
        return _code(format_value(look(entry["码"])), slot=slot, side=entry.get("边长", CODE_MM))
    return Gap(height=entry.get("空", GAP_MM), slot=slot)


def _paragraph(entry: Data, scope: Scope, *, slot: str) -> TextBlock:
    """The words of a 段; with 各 once for each item of that list."""
    lines = lines_of(entry["各"], scope) if "各" in entry else [scope]
    said = (_said(entry, seen_from(line)) for line in lines)
    align = ALIGN[entry.get("对齐", "左")]
    return TextBlock(
        text="\n".join(filter(None, said)),
        slot=slot,
        align=align,
        indented=entry.get("缩进", align == "left"),
        font_size=entry.get("字号"),
        font=entry.get("字体", "正文"),
    )


def _said(entry: Data, look: Look) -> str:
    absent = "缺" in entry and "{" in entry["段"] and holds_nothing(entry["段"], look)
    return interpolate(entry["缺" if absent else "段"], look, blank=LINE)


def _signed_lines(lines: Iterable[Data], scope: Scope) -> Iterator[str]:
    """Each line once; with 各 once for each item of that list, or blank if it has none."""
    for line in lines:
        if "各" not in line:
            yield _signed_line(line, seen_from(scope))
        else:
            items = lines_of(line["各"], scope) or [scope.at({}, scope.where)]
            yield from (_signed_line(line, seen_from(item)) for item in items)


def _signed_line(line: Data, look: Look) -> str:
    """调解员：某某　2026年3月12日; a line of a date alone says nothing else."""
    said = []
    if line.keys() - {"日期", "各"}:
        label = f"{interpolate(line['标签'], look)}：" if "标签" in line else ""
        said.append(label + (resolve(line.get("值", ""), look, blank=LINE) or LINE * 6))
    if "日期" in line:
        said.append(date_or_blank(look(line["日期"]) if line["日期"] else None))
    return SPACE.join(said)


def _code(address: str, *, slot: str, side: float) -> QrCode:
    """Rows of (first module, length) of the dark runs; nothing where there is no address."""
    if not address:
        return QrCode(text="", slot=slot, side=0)
    rows = segno.make_qr(address, error="m").matrix
    return QrCode(text=address, slot=slot, side=side, dark_runs=tuple(map(_dark_runs, rows)))


def _dark_runs(modules: Iterable[int]) -> tuple[tuple[int, int], ...]:
    runs, start = [], 0
    for dark, group in groupby(modules):
        length = len(list(group))
        if dark:
            runs.append((start, length))
        start += length
    return tuple(runs)
