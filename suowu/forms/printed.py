"""Paper documents of a county: forms that are due, posters of notices, proofs that they were up."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator, Sequence
from datetime import date, timedelta
from functools import partial
from html import unescape
from itertools import groupby
from typing import NamedTuple, TypeAlias

from suowu.calendars import period_of
from suowu.county import county_of
from suowu.data import data_table
from suowu.definitions import Definitions, Form
from suowu.digest import digest_of
from suowu.failures import trace_of
from suowu.forms.context import RECENT_DAYS, FormContext, Selected, form_context, recent_forms
from suowu.forms.handbook import HandbookText, handbook_documents
from suowu.forms.layout import PAPER, LaidOutForm, Packet
from suowu.forms.text import format_value
from suowu.grammar.jinja import NOTICE_NAMES
from suowu.law_text import with_parameters
from suowu.ledger import Case, Document, FormDue, Ledger, Notice
from suowu.model import Data
from suowu.problems import cited
from suowu.render import templates
from suowu.render.document import LazyView
from suowu.render.paths import form_file, forms_file, week_file
from suowu.wording import chinese_date, chinese_month, written

PIECES = "pieces"
"""In a packet's view: the files that each of its forms is made of, the form file last."""
PDF = "print/form.typ"
DOCX = "print/form.html.j2"
POSTERS = ("poster-a4", "poster-a3")
PROOF = "proof"

VOLUME = 300
"""So many forms of a week stand in one file at most; each takes 1.2 MB while it is drawn."""

Printable: TypeAlias = LaidOutForm | Packet | HandbookText


class Matters(NamedTuple):
    """What notices say: `of` gives it by `kind/notice` and a view, `digest` is of the words."""

    of: Callable[[str, Data], str]
    digest: str


