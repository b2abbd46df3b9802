"""Check: Raw + Definitions → Book or problems, which records are well formed? No clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from suowu.addresses import addresses_of
from suowu.check.county import cross_problems, folder_problems, key_problems
from suowu.check.fences import Fences, fences_of
from suowu.check.numbering import numbering_problems
from suowu.check.record import RecordFile, record_checks, record_files
from suowu.definitions import Definitions
from suowu.index_numbers import INDEX_FILE, numbered_documents
from suowu.ledger import Book
from suowu.load.layout import COUNTY, location_of
from suowu.model import Problem, Raw, Record
from suowu.parallel import Tell, silent
from suowu.problems import in_order

__all__ = ["check"]


def check(
    raw: Raw,
    definitions: Definitions,
    *,
    more: Iterable[Problem] = (),
    failed: Mapping[str, str] | None = None,
    cache: Path | None = None,
    tell: Tell = silent,
) -> Book | tuple[Problem, ...]:
    """The county as a Book without the records that an 错误 fences; or, where the law or the county
    itself cannot be used, every problem of all files, sorted by path and line.

    `more` are problems found elsewhere in the definitions, `failed` tracebacks of records that a
    later stage could not work out. `cache` is a folder for the checks of single records, keyed by
    their bytes and their kind's; whatever depends on other records is worked out every time.
    """
    more = tuple(more)
    located = [
        (location, source) for source in raw.records if (location := location_of(source.rel))
    ]
    files = record_files(located, definitions, tables=raw.data_files)
    checks, stumbled = record_checks(files, cache=cache, tell=tell)
    found = (
        *raw.problems,
        *folder_problems(raw, definitions, located=located, files=files),
        *(p for each in checks.values() for p in each.problems),
        *cross_problems(files, checks, definitions=definitions),
        *key_problems(raw, files),
        *numbering_problems(raw, files, located=located, definitions=definitions),
    )
    fences = fences_of(located, definitions, problems=found, failed={**stumbled, **(failed or {})})
    problems = in_order((*definitions.problems, *more, *fences.problems))
    usable = definitions.sound and not any(each.level == "错误" for each in more)
    book = _book(raw, files, fences=fences, problems=problems) if usable else None
    return problems if book is None else book


def _book(
    raw: Raw, files: Iterable[RecordFile], *, fences: Fences, problems: tuple[Problem, ...]
) -> Book | None:
    """None if the county's own record cannot be used, or what was read of the law."""
    wrong = {each.path for each in problems if each.level == "错误"}
    out = {each.path for each in fences.left_out}
    records = sorted(
        (
            _record(file)
            for file in files
            if file.source.path not in out
            and (file.location.folder or file.source.path not in wrong)
        ),
        key=lambda record: record.key,
    )
    county = next((r for r in records if r.office == COUNTY and r.id == COUNTY), None)
    elsewhere = any(not path.startswith(f"{raw.root}/") for path in wrong)
    if county is None or elsewhere:
        return None
    return Book(
        digest=raw.digest,
        county=county,
        offices={r.office: r for r in records if r.office != COUNTY and r.id == "office"},
        records=tuple(records),
        left_out=fences.left_out,
        problems=problems,
        addresses=addresses_of(raw.address_key) if raw.address_key is not None else None,
        index_numbers=numbered_documents(raw.data_files.get(INDEX_FILE, ""))[0],
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
