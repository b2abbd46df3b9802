"""Dated values: a case is judged by the value in force on the day its period started."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Generic, TypeVar

from suowu.calendars import Duration, duration
from suowu.model import Rule

T = TypeVar("T")


class Dated(Generic[T]):
    """A value that may have changed over time: `[{自: date, 值: …}]` or a single value."""

    __slots__ = ("steps",)

    def __init__(self, spec: Any, convert: Callable[[Any], T]) -> None:
        listed = isinstance(spec, list) and all(isinstance(s, dict) and "自" in s for s in spec)
        steps = (
            [(s["自"], convert(s["值"])) for s in spec] if listed else [(date.min, convert(spec))]
        )
        self.steps = tuple(sorted(steps, key=lambda step: step[0]))

    def on(self, day: date) -> T | None:
        """The value in force on `day`, None before the first."""
        found = None
        for since, value in self.steps:
            if since <= day:
                found = value
        return found


def dated_duration(spec: Any) -> Dated[Duration]:
    """`5 工作日`, or a dated list of such."""
    return Dated(spec, duration)


def dated_number(spec: Any) -> Dated[float]:
    """A number, or a dated list of numbers."""
    return Dated(spec, lambda value: value)


def in_force(rule: Rule, day: date) -> bool:
    """Whether the rule judges what started on `day`."""
    return rule.since <= day and (rule.until is None or day <= rule.until)