_FIRST = re.compile(r"<p[^>]*>(.*?)</p>", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")


class _Piece(NamedTuple):
    """A form that is due, and the file of its own that it has."""

    case: Case
    due: FormDue
    document: Document


def printed(
    ledger: Ledger, *, look: str = "", without: Container[str] = ()
) -> tuple[Document, ...]:
    """Every paper document of the county. `look` is a digest of the fonts, `without` are the paths
    of records of which nothing is printed."""
    context, matters = form_context(ledger), matters_of(ledger.definitions, on=ledger.as_of)
    numbers = [repr(each.steps) for each in ledger.definitions.parameters.values()]
    base = digest_of(context.layout, look, context.sample, ledger.book.county.digest, numbers)
    found = [*handbook_documents(ledger, look=context.layout + look)]
    for office, cases in groupby(ledger.cases.values(), lambda case: case.record.office):
        held = [case for case in cases if case.record.path not in without]
        pieces = [piece for case in held for piece in _forms(context, case, base=base)]
        found += [piece.document for piece in pieces]
        found += _bound(context, pieces)
        for case in held:
            found += _notices(context, case, base=base, matters=matters)
        found += _by_week(context, office, pieces=pieces)
    return tuple(found)


def on_paper(ledger: Ledger, case: Case) -> bool:
    """Whether something of this record is to be printed now."""
    return any(recent_forms(ledger, case)) or any(_wanted(ledger, n) for n in case.notices)


def failing_forms(ledger: Ledger) -> dict[str, str]:
    """The records of which a form cannot be filled in, by path, each with its traceback.

    Only asked for when printing broke: every form and poster of every case is tried.
    """
    context, matters = form_context(ledger), matters_of(ledger.definitions, on=ledger.as_of)
    failed: dict[str, str] = {}
    for case in ledger.cases.values():
        if ledger.definitions.kinds[case.record.kind].fenced:
            try:
                for due in case.forms:
                    context.form(case, due)
                for poster in _notices(context, case, base="", matters=matters):
                    printable(poster)
            except templates.NotRendered:
                raise
            except Exception as error:
                failed[case.record.path] = trace_of(error)
    return failed


def matters_of(definitions: Definitions, *, on: date) -> Matters:
    """The first paragraph of each notice's page as text, the law's numbers as `on`.

    The second paragraph, the window, a poster says by itself.
    """
    texts = {
        templates.notice_of(notice): with_parameters(
            templates.matter_of(notice), definitions.parameters, on=on
        )
        for kind in definitions.kinds.values()
        for notice in kind.notices
    }
    environment = templates.environment(texts)

    def matter(name: str, view: Data) -> str:
        file = templates.notice_file(*name.split("/", 1))
        page = templates.written_out(environment, file, view={"n": view})
        found = _FIRST.search(page)
        return unescape(_TAG.sub("", found[1] if found else page)).strip()

    return Matters(matter, digest_of(texts))


def printable(document: Document) -> Printable:
    """What a paper document prints."""
    made: Printable = document.view[PAPER]
    return made


def _forms(context: FormContext, case: Case, *, base: str) -> Iterator[_Piece]:
    """Each form that is due, with its DOCX."""
    record, ledger = case.record, context.ledger
    office, derived = ledger.book.office_digest(record.office), digest_of(case.derived)
    start = f"{base}\0{record.key}\0{record.digest}\0{office}\0{derived}\0"
    for due in recent_forms(ledger, case):
        document = _document(
            form_file(record, due.form, where=due.where),
            template=DOCX,
            view=_view(partial(context.form, case, due)),
            form=context.forms[record.kind][due.form],
            key=f"{start}{due.where}",
            source=record.path,
        )
        yield _Piece(case, due, document)


def _bound(context: FormContext, pieces: Sequence[_Piece]) -> Iterator[Document]:
    """The forms of each case as one file that pages link into.

    Why: each PDF pays for its fonts and its compiling, so a form as a file of its own is dear.
    """
    kinds = context.ledger.definitions.kinds
    for path, group in groupby(pieces, lambda piece: forms_file(piece.case.record)):
        own = list(group)
        case, kind = own[0].case, kinds[own[0].case.record.kind]
        if kind.scope != "簿":
            title = f"{kind.name}　{case.title}　{case.record.id}"
            yield _packet_document(path, title, make=context.of_case, pieces=own)


def _by_week(context: FormContext, office: str, *, pieces: Sequence[_Piece]) -> Iterator[Document]:
    """The forms of an office as one file for each week in which they came up.

    Why: whoever printed last week prints what is new, and a new day leaves the other weeks alone.
    A register grows all year; its forms are linked to in their week, in its first volume.
    """
    weeks: dict[date, list[_Piece]] = {}
    for piece in pieces:
        weeks.setdefault(period_of("周", piece.due.since)[0], []).append(piece)
    words, name = data_table("paper"), context.office_name(office)
    for monday, own in weeks.items():
        title = str(words["本所表格"]).format(所=name, 周一=chinese_date(monday))
        volumes = _volumes(context, own)
        for number, volume in enumerate(volumes, 1):
            more = str(words["分册"]).format(册=number, 共=len(volumes)) if len(volumes) > 1 else ""
            path = week_file(office, monday, volume=number)
            yield _packet_document(path, title + more, make=context.of_week, pieces=volume)


def _volumes(context: FormContext, pieces: list[_Piece]) -> list[list[_Piece]]:
    """The forms of a week in files that a stapler holds, and the memory of a small computer too;
    those of registers first."""
    if len(pieces) <= VOLUME:
        return [pieces]
    kinds = context.ledger.definitions.kinds
    inside = sorted(pieces, key=lambda piece: kinds[piece.case.record.kind].scope != "簿")
    return [inside[at : at + VOLUME] for at in range(0, len(inside), VOLUME)]


def _packet_document(
    path: str,
    title: str,
    *,
    make: Callable[[str, list[Selected]], Packet],
    pieces: Sequence[_Piece],
) -> Document:
    selected = [(piece.case, piece.due) for piece in pieces]
    files = tuple(piece.document.sources for piece in pieces)
    return Document(
        path=path,
        audience="print",
        template=PDF,
        view=LazyView(lambda: {PAPER: make(title, selected), PIECES: files}),
        digest=digest_of(title, [piece.document.digest for piece in pieces]),
        title=title,
        sources=tuple(sorted({source for piece in pieces for source in piece.document.sources})),
    )


def _notices(
    context: FormContext, case: Case, *, base: str, matters: Matters
) -> Iterator[Document]:
    office = context.ledger.book.office_digest(case.record.office)
    start = f"{base}\0{matters.digest}\0{office}\0{_case_in_words(context, case)}\0"
    for notice in case.notices:
        still = notice._replace(state="公示中", late=None, reason=None)  # no paper says these
        for form in _wanted(context.ledger, notice):
            yield _document(
                f"print/{notice.office}/notices/{notice.slug}-{form}.pdf",
                template=PDF,
                view=_view(
                    partial(_notice_form, context, case, form=form, notice=still, matters=matters)
                ),
                form=context.notice_forms[form],
                key=start + digest_of(still),
                source=case.record.path,
            )


def _notice_form(
    context: FormContext, case: Case, *, form: str, notice: Notice, matters: Matters
) -> LaidOutForm:
    matter = matters.of(f"{notice.kind}/{notice.shape}", notice.on_paper)
    says = _said_of(context, notice, case=case, matter=matter)
    return context.notice_form(form, case, view=says)


def _wanted(ledger: Ledger, notice: Notice) -> tuple[str, ...]:
    """Posters from the approval to the last day, the proof when the window is over."""
    if notice.state in ("待公示", "公示中") and notice.approved:
        return POSTERS
    over = notice.state == "期满" and notice.last_day is not None
    if over and notice.last_day and notice.last_day > ledger.as_of - timedelta(days=RECENT_DAYS):
        return (PROOF,)
    return ()


def _said_of(context: FormContext, notice: Notice, *, case: Case, matter: str) -> Data:
    """What a poster and a proof say: the masked view of the notice, and its window."""
    county = county_of(context.ledger.book.county.data)
    online = "网页" in notice.channels and county.domain
    content = [
        {"项": key, "值": chinese_month(value) if isinstance(value, str) else written(value)}
        for key, value in notice.on_paper.items()
        if key not in NOTICE_NAMES and value not in (None, "")
    ]
    return {
        **{key: notice.on_paper.get(key) for key in ("名称", "所名", "异议电话")},
        "张贴日期": notice.posted,
        "末日": None if notice.open_ended else notice.last_day,
        "批准日期": notice.approved,
        "批准称呼": notice.grounds,
        "计数日": "、".join(map(format_value, notice.counted)),
        "依据": cited(notice.clause, book=county.handbook),
        "渠道": list(notice.channels),
        "内容": content,
        "事由": matter,
        "案卷": _case_in_words(context, case),
        "摘要": digest_of(notice.on_paper),
        "网址": f"https://{county.domain}/notices/{notice.slug}.html" if online else "",
        "扫码提示": data_table("paper")["扫码提示"] if online else "",
    }


def _case_in_words(context: FormContext, case: Case) -> str:
    """青河司法所　社区矫正　2026-003."""
    record = case.record
    kind = context.ledger.definitions.kinds[record.kind].name
    return "　".join((context.office_name(record.office), kind, record.id))


def _view(make: Callable[[], Printable]) -> Data:
    return LazyView(lambda: {PAPER: make()})


def _document(
    path: str, *, template: str, view: Data, form: Form, key: str, source: str
) -> Document:
    return Document(
        path=path,
        audience="print",
        template=template,
        view=view,
        digest=digest_of(key, path, form.digest),
        title=form.name,
        sources=(source, form.path),
    )
