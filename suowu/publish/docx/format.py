"""Formatting of pandoc's DOCX document: our paragraph styles, table widths, rules and heights."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from suowu.data import data_table
from suowu.forms.layout import (
    Align,
    CutLine,
    Gap,
    Grid,
    GridCell,
    GridRow,
    LaidOutBlock,
    LaidOutForm,
    TextBlock,
)
from suowu.forms.measure import WRITING
from suowu.publish.docx.reference import twips

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TOKEN = re.compile(r"TK(\w+)KT")
"""The place of a slot's words; `token` writes it."""
HEIGHT = re.compile(r'(w:val|w:line)="TH(\w+)HT"')
"""The height of a row or gap that differs from record to record."""
REPEATED = re.compile(r'<w:tr repeat="(\w+)">(.*?)</w:tr>', re.S)
"""The row of a list."""

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
CHINESE = "zh-CN"
"""The language of every run of words."""
LINE_TWIPS = 28
"""A line of running text for each point of its letters, as close as on paper."""
_STYLE = {"label": "CellLabel", "heading": "CellHead"}


def token(slot: str) -> str:
    """Holds the place of a slot's words."""
    return f"TK{slot}KT"


def formatted(document: bytes, form: LaidOutForm) -> str:
    """The XML of pandoc's document, looking as the form is laid out, with tokens for its words."""
    head = document[:2000].decode(errors="ignore")
    for prefix, uri in re.findall(r'xmlns:(\w+)="([^"]+)"', head):
        ET.register_namespace(prefix, uri)
    root = ET.fromstring(document)
    body = root.find(f"{W}body")
    assert body is not None
    for mark in [e for e in body if e.tag in (f"{W}bookmarkStart", f"{W}bookmarkEnd")]:
        body.remove(mark)
    made = iter([e for e in body if e.tag in (f"{W}p", f"{W}tbl")])
    _paragraph(next(made), "FormTitle", align="center")
    if form.number:
        _paragraph(next(made), "FormNumber", align="right")
    if form.subtitle:
        _paragraph(next(made), "FormHead", align="left")
    for n, block in enumerate(form.blocks):
        _block(next(made), block, form=form, kept=_stays(form.blocks[n:]))
    for note in made:
        _paragraph(note, "FormNote", align="left")
    return ET.tostring(root, encoding="unicode", xml_declaration=False)


def _stays(blocks: Sequence[LaidOutBlock]) -> bool:
    """Whether the first block is a signature, or what stands before one but for gaps."""
    first, *rest = blocks
    after = next((block for block in rest if not isinstance(block, Gap)), None)
    return any(isinstance(block, TextBlock) and block.signature for block in (first, after))


def _block(element: ET.Element, block: LaidOutBlock, *, form: LaidOutForm, kept: bool) -> None:
    if isinstance(block, Grid):
        _table(element, block.rows, widths=list(map(twips, form.column_widths)))
        return
    if isinstance(block, Gap):
        element.clear()
        _paragraph(element, "FormText", align="left", line=f"TH{block.slot}HT", kept=kept)
        return
    said = block if isinstance(block, TextBlock) else None
    _paragraph(
        element,
        "FormText",
        align="center" if isinstance(block, CutLine) else said.align if said else "left",
        font_size=said.font_size or form.font_size if said else form.font_size,
        font=said.font if said else "",
        indented=said.indented if said else False,
        cut=isinstance(block, CutLine),
        kept=kept,
    )


def _paragraph(
    paragraph: ET.Element,
    style: str,
    *,
    align: Align,
    font_size: float | None = None,
    font: str = "",
    indented: bool = False,
    cut: bool = False,
    kept: bool = False,
    line: str = "",
) -> None:
    """One paragraph with one run, so that words can be poured into it."""
    text = "".join(paragraph.itertext()).strip()
    paragraph.clear()
    look = ET.SubElement(paragraph, f"{W}pPr")
    ET.SubElement(look, f"{W}pStyle", _named({"val": style}))
    if kept:
        ET.SubElement(look, f"{W}keepNext")
        ET.SubElement(look, f"{W}keepLines")
    if cut:
        edge = ET.SubElement(ET.SubElement(look, f"{W}pBdr"), f"{W}top")
        edge.attrib |= _named({"val": "dashed", "sz": "6", "space": "6", "color": "000000"})
    if font_size:
        line = str(round(font_size * LINE_TWIPS))
    if line:
        ET.SubElement(look, f"{W}spacing", _named({"line": line, "lineRule": "exact"}))
    if indented:
        ET.SubElement(look, f"{W}ind", _named({"firstLineChars": "200", "firstLine": "480"}))
    ET.SubElement(look, f"{W}jc", _named({"val": align}))
    run = ET.SubElement(paragraph, f"{W}r")
    _run_look(run, font=font, font_size=font_size)
    ET.SubElement(run, f"{W}t", {_SPACE: "preserve"}).text = text


