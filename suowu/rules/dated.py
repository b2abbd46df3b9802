"""Dated values: a case is judged by the value in force on the day its period started."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Generic, TypeVar

from suowu.calendars import Duration, duration
from suowu.model import Rule
from suowu.rules.conditions import condition
from suowu.rules.paths import Scope

T = TypeVar("T")


class Dated(Generic[T]):
    """A value that may depend on the day and on the case: `[{自: date, 条件: {…}, 值: …}]`.

    Entries with a 条件 that holds go before those without one; then the latest 自 wins.
    """

    __slots__ = ("steps",)

    def __init__(self, spec: Any, convert: Callable[[Any], T]) -> None:
        entries = spec if _is_dated(spec) else [{"值": spec}]
        steps = [
            ("条件" in e, e.get("自", date.min), condition(e.get("条件")), convert(e["值"]))
            for e in entries
        ]
        self.steps = tuple(sorted(steps, key=lambda step: step[:2], reverse=True))

    def on(self, day: date, scope: Scope) -> T | None:
        """The value in force on `day` for this case, None before the first."""
        for _, since, holds, value in self.steps:
            if since <= day and holds(scope):
                return value
        return None


def _is_dated(spec: Any) -> bool:
    return isinstance(spec, list) and all(isinstance(e, Mapping) and "值" in e for e in spec)


def dated_duration(spec: Any) -> Dated[Duration]:
    """`5 工作日`, or a dated list of such."""
    return Dated(spec, duration)


def dated_number(spec: Any) -> Dated[float]:
    """A number, or a dated list of numbers."""
    return Dated(spec, lambda value: value)


def in_force(rule: Rule, day: date) -> bool:
    """Whether the rule judges what started on `day`."""
    return rule.since <= day and (rule.until is None or day <= rule.until)
