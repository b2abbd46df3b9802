"""libyaml's complaints → one Chinese sentence about the mistake a clerk really made."""

from __future__ import annotations

import re
from typing import NamedTuple

from yaml import MarkedYAMLError

from suowu.model import Where
from suowu.yamlfile.scalars import Flaw


class _Sentence(NamedTuple):
    says: str
    hint: str


class _Clue(NamedTuple):
    """A line that looks like `pattern` has this mistake, whatever the parser stumbled over."""

    pattern: re.Pattern[str]
    sentence: _Sentence


_FIELD = _Sentence("须写成“字段: 值”", "例如 姓名: 张三（冒号后空一格）")

_BRACKET = "例如 [张三, 李四] 或 {起: 2026-03-10, 止: 2026-03-14}"

_CLUES = (
    _Clue(
        re.compile(r"^\s*(- )?[^\s:：#\"'{}\[\]]{1,20}：(?!.*: )"),
        _Sentence("冒号须为半角“:”，后面空一格", "例如 姓名: 张三"),
    ),
    _Clue(
        re.compile(r"^\s*(- )?[^\s:#\"'{}\[\]]{1,20}:[^\s/]"),
        _Sentence("冒号后须空一格", "例如 姓名: 张三"),
    ),
    _Clue(
        re.compile(r"^\s*-[^\s\-]"),
        _Sentence("短横后须空一格", "例如 - 张三"),
    ),
    _Clue(
        re.compile(r"[{\[].*：.*[}\]]"),
        _Sentence(
            "括号 {} [] 里的冒号须为半角“:”，后面空一格", "例如 {起: 2026-03-10, 止: 2026-03-14}"
        ),
    ),
    _Clue(
        re.compile(r"[{\[].*，.*[}\]]"),
        _Sentence("括号 {} [] 里的逗号须为半角“,”", _BRACKET),
    ),
    _Clue(
        re.compile(r"^\s*(- )?[^\s:#]+:\s+[@`%]"),
        _Sentence("以 @ ` % 开头的文字须加引号", "例如 备注: '@某人'"),
    ),
    _Clue(re.compile(r"^\s*(- )?:"), _Sentence("冒号前须有字段名", "例如 姓名: 张三")),
    _Clue(
        re.compile(r"^\s*(- )?[%@`]"), _Sentence("以 @ ` % 开头的文字须加引号", "例如 '%比例': 1")
    ),
    _Clue(
        re.compile(r"^[ ]*[\u3000\u00a0]"),
        _Sentence("行首须用半角空格缩进", "请删除全角空格，每级缩进两个半角空格"),
    ),
)

_UNCLOSED_QUOTE = _Sentence("引号须成对", "请在文字末尾补上同样的引号")

_TABLE = {
    "could not find expected ':'": _FIELD,
    "mapping values are not allowed in this context": _Sentence(
        "这里不能再有“: ”", "值里含冒号请加引号；如果是下级字段，请另起一行并缩进"
    ),
    "mapping keys are not allowed in this context": _FIELD,
    "block sequence entries are not allowed in this context": _Sentence(
        "列表的“- ”须另起一行", "请把“- ”写到下一行，比字段名多缩进两个空格"
    ),
    "found character that cannot start any token": _Sentence(
        "以 @ ` % 等符号开头的文字须加引号", "例如 '@某人'"
    ),
    "found unexpected end of stream": _UNCLOSED_QUOTE,
    "found unexpected document indicator": _UNCLOSED_QUOTE,
    "found unknown escape character": _Sentence(
        "双引号里不得单独用反斜杠", "请改用单引号，或把 \\ 写成 \\\\"
    ),
    "did not find expected hexdecimal number": _Sentence(
        "双引号里不得单独用反斜杠", "请改用单引号，或把 \\ 写成 \\\\"
    ),
    "did not find expected alphabetic or numeric character": _Sentence(
        "以 & * 开头的文字须加引号", "例如 '*重要'"
    ),
    "did not find expected whitespace or line break": _Sentence(
        "以 ! 开头的文字须加引号", "例如 '!注意'"
    ),
    "did not find expected comment or line break": _Sentence(
        "“|”或“>”后须换行", "文字从下一行起写，并缩进两个空格"
    ),
    "did not find expected '-' indicator": _Sentence(
        "列表的每一项须以“- ”开头并对齐", "请对齐各项的“- ”"
    ),
    "did not find expected ',' or ']'": _Sentence("括号 [ ] 须成对，各项用半角逗号隔开", _BRACKET),
    "did not find expected ',' or '}'": _Sentence("括号 { } 须成对，各项用半角逗号隔开", _BRACKET),
    "did not find expected node content": _Sentence("这里须有内容", "请删除多余的标点，或补上值"),
    "did not find expected <document start>": _Sentence(
        "须为一份“字段: 值”的清单", "请检查这一行之前的缩进和括号"
    ),
}
_UNKNOWN = _Sentence("这里的写法不合 YAML 格式", "请对照上下几行，检查冒号、缩进、引号和括号")
_MISALIGNED = _Sentence("缩进须与同级字段对齐", "同级字段的行首空格数须相同，每级缩进两个空格")
_TRAILING = _Sentence("引号或括号之后不得再有文字", "请把整段文字放进一对引号里")

