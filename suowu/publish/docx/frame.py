"""The DOCX of a form with tokens for its words: pandoc makes it, we set widths, rules and heights.

A frame is made once for all records of a form: `shape_of` a laid-out form keeps what they share.
"""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeAlias

import jinja2
import pypandoc

from suowu.publish.docx.reference import FORM_PARTS, Parts, reference, section, twips, unzipped

Shape = dict[str, Any]
Part: TypeAlias = "str | tuple[str, str, Any]"
"""Fixed XML, or (what, slot, more): a paragraph to pour, a height, rows to repeat."""

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TOKEN = re.compile(r"TK(\w+)KT")
_PARAGRAPH = re.compile(r"<w:p>(?:(?!</w:p>).)*?TK(\w+)KT(?:(?!</w:p>).)*?</w:p>", re.S)
_ROWS = re.compile(r'<w:tr repeat="(\w+)">(.*?)</w:tr>', re.S)
_HEIGHT = re.compile(r'w:val="TH(\w+)HT"')
_ALIGN = {"left": "left", "center": "center", "right": "right"}
_STYLE = {"label": "CellLabel", "head": "CellHead"}


@dataclass(frozen=True, slots=True)
class Frame:
    """The files that never change, and the document, headers and properties with their gaps."""

    fixed: Parts
    document: tuple[Part, ...]
    running: dict[str, str]


def token(slot: str) -> str:
    """Holds the place of a slot's words."""
    return f"TK{slot}KT"


def shape_of(form: dict[str, Any]) -> str:
    """What all records of a form share, as text: it is the key of the frame."""
    blocks = [_block_shape(block) for block in form["blocks"]]
    kept = {k: form[k] for k in ("paper", "margins", "size", "title_size", "columns", "notes")}
    shape = kept | {"number": bool(form["number"]), "head": bool(form["head"]), "blocks": blocks}
    return json.dumps(shape, ensure_ascii=False)


def _block_shape(block: dict[str, Any]) -> Shape:
    if block["t"] != "table":
        return {k: v for k, v in block.items() if k not in ("text", "matrix", "lines")}
    rows: list[Shape] = []
    for row in block["rows"]:
        repeat = row.get("repeat")
        if repeat and rows and rows[-1]["repeat"] == repeat:
            continue
        rows.append(
            {"repeat": repeat, "h": row["base"], "cells": [*map(_cell_shape, row["cells"])]}
        )
    return {"t": "table", "rows": rows}


def _cell_shape(cell: dict[str, Any]) -> Shape:
    kept = {k: cell[k] for k in ("role", "span", "down", "slot")}
    return kept | ({"align": cell["align"]} if cell["slot"] else {"text": _joined(cell["text"])})


def _joined(label: str) -> str:
    """Word breaks a label by itself."""
    return label.replace("\n", "")


@lru_cache(maxsize=256)
def frame(shape_text: str, templates: Path) -> Frame:
    """The frame of one shape. `templates` is the templates folder."""
    shape: Shape = json.loads(shape_text)
    parts = _pandoc(_html(shape, templates), shape, templates)
    document = _finished(parts.pop("word/document.xml"), shape)
    running = {n: parts.pop(n).decode() for n in ("word/header.xml", "word/header-first.xml")}
    parts["docProps/core.xml"] = CORE
    return Frame(parts, tuple(_compiled(document)), running)


CORE = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n<cp:coreProperties xmlns:cp="http://schemas.openxml'
    b'formats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    b"><dc:language>zh-CN</dc:language></cp:coreProperties>"
)


def _html(shape: Shape, templates: Path) -> str:
    loader = jinja2.FileSystemLoader(templates / "print")
    environment = jinja2.Environment(loader=loader, autoescape=True)
    return environment.get_template("form.html.j2").render(shape=shape, token=token)


