"""Files of a site that are not pages: search index, sitemap, feed, robots, and the next change."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from html import unescape
from typing import TYPE_CHECKING

from suowu.county import County, county_of
from suowu.model import EMPTY, Data

if TYPE_CHECKING:
    from suowu.ledger import Document, Ledger

SITEMAP = "site/sitemap.xml.j2"
FEED = "site/feed.xml.j2"

_ARTICLE = re.compile(r"<article[^>]*>(.*)</article>", re.DOTALL)
_HEADING = re.compile(r'<h[2-4] id="([^"]+)"[^>]*>(.*?)</h[2-4]>', re.DOTALL)
_SILENT = re.compile(  # figures change daily, and a drawing says what stands beside it
    r"<(script|style|nav|form|svg)\b.*?</\1>|<details class=\"standing\">.*?</details>", re.DOTALL
)
_TAG = re.compile(r"<[^>]+>")
_SPACE = re.compile(r"\s+")


def search_index(
    pages: Iterable[tuple[Document, bytes]], called: Mapping[str, str] = EMPTY
) -> bytes:
    """A classic script that sets window.searchIndex, so that it also loads from file://.

    `called` is what readers call a page or a section of it (guide.md#mediation).
    """
    names = {place.replace(".md", ".html", 1): words for place, words in called.items()}
    entries = [
        entry | ({"k": names[entry["u"]]} if entry["u"] in names else {})
        for document, content in pages
        for entry in _search_entries(document, content)
    ]
    return search_script(entries)


def search_script(entries: Sequence[Mapping[str, str]]) -> bytes:
    """Entries of a search as the script that pages load: t title, u address, s column, x words."""
    text = json.dumps(entries, ensure_ascii=False, separators=(",", ":"))
    return f"window.searchIndex={text.replace('<', chr(92) + 'u003c')};\n".encode()


def _search_entries(document: Document, content: bytes) -> Iterator[dict[str, str]]:
    """A page; one whose words are its article has an entry for each of its sections."""
    own = {"t": document.title, "u": _address(document), "s": str(document.view.get("section", ""))}
    if document.search:
        yield own | {"x": document.search}
        return
    article = _ARTICLE.search(content.decode("utf-8"))
    lead, *sections = _HEADING.split(article[1] if article else "")
    yield own | {"x": _words(lead)}
    for anchor, heading, text in zip(sections[::3], sections[1::3], sections[2::3], strict=True):
        title = f"{_words(heading)}（{document.title}）"
        yield own | {"t": title, "u": f"{own['u']}#{anchor}", "x": _words(text)}


def article_text(html: str) -> str:
    """The words of a page's article."""
    article = _ARTICLE.search(html)
    return _words(article[1] if article else "")


def _words(html: str) -> str:
    return _SPACE.sub(" ", unescape(_TAG.sub(" ", _SILENT.sub(" ", html)))).strip()


def sitemap(documents: Iterable[Document], ledger: Ledger) -> Data:
    """The view of SITEMAP: every public page that search engines may list."""
    domain = _county(ledger).domain
    base = f"https://{domain}/" if domain else ""
    listed = (d for d in _open_to_all(documents) if not d.path.endswith("/404.html"))
    return {"addresses": [base + _address(document) for document in listed]}


def feed(documents: Iterable[Document], ledger: Ledger) -> Data:
    """The view of FEED: what has been published about no person, newest first."""
    base = f"https://{_county(ledger).domain or 'localhost'}/"
    dated = [d for d in _open_to_all(documents) if d.head.get("published")]
    dated.sort(key=lambda d: (d.head["published"], d.path), reverse=True)
    return {
        "bureau": _county(ledger).bureau,
        "id": base,
        "updated": dated[0].head["published"] if dated else ledger.as_of,
        "entries": [
            {"title": d.title, "address": base + _address(d), "day": d.head["published"]}
            for d in dated
        ],
    }


def _open_to_all(documents: Iterable[Document]) -> Iterator[Document]:
    return (document for document in documents if not document.head.get("robots"))


def _county(ledger: Ledger) -> County:
    return county_of(ledger.book.county.data)


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
        event.add("dtstamp", datetime.combine(ledger.as_of, time(), tzinfo=UTC))
        event.add("dtstart", day)
        event.add("dtend", day + timedelta(days=1))
        event.add("summary", "重新生成网站")
        event.add("description", "\n".join(why))
        whole.add_component(event)
    return bytes(whole.to_ical())


def _address(document: Document) -> str:
    return document.path.partition("/")[2]
