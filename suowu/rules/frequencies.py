"""Frequencies (次数): something at least so often in every whole period of a duty."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import date, timedelta
from itertools import groupby
from typing import Any, Final

from suowu.calendars import Duration, Unannounced, period_of, periods, shift
from suowu.grammar.conditions import Amount, Set
from suowu.grammar.leaves import Path
from suowu.grammar.rules import Frequency, MonthSheets, Rule
from suowu.model import Outcome, Where
from suowu.rules.conditions import as_length, in_force, number
from suowu.rules.deadlines import applies_on
from suowu.rules.outcomes import broken, met, unknown, waiting
from suowu.rules.periods import (
    ONE_DAY,
    Period,
    current_period,
    cut_off,
    last_day_over,
    whole_periods,
)
from suowu.rules.running import running_total
from suowu.rules.scopes import Scope, day, days, members, place_of, present, value
from suowu.wording import day_and_month

ONCE: Final = Amount(((None, 1),))
MONTH: Final = Duration(1, "月")
_LABEL = re.compile(
    r"(\d{4})(?:-(0[1-9]|1[0-2])|年?(?:(上|下)半年|第?([一二三四])季度)|年度?|)"
).fullmatch


def frequency(rule: Rule, word: Frequency, *, scope: Scope) -> Iterator[Outcome]:
    """Choose the form: running totals, monthly sheets, each person, each day, or periods."""
    if word.running is not None:
        return running_total(rule, word, spec=word.running, scope=scope)
    span = duty_of(word, scope)
    if span is None:
        return iter(())
    if word.sheets is not None:
        return _sheets(rule, word, spec=word.sheets, scope=scope, span=span)
    if word.persons is not None:
        return _each_person(rule, word, scope=scope, span=span)
    if word.every in ("日", "工作日"):
        return _daily(rule, word, scope=scope, span=span)
    return _periodic(rule, word, scope=scope, span=span)


def duty_of(word: Frequency, scope: Scope) -> Period | None:
    """The first and last day of the duty; a register's year and 启用日期 bound it. None if it
    never began."""
    own = date(scope.year, 1, 1) if scope.year is not None else None
    known = [on for on in (day(word.start, scope), own) if on is not None]
    if not known:
        return None
    stops = [on for path in word.ends if (on := day(path, scope)) is not None]
    if scope.year is not None:
        stops.append(date(scope.year, 12, 31))
    if scope.ended is not None:
        stops.append(scope.ended - ONE_DAY)  # the day of the end is no full day of duty
    first = max(known) + (ONE_DAY if word.next_day else timedelta(0))
    return max(first, scope.world.in_use), min(stops, default=date.max)


def _dates(word: Frequency, scope: Scope) -> list[date]:
    """The days of the entries, of which each must have what 须填 asks for."""
    if word.label is not None:
        return sorted(_labelled(word, word.label, scope=scope))
    if not word.filled:
        return days(word.records, scope)
    found = [
        item for item in members(word.records, scope)
        if all(present(value(path, item)) for path in word.filled)
    ]  # fmt: skip
    field = getattr(word.records, "field", None)
    return sorted(on for item in found if (on := day(field, item)) is not None)


def _labelled(word: Frequency, label: Path, *, scope: Scope) -> Iterator[date]:
    """The first day of the period that each entry is about, if it came before it was too late."""
    field = getattr(word.records, "field", None)
    for item in members(word.records, scope):
        start, done = first_day_of(value(label, item)), day(field, item)
        if start is None or done is None or done > scope.world.as_of:
            continue
        end = period_of(word.every or "月", start)[1]
        with suppress(Unannounced):  # nobody can say yet that it was late
            if done > _last_day(word, scope.dated(start), end=end):
                continue
        yield start


def first_day_of(label: object) -> date | None:
    """2026-03, 2026上半年, 2026年第二季度, 2026年度 → the first day of that period, else None."""
    found = _LABEL(str(label))
    if found is None:
        return None
    month, half, quarter = int(found[2] or 1), found[3], found[4]
    month = 7 if half == "下" else "一二三四".index(quarter) * 3 + 1 if quarter else month
    return date(int(found[1]), month, 1)


def _periodic(rule: Rule, word: Frequency, *, scope: Scope, span: Period) -> Iterator[Outcome]:
    found, where = _dates(word, scope), place_of(word.records, scope)
    kept = missed = 0
    over = list(whole_periods(word, span, as_of=scope.world.as_of))
    needs = _wanted_on(word, [start for start, _ in over], scope=scope)
    for (start, end), need in zip(over, needs, strict=True):
        if need is None or not applies_on(rule, start):
            continue
        have = bisect_right(found, end) - bisect_left(found, start)
        if have >= need:
            kept += 1
            continue
        said = _too_few(rule, word, scope=scope, period=(start, end), counts=(have, need))
        missed += said.state == "违反"
        yield said
    if kept and not missed:
        yield met(rule, where, start=span[0], done=found[-1] if found else None)
    yield from _this_period(rule, word, scope=scope, span=span, found=found)


def _wanted_on(word: Frequency, days: list[date], *, scope: Scope) -> list[float | None]:
    """How often on each of these days, the oldest first; looked up once where that is enough."""
    wanted = word.at_least or ONCE
    found = [number(wanted, scope.dated(on)) for on in days[: 1 if wanted.steady(days) else None]]
    return found * (len(days) // max(1, len(found)))


def _too_few(
    rule: Rule, word: Frequency, *, scope: Scope, period: Period, counts: tuple[int, float]
) -> Outcome:
    """A whole period with too few; while its 宽限 runs it can still be made good."""
    (start, end), (have, need), where = period, counts, place_of(word.records, scope)
    try:
        due = _last_day(word, scope.dated(start), end=end)
    except Unannounced as missing:
        return unknown(rule, where, missing=missing, start=start)
    if scope.world.as_of <= due:
        label = f"{rule.name} {start} 至 {end} 尚缺 {need - have:g} 次，"
        return waiting(rule, scope, where=where, label=label, start=start, due=due)
    words = f"{rule.name}不足：{start} 至 {end} 应 {need:g} 次，实 {have} 次"
    return broken(rule, where, message=words, start=start, due=due)


def _last_day(word: Frequency, scope: Scope, *, end: date) -> date:
    """The day until which a period that ended on `end` can be made good. Raises Unannounced."""
    found = in_force(word.grace, scope) if word.grace else None
    length = as_length(found) if found else None
    return scope.world.calendar.add(end, length) if length else end


def _this_period(
    rule: Rule, word: Frequency, *, scope: Scope, span: Period, found: list[date]
) -> Iterator[Outcome]:
    as_of, unit = scope.world.as_of, word.every or "月"
    if span[1] < as_of:
        return
    start, end = current_period(unit, as_of)
    need = number(word.at_least or ONCE, scope.dated(start))
    if need is None or start < span[0] or end > span[1] or not applies_on(rule, start):
        return
    end = cut_off(word, end)
    if end < as_of:
        return
    have = bisect_right(found, as_of) - bisect_left(found, start)
    if have < need:
        label = f"{rule.name}本期尚缺 {need - have:g} 次，"
        where = place_of(word.records, scope)
        with suppress(Unannounced):  # it can be said when the period is over
            due = _last_day(word, scope.dated(start), end=end)
            yield waiting(rule, scope, where=where, label=label, soon=0, start=start, due=due)


def _daily(rule: Rule, word: Frequency, *, scope: Scope, span: Period) -> Iterator[Outcome]:
    where = place_of(word.records, scope)
    found = set(_dates(word, scope))
    try:
        wanted = list(_days_of(word.every, span, scope=scope))
    except Unannounced as missing:
        yield unknown(rule, where, missing=missing, start=span[0])
        return
    lacking = [on for on in wanted if on not in found and applies_on(rule, on)]
    yield from _by_month(rule, lacking, where_of=lambda month: where)
    if wanted and not lacking:
        yield met(rule, where, start=wanted[0], done=wanted[-1])


def _days_of(unit: str | None, span: Period, *, scope: Scope) -> Iterator[date]:
    last = last_day_over(scope.world.as_of, span)
    if unit == "工作日":
        yield from scope.world.calendar.days(span[0], last)
    else:
        yield from (start for start, _ in periods("日", span[0], last=last))


def _by_month(
    rule: Rule, found: list[date], *, where_of: Callable[[date], Where]
) -> Iterator[Outcome]:
    for (year, month), group in groupby(found, key=lambda on: (on.year, on.month)):
        listed = list(group)
        names = "、".join(map(day_and_month, listed))
        words = f"{rule.name}缺 {len(listed)} 天：{year} 年 {names}"
        yield broken(
            rule, where_of(date(year, month, 1)), message=words, start=listed[0], due=listed[-1]
        )


def _sheets(
    rule: Rule, word: Frequency, *, spec: MonthSheets, scope: Scope, span: Period
) -> Iterator[Outcome]:
    sheets = {value(spec.month, sheet): sheet for sheet in members(word.records, scope)}
    first, last = span[0], last_day_over(scope.world.as_of, span)
    lacking = [
        on
        for month in _months(first, last)
        for on in _lacking(
            [on for on in _month_days(month, first, last=last) if applies_on(rule, on)],
            sheets.get(f"{month:%Y-%m}"),
            word=word,
            spec=spec,
            scope=scope,
        )
    ]
    fallback = place_of(word.records, scope)

    def where_of(month: date) -> Where:
        sheet = sheets.get(f"{month:%Y-%m}")
        return sheet.where if sheet else fallback

    yield from _by_month(rule, lacking, where_of=where_of)
    if first <= last and not lacking:
        yield met(rule, fallback, start=first, done=last)


def _lacking(
    found: list[date], sheet: Scope | None, *, word: Frequency, spec: MonthSheets, scope: Scope
) -> list[date]:
    """Which of these days of a month its sheet does not vouch for."""
    needs = _wanted_on(word, found, scope=scope)
    if sheet is None:
        return [on for on, need in zip(found, needs, strict=True) if need is not None]
    end, times = day(spec.until, sheet), value(spec.times, sheet) or 0
    gaps = value(spec.gaps, sheet) or ()
    return [
        on
        for on, need in zip(found, needs, strict=True)
        if need is not None and (times < need or (end is not None and on > end) or on in gaps)
    ]


def _months(first: date, last: date) -> Iterator[date]:
    month = first.replace(day=1)
    while month <= last:
        yield month
        month = shift(month, MONTH)


def _month_days(month: date, first: date, *, last: date) -> Iterator[date]:
    on, end = max(month, first), min(shift(month, MONTH) - ONE_DAY, last)
    while on <= end:
        yield on
        on += ONE_DAY


def _each_person(rule: Rule, word: Frequency, *, scope: Scope, span: Period) -> Iterator[Outcome]:
    where = place_of(word.records, scope)
    for start, end in whole_periods(word, span, as_of=scope.world.as_of, unit="年"):
        if not applies_on(rule, start):
            continue
        dated = scope.dated(start)
        entries = [
            entry for entry in members(word.records, dated)
            if start <= (_entry_day(word, entry) or start) <= end
        ]  # fmt: skip
        for name in _names(word, dated, start=start, end=end):
            own = [e for e in entries if word.joined and name in (value(word.joined, e) or ())]
            short = _short(word.enough, own, scope=dated)
            if short:
                words = f"{rule.name}不足：{name} {start.year} 年应满{short[1]}，实为{short[0]}"
                yield broken(rule, where, message=words, start=start, due=end)


def _entry_day(word: Frequency, entry: Scope) -> date | None:
    return day(getattr(word.records, "field", None), entry)


def _names(word: Frequency, scope: Scope, *, start: date, end: date) -> Iterator[Any]:
    """Who was there the whole period."""
    people = word.persons
    if not isinstance(people, Set) or people.field is None:
        return
    for person in members(people, scope):
        came, went = day(people.since, person), day(people.until, person)
        if not ((came and came > start) or (went and went < end)):
            yield value(people.field, person)


def _short(
    enough: Mapping[Any, Amount], entries: list[Scope], *, scope: Scope
) -> tuple[str, str] | None:
    """What was reached and what should have been, if no sum is enough."""
    sums = {path: sum(value(path, e) or 0 for e in entries) for path in enough}
    needs = {path: number(wanted, scope) or 0 for path, wanted in enough.items()}
    if any(sums[path] >= needs[path] for path in enough):
        return None
    have = "、".join(f"{path} {total:g}" for path, total in sums.items())
    return have, " 或 ".join(f"{path} {need:g}" for path, need in needs.items())