_OPENING = ("did not find expected ',' or ']'", "did not find expected ',' or '}'")
_QUOTING = ("found unexpected end of stream", "found unexpected document indicator")


def explain(text: str, error: MarkedYAMLError, where: Where) -> Flaw:
    """The place to look at and what must stand there."""
    lines = text.splitlines() or [""]
    number, column = _start_of_run(error, lines, *_place(error, lines))
    sentence = _sentence(error, lines, number, column)
    for candidate in dict.fromkeys((number, _line_before(lines, number))):
        if error.problem not in _QUOTING and (clue := _clue(lines[candidate])):
            number, sentence = candidate, clue
            column = len(lines[number]) - len(lines[number].lstrip())
            break
    value = lines[number].strip() or None
    return Flaw(number + 1, column + 1, where, sentence.says, value, sentence.hint)


def _place(error: MarkedYAMLError, lines: list[str]) -> tuple[int, int]:
    """The opening mark for something never closed, else where the parser stopped; from 0."""
    mark, opened = error.problem_mark, error.context_mark
    if opened is not None and _blames_opening(error.problem, mark, opened):
        mark = opened
    if mark is None:
        return 0, 0
    if mark.line >= len(lines):
        return len(lines) - 1, 0
    return mark.line, mark.column


def _start_of_run(
    error: MarkedYAMLError, lines: list[str], number: int, column: int
) -> tuple[int, int]:
    """Why: a first line without a colon is read on into the next, and only that one is blamed."""
    if error.problem != "mapping values are not allowed in this context":
        return number, column
    before = _line_before(lines, number)
    indent = len(lines[before]) - len(lines[before].lstrip())
    same = len(lines[number]) - len(lines[number].lstrip()) == indent
    run_on = before < number and same and ":" not in lines[before]
    return (before, indent) if run_on else (number, column)


def _blames_opening(problem: str | None, mark: object, opened: object) -> bool:
    if problem in _QUOTING or problem == "could not find expected ':'":
        return True
    return problem in _OPENING and getattr(mark, "line", 0) > getattr(opened, "line", 0)


def _sentence(error: MarkedYAMLError, lines: list[str], number: int, column: int) -> _Sentence:
    line = lines[number]
    indent = len(line) - len(line.lstrip())
    if error.problem == "did not find expected key":
        return _MISALIGNED if column <= indent else _TRAILING
    if error.problem == "mapping values are not allowed in this context":
        if ":" not in line:
            return _FIELD
        before = lines[_line_before(lines, number)]
        if number and indent > len(before) - len(before.lstrip()) and line.count(": ") < 2:
            return _MISALIGNED
    return _TABLE.get(error.problem or "", _UNKNOWN)


def _line_before(lines: list[str], number: int) -> int:
    """The nearest line above that says something; the line itself if there is none."""
    above = range(number - 1, -1, -1)
    said = (n for n in above if lines[n].strip() and not lines[n].lstrip().startswith("#"))
    return next(said, number)


def _clue(line: str) -> _Sentence | None:
    return next((c.sentence for c in _CLUES if c.pattern.search(line)), None)
