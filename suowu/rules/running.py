"""Running totals (连续): how much falls into any window of a length, the same day counted once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from suowu.calendars import inclusive_days, shift
from suowu.grammar.rules import Frequency, Rule, Running
from suowu.model import Outcome, Where
from suowu.rules.conditions import holds, number
from suowu.rules.deadlines import applies_on
from suowu.rules.outcomes import broken, met
from suowu.rules.scopes import Scope, day, members, place_at


def running_total(rule: Rule, word: Frequency, *, spec: Running, scope: Scope) -> Iterator[Outcome]:
    """The first window that holds more than it may, else that the limit is kept."""
    terms = sorted(_terms(word, spec, scope=scope), key=lambda term: term.first)
    for start in terms:
        limit = number(spec.at_most, scope.dated(start.first))
        if limit is None or not applies_on(rule, start.first):
            continue
        over, total = _over(terms, start.first, spec=spec, limit=limit)
        if over is not None:
            words = f"{start.first} 起 {spec.window}内累计 {total} 日，应不超过 {limit:g} 日"
            message = f"{rule.name}不符：{words}"
            yield broken(rule, over.where, message=message, start=start.first)
            return
    if terms:
        yield met(rule, terms[0].where)


class _Away(NamedTuple):
    """A term of a running total, both ends counted; `excused`: allowed, but counted."""

    first: date
    last: date
    where: Where
    excused: bool


def _over(
    terms: list[_Away], first: date, *, spec: Running, limit: float
) -> tuple[_Away | None, int]:
    """The term that exceeds the limit in the window from `first` on, and the distinct days."""
    end = shift(first, spec.window) - timedelta(1)
    away, over = set[date](), None
    for term in terms:
        days = {on for on in _each_day(term) if first <= on <= end}
        if days - away and len(away | days) > limit and not term.excused:
            over = term
        away |= days
    return over, len(away)


def _each_day(term: _Away) -> Iterator[date]:
    for n in range(inclusive_days(term.first, term.last)):
        yield term.first + timedelta(n)


def _terms(word: Frequency, spec: Running, *, scope: Scope) -> Iterator[_Away]:
    for item in members(word.records, scope, by=spec.first):
        first, last = day(spec.first, item), day(spec.last, item)
        if first is not None and last is not None:
            excused = spec.excused is not None and holds(spec.excused, item)
            yield _Away(first, last, place_at(spec.last, item), excused)
