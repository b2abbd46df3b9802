"""Figures: a table of numbers and the drawing beside it, which says nothing that the table does
not; drawn by templates/shared/charts.html.j2 without colour."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Literal, NamedTuple, TypeAlias

ChartCell: TypeAlias = int | str | None
Drawing: TypeAlias = Literal["bars", "pairs", "line", ""]

_HIGH = 120
_STEP = 56


class ChartLine(NamedTuple):
    """One line of a table."""

    head: str
    cells: tuple[ChartCell, ...]


class ChartMark(NamedTuple):
    """What is drawn of a line: its label, its lengths as shares of the longest, and its words."""

    label: str
    shares: tuple[float, ...]
    words: tuple[str, ...]


class Chart(NamedTuple):
    """A table as the macro `table` shows it, and the marks of its drawing (none: no drawing).

    `legend` are the names of what is drawn; `points` the corners of a line.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[ChartLine, ...]
    total: ChartLine | None = None
    note: str = ""
    drawing: Drawing = ""
    legend: tuple[str, ...] = ()
    marks: tuple[ChartMark, ...] = ()

    @property
    def points(self) -> str:
        """The corners of a line through its marks."""
        drawn = (
            (n * _STEP + _STEP // 2, _HIGH * (1 - mark.shares[0]))
            for n, mark in enumerate(self.marks)
            if mark.shares
        )
        return " ".join(f"{x},{y:.1f}" for x, y in drawn)


def of_count(cell: ChartCell) -> float | None:
    """A whole number as it is."""
    return cell if isinstance(cell, int) else None


def chart(
    title: str,
    columns: Sequence[str],
    *,
    rows: Iterable[ChartLine],
    drawing: Drawing = "",
    drawn: Sequence[int] = (0,),
    size: Callable[[ChartCell], float | None] = of_count,
    most: float = 0,
    total: ChartLine | None = None,
    note: str = "",
) -> Chart:
    """A figure whose drawing shows the columns `drawn`; `size` is the length of a cell, `most` the
    longest there can be (0: the longest there is)."""
    lines = tuple(rows)
    sizes = [[size(line.cells[at]) for at in drawn] for line in lines]
    longest = most or max((each for row in sizes for each in row if each), default=0)
    marks = tuple(
        ChartMark(
            line.head,
            tuple((each or 0) / longest for each in row) if longest and row[0] is not None else (),
            tuple("" if (cell := line.cells[at]) is None else str(cell) for at in drawn),
        )
        for line, row in zip(lines, sizes, strict=True)
    )
    return Chart(
        title=title,
        columns=tuple(columns),
        rows=lines,
        total=total,
        note=note,
        drawing=drawing if longest else "",
        legend=tuple(columns[at + 1] for at in drawn),
        marks=marks if longest else (),
    )


def percent(part: int, whole: int) -> str:
    """97.4%; nothing of nothing is nothing."""
    return f"{100 * part / whole:.1f}%".replace(".0%", "%") if whole else "—"


def of_percent(cell: ChartCell) -> float | None:
    """97.4 of 97.4%."""
    return float(cell[:-1]) if isinstance(cell, str) and cell.endswith("%") else None
