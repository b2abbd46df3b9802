"""Conditions as they are judged: whether one holds, which parts fail, what amount is in force."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from suowu.calendars import Duration, Unannounced, shift, within_term
from suowu.grammar.conditions import (
    Active,
    All,
    Amount,
    AnyOf,
    Condition,
    DatedStep,
    Exists,
    InOrder,
    Minor,
    Named,
    Not,
    OpenOn,
    Set,
    Term,
    Test,
)  # fmt: skip
from suowu.grammar.leaves import Parameter, ParameterName, Path
from suowu.grammar.leaves import ValueSince as ParameterStep
from suowu.model import Where
from suowu.rules.scopes import Scope, day, hits, members, place_at, present, value

VAGUE: Final = frozenset({"日期", "结果", "文号", "意见", "材料", "起", "止"})


def holds(condition: Condition | None, scope: Scope) -> bool:
    """Whether a condition holds here; none at all always does."""
    return condition is None or _HOLDS[type(condition)](condition, scope)


# --- amounts ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class InForce:
    """An amount as it applies here: its value, and for a parameter which, and since when."""

    value: Any
    parameter: Parameter | None = None
    step: ParameterStep | None = None
    when: Condition | None = None


def in_force(amount: Amount, scope: Scope) -> InForce | None:
    """The value that the law of the scope's day gives to this case; None before the first."""
    for when, found in amount.choices:
        if not holds(when, scope):
            continue
        if not isinstance(found, ParameterName):
            return InForce(found, when=when)
        parameter = found.parameter
        step = parameter.on(scope.law_day) if parameter else None
        if step is not None:
            return InForce(step.value, parameter, step, when)
    return None


def amount(wanted: Amount, scope: Scope) -> Any:
    """The value alone."""
    found = in_force(wanted, scope)
    return found.value if found else None


def number(wanted: Amount, scope: Scope) -> float | None:
    """A number, also where a parameter counts time."""
    found = amount(wanted, scope)
    return found.number if isinstance(found, Duration) else found


# --- tests --------------------------------------------------------------------------------------


def _test(test: Test, scope: Scope) -> bool:
    return _COMPARE[test.operator](value(test.path, scope), test, scope)


def _equals(actual: Any, test: Test, scope: Scope) -> bool:
    return bool(actual == test.value)


def _among(actual: Any, test: Test, scope: Scope) -> bool:
    pool = _pool(test.value, scope)
    return any(each in pool for each in actual) if isinstance(actual, list) else actual in pool


def _pool(source: Any, scope: Scope) -> Sequence[Any]:
    """What 在 looks among: values as written, those of a field, or those of a set."""
    if isinstance(source, Set):
        return [found for found, _ in hits(source, scope)]
    found = value(source, scope) if isinstance(source, Path) else source
    return found if isinstance(found, (list, tuple)) else () if found is None else (found,)


def _contains(actual: Any, test: Test, scope: Scope) -> bool:
    wanted = test.value if isinstance(test.value, tuple) else (test.value,)
    return all(each in (actual or ()) for each in wanted)


def lacking(test: Test, scope: Scope) -> list[str]:
    """What a list has not that 含 asks for."""
    wanted = test.value if isinstance(test.value, tuple) else (test.value,)
    have = value(test.path, scope) or ()
    return [str(each) for each in wanted if each not in have]


def size(found: Any) -> Any:
    """A number for comparing: of a list or table how many it holds."""
    return len(found) if isinstance(found, (list, dict)) else found


def compare(operator: str, actual: float, *, limit: float) -> bool:
    """少于 < · 不少于 ≥ · 超过 > · 不超过 ≤. Source: 民法典 1259."""
    if operator in ("少于", "不少于"):
        return (actual < limit) is (operator == "少于")
    return (actual > limit) is (operator == "超过")


def _number(actual: Any, test: Test, scope: Scope) -> bool:
    have = size(actual)
    limit = number(test.value, scope) if isinstance(test.value, Amount) else None
    if limit is None or isinstance(have, bool) or not isinstance(have, (int, float)):
        return False
    return compare(test.operator, have, limit=limit)


def _dates(actual: Any, test: Test, scope: Scope) -> bool:
    limit = value(test.value, scope) if isinstance(test.value, Path) else test.value
    if not isinstance(actual, date) or not isinstance(limit, date):
        return False
    if test.operator in ("早于", "不早于"):
        return (actual < limit) is (test.operator == "早于")
    return (actual > limit) is (test.operator == "晚于")


def _arrived(actual: Any, test: Test, scope: Scope) -> bool:
    return (isinstance(actual, date) and actual <= scope.world.as_of) is test.value


def _past(actual: Any, test: Test, scope: Scope) -> bool:
    """已过: true from the day after; 已过: 5 日 from the day after those days.

    Rest days count; if the last is one, the next working day is the last.
    """
    if isinstance(test.value, bool):
        gone = isinstance(actual, date) and actual < scope.world.as_of
        return gone is test.value
    length = test.value
    if isinstance(length, ParameterName):
        found = in_force(Amount(((None, length),)), scope)
        length = as_length(found) if found else None
    if not isinstance(actual, date) or not isinstance(length, Duration):
        return False
    return _rolled(shift(actual, length), scope) < scope.world.as_of


