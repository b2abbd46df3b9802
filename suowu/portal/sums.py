"""Sums of a portal: the counts that counties have published, county by county and together.

A sum is made of published counts only: whoever subtracts learns nothing that was withheld.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from suowu.derive.statistics import CountRow, CountTable
from suowu.portal.counties import CountySite

WHERE, TOTAL = "县（市、区）", "合计"


class PortalFigure(NamedTuple):
    """A large number with the words under it."""

    number: int
    words: str


def county_tables(sites: Sequence[CountySite]) -> list[CountTable]:
    """For each title that any county has a table: a line a county, a column a sort."""
    titles = dict.fromkeys(table["title"] for site in sites for table in site.tables)
    return [_table(title, sites) for title in titles]


def portal_figures(sites: Sequence[CountySite]) -> list[PortalFigure]:
    """What all counties together have, of what is counted by sort."""
    found = [PortalFigure(sum(len(site.offices) for site in sites), "司法所")]
    for table in county_tables(sites):
        if table.noun and table.total:
            pairs = zip(table.columns[1:], table.total.cells, strict=True)
            found += [
                PortalFigure(number, f"{head}{table.noun}") for head, number in pairs if number
            ]
    return found


def _table(title: str, sites: Iterable[CountySite]) -> CountTable:
    counts = {
        site.name: table["counts"]
        for site in sites
        for table in site.tables
        if table["title"] == title
    }
    nouns = [table["noun"] for site in sites for table in site.tables if table["title"] == title]
    heads = tuple(dict.fromkeys(head for own in counts.values() for head in own))
    rows = tuple(
        CountRow(head=name, cells=tuple(own.get(head) for head in heads))
        for name, own in counts.items()
    )
    sums = tuple(_sum(row.cells[at] for row in rows) for at in range(len(heads)))
    return CountTable(
        title=title,
        columns=(WHERE, *heads),
        rows=rows,
        total=CountRow(head=TOTAL, cells=sums),
        noun=nouns[0],
    )


def _sum(cells: Iterable[int | None]) -> int | None:
    """Of what was published; None if nothing was."""
    known = [cell for cell in cells if cell is not None]
    return sum(known) if known else None
