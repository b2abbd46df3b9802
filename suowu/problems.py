"""Problems: built by one function so that every message has one shape, written as text or JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from difflib import get_close_matches
from itertools import groupby
from typing import Any, Final

from suowu.model import LEVELS, Level, Problem, Where

NOTHING: Final = object()
"""Stands for "no value to show"; None is a value (an empty cell)."""

_SHOWN = 40
_HIDDEN = "（值不显示）"
_QUOTED = re.compile(
    r"'[^']*'|“[^”]*\d[^”]*”|(?<=：)[\[{].*|[（(](?=[^）)]*\d{4})[^）)]*[）)]|"
    r"(?<!\d)(?!\d{4}-\d{2}-\d{2}(?!\d))[\d+-]{7,}"
)
_MONTH_LONG = re.compile(r"(.*：)(\d{4}-\d{2})-01 至 \2-(?:28|29|30|31) (应 .*)").fullmatch
_SAME = 3  # months of which the same is told are told together
_HANDBOOK = "手册"
_HANDBOOK_CLAUSE = re.compile(r"[一二三四五六七八九十]+(?:[(（\d]|$)")


def problem(
    says: str,
    value: object = NOTHING,
    *,
    path: str,
    place: tuple[int, int] = (0, 0),
    level: Level = "错误",
    field: str | None = None,
    hint: str | None = None,
    rule: str = "schema",
    clause: str | None = None,
    office: str | None = None,
    kind: str | None = None,
    record: str | None = None,
    due: date | None = None,
    days_late: int | None = None,
) -> Problem:
    """One problem: where, which field, what must be (`says`, "须…"), the value last, a hint."""
    return Problem(
        level=level,
        path=path.encode("utf-8", "backslashreplace").decode(),
        line=place[0],
        column=place[1],
        office=office,
        kind=kind,
        record=record,
        field=field,
        rule=rule,
        clause=clause,
        message=says if value is NOTHING else f"{says}：{shown(value)}",
        hint=hint,
        due=due,
        days_late=days_late,
    )


def field_of(where: Where, *, between: str = ".") -> str | None:
    """("外出", 0, "止") → "外出.第1项.止"; pages put a space `between` the steps; () → None."""
    words = (f"第{step + 1}项" if isinstance(step, int) else step for step in where)
    return between.join(words) or None


def shown(value: object) -> str:
    """A value as it would be typed in YAML, on one line and not too long."""
    if value is None:
        return "（空）"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return _clip("{" + ", ".join(f"{k}: {_bare(v)}" for k, v in value.items()) + "}")
    if isinstance(value, (list, tuple)):
        return _clip("[" + ", ".join(_bare(item) for item in value) + "]")
    return f"'{_clip(str(value))}'" if isinstance(value, str) else str(value)


def _bare(value: object) -> str:
    return value if isinstance(value, str) else shown(value)


def _clip(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"


def did_you_mean(word: str, known: Iterable[str], *, cutoff: float = 0.49) -> str | None:
    """A hint naming the nearest known word, if one is near (姓明 → 姓名)."""
    near = nearest(word, known, cutoff=cutoff)
    return f"您是不是想写“{near}”？" if near else None


def choice_hint(word: object, known: Iterable[str], *, most: int = 24) -> str | None:
    """The nearest of the few words that may stand there, else all of them, or the first `most`."""
    words = list(known)
    more = "等" if len(words) > most else ""
    listed = f"可用的有：{'、'.join(words[:most])}{more}" if words else None
    return did_you_mean(str(word), words) or listed


def nearest(word: str, known: Iterable[str], *, cutoff: float = 0.49) -> str | None:
    """The known word most like this one, if any is like it at all."""
    near = get_close_matches(word.strip(), list(known), n=1, cutoff=cutoff)
    return near[0] if near else None


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Sorted by path, line and column; the same thing said twice is said once."""
    return tuple(sorted(set(problems), key=_order))


def _order(p: Problem) -> tuple[Any, ...]:
    place = (p.path, p.line, p.column, LEVELS.index(p.level))
    return (*place, p.rule, p.field or "", p.due or date.max, p.message, p.hint or "")


def summary(problems: Iterable[Problem], *, records: int) -> dict[str, int]:
    """How many of each level, and how many records were looked at."""
    levels = [p.level for p in problems]
    return {level: levels.count(level) for level in LEVELS} | {"records": records}


def to_text(problems: Iterable[Problem], *, records: int | None = None) -> str:
    """The problems as a clerk reads them, one or two lines each, then the counts.

    What is told of several months in the same words is told once; the counts are of findings.
    """
    found = in_order(problems)
    lines = [line for p in _months_together(found) for line in _lines(p)]
    if records is not None:
        lines.append(_counts(summary(found, records=records)))
    return "\n".join(lines)


