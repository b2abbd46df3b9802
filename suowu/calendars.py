"""Working-day and period arithmetic; an unannounced year is said to be so, never guessed."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import Protocol

from dateutil.relativedelta import relativedelta

YEARS = range(1900, 2101)
"""The years that a record, a calendar or --as-of may be of; with them no day runs off the end."""

UNITS = ("工作日", "日", "周", "月", "年")
_LONGEST = 100
_DURATION = re.compile(r"^(\d{1,4}) ?(工作日|日|周|月|年)$")


class Unannounced(Exception):
    """The State Council's holiday arrangement of `year` is not known here."""

    def __init__(self, year: int) -> None:
        super().__init__(year)
        self.year = year

    @property
    def sentence(self) -> str:
        """What to tell the clerk, with the file to fill in."""
        file = f"content/calendars/{self.year}.yml"
        return f"{self.year} 年节假日安排未公布，期限暂不能计算：请填 {file}"


@dataclass(frozen=True, slots=True)
class Duration:
    """A number and one of UNITS. Source: handbook and 民法典 200–204."""

    number: int
    unit: str

    def __str__(self) -> str:
        words = {"工作日": " 个工作日", "月": " 个月"}
        return f"{self.number}{words.get(self.unit, ' ' + self.unit)}"


def duration(text: str) -> Duration:
    """`5 工作日` → Duration(5, "工作日"); ValueError with the form that is wanted."""
    found = _DURATION.match(str(text).strip())
    if not found:
        raise ValueError(f"期限须写作“数字 单位”（单位：{'、'.join(UNITS)}）：{text!r}")
    if found[2] == "年" and int(found[1]) > _LONGEST:
        raise ValueError(f"期限须不超过 {_LONGEST} 年：{text!r}")
    return Duration(int(found[1]), found[2])


@dataclass(frozen=True, slots=True)
class Calendar:
    """Every working day of the announced years, as sorted ordinals.

    `names` says of a holiday what is celebrated; `sources` which notice arranged a year.
    """

    working: tuple[int, ...]
    years: frozenset[int]
    names: Mapping[date, str] = field(default_factory=dict, repr=False)
    sources: Mapping[int, str] = field(default_factory=dict, repr=False)

    def is_working(self, day: date) -> bool:
        """Whether offices are open on `day`; make-up weekend days are. Raises Unannounced."""
        self._require(day.year, day.year)
        at = bisect_left(self.working, day.toordinal())
        return at < len(self.working) and self.working[at] == day.toordinal()

    def add(self, start: date, length: Duration, *, roll: bool = True) -> date:
        """The last day of `length` after `start` (start not counted).

        日, 周, 月 and 年 that end on a rest day roll to the next working day unless `roll` is
        False. Raises Unannounced.
        """
        if length.unit == "工作日":
            return self._step(start, length.number)
        end = shift(start, length)
        return self.roll(end) if roll else end

    def surely_within(self, start: date, done: date, *, length: Duration) -> bool:
        """Whether `done` is in time whatever the years to come will bring.

        A day of a year that is not announced counts as a working day, which is the worst.
        """
        if length.unit != "工作日":
            return done <= shift(start, length)
        between = (start + timedelta(n) for n in range(1, (done - start).days))
        worked = sum(day.year not in self.years or self.is_working(day) for day in between)
        return done <= start or worked < length.number

    def last_known(self, day: date) -> date:
        """The last day from `day` on up to which every year is announced."""
        year = day.year
        while year in self.years:
            year += 1
        return date(year - 1, 12, 31)

    def before(self, start: date, length: Duration) -> date:
        """The last day on which something due `length` ahead of `start` is in time; never rolls."""
        if length.unit == "工作日":
            return self._step(start, -length.number)
        return back(start, length)

    def roll(self, day: date) -> date:
        """`day`, or the next working day if it is a rest day. Source: 民法典 203."""
        return day if self.is_working(day) else self._step(day, 1)

    def between(self, first: date, last: date) -> int:
        """How many working days lie in (first, last]; 0 if last is not after first."""
        if last <= first:
            return 0
        self._require(first.year, last.year)
        low = bisect_right(self.working, first.toordinal())
        return bisect_right(self.working, last.toordinal()) - low

    def days(self, first: date, last: date) -> Iterator[date]:
        """The working days in [first, last]. Raises Unannounced."""
        if last < first:
            return
        self._require(first.year, last.year)
        low = bisect_left(self.working, first.toordinal())
        high = bisect_right(self.working, last.toordinal())
        yield from (date.fromordinal(n) for n in self.working[low:high])

    def late(self, due: date, done: date, *, unit: str) -> int:
        """How late `done` is after `due`, in working days for 工作日, else in calendar days."""
        return self.between(due, done) if unit == "工作日" else max(0, (done - due).days)

    def _step(self, start: date, number: int) -> date:
        low = bisect_right(self.working, start.toordinal()) if number >= 0 else None
        if number == 0:
            return start
        at = low + number - 1 if low is not None else self._index_before(start) + number + 1
        if not 0 <= at < len(self.working):
            raise Unannounced(self._missing(start, forward=number > 0))
        end = date.fromordinal(self.working[at])
        self._require(min(start, end).year, max(start, end).year)
        return end

    def _index_before(self, day: date) -> int:
        return bisect_left(self.working, day.toordinal()) - 1

    def _require(self, first: int, last: int) -> None:
        for year in range(first, last + 1):
            if year not in self.years:
                raise Unannounced(year)

    def _missing(self, start: date, *, forward: bool) -> int:
        year = start.year
        while year in self.years:
            year += 1 if forward else -1
        return year