def _pandoc(html: str, shape: Shape, templates: Path) -> Parts:
    folder = templates / "print" / "docx"
    page = section(FORM_PARTS, tuple(shape["paper"]), shape["margins"])
    with tempfile.TemporaryDirectory() as held:
        given, made = Path(held, "reference.docx"), Path(held, "form.docx")
        given.write_bytes(reference(folder, tuple(FORM_PARTS), page))
        command = [pypandoc.get_pandoc_path(), "-f", "html", "-t", "docx", "-o", str(made)]
        command.append(f"--reference-doc={given}")
        subprocess.run(command, input=html.encode(), check=True, cwd=held, capture_output=True)
        return unzipped(made.read_bytes())


def _finished(document: bytes, shape: Shape) -> str:
    """pandoc's document with our paragraphs, table widths, rules and row heights."""
    for prefix, uri in _namespaces(document):
        ET.register_namespace(prefix, uri)
    root = ET.fromstring(document)
    body = root.find(f"{W}body")
    assert body is not None
    for mark in [e for e in body if e.tag in (f"{W}bookmarkStart", f"{W}bookmarkEnd")]:
        body.remove(mark)
    made = iter([e for e in body if e.tag in (f"{W}p", f"{W}tbl")])
    _finish(next(made), "FormTitle", "center")
    for wanted, style, align in (("number", "FormNumber", "right"), ("head", "FormHead", "left")):
        if shape[wanted]:
            _finish(next(made), style, align)
    for block in shape["blocks"]:
        _finish_block(next(made), block, shape)
    for note in made:
        _finish(note, "FormNote", "left")
    return ET.tostring(root, encoding="unicode", xml_declaration=False)


def _namespaces(document: bytes) -> list[tuple[str, str]]:
    return re.findall(r'xmlns:(\w+)="([^"]+)"', document[:2000].decode())


def _finish_block(element: ET.Element, block: Shape, shape: Shape) -> None:
    if block["t"] == "table":
        _finish_table(element, block, shape["columns"])
    else:
        sized = block | {"size": block.get("size") or shape["size"]}
        _finish(element, "FormText", block.get("align", "left"), sized)


def _finish(paragraph: ET.Element, style: str, align: str, block: Shape | None = None) -> None:
    """One paragraph with one run, so that words can be poured into it."""
    text = "".join(paragraph.itertext()).strip()
    paragraph.clear()
    format_ = ET.SubElement(paragraph, f"{W}pPr")
    ET.SubElement(format_, f"{W}pStyle", {f"{W}val": style})
    if block and block["t"] == "cut":
        edge = ET.SubElement(ET.SubElement(format_, f"{W}pBdr"), f"{W}top")
        edge.attrib |= {f"{W}val": "dashed", f"{W}sz": "6", f"{W}space": "6", f"{W}color": "000000"}
        align = "center"
    size = (block or {}).get("size")
    if size:
        line = {f"{W}line": str(round(size * 32)), f"{W}lineRule": "exact"}
        ET.SubElement(format_, f"{W}spacing", line)
    if block and block.get("indent"):
        ET.SubElement(format_, f"{W}ind", {f"{W}firstLineChars": "200", f"{W}firstLine": "480"})
    ET.SubElement(format_, f"{W}jc", {f"{W}val": _ALIGN[align]})
    run = ET.SubElement(paragraph, f"{W}r")
    _run_format(run, block or {})
    ET.SubElement(run, f"{W}t", {_SPACE: "preserve"}).text = text


_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_FACES = {"黑体": "黑体", "楷体": "楷体", "标题": "方正小标宋简体", "宋体": "宋体"}


def _run_format(run: ET.Element, block: Shape) -> None:
    made = ET.SubElement(run, f"{W}rPr")
    if block.get("font") in _FACES:
        ET.SubElement(made, f"{W}rFonts", {f"{W}eastAsia": _FACES[block["font"]]})
    if block.get("size"):
        for tag in ("sz", "szCs"):
            ET.SubElement(made, f"{W}{tag}", {f"{W}val": str(round(block["size"] * 2))})


