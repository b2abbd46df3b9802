"""Periods of a frequency: which are over, which is running, found by comparing with the day.

Why: what is compared with a day holds on other days too; what is counted from it only on that one.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final, TypeAlias

from suowu.calendars import period_of, periods
from suowu.grammar.rules import Frequency

Period: TypeAlias = tuple[date, date]
"""Its first and its last day."""

ONE_DAY: Final = timedelta(1)


def whole_periods(
    word: Frequency, span: Period, *, as_of: date, unit: str = "月"
) -> Iterator[Period]:
    """The periods that are over, or of which the part that counts (早于) is."""
    unit = word.every or unit
    for start, end in periods(unit, span[0], last=span[1]):
        if end >= as_of:
            break
        yield start, cut_off(word, end)
    if not word.before or span[1] < as_of:
        return
    start, end = current_period(unit, as_of)
    if span[0] <= start and end <= span[1] and cut_off(word, end) < as_of:
        yield start, cut_off(word, end)


def current_period(unit: str, as_of: date) -> Period:
    """The period that holds the day, found by comparing: tomorrow's mostly is the same."""
    first = period_of(unit, date(as_of.year, 1, 1))[0]
    return next(span for span in periods(unit, first, last=date.max) if as_of <= span[1])


def last_day_over(as_of: date, span: Period) -> date:
    """The last day of the span that is over. Once all of it is, the day is not asked any more."""
    return span[1] if span[1] < as_of else as_of - ONE_DAY


def cut_off(word: Frequency, end: date) -> date:
    """The last day of a period that counts."""
    if word.before is None:
        return end
    month, on = map(int, word.before.split("-"))
    return date(end.year, month, on) - ONE_DAY
