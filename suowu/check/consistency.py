"""Consistency of one record with itself and its file name: numbers that prove themselves, dates."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from suowu.calendars import is_minor
from suowu.check.kind_checks import FieldIssue, KindChecks
from suowu.check.meant import meant_hint
from suowu.model import Data, Where
from suowu.values import PathSteps, value_at, values_at

_COPY = re.compile(r".*(?:副本|复件|拷贝|copy|\([0-9]+\)|（[0-9]+）).*", re.IGNORECASE).fullmatch
_IDENTITY = re.compile(r"[0-9]{17}[0-9X]").fullmatch
_PHONE = re.compile(
    r"(?:\+?86-?)?1[3-9][0-9]{9}"  # mobile
    r"|(?:0[0-9]{2,3}-?)?[2-9][0-9]{6,7}(?:-[0-9]{1,6})?"  # landline, with its extension
    r"|[48]00-?[0-9]{3}-?[0-9]{4}"
    r"|1[0-9]{2,4}"  # 110, 12348
).fullmatch


def consistency_issues(data: Data, checks: KindChecks, *, id: str) -> Iterator[FieldIssue]:
    """Every issue that the schema cannot see; `id` is that of the record, by its path."""
    yield from _file_name(checks, id=id)
    yield from _number(data, checks, id=id)
    for check in _CHECKS:
        yield from check(data, checks)


def _file_name(checks: KindChecks, *, id: str) -> Iterator[FieldIssue]:
    """Ensure the file is named as its kind says."""
    stem = id.rpartition("/")[2]
    if _COPY(stem):
        hint = "是多余的一份就删去；是另一份记录，运行 python3 build.py new 另取编号"
        yield FieldIssue((), "文件名像是另一份的副本", f"{stem}.yml", hint)
    elif not checks.file_name.fullmatch(stem):
        example = checks.fields["编号"].meta.example if "编号" in checks.fields else None
        hint = f"例如 {example}.yml" if example else f"格式为 {checks.file_name.pattern}"
        yield FieldIssue((), "文件名须为编号加 .yml", f"{stem}.yml", hint)


def _number(data: Data, checks: KindChecks, *, id: str) -> Iterator[FieldIssue]:
    """Ensure 编号 is the name of the file; what to do with a copy is said already."""
    if _COPY(id.rpartition("/")[2]):
        return
    number = data.get("编号")
    named = checks.file_name.fullmatch(id) is not None
    if checks.kind.file.numbered and number is not None and number != id:
        hint = f"把文件改名为 {number}.yml"
        hint = f"把编号改为 {id}，或{hint}" if named else hint
        yield FieldIssue(("编号",), f"须与文件名 {id}.yml 相同", number, hint)


def _item_numbers(data: Data, checks: KindChecks) -> Iterator[FieldIssue]:
    """Ensure the items of a list do not share a 编号."""
    for steps in checks.numbered:
        seen: set[tuple[Where, Any]] = set()
        for where, value in values_at(data, steps):
            if isinstance(value, dict):
                continue
            if (where[:-2], value) in seen:
                yield FieldIssue(where, "编号不得重复", value, "请按顺序编号")
            seen.add((where[:-2], value))


def _once(data: Data, checks: KindChecks) -> Iterator[FieldIssue]:
    """Ensure what stands once in a list (唯一: 列表) stands there once."""
    for steps in checks.once:
        seen = set[tuple[Where, Any]]()
        for where, value in values_at(data, steps):
            if (where[:-2], value) in seen:
                yield FieldIssue(where, f"{steps[-1]}在{steps[0]}里不得重复", value, "请并成一项")
            seen.add((where[:-2], value))


def _months(data: Data, checks: KindChecks) -> Iterator[FieldIssue]:
    """Ensure the days of a month's sheet lie in that month."""
    for spec in checks.months:
        for where, item in values_at(data, spec.each.keys):
            month = value_at(item, spec.month.keys)
            for path in spec.days:
                for below, on in values_at(item, path.keys):
                    if isinstance(on, date) and f"{on:%Y-%m}" != month:
                        says, hint = f"须在 {month} 之内", f"写到 {on:%Y-%m} 的那一项里"
                        yield FieldIssue((*where, *below), says, on, hint)


def _minority(data: Data, checks: KindChecks) -> Iterator[FieldIssue]:
    """Ensure that whether the deed was a minor's agrees with its day and with the judgment's."""
    spec = checks.minority
    if spec is None or spec.said is None:
        return
    born, flag = value_at(data, spec.born.keys), value_at(data, spec.said.keys)
    for path in (spec.deed, spec.judged):
        on = value_at(data, path.keys) if path else None
        if not isinstance(born, date) or not isinstance(on, date) or not isinstance(flag, bool):
            continue
        if is_minor(born, on) is not flag and (path is spec.deed or not flag):
            age = f"{path}（{on}）时{'未满' if not flag else '已满'}十八周岁"
            hint = f"请核对 {spec.born}、{path} 和这一项"
            yield FieldIssue(spec.said.keys, f"须与日期一致：{age}", flag, hint)


