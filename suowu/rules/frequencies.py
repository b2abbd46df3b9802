"""The word frequency: something at least so often in every whole period of a duty."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from suowu.calendars import Duration as Length
from suowu.calendars import Unannounced, period_of, periods, shift
from suowu.model import Outcome, Rule, Where
from suowu.rules.dated import Dated, dated_number, in_force
from suowu.rules.outcomes import Judge, broken, met, unknown, waiting
from suowu.rules.paths import Scope, getter, place, present
from suowu.rules.selectors import scopes, values

Span = tuple[date, date]
ONE_DAY = timedelta(1)


def frequency(rule: Rule, args: dict[str, Any]) -> Judge:
    """Choose the shape: daily checks kept by month, totals a person, or dated entries."""
    if "汇总" in args:
        return _daily_summary(rule, args)
    if "逐人" in args:
        return _per_person(rule, args)
    if args["每"] in ("日", "工作日"):
        return _daily(rule, args)
    return _periodic(rule, args)


def _periodic(rule: Rule, args: dict[str, Any]) -> Judge:
    span_of, dates_of = _duty(args), _dates(args)
    least, where_of, unit = dated_number(args.get("至少", 1)), _list_place(args), args["每"]

    def judge(scope: Scope) -> Iterator[Outcome]:
        span = span_of(scope)
        if span is None:
            return
        found, where = dates_of(scope), where_of(scope)
        kept = missed = 0
        for start, end in _whole(unit, span, scope.world.as_of):
            need = least.on(start, scope)
            if need is None or not in_force(rule, start):
                continue
            number = bisect_right(found, end) - bisect_left(found, start)
            if number >= need:
                kept += 1
                continue
            missed += 1
            words = f"{rule.name}不足：{start} 至 {end} 应 {need:g} 次，实 {number} 次"
            yield broken(rule, where, words, start=start, due=end)
        if kept and not missed:
            yield met(rule, where, start=span[0], done=found[-1] if found else None)
        yield from _running(rule, scope, least, unit, span, found, where)

    return judge


def _running(
    rule: Rule,
    scope: Scope,
    least: Dated[float],
    unit: str,
    span: Span,
    found: list[date],
    where: Where,
) -> Iterator[Outcome]:
    as_of = scope.world.as_of
    start, end = period_of(unit, as_of)
    need = least.on(start, scope)
    if need is None or start < span[0] or end > span[1] or not in_force(rule, start):
        return
    number = bisect_right(found, as_of) - bisect_left(found, start)
    if number < need:
        label = f"{rule.name}本期尚缺 {need - number:g} 次，"
        yield waiting(rule, scope, where, label, soon=0, start=start, due=end)


def _daily(rule: Rule, args: dict[str, Any]) -> Judge:
    span_of, dates_of, where_of = _duty(args), _dates(args), _list_place(args)

    def judge(scope: Scope) -> Iterator[Outcome]:
        span = span_of(scope)
        if span is None:
            return
        found = set(dates_of(scope))
        try:
            days = list(_days(args["每"], span, scope))
        except Unannounced as missing:
            yield unknown(rule, where_of(scope), missing, span[0])
            return
        lacking = [day for day in days if day not in found and in_force(rule, day)]
        yield from _by_month(rule, lacking, lambda day: where_of(scope))
        if days and not lacking:
            yield met(rule, where_of(scope), start=days[0], done=days[-1])

    return judge


def _days(unit: str, span: Span, scope: Scope) -> Iterator[date]:
    last = min(span[1], scope.world.as_of - ONE_DAY)
    if unit == "工作日":
        yield from scope.world.calendar.days(span[0], last)
    else:
        yield from (start for start, _ in periods("日", span[0], last))


def _by_month(rule: Rule, days: list[date], where_of: Callable[[date], Where]) -> Iterator[Outcome]:
    for (year, month), group in groupby(days, key=lambda day: (day.year, day.month)):
        listed = list(group)
        names = "、".join(f"{day.month}月{day.day}日" for day in listed)
        words = f"{rule.name}缺 {len(listed)} 天：{year} 年 {names}"
        yield broken(rule, where_of(date(year, month, 1)), words, start=listed[0], due=listed[-1])


def _daily_summary(rule: Rule, args: dict[str, Any]) -> Judge:
    spec = args["汇总"]
    months_of, span_of = scopes(spec["集"]), _duty(args)
    least, fallback = dated_number(args["至少"]), place(spec["集"])
    month_of, times_of = getter(spec["月"]), getter(spec["次数"])
    gaps_of, until_of = getter(spec["缺"]), getter(spec["截至"])

    def judge(scope: Scope) -> Iterator[Outcome]:
        span = span_of(scope)
        if span is None:
            return
        sheets = {month_of(sheet): sheet for sheet in months_of(scope)}
        first, last = span[0], min(span[1], scope.world.as_of - ONE_DAY)
        lacking: list[date] = []
        for month, _ in _months(first, last):
            sheet = sheets.get(f"{month:%Y-%m}")
            need = least.on(max(month, first), scope)
            if need is None:
                continue
            for day in _month_days(month, first, last):
                if not in_force(rule, day):
                    continue
                if sheet is None or _lacks(day, sheet, need, times_of, gaps_of, until_of):
                    lacking.append(day)

        def where_of(month: date) -> Where:
            sheet = sheets.get(f"{month:%Y-%m}")
            return sheet.where if sheet else fallback(scope)

        yield from _by_month(rule, lacking, where_of)
        if first <= last and not lacking:
            yield met(rule, fallback(scope), start=first, done=last)

    return judge


def _lacks(day: date, sheet: Scope, need: float, times: Any, gaps: Any, until: Any) -> bool:
    end = until(sheet)
    late = isinstance(end, date) and day > end
    return late or (times(sheet) or 0) < need or day in (gaps(sheet) or ())


def _months(first: date, last: date) -> Iterator[Span]:
    month = first.replace(day=1)
    while month <= last:
        following = shift(month, Length(1, "月"))
        yield month, following - ONE_DAY
        month = following


def _month_days(month: date, first: date, last: date) -> Iterator[date]:
    day = max(month, first)
    end = min(shift(month, Length(1, "月")) - ONE_DAY, last)
    while day <= end:
        yield day
        day += ONE_DAY


def _per_person(rule: Rule, args: dict[str, Any]) -> Judge:
    people = args["逐人"]
    people_of, name_of = scopes(people), getter(people["字段"])
    joined, left = getter(people.get("从", "从")), getter(people.get("止", "止"))
    entries_of, taking_part = scopes(args["记录"]), getter(args["人"])
    totals = [(getter(t["字段"]), dated_number(t["至少"]), t["字段"]) for t in args["合计"]]
    span_of, where_of = _duty(args), _list_place(args)

    def judge(scope: Scope) -> Iterator[Outcome]:
        span = span_of(scope)
        if span is None:
            return
        for start, end in _whole(args["每"], span, scope.world.as_of):
            if not in_force(rule, start):
                continue
            entries = [
                e for e in entries_of(scope) if start <= (e.item.get("日期") or start) <= end
            ]
            for person in people_of(scope):
                came, went = joined(person), left(person)
                if (came and came > start) or (went and went < end):
                    continue
                name = name_of(person)
                sums = [
                    (
                        sum(get(e) or 0 for e in entries if name in (taking_part(e) or ())),
                        need,
                        word,
                    )
                    for get, need, word in totals
                ]
                if any(total >= (need.on(start, scope) or 0) for total, need, _ in sums):
                    continue
                have = "、".join(f"{word} {total:g}" for total, _, word in sums)
                want = " 或 ".join(f"{word} {need.on(start, scope):g}" for _, need, word in sums)
                words = f"{rule.name}不足：{name} {start.year} 年应满{want}，实为{have}"
                yield broken(rule, where_of(scope), words, start=start, due=end)

    return judge


def _duty(args: dict[str, Any]) -> Callable[[Scope], Span | None]:
    first_of = getter(args["从"]) if "从" in args else None
    ends, skip = args.get("止", []), ONE_DAY if args.get("次日起") else timedelta(0)
    last_of = [getter(path) for path in (ends if isinstance(ends, list) else [ends])]

    def span(scope: Scope) -> Span | None:
        days = (first_of(scope) if first_of else None, _year_start(scope))
        known = [day for day in days if isinstance(day, date)]
        if not known:
            return None
        first = max(known)
        stops = [day for day in (get(scope) for get in last_of) if isinstance(day, date)]
        if scope.year is not None:
            stops.append(date(scope.year, 12, 31))
        return first + skip, min(stops, default=date.max)

    return span


def _year_start(scope: Scope) -> date | None:
    return date(scope.year, 1, 1) if scope.year is not None else None


def _whole(unit: str, span: Span, as_of: date) -> Iterator[Span]:
    yield from periods(unit, span[0], min(span[1], as_of - ONE_DAY))


def _dates(args: dict[str, Any]) -> Callable[[Scope], list[date]]:
    spec, needed = args["记录"], args.get("须", ())
    if needed:
        each, field = scopes(spec), getter(spec["字段"])
        checks = [getter(path) for path in needed]
        return lambda scope: sorted(
            _day(field(item)) for item in each(scope) if all(present(c(item)) for c in checks)
        )
    find = values(spec)
    return lambda scope: sorted(_day(value) for value, _ in find(scope))


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(f"{value}-01")


def _list_place(args: dict[str, Any]) -> Callable[[Scope], Where]:
    spec = args["记录"]
    path = spec if isinstance(spec, str) else spec.get("集")
    return place(path) if path else lambda scope: ()
