"""What one record must agree about with itself and its own place; nothing of other records."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from suowu.check.numbers import birth_of, identity_fault, is_phone, sex_of
from suowu.check.paths import values_at
from suowu.check.schema import Fault
from suowu.load.layout import Place
from suowu.model import Data, Kind

Check = Callable[[Data, Kind, Place], Iterator[Fault]]


def single_faults(data: Data, kind: Kind, place: Place) -> Iterator[Fault]:
    """Every fault that the schema cannot see."""
    for check in _CHECKS:
        yield from check(data, kind, place)


def _identity(data: Data, kind: Kind, place: Place) -> Iterator[Fault]:
    """Ensure every identity number is one."""
    for path in _of_class(kind, "身份证号"):
        for where, value in values_at(data, path):
            if isinstance(value, str) and value and (says := identity_fault(value)):
                yield Fault(where, says, value, "请对照证件逐位核对")


def _agreement(data: Data, kind: Kind, place: Place) -> Iterator[Fault]:
    """Ensure the identity number agrees with the date of birth and the sex."""
    roles = kind.meta.get("对照") or {}
    found = next(iter(values_at(data, str(roles.get("身份证号")))), None)
    if found is None or not isinstance(found[1], str) or identity_fault(found[1]):
        return
    number = found[1]
    for role, own in (("出生日期", birth_of(number)), ("性别", sex_of(number))):
        for where, value in values_at(data, str(roles.get(role))):
            if value != own:
                hint = "请对照证件，改正身份证号或这一项"
                yield Fault(where, f"须与身份证号一致（{own}）", value, hint)


def _phones(data: Data, kind: Kind, place: Place) -> Iterator[Fault]:
    """Ensure telephone numbers have as many digits as telephone numbers have."""
    for path in _of_class(kind, "电话"):
        for where, value in values_at(data, path):
            if isinstance(value, str) and value and not is_phone(value):
                hint = '例如 "19900000101" 或 0500-80000001'
                yield Fault(where, "须为 11 位手机号或带区号的固定电话", value, hint)


def _file_name(data: Data, kind: Kind, place: Place) -> Iterator[Fault]:
    """Ensure the file is named as its kind says."""
    stem = place.id.rpartition("/")[2]
    pattern = str(kind.meta.get("文件名") or r"[0-9A-Za-z][0-9A-Za-z_-]*")
    if not re.fullmatch(pattern, stem):
        example = kind.fields.get("编号", {}).get("例")
        hint = f"例如 {example}.yml" if example else f"格式为 {pattern}"
        yield Fault((), "文件名须为编号加 .yml", f"{stem}.yml", hint)


def _number(data: Data, kind: Kind, place: Place) -> Iterator[Fault]:
    """Ensure 编号 is the name of the file."""
    number = data.get("编号")
    if kind.meta.get("编号") and number is not None and number != place.id:
        hint = f"把编号改为 {place.id}，或把文件改名为 {number}.yml"
        yield Fault(("编号",), f"须与文件名 {place.id}.yml 相同", number, hint)


def _item_numbers(data: Data, kind: Kind, place: Place) -> Iterator[Fault]:
    """Ensure the items of a list do not share a 编号."""
    for path in kind.fields:
        if path.endswith(".编号"):
            seen: set[Any] = set()
            for where, value in values_at(data, path):
                key = (where[:-2], value) if isinstance(value, (str, int)) else None
                if key in seen:
                    yield Fault(where, "编号不得重复", value, "请按顺序编号")
                seen.add(key)


def _order(data: Data, kind: Kind, place: Place) -> Iterator[Fault]:
    """Ensure dates do not run backwards."""
    for entry in kind.meta.get("先后") or ():
        if isinstance(entry, list):
            yield from _backwards(data, entry, ())
            continue
        listed, order = str(entry.get("逐项")), list(entry.get("依次") or ())
        for where, item in _items(data, listed):
            yield from _backwards(item, order, where)


def _items(data: Any, path: str) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    yield from ((where, item) for where, item in values_at(data, path) if isinstance(item, dict))


def _backwards(data: Any, order: list[str], base: tuple[str | int, ...]) -> Iterator[Fault]:
    before: tuple[str, date] | None = None
    for path in order:
        for where, value in values_at(data, path):
            if not isinstance(value, date):
                continue
            if before and value < before[1]:
                says = f"日期倒退，须不早于 {before[0]}（{before[1]}）"
                yield Fault((*base, *where), says, value, "请核对这两个日期")
            else:
                before = (path, value)
            break


def _of_class(kind: Kind, name: str) -> list[str]:
    return [path for path, meta in kind.fields.items() if meta.get("类") == name]


_CHECKS: tuple[Check, ...] = (
    _file_name,
    _number,
    _item_numbers,
    _identity,
    _agreement,
    _phones,
    _order,
)
