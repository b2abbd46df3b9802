"""Spans of days: how many cases came and went, and how many deadlines were kept, from a day to a
day."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple, TypeAlias

from suowu.ledger import Case
from suowu.render.figures import ChartLine, percent

CaseFile: TypeAlias = tuple[Case, date | None, date | None]
"""A case, the day it came and the day it was done."""


class Judged(NamedTuple):
    """A deadline that was kept or not, and when it was due."""

    case: Case
    rule: str
    due: date
    kept: bool
    overdue: bool


class Between(NamedTuple):
    """From a day to a day, the last one not counted."""

    start: date
    end: date

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.start <= day < self.end

    def holds(self, days: Sequence[date]) -> int:
        """How many it holds of days that are in order."""
        return bisect_left(days, self.end) - bisect_left(days, self.start)


class CaseFlow:
    """The days on which some cases came, were done, and were both."""

    def __init__(self, files: Iterable[CaseFile]) -> None:
        days = [(begun, done) for _, begun, done in files]
        self.come = sorted(begun for begun, _ in days if begun)
        self.done = sorted(done for _, done in days if done)
        self.over = sorted(max(begun, done) for begun, done in days if begun and done)

    def within(self, span: Between) -> tuple[int, int, int]:
        """收案, 办结, 期末在办: come and done in the span, open when it was over."""
        still = bisect_left(self.come, span.end) - bisect_left(self.over, span.end)
        return span.holds(self.come), span.holds(self.done), still


class OnTime:
    """The days on which some deadlines were due, and of those that were kept."""

    def __init__(self, judged: Iterable[Judged]) -> None:
        found = sorted((each.due, each.kept) for each in judged)
        self.due = [due for due, _ in found]
        self.kept = [due for due, kept in found if kept]

    def within(self, span: Between, head: str) -> ChartLine:
        """应办, 按期, 迟办和逾期, 按期率 of those that were due in the span."""
        due, good = span.holds(self.due), span.holds(self.kept)
        return ChartLine(head, (due, good, due - good, percent(good, due)))