def _finish_table(table: ET.Element, block: Shape, columns: list[float]) -> None:
    grid = table.find(f"{W}tblGrid")
    assert grid is not None
    for column, width in zip(grid, columns, strict=True):
        column.set(f"{W}w", str(twips(width)))
    format_ = table.find(f"{W}tblPr")
    width_of_all = table.find(f"{W}tblPr/{W}tblW")
    assert format_ is not None and width_of_all is not None
    width_of_all.attrib = {f"{W}type": "dxa", f"{W}w": str(sum(map(twips, columns)))}
    format_.insert(2, ET.Element(f"{W}jc", {f"{W}val": "center"}))
    for n, (element, row) in enumerate(zip(table.iter(f"{W}tr"), block["rows"], strict=True)):
        _finish_row(element, row, columns, f"{n}")


def _finish_row(element: ET.Element, row: Shape, columns: list[float], name: str) -> None:
    cells = list(element.findall(f"{W}tc"))
    old = element.find(f"{W}trPr")
    if old is not None:
        element.remove(old)
    format_ = ET.Element(f"{W}trPr")
    sized = row["cells"][-1]["role"] == "opinion"
    value = f"TH{row['cells'][-1]['slot']}HT" if sized else str(twips(row["h"]))
    ET.SubElement(format_, f"{W}trHeight", {f"{W}val": value, f"{W}hRule": "atLeast"})
    element.insert(0, format_)
    if row["repeat"]:
        element.set("repeat", row["repeat"])
    at = 0
    wanted = iter(row["cells"])
    for cell in cells:
        merged = cell.find(f"{W}tcPr/{W}vMerge")
        if merged is not None and merged.get(f"{W}val") == "continue":
            _finish_cell(cell, {"role": "label", "span": 1, "down": 0}, columns, at)
            at += 1
            continue
        shape = next(wanted)
        _finish_cell(cell, shape, columns, at)
        at += shape["span"]


def _finish_cell(cell: ET.Element, shape: Shape, columns: list[float], at: int) -> None:
    old = cell.find(f"{W}tcPr")
    if old is not None:
        cell.remove(old)
    made = ET.Element(f"{W}tcPr")
    width = sum(twips(c) for c in columns[at : at + shape["span"]])
    ET.SubElement(made, f"{W}tcW", {f"{W}w": str(width), f"{W}type": "dxa"})
    if shape["span"] > 1:
        ET.SubElement(made, f"{W}gridSpan", {f"{W}val": str(shape["span"])})
    if shape["down"] != 1:
        kind = {f"{W}val": "restart"} if shape["down"] else {}
        ET.SubElement(made, f"{W}vMerge", kind)
    open_side = {"opinion": "bottom", "sign": "top"}.get(shape["role"])
    if open_side:
        edges = ET.SubElement(made, f"{W}tcBorders")
        ET.SubElement(edges, f"{W}{open_side}", {f"{W}val": "nil"})
    at_top = "top" if shape["role"] == "opinion" else "center"
    ET.SubElement(made, f"{W}vAlign", {f"{W}val": at_top})
    cell.insert(0, made)
    for paragraph in cell.findall(f"{W}p"):
        style = _STYLE.get(shape["role"], "CellText")
        _finish(paragraph, style, shape.get("align", "center"))


def _compiled(xml: str) -> Iterator[Part]:
    """The document cut at its gaps."""
    at = 0
    for rows in _ROWS.finditer(xml):
        yield from _gaps(xml[at : rows.start()])
        yield ("rows", rows[1], tuple(_gaps(f"<w:tr>{rows[2]}</w:tr>")))
        at = rows.end()
    yield from _gaps(xml[at:])


def _gaps(xml: str) -> Iterator[Part]:
    at = 0
    for gap in sorted((*_PARAGRAPH.finditer(xml), *_HEIGHT.finditer(xml)), key=lambda m: m.start()):
        yield xml[at : gap.start()]
        if gap[0].startswith("<"):
            before, after = _TOKEN.split(gap[0])[::2]
            yield ("words", gap[1], (before, after))
        else:
            yield ("height", gap[1], None)
        at = gap.end()
    yield xml[at:]
