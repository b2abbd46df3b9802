"""Steps of an explanation, and conditions as steps: each part, the value it looks at, its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from suowu.grammar.conditions import All, Amount, AnyOf, Condition, Exists, Named, Not, Test
from suowu.grammar.leaves import Parameter, ParameterName
from suowu.law_text import condition_text, set_text
from suowu.ledger import Case
from suowu.model import Where
from suowu.rules.conditions import holds
from suowu.rules.failing import said
from suowu.rules.scopes import Scope, Source, members, place, place_of, value
from suowu.wording import weekday


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


def condition_step(
    label: str, condition: Condition, *, case: Case, scope: Scope, name: str | None = None
) -> Step:
    """A condition with whether it holds, down to the values it looks at."""
    text = condition_text(condition)
    own = Step(
        label=label,
        says=f"{name}：{text}" if name else text,
        holds=holds(condition, scope),
        parts=tuple(_parts(condition, case, scope=scope)),
    )
    if not isinstance(condition, Test):
        return own
    words = f"{own.says}（记录里是 {said(value(condition.path, scope))}）"
    where = place(condition.path, scope)
    return step_in(case, label, says=words, where=where, holds=own.holds, parts=_limits(condition))


def _parts(condition: Condition, case: Case, *, scope: Scope) -> Iterator[Step]:
    if isinstance(condition, (All, AnyOf)):
        label = "并且" if isinstance(condition, All) else "或者"
        for part in _flat(condition):
            yield condition_step(label, part, case=case, scope=scope)
    elif isinstance(condition, Not):
        yield condition_step("不是", condition.part, case=case, scope=scope)
    elif isinstance(condition, Exists):
        yield members_step(case, "其中", source=condition.items, scope=scope)
    elif isinstance(condition, Named) and condition.condition is not None:
        inner = scope if condition.of_items else scope.at_root()
        yield condition_step("即", condition.condition, case=case, scope=inner)


def _flat(condition: All | AnyOf) -> Iterator[Condition]:
    """The parts, with those of a part of the same sort among them."""
    for part in condition.parts:
        if isinstance(part, (All, AnyOf)) and type(part) is type(condition):
            yield from _flat(part)
        else:
            yield part


def _limits(test: Test) -> tuple[Step, ...]:
    """The parameter a test compares with."""
    choices = test.value.choices if isinstance(test.value, Amount) else ((None, test.value),)
    names = (found for _, found in choices if isinstance(found, ParameterName))
    return tuple(_limit(name.parameter) for name in names if name.parameter)


def _limit(parameter: Parameter) -> Step:
    last = parameter.steps[-1]
    words = f"{parameter.name}：自 {last.since} 起 {parameter.said(last.since)}，{last.basis}"
    return Step(label="参数", says=words, path=parameter.path, where=parameter.where)


def step_in(
    case: Case,
    label: str,
    *,
    says: str,
    where: Where,
    holds: bool | None = None,
    parts: tuple[Step, ...] = (),
) -> Step:
    """A step that stands in the record."""
    return Step(
        label=label, says=says, path=case.record.path, where=where, holds=holds, parts=parts
    )


def dated(day: date) -> str:
    return f"{day}（{weekday(day)}）"


def members_step(
    case: Case, label: str, *, source: Source, scope: Scope, when: Condition | None = None
) -> Step:
    """The items of a set, each with whether it counts."""
    parts = tuple(
        step_in(case, "", says=_title(item), where=item.where, holds=holds(when, item))
        for item in members(source, scope)
    )
    count = sum(1 for part in parts if part.holds)
    says = f"{set_text(source)} {count} 个"
    return step_in(case, label, says=says, where=place_of(source, scope), parts=parts)


def _title(item: Scope) -> str:
    """An item by the first of its values that are words or days."""
    found = (said(value) for value in item.item.values() if isinstance(value, (str, date)))
    return next(found, said(item.item))
