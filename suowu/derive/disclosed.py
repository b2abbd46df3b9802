"""What registers show on an office's public page: how many entries of each sort in a year, small
numbers suppressed (所务公开). What an entry says is never shown."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from suowu.data import data_table
from suowu.definitions import Definitions, Kind
from suowu.derive.statistics import (
    CountRow,
    CountTable,
    in_year_before,
    note_of_a_year,
    suppressed,
    total_of,
)
from suowu.fields import field_at
from suowu.grammar.kinds import Shown
from suowu.ledger import Case
from suowu.rules.conditions import holds
from suowu.rules.scopes import day, items, value

_WORDS: Final = data_table("statistics")


def disclosed_of(
    definitions: Definitions, *, cases: Iterable[Case], as_of: date
) -> dict[str, tuple[CountTable, ...]]:
    """The public tables of each office's registers, by office."""
    books: dict[tuple[str, str], list[Case]] = {}
    for case in cases:
        if definitions.kinds[case.record.kind].file.shown:
            books.setdefault((case.record.office, case.record.kind), []).append(case)
    found: dict[str, tuple[CountTable, ...]] = {}
    for (office, kind), own in sorted(books.items()):
        tables = (
            _counted(definitions.kinds[kind], shown, books=own, until=as_of.replace(day=1))
            for shown in definitions.kinds[kind].file.shown
        )
        found[office] = (*found.get(office, ()), *tables)
    return found


def _counted(kind: Kind, shown: Shown, *, books: list[Case], until: date) -> CountTable:
    """Counts of the twelve months before this one, so that no day tells whose entry came."""
    told = [
        str(value(shown.by, item))
        for book in books
        for item in items(shown.each, book.scope)
        if in_year_before(until, day(shown.day, item)) and holds(shown.when, item)
    ]
    by = field_at(kind.fields, f"{shown.each.text}.{shown.by.text}")
    heads = [str(word) for word in by.allowed] if by else sorted(set(told))
    numbers = [told.count(head) for head in heads]
    cells = suppressed(numbers)
    return CountTable(
        title=shown.label,
        columns=(shown.by.text, _WORDS["条数"]),
        rows=tuple(CountRow(head=h, cells=(c,)) for h, c in zip(heads, cells, strict=True)),
        total=CountRow(head=_WORDS["合计"], cells=(total_of(numbers, cells),)),
        note=note_of_a_year(until, unit="条"),
    )
