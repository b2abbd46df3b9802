"""The files of a site that are not pages: sitemap, robots, and when to build again."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from html import escape

from suowu.model import Document, Ledger


def sitemap(documents: Iterable[Document], ledger: Ledger) -> bytes:
    """Every public page that search engines may list."""
    domain = (ledger.book.county.data.get("网站") or {}).get("域名") or ""
    base = f"https://{domain}/" if domain else ""
    urls = [
        f"<url><loc>{escape(base + _address(document))}</loc></url>"
        for document in documents
        if not document.head.get("robots") and not document.path.endswith("/404.html")
    ]
    return "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">',
            *urls,
            "</urlset>",
            "",
        ]
    ).encode()


def feed(documents: Iterable[Document], ledger: Ledger) -> bytes:
    """What has been published about no person, newest first, as Atom."""
    county = ledger.book.county.data
    base = f"https://{(county.get('网站') or {}).get('域名') or 'localhost'}/"
    dated = [d for d in documents if d.head.get("published") and not d.head.get("robots")]
    dated.sort(key=lambda d: (d.head["published"], d.path), reverse=True)
    newest = dated[0].head["published"] if dated else ledger.as_of
    entries = [
        f"<entry><title>{escape(d.title)}</title><id>{escape(base + _address(d))}</id>"
        f'<link href="{escape(base + _address(d))}"/>'
        f"<updated>{d.head['published']}T00:00:00+08:00</updated></entry>"
        for d in dated
    ]
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom">',
        f"<title>{escape(str(county.get('司法局', '')))}</title><id>{escape(base)}</id>",
        f"<updated>{newest}T00:00:00+08:00</updated>",
        f"<author><name>{escape(str(county.get('司法局', '')))}</name></author>",
        *entries,
        "</feed>",
        "",
    ]
    return "\n".join(lines).encode()


def robots(*, audience: str) -> bytes:
    """The internal site is for nobody's crawler; notices carry their own noindex."""
    rule = "Disallow: /" if audience == "internal" else "Allow: /"
    return f"User-agent: *\n{rule}\n".encode()


def next_change(ledger: Ledger) -> bytes:
    """The next day on which something public changes, for a timer."""
    day, why = ledger.next_change or (None, ())
    answer = {
        "as_of": ledger.as_of.isoformat(),
        "next": day.isoformat() if day else None,
        "why": list(why),
    }
    return (json.dumps(answer, ensure_ascii=False, indent=2) + "\n").encode()


def calendar(ledger: Ledger) -> bytes:
    """The same day as an all-day event for a desk calendar."""
    from icalendar import Calendar, Event

    whole = Calendar()
    whole.add("prodid", "-//suowu//next change//ZH")
    whole.add("version", "2.0")
    if ledger.next_change:
        day, why = ledger.next_change
        event = Event()
        event.add("uid", f"{day.isoformat()}@suowu.invalid")
        event.add(
            "dtstamp", datetime(ledger.as_of.year, ledger.as_of.month, ledger.as_of.day, tzinfo=UTC)
        )
        event.add("dtstart", day)
        event.add("dtend", day + timedelta(days=1))
        event.add("summary", "重新生成网站")
        event.add("description", "\n".join(why))
        whole.add_component(event)
    return bytes(whole.to_ical())


def _address(document: Document) -> str:
    return document.path.partition("/")[2]
