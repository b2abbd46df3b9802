"""Public site: portal, offices, notices in their window, statistics and catalogue.

Only Ledger.public_*, Ledger.statistics, masked notice views and content/public are read here;
of the county record only its own name, codes and addresses, which are public by nature.
`Any` in a view: it holds what its template reads.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, TypeAlias

from suowu.county import Office
from suowu.data import data_table
from suowu.definitions import Page
from suowu.derive.statistics import CountTable
from suowu.digest import digest_of
from suowu.disclosure import Disclosed
from suowu.draw import committed_on, is_committed, proof_of, proof_text, selection_of
from suowu.ledger import Case, Document, Notice
from suowu.model import EMPTY, Data
from suowu.privacy import shows_a_masked_name
from suowu.problems import cited
from suowu.render import pages, paths, templates
from suowu.render.cards import (
    affairs,
    figures,
    fingerprint,
    notice_card,
    notice_title,
    text_card,
)
from suowu.render.catalogue import catalogue
from suowu.render.context import SiteContext
from suowu.render.document import meta_tags

Posted: TypeAlias = tuple[Notice, Case]

ON_PORTAL = 8


def public_documents(context: SiteContext, origin: Data = EMPTY) -> Iterator[Document]:
    """Every page of the public site."""
    posted = posted_notices(context)
    offices = list(context.offices.values())
    cards = [notice_card(context, notice) for notice, _ in posted]
    tables = context.ledger.statistics.get("public", ())
    rows = catalogue(context)
    yield _portal(context, posted)
    yield _list(context, "offices", view={"offices": offices}, search="司法所 名录 地址 电话")
    for office in offices:
        yield _office(context, office, posted=posted)
        for former in office.former[1:]:
            yield _former_office(context, office, former=former)
    draws = [case for case in context.ledger.cases.values() if _is_proved(context, case)]
    proofs = [
        {"name": _proof_title(c), "href": paths.within(paths.proof_page(c.record))} for c in draws
    ]
    view = {"notices": cards, "offices": offices, "proofs": proofs}
    yield _list(context, "notices", view=view, search="正在公示的事项")
    for notice, case in posted:
        yield _notice(context, notice, case=case)
    for case in draws:
        yield _draw(context, case)
    yield _list(context, "statistics", view={"tables": tables}, search=_titles(tables))
    yield _list(context, "catalogue", view={"rows": rows}, search=_titles(rows))
    yield _list(context, "search", view={"index": "search/index.js"}, robots="noindex")
    yield _list(context, "sitemap", view=_site_map(context))
    yield _list(context, "version", view={"origin": dict(origin)}, robots="noindex")
    for page in pages.public_pages(context.ledger.definitions):
        yield _text(context, page, rows=rows)
    missing = "public/404.html"
    yield _document(context, missing, title=data_table("menus")["missing"], frame=missing)


def posted_notices(context: SiteContext) -> list[Posted]:
    """What a citizen may read today: in its window and meant for the web; newest first."""
    found = [
        (notice, case)
        for case in context.ledger.cases.values()
        for notice in case.notices
        if notice.state == "公示中" and "网页" in notice.channels
    ]
    return sorted(found, key=lambda pair: (-_ordinal(pair[0].posted), pair[0].slug))


def try_notices(context: SiteContext, case: Case) -> None:
    """Make whatever this site shows of one case, to see whether it can be made."""
    for notice, posted in posted_notices(context):
        if posted is case:
            _notice(context, notice, case=case)


def _site_map(context: SiteContext) -> dict[str, Any]:
    return {
        "menu": [{"title": name, "href": f"{stem}.html"} for stem, name in context.titles.items()],
        "texts": [text_card(page) for page in pages.public_pages(context.ledger.definitions)],
        "offices": list(context.offices.values()),
    }


def _portal(context: SiteContext, posted: list[Posted]) -> Document:
    texts = [text_card(page) for page in pages.public_pages(context.ledger.definitions)]
    view = {
        "offices": list(context.offices.values()),
        "notices": [notice_card(context, notice) for notice, _ in posted[:ON_PORTAL]],
        "affairs": [card for card in texts if card.item],
        "pages": [card for card in texts if not card.item],
        "figures": figures(context.ledger.statistics.get("public", ())[:2]),
    }
    return _document(
        context,
        "public/index.html",
        title=context.site["name"],
        template="site/pages/portal.html.j2",
        view=view,
        section=context.titles["index"],
    )


def _office(context: SiteContext, office: Office, *, posted: list[Posted]) -> Document:
    ledger = context.ledger
    view = {
        "id": office.id,
        "office": office,
        "notices": [notice_card(context, n) for n, _ in posted if n.office == office.id],
        "affairs": affairs(pages.public_pages(ledger.definitions)),
        "tables": ledger.statistics.get("offices", {}).get(office.id, ()),
        "disclosed": ledger.disclosed.get(office.id, ()),
        "stations": data_table("stations"),
    }
    head = {"ColumnName": office.name, "ColumnType": data_table("menus")["disclosure"]}
    return _document(
        context,
        paths.office_page(office.lasting_id),
        title=office.name,
        template="site/pages/office.html.j2",
        view=view,
        section=context.titles["offices"],
        frame=paths.PUBLIC_OFFICE_FRAME,
        search="",
        sources=(ledger.book.offices[office.id].path,),
        head=head | {"ContentSource": context.county.bureau},
    )


def _former_office(context: SiteContext, office: Office, *, former: str) -> Document:
    """Where the page of an office stood that is now part of another."""
    return _document(
        context,
        paths.office_page(former),
        title=office.name,
        template="site/pages/former-office.html.j2",
        view={"office": office},
        section=context.titles["offices"],
        frame=paths.PUBLIC_OFFICE_FRAME,
        sources=(context.ledger.book.offices[office.id].path,),
        robots="noindex",
    )


def _notice(context: SiteContext, notice: Notice, *, case: Case) -> Document:
    kind = context.kind_of(notice)
    personal = kind.scope == "案"
    shape = next(shape for shape in kind.notices if shape.id == notice.shape)
    card, title = notice_card(context, notice), notice_title(notice)
    office = context.issuer(notice.office)
    view = {
        "n": notice.view,
        "notice": card,
        "cited": cited(notice.clause, book=context.county.handbook),
        "counted": list(notice.counted),
        "shortened": shows_a_masked_name(kind, shape.head, view=notice.view),
        "objections": notice.view.get("异议电话") or office.phone,
        "fingerprint": fingerprint(context, notice),
        "office": office,
        "proof": paths.within(paths.proof_page(case.record)) if _is_proved(context, case) else "",
    }
    return _document(
        context,
        paths.notice_page(notice.slug),
        title=title,
        template=templates.notice_of(shape),
        view=view,
        section=context.titles["notices"],
        frame=paths.NOTICE_FRAME,
        search=None if personal else title,
        sources=(case.record.path,),
        head=_article(title, notice.posted, source=card["office"]),
        robots="noindex,noarchive" if personal else None,
    )


def _is_proved(context: SiteContext, case: Case) -> bool:
    return context.kind_of(case).draws and is_committed(case.record.data)


def _proof_title(case: Case) -> str:
    return f"抽选证明 {case.title}"


def _draw(context: SiteContext, case: Case) -> Document:
    """The proof of a draw, from the day on which its list is committed to: numbers only."""
    data = case.record.data
    proof = proof_of(data, selection_of(data))
    path = paths.proof_page(case.record)
    name = path.rpartition("/")[2].replace(".html", ".json")
    title = _proof_title(case)
    return _document(
        context,
        path,
        title=title,
        template="site/pages/draw.html.j2",
        view={
            "title": title,
            "proof": proof,
            "committed": committed_on(data),
            "void": bool(data.get("作废")),
            "beside": {"name": name, "text": proof_text(proof)},
        },
        section=context.titles["notices"],
        frame=paths.NOTICE_FRAME,
        search=title,
        sources=(case.record.path,),
        head=_article(title, committed_on(data), source=context.county.bureau),
    )


def _text(context: SiteContext, page: Page, *, rows: list[Disclosed]) -> Document:
    title, path = pages.title_of(page), f"public/{pages.address_of(page)}"
    published = next((row.published for row in rows if row.href == pages.address_of(page)), None)
    source = page.head.publisher or context.county.bureau
    return _document(
        context,
        path,
        title=title,
        section=pages.section_of(page),
        frame=path,
        search="",
        sources=(page.path,),
        head=_article(title, published, source=source),
    )


def _list(
    context: SiteContext,
    name: str,
    *,
    view: Mapping[str, Any],
    search: str | None = None,
    robots: str | None = None,
) -> Document:
    """A page that the site always has, titled as in its menu."""
    return _document(
        context,
        f"public/{name}.html",
        title=context.titles[name],
        template=f"site/pages/{name}.html.j2",
        view=view,
        section=context.titles[name],
        search=search,
        robots=robots,
    )


def _document(
    context: SiteContext,
    path: str,
    *,
    title: str,
    template: str = "",
    view: Mapping[str, Any] | None = None,
    section: str = "",
    frame: str = "",
    search: str | None = None,
    sources: tuple[str, ...] = (),
    head: Mapping[str, Any] | None = None,
    robots: str | None = None,
) -> Document:
    root = paths.root_of(path)
    whole = {"root": root, "site": context.site, "section": section, **(view or {})}
    own = head or {"ColumnName": section or title, "ColumnType": "概况"}
    tags = {**_site_tags(context), **own}
    link = f'<link rel="alternate" type="application/atom+xml" href="{root}feed.xml">\n'
    head_tags = meta_tags(tags, robots=robots) + link
    poured = {"tags": head_tags, "robots": robots, "published": tags.get("PubDate")}
    return Document(
        path=path,
        audience="public",
        template=template,
        view=whole,
        digest=digest_of(whole, context.digest(template), title, poured),
        frame=frame or path,
        title=title,
        sources=sources,
        head=poured,
        search=search,
    )


def _site_tags(context: SiteContext) -> dict[str, Any]:
    return {
        "SiteName": context.site["name"],
        "SiteDomain": context.county.domain,
        "SiteIDCode": context.county.id_code,
    }


def _article(title: str, published: date | None, *, source: str) -> dict[str, Any]:
    return {"ArticleTitle": title, "PubDate": published, "ContentSource": source}


def _titles(rows: Iterable[CountTable | Disclosed]) -> str:
    return " ".join(row.title for row in rows)


def _ordinal(day: date | None) -> int:
    return day.toordinal() if day else 0
