"""Scalars: what a plain word means and which are refused, and what syntax errors are called."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from yaml import MarkedYAMLError

from suowu.calendars import YEARS
from suowu.data import data_table
from suowu.model import Where


class SyntaxIssue(NamedTuple):
    """One thing wrong in a file: place (from 1), the field it is in, what must be, value, hint."""

    line: int
    column: int
    where: Where
    says: str
    value: str | None
    hint: str | None


class Refused(NamedTuple):
    """A plain word that YAML readers do not agree about."""

    says: str
    hint: str


_PLAIN_WORD = re.compile(r"[^0-9+\-.~tfnoyTFNOY]").match
"""A word that starts so is never anything but text."""

_CONSTANTS = {"": None, "~": None, "null": None, "true": True, "false": False}
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})").fullmatch
_INT = re.compile(r"-?(?:0|[1-9][0-9]*)").fullmatch
_FLOAT = re.compile(r"-?[0-9]+\.[0-9]+").fullmatch
_YES = frozenset(("on", "yes", "y"))
_SWITCHES = _YES | {"off", "no", "n"}

_QUOTE = "如果是文字，请加引号：'{}'"
_REFUSED = [
    (re.compile(pattern, re.IGNORECASE).fullmatch, says, hint)
    for pattern, says, hint in (
        (r"[-+]?0[0-9]+(\.[0-9]*)?", "以 0 开头的数字须加引号", "请加引号：'{}'"),
        (r"[-+]?[0-9]+(:[0-9]+)+(\.[0-9]*)?", "时刻须加引号", "请加引号：'{}'"),
        (r"[-+]?0[xob][0-9a-f_]+", "须为十进制数字，或加引号的文字", _QUOTE),
        (r"[-+]?[0-9.]+e[-+]?[0-9]+", "数字须写全，不用 e 记法", _QUOTE),
        (r"[-+]?[0-9]+(_[0-9]*)+(\.[0-9_]*)?", "数字里不得有下划线", _QUOTE),
        (r"[-+]?\.(inf|nan)|\.nan", "须为普通数字", _QUOTE),
        (r"[-+]?\.[0-9]+|[-+]?[0-9]+\.", "小数点前后都须有数字", "例如 0.5"),
        (r"\+[0-9]+(\.[0-9]+)?", "正数前不写加号", _QUOTE),
        (r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}[T ]+[0-9]{1,2}:.*", "须为日期，不带时刻", _QUOTE),
    )
]


def meaning(word: str) -> Any:
    """None, bool, int, float, date or str for a plain word; Refused if it has no safe meaning."""
    if word in _CONSTANTS:
        return _CONSTANTS[word]
    if _PLAIN_WORD(word):
        return word
    if found := _DATE(word):
        return _date(*map(int, found.groups()))
    if _INT(word):
        return _integer(word)
    return refusal(word) or (float(word) if _FLOAT(word) else word)


def refusal(word: str) -> Refused | None:
    """Why a plain word is refused, or None."""
    if word.lower() in _SWITCHES:
        said = "true" if word.lower() in _YES else "false"
        hint = f"是非请写 {said}；如果是文字，请加引号：'{word}'"
        return Refused("须加引号，或写 true / false", hint)
    for matches, says, hint in _REFUSED:
        if matches(word):
            return Refused(says, hint.format(word))
    return None


def _integer(word: str) -> Any:
    if len(word) > 20:
        return Refused("数字太长，须加引号", f"请加引号：'{word}'")
    return int(word)


def _date(*parts: int) -> Any:
    try:
        day = date(*parts)
    except ValueError:
        return Refused("须为日历上有的日期", "请对照日历核对；如果是文字，请加引号")
    if day.year not in YEARS:
        return Refused(f"年份须在 {YEARS[0]} 至 {YEARS[-1]} 之间", "请核对年份")
    return day


class _Sentence(NamedTuple):
    """What must stand there, and how to mend it."""

    says: str
    hint: str


class _Sentences(NamedTuple):
    """The sentences of `yaml_errors.yml`: by libyaml's own words, by the look of the line, others.

    A line that looks like a pattern has that mistake, whatever the parser stumbled over.
    """

    said: Mapping[str, _Sentence]
    looks: tuple[tuple[re.Pattern[str], _Sentence], ...]
    no_field: _Sentence
    misaligned: _Sentence
    trailing: _Sentence
    unknown: _Sentence


_OPENING = ("did not find expected ',' or ']'", "did not find expected ',' or '}'")
_QUOTING = ("found unexpected end of stream", "found unexpected document indicator")


def explained(text: str, error: MarkedYAMLError, *, where: Where) -> SyntaxIssue:
    """The place to look at and what must stand there."""
    lines = text.splitlines() or [""]
    number, column = at = _start_of_run(error, lines, at=_stop(error, lines))
    sentence = _sentence(error, lines, at=at)
    if (opened := _never_closed(error, lines, at=at)) is not None:
        line, said = lines[opened], _sentences().said[_QUOTING[0]]
        column = line.index('"') + 1
        return SyntaxIssue(opened + 1, column, where, said.says, line.strip(), said.hint)
    for candidate in dict.fromkeys((number, _line_before(lines, number))):
        if error.problem not in _QUOTING and (look := _look(lines[candidate])):
            number, sentence = candidate, look
            column = len(lines[number]) - len(lines[number].lstrip())
            break
    value = lines[number].strip() or None
    return SyntaxIssue(number + 1, column + 1, where, sentence.says, value, sentence.hint)


def _never_closed(error: MarkedYAMLError, lines: list[str], *, at: tuple[int, int]) -> int | None:
    """The line whose quote was closed by the first quote of a line below, which is not to blame."""
    number, column = at
    if error.problem != "did not find expected key" or '"' not in lines[number][:column]:
        return None
    odd = [n for n in range(number) if lines[n].count('"') % 2]
    return odd[-1] if len(odd) % 2 else None


def _stop(error: MarkedYAMLError, lines: list[str]) -> tuple[int, int]:
    """The opening mark for something never closed, else where the parser stopped; from 0."""
    mark, opened = error.problem_mark, error.context_mark
    if opened is not None and _blames_opening(error):
        mark = opened
    if mark is None:
        return 0, 0
    if mark.line >= len(lines):
        return len(lines) - 1, 0
    return mark.line, mark.column


def _start_of_run(
    error: MarkedYAMLError, lines: list[str], *, at: tuple[int, int]
) -> tuple[int, int]:
    """Why: a first line without a colon is read on into the next, and only that one is blamed."""
    if error.problem != "mapping values are not allowed in this context":
        return at
    number, _ = at
    before = _line_before(lines, number)
    indent = len(lines[before]) - len(lines[before].lstrip())
    same = len(lines[number]) - len(lines[number].lstrip()) == indent
    run_on = before < number and same and ":" not in lines[before]
    return (before, indent) if run_on else at


def _blames_opening(error: MarkedYAMLError) -> bool:
    if error.problem in _QUOTING or error.problem == "could not find expected ':'":
        return True
    lines = [getattr(mark, "line", 0) for mark in (error.context_mark, error.problem_mark)]
    return error.problem in _OPENING and lines[0] < lines[1]


def _sentence(error: MarkedYAMLError, lines: list[str], *, at: tuple[int, int]) -> _Sentence:
    said = _sentences()
    number, column = at
    line = lines[number]
    indent = len(line) - len(line.lstrip())
    if error.problem == "did not find expected key":
        return said.misaligned if column <= indent else said.trailing
    if error.problem == "mapping values are not allowed in this context":
        if ":" not in line:
            return said.no_field
        before = lines[_line_before(lines, number)]
        if number and indent > len(before) - len(before.lstrip()) and line.count(": ") < 2:
            return said.misaligned
    return said.said.get(error.problem or "", said.unknown)


def _line_before(lines: list[str], number: int) -> int:
    """The nearest line above that says something; the line itself if there is none."""
    above = range(number - 1, -1, -1)
    said = (n for n in above if lines[n].strip() and not lines[n].lstrip().startswith("#"))
    return next(said, number)


def _look(line: str) -> _Sentence | None:
    return next((says for looks, says in _sentences().looks if looks.search(line)), None)


@cache
def _sentences() -> _Sentences:
    """Why a function: a county without mistakes never needs them."""
    words = data_table("yaml_errors")
    return _Sentences(
        said={problem: _sentence_of(entry) for problem, entry in words["原话"].items()},
        looks=tuple((re.compile(entry["正则"]), _sentence_of(entry)) for entry in words["样子"]),
        no_field=_sentence_of(words["没有字段"]),
        misaligned=_sentence_of(words["没有对齐"]),
        trailing=_sentence_of(words["多出文字"]),
        unknown=_sentence_of(words["其他"]),
    )


def _sentence_of(entry: Mapping[str, str]) -> _Sentence:
    return _Sentence(entry["说"], entry["提示"])
