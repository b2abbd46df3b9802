"""Check: Raw + Definitions → Book or problems, is every record well formed? No clock."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from suowu.addresses import addresses_of
from suowu.check.county import cross_problems, folder_problems, key_problems
from suowu.check.record import RecordFile, record_checks, record_files
from suowu.definitions import Definitions
from suowu.ledger import Book
from suowu.load.layout import COUNTY, location_of
from suowu.model import Problem, Raw, Record
from suowu.problems import in_order

__all__ = ["check"]


def check(
    raw: Raw, definitions: Definitions, *, more: Iterable[Problem] = (), cache: Path | None = None
) -> Book | tuple[Problem, ...]:
    """The county as a Book, or every 错误 (and 提醒) of all files, sorted by path and line.

    `more` are problems found elsewhere in the definitions. `cache` is a folder for the checks of
    single records, keyed by their bytes and their kind's;
    whatever depends on other records is worked out every time.
    """
    located = [
        (location, source) for source in raw.records if (location := location_of(source.rel))
    ]
    files = record_files(located, definitions, tables=raw.data_files)
    checks = record_checks(files, cache=cache)
    problems = in_order(
        (
            *raw.problems,
            *definitions.problems,
            *more,
            *folder_problems(raw, definitions, located=located, files=files),
            *(p for each in checks.values() for p in each.problems),
            *cross_problems(files, checks, definitions=definitions),
            *key_problems(raw, files),
        )
    )
    if any(p.level == "错误" for p in problems):
        return problems
    return _book(raw, files, warnings=problems)


def _book(raw: Raw, files: Iterable[RecordFile], *, warnings: tuple[Problem, ...]) -> Book:
    records = sorted((_record(file) for file in files), key=lambda record: record.key)
    return Book(
        digest=raw.digest,
        county=next(r for r in records if r.office == COUNTY and r.id == COUNTY),
        offices={r.office: r for r in records if r.office != COUNTY and r.id == "office"},
        records=tuple(records),
        warnings=warnings,
        addresses=addresses_of(raw.address_key) if raw.address_key is not None else None,
    )


def _record(file: RecordFile) -> Record:
    return Record(
        office=file.location.office,
        kind=file.kind.id,
        id=file.location.id,
        path=file.source.path,
        digest=file.source.digest,
        data=file.source.data,
    )
