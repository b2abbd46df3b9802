"""Conditions, sets and amounts in words, with parameters as they are on a day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

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
)
from suowu.grammar.leaves import CONTENT, COUNTY, OFFICE, ParameterName, Path


def amount_text(amount: Amount, on: date, *, after: str = "") -> str:
    """`5 个工作日`; by case: `10 个工作日（委托.速裁程序为“是”的 5 个工作日）`.

    `after` stands behind each value: `10 个工作日内（… 5 个工作日内）`.
    """
    special = [
        f"{condition_text(when, on)}的 {_amount(value, on)}{after}"
        for when, value in amount.choices
        if when is not None
    ]
    general = [f"{_amount(v, on)}{after}" for when, v in amount.choices if when is None]
    if not special or not general:
        return "，".join((*special, *general))
    return f"{general[0]}（{'，'.join(special)}）"


def _amount(value: Any, on: date) -> str:
    if isinstance(value, ParameterName):
        return (value.parameter.said(on) if value.parameter else "") or f"“{value.name}”"
    return ":".join(map(str, value)) if isinstance(value, tuple) else _plain(value)


# --- conditions ---------------------------------------------------------------------------------


def condition_text(condition: Condition | None, on: date) -> str:
    """A condition as one would say it; "" for none."""
    found = inward(condition) if condition is not None else None
    return "" if found is None else _SAID[type(found)](found, on)


def inward(condition: Condition) -> Condition:
    """The same condition with its 非 carried inside: neither of two is not the one, not the other.

    A 非 that is left stands before a single comparison, set, name or pair of dates.
    """
    part = condition.part if isinstance(condition, Not) else None
    if isinstance(part, AnyOf):
        return All(tuple(map(Not, part.parts)))
    if isinstance(part, All):
        return AnyOf(tuple(map(Not, part.parts)))
    if isinstance(part, Not):
        return inward(part.part)
    return replace(part, wanted=not part.wanted) if isinstance(part, (Minor, Active)) else condition


def _all(found: All, on: date) -> str:
    """Each after the other; what has alternatives stands in brackets."""
    parts = [inward(part) for part in found.parts]
    several = len(parts) > 1
    return "，".join(
        f"（{said}）" if isinstance(part, AnyOf) and several else said
        for part, said in ((part, condition_text(part, on)) for part in parts)
    )


def _any_of(found: AnyOf, on: date) -> str:
    parts = [inward(part) for part in found.parts]
    compound = any(isinstance(part, All) and len(part.parts) > 1 for part in parts)
    return ("；或者" if compound else "或者").join(condition_text(part, on) for part in parts)


def _not(found: Not, on: date) -> str:
    part = found.part
    if isinstance(part, Test):
        return _test(part, on, no=True)
    if isinstance(part, Exists):
        return f"没有{set_text(part.items, on)}"
    return f"并非“{condition_text(part, on)}”"


def _test(test: Test, on: date, *, no: bool = False) -> str:
    path, value = path_text(test.path), test.value
    if isinstance(value, bool) and (test.operator != "等于" or test.path.anchor == CONTENT):
        return _yes_or_no(test, yes=value is not no)
    if test.operator in ("等于", "在", "不在"):
        verb = "不是" if (test.operator == "不在") is not no else "为"
        return f"{path}{verb}{_listed(value, on)}"
    if test.operator == "含":
        values = value if isinstance(value, tuple) else (value,)
        return f"{path}{'没有' if no else '里有'} {'、'.join(map(_plain, values))}"
    if test.operator == "已过":
        return f"{path}{'还没有过' if no else '已过'} {_limit(value, on)}"
    limit = _limit(value, on)
    return f"没有{test.operator} {limit} 的{path}" if no else f"{path}{test.operator} {limit}"


def _yes_or_no(test: Test, *, yes: bool) -> str:
    """What is asked of a field that is there or not, past or not."""
    path = path_text(test.path)
    if test.path.anchor == CONTENT:
        return f"网站{'已经' if yes else '没有'}公开工作{path}"
    if test.operator == "有":
        return f"{'有' if yes else '没有'}{path}"
    return f"{path}{'已' if yes else '未'}{test.operator[1]}"


def _limit(value: Any, on: date) -> str:
    if isinstance(value, Amount):
        return amount_text(value, on)
    return path_text(value) if isinstance(value, Path) else _amount(value, on)


def _listed(value: Any, on: date) -> str:
    if isinstance(value, (Path, Set)):
        return f"{set_name(value, on)}之一"
    values = value if isinstance(value, tuple) else (value,)
    if len(values) > 1:
        return f" {'、'.join(map(_plain, values))} 之一"
    said = _plain(values[0])
    return f"“{said}”" if isinstance(values[0], (str, bool)) else f" {said}"


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return f"{value:g}" if isinstance(value, (int, float)) else str(value)


def path_text(path: Path) -> str:
    """A field as its file names it, `宣告.日期`; of the office or the county with whose it is."""
    whose = {OFFICE: "司法所的", COUNTY: "县的"}.get(path.anchor, "")
    return whose + ".".join(path.keys)


def _term(term: Term, on: date) -> str:
    word, wanted = ("超过", term.longer) if term.longer else ("不超过", term.at_most)
    assert wanted is not None  # the grammar asks for exactly one of the two
    way = "（按刑期计算）" if term.sentence else ""
    return f"从{path_text(term.first)}到{path_text(term.last)}{word} {amount_text(wanted, on)}{way}"


def _in_order(order: InOrder, on: date) -> str:
    steps = "、".join("和".join(_step(each, on) for each in step) for step in order.steps)
    return f"{'依次有' if order.complete else '先后依次为'} {steps}"


def _step(step: Path | DatedStep, on: date) -> str:
    if isinstance(step, Path):
        return path_text(step)
    when = condition_text(step.when, on)
    return path_text(step.day) + (f"（{when}的）" if when else "")


_SAID: Final[Mapping[type, Callable[[Any, date], str]]] = {
    Test: _test,
    All: _all,
    AnyOf: _any_of,
    Not: _not,
    Exists: lambda found, on: f"有{set_text(found.items, on)}",
    Term: _term,
    InOrder: _in_order,
    Minor: lambda found, on: "按未成年人对待" if found.wanted else "不按未成年人对待",
    Active: lambda found, on: "在办" if found.wanted else "不在办",
    OpenOn: lambda found, on: f"{path_text(found.day)}时尚未了结",
    Named: lambda found, on: found.name,
}


def set_name(source: Path | Set, on: date) -> str:
    """A set by its 称, if it has one."""
    return (isinstance(source, Set) and source.label) or set_text(source, on)


def set_text(source: Path | Set | None, on: date) -> str:
    """A set or path as one would say it."""
    if source is None:
        return ""
    if isinstance(source, Path):
        return path_text(source)
    what, which = _unfolded(source, on)
    field = f"的{path_text(source.field)}" if source.field else ""
    return f"{what}（{which}）{field}" if which else f"{what}{field}"


def _unfolded(source: Path | Set | None, on: date) -> tuple[str, str]:
    """What a set picks from, and all that picks, also of the sets it is made of."""
    if source is None or isinstance(source, Path):
        return set_text(source, on), ""
    if source.label:
        return source.label, ""
    what, inner = _unfolded(source.items, on)
    day = f"{path_text(source.on)}当日在内" if source.on else ""
    which = "，".join(filter(None, (inner, day, condition_text(source.when, on))))
    active = {None: "", True: "在办的 ", False: "办结的 "}[source.active]
    return f"{active}{what or source.cases or '各司法所'}", which
