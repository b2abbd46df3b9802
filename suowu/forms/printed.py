"""Ledger → paper Documents: forms that are due, posters of notices, proofs that they were up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from functools import partial
from itertools import groupby
from typing import Any

from suowu.digest import digest_of
from suowu.forms.book import Form
from suowu.forms.desk import DAYS, Desk, desk_of, recent
from suowu.forms.handbook import handbook_documents
from suowu.forms.packets import packet, packet_file
from suowu.forms.words import say
from suowu.model import Case, Document, Ledger, Notice
from suowu.render.document import Late
from suowu.render.paths import form_file
from suowu.wording import chinese_month, written

PDF = "print/form.typ"
DOCX = "print/form.html.j2"
POSTERS = ("poster-a4", "poster-a3")
PROOF = "proof"
_COMMON = frozenset("名称 所名 张贴日期 末日 条款 计数日 异议电话 示例数据".split())


def printed(ledger: Ledger, *, look: str = "") -> tuple[Document, ...]:
    """Every paper document of the county. `look` is a digest of the fonts."""
    desk = desk_of(ledger)
    base = digest_of(desk.layout, look, desk.sample, ledger.book.county.digest)
    found = [*handbook_documents(ledger, look=desk.layout + look)]
    for office, cases in groupby(ledger.cases.values(), lambda case: case.record.office):
        held = list(cases)
        forms = [document for case in held for document in _forms(desk, case, base)]
        found += forms
        found += (document for case in held for document in _notices(desk, case, base))
        if forms:
            found.append(_office_packet(desk, office, held, forms))
    return tuple(found)


def _forms(desk: Desk, case: Case, base: str) -> Iterator[Document]:
    record, ledger = case.record, desk.ledger
    own = ledger.book.offices.get(record.office)
    start = f"{base}\0{record.key}\0{record.digest}\0{own.digest if own else ''}\0"
    for due in recent(ledger, case):
        form = desk.forms[record.kind][due.form]
        view = Late(partial(desk.value, case, due))
        for suffix, template in (("pdf", PDF), ("docx", DOCX)):
            path = form_file(record, due.form, due.where, suffix)
            yield _document(path, template, view, form, f"{start}{due.where}", record.path)


def _notices(desk: Desk, case: Case, base: str) -> Iterator[Document]:
    for notice in case.notices:
        for form in _wanted(desk.ledger, notice):
            view = _view(desk, notice, case)
            path = f"print/{notice.office}/notices/{notice.slug}-{form}.pdf"
            made = Late(partial(desk.poster, form, notice, view))
            start = base + digest_of(view)
            yield _document(path, PDF, made, desk.own[form], start, case.record.path)


def _office_packet(
    desk: Desk, office: str, cases: Sequence[Case], forms: Sequence[Document]
) -> Document:
    """All that an office must print now, as one PDF."""
    chosen = [(case, due) for case in cases for due in recent(desk.ledger, case)]
    title = f"{desk.office_name(office)}应打印的表格"
    pieces = [document for document in forms if document.template == PDF]
    return Document(
        path=packet_file(office),
        audience="print",
        template=PDF,
        view=Late(partial(packet, desk, title, chosen)),
        digest=digest_of(title, [document.digest for document in pieces]),
        title=title,
        sources=tuple(sorted({source for d in pieces for source in d.sources})),
    )


def _wanted(ledger: Ledger, notice: Notice) -> tuple[str, ...]:
    """Posters from the approval to the last day, the proof when the window is over."""
    if notice.state in ("待公示", "公示中") and notice.approved:
        return POSTERS
    over = notice.state == "期满" and notice.last_day is not None
    if over and notice.last_day and notice.last_day > ledger.as_of - timedelta(days=DAYS):
        return (PROOF,)
    return ()


def _view(desk: Desk, notice: Notice, case: Case) -> dict[str, Any]:
    """What a poster and a proof say: the masked view of the notice, and its window."""
    site = desk.ledger.book.county.data.get("网站") or {}
    online = "网页" in notice.channels and site.get("域名")
    content = [
        {"项": key, "值": chinese_month(value) if isinstance(value, str) else written(value)}
        for key, value in notice.view.items()
        if key not in _COMMON and value not in (None, "")
    ]
    return {
        **{key: notice.view.get(key) for key in ("名称", "所名", "异议电话")},
        "张贴日期": notice.posted,
        "末日": notice.last_day,
        "批准日期": notice.approved,
        "计数日": "、".join(say(day) for day in notice.counted),
        "依据": f"手册 {notice.clause}",
        "渠道": list(notice.channels),
        "内容": content,
        "事由": desk.sentences[f"{notice.kind}/{notice.shape}"](notice.view),
        "案卷": case.record.key,
        "摘要": digest_of(notice.view),
        "网址": f"https://{site['域名']}/notices/{notice.slug}.html" if online else "",
        "扫码提示": "扫码查看本公示网页" if online else "",
    }


def _document(
    path: str, template: str, view: Mapping[str, Any], form: Form, key: str, source: str
) -> Document:
    digest = digest_of(key, path, form.digest)
    return Document(
        path=path,
        audience="print",
        template=template,
        view=view,
        digest=digest,
        title=str(form.data["名称"]),
        sources=(source, form.path),
    )
