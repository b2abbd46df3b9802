"""The word threshold: numbers, terms, classes and running totals within their limits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from suowu.calendars import Duration, back, duration, inclusive_days, shift, within_term
from suowu.model import Outcome, Rule, Where
from suowu.rules.conditions import compare, size
from suowu.rules.dated import Dated, dated_duration, dated_number
from suowu.rules.outcomes import Judge, advice, broken, met, waiting
from suowu.rules.paths import Scope, getter, place
from suowu.rules.selectors import scopes

WORDS = ("少于", "不少于", "超过", "不超过")


def threshold(rule: Rule, args: dict[str, Any]) -> Judge:
    """Choose the shape: a term, a running total, a table by class, or a plain number."""
    if "期间" in args:
        return _term(rule, args)
    if "累计" in args:
        return _running(rule, args)
    return _number(rule, args)


def _number(rule: Rule, args: dict[str, Any]) -> Judge:
    get, where_of = getter(args["字段"]), place(args["字段"])
    word, limit_of = _limit(args)

    def judge(scope: Scope) -> Iterator[Outcome]:
        actual, limit = size(get(scope)), limit_of(scope)
        if not isinstance(actual, (int, float)) or limit is None:
            return
        if compare(word, actual, limit):
            yield met(rule, where_of(scope))
        else:
            words = f"{rule.name}不符：应{word} {limit:g}，实为 {actual:g}"
            yield broken(rule, where_of(scope), words)

    return judge


def _limit(args: dict[str, Any]) -> tuple[str, Any]:
    if "分档" not in args:
        word = next(word for word in WORDS if word in args)
        fixed = dated_number(args[word])
        return word, lambda scope: fixed.on(scope.world.as_of, scope)
    by = getter(args["分档"]["按"])
    table: dict[str, Dated[float]] = {
        key: dated_number(value) for key, value in args["分档"].items() if key != "按"
    }

    def limit(scope: Scope) -> float | None:
        found = table.get(by(scope))
        return found.on(scope.world.as_of, scope) if found else None

    return args["方向"], limit


def _term(rule: Rule, args: dict[str, Any]) -> Judge:
    first_of, last_of = getter(args["期间"]["起"]), getter(args["期间"]["止"])
    where_of, longest = place(args["期间"]["止"]), dated_duration(args["不超过"])
    ahead = duration(args["提醒"]) if "提醒" in args else None

    def judge(scope: Scope) -> Iterator[Outcome]:
        first, last = first_of(scope), last_of(scope)
        if not isinstance(first, date) or not isinstance(last, date):
            return
        limit, where = longest.on(first, scope), where_of(scope)
        if limit is None:
            return
        if within_term(first, last, limit):
            yield met(rule, where, start=first, done=last)
        else:
            latest = shift(first, limit) - timedelta(1)
            words = f"{rule.name}不符：应不超过 {limit}（至 {latest}），实至 {last}"
            yield broken(rule, where, words, start=first, due=latest, done=last)
        if ahead and scope.active and scope.world.as_of <= last:
            yield _ending(rule, scope, first, last, ahead, where)

    return judge


def _ending(
    rule: Rule, scope: Scope, first: date, last: date, ahead: Duration, where: Where
) -> Outcome:
    left = (last - scope.world.as_of).days
    soon = (last - back(last, ahead)).days
    if left > soon:
        return waiting(rule, scope, where, f"{rule.name}到期，", soon=0, start=first, due=last)
    words = f"{rule.name}将于 {last} 到期，还有 {left} 天"
    return advice(rule, where, words, start=first, due=last, days_left=left)


def _running(rule: Rule, args: dict[str, Any]) -> Judge:
    spec = args["累计"]
    each, first_of, last_of = scopes(spec), getter(spec["起"]), getter(spec["止"])
    window, most = duration(args["窗"]), dated_number(args["不超过"])
    last_place = place(spec["止"])

    def terms_of(scope: Scope) -> list[tuple[date, date, Where]]:
        found = []
        for item in each(scope):
            first, last = first_of(item), last_of(item)
            if isinstance(first, date) and isinstance(last, date):
                found.append((first, last, last_place(item)))
        return sorted(found, key=lambda term: term[:2])

    def judge(scope: Scope) -> Iterator[Outcome]:
        terms = terms_of(scope)
        for first, _, _ in terms:
            limit = most.on(first, scope)
            if limit is None:
                continue
            end = shift(first, window) - timedelta(1)
            inside = [(a, min(b, end), w) for a, b, w in terms if first <= a <= end]
            total = sum(inclusive_days(a, b) for a, b, _ in inside)
            if total > limit:
                words = (
                    f"{rule.name}不符：{first} 起 {window}内累计 {total} 日，应不超过 {limit:g} 日"
                )
                yield broken(rule, inside[-1][2], words, start=first)
                return
        if terms:
            yield met(rule, terms[0][2])

    return judge
