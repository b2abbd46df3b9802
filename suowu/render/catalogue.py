"""The disclosure catalogue: what the records list as disclosed, the text pages and office pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from suowu.model import Page
from suowu.render import pages
from suowu.render.shapes import Room, by

FIELD = "信息公开"
OWN_NUMBERS = 90000
Row = dict[str, Any]


def catalogue(room: Room) -> list[Row]:
    """The rows, newest first, each with a lasting 索引号.

    Records and pages may carry their own. The others are numbered above 90000 by the day they were
    published, so that a new page takes the next number and none is given twice.
    """
    listed = [row for row in _listed_rows(room) if row["published"]]
    told = {row["href"] for row in listed if row["href"]}
    texts = [_text_row(room, page) for page in pages.public_pages(room.ledger.book.raw)]
    opened = min((row["published"] for row in texts if row["published"]), default=None)
    offices = [_office_row(room, office, opened) for office in room.ledger.public_offices]
    own = [row for row in (*offices, *texts) if row["href"] not in told]
    rows = _numbered(room, sorted([*listed, *own], key=_by_day))
    return sorted(rows, key=lambda row: (-_ordinal(row["published"]), row["index_no"]))


def _numbered(room: Room, rows: list[Row]) -> list[Row]:
    code = str(room.ledger.book.county.data.get("机构代码", ""))
    without = [row for row in rows if not row["index_no"]]
    for year, group in by(without, lambda row: f"{(row['published'] or date.min).year}").items():
        for number, row in enumerate(group, OWN_NUMBERS + 1):
            row["index_no"] = f"{code}/{year}-{number:05d}"
    return rows


def _listed_rows(room: Room) -> Iterator[Row]:
    """What the county and its offices say in their records that they have disclosed."""
    county = room.ledger.public_county
    yield from (_listed_row(item, room.site["bureau"]) for item in county.get(FIELD) or ())
    for office, data in room.ledger.public_offices.items():
        publisher = data.get("名称", office)
        yield from (_listed_row(item, publisher) for item in data.get(FIELD) or ())


def _listed_row(item: Mapping[str, Any], publisher: Any) -> Row:
    return {
        "index_no": str(item.get("索引号") or ""),
        "title": str(item.get("名称") or ""),
        "column": str(item.get("分类") or ""),
        "publisher": str(publisher),
        "dated": _day(item.get("成文日期") or item.get("形成日期")),
        "published": _day(item.get("公开日期")),
        "doc_no": str(item.get("文号") or ""),
        "valid": str(item.get("有效性") or "有效"),
        "href": str(item.get("页面") or ""),
    }


def _text_row(room: Room, page: Page) -> Row:
    meta = page.meta
    return {
        "index_no": str(meta.get("索引号") or ""),
        "title": pages.title_of(page),
        "column": str(meta.get("类别") or ""),
        "publisher": str(meta.get("发布机构") or room.site["bureau"]),
        "dated": _day(meta.get("成文日期") or meta.get("形成日期")),
        "published": _day(meta.get("发布日期")),
        "doc_no": str(meta.get("文号") or ""),
        "valid": str(meta.get("有效性") or "有效"),
        "href": pages.address_of(page),
    }


def _office_row(room: Room, office: str, opened: date | None) -> Row:
    """An office's page is published when the site opens, or later with the office itself."""
    data = room.ledger.public_offices[office]
    since = _day(data.get("设立日期"))
    return {
        "index_no": "",
        "title": f"{data.get('名称', office)}所务公开",
        "column": "所务公开",
        "publisher": str(data.get("名称", office)),
        "dated": since,
        "published": max(filter(None, (since, opened)), default=None),
        "doc_no": "",
        "valid": "有效",
        "href": f"offices/{office}.html",
    }


def _day(value: Any) -> date | None:
    return value if isinstance(value, date) else None


def _by_day(row: Row) -> tuple[int, str, str]:
    return _ordinal(row["published"]), row["href"], row["title"]


def _ordinal(day: date | None) -> int:
    return day.toordinal() if day else 0
