"""Attached tables (附表): lists of a record that stand in a CSV file beside it, read as its own."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from io import StringIO
from typing import Any, NamedTuple

from suowu.check.kind_checks import FieldIssue
from suowu.definitions import Kind
from suowu.digest import digest_of
from suowu.fields import Field, Fields, item_of
from suowu.model import Source
from suowu.problems import choice_hint
from suowu.values import value_at


class Sheet(NamedTuple):
    """A CSV file: its path, the line of each row, and what is wrong with it as a whole."""

    path: str
    lines: tuple[int, ...] = ()
    issues: tuple[FieldIssue, ...] = ()


def with_sheets(
    source: Source, kind: Kind, *, files: Mapping[str, str]
) -> tuple[Source, dict[str, Sheet]]:
    """The record with its 附表 read in, by the list's name; a list that is written in the record
    itself is left as it is. `files` are the texts of the CSV files by their path below records/."""
    data, sheets, digests = dict(source.data), dict[str, Sheet](), list[str]()
    for name, path in kind.file.attached.items():
        file = value_at(source.data, path.keys)
        if name in data or not isinstance(file, str):
            continue
        beside, _, _ = source.rel.rpartition("/")
        rel = f"{beside}/{file}"
        place = source.path.removesuffix(source.rel) + rel
        if rel not in files:
            says, hint = "须有这个文件，与记录放在一起", "例如 pool-2026.csv"
            sheets[name] = Sheet(place, issues=(FieldIssue(path.keys, says, file, hint),))
            continue
        rows, sheets[name] = _sheet(files[rel], kind.fields[name], path=place)
        data[name] = rows
        digests.append(files[rel])
    if not sheets:
        return source, {}
    return replace(source, data=data, digest=digest_of(source.digest, digests)), sheets


def _sheet(text: str, field: Field, *, path: str) -> tuple[list[dict[str, Any]], Sheet]:
    columns = item_of(field).fields
    reader = csv.reader(StringIO(text, newline=""))
    head = [name.strip() for name in next(reader, [])]
    issues = list(_of_head(head, columns, name=field.name))
    rows, lines = list[dict[str, Any]](), list[int]()
    for cells in reader:
        if not any(cells):
            continue
        if len(cells) != len(head):
            says = f"须有 {len(head)} 格"
            issues.append(FieldIssue((field.name, len(rows)), says, f"{len(cells)} 格"))
        given = dict(zip(head, cells, strict=False))
        rows.append({k: _value(given[k], columns[k]) for k in columns if given.get(k)})
        lines.append(reader.line_num)
    return rows, Sheet(path, tuple(lines), tuple(issues))


def _of_head(head: list[str], columns: Fields, *, name: str) -> Iterator[FieldIssue]:
    """Ensure the first line names columns of the list, each once."""
    for at, column in enumerate(head):
        if column not in columns:
            yield FieldIssue((name,), "没有这一列", column, choice_hint(column, columns))
        elif column in head[:at]:
            yield FieldIssue((name,), "列名不得重复", column)


def _value(text: str, field: Field) -> Any:
    """A cell as the record would have it; what cannot be read so is left to the schema."""
    try:
        if field.type == "date":
            return date.fromisoformat(text)
        return int(text) if field.type == "integer" else text
    except ValueError:
        return text
