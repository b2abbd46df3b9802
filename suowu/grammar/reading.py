"""Reading of the files people write: YAML text → typed values, or problems with line and column."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from suowu.grammar.shapes import BAD, At, Fault, Shape
from suowu.model import Problem, Where
from suowu.problems import field_of, problem
from suowu.yamlfile import Flaw, Parsed, places, read


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A file of words or shapes: `rel` below its root, `path` as shown, `digest` of its bytes.

    `below` is the number of lines above `text` in the file (of a page's head: the first ---).
    """

    rel: str
    path: str
    digest: str
    text: str
    below: int = 0


def read_file(file: Text, shape: Shape) -> tuple[Any, tuple[Problem, ...]]:
    """The file's whole YAML as `shape` reads it; None with every problem if it does not."""
    return read_parsed(file, read(file.text), shape)


def read_parsed(file: Text, parsed: Parsed, shape: Shape) -> tuple[Any, tuple[Problem, ...]]:
    """The same for a file whose YAML was read already."""
    if parsed.flaws:
        return None, tuple(flaw_problems(file, parsed.flaws))
    faults: list[Fault] = []
    found = shape.read({} if parsed.data is None else parsed.data, At((), faults))
    return (None if found is BAD else found), fault_problems(file, faults)


def flaw_problems(file: Text, flaws: Iterable[Flaw]) -> Iterator[Problem]:
    """What the YAML reader found wrong, as problems."""
    for flaw in flaws:
        said = {"value": flaw.value} if flaw.value is not None else {}
        line = flaw.line + file.below if flaw.line else 0
        yield problem(
            flaw.says, *said.values(), path=file.path, place=(line, flaw.column),
            field=field_of(flaw.where), hint=flaw.hint,
        )  # fmt: skip


def fault_problems(file: Text, faults: Iterable[Fault]) -> tuple[Problem, ...]:
    """Faults with the lines they stand on."""
    found = list(faults)
    known = places(file.text) if found else {}
    return tuple(
        problem(
            fault.says,
            fault.value,
            path=file.path,
            place=_place(known, fault.where, file.below),
            field=field_of(fault.where),
            hint=fault.hint,
        )  # fmt: skip
        for fault in found
    )


def _place(known: dict[Where, tuple[int, int]], where: Where, below: int) -> tuple[int, int]:
    while where and where not in known:
        where = where[:-1]
    line, column = known.get(where, (1, 1))
    return line + below, column
