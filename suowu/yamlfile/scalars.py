"""Scalars: what a plain (unquoted) word means, and which words are refused as ambiguous."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, NamedTuple

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
_SWITCHES = frozenset(("on", "off", "yes", "no", "y", "n"))

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
        return Refused("须加引号，或写 true / false", f"请写 '{word}'，是非请写 true 或 false")
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
        return date(*parts)
    except ValueError:
        return Refused("须为日历上有的日期", "请对照日历核对；如果是文字，请加引号")
