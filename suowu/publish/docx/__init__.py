"""Laid-out forms as editable DOCX: words poured into a frame that pandoc made once for the form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from suowu.data import data_table
from suowu.forms.layout import PAGES_MARK, Gap, Grid, GridCell, LaidOutForm
from suowu.forms.measure import DAY_OR_BLANK, WHOLE
from suowu.publish.docx.format import TOKEN
from suowu.publish.docx.frame import HeightGap, Piece, WordsGap, docx_frame, shape_of
from suowu.publish.docx.reference import twips, zipped

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_JOINER = "\u2060"
_END_OF_RUN = "</w:t></w:r>"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


@dataclass(frozen=True, slots=True, kw_only=True)
class _Poured:
    """What goes into the gaps: words and heights by slot, the lines of a list by its slot.

    A paragraph without words is left out.
    """

    words: Mapping[str, str]
    heights: Mapping[str, float]
    lists: Mapping[str, Sequence[Mapping[str, str]]]


def docx(form: LaidOutForm, *, templates: Path, cache: Path | None = None) -> bytes:
    """One form as DOCX. `templates` is the templates folder, `cache` where frames are kept."""
    made, poured = docx_frame(shape_of(form), templates, cache=cache), _poured(form)
    document = "".join(_pour(made.document, poured, words=poured.words))
    parts = dict(made.fixed)
    parts["word/document.xml"] = (_HEAD + document).encode()
    words = {**poured.words, "sample": data_table("paper")["示例"] if form.sample else ""}
    for name, text in made.running.items():
        parts[name] = TOKEN.sub(lambda m: _xml(words[m[1]]), text).encode()
    return zipped(parts)


def _poured(form: LaidOutForm) -> _Poured:
    words = {"title": form.title, "number": form.number, "subtitle": form.subtitle}
    heights: dict[str, float] = {}
    lists: dict[str, list[Mapping[str, str]]] = {}
    for block in form.blocks:
        if not isinstance(block, Grid):
            if isinstance(block, Gap):
                heights[block.slot] = block.height
            elif block.text:
                words[block.slot] = block.text
            continue
        for row in block.rows:
            said = {cell.slot: _said(cell) for cell in row.cells if cell.slot}
            if row.list_slot:
                lists.setdefault(row.list_slot, []).append(said)
            else:
                words |= said
                heights[row.cells[-1].slot] = row.height
    return _Poured(words=words, heights=heights, lists=lists)


def _said(cell: GridCell) -> str:
    if not cell.choices:
        return cell.text.replace(PAGES_MARK, "\u3000\u3000")
    between = "\n" if cell.choice_per_line else "\u3000"
    return between.join(("☑" if choice.ticked else "□") + choice.text for choice in cell.choices)


def _pour(pieces: Sequence[Piece], poured: _Poured, *, words: Mapping[str, str]) -> Iterator[str]:
    for piece in pieces:
        if isinstance(piece, str):
            yield piece
        elif isinstance(piece, WordsGap):
            for line in words[piece.slot].split("\n") if piece.slot in words else ():
                yield piece.before + "".join(_runs(line, piece)) + piece.after
        elif isinstance(piece, HeightGap):
            yield f'{piece.name}="{twips(poured.heights[piece.slot])}"'
        else:
            for said in poured.lists[piece.list_slot]:
                yield from _pour(piece.pieces, poured, words=said)


def _runs(line: str, gap: WordsGap) -> Iterator[str]:
    """The words of a line; dates and options are runs of their own, in which no line ends.

    What stands alone may be wider than its cell: there a date breaks after its year.
    """
    year, mark, rest = line.partition("年")
    if DAY_OR_BLANK.fullmatch(line):
        yield _xml(year + mark) + _kept(rest, gap)
    elif WHOLE.fullmatch(line):
        yield _xml(line)
    else:
        for n, part in enumerate(WHOLE.split(line)):
            yield _kept(part, gap) if n % 2 else _xml(part)


def _kept(text: str, gap: WordsGap) -> str:
    return f"{_END_OF_RUN}{gap.kept_run}{_xml(_JOINER.join(text))}{_END_OF_RUN}{gap.run}"


def _xml(text: str) -> str:
    return escape(_NOT_XML.sub("\ufffd", text))
