"""Working days and months for stories that must keep the calendar."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

from suowu.calendars import Unannounced, calendar_of


@cache
def workdays() -> tuple[date, ...]:
    """The working days of the announced years, and two years of Mondays to Fridays after them.

    Why: a story plans beyond its day, but what lies after that day is never written down.
    """
    known = [date.fromordinal(n) for n in calendar_of({}).working]
    after = (date(known[-1].year + 1, 1, 1) + timedelta(n) for n in range(730))
    return (*known, *(day for day in after if day.weekday() < 5))


def require_announced(day: date) -> None:
    """Raise Unannounced when the working days of that year are not known."""
    if day.year not in calendar_of({}).years:
        raise Unannounced(day.year)


def later(start: date, n: int) -> date:
    """The n-th working day after `start`, which itself is not counted."""
    return workdays()[bisect_right(workdays(), start) + n - 1]


def earlier(start: date, n: int) -> date:
    """The n-th working day before `start`."""
    return workdays()[bisect_left(workdays(), start) - n]


def on_or_after(day: date) -> date:
    """`day` itself when it is a working day, otherwise the next one."""
    return workdays()[bisect_left(workdays(), day)]


def on_or_before(day: date) -> date:
    """`day` itself when it is a working day, otherwise the one before."""
    return workdays()[bisect_right(workdays(), day) - 1]


def between(start: date, end: date) -> tuple[date, ...]:
    """The working days from `start` to `end`, both included."""
    return workdays()[bisect_left(workdays(), start) : bisect_right(workdays(), end)]


def plus(day: date, n: int) -> date:
    """`n` calendar days later, or earlier when n is negative."""
    return day + timedelta(n)


def plus_months(day: date, n: int) -> date:
    """The same day number n months on, or that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + n, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def month_end(day: date) -> date:
    """The last day of the month that `day` lies in."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def months(start: date, end: date) -> Iterator[date]:
    """The first days of the months from that of `start` to that of `end`."""
    day = start.replace(day=1)
    while day <= end:
        yield day
        day = plus_months(day, 1)


def month_name(day: date) -> str:
    """`2026-02`, as registers write a month."""
    return f"{day:%Y-%m}"
