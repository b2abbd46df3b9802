"""The public site: portal, offices, notices in their window, statistics and catalogue.

Only Ledger.public_*, Ledger.statistics, masked notice views and content/public are read here;
of the county record only its own name, codes and addresses, which are public by nature.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from suowu import wording
from suowu.digest import digest_of
from suowu.model import Case, Document, Notice, Page
from suowu.render import pages, paths, templates
from suowu.render.catalogue import catalogue
from suowu.render.shapes import (
    Room,
    fingerprint,
    meta_tags,
    notice_card,
    notice_title,
    office_card,
    tables,
)

Posted = tuple[Notice, Case]


def documents(room: Room) -> Iterator[Document]:
    """Every page of the public site."""
    posted = posted_notices(room)
    yield _portal(room, posted)
    yield _list(
        room, "offices", "司法所", {"offices": _offices(room)}, search="司法所 名录 地址 电话"
    )
    for office in room.ledger.public_offices:
        yield _office(room, office, posted)
    cards = {"notices": [_card(room, notice) for notice, _ in posted], "offices": _offices(room)}
    yield _list(room, "notices", "公示公告", cards, search="正在公示的事项")
    for notice, case in posted:
        yield _notice(room, notice, case)
    counts = tables(_statistics(room))
    yield _list(room, "statistics", "统计", {"tables": counts}, search=_words(counts))
    rows = catalogue(room)
    yield _list(room, "catalogue", "政府信息公开", {"rows": rows}, search=_words(rows))
    yield _list(room, "search", "搜索", {"index": "search/index.js"}, robots="noindex")
    for page in pages.public_pages(room.ledger.book.raw):
        yield _text(room, page)
    yield _document(room, "public/404.html", "没有找到这一页", "", {}, frame="public/404.html")


def posted_notices(room: Room) -> list[Posted]:
    """What a citizen may read today: in its window and meant for the web; newest first."""
    found = [
        (notice, case)
        for case in room.ledger.cases.values()
        for notice in case.notices
        if notice.state == "公示中" and "网页" in notice.channels
    ]
    return sorted(found, key=lambda pair: (-_ordinal(pair[0].posted), pair[0].slug))


def _portal(room: Room, posted: list[Posted]) -> Document:
    texts = pages.public_pages(room.ledger.book.raw)
    view = {
        "county": room.ledger.public_county,
        "offices": _offices(room),
        "notices": [_card(room, notice) for notice, _ in posted[:8]],
        "affairs": _affairs(texts),
        "pages": [_text_link(page) for page in texts if not page.meta.get("公开事项")],
        "tables": tables(_statistics(room))[:2],
    }
    title = str(room.site["name"])
    return _document(
        room,
        "public/index.html",
        title,
        "site/pages/portal.html.j2",
        view,
        section="首页",
    )


def _office(room: Room, office: str, posted: list[Posted]) -> Document:
    data = room.ledger.public_offices[office]
    name = str(data.get("名称", office))
    view = {
        "id": office,
        "office": data,
        "notices": [_card(room, notice) for notice, _ in posted if notice.office == office],
        "affairs": _affairs(pages.public_pages(room.ledger.book.raw)),
        "tables": tables(_office_statistics(room, office)),
    }
    return _document(
        room,
        paths.office_page(office),
        name,
        "site/pages/office.html.j2",
        view,
        section="司法所",
        frame=paths.PUBLIC_OFFICE_FRAME,
        search=wording.written(dict(data)),
        sources=(room.ledger.book.offices[office].path,),
        head={"ColumnName": name, "ColumnType": "所务公开", "ContentSource": room.site["bureau"]},
    )


def _notice(room: Room, notice: Notice, case: Case) -> Document:
    kind = room.ledger.book.raw.kinds[notice.kind]
    personal = kind.scope == "案"
    shape = next(shape for shape in kind.notices if shape.id == notice.shape)
    card, title = _card(room, notice), notice_title(notice)
    office = room.ledger.public_offices.get(notice.office, {})
    view = {
        "n": notice.view,
        "notice": card,
        "clause": notice.clause,
        "counted": list(notice.counted),
        "fingerprint": fingerprint(room, notice),
        "office": office_card(notice.office, office, href=f"offices/{notice.office}.html"),
    }
    return _document(
        room,
        paths.notice_page(notice.slug),
        title,
        templates.notice_of(shape),
        view,
        section="公示公告",
        frame=paths.NOTICE_FRAME,
        search=None if personal else title,
        sources=(case.record.path,),
        head=_article(room, title, notice.posted, card["office"]),
        robots="noindex,noarchive" if personal else None,
    )


def _text(room: Room, page: Page) -> Document:
    title, path = pages.title_of(page), f"public/{pages.address_of(page)}"
    published = page.meta.get("发布日期")
    source = str(page.meta.get("发布机构") or room.site["bureau"])
    head = _article(room, title, published if isinstance(published, date) else None, source)
    return _document(
        room, path, title, "", {}, section=pages.section_of(page), frame=path, search="",
        sources=(page.path,), head=head,
    )  # fmt: skip


def _list(
    room: Room,
    name: str,
    title: str,
    view: dict[str, Any],
    *,
    search: str | None = None,
    robots: str | None = None,
) -> Document:
    return _document(
        room,
        f"public/{name}.html",
        title,
        f"site/pages/{name}.html.j2",
        view,
        section=title,
        search=search,
        robots=robots,
    )


def _document(
    room: Room,
    path: str,
    title: str,
    template: str,
    view: dict[str, Any],
    *,
    section: str = "",
    frame: str = "",
    search: str | None = None,
    sources: tuple[str, ...] = (),
    head: dict[str, Any] | None = None,
    robots: str | None = None,
) -> Document:
    whole = {"root": paths.root_of(path), "site": room.site, "section": section, **view}
    tags = _site_tags(room) | (head or {"ColumnName": section or title, "ColumnType": "概况"})
    published = tags.get("PubDate")
    link = f'<link rel="alternate" type="application/atom+xml" href="{whole["root"]}feed.xml">\n'
    tagged = meta_tags(tags, robots=robots) + link
    poured = {"tags": tagged, "robots": robots, "published": published}
    return Document(
        path=path,
        audience="public",
        template=template,
        view=whole,
        digest=digest_of(whole, room.digest(template), title, poured),
        frame=frame or path,
        title=title,
        sources=sources,
        head=poured,
        search=search,
    )


def _site_tags(room: Room) -> dict[str, Any]:
    site = room.ledger.book.county.data.get("网站") or {}
    return {
        "SiteName": room.site["name"],
        "SiteDomain": site.get("域名"),
        "SiteIDCode": site.get("标识码"),
    }


def _article(room: Room, title: str, published: date | None, source: str) -> dict[str, Any]:
    return {"ArticleTitle": title, "PubDate": published, "ContentSource": source}


def _offices(room: Room) -> list[dict[str, Any]]:
    return [
        office_card(office, data, href=f"offices/{office}.html")
        for office, data in room.ledger.public_offices.items()
    ]


def _card(room: Room, notice: Notice) -> dict[str, Any]:
    office = room.ledger.public_offices.get(notice.office, room.ledger.public_county)
    return notice_card(notice, str(office.get("名称", notice.office)))


def _affairs(texts: list[Page]) -> list[dict[str, Any]]:
    return [
        {"item": str(page.meta["公开事项"]), **_text_link(page)}
        for page in texts
        if page.meta.get("公开事项")
    ]


def _text_link(page: Page) -> dict[str, Any]:
    return {
        "title": pages.title_of(page),
        "href": pages.address_of(page),
        "summary": str(page.meta.get("内容概述", "")),
    }


def _statistics(room: Room) -> Any:
    return room.ledger.statistics.get("public", {})


def _office_statistics(room: Room, office: str) -> Any:
    return (room.ledger.statistics.get("offices") or {}).get(office, {})


def _words(rows: list[dict[str, Any]]) -> str:
    return " ".join(str(row.get("title", "")) for row in rows)


def _ordinal(day: date | None) -> int:
    return day.toordinal() if day else 0
