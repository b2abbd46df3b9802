"""Syntax issues: libyaml's complaint → one sentence about the mistake a clerk really made."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from yaml import MarkedYAMLError

from suowu.data import data_table
from suowu.model import Where
from suowu.yamlfile.scalars import SyntaxIssue


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
    for candidate in dict.fromkeys((number, _line_before(lines, number))):
        if error.problem not in _QUOTING and (look := _look(lines[candidate])):
            number, sentence = candidate, look
            column = len(lines[number]) - len(lines[number].lstrip())
            break
    value = lines[number].strip() or None
    return SyntaxIssue(number + 1, column + 1, where, sentence.says, value, sentence.hint)


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