def _rolled(last: date, scope: Scope) -> date:
    """The last day of a period, or the working day after it; of a year not announced the last
    that it can be."""
    try:
        return scope.world.calendar.roll(last)
    except Unannounced:
        return date.max


def as_length(found: InForce) -> Duration | None:
    """A length of time, of a parameter with its unit."""
    if isinstance(found.value, Duration):
        return found.value
    return Duration(int(found.value), found.parameter.unit) if found.parameter else None


_COMPARE: Final[Mapping[str, Callable[[Any, Test, Scope], bool]]] = {
    "等于": _equals,
    "在": _among,
    "不在": lambda actual, test, scope: not _among(actual, test, scope),
    "含": _contains,
    "有": lambda actual, test, scope: present(actual) is test.value,
    "少于": _number,
    "不少于": _number,
    "超过": _number,
    "不超过": _number,
    "早于": _dates,
    "不早于": _dates,
    "晚于": _dates,
    "不晚于": _dates,
    "已到": _arrived,
    "已过": _past,
}


# --- words of their own -------------------------------------------------------------------------


def _term(term: Term, scope: Scope) -> bool:
    first, last = day(term.first, scope), day(term.last, scope)
    if first is None or last is None:
        return False
    wanted = term.longer or term.at_most
    found = in_force(wanted, scope.dated(scope.on or first)) if wanted else None
    length = as_length(found) if found else None
    return length is not None and within_term(
        first, last, length=length, sentence=term.sentence
    ) is (term.at_most is not None)


def _open_on(condition: OpenOn, scope: Scope) -> bool:
    on = day(condition.day, scope)
    return scope.ended is None or on is None or on <= scope.ended


def _named(named: Named, scope: Scope) -> bool:
    return holds(named.condition, scope if named.of_items else scope.at_root())


_HOLDS: Final[Mapping[type, Callable[[Any, Scope], bool]]] = {
    Test: _test,
    All: lambda condition, scope: all(holds(part, scope) for part in condition.parts),
    AnyOf: lambda condition, scope: any(holds(part, scope) for part in condition.parts),
    Not: lambda condition, scope: not holds(condition.part, scope),
    Exists: lambda condition, scope: any(True for _ in members(condition.items, scope)),
    Term: _term,
    InOrder: lambda condition, scope: not any(disorder(condition, scope)),
    Minor: lambda condition, scope: scope.minor is condition.wanted,
    Active: lambda condition, scope: scope.active is condition.wanted,
    OpenOn: _open_on,
    Named: _named,
}


# --- what fails ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Failing:
    """One thing that does not hold, in words, and where. It is there but `wrong`, or it is
    `missing` and the words only name it; neither where nobody can say.
    """

    words: str
    where: Where
    wrong: bool = False
    missing: bool = False

    def __str__(self) -> str:
        return f"缺 {self.words}" if self.missing else self.words


def word_of(path: Path) -> str:
    """`机构决定.日期` → 机构决定日期: a last key that says little alone takes the one before it."""
    return "".join(path.keys[-2:]) if path.keys[-1] in VAGUE else path.keys[-1]


def disorder(order: InOrder, scope: Scope) -> Iterator[Failing]:
    """Dates that run backwards, later steps without the earlier, and missing ones if 齐全."""
    before: list[tuple[Path, date | None]] = []
    for step in order.steps:
        now = [
            (path, on) for path, needed in map(_path_of, step)
            if (on := day(path, scope)) is not None or holds(needed, scope)
        ]  # fmt: skip
        for path, on in now:
            if on is None:
                if order.complete:
                    yield Failing(word_of(path), place_at(path, scope), missing=True)
                continue
            yield from _against(before, path, on=on, scope=scope, complete=order.complete)
        before = [*now, *((p, d) for p, d in before if d is not None)]


def _against(
    before: list[tuple[Path, date | None]], path: Path, *, on: date, scope: Scope, complete: bool
) -> Iterator[Failing]:
    for earlier, first in before:
        where = place_at(earlier, scope)
        if first is None and on <= scope.world.as_of and not complete:
            yield Failing(f"有{word_of(path)}（{on}）而无{word_of(earlier)}", where, True)
        elif first is not None and first > on:
            words = f"{word_of(earlier)}（{first}）晚于{word_of(path)}（{on}）"
            yield Failing(words, where, True)


def _path_of(step: Path | DatedStep) -> tuple[Path, Condition | None]:
    return (step, None) if isinstance(step, Path) else (step.day, step.when)


def some_day(order: InOrder, scope: Scope) -> bool:
    """Whether any of its steps has been taken."""
    return any(day(_path_of(s)[0], scope) is not None for step in order.steps for s in step)
