"""Values as words on paper: dates, lists, ticks, blanks to write in, document numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, TypeAlias

from suowu.rules.paths import Get, Scope, getter
from suowu.wording import chinese_month
from suowu.wording import written as said

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


def seen_from(scope: Scope) -> Look:
    """Reads paths from one place of one record."""
    return lambda path: _getter(path)(scope)


@lru_cache(maxsize=4096)
def _getter(path: str) -> Get:
    return getter(path)


def say(value: Any, style: str = "") -> str:
    """One value in words: 2026年3月6日, 是, 甲、乙; 月 says a month, 逐行 numbers a list."""
    if style == "月" and isinstance(value, str):
        return chinese_month(value)
    if style == "逐行" and isinstance(value, list) and len(value) > 1:
        return "\n".join(f"{n}．{said(item)}" for n, item in enumerate(value, 1))
    return said(value)


def written(text: str, look: Look) -> str:
    """`text` is a path, or words with places to fill."""
    return filled(text, look) if "{" in text else say(look(text))


def filled(text: str, look: Look, blank: str = SPACE) -> str:
    """Words with {path} or {path|style} in them; a missing value leaves a blank to write in."""

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
    return tidy_number(filled(shape.get("式", ""), lambda p: known[p] if p in known else look(p)))


def tidy_number(text: str) -> str:
    """（2026）示矫外字第3号: full-width brackets, no leading zero before 号."""
    text = re.sub(r"^\((\d{4})\)", r"（\1）", text)
    text = re.sub(r"^\[(\d{4})\]", r"〔\1〕", text)
    return re.sub(r"(?<!\d)0+(\d+号)$", r"\1", text)
