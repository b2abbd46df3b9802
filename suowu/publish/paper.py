"""Paper of a county: the documents that are due, a packet on request, and how each is made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TypeAlias

from typst import TypstError

from suowu.data import data_table
from suowu.definitions import Form
from suowu.digest import digest_of
from suowu.forms import (
    LaidOutForm,
    Packet,
    Printable,
    form_context,
    on_paper,
    printable,
    printed,
    select_forms,
)
from suowu.forms.context import Selected
from suowu.forms.printed import PIECES
from suowu.ledger import Document, Ledger
from suowu.load import locator
from suowu.model import Problem, Record
from suowu.parallel import parallel_map
from suowu.problems import problem
from suowu.publish.build import Makers, NotLaidOut
from suowu.publish.docx import docx
from suowu.publish.fonts import Fonts, fonts, glyph_problems
from suowu.publish.handbook import handbook_docx, handbook_pdf
from suowu.publish.pdf import compiles_here, packet_pdf, pdf
from suowu.render.paths import form_file

FEW = 40
CHUNK = 20

Make: TypeAlias = Callable[[Printable], bytes]


@dataclass(frozen=True, slots=True)
class Paper:
    """What `render` and `publish` need to know of paper; `notes` goes into the manifest."""

    documents: tuple[Document, ...]
    makers: Makers
    problems: tuple[Problem, ...]
    notes: Mapping[str, object]


def paper(
    ledger: Ledger, *, templates: Path, county: Path | None = None, cache: Path | None = None
) -> Paper:
    """The paper of a county. `county` is a folder of licensed fonts, used first.

    A record with a character that no font has is a 提醒, and nothing is printed of it; in an
    office's own record, which stands on every form, the character is printed as 〓.
    """
    have = fonts(county)
    everywhere = {each.path for each in (ledger.book.county, *ledger.book.offices.values())}
    rare = (case for case in ledger.cases.values() if not case.common)
    asked = (c.record for c in rare if c.record.path in everywhere or on_paper(ledger, c))
    problems = _unprintable(asked, have)
    bad = {problem.path for problem in problems} - everywhere
    documents = printed(ledger, look=_look(have), without=bad)
    makers = makers_of(templates=templates, county=county, cache=cache)
    return Paper(documents, makers, problems, {"fonts": have.used()})


def makers_of(*, templates: Path, county: Path | None = None, cache: Path | None = None) -> Makers:
    """How a PDF and a DOCX are made, by suffix."""
    return {
        "pdf": partial(_made, partial(_pdf, templates=templates, county=county, cache=cache)),
        "docx": partial(_made, partial(_docx, templates=templates, cache=cache)),
    }


def packet_files(
    ledger: Ledger,
    target: str = "",
    *,
    only_due: bool = False,
    kind: str | None = None,
    event: str | None = None,
    since: date | None = None,
    with_docx: bool = False,
    templates: Path,
    county: Path | None = None,
) -> tuple[dict[str, bytes], tuple[Problem, ...]]:
    """The files of a packet by name: one PDF, and each form as DOCX if wanted.

    Problems are characters that no font has; then there are no files. Both empty: nothing to print.
    """
    selected = select_forms(ledger, target, only_due=only_due, kind=kind, event=event, since=since)
    records = {case.record.key: case.record for case, _ in selected}
    problems = _unprintable(records.values(), fonts(county))
    if problems or not selected:
        return {}, problems
    asked = [target.replace("/", "-") or "county", kind, event, "due" if only_due else None]
    asked += [f"since-{since}"] if since else []
    name = "-".join(filter(None, asked))
    title = data_table("paper")["选印表格"].format(份=len(selected))
    packet = form_context(ledger).packet(title, selected)
    try:
        files = {f"{name}.pdf": packet_pdf(packet, templates=templates, county=county)}
    except TypstError:
        draw = partial(pdf, templates=templates, county=county)
        if found := tuple(_not_laid_out(ledger, selected, forms=packet.forms, draw=draw)):
            return {}, found
        raise
    if with_docx:
        for (case, due), form in zip(selected, packet.forms, strict=True):
            path = form_file(case.record, due.form, where=due.where).removeprefix("print/")
            files[f"{name}/{path}"] = docx(form, templates=templates)
    return files, ()


def blank_files(
    ledger: Ledger,
    target: str,
    *,
    forms: Sequence[Form],
    templates: Path,
    county: Path | None = None,
) -> dict[str, bytes]:
    """Forms before their event, of a record or, if the target is an office, of nobody yet."""
    context, office = form_context(ledger), ledger.book.offices.get(target)
    case = ledger.cases[office.key if office else target]
    made = tuple(context.blank(case, form, record=office is None) for form in forms)
    packet = Packet(title=data_table("paper")["空白表格"], forms=made, contents=len(made) > 1)
    name = f"{target.replace('/', '-')}-{'-'.join(form.id for form in forms[:3])}-blank.pdf"
    return {name: packet_pdf(packet, templates=templates, county=county)}


def dossier_files(
    ledger: Ledger, target: str, *, templates: Path, county: Path | None = None
) -> tuple[dict[str, bytes], tuple[Problem, ...]]:
    """A case as one PDF, bound in filing order; empty if its kind is not filed that way."""
    case = ledger.cases[target]
    packet = form_context(ledger).dossier(case)
    problems = _unprintable([case.record], fonts(county)) if packet else ()
    if packet is None or problems:
        return {}, problems
    name = f"{target.replace('/', '-')}-dossier.pdf"
    return {name: packet_pdf(packet, templates=templates, county=county)}, ()


def _not_laid_out(
    ledger: Ledger,
    selected: Sequence[Selected],
    *,
    forms: Sequence[LaidOutForm],
    draw: Callable[[LaidOutForm], bytes],
) -> Iterator[Problem]:
    """Each form of a packet that cannot be drawn."""
    for (case, due), form in zip(selected, forms, strict=True):
        try:
            draw(form)
        except TypstError as error:
            own = ledger.definitions.kinds[case.record.kind].forms[due.form]
            yield _undrawn(error, (case.record.path, own.path))


def _undrawn(error: TypstError, sources: Sequence[str]) -> Problem:
    """What Typst refused, with the form file, which comes last, and what fills it in."""
    *records, form = sources
    says = f"这张表格排不出来{'，所填的是 ' if records else ''}{'、'.join(records)}"
    return problem(says, str(error), path=form, hint="请检查表格的 列、跨、行高、字号")


def _unprintable(records: Iterable[Record], have: Fonts) -> tuple[Problem, ...]:
    locate = locator()
    return tuple(p for record in records for p in glyph_problems(record, have, locate=locate))


def _look(have: Fonts) -> str:
    return digest_of([(Path(file).name, Path(file).stat().st_size) for file in have.files])


def _pdf(made: Printable, *, templates: Path, county: Path | None, cache: Path | None) -> bytes:
    match made:
        case LaidOutForm():
            return pdf(made, templates=templates, county=county)
        case Packet():
            return packet_pdf(made, templates=templates, county=county)
        case _:
            return handbook_pdf(made, templates=templates, county=county, cache=cache)


def _docx(made: Printable, *, templates: Path, cache: Path | None) -> bytes:
    if isinstance(made, Packet):
        raise TypeError("a packet is printed as PDF; each of its forms is a DOCX of its own")
    if isinstance(made, LaidOutForm):
        return docx(made, templates=templates, cache=cache)
    return handbook_docx(made, templates=templates, cache=cache)


def _draw_alone(make: Make, form: LaidOutForm, *, files: Sequence[str]) -> None:
    """Raises NotLaidOut, with the form's own files, if it is this one that cannot be drawn."""
    try:
        make(form)
    except TypstError as error:
        raise NotLaidOut(_undrawn(error, files)) from error


def _made(make: Make, documents: Sequence[Document]) -> Iterator[tuple[str, bytes]]:
    def drawn(document: Document) -> bytes:
        made = printable(document)
        try:
            return make(made)
        except TypstError as error:
            if isinstance(made, Packet):
                for form, files in zip(made.forms, document.view[PIECES], strict=True):
                    _draw_alone(make, form, files=files)
            raise NotLaidOut(_undrawn(error, document.sources)) from error

    least = len(documents) + 1 if compiles_here() else FEW
    made = parallel_map(drawn, documents, least=least, chunk=CHUNK)
    yield from zip((document.path for document in documents), made, strict=True)
