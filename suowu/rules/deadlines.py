"""The words deadline and term: what must be done by, before or not before a day."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

from suowu.calendars import Duration, Unannounced, back, duration, shift
from suowu.model import Outcome, Rule, Where
from suowu.rules.conditions import condition
from suowu.rules.dated import Dated, dated_duration, in_force
from suowu.rules.outcomes import (
    Judge,
    broken,
    counted_days,
    due_outcome,
    label_of,
    met,
    unknown,
    waiting,
)
from suowu.rules.paths import Scope, Test, first_day, getter, place
from suowu.rules.selectors import values

Target = Callable[[Scope, date], tuple[date | None, Where]]


def deadline(rule: Rule, args: dict[str, Any]) -> Judge:
    """to ≤ from + 期限, to ≤ from − 提前, or to ≥ from + 满."""
    starts = _starts(args["从"])
    target = _together(args["到"], args.get("窗"))
    mode = next(word for word in ("期限", "提前", "满") if word in args)
    length = dated_duration(args[mode])
    dating = first_day(rule.meta["起算"]) if "起算" in rule.meta else None
    exact = _exactly(args.get("当日", False))

    def judge(scope: Scope) -> Iterator[Outcome]:
        for start, origin, label in starts(scope):
            day = dating(scope) if dating else start
            value = length.on(day, scope) if isinstance(day, date) else None
            if value is None or not in_force(rule, day):
                continue
            done, where = target(scope, start)
            name = label_of(rule, label)
            at = where or origin
            yield _judge(rule, scope, args, mode, value, name, start, done, at, exact(scope))

    return judge


def term(rule: Rule, args: dict[str, Any]) -> Judge:
    """A status ends `期限` after `从`; reminded `提醒` ahead and once it has run out."""
    start_of, lengths = getter(args["从"]), _lengths(args)
    ended = _target(args["到"], None) if "到" in args else None
    ahead, where_of = duration(args.get("提醒", "30 日")), place(args["从"])
    yearly = args.get("次年起", False)

    def judge(scope: Scope) -> Iterator[Outcome]:
        start, length = start_of(scope), lengths(scope)
        if not isinstance(start, date) or length is None or not in_force(rule, start):
            return
        due = _expiry(start, length, yearly=yearly)
        done = ended(scope, start)[0] if ended else None
        yield _expired(rule, scope, start, due, done, ahead, where_of(scope))

    return judge


def _judge(
    rule: Rule,
    scope: Scope,
    args: dict[str, Any],
    mode: str,
    length: Duration,
    label: str,
    start: date,
    done: date | None,
    where: Where,
    exact: bool,
) -> Outcome:
    calendar = scope.world.calendar
    try:
        if mode == "满":
            return _not_before(rule, scope, label, start, shift(start, length), done, where)
        if mode == "提前":
            due = calendar.before(start, length)
        else:
            due = calendar.add(start, length, roll=not args.get("不顺延", False))
    except Unannounced as missing:
        return unknown(rule, where, missing, start)
    return due_outcome(
        rule,
        scope,
        label=label,
        start=start,
        due=due,
        done=done,
        unit=length.unit,
        where=where,
        exact=exact,
        counted=counted_days(calendar, start, due, length) if mode == "期限" else (),
    )


def _exactly(spec: Any) -> Test:
    """当日: true, or a condition under which earlier than the day is wrong too."""
    return condition(spec) if isinstance(spec, dict) else lambda scope: bool(spec)


def _not_before(
    rule: Rule,
    scope: Scope,
    label: str,
    start: date,
    earliest: date,
    done: date | None,
    where: Where,
) -> Outcome:
    if done is None or done >= earliest:
        return met(rule, where, start=start, due=earliest, done=done)
    words = f"{label}过早：不得早于 {earliest}，实为 {done}"
    return broken(rule, where, words, start=start, due=earliest, done=done)


def _starts(spec: Any) -> Callable[[Scope], list[tuple[date, Where, str | None]]]:
    parts = [(values(part), _named(part)) for part in _several(spec)]

    def find(scope: Scope) -> list[tuple[date, Where, str | None]]:
        return [
            (value, where, name)
            for hits, name in parts
            for value, where in hits(scope)
            if isinstance(value, date)
        ]

    return find


def _named(spec: Any) -> str | None:
    return spec.get("称") if isinstance(spec, dict) else None


def _several(spec: Any) -> list[Any]:
    return spec if isinstance(spec, list) else [spec]


def _together(spec: Any, window: dict[str, str] | None) -> Target:
    targets = [_target(part, window) for part in _several(spec)]
    if len(targets) == 1:
        return targets[0]

    def all_done(scope: Scope, start: date) -> tuple[date | None, Where]:
        found = [target(scope, start) for target in targets]
        for done, where in found:
            if done is None:
                return None, where
        return max(found, key=lambda each: each[0] or date.min)

    return all_done


def _target(spec: Any, window: dict[str, str] | None) -> Target:
    if isinstance(spec, str):
        get, where_of = getter(spec), place(spec)

        def one(scope: Scope, start: date) -> tuple[date | None, Where]:
            value = get(scope)
            return (value if isinstance(value, date) else None), where_of(scope)

        return one
    find, list_place = values(spec), place(spec["集"])
    before = duration(window["前"]) if window else None

    def first(scope: Scope, start: date) -> tuple[date | None, Where]:
        low = back(start, before) if before else start
        high = start if before else date.max
        hits = [hit for hit in find(scope) if isinstance(hit[0], date) and low <= hit[0] <= high]
        return min(hits, key=lambda hit: hit[0]) if hits else (None, list_place(scope))

    return first


def _lengths(args: dict[str, Any]) -> Callable[[Scope], Duration | None]:
    if "分档" not in args:
        fixed = dated_duration(args["期限"])
        start = getter(args["从"])
        return lambda scope: fixed.on(start(scope) or date.min, scope)
    by = getter(args["分档"]["按"])
    table: dict[str, Dated[Duration]] = {
        key: dated_duration(value) for key, value in args["分档"].items() if key != "按"
    }

    def length(scope: Scope) -> Duration | None:
        found = table.get(by(scope))
        return found.on(date.max, scope) if found else None

    return length


def _expiry(start: date, length: Duration, *, yearly: bool) -> date:
    if not yearly:
        return shift(start, length)
    return shift(date(start.year + 1, 1, 1), length) - timedelta(1)


def _expired(
    rule: Rule,
    scope: Scope,
    start: date,
    due: date,
    done: date | None,
    ahead: Duration,
    where: Where,
) -> Outcome:
    if done is not None and done <= scope.world.as_of:
        return met(rule, where, start=start, due=due, done=done)
    if scope.world.as_of > due:
        return broken(rule, where, f"{rule.name}已于 {due} 届满", start=start, due=due)
    soon = (due - back(due, ahead)).days
    return waiting(rule, scope, where, rule.name, soon=soon, start=start, due=due)
