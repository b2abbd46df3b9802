"""Checks of one record at a time: its schema and its consistency; good records are remembered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple

from suowu.cache import CHECKED, keep, recall
from suowu.check.attached import Sheet, with_sheets
from suowu.check.consistency import consistency_issues
from suowu.check.kind_checks import (
    MOST_ISSUES,
    FieldIssue,
    KindChecks,
    ReferenceValues,
    kind_checks,
    reference_values,
)
from suowu.definitions import Definitions, Kind
from suowu.failures import system_error, trace_of
from suowu.load import text_of
from suowu.load.layout import COUNTY, RecordLocation
from suowu.model import EMPTY, Problem, Source, Where
from suowu.parallel import Tell, silent, telling
from suowu.problems import field_of, problem
from suowu.yamlfile import Position, nearest_position, positions


class RecordFile(NamedTuple):
    """A file that can be checked: it parsed, and its kind is built. `sheets` are its 附表."""

    location: RecordLocation
    checks: KindChecks
    source: Source
    sheets: Mapping[str, Sheet] = EMPTY

    @property
    def kind(self) -> Kind:
        """The kind of the record."""
        return self.checks.kind


class RecordCheck(NamedTuple):
    """The problems of one record, and what it says of others."""

    problems: tuple[Problem, ...]
    references: ReferenceValues


def record_files(
    located: Sequence[tuple[RecordLocation, Source]],
    definitions: Definitions,
    *,
    tables: Mapping[str, str] = EMPTY,
) -> tuple[RecordFile, ...]:
    """The files that can be checked, in the order of their paths; `tables` are the CSV files."""
    found = [
        (location, source, kind)
        for location, source in located
        if isinstance(source.data, dict)
        and (kind := kind_of(location, definitions))
        and fits_kind(location, kind)
    ]
    kinds = {kind.id: kind for _, _, kind in found}
    checks = {name: kind_checks(kind) for name, kind in kinds.items()}
    return tuple(
        RecordFile(location, checks[kind.id], *with_sheets(source, kind, files=tables))
        for location, source, kind in found
    )


def kind_of(location: RecordLocation, definitions: Definitions) -> Kind | None:
    """The kind of the record there; the office's and the county's own are found by scope."""
    if location.folder:
        return definitions.kinds.get(location.folder)
    scope = "县" if location.office == COUNTY else "所"
    return next((kind for kind in definitions.kinds.values() if kind.scope == scope), None)


def fits_kind(location: RecordLocation, kind: Kind) -> bool:
    """Whether a record of this kind may stand there: registers apart, one office.yml an office,
    what the county does in its own folder."""
    if not location.folder:
        return True
    if kind.file.by_county and location.office != COUNTY:
        return False
    return kind.scope in ("案", "簿") and ("/" in location.id) == (kind.scope == "簿")


def record_checks(
    files: Sequence[RecordFile], *, cache: Path | None, tell: Tell = silent
) -> tuple[dict[str, RecordCheck], dict[str, str]]:
    """A check of every file, by its rel; those of good records are remembered in `cache`.

    Beside them the tracebacks of cases and registers that a mistake of ours stopped, by path.
    """
    store = CHECKED.file("records", root=cache)
    known: dict[str, ReferenceValues] = recall(store) or {}
    checks: dict[str, RecordCheck] = {}
    good: dict[str, ReferenceValues] = {}
    stumbled: dict[str, str] = {}
    for file in telling(files, tell, step="检查", of=len(files)):
        key = f"{file.source.digest} {file.kind.digest} {file.location.id}"
        references = known.get(key)
        try:
            check = RecordCheck((), references) if references else _check(file)
        except Exception as error:
            if not file.location.folder or system_error(error):
                raise
            stumbled[file.source.path] = trace_of(error)
            check = RecordCheck((), ReferenceValues({}, {}))
        checks[file.source.rel] = check
        if not check.problems and file.source.path not in stumbled:
            good[key] = check.references
    if good.keys() != known.keys():
        keep(store, good)
    return checks, stumbled


def _check(file: RecordFile) -> RecordCheck:
    data, checks = file.source.data, file.checks
    issues = () if checks.passes(data) else _schema_issues(file)
    wrong = {issue.where for issue in issues}
    found = consistency_issues(data, checks, id=file.location.id)
    found = chain((i for sheet in file.sheets.values() for i in sheet.issues), found)
    more = list(islice((issue for issue in found if issue.where not in wrong), MOST_ISSUES))
    problems = tuple(record_problems(file, [*issues, *more])) if issues or more else ()
    return RecordCheck(problems, reference_values(data, checks))


def _schema_issues(file: RecordFile) -> tuple[FieldIssue, ...]:
    from suowu.check.validator import schema_issues  # Cerberus: 35 ms, for bad records only

    return schema_issues(file.source.data, file.kind.schema, fields=file.checks.fields)


def record_problems(file: RecordFile, issues: Iterable[FieldIssue]) -> Iterator[Problem]:
    """The issues with the lines they stand on; of very many the first."""
    known = positions(text_of(file.source.path))
    for number, issue in enumerate(issues):
        if number == MOST_ISSUES:
            issue = FieldIssue((), f"问题太多，只列出前 {MOST_ISSUES} 处", hint="改好后再检查一次")
        path, place = _in_sheet(file, issue.where) or (
            file.source.path,
            nearest_position(known, issue.where),
        )
        yield problem(
            issue.says,
            issue.value,
            path=path,
            place=place,
            field=field_of(issue.where),
            hint=issue.hint,
            office=file.location.office,
            kind=file.kind.id,
            record=file.location.id,
        )
        if number == MOST_ISSUES:
            return


def _in_sheet(file: RecordFile, where: Where) -> tuple[str, Position] | None:
    """The file and line of a value that stands in a 附表."""
    sheet = file.sheets.get(str(where[0])) if where else None
    if sheet is None:
        return None
    row = where[1] if len(where) > 1 else None
    line = sheet.lines[row] if isinstance(row, int) and row < len(sheet.lines) else 1
    return sheet.path, (line, 1)
