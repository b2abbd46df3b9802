"""The handbook on paper: pandoc reads its Markdown, Typst or our reference.docx sets it."""

from __future__ import annotations

import re
import subprocess
import tempfile
from pathlib import Path

import pypandoc

from suowu.data import data_table
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
_TEXT = re.compile(r"<w:t[^>]*>([^<]*)</w:t>")
_BREAK = '\n```{=openxml}\n<w:p><w:r><w:br w:type="page"/></w:r></w:p>\n```\n\n'


def handbook_pdf(book: HandbookText, *, templates: Path, county: Path | None = None) -> bytes:
    """The handbook in GB/T 9704 layout."""
    body = _pandoc(["-t", "typst", "--wrap=none"], book.markdown).decode()
    data = {"title": book.title, "publisher": book.publisher, "sample": book.sample, "body": body}
    return compiled(_LAYOUT, {"book": data}, templates=templates, county=county)


def handbook_docx(book: HandbookText, *, templates: Path) -> bytes:
    """The handbook as DOCX with our styles and page settings."""
    page = section(BOOK_PARTS, PAGE)
    with tempfile.TemporaryDirectory() as held:
        given, made = Path(held, "reference.docx"), Path(held, "handbook.docx")
        given.write_bytes(
            reference_docx(templates / "print" / "docx", tuple(BOOK_PARTS), section_xml=page)
        )
        contents = data_table("paper")["手册"]["目录"]
        names = {"title": book.title, "author": book.publisher, "toc-title": contents}
        meta = [f"--metadata={key}={value}" for key, value in names.items()]
        options = ["-t", "docx", "--toc", "--toc-depth=2", f"--reference-doc={given}", *meta]
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
