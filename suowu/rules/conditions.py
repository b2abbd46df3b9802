"""Conditions: `{path: test}` mappings of which all must hold; there are no expressions."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from suowu.calendars import duration, shift, within_term
from suowu.rules.paths import Get, Scope, Test, getter, items, present

_ISO = re.compile(r"^\d{4}-\d{2}-\d{2}$")
SPECIAL = ("任一", "非", "期间", "未成年", "在办", "在办于", "存在")
TESTS = (
    *("在", "不在", "有", "少于", "不少于", "超过", "不超过", "含"),
    *("早于", "不早于", "晚于", "不晚于", "已到", "已过"),
)


def condition(spec: Mapping[str, Any] | None) -> Test:
    """Compile a condition; an empty one always holds. ValueError names what is not understood."""
    tests = [_entry(key, wanted) for key, wanted in (spec or {}).items()]
    if not tests:
        return lambda scope: True
    if len(tests) == 1:
        return tests[0]
    return lambda scope: all(test(scope) for test in tests)


def failing(spec: Mapping[str, Any]) -> Callable[[Scope], list[str]]:
    """The keys of a condition that do not hold, in order."""
    tests = [(key, _entry(key, wanted)) for key, wanted in spec.items()]
    return lambda scope: [key for key, test in tests if not test(scope)]


def _entry(key: str, wanted: Any) -> Test:
    if key == "任一":
        options = [condition(option) for option in wanted]
        return lambda scope: any(option(scope) for option in options)
    if key == "非":
        inner = condition(wanted)
        return lambda scope: not inner(scope)
    if key == "期间":
        return _term(wanted)
    if key == "未成年":
        return lambda scope: scope.minor is wanted
    if key == "在办":
        return lambda scope: scope.active is wanted
    if key == "在办于":
        return _open_on(getter(wanted))
    if key == "存在":
        return _some(wanted)
    return _tests(getter(key), wanted)


def _open_on(get: Get) -> Test:
    """Whether the case had not ended before that day; what has no day is not affected."""

    def holds(scope: Scope) -> bool:
        day = get(scope)
        return scope.ended is None or not isinstance(day, date) or day <= scope.ended

    return holds


def _some(spec: Mapping[str, Any]) -> Test:
    """Whether any item of 集 fulfils 条件, which may look back out with `../`."""
    each, holds = items(spec["集"]), condition(spec.get("条件"))
    return lambda scope: any(holds(item) for item in each(scope))


def _term(spec: Mapping[str, Any]) -> Test:
    first, last = getter(spec["起"]), getter(spec["止"])
    longer = "超过" in spec
    length = duration(spec["超过" if longer else "不超过"])

    def holds(scope: Scope) -> bool:
        start, end = first(scope), last(scope)
        if not isinstance(start, date) or not isinstance(end, date):
            return False
        return within_term(start, end, length) is not longer

    return holds


def _tests(get: Get, wanted: Any) -> Test:
    if not isinstance(wanted, dict):
        return lambda scope: _equals(get(scope), wanted)
    tests = [_test(get, word, value) for word, value in wanted.items()]
    return tests[0] if len(tests) == 1 else lambda scope: all(test(scope) for test in tests)


def _test(get: Get, word: str, value: Any) -> Test:
    if word == "有":
        return lambda scope: present(get(scope)) is value
    if word in ("在", "不在"):
        inside = word == "在"
        pool = getter(value) if isinstance(value, str) else lambda scope: value
        return lambda scope: _among(get(scope), pool(scope) or []) is inside
    if word == "含":
        return lambda scope: value in (get(scope) or ())
    if word == "已到":
        return lambda scope: _arrived(get(scope), scope.world.as_of) is value
    if word == "已过":
        return _past(get, value)
    if word in ("少于", "不少于", "超过", "不超过"):
        return _number(get, word, value)
    if word in ("早于", "不早于", "晚于", "不晚于"):
        return _dates(get, word, value)
    raise ValueError(f"条件里没有“{word}”这个词，可用：{'、'.join(TESTS)}")


def _equals(actual: Any, wanted: Any) -> bool:
    return wanted in actual if isinstance(actual, list) else bool(actual == wanted)


def _among(actual: Any, values: list[Any]) -> bool:
    if isinstance(actual, list):
        return any(item in values for item in actual)
    return actual in values


def _arrived(actual: Any, as_of: date) -> bool:
    return isinstance(actual, date) and actual <= as_of


def _past(get: Get, value: Any) -> Test:
    """已过: true from the day after; 已过: 5 日 from the day after those days (rest days count)."""
    if isinstance(value, bool):
        return lambda scope: _arrived(get(scope), scope.world.as_of - timedelta(1)) is value
    length = duration(value)
    if length.unit == "工作日":
        raise ValueError(f"“已过”只能用日、周、月、年：{value!r}")

    def holds(scope: Scope) -> bool:
        day = get(scope)
        return isinstance(day, date) and shift(day, length) < scope.world.as_of

    return holds


def compare(word: str, actual: Any, limit: Any) -> bool:
    """少于 < · 不少于 ≥ · 超过 > · 不超过 ≤. Source: 实施办法 第五十八条."""
    return bool(
        {
            "少于": actual < limit,
            "不少于": actual >= limit,
            "超过": actual > limit,
            "不超过": actual <= limit,
        }[word]
    )


def size(value: Any) -> Any:
    """A number for comparing: a list's length, None as nothing."""
    return len(value) if isinstance(value, (list, dict)) else value


def _number(get: Get, word: str, limit: Any) -> Test:
    def holds(scope: Scope) -> bool:
        actual = size(get(scope))
        return isinstance(actual, (int, float)) and compare(word, actual, limit)

    return holds


def _dates(get: Get, word: str, value: Any) -> Test:
    fixed = value if isinstance(value, date) else None
    other = getter(str(value)) if fixed is None and not _ISO.match(str(value)) else None
    if fixed is None and other is None:
        fixed = date.fromisoformat(str(value))

    def holds(scope: Scope) -> bool:
        actual, limit = get(scope), fixed if other is None else other(scope)
        if not isinstance(actual, date) or not isinstance(limit, date):
            return False
        if word in ("早于", "不早于"):
            return (actual < limit) is (word == "早于")
        return (actual > limit) is (word == "晚于")

    return holds
