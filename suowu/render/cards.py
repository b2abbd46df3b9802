"""Cards of notices and text pages, count tables and figures, ready to print."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final, NamedTuple, TypedDict

from suowu.definitions import Page
from suowu.derive.statistics import CountTable
from suowu.digest import digest_of
from suowu.ledger import Notice
from suowu.render import pages, paths
from suowu.render.context import SiteContext

LONGEST_LIST: Final = 6
"""A table of two columns with more rows than this is too long for figures."""


class NoticeCard(TypedDict):
    """A notice in a list: the matter, the office and the window. No name, not even a masked one."""

    name: str
    office: str
    office_id: str
    posted: date | None
    last_day: date | None
    open_ended: bool
    href: str


class TextCard(NamedTuple):
    """A text page in a list; `item` is the 公开事项 it answers, empty for others."""

    item: str
    title: str
    href: str
    summary: str


class _Figure(NamedTuple):
    """A large number with the words under it."""

    number: int
    words: str


def notice_card(context: SiteContext, notice: Notice) -> NoticeCard:
    """The card of one notice."""
    return {
        "name": notice.name,
        "office": context.issuer(notice.office).name,
        "office_id": notice.office,
        "posted": notice.posted,
        "last_day": notice.last_day,
        "open_ended": bool(notice.open_ended),
        "href": paths.within(paths.notice_page(notice.slug)),
    }


def notice_title(notice: Notice) -> str:
    """The title of the notice's own page, the one place where the masked name stands."""
    who = notice.view.get("姓名")
    return f"{who}{notice.name}" if isinstance(who, str) and who else notice.name


def fingerprint(context: SiteContext, notice: Notice) -> str:
    """A digest of the notice's words and masked values, the same as long as it says the same."""
    shape = context.notice_digests.get(f"{notice.kind}/{notice.shape}", "")
    return digest_of(shape, notice.view)


def text_card(page: Page) -> TextCard:
    """The card of one text page."""
    return TextCard(
        item=page.head.subject or "",
        title=pages.title_of(page),
        href=pages.address_of(page),
        summary=page.head.summary or "",
    )


def affairs(texts: Iterable[Page]) -> list[TextCard]:
    """The pages that answer a 公开事项."""
    return [card for card in map(text_card, texts) if card.item]


def figures(tables: Iterable[CountTable]) -> list[_Figure]:
    """A few large numbers out of tables: the rows of a short one whose heads are sorts of a thing,
    else the totals."""
    return [figure for table in tables for figure in _figures(table)]


def _figures(table: CountTable) -> Iterator[_Figure]:
    if len(table.columns) > 2:
        totals = table.total.cells if table.total else ()
        named = zip(table.columns[1:], totals, strict=True)
        yield from (_Figure(number, words) for words, number in named if number)
    elif table.noun and len(table.rows) <= LONGEST_LIST:
        for row in table.rows:
            if row.cells[0]:
                yield _Figure(row.cells[0], f"{row.head}{table.noun}")
    elif table.total and table.total.cells[0]:
        yield _Figure(table.total.cells[0], table.title)
