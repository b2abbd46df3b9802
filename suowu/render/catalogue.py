"""Disclosure catalogue: what the records list as disclosed, the text pages and the office pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from suowu.county import Office
from suowu.data import data_table
from suowu.definitions import Page
from suowu.disclosure import Disclosed
from suowu.ledger import Ledger
from suowu.load.layout import COUNTY
from suowu.render import pages, paths
from suowu.render.context import SiteContext, site_context


class CatalogueEntry(NamedTuple):
    """A line of the catalogue. `document` names it for ever: the address of its page, else its
    owner and its name; `source` is the file that it is written in, `says_days` whether that says
    when it was made or published."""

    document: str
    shown: Disclosed
    source: str
    says_days: bool


def catalogue(context: SiteContext) -> list[Disclosed]:
    """The lines as readers see them, newest first.

    Numbers and days are those of the records, else those given by `number`; what is not known is
    left empty, and nothing is worked out from what else is listed.
    """
    shown = [entry.shown for entry in _entries(context)]
    return sorted(shown, key=lambda each: (-_ordinal(each.published), each.index_no, each.title))


def catalogued(ledger: Ledger) -> list[CatalogueEntry]:
    """Every line of the public catalogue, by document."""
    return sorted(_entries(site_context(ledger, internal=False)), key=lambda each: each.document)


def _entries(context: SiteContext) -> Iterator[CatalogueEntry]:
    texts = {pages.address_of(p): p for p in pages.public_pages(context.ledger.definitions)}
    listed = list(_listed(context, texts))
    linked = {entry.shown.href for entry in listed if entry.shown.href}
    offices = (_of_office(context, office) for office in context.offices.values())
    own = [*offices, *(_of_text(context, page) for page in texts.values())]
    for entry in [*listed, *(each for each in own if each.shown.href not in linked)]:
        yield _with_number(context, entry)


def _with_number(context: SiteContext, entry: CatalogueEntry) -> CatalogueEntry:
    given, shown = context.ledger.book.index_numbers.get(entry.document), entry.shown
    if given is None:
        return entry
    if not entry.says_days:
        shown = replace(shown, dated=given.formed, published=given.published)
    return entry._replace(shown=replace(shown, index_no=shown.index_no or given.index_no))


def _listed(context: SiteContext, texts: dict[str, Page]) -> Iterator[CatalogueEntry]:
    """What the county and its offices say in their records that they have disclosed; what they do
    not say of a text page its head says."""
    book = context.ledger.book
    owners = [(COUNTY, book.county, context.public_county.disclosed)]
    owners += [(o.lasting_id, book.offices[o.id], o.disclosed) for o in context.offices.values()]
    for owner, record, disclosed in owners:
        for entry in disclosed:
            if entry.published is None:
                continue
            page = texts.get(entry.href)
            if page is not None:
                head = page.head
                column, summary = entry.column or head.category, entry.summary or head.summary
                entry = replace(entry, column=column or "", summary=summary or "")
            document = entry.href or f"{owner}/{entry.doc_no or entry.title}"
            yield CatalogueEntry(document, entry, record.path, True)


def _of_text(context: SiteContext, page: Page) -> CatalogueEntry:
    head, address = page.head, pages.address_of(page)
    shown = Disclosed(
        index_no=head.index_number or "",
        title=pages.title_of(page),
        column=head.category or "",
        summary=head.summary or "",
        publisher=head.publisher or context.county.bureau,
        dated=head.dated or head.formed,
        published=head.published,
        doc_no=head.number or "",
        valid=head.validity or "有效",
        href=address,
    )
    return CatalogueEntry(address, shown, page.path, bool(shown.dated or shown.published))


def _of_office(context: SiteContext, office: Office) -> CatalogueEntry:
    """An office's page; it was made when its record was last changed, whenever the office was."""
    column = data_table("menus")["disclosure"]
    address = paths.within(paths.office_page(office.lasting_id))
    shown = Disclosed(
        index_no="",
        title=f"{office.name}{column}",
        column=column,
        summary=str(data_table("menus")["office_summary"]).format(所=office.name),
        publisher=office.name,
        dated=None,
        published=None,
        doc_no="",
        valid="有效",
        href=address,
    )
    return CatalogueEntry(address, shown, context.ledger.book.offices[office.id].path, False)


def _ordinal(day: date | None) -> int:
    return day.toordinal() if day else 0
