"""Values as words on paper: dates, lists, ticks, blanks to write in, document numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, TypeAlias

from suowu.rules.paths import Get, Scope, getter

Look: TypeAlias = Callable[[str], Any]
"""Gives the value at a path of one record (or of one item of it), None if there is none."""

LINE = "＿"
SPACE = "\u3000"
_BLANKS = {
    "日": "{0}{0}年{0}月{0}日",
    "月": "{0}{0}年{0}月",
    "年": "{0}{0}",
    "短": "{0}{0}",
    "长": "{0}" * 12,
    "空": "",
}
_PLACE = re.compile(r"\{([^{}|]+)(?:\|([^{}|]+))?\}")
_MONTH = re.compile(r"(\d{4})-(\d{2})")


def seen_from(scope: Scope) -> Look:
    """Reads paths from one place of one record."""
    return lambda path: _getter(path)(scope)


@lru_cache(maxsize=4096)
def _getter(path: str) -> Get:
    return getter(path)


def say(value: Any, style: str = "") -> str:
    """One value in words: 2026年3月6日, 是, 甲、乙; `style` 逐行 numbers a list line by line."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return f"{value.year}年{value.month}月" + ("" if style == "月" else f"{value.day}日")
    if isinstance(value, Mapping):
        return "，".join(filter(None, map(say, value.values())))
    if isinstance(value, list | tuple):
        return _say_list(value, style)
    text = str(value)
    month = _MONTH.fullmatch(text) if style == "月" else None
    return f"{month[1]}年{int(month[2])}月" if month else text


def _say_list(values: list[Any] | tuple[Any, ...], style: str) -> str:
    words = [w for w in (say(v, style) for v in values) if w]
    if style == "逐行":
        return (
            "\n".join(f"{n}．{w}" for n, w in enumerate(words, 1))
            if len(words) > 1
            else "".join(words)
        )
    return ("；" if any(isinstance(v, Mapping) for v in values) else "、").join(words)


def written(text: str, look: Look, blank: str = SPACE) -> str:
    """`text` is a path, or words with {path} or {path|style}; a missing value leaves a blank."""
    if "{" not in text:
        return say(look(text))

    def fill(match: re.Match[str]) -> str:
        style = match[2] or ""
        return say(look(match[1]), style) or _BLANKS.get(style, "{0}" * 5).format(blank)

    return _PLACE.sub(fill, text)


def paths_in(text: str) -> tuple[str, ...]:
    """The paths that a 值, 段 or 式 reads."""
    return tuple(m[1] for m in _PLACE.finditer(text)) if "{" in text else (text,)


def dated(value: Any) -> str:
    """A date, or the blanks for one."""
    return say(value) or SPACE * 4 + "年" + SPACE * 2 + "月" + SPACE * 2 + "日"


def number(spec: Any, look: Look) -> str:
    """The 文号 of a form: as recorded, else its pattern with blanks for year and serial."""
    if not spec:
        return ""
    shape: Mapping[str, Any] = {"式": spec} if isinstance(spec, str) else spec
    recorded = say(look(shape["值"])) if "值" in shape else ""
    if recorded:
        return tidy_number(recorded)
    year = look(shape["年"]) if "年" in shape else None
    known = {
        "年": str(year.year) if isinstance(year, date) else SPACE * 2,
        "号": (say(look(shape["号"])) if "号" in shape else "") or SPACE * 2,
    }
    return tidy_number(written(shape.get("式", ""), lambda p: known[p] if p in known else look(p)))


def tidy_number(text: str) -> str:
    """（2026）示矫外字第3号: full-width brackets, no leading zero before 号."""
    text = re.sub(r"^\((\d{4})\)", r"（\1）", text)
    text = re.sub(r"^\[(\d{4})\]", r"〔\1〕", text)
    return re.sub(r"(?<!\d)0+(\d+号)$", r"\1", text)
