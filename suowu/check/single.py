"""What one record must agree about with itself and its own place; nothing of other records."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from suowu.check.numbers import birth_of, identity_fault, is_phone, sex_of
from suowu.check.paths import Steps, values_at
from suowu.check.plan import Plan
from suowu.check.schema import Fault
from suowu.load.layout import Place
from suowu.model import Data, Where

Check = Callable[[Data, Plan, Place], Iterator[Fault]]


def single_faults(data: Data, plan: Plan, place: Place) -> Iterator[Fault]:
    """Every fault that the schema cannot see."""
    for check in _CHECKS:
        yield from check(data, plan, place)


def _file_name(data: Data, plan: Plan, place: Place) -> Iterator[Fault]:
    """Ensure the file is named as its kind says."""
    stem = place.id.rpartition("/")[2]
    if not plan.named.fullmatch(stem):
        example = plan.kind.fields.get("编号", {}).get("例")
        hint = f"例如 {example}.yml" if example else f"格式为 {plan.named.pattern}"
        yield Fault((), "文件名须为编号加 .yml", f"{stem}.yml", hint)


def _number(data: Data, plan: Plan, place: Place) -> Iterator[Fault]:
    """Ensure 编号 is the name of the file."""
    number = data.get("编号")
    if plan.kind.meta.get("编号") and number is not None and number != place.id:
        hint = f"把编号改为 {place.id}，或把文件改名为 {number}.yml"
        yield Fault(("编号",), f"须与文件名 {place.id}.yml 相同", number, hint)


def _item_numbers(data: Data, plan: Plan, place: Place) -> Iterator[Fault]:
    """Ensure the items of a list do not share a 编号."""
    for steps in plan.numbered:
        seen: set[tuple[Where, Any]] = set()
        for where, value in values_at(data, steps):
            if isinstance(value, dict):
                continue
            if (where[:-2], value) in seen:
                yield Fault(where, "编号不得重复", value, "请按顺序编号")
            seen.add((where[:-2], value))


def _identity(data: Data, plan: Plan, place: Place) -> Iterator[Fault]:
    """Ensure every identity number is one."""
    for steps in plan.identities:
        for where, value in values_at(data, steps):
            if isinstance(value, str) and value and (says := identity_fault(value)):
                yield Fault(where, says, value, "请对照证件逐位核对")


def _agreement(data: Data, plan: Plan, place: Place) -> Iterator[Fault]:
    """Ensure the identity number agrees with the date of birth and the sex."""
    found = values_at(data, plan.agreement.get("身份证号", ("身份证号",)))
    number = found[0][1] if found and plan.agreement else None
    if not isinstance(number, str) or identity_fault(number):
        return
    for role, own in (("出生日期", birth_of(number)), ("性别", sex_of(number))):
        for where, value in values_at(data, plan.agreement[role]) if role in plan.agreement else ():
            if value not in (own, ""):
                hint = "请对照证件，改正身份证号或这一项"
                yield Fault(where, f"须与身份证号一致（{own}）", value, hint)


def _phones(data: Data, plan: Plan, place: Place) -> Iterator[Fault]:
    """Ensure telephone numbers have as many digits as telephone numbers have."""
    for steps in plan.phones:
        for where, value in values_at(data, steps):
            if isinstance(value, str) and value and not is_phone(value):
                hint = '例如 "19900000101" 或 0500-80000001'
                yield Fault(where, "须为 11 位手机号或带区号的固定电话", value, hint)


def _order(data: Data, plan: Plan, place: Place) -> Iterator[Fault]:
    """Ensure dates do not run backwards."""
    for items, paths in plan.orders:
        if items is None:
            yield from _backwards(data, paths, ())
            continue
        for where, item in values_at(data, items):
            yield from _backwards(item, paths, where)


def _backwards(data: Any, paths: tuple[Steps, ...], base: Where) -> Iterator[Fault]:
    before: tuple[str, date] | None = None
    for steps in paths:
        where, value = next(iter(values_at(data, steps)), ((), None))
        if not isinstance(value, date):
            continue
        if before and value < before[1]:
            says = f"日期倒退，须不早于 {before[0]}（{before[1]}）"
            yield Fault((*base, *where), says, value, "请核对这两个日期")
        else:
            before = (".".join(steps), value)


_CHECKS: tuple[Check, ...] = (
    _file_name,
    _number,
    _item_numbers,
    _identity,
    _agreement,
    _phones,
    _order,
)