def _months_together(found: Iterable[Problem]) -> Iterator[Problem]:
    """Why: a register that nobody keeps would say the same of every month, on a line of each."""
    for _, group in groupby(found, key=_but_for_its_month):
        same = list(group)
        months = [match[2] for p in same if (match := _MONTH_LONG(p.message))]
        if len(months) < _SAME or len(months) < len(same):
            yield from same
            continue
        first = _MONTH_LONG(same[0].message)
        lead, tail = (first[1], first[3]) if first else ("", "")
        yield replace(same[0], message=f"{lead}{'、'.join(months)}，每月{tail}")


def _but_for_its_month(p: Problem) -> tuple[object, ...]:
    rest = _MONTH_LONG(p.message)
    said = (rest[1], rest[3]) if rest else (p.message, p.field or "", str(p.due))
    return p.level, p.path, p.line, p.column, p.rule, p.hint, p.clause, said


def _lines(p: Problem) -> list[str]:
    place = f"{p.level} {p.path}:{p.line}:{p.column}" if p.line else f"{p.level} {p.path}"
    subject = f"[{p.rule}]" if p.rule != "schema" else p.field
    lines = [" ".join(part for part in (place, subject, p.message) if part)]
    if p.hint:
        lines.append(f"  提示：{p.hint}")
    if p.clause:
        lines.append(f"  依据：{cited(p.clause)}")
    return lines


def cited(clause: str, basis: str = "", *, book: str = _HANDBOOK) -> str:
    """A clause with its book, as every page, form and message cites it.

    The handbook's clauses are bare numbers (四(五)2(4)①) and get its name, or the title in `book`;
    a law's carry the law's name, else that of the rule's `basis` is put before them.
    """
    if _HANDBOOK_CLAUSE.match(clause):
        return f"{book} {clause}"
    return clause if clause.startswith(basis) else f"{basis} {clause}"


def _counts(counts: Mapping[str, int]) -> str:
    said = "，".join(f"{level} {counts[level]}" for level in LEVELS)
    return f"共 {counts['records']} 份记录：{said}"


def without_values(problems: Iterable[Problem], names: Iterable[str] = ()) -> tuple[Problem, ...]:
    """The problems for a log that others read: of a record the place and what must be, no value.

    `names` are those that a message may hold without quotes.
    """
    named = re.compile("|".join(map(re.escape, sorted(names, key=len, reverse=True))) or r"(?!)")

    def bare(text: str) -> str:
        return named.sub(_HIDDEN, _QUOTED.sub(_HIDDEN, text))

    return tuple(
        replace(p, message=bare(p.message), hint=bare(p.hint) if p.hint else None)
        if p.record
        else p
        for p in problems
    )


_JSON = json.JSONEncoder(ensure_ascii=False)


def to_json(
    as_of: date | None,
    problems: Iterable[Problem],
    *,
    records: int,
    elsewhere: int = 0,
    left_out: Iterable[Mapping[str, str]] = (),
) -> str:
    """One JSON object, a problem a line: as_of, problems, left_out, summary.

    `elsewhere` is how many 错误 of other offices are not among the problems; 0 goes unsaid.
    `left_out` are the records that count nowhere, each {office, kind, record, path, why}.
    """
    found = in_order(problems)
    more = {"elsewhere": elsewhere} if elsewhere else {}
    answer = {
        "as_of": _JSON.encode(as_of.isoformat() if as_of else None),
        "problems": _json_list(map(_as_data, found)),
        "left_out": _json_list(left_out),
        "summary": _JSON.encode({**summary(found, records=records), **more}),
    }
    told = ",\n".join(f'"{name}": {said}' for name, said in answer.items())
    return f"{{{told}}}"


def _json_list(items: Iterable[Mapping[str, object]]) -> str:
    """A JSON list, an item a line. Why not `indent`: json's fast encoder knows none."""
    told = ",\n".join(_JSON.encode(dict(item)) for item in items)
    return f"[\n{told}\n]" if told else "[]"


def _as_data(p: Problem) -> dict[str, object]:
    return {
        "level": p.level,
        "path": p.path,
        "line": p.line,
        "column": p.column,
        "office": p.office,
        "kind": p.kind,
        "record": p.record,
        "field": p.field,
        "rule": p.rule,
        "clause": p.clause,
        "message": p.message,
        "hint": p.hint,
        "due": p.due.isoformat() if p.due else None,
        "days_late": p.days_late,
    }
