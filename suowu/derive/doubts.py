"""Doubts: what is well formed and hardly meant, told as a 提醒: twice the same, days to come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from suowu.definitions import Kind
from suowu.ledger import Case
from suowu.model import Problem, Where
from suowu.problems import field_of, problem
from suowu.values import value_at
from suowu.yamlfile import Locate

_DAY = "日期"


def doubts_of(
    cases: Iterable[Case], kinds: Mapping[str, Kind], *, as_of: date, locate: Locate
) -> Iterator[Problem]:
    """Every doubt about these records, with its line."""
    met: dict[tuple[str, str], Case] = {}
    for case in cases:
        kind = kinds[case.record.kind]
        found = [*_again(case, kind, met=met), *_to_come(case, as_of)]
        if kind.scope == "簿":
            found += _rows_twice(case.record.data)
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


_Doubt = tuple[Where, str, str]


def _again(case: Case, kind: Kind, *, met: dict[tuple[str, str], Case]) -> Iterator[_Doubt]:
    """The same person in two cases of one kind that are both 在办."""
    spec = kind.file.agreement
    number = value_at(case.record.data, spec.number.keys) if spec and spec.number else None
    if spec is None or spec.number is None or not number or not case.active:
        return
    other = met.setdefault((case.record.kind, str(number)), case)
    if other is not case:
        hint = f"另见 {other.record.path}；确是两件就不必改，重复登记的删去一件"
        yield tuple(spec.number.keys), "同一个人另有一件在办的案件", hint


def _to_come(case: Case, as_of: date) -> Iterator[_Doubt]:
    """A day that a rule waits for, and that is written down although it has not come."""
    told = set[Where]()
    for outcome in case.outcomes:
        day = _at(case.record.data, outcome.where)
        late = outcome.state == "逾期" and outcome.done is None
        if late and type(day) is date and day > as_of and outcome.where not in told:
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


def _rows_twice(data: Mapping[str, Any]) -> Iterator[_Doubt]:
    """The same day twice in a register, with the same in it but for its lists."""
    for name, rows in data.items():
        first: dict[tuple[Any, ...], int] = {}
        for number, row in enumerate(rows if isinstance(rows, list) else ()):
            if isinstance(row, dict) and isinstance(row.get(_DAY), date):
                plain = {k: v for k, v in row.items() if not isinstance(v, (list, dict))}
                at = first.setdefault(tuple(sorted((k, str(v)) for k, v in plain.items())), number)
                if at != number:
                    says = f"与第{at + 1}项是同一天，内容相同"
                    yield (name, number), says, "重复登记的删去一项"
