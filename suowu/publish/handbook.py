"""The handbook on paper: pandoc reads it, Typst and Word styles lay it out by GB/T 9704."""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
from pathlib import Path

import pypandoc

from suowu.cache import PANDOC, keep, recall
from suowu.data import data_table
from suowu.digest import digest_of, digest_of_bytes
from suowu.forms.handbook import HandbookText
from suowu.forms.layout import PageFormat
from suowu.publish.docx.frame import CORE
from suowu.publish.docx.reference import BOOK_PARTS, reference_docx, section, unzipped, zipped
from suowu.publish.pdf import compiled

_LAYOUT = "print/handbook.typ"
READER = "markdown-auto_identifiers-smart+east_asian_line_breaks"
PAGE = PageFormat(width=210, height=297, top=37, bottom=35, left=28, right=26)

_COMPACT = '<w:pStyle w:val="Compact" />'
_SEPARATE, _END = (f'<w:fldChar w:fldCharType="{kind}" />' for kind in ("separate", "end"))
_HEADING = re.compile(r'<w:pStyle w:val="Heading([12])" /></w:pPr>(.*?)</w:p>')
_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
"""Of ASCII: pandoc reads metadata in a file as Markdown."""
_TEXT = re.compile(r"<w:t[^>]*>([^<]*)</w:t>")
_BREAK = '\n```{=openxml}\n<w:p><w:r><w:br w:type="page"/></w:r></w:p>\n```\n\n'


def handbook_pdf(
    book: HandbookText, *, templates: Path, county: Path | None = None, cache: Path | None = None
) -> bytes:
    """The handbook in GB/T 9704 layout. `cache` keeps what pandoc makes of it."""
    file = PANDOC.file(digest_of(READER, book.markdown), root=cache)
    body = recall(file)
    if not isinstance(body, str):
        body = _pandoc(["-t", "typst", "--wrap=none"], book.markdown).decode()
        keep(file, body)
    data = {"title": book.title, "publisher": book.publisher, "sample": book.sample, "body": body}
    return compiled(_LAYOUT, data, templates=templates, county=county)


def handbook_docx(book: HandbookText, *, templates: Path, cache: Path | None = None) -> bytes:
    """The handbook as DOCX with our styles and page settings. `cache` keeps it."""
    page, folder = section(BOOK_PARTS, PAGE), templates / "print" / "docx"
    reference = reference_docx(folder, tuple(BOOK_PARTS), section_xml=page)
    file = PANDOC.file(digest_of(READER, book, digest_of_bytes(reference)), root=cache)
    made = recall(file)
    if not isinstance(made, bytes):
        made = _made(book, reference)
        keep(file, made)
    return made


def _made(book: HandbookText, reference: bytes) -> bytes:
    with tempfile.TemporaryDirectory() as held:
        given, made = Path(held, "reference.docx"), Path(held, "handbook.docx")
        given.write_bytes(reference)
        contents = data_table("paper")["手册"]["目录"]
        names = {"title": book.title, "author": book.publisher, "toc-title": contents}
        said = Path(held, "metadata.json")  # a file is UTF-8, arguments are what the locale says
        plain = {key: _PUNCTUATION.sub(r"\\\g<0>", value) for key, value in names.items()}
        said.write_text(json.dumps(plain), encoding="utf-8")
        options = ["-t", "docx", "--toc", "--toc-depth=2", f"--reference-doc={given}"]
        options.append(f"--metadata-file={said}")
        _pandoc([*options, "-o", str(made)], _BREAK + book.markdown)
        parts = unzipped(made.read_bytes())
    text = _with_contents(_lists(parts["word/document.xml"].decode()))
    return zipped(parts | {"docProps/core.xml": CORE, "word/document.xml": text.encode()})


def _lists(document: str) -> str:
    """pandoc sets tight lists like table cells; here they are body text."""
    return document.replace(f"{_COMPACT}<w:numPr>", '<w:pStyle w:val="ListText" /><w:numPr>')


def _with_contents(document: str) -> str:
    """The headings stand in the contents at once; Word adds the page numbers when it opens it."""
    lines = []
    for level, paragraph in _HEADING.findall(document):
        words = "".join(_TEXT.findall(paragraph))
        style = f'<w:pPr><w:pStyle w:val="TOC{level}"/></w:pPr>'
        lines.append(f'<w:p>{style}<w:r><w:t xml:space="preserve">{words}</w:t></w:r></w:p>')
    split = f"{_SEPARATE}</w:r></w:p>{''.join(lines)}<w:p><w:r>{_END}"
    return document.replace(_SEPARATE + _END, split, 1)


def _pandoc(options: list[str], text: str) -> bytes:
    command = [pypandoc.get_pandoc_path(), "-f", READER, *options]
    return subprocess.run(command, input=text.encode(), capture_output=True, check=True).stdout