def calendar_of(files: Mapping[int, Year]) -> Calendar:
    """The library's calendar, year by year replaced by content/calendars/<year>.yml."""
    from chinese_calendar import Holiday, constants

    off = {*constants.holidays}
    on = {*constants.workdays}
    celebrated = {each.value: each.chinese for each in Holiday}
    names = {day: celebrated.get(name, name) for day, name in constants.holidays.items()}
    years = {day.year for day in off}
    working: list[int] = []
    for year in sorted(years | set(files)):
        off_days, on_days = off, on
        if year in files:
            own = dict(_listed(files[year].off))
            names = {day: name for day, name in names.items() if day.year != year} | own
            off_days, on_days = {*own}, {*dict(_listed(files[year].on))}
        working.extend(_working_ordinals(year, off_days, on=on_days))
    return Calendar(
        tuple(working),
        frozenset(years | set(files)),
        names,
        {year: file.source for year, file in files.items() if file.source},
    )


class Span(Protocol):
    """Days on end, both ends counted, and what is celebrated."""

    @property
    def first(self) -> date: ...

    @property
    def last(self) -> date: ...

    @property
    def name(self) -> str | None: ...


class Year(Protocol):
    """The arrangement of one year as content/calendars/ gives it."""

    @property
    def source(self) -> str | None: ...

    @property
    def off(self) -> tuple[date | Span, ...]: ...

    @property
    def on(self) -> tuple[date | Span, ...]: ...


def _working_ordinals(year: int, off: set[date], *, on: set[date]) -> Iterator[int]:
    first = date(year, 1, 1).toordinal()
    for ordinal in range(first, date(year, 12, 31).toordinal() + 1):
        day = date.fromordinal(ordinal)
        if day in on or (day.weekday() < 5 and day not in off):
            yield ordinal


def _listed(entries: tuple[date | Span, ...]) -> Iterator[tuple[date, str]]:
    for entry in entries:
        if isinstance(entry, date):
            yield entry, ""
        else:
            for n in range((entry.last - entry.first).days + 1):
                yield entry.first + timedelta(n), entry.name or ""


def shift(start: date, length: Duration) -> date:
    """`start` moved by calendar units; a missing day number becomes the month's last day.

    Source: 民法典 202.
    """
    if length.unit in ("日", "周"):
        return start + timedelta(length.number * (7 if length.unit == "周" else 1))
    return _months_on(start, length.number * (12 if length.unit == "年" else 1))


@lru_cache(maxsize=4096)  # the same few months are counted over and over
def _months_on(start: date, months: int) -> date:
    end: date = start + relativedelta(months=months)
    return end


def back(day: date, length: Duration) -> date:
    """`day` moved the other way by calendar units, as `shift` moves it on."""
    return shift(day, Duration(-length.number, length.unit))


def within_term(first: date, last: date, *, length: Duration, sentence: bool = False) -> bool:
    """Whether the inclusive term [first, last] is not longer than `length`."""
    return last <= term_end(first, length, sentence=sentence)


def term_end(first: date, length: Duration, *, sentence: bool = False) -> date:
    """The last day of a term whose first day counts: the one before the corresponding day.

    Where a month has no corresponding day, its last day; of a `sentence`, the day before its last,
    and so too where a sentence of months begins on the last day of one.
    Source: 民法典 202, 刑诉解释(2021) 202.
    """
    end = shift(first, length)
    if length.unit not in ("月", "年"):
        return end - timedelta(1)
    if sentence:
        whole = length.unit == "月" and _is_last_of_month(first)
        return (_last_of_month(end) if whole else end) - timedelta(1)
    return end if end.day != first.day else end - timedelta(1)


def _last_of_month(day: date) -> date:
    after: date = day + relativedelta(day=31)
    return after


def _is_last_of_month(day: date) -> bool:
    return day == _last_of_month(day)


def inclusive_days(first: date, last: date) -> int:
    """Days of a term with both ends counted: 3-10 to 3-14 is 5."""
    return (last - first).days + 1


def age_on(birth: date, day: date) -> int:
    """Full years of age on `day`; in law one turns a year older on the day after the birthday.

    Source: 法释〔2006〕1号 第二条.
    """
    return day.year - birth.year - ((day.month, day.day) <= (birth.month, birth.day))


def is_minor(birth: date, day: date) -> bool:
    """Whether someone is under eighteen on `day`, the birthday itself included."""
    return day <= shift(birth, Duration(18, "年"))


def periods(unit: str, first: date, *, last: date) -> Iterator[tuple[date, date]]:
    """The whole 日, 周 (Monday to Sunday), 月, 季, 半年 or 年 lying within [first, last]."""
    start = period_of(unit, first)[0]
    while start <= last:
        end = period_of(unit, start)[1]
        if start >= first and end <= last:
            yield start, end
        start = end + timedelta(1)


def period_of(unit: str, day: date) -> tuple[date, date]:
    """The period of `unit` that holds `day`."""
    if unit in ("日", "工作日"):
        return day, day
    if unit == "周":
        monday = day - timedelta(day.weekday())
        return monday, monday + timedelta(6)
    size = {"月": 1, "季": 3, "半年": 6, "年": 12}[unit]
    month = (day.month - 1) // size * size + 1
    first = date(day.year, month, 1)
    return first, shift(first, Duration(size, "月")) - timedelta(1)
