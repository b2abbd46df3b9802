"""Internal site: deadline board, lists, dossiers, registers, offices, statistics, handbook.

`Any` in a view: it holds what its template reads.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from suowu.data import data_table
from suowu.definitions import Kind
from suowu.digest import digest_of
from suowu.grammar.jinja import DOSSIER, REGISTER
from suowu.grammar.kinds import ACTIVE, CLOSED
from suowu.ledger import Case, Document
from suowu.render import clauses, coverage, dossier, pages, paths, templates, trends
from suowu.render.board import board
from suowu.render.context import SiteContext
from suowu.render.document import LazyView, meta_tags, view_of
from suowu.render.packets import PaperTitles, by_folder, packets
from suowu.render.retention import retention
from suowu.render.rows import RecordRow, by, record_row, register_row
from suowu.render.standing import standing
from suowu.watched import WatchedDay


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cases:
    """All cases with their rows by record key, the cases of each office, and what is printed."""

    everyone: tuple[Case, ...]
    rows: Mapping[str, RecordRow]
    by_office: Mapping[str, list[Case]]
    paper: PaperTitles


def internal_documents(context: SiteContext, printed: Mapping[str, str]) -> Iterator[Document]:
    """Every page of the internal site; `printed` are the titles of paper that is made, by path."""
    everyone = tuple(context.ledger.cases.values())
    cases = _Cases(
        everyone=everyone,
        rows={case.record.key: record_row(context, case) for case in everyone},
        by_office=by(everyone, lambda case: case.record.office),
        paper=by_folder(printed),
    )
    statistics = {
        "tables": context.ledger.statistics.get("internal", ()),
        "left_out": len(context.ledger.book.left_out),
    }
    yield _page(
        context, "index", template="board", view=board(context, everyone, paper=cases.paper)
    )
    yield _case_list(context, cases)
    yield _register_list(context, cases)
    yield _office_list(context, cases)
    yield _page(context, "statistics", template="internal-statistics", view=statistics)
    work = trends.Work(context, everyone)
    yield _page(context, "trends", template="trends", view=trends.trends_view(work))
    for name, months in (("month", 1), ("half", 6)):
        view = trends.report_view(work, months=months)
        yield _page(context, name, template="report", view=view)
    kept = retention(context, everyone)
    yield _page(context, "retention", template="retention", view=kept)
    yield _page(context, "search", template="search", view={"index": "search/index.js"})
    for case in everyone:
        yield _record(context, case, cases=cases)
    yield from _handbook(context, standing(context, everyone))
    missing = "internal/404.html"
    yield _document(context, missing, title=data_table("menus")["missing"])


def try_pages(context: SiteContext, case: Case) -> None:
    """Make whatever this site shows of one case, to see whether it can be made."""
    rows = {case.record.key: record_row(context, case)}
    board(context, (case,), paper={})
    if context.kind_of(case).scope == "簿":
        register_row(context, case)
    cases = _Cases(everyone=(case,), rows=rows, by_office={case.record.office: [case]}, paper={})
    view_of(_record(context, case, cases=cases))


def _handbook(context: SiteContext, figures: Mapping[str, Mapping[str, str]]) -> Iterator[Document]:
    """The pages of content/handbook, and those that are made; with the figures of their rules."""
    texts = pages.handbook_pages(context.ledger.definitions)
    titles = {page.rel: (pages.title_of(page), (page.path,)) for page in texts}
    made = {
        clauses.INDEX: (clauses.INDEX_TITLE, ()),
        clauses.LAWS: (clauses.LAWS_TITLE, ()),
        coverage.COVERAGE: (coverage.COVERAGE_TITLE, ()),
    }
    for rel, (title, sources) in (made | titles).items():
        path = f"internal/{paths.page_address(rel)}"
        yield _document(
            context,
            path,
            title=title,
            view={"marks": figures.get(paths.within(path), {})},
            section=pages.HANDBOOK,
            sources=sources,
            search="",
        )


def _case_list(context: SiteContext, cases: _Cases) -> Document:
    own = [case for case in cases.everyone if context.kind_of(case).scope == "案"]
    kinds = _by_kind(context, own, cases=cases)
    own_words = {row["state"] for kind in kinds for row in kind["rows"]} - {ACTIVE, CLOSED}
    view = {
        "kinds": kinds,
        "offices": list(context.offices.values()),
        "states": [*sorted(own_words), ACTIVE, CLOSED],
    }
    return _page(context, "cases", template="cases", view=view)


def _by_kind(context: SiteContext, chosen: list[Case], *, cases: _Cases) -> list[dict[str, Any]]:
    """The rows of some cases, a group a kind; what is closed comes last."""
    kinds = context.ledger.definitions.kinds
    groups = sorted(by(chosen, lambda case: case.record.kind).items())
    return [
        {
            "kind": kind,
            "kind_name": kinds[kind].name,
            "rows": sorted((cases.rows[case.record.key] for case in group), key=_place),
        }
        for kind, group in groups
    ]


def _place(row: RecordRow) -> int:
    return (ACTIVE, CLOSED).index(row["state"]) if row["state"] in (ACTIVE, CLOSED) else -1


def _register_list(context: SiteContext, cases: _Cases) -> Document:
    found = [case for case in cases.everyone if context.kind_of(case).scope == "簿"]
    rows = [register_row(context, case) for case in found]
    view = {"rows": rows, "offices": list(context.offices.values())}
    return _page(context, "registers", template="registers", view=view)


def _office_list(context: SiteContext, cases: _Cases) -> Document:
    county = context.ledger.book.county
    view = {
        "offices": [_office(context, office, cases=cases) for office in context.offices],
        "county": {"name": context.county.name, "href": context.href(county)},
    }
    return _page(context, "offices", template="internal-offices", view=view)


def _office(context: SiteContext, office: str, *, cases: _Cases) -> dict[str, Any]:
    found = cases.by_office.get(office, [])
    rows = [cases.rows[case.record.key] for case in found]
    words = (row["state"] for row in rows if row["state"] not in (ACTIVE, CLOSED))
    return {
        "office": context.offices[office],
        "overdue": sum(row["overdue"] for row in rows),
        "soon": sum(row["soon"] for row in rows),
        "cases": sum(case.active for case in found if context.kind_of(case).scope == "案"),
        "waiting": sorted(Counter(words).items()),
        "packets": packets(office, cases.paper, latest=True),
    }


def _record(context: SiteContext, case: Case, *, cases: _Cases) -> Document:
    record, kind = case.record, context.kind_of(case)
    path, template = paths.record_path(record, kind), _template(context, kind)
    section = context.titles["registers" if kind.scope == "簿" else "cases"]
    held = _held(context, case, cases=cases)
    whole = _around(context, path, section=section) | held
    printed = dossier.printed_of(case, kind, paper=cases.paper)

    def make() -> dict[str, Any]:
        today = WatchedDay(context.ledger.as_of, within=case.days)
        seen = _seen_on(today, case)
        own = dossier.dossier(context, seen, printed=printed)
        return {**whole, "site": {**context.site, "as_of": today}, **own}

    # Why not of the view: making it costs ten times as much, and an edit touches one dossier.
    notices = [(n.slug, n.state, n.reason, n.off_web) for n in case.notices]
    key = [path, case.made_of, notices, printed, held, context.key, context.digest(template)]
    return Document(
        path=path,
        audience="internal",
        template=template,
        view=LazyView(make, known=whole),
        digest=digest_of(key),
        frame=paths.record_frame(record, kind),
        title=case.title,
        sources=(record.path,),
        head={"tags": "", "robots": "noindex"},
        search=f"{kind.name} {record.id} {context.office_name(record.office)}",
    )


def _seen_on(today: WatchedDay, case: Case) -> Case:
    """The case under a day that is watched while its page is made."""
    world = replace(case.scope.world, as_of=today)
    return replace(case, scope=case.scope._replace(world=world))


def _template(context: SiteContext, kind: Kind) -> str:
    own = templates.page_of(kind.id, kind.scope)
    if own in context.texts:
        return own
    return REGISTER if kind.scope == "簿" else DOSSIER


def _held(context: SiteContext, case: Case, *, cases: _Cases) -> dict[str, Any]:
    """On the page of an office: its cases by kind, its registers and its counts."""
    if context.kind_of(case).scope != "所":
        return {"records": [], "registers": [], "tables": ()}
    office = case.record.office
    scopes = by(cases.by_office[office], lambda other: context.kind_of(other).scope)
    return {
        "records": _by_kind(context, scopes.get("案", []), cases=cases),
        "registers": [register_row(context, other) for other in scopes.get("簿", [])],
        "tables": context.ledger.statistics.get("offices", {}).get(office, ()),
    }


def _page(context: SiteContext, name: str, *, template: str, view: Mapping[str, Any]) -> Document:
    """A page that the site always has, titled as in its menu."""
    return _document(
        context,
        f"internal/{name}.html",
        title=context.titles[name],
        template=f"site/pages/{template}.html.j2",
        view=view,
        section=context.titles[name],
    )


def _document(
    context: SiteContext,
    path: str,
    *,
    title: str,
    template: str = "",
    view: Mapping[str, Any] | None = None,
    section: str = "",
    search: str | None = None,
    sources: tuple[str, ...] = (),
) -> Document:
    whole = {**_around(context, path, section=section), **(view or {})}
    return Document(
        path=path,
        audience="internal",
        template=template,
        view=whole,
        digest=digest_of(whole, context.digest(template), title),
        frame=path,
        title=title,
        sources=sources,
        head={"tags": meta_tags({}), "robots": "noindex"},
        search=search,
    )


def _around(context: SiteContext, path: str, *, section: str) -> dict[str, Any]:
    return {"root": paths.root_of(path), "site": context.site, "section": section}
