"""Doubts: what is well formed and hardly meant, told as a 提醒: twice, odd signs, days to come."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any
from unicodedata import category

from suowu.calendars import age_on
from suowu.check.consistency import is_phone
from suowu.definitions import Kind
from suowu.ledger import Case
from suowu.model import Data, Problem, Record, Where
from suowu.privacy.secrets import NAME
from suowu.problems import field_of, problem
from suowu.values import PathSteps, leaves_of, value_at
from suowu.yamlfile import Locate

_DAY, _PHONE = "日期", "电话"
_LIKE_A_PHONE = '"19900000101" 或 0500-80000001'
_FAR = timedelta(days=183)
_SHORT = 30
_YOUNGEST, _OLDEST = 12, 110  # 刑法 17: nobody younger answers for a deed
_WRAPPED = re.compile(r"[“”「『【＂]([^“”「」『』【】＂]+)[“”」』】＂]").fullmatch
_IN_NAMES = frozenset("·・•‧- '’.×")
_HAN_POINT = re.compile(r"[\u3400-\u9fff][.][\u3400-\u9fff]").search


Doubt = tuple[Where, str, str]


def doubts_in(kind: Kind, record: Record) -> tuple[Doubt, ...]:
    """The doubts that a record alone raises: where, what is to be thought of, and a hint."""
    rows = _rows(kind, record) if kind.scope == "簿" else ()
    return (*_written(kind, record.data), *_age(kind, record.data), *rows)


def doubts_of(
    cases: Iterable[Case],
    kinds: Mapping[str, Kind],
    *,
    own: Mapping[str, tuple[Doubt, ...]],
    as_of: date,
    locate: Locate,
) -> Iterator[Problem]:
    """Every doubt about these records, with its line; `own` are those of each alone, by key."""
    met: dict[tuple[str, str], Case] = {}
    for case in cases:
        kind = kinds[case.record.kind]
        found = [*_again(case, kind, met=met), *_to_come(case, as_of), *own[case.record.key]]
        told = {where for where, _, _ in found}
        found += [far for far in _far_away(case, as_of) if far[0] not in told]
        for where, says, hint in found:
            yield problem(
                says,
                level="提醒",
                path=case.record.path,
                place=locate(case.record.path, where),
                field=field_of(where),
                hint=hint,
                office=case.record.office,
                kind=case.record.kind,
                record=case.record.id,
            )


def _again(case: Case, kind: Kind, *, met: dict[tuple[str, str], Case]) -> Iterator[Doubt]:
    """The same person in two cases of one kind that are both 在办."""
    spec = kind.file.agreement
    number = value_at(case.record.data, spec.number.keys) if spec and spec.number else None
    if spec is None or spec.number is None or not number or not case.active:
        return
    other = met.setdefault((case.record.kind, str(number)), case)
    if other is not case:
        hint = f"另见 {other.record.path}；确是两件就不必改，重复登记的删去一件"
        yield tuple(spec.number.keys), "同一个人另有一件在办的案件", hint


def _to_come(case: Case, as_of: date) -> Iterator[Doubt]:
    """A day that a rule waits for, and that is written down although it has not come."""
    told = set[Where]()
    for outcome in case.outcomes:
        if outcome.state != "逾期" or outcome.done is not None or outcome.where in told:
            continue
        day = _at(case.record.data, outcome.where)
        if type(day) is date and day > as_of:
            told.add(outcome.where)
            yield outcome.where, f"填的是将来的日期 {day}，按没有办理计算", "请核对年份和月份"


def _at(data: Any, where: Where) -> Any:
    """The value at a place; None if there is none."""
    for step in where:
        if isinstance(data, list) and isinstance(step, int) and step < len(data):
            data = data[step]
        else:
            data = data.get(step) if isinstance(data, dict) else None
    return data


def _far_away(case: Case, as_of: date) -> Iterator[Doubt]:
    """What is said to have been done long after today; the end of a term may lie there."""
    for day, event, where in case.events:
        if day - as_of > _FAR and str(where[-1]).endswith(_DAY):
            yield where, f"{event}的日期 {day} 还很远", "请核对年份"


def _rows(kind: Kind, record: Record) -> Iterator[Doubt]:
    """Rows of a register that stand there twice, or belong to another year."""
    year = record.id.partition("/")[0]
    once = kind.file.register is not None and kind.file.register.once_a_day
    for name, rows in record.data.items():
        same, days = dict[tuple[Any, ...], int](), dict[date, int]()
        for number, row in enumerate(rows if isinstance(rows, list) else ()):
            day = row.get(_DAY) if isinstance(row, dict) else None
            if not isinstance(day, date):
                continue
            if year.isdecimal() and day.year != int(year):
                hint = f"请核对年份，或者移到 registers/{day.year}/ 里"
                yield (name, number, _DAY), f"日期 {day} 不在 {year} 年", hint
            at = same.setdefault(_plain(row), number)
            first = days.setdefault(day, number)
            if at != number:
                yield (name, number), f"与第{at + 1}项是同一天，内容相同", "重复登记的删去一项"
            elif once and first != number:
                hint = "一天只写一项：写错日期的改正，重复的并成一项；确是两班就不必改"
                yield (name, number), f"与第{first + 1}项是同一天（{day}）", hint


def _plain(row: Mapping[str, Any]) -> tuple[Any, ...]:
    """A row but for its lists."""
    return tuple(sorted((k, str(v)) for k, v in row.items() if not isinstance(v, (list, dict))))


def _written(kind: Kind, data: Data) -> Iterator[Doubt]:
    """Signs that were hardly meant: quotes around a whole value, in a name what is no letter."""
    sorts: dict[PathSteps, str] = {}
    for where, value in leaves_of(data):
        if not isinstance(value, str):
            continue
        steps = tuple([step for step in where if type(step) is str])
        if (sort := sorts.get(steps)) is None:
            sort = sorts[steps] = str(kind.metas.get(".".join(steps), {}).get("类", ""))
        if "\ufffd" in value:
            yield where, "有乱码“\ufffd”，原来的字已经丢了", "请照原件重新输入这一项"
        elif len(value) <= _SHORT and (held := _WRAPPED(value)):
            hint = f"引号是文字本身的就不必改；不是就删去：'{held[1]}'"
            yield where, "整项写在引号里，引号会一起印到表上", hint
        elif sort == NAME and (odd := _odd(value)):
            yield where, *_of_a_name(odd)
        elif sort == _PHONE and value and not is_phone(value):
            bare = re.sub(r"[^0-9]", "", value)
            like = f"'{bare}'" if bare != value and is_phone(bare) else _LIKE_A_PHONE
            yield where, "不像 11 位手机号或带区号的固定电话，打不通", f"请核对，例如 {like}"


def _age(kind: Kind, data: Data) -> Iterator[Doubt]:
    """An age that nobody has who answers for a deed."""
    spec = kind.file.minority
    if spec is None:
        return
    born = value_at(data, spec.born.keys)
    for path in (spec.deed, spec.judged):
        day = value_at(data, path.keys) if path else None
        if not isinstance(born, date) or not isinstance(day, date) or day < born:
            continue
        age = age_on(born, day)
        if not _YOUNGEST <= age <= _OLDEST:
            says = f"到{path}（{day}）是 {age} 周岁"
            yield tuple(spec.born.keys), says, f"请核对 {spec.born} 和 {path}"
            return


def _odd(name: str) -> str:
    """The first sign that names are not written with."""
    return next((c for c in name if not (c in _IN_NAMES or category(c)[0] in "LM")), "") or (
        "." if _HAN_POINT(name) else ""
    )


def _of_a_name(odd: str) -> tuple[str, str]:
    if odd in "，、；,;/":
        return f"姓名里有“{odd}”，像是几个人写在了一项里", "一人一项，例如 [甲, 乙]"
    if odd in ".．":
        return "姓名中间的点不是“·”", "少数民族姓名中间的点写作“·”"
    if odd in "?？□■〓":
        return f"姓名里有“{odd}”，像是没有打出来的字", "请用能打生僻字的输入法重新输入"
    return f"姓名里有“{odd}”", "请对照证件，只写姓名；别的话写在备注里"
