"""Working days and months for stories that must keep the calendar."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

from suowu import calendars
from suowu.calendars import Duration, Unannounced, calendar_of, period_of


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
    """The n-th working day before `start`; for 0, `start` itself or the one before."""
    return workdays()[bisect_left(workdays(), start) - n] if n else on_or_before(start)


def on_or_after(day: date) -> date:
    """`day` itself when it is a working day, otherwise the next one."""
    return workdays()[bisect_left(workdays(), day)]


def on_or_before(day: date) -> date:
    """`day` itself when it is a working day, otherwise the one before."""
    return workdays()[bisect_right(workdays(), day) - 1]


def month_end(day: date) -> date:
    """The last day of the month that `day` lies in."""
    return period_of("月", day)[1]


def moved(day: date, n: int, *, unit: str, back: bool = False) -> date:
    """`day` n units on, or `back`; 0 working days back is the day itself or the last at work."""
    if unit == "工作日":
        return earlier(day, n) if back else later(day, n)
    return (calendars.back if back else calendars.shift)(day, Duration(n, unit))


def rolled(day: date, way: str | None) -> date:
    """The day itself when it is at work or nothing is said, otherwise the next or last that is."""
    if way is None:
        return day
    return on_or_after(day) if way == "顺延" else on_or_before(day)


def occasions(every: str, start: date, *, end: date, nth: int) -> Iterator[date]:
    """Every working day; or in each 周 or 月 from `start` to `end` the nth day (0: the first).

    The nth day is moved to one at work within the period, of which there may be only a part.
    """
    if every == "工作日":
        yield from workdays()[bisect_left(workdays(), start) : bisect_right(workdays(), end)]
        return
    while start <= end:
        first, last = period_of(every, start)
        day = _at_work(start, last, wished=first + timedelta(nth - 1)) if nth else start
        if day <= end:
            yield day
        start = last + timedelta(1)


def _at_work(first: date, last: date, *, wished: date) -> date:
    """The wished day or the next one at work, else the one before, else the wished day."""
    wished = max(first, min(last, wished))
    for day in (on_or_after(wished), on_or_before(wished)):
        if first <= day <= last:
            return day
    return wished
