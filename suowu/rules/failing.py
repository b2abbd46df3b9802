"""Failings: what of a condition does not hold, in words."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from suowu.calendars import term_end
from suowu.grammar.conditions import (
    All,
    Amount,
    Condition,
    Exists,
    InOrder,
    Set,
    Term,
    Test,
)  # fmt: skip
from suowu.grammar.leaves import Path
from suowu.law_text import set_name
from suowu.model import Where
from suowu.rules.conditions import (
    Failing,
    as_length,
    disorder,
    holds,
    in_force,
    lacking,
    number,
    word_of,
)
from suowu.rules.scopes import Scope, day, place_at, place_of, present, value

_BY_DATE: Final = ("早于", "不早于", "晚于", "不晚于")


def failing(condition: Condition, scope: Scope, *, otherwise: str) -> list[Failing]:
    """What of a condition does not hold; `otherwise` says what has no words of its own."""
    if isinstance(condition, All):
        parts = (failing(part, scope, otherwise=otherwise) for part in condition.parts)
        return [found for part in parts for found in part]
    if isinstance(condition, InOrder):
        return list(disorder(condition, scope))
    if holds(condition, scope):
        return []
    if isinstance(condition, Test):
        return [_failing_test(condition, scope)]
    if isinstance(condition, Term):
        return [_too_long(condition, scope, otherwise=otherwise)]
    return [Failing(otherwise, _where(condition, scope))]


def _failing_test(test: Test, scope: Scope) -> Failing:
    actual, where, word = value(test.path, scope), place_at(test.path, scope), word_of(test.path)
    if test.operator == "含" and isinstance(test.value, tuple):
        return Failing("、".join(lacking(test, scope)), where, missing=True)
    if test.operator == "有":
        return Failing(word, where, missing=test.value is True)
    wanted = _wanted(test, scope)
    if not present(actual):
        when = not wanted or test.operator in _BY_DATE
        return Failing(word if when else f"{word}（{wanted}）", where, missing=True)
    return Failing(f"{word}{wanted}，实为 {said(actual)}" if wanted else word, where, bool(wanted))


def _wanted(test: Test, scope: Scope) -> str:
    operator, wanted = test.operator, test.value
    if operator == "等于" and not isinstance(wanted, bool):
        return f"须为 {said(wanted)}"
    if operator == "等于":
        return f"须为{said(wanted)}"
    if operator in ("在", "不在") and isinstance(wanted, tuple):
        listed = "、".join(map(said, wanted))
        return f"须为 {listed} 之一" if operator == "在" else f"不得为 {listed}"
    if isinstance(wanted, Set):
        return f"须为{set_name(wanted, scope.law_day)}" if operator == "在" else ""
    if isinstance(wanted, Amount):
        found = in_force(wanted, scope)
        unit = f" {found.parameter.unit}" if found and found.parameter else ""
        return f"应{operator} {number(wanted, scope):g}{unit}"
    if operator in _BY_DATE:
        limit = value(wanted, scope) if isinstance(wanted, Path) else wanted
        return f"须{operator} {limit}" if isinstance(limit, date) else ""
    return ""


def said(found: Any) -> str:
    """A value in a sentence."""
    if found is None:
        return "空"
    if isinstance(found, bool):
        return "是" if found else "否"
    return f"{found:g}" if isinstance(found, float) else str(found)


def _too_long(term: Term, scope: Scope, *, otherwise: str) -> Failing:
    first, last = day(term.first, scope), day(term.last, scope)
    where = place_at(term.last, scope)
    if first is None or last is None or term.at_most is None:
        return Failing(word_of(term.last) if last is None else otherwise, where)
    found = in_force(term.at_most, scope.dated(scope.on or first))
    length = as_length(found) if found else None
    if length is None:
        return Failing(otherwise, where)
    latest = term_end(first, length, sentence=term.sentence)
    return Failing(f"应不超过 {length}（至 {latest}），实至 {last}", where, True)


def _where(condition: Condition, scope: Scope) -> Where:
    if isinstance(condition, Exists):
        return place_of(condition.items, scope)
    return scope.where
