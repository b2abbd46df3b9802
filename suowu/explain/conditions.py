"""Conditions explained: each part, the value it looks at and its place; sets item by item."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Final

from suowu.explain.steps import (
    Step,
    amount_step,
    dated,
    held,
    is_elsewhere,
    is_named,
    labelled,
    step_in,
    told,
)
from suowu.grammar.conditions import (
    All,
    Amount,
    AnyOf,
    Condition,
    DatedStep,
    Exists,
    InOrder,
    Named,
    Not,
    OpenOn,
    PathOrSet,
    Set,
    Term,
    Test,
)  # fmt: skip
from suowu.grammar.leaves import ParameterName, Path
from suowu.law_text import condition_text, inward, path_text, set_text
from suowu.ledger import Case
from suowu.model import Where
from suowu.rules.conditions import holds
from suowu.rules.failing import said
from suowu.rules.scopes import Scope, day, members, place_at, place_of, value

_LONG: Final = 24
"""Characters from which a condition of several parts leaves it to them to say what it is."""


def condition_step(
    label: str,
    condition: Condition,
    *,
    case: Case,
    scope: Scope,
    name: str | None = None,
    brief: bool = False,
) -> Step:
    """A condition with whether it holds, down to the values it looks at.

    `brief`: a long one of several parts is not written out; its parts are.
    """
    found = inward(condition)
    lead = f"{name}：" if name else ""
    if isinstance(found, Named) and found.condition is not None:
        return _named(label, found, case=case, scope=scope, lead=lead, brief=brief)
    words = f"{lead}{_text(found, scope, brief=brief)}"
    path = _looked_at(found)
    about = _about(found, case, scope=scope)
    return step_in(
        case,
        label,
        says=f"{words}（{about}）" if about else words,
        where=() if path is None or is_elsewhere(path) else place_at(path, scope),
        holds=holds(found, scope),
        parts=tuple(_parts(found, case, scope=scope)),
    )


def _text(found: Condition, scope: Scope, *, brief: bool) -> str:
    text = condition_text(found, scope.law_day)
    if not brief or len(text) <= _LONG or not isinstance(found, (All, AnyOf)):
        return text
    return "下列各项" if isinstance(found, All) else "下列之一"


def _named(label: str, named: Named, *, case: Case, scope: Scope, lead: str, brief: bool) -> Step:
    """已宣告，即宣告.日期已到: a name with what it stands for."""
    assert named.condition is not None
    inside = scope if named.of_items else scope.at_root()
    inner = condition_step(label, named.condition, case=case, scope=inside, brief=brief)
    return labelled(inner, label, before=f"{lead}{named.name}，即")


def _looked_at(found: Condition) -> Path | None:
    """The one field that a condition is about, if it is about one."""
    part = found.part if isinstance(found, Not) else found
    if isinstance(part, Test):
        return part.path
    if isinstance(part, Term):
        return part.last
    return part.day if isinstance(part, OpenOn) else None


def _about(found: Condition, case: Case, *, scope: Scope) -> str:
    """What the record says to a condition, in brackets behind it."""
    part = found.part if isinstance(found, Not) else found
    if isinstance(part, Test):
        mine, limit = held(part.path, case, scope=scope), part.value
        if not isinstance(limit, Path):
            return mine
        return f"{mine}；{path_text(limit)} {told(value(limit, scope))}"
    if isinstance(part, Term):
        return f"{said(day(part.first, scope))} 至 {said(day(part.last, scope))}"
    if isinstance(part, OpenOn):
        ended = f"{scope.ended} 了结" if scope.ended else "没有了结"
        return f"{said(day(part.day, scope))}，{ended}"
    return ""


def _parts(found: Condition, case: Case, *, scope: Scope) -> Iterator[Step]:
    part = found.part if isinstance(found, Not) else found
    if isinstance(part, (All, AnyOf)):
        label = "并且" if isinstance(part, All) else "或者"
        for each in _flat(part):
            yield condition_step(label, each, case=case, scope=scope, brief=True)
    elif isinstance(part, Exists):
        yield members_step(case, "其中", source=part.items, scope=scope)
    elif isinstance(part, Test) and isinstance(part.value, Set):
        yield members_step(case, "其中", source=part.value, scope=scope)
    elif isinstance(part, Named) and part.condition is not None:
        inner = scope if part.of_items else scope.at_root()
        yield condition_step(part.name, part.condition, case=case, scope=inner, brief=True)
    elif isinstance(part, InOrder):
        yield from _order(part, case, scope=scope)
    else:
        yield from _limits(part, scope)


def _flat(found: All | AnyOf) -> Iterator[Condition]:
    """The parts, with those of a part of the same sort among them."""
    for part in map(inward, found.parts):
        if isinstance(part, (All, AnyOf)) and type(part) is type(found):
            yield from _flat(part)
        else:
            yield part


def _order(order: InOrder, case: Case, *, scope: Scope) -> Iterator[Step]:
    for step in order.steps:
        for each in step:
            path = each.day if isinstance(each, DatedStep) else each
            on = day(path, scope)
            words = f"{path_text(path)}　{dated(on) if on else '没有填'}"
            yield step_in(case, "", says=words, where=place_at(path, scope) if on else ())


def _limits(found: Condition, scope: Scope) -> Iterator[Step]:
    """The parameters a comparison is made with."""
    wanted: object = None
    if isinstance(found, Term):
        wanted = found.longer or found.at_most
        scope = scope.dated(scope.on or day(found.first, scope))
    elif isinstance(found, Test):
        wanted = found.value
    if isinstance(wanted, ParameterName):
        wanted = Amount(((None, wanted),))
    if isinstance(wanted, Amount) and is_named(wanted):
        yield from amount_step("参数", wanted, scope=scope)


# --- sets ---------------------------------------------------------------------------------------

Wanting = Callable[[Scope], str]
"""What an item has not that it must have to count; "" if it counts."""


def members_step(
    case: Case,
    label: str,
    *,
    source: PathOrSet,
    scope: Scope,
    when: Condition | None = None,
    title: Callable[[Scope], str] | None = None,
    wanting: Wanting = lambda item: "",
    by: Path | None = None,
) -> Step:
    """The items of a set, each with whether it counts; `by` is the day whose law judges one."""
    titled = title or _titled(source)
    parts = tuple(
        _member(
            case, item, words=f"{titled(item)}{_seen(when, item)}", short=wanting(item), when=when
        )
        for item in members(source, scope, by=by)
    )
    text = set_text(source, scope.law_day)
    which = f"，其中{condition_text(when, scope.law_day)}的" if when else ""
    count, total = sum(1 for part in parts if part.holds), len(parts)
    many = f"{total} 项" if count == total else f"{total} 项，符合的 {count} 项"
    where = place_of(source, scope) if is_here(source) else ()
    return step_in(case, label, says=f"{text}{which}　{many}", where=where, parts=parts)


def _member(case: Case, item: Scope, *, words: str, short: str, when: Condition | None) -> Step:
    says = f"{words}（{short}）" if short else words
    where: Where = item.where if item.root is case.scope.root else ()
    return step_in(case, "", says=says, where=where, holds=not short and holds(when, item))


def is_here(source: PathOrSet) -> bool:
    """Whether a set is picked from this record."""
    while isinstance(source, Set) and source.items is not None:
        source = source.items
    return isinstance(source, Path) and not is_elsewhere(source)


def _titled(source: PathOrSet) -> Callable[[Scope], str]:
    """An item by the field that is taken of it, else by the first of its values in words."""
    field = source.field if isinstance(source, Set) else None

    def title(item: Scope) -> str:
        own = value(field, item) if field is not None else None
        found = (said(each) for each in item.item.values() if isinstance(each, (str, date)))
        return said(own) if own is not None else next(found, said(item.item.get("值")))

    return title


def _seen(when: Condition | None, item: Scope) -> str:
    """What an item has of what is asked of it: （性别 男）."""
    tests = _tests(when)
    words = "，".join(f"{path_text(test.path)} {told(value(test.path, item))}" for test in tests)
    return f"（{words}）" if words else ""


def _tests(when: Condition | None) -> Iterator[Test]:
    found = inward(when) if when is not None else None
    if isinstance(found, All):
        for part in found.parts:
            yield from _tests(part)
    elif isinstance(found, Test):
        yield found
