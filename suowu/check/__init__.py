"""Raw → Book or problems: is every record well formed? It never looks at a clock."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from suowu.check.cross import cross_problems
from suowu.check.folders import folder_problems
from suowu.check.record import Entry, entries_of, verdicts_of
from suowu.load.layout import COUNTY, place_of
from suowu.model import Book, Problem, Raw, Record
from suowu.problems import in_order

__all__ = ["check"]


def check(raw: Raw, *, cache: Path | None = None) -> Book | tuple[Problem, ...]:
    """The county as a Book, or every 错误 (and 提醒) of all files, sorted by path and line.

    `cache` is a folder for the verdicts on single records, keyed by their bytes and their kind's;
    whatever depends on other records is worked out every time.
    """
    placed = [(place, source) for source in raw.records if (place := place_of(source.rel))]
    entries = entries_of(placed, raw)
    verdicts = verdicts_of(entries, cache=cache)
    problems = in_order(
        (
            *raw.problems,
            *folder_problems(raw, placed, entries),
            *(p for verdict in verdicts.values() for p in verdict.problems),
            *cross_problems(entries, verdicts),
        )
    )
    if any(p.level == "错误" for p in problems):
        return problems
    return _book(raw, entries, problems)


def _book(raw: Raw, entries: Iterable[Entry], warnings: tuple[Problem, ...]) -> Book:
    records = sorted((_record(entry) for entry in entries), key=lambda record: record.key)
    return Book(
        raw=raw,
        county=next(r for r in records if r.office == COUNTY and r.id == COUNTY),
        offices={r.office: r for r in records if r.office != COUNTY and r.id == "office"},
        records=tuple(records),
        warnings=warnings,
    )


def _record(entry: Entry) -> Record:
    return Record(
        office=entry.place.office,
        kind=entry.kind.id,
        id=entry.place.id,
        path=entry.source.path,
        digest=entry.source.digest,
        data=entry.source.data,
    )
