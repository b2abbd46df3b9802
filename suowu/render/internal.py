"""The internal site: deadline board, lists, dossiers, registers, offices, statistics, handbook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from suowu.digest import digest_of
from suowu.model import Case, Document, Kind, Outcome
from suowu.render import board, dossier, handbook, pages, paths, templates
from suowu.render.document import Late
from suowu.render.shapes import (
    Room,
    bucket_of,
    by,
    meta_tags,
    office_card,
    office_ids,
    office_list,
    office_name,
    scope_of,
    tables,
)


def documents(room: Room, printed: Mapping[str, str]) -> Iterator[Document]:
    """Every page of the internal site; `printed` are the titles of paper that is made, by path."""
    paper = dossier.by_folder(printed)
    cases = list(room.ledger.cases.values())
    rows = {case.record.key: _row(room, case) for case in cases}
    yield _page(room, "index", "期限看板", "board", board.view(room, cases, paper))
    yield _cases(room, cases, rows)
    yield _registers(room, cases, rows)
    yield _offices(room, cases, rows, paper)
    counts = tables(_statistics(room))
    yield _page(room, "statistics", "统计", "internal-statistics", {"tables": counts})
    yield _page(room, "search", "搜索", "search", {"index": "search/index.js"})
    by_office = by(cases, lambda case: case.record.office)
    for case in cases:
        yield _record(room, case, by_office[case.record.office], rows, paper)
    for page in pages.handbook_pages(room.ledger.book.raw):
        path = f"internal/{pages.address_of(page)}"
        yield _document(
            room, path, pages.title_of(page), "", {}, section=pages.HANDBOOK, frame=path,
            sources=(page.path,), search="",
        )  # fmt: skip
    own = {page.rel for page in pages.handbook_pages(room.ledger.book.raw)}
    for rel, title in (
        (handbook.INDEX, handbook.INDEX_TITLE),
        (handbook.LAWS, handbook.LAWS_TITLE),
    ):
        if rel not in own:
            path = f"internal/{rel.removesuffix('.md')}.html"
            yield _document(
                room, path, title, "", {}, section=pages.HANDBOOK, frame=path, search=""
            )
    yield _document(room, "internal/404.html", "没有找到这一页", "", {}, frame="internal/404.html")


def _cases(room: Room, cases: list[Case], rows: Mapping[str, dict[str, Any]]) -> Document:
    kinds = room.ledger.book.raw.kinds
    own = [case for case in cases if kinds[case.record.kind].scope == "案"]
    groups = [
        {"kind": kind, "kind_name": kinds[kind].name, "rows": [rows[c.record.key] for c in group]}
        for kind, group in sorted(by(own, lambda case: case.record.kind).items())
    ]
    view = {"kinds": groups, "offices": office_list(room), "count": len(own)}
    return _page(room, "cases", "案件", "cases", view)


def _registers(room: Room, cases: list[Case], rows: Mapping[str, dict[str, Any]]) -> Document:
    found = [_register(room, case, rows) for case in cases if scope_of(room, case) == "簿"]
    view = {"rows": found, "offices": office_list(room)}
    return _page(room, "registers", "登记簿", "registers", view)


def _register(room: Room, case: Case, rows: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    row = rows[case.record.key]
    entries = next((v for v in case.record.data.values() if isinstance(v, list)), [])
    return {
        "office": row["office"],
        "office_name": row["office_name"],
        "name": room.ledger.book.raw.kinds[case.record.kind].name,
        "year": case.record.id.partition("/")[0],
        "href": row["href"],
        "gaps": row["overdue"] + row["broken"],
        "entries": len(entries),
    }


def _offices(
    room: Room, cases: list[Case], rows: Mapping[str, dict[str, Any]], paper: dossier.Paper
) -> Document:
    groups = by(cases, lambda case: case.record.office)
    county = room.ledger.book.county
    kinds = room.ledger.book.raw.kinds
    view = {
        "offices": [
            _office(room, office, groups.get(office, []), rows)
            | {"packets": dossier.packets(office, paper)}
            for office in office_ids(room)
        ],
        "county": {
            "name": str(county.data.get("名称", "")),
            "href": paths.within(paths.record_path(county, kinds[county.kind])),
        },
    }
    return _page(room, "offices", "司法所", "internal-offices", view)


def _office(
    room: Room, office: str, cases: list[Case], rows: Mapping[str, dict[str, Any]]
) -> dict[str, Any]:
    own = [rows[case.record.key] for case in cases]
    card = office_card(office, room.ledger.book.offices[office].data, href=f"offices/{office}.html")
    return card | {
        "overdue": sum(row["overdue"] for row in own),
        "soon": sum(row["soon"] for row in own),
        "cases": sum(1 for case in cases if scope_of(room, case) == "案" and case.active),
    }


def _row(room: Room, case: Case) -> dict[str, Any]:
    """A record in a list, with how many of its deadlines are past or near."""
    record = case.record
    buckets = [bucket_of(outcome) for outcome in case.outcomes]
    return {
        "id": record.id,
        "title": case.title,
        "href": paths.within(paths.record_path(record, room.ledger.book.raw.kinds[record.kind])),
        "office": record.office,
        "office_name": office_name(room, record.office),
        "active": case.active,
        "minor": case.minor,
        "overdue": buckets.count("overdue"),
        "broken": buckets.count("broken"),
        "soon": buckets.count("7") + buckets.count("30"),
    }


def _record(
    room: Room,
    case: Case,
    beside: list[Case],
    rows: Mapping[str, dict[str, Any]],
    paper: dossier.Paper,
) -> Document:
    record, kind = case.record, room.ledger.book.raw.kinds[case.record.kind]
    path = paths.record_path(record, kind)
    office = _office_lists(room, case, kind, beside, rows)
    whole = _around(room, path, "登记簿" if kind.scope == "簿" else "案件") | office
    template = _template(room, kind)

    printed = dossier.printed_of(case, kind, paper)

    def make() -> dict[str, Any]:
        return whole | dossier.view(room, case, kind, printed)

    digest = digest_of(whole, _key(room, case), printed, room.key, room.digest(template))
    return Document(
        path=path,
        audience="internal",
        template=template,
        view=Late(make),
        digest=digest,
        frame=paths.record_frame(record, kind),
        title=case.title,
        sources=(record.path,),
        head={"tags": "", "robots": "noindex"},
    )


def _key(room: Room, case: Case) -> list[Any]:
    """Everything a dossier is made from: its record, office and county, and what others add to it.

    Why not the view: making it costs ten times as much, and an edit touches one dossier.
    """
    book = room.ledger.book
    office = book.offices.get(case.record.office)
    record = case.record
    beside = [office.digest if office else "", book.county.digest, book.raw.shape_digest]
    return [record.path, record.digest, *beside, [_outcome(outcome) for outcome in case.outcomes]]


def _outcome(o: Outcome) -> str:
    """What a rule that looks at other records may say differently of the same one."""
    return f"{o.rule}\x1f{o.state}\x1f{o.message}\x1f{o.start}\x1f{o.due}\x1f{o.done}"


def _template(room: Room, kind: Kind) -> str:
    own = templates.page_of(kind.id, kind.scope)
    if own in room.texts:
        return own
    return templates.REGISTER if kind.scope == "簿" else templates.DOSSIER


def _office_lists(
    room: Room, case: Case, kind: Kind, beside: list[Case], rows: Mapping[str, dict[str, Any]]
) -> dict[str, Any]:
    """On the page of an office: its cases by kind, its registers and its counts."""
    if kind.scope != "所":
        return {"records": [], "registers": [], "tables": []}
    kinds = room.ledger.book.raw.kinds
    own = [other for other in beside if scope_of(room, other) == "案"]
    groups = sorted(by(own, lambda other: other.record.kind).items())
    return {
        "records": [
            {"kind": k, "kind_name": kinds[k].name, "rows": [rows[c.record.key] for c in group]}
            for k, group in groups
        ],
        "registers": [_register(room, c, rows) for c in beside if scope_of(room, c) == "簿"],
        "tables": tables((room.ledger.statistics.get("offices") or {}).get(case.record.office, {})),
    }


def _page(room: Room, name: str, section: str, template: str, view: dict[str, Any]) -> Document:
    path = f"internal/{name}.html"
    return _document(
        room, path, section, f"site/pages/{template}.html.j2", view, section=section, frame=path
    )


def _document(
    room: Room,
    path: str,
    title: str,
    template: str,
    view: dict[str, Any],
    *,
    frame: str,
    section: str = "",
    search: str | None = None,
    sources: tuple[str, ...] = (),
) -> Document:
    whole = _around(room, path, section) | view
    return Document(
        path=path,
        audience="internal",
        template=template,
        view=whole,
        digest=digest_of(whole, room.digest(template), title),
        frame=frame,
        title=title,
        sources=sources,
        head={"tags": meta_tags({}), "robots": "noindex"},
        search=search,
    )


def _around(room: Room, path: str, section: str) -> dict[str, Any]:
    return {"root": paths.root_of(path), "site": room.site, "section": section}


def _statistics(room: Room) -> Any:
    return room.ledger.statistics.get("internal") or room.ledger.statistics.get("public", {})
