"""Disclosure catalogue: what the records list as disclosed, the text pages and the office pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from suowu.county import Disclosed, Office
from suowu.data import data_table
from suowu.definitions import Page
from suowu.render import pages, paths
from suowu.render.context import SiteContext
from suowu.render.rows import by

OWN_NUMBERS = 90000


def catalogue(context: SiteContext) -> list[Disclosed]:
    """The entries, newest first, each with a lasting 索引号.

    Records and pages may carry their own. The others are numbered above 90000 by the day they were
    published, so that a new page takes the next number and none is given twice.
    """
    listed = [entry for entry in _listed(context) if entry.published]
    linked = {entry.href for entry in listed if entry.href}
    texts = [_of_text(context, page) for page in pages.public_pages(context.ledger.definitions)]
    opened = min((entry.published for entry in texts if entry.published), default=None)
    offices = [_of_office(office, opened) for office in context.offices.values()]
    own = [entry for entry in (*offices, *texts) if entry.href not in linked]
    entries = _numbered(sorted([*listed, *own], key=_by_day), context.county.code)
    return sorted(entries, key=lambda entry: (-_ordinal(entry.published), entry.index_no))


def _numbered(entries: list[Disclosed], code: str) -> list[Disclosed]:
    without = [entry for entry in entries if not entry.index_no]
    years = by(without, lambda entry: f"{(entry.published or date.min).year}")
    given = [
        replace(entry, index_no=f"{code}/{year}-{number:05d}")
        for year, group in years.items()
        for number, entry in enumerate(group, OWN_NUMBERS + 1)
    ]
    return [*(entry for entry in entries if entry.index_no), *given]


def _listed(context: SiteContext) -> Iterator[Disclosed]:
    """What the county and its offices say in their records that they have disclosed."""
    yield from context.public_county.disclosed
    for office in context.offices.values():
        yield from office.disclosed


def _of_text(context: SiteContext, page: Page) -> Disclosed:
    head = page.head
    return Disclosed(
        index_no=head.index_number or "",
        title=pages.title_of(page),
        column=head.category or "",
        summary=head.summary or "",
        publisher=head.publisher or context.county.bureau,
        dated=head.dated or head.formed,
        published=head.published,
        doc_no=head.number or "",
        valid=head.validity or "有效",
        href=pages.address_of(page),
    )


def _of_office(office: Office, opened: date | None) -> Disclosed:
    """An office's page is published when the site opens, or later with the office itself."""
    column = data_table("menus")["disclosure"]
    return Disclosed(
        index_no="",
        title=f"{office.name}{column}",
        column=column,
        summary=str(data_table("menus")["office_summary"]).format(所=office.name),
        publisher=office.name,
        dated=office.since,
        published=max(filter(None, (office.since, opened)), default=None),
        doc_no="",
        valid="有效",
        href=paths.within(paths.office_page(office.id)),
    )


def _by_day(entry: Disclosed) -> tuple[int, str, str]:
    return _ordinal(entry.published), entry.href, entry.title


def _ordinal(day: date | None) -> int:
    return day.toordinal() if day else 0
