"""What registers show on an office's public page: how many entries of each sort in a year, small
numbers suppressed (所务公开). What an entry says is never shown."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from suowu.data import data_table
from suowu.definitions import Definitions, Kind
from suowu.derive.statistics import SMALL, CountRow, CountTable, suppressed, total_of
from suowu.fields import field_at
from suowu.grammar.kinds import Shown
from suowu.ledger import Case
from suowu.rules.conditions import holds
from suowu.rules.scopes import day, items, value
from suowu.wording import chinese_date

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
    since = until.replace(year=until.year - 1)
    told = [
        str(value(shown.by, item))
        for book in books
        for item in items(shown.each, book.scope)
        if (on := day(shown.day, item)) and since <= on < until and holds(shown.when, item)
    ]
    by = field_at(kind.fields, f"{shown.each.text}.{shown.by.text}")
    heads = [str(word) for word in by.allowed] if by else sorted(set(told))
    numbers = [told.count(head) for head in heads]
    cells = suppressed(numbers)
    dates = {"since": chinese_date(since), "day": chinese_date(until)}
    return CountTable(
        title=shown.label,
        columns=(shown.by.text, _WORDS["条数"]),
        rows=tuple(CountRow(head=h, cells=(c,)) for h, c in zip(heads, cells, strict=True)),
        total=CountRow(head=_WORDS["合计"], cells=(total_of(numbers, cells),)),
        note=_WORDS["近一年"].format(**dates, number=SMALL, unit="条"),
    )
