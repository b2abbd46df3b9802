"""All paper of a county: its documents, how they are made, and what cannot be printed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

from suowu.digest import digest_of
from suowu.forms import printed
from suowu.load import locator
from suowu.model import Document, Ledger, Problem
from suowu.parallel import parallel_map
from suowu.publish.docx import docx
from suowu.publish.fonts import Fonts, fonts, glyph_problems
from suowu.publish.handbook import handbook_docx, handbook_pdf
from suowu.publish.pdf import packet_pdf, pdf
from suowu.render.document import view_of

FEW = 40
CHUNK = 20

Make: TypeAlias = Callable[[dict[str, Any]], bytes]
Maker: TypeAlias = Callable[[Sequence[Document]], Iterator[tuple[str, bytes]]]


@dataclass(frozen=True, slots=True)
class Paper:
    """What `render` and `publish` need to know of paper; `notes` goes into the manifest."""

    documents: tuple[Document, ...]
    makers: Mapping[str, Maker]
    problems: tuple[Problem, ...]
    notes: Mapping[str, object]


def paper(ledger: Ledger, *, templates: Path, county: Path | None = None) -> Paper:
    """The paper of a county. `county` is a folder of licensed fonts, used first.

    A record with a character that no font has is a 提醒, and nothing is printed of it; in an
    office's own record, which stands on every form, the character is printed as 〓.
    """
    have, locate = fonts(county), locator()
    documents = printed(ledger, look=_look(have))
    sources = {source for document in documents for source in document.sources}
    sources |= {record.path for record in (ledger.book.county, *ledger.book.offices.values())}
    problems = tuple(
        problem
        for case in ledger.cases.values()
        if case.record.path in sources
        for problem in glyph_problems(case.record, have, locate=locate)
    )
    bad = {problem.path for problem in problems}
    good = tuple(d for d in documents if bad.isdisjoint(d.sources)) if bad else documents
    makers = makers_of(templates=templates, county=county)
    return Paper(good, makers, problems, {"fonts": have.used()})


def makers_of(*, templates: Path, county: Path | None = None) -> dict[str, Maker]:
    """How a PDF and a DOCX are made, by suffix."""
    return {
        "pdf": partial(_made, partial(_pdf, templates=templates, county=county)),
        "docx": partial(_made, partial(_docx, templates=templates)),
    }


def _look(have: Fonts) -> str:
    return digest_of([(Path(file).name, Path(file).stat().st_size) for file in have.files])


def _pdf(value: dict[str, Any], *, templates: Path, county: Path | None) -> bytes:
    if "markdown" in value:
        return handbook_pdf(value, templates=templates, county=county)
    if "forms" in value:
        return packet_pdf(value["title"], value["forms"], templates=templates, county=county)
    return pdf(value, templates=templates, county=county)


def _docx(value: dict[str, Any], *, templates: Path) -> bytes:
    make = handbook_docx if "markdown" in value else docx
    return make(value, templates=templates)


def _made(make: Make, documents: Sequence[Document]) -> Iterator[tuple[str, bytes]]:
    def work(document: Document) -> bytes:
        return make(dict(view_of(document)))

    made = parallel_map(work, documents, least=FEW, chunk=CHUNK)
    yield from zip((document.path for document in documents), made, strict=True)