def _run_look(run: ET.Element, *, font: str, font_size: float | None) -> None:
    made = ET.SubElement(run, f"{W}rPr")
    faces = data_table("paper")["字体"]
    if font in faces:
        ET.SubElement(made, f"{W}rFonts", _named({"eastAsia": faces[font]}))
    if font_size:
        for tag in ("sz", "szCs"):
            ET.SubElement(made, f"{W}{tag}", _named({"val": str(round(font_size * 2))}))
    ET.SubElement(made, f"{W}lang", _named({"eastAsia": CHINESE}))


def _table(element: ET.Element, rows: Sequence[GridRow], *, widths: Sequence[int]) -> None:
    """`widths` are those of the columns, in twentieths of a point."""
    grid, look = element.find(f"{W}tblGrid"), element.find(f"{W}tblPr")
    whole = element.find(f"{W}tblPr/{W}tblW")
    assert grid is not None and look is not None and whole is not None
    for column, width in zip(grid, widths, strict=True):
        column.set(f"{W}w", str(width))
    whole.attrib = _named({"type": "dxa", "w": str(sum(widths))})
    look.insert(2, ET.Element(f"{W}jc", _named({"val": "center"})))
    for line, row in zip(element.iter(f"{W}tr"), rows, strict=True):
        _row(line, row, widths=widths)


def _row(element: ET.Element, row: GridRow, *, widths: Sequence[int]) -> None:
    _drop(element, "trPr")
    look = ET.Element(f"{W}trPr")
    own = f"TH{row.cells[-1].slot}HT" if row.takes_spare_room else str(twips(row.minimum_height))
    ET.SubElement(look, f"{W}trHeight", _named({"val": own, "hRule": "atLeast"}))
    element.insert(0, look)
    if row.list_slot:
        element.set("repeat", row.list_slot)
    at, cells = 0, iter(row.cells)
    for drawn, merge in list(_cells(element)):
        cell = _REACHED if merge == "continue" else next(cells)
        to = at + cell.column_span
        _cell(drawn, cell, width=sum(widths[at:to]), merge=merge)
        at = to


Merge = Literal["", "restart", "continue"]
_REACHED = GridCell(role="label")
"""The lower part of a label that fills two rows."""


def _cells(row: ET.Element) -> Iterator[tuple[ET.Element, Merge]]:
    for cell in row.findall(f"{W}tc"):
        merged = cell.find(f"{W}tcPr/{W}vMerge")
        if merged is None:
            yield cell, ""
        else:
            yield cell, "continue" if merged.get(f"{W}val") == "continue" else "restart"


def _cell(element: ET.Element, cell: GridCell, *, width: int, merge: Merge) -> None:
    _drop(element, "tcPr")
    look = ET.Element(f"{W}tcPr")
    ET.SubElement(look, f"{W}tcW", _named({"w": str(width), "type": "dxa"}))
    if cell.column_span > 1:
        ET.SubElement(look, f"{W}gridSpan", _named({"val": str(cell.column_span)}))
    if merge:
        ET.SubElement(look, f"{W}vMerge", _named({"val": merge}) if merge == "restart" else {})
    open_side = {"opinion": "bottom", "signature": "top"}.get(cell.role)
    if open_side:
        edges = ET.SubElement(look, f"{W}tcBorders")
        ET.SubElement(edges, f"{W}{open_side}", _named({"val": "nil"}))
    if cell.role in WRITING:
        edges = ET.SubElement(look, f"{W}tcMar")
        for side, mm in (("top", 2.5), ("left", 3), ("bottom", 1), ("right", 3)):
            ET.SubElement(edges, f"{W}{side}", _named({"w": str(twips(mm)), "type": "dxa"}))
    at_top = "top" if cell.role in WRITING else "center"
    ET.SubElement(look, f"{W}vAlign", _named({"val": at_top}))
    element.insert(0, look)
    align: Align = cell.align if cell.slot else "center"
    for paragraph in element.findall(f"{W}p"):
        style = _STYLE.get(cell.role, "CellText")
        _paragraph(paragraph, style, align=align, indented=cell.role in WRITING)


def _drop(element: ET.Element, tag: str) -> None:
    old = element.find(f"{W}{tag}")
    if old is not None:
        element.remove(old)


def _named(attributes: Mapping[str, str]) -> dict[str, str]:
    """Attributes in Word's namespace."""
    return {f"{W}{name}": value for name, value in attributes.items()}
