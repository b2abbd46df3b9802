"""Frames of DOCX forms: a form as pandoc made it, cut where the words of a record are poured in.

A frame is made once for all records of a form: `shape_of` a laid-out form is what they share.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import NamedTuple, TypeAlias

import jinja2
import pypandoc
from jinja2.sandbox import ImmutableSandboxedEnvironment

from suowu.cache import PANDOC, keep, recall
from suowu.digest import digest_of, digest_of_bytes
from suowu.forms.layout import Gap, Grid, GridCell, GridRow, LaidOutBlock, LaidOutForm, QrCode
from suowu.publish.docx.format import CHINESE, HEIGHT, REPEATED, TOKEN, formatted, token
from suowu.publish.docx.reference import (
    FORM_PARTS,
    Parts,
    reference_docx,
    saved_at,
    section,
    unzipped,
)
from suowu.publish.docx.trim import trimmed

_TEMPLATE = "form.html.j2"
CORE = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n<cp:coreProperties xmlns:cp="http://schemas.openxml'
    b'formats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    b"><dc:language>zh-CN</dc:language></cp:coreProperties>"
)
_PARAGRAPH = re.compile(rf"<w:p>(?:(?!</w:p>).)*?{TOKEN.pattern}(?:(?!</w:p>).)*?</w:p>", re.S)


class WordsGap(NamedTuple):
    """Where a paragraph is poured, once for each line of its words.

    `run` opens a run of it, `kept_run` one in which no line ends: in a run said to be Chinese
    LibreOffice minds no word joiner.
    """

    slot: str
    before: str
    after: str
    run: str
    kept_run: str


class HeightGap(NamedTuple):
    """Where the height of a row or of a gap is poured, and the attribute that holds it."""

    name: str
    slot: str


class LinesGap(NamedTuple):
    """Where the rows of a list are poured, each from the same pieces."""

    list_slot: str
    pieces: tuple[str | WordsGap | HeightGap, ...]


Piece: TypeAlias = str | WordsGap | HeightGap | LinesGap


@dataclass(frozen=True, slots=True)
class DocxFrame:
    """The files that never change, and the document, headers and properties with their gaps."""

    fixed: Parts
    document: tuple[Piece, ...]
    running: dict[str, str]


def shape_of(form: LaidOutForm) -> LaidOutForm:
    """What all records of a form share: the form without words, choices and measured heights."""
    return LaidOutForm(
        title="",
        number="number" if form.number else "",
        subtitle="subtitle" if form.subtitle else "",
        page=form.page,
        font_size=form.font_size,
        title_size=form.title_size,
        column_widths=form.column_widths,
        blocks=tuple(map(_block_shape, form.blocks)),
        notes=form.notes,
    )


def _block_shape(block: LaidOutBlock) -> LaidOutBlock:
    if isinstance(block, Grid):
        lines = groupby(enumerate(block.rows), lambda row: row[1].list_slot or row[0])
        return Grid(rows=tuple(_row_shape(next(group)[1]) for _, group in lines))
    if isinstance(block, QrCode):
        return QrCode(text="", slot=block.slot, side=0)
    return replace(block, height=0) if isinstance(block, Gap) else replace(block, text="")


def _row_shape(row: GridRow) -> GridRow:
    return GridRow(
        cells=tuple(map(_cell_shape, row.cells)),
        minimum_height=row.minimum_height,
        text_height=0,
        height=0,
        list_slot=row.list_slot,
        takes_spare_room=row.takes_spare_room,
    )


def _cell_shape(cell: GridCell) -> GridCell:
    """Where it stands, and the words that are the form's own; Word breaks a label by itself."""
    return GridCell(
        role=cell.role,
        text="" if cell.slot else cell.text.replace("\n", ""),
        slot=cell.slot,
        align=cell.align,
        column_span=cell.column_span,
        row_span=cell.row_span,
    )


def docx_frame(shape: LaidOutForm, templates: Path, *, cache: Path | None = None) -> DocxFrame:
    """The frame of one shape. `templates` is the templates folder; `cache` keeps frames."""
    form = templates / "print" / _TEMPLATE
    stats = ((form, form.stat().st_mtime_ns), *saved_at(templates / "print" / "docx"))
    return _kept_frame(shape, templates, look=_look(stats), cache=cache)


@lru_cache(maxsize=256)
def _kept_frame(shape: LaidOutForm, templates: Path, *, look: str, cache: Path | None) -> DocxFrame:
    file = PANDOC.file(digest_of(shape, look), root=cache)
    found = recall(file)
    if not isinstance(found, DocxFrame):
        found = _made(shape, templates)
        keep(file, found)
    return found


@lru_cache(maxsize=8)
def _look(stats: tuple[tuple[Path, int], ...]) -> str:
    """A digest of all that draws a form; `stats` say whether it has to be read again."""
    return digest_of([(file.name, digest_of_bytes(file.read_bytes())) for file, _ in stats])


def _made(shape: LaidOutForm, templates: Path) -> DocxFrame:
    parts = _pandoc(form_html(shape, templates), shape, templates=templates)
    parts["word/document.xml"] = formatted(parts["word/document.xml"], shape).encode()
    parts = trimmed(parts)
    document = parts.pop("word/document.xml").decode()
    running = {n: parts.pop(n).decode() for n in ("word/header.xml", "word/header-first.xml")}
    parts["docProps/core.xml"] = CORE
    return DocxFrame(parts, tuple(_pieces(document)), running)


def form_html(shape: LaidOutForm, templates: Path) -> str:
    """The HTML that pandoc makes the frame of."""
    return _environment(templates / "print").get_template(_TEMPLATE).render(form=shape, token=token)


@lru_cache(maxsize=2)
def _environment(folder: Path) -> jinja2.Environment:
    loader = jinja2.FileSystemLoader(folder)
    return ImmutableSandboxedEnvironment(loader=loader, autoescape=True)


def _pandoc(html: str, shape: LaidOutForm, *, templates: Path) -> Parts:
    folder = templates / "print" / "docx"
    page = section(FORM_PARTS, shape.page)
    with tempfile.TemporaryDirectory() as held:
        given, made = Path(held, "reference.docx"), Path(held, "form.docx")
        given.write_bytes(reference_docx(folder, tuple(FORM_PARTS), section_xml=page))
        command = [pypandoc.get_pandoc_path(), "-f", "html", "-t", "docx", "-o", str(made)]
        command.append(f"--reference-doc={given}")
        subprocess.run(command, input=html.encode(), check=True, cwd=held, capture_output=True)
        return unzipped(made.read_bytes())


def _pieces(xml: str) -> Iterator[Piece]:
    """The document cut at its gaps."""
    at = 0
    for rows in REPEATED.finditer(xml):
        yield from _cut(xml[at : rows.start()])
        yield LinesGap(rows[1], tuple(_cut(f"<w:tr>{rows[2]}</w:tr>")))
        at = rows.end()
    yield from _cut(xml[at:])


def _cut(xml: str) -> Iterator[str | WordsGap | HeightGap]:
    at = 0
    gaps = sorted((*_PARAGRAPH.finditer(xml), *HEIGHT.finditer(xml)), key=lambda m: m.start())
    for gap in gaps:
        yield xml[at : gap.start()]
        if gap[0].startswith("<"):
            before, after = TOKEN.split(gap[0])[::2]
            run = before[before.rindex("<w:r>") :]
            yield WordsGap(gap[1], before, after, run, run.replace(CHINESE, "en-US"))
        else:
            yield HeightGap(gap[1], gap[2])
        at = gap.end()
    yield xml[at:]