def _identity(data: Data, checks: KindChecks) -> Iterator[FieldIssue]:
    """Ensure every identity number is one."""
    for steps in checks.identities:
        for where, value in values_at(data, steps):
            if isinstance(value, str) and value and (says := identity_issue(value)):
                hint = meant_hint(value, where) or "请对照证件逐位核对"
                hint = "末位须为大写 X" if identity_issue(value.upper()) is None else hint
                yield FieldIssue(where, says, value, hint)


def _names(data: Data, checks: KindChecks) -> Iterator[FieldIssue]:
    """Ensure a name holds nothing that nobody sees: it would never be found again."""
    for steps in checks.names:
        for where, value in values_at(data, steps):
            if isinstance(value, str) and (at := _unseen(value)) is not None:
                hint = f"第 {at + 1} 个字符是 U+{ord(value[at]):04X}，删去它，把姓名重新输入一遍"
                yield FieldIssue(where, "姓名里不得有空格或者看不见的字符", hint=hint)


def _unseen(name: str) -> int | None:
    """Where the first such character stands; signs of its own script are part of a letter, and
    spaces stand between Latin words."""
    for at, character in enumerate(name):
        before, after = name[at - 1 : at], name[at + 1 : at + 2]
        sort = unicodedata.category(character)
        if sort in ("Mn", "Me") and _script(character) == _script(before):
            continue
        if character == " " and before.isascii() and after.isascii():
            continue
        if sort in ("Cf", "Cc", "Mn", "Me", "Zs", "Zl", "Zp"):
            return at
    return None


def _script(character: str) -> str:
    return unicodedata.name(character, "").partition(" ")[0] if character else ""


def _agreement(data: Data, checks: KindChecks) -> Iterator[FieldIssue]:
    """Ensure the identity number agrees with the date of birth and the sex."""
    found = values_at(data, checks.agreement.get("身份证号", ("身份证号",)))
    number = found[0][1] if found and checks.agreement else None
    if not isinstance(number, str) or identity_issue(number):
        return
    for role, own in (("出生日期", birth_of(number)), ("性别", sex_of(number))):
        steps = checks.agreement.get(role)
        for where, value in values_at(data, steps) if steps else ():
            if value not in (own, ""):
                hint = "请对照证件，改正身份证号或这一项"
                yield FieldIssue(where, f"须与身份证号一致（{own}）", value, hint)


def _order(data: Data, checks: KindChecks) -> Iterator[FieldIssue]:
    """Ensure dates do not run backwards."""
    for items, paths in checks.orders:
        if items is None:
            yield from _backwards(data, paths, base=())
            continue
        for where, item in values_at(data, items):
            yield from _backwards(item, paths, base=where)


def _backwards(data: Any, paths: tuple[PathSteps, ...], *, base: Where) -> Iterator[FieldIssue]:
    before: tuple[str, date] | None = None
    for steps in paths:
        where, value = next(iter(values_at(data, steps)), ((), None))
        if not isinstance(value, date):
            continue
        if before and value < before[1]:
            says = f"日期倒退，须不早于 {before[0]}（{before[1]}）"
            yield FieldIssue((*base, *where), says, value, "请核对这两个日期")
        else:
            before = (".".join(steps), value)


_CHECKS: tuple[Callable[[Data, KindChecks], Iterator[FieldIssue]], ...] = (
    _item_numbers,
    _once,
    _months,
    _minority,
    _names,
    _identity,
    _agreement,
    _order,
)


def identity_issue(number: str) -> str | None:
    """Why this is no identity number, or None (GB 11643: date of birth, check character).

    Why not stdnum's `validate`: it asks for an area code that is in its list, and refuses those of
    counties that have been merged or, as in the demo, never were.
    """
    if not _IDENTITY(number):
        return "须为 18 位数字，末位可为大写 X"
    if birth_of(number) is None:
        return "第 7—14 位须为出生日期"
    if check_character(number) != number[17]:
        return "须为校验码相符的身份证号"
    return None


def check_character(number: str) -> str:
    """The 18th character that belongs to the first 17 digits."""
    from stdnum.cn.ric import calc_check_digit  # 30 ms, and a remembered record needs none

    return calc_check_digit(f"{number[:17]}0")


def birth_of(number: str) -> date | None:
    """The date of birth in an identity number, if there is such a day."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def sex_of(number: str) -> str:
    """男 or 女, by the 17th digit."""
    return "男" if int(number[16]) % 2 else "女"


def is_phone(number: str) -> bool:
    """A Chinese mobile, landline or service number."""
    return _PHONE(number) is not None
