"""Reading of the files people write: YAML text → typed values, or problems with line and column."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from suowu.grammar.shapes import BAD, At, Fault, Shape
from suowu.model import Problem, TextFile
from suowu.problems import field_of, problem
from suowu.yamlfile import Parsed, SyntaxIssue, nearest_position, positions, read


def read_file(file: TextFile, shape: Shape) -> tuple[Any, tuple[Problem, ...]]:
    """The file's whole YAML as `shape` reads it; None with every problem if it does not."""
    return read_parsed(file, read(file.text), shape=shape)


def read_parsed(file: TextFile, parsed: Parsed, *, shape: Shape) -> tuple[Any, tuple[Problem, ...]]:
    """The same for a file whose YAML was read already."""
    if parsed.issues:
        return None, tuple(issue_problems(file, parsed.issues))
    faults: list[Fault] = []
    found = shape.read({} if parsed.data is None else parsed.data, At((), faults))
    return (None if found is BAD else found), fault_problems(file, faults)


def issue_problems(file: TextFile, issues: Iterable[SyntaxIssue]) -> Iterator[Problem]:
    """What the YAML reader found wrong, as problems."""
    for issue in issues:
        said = {"value": issue.value} if issue.value is not None else {}
        line = issue.line + file.below if issue.line else 0
        yield problem(
            issue.says, *said.values(), path=file.path, place=(line, issue.column),
            field=field_of(issue.where), hint=issue.hint,
        )  # fmt: skip


def fault_problems(file: TextFile, faults: Iterable[Fault]) -> tuple[Problem, ...]:
    """Faults with the lines they stand on."""
    found = list(faults)
    known = positions(file.text) if found else {}
    return tuple(
        problem(
            fault.says,
            fault.value,
            path=file.path,
            place=_below(nearest_position(known, fault.where), file),
            field=field_of(fault.where),
            hint=fault.hint,
        )
        for fault in found
    )


def _below(position: tuple[int, int], file: TextFile) -> tuple[int, int]:
    return position[0] + file.below, position[1]
