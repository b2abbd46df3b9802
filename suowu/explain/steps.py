"""Steps of an explanation: what each thing that a rule asks about is, and where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from suowu.grammar.conditions import Amount
from suowu.grammar.leaves import CONTENT, COUNTY, OFFICE, PARAMETER, ParameterName, Path
from suowu.grammar.rules import Rule
from suowu.law_text import condition_text, with_unit
from suowu.ledger import Case
from suowu.model import Outcome, Where
from suowu.problems import cited
from suowu.rules.conditions import InForce, in_force
from suowu.rules.failing import said
from suowu.rules.scopes import Scope, place_at, present, value
from suowu.wording import weekday

ELSEWHERE: Final = (OFFICE, COUNTY, CONTENT, PARAMETER)
MOST: Final = 6
"""Values of a list that are written out; of a longer one only the number is said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of an explanation: `label` says which, `where` in which file it stands.

    `holds` is None for what is no condition; `parts` are the steps it is made of.
    """

    label: str
    says: str
    path: str = ""
    where: Where = ()
    holds: bool | None = None
    parts: tuple[Step, ...] = ()


def step_in(
    case: Case,
    label: str,
    *,
    says: str,
    where: Where,
    holds: bool | None = None,
    parts: tuple[Step, ...] = (),
) -> Step:
    """A step that stands in the record; what is not written there has no place."""
    written = bool(where) and where[0] in case.record.data
    return Step(
        label=label,
        says=says,
        path=case.record.path if written else "",
        where=where if written else (),
        holds=holds,
        parts=parts,
    )


def dated(day: date) -> str:
    """2026-03-06（星期五）."""
    return f"{day}（{weekday(day)}）"


def held(path: Path, case: Case, *, scope: Scope) -> str:
    """What the record has there: 记录里是 5; of a derived field 算得 5."""
    found = value(path, scope)
    if path.anchor == CONTENT:
        return ""
    if not present(found):
        return "没有填" if is_elsewhere(path) else "记录里没有填"
    dotted = ".".join(step for step in place_at(path, scope) if isinstance(step, str))
    return f"算得 {said(found)}" if dotted in case.derived else f"记录里{_shown(found)}"


def _shown(found: Any) -> str:
    if isinstance(found, dict):
        return "有"
    if not isinstance(found, list):
        return f"是 {said(found)}"
    if len(found) > MOST or any(isinstance(each, (dict, list)) for each in found):
        return f"有 {len(found)} 项"
    return f"是 {'、'.join(map(said, found))}"


def told(found: Any) -> str:
    """A value of an item, or that there is none; of a long list how many."""
    if isinstance(found, list) and found:
        return "、".join(map(said, found)) if len(found) <= MOST else f"{len(found)} 项"
    return said(found) if present(found) else "没有填"


def is_elsewhere(path: Path) -> bool:
    """Whether a path leads out of the record."""
    return path.anchor in ELSEWHERE


def finding_step(case: Case, rule: Rule, *, outcome: Outcome) -> Step:
    """The finding; what is not simply done comes with the article."""
    if outcome.state == "已办":
        return step_in(case, "结果", says="已办", where=outcome.where)
    words = f"{outcome.told}　{outcome.message}（依据 {cited(rule.clause, rule.basis)}）"
    return step_in(case, "结果", says=words, where=outcome.where)


def not_met() -> Step:
    """Why a rule says nothing although there is something it could be about."""
    return Step(label="不适用", says="条件不成立，这一条在这里不作要求")


# --- amounts ------------------------------------------------------------------------------------


def amount_step(
    label: str, wanted: Amount | None, *, scope: Scope, lead: str = "", unit: str = ""
) -> Iterator[Step]:
    """The value in force here, a bare number with its `unit`; nothing if the law had none."""
    force = in_force(wanted, scope) if wanted else None
    if force is not None:
        text = force_text(force, scope)
        says = f"{lead}{with_unit(text, unit) if unit else text}"
        yield force_step(label, says, force=force, scope=scope)


def is_named(wanted: Amount) -> bool:
    """Whether a parameter gives a value of it."""
    return any(isinstance(found, ParameterName) for _, found in wanted.choices)


def force_text(force: InForce, scope: Scope) -> str:
    """The value with its unit, if it has one."""
    if force.parameter is not None:
        return force.parameter.said(scope.law_day)
    value = force.value
    return ":".join(map(str, value)) if isinstance(value, tuple) else said(value)


def force_step(label: str, says: str, *, force: InForce, scope: Scope) -> Step:
    """A value in force, why that one, and what else it once was."""
    return Step(
        label=label,
        says=f"{says}{_why(force, scope)}",
        path=force.parameter.path if force.parameter else "",
        where=force.parameter.where if force.parameter else (),
        parts=tuple(_history(force)),
    )


def _why(force: InForce, scope: Scope) -> str:
    which = f"，因为{condition_text(force.when, scope.law_day)}" if force.when else ""
    if force.parameter is None or force.step is None:
        return which
    since = f"自 {force.step.since} 起，{force.step.basis}"
    return f"{which}（{force.parameter.name}：{since}；适用 {scope.law_day} 当日的规定）"


def _history(force: InForce) -> Iterator[Step]:
    known = force.parameter
    if known is None or len(known.steps) < 2:
        return
    for step in known.steps:
        words = f"自 {step.since} 起 {known.said(step.since)}，{step.basis}"
        yield Step(label="沿革", says=words, holds=step == force.step)


def labelled(step: Step, label: str, *, before: str = "") -> Step:
    """The same step under another label, with words before its own."""
    return replace(step, label=label, says=f"{before}{step.says}")
