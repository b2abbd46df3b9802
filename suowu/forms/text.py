"""Text of a form: values in words, blanks to write in, document numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, TypeAlias

from suowu.grammar.leaves import PARAMETER, Path, path_of
from suowu.rules.scopes import Scope, value
from suowu.wording import chinese_month, written

# Any: the value at a path of a record is whatever its schema lets stand there.
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
    """Reads paths from one place of one record; `参数:名称|样式` is the law's number in words."""

    def look(path: str) -> Any:
        if not path.startswith(PARAMETER):
            return value(_path(path), scope)
        name, _, style = path.removeprefix(PARAMETER).partition("|")
        return scope.world.parameters[name].said(scope.law_day, style)

    return look


@lru_cache(maxsize=4096)
def _path(text: str) -> Path:
    return path_of(text)


def format_value(value: object, style: str = "") -> str:
    """One value in words: 2026年3月6日, 是, 甲、乙; 月 says a month, 逐行 numbers a list."""
    if style == "月" and isinstance(value, str):
        return chinese_month(value)
    if style == "逐行" and isinstance(value, list) and len(value) > 1:
        return "\n".join(f"{n}．{written(item)}" for n, item in enumerate(value, 1))
    return written(value)


def resolve(text: str, look: Look, *, blank: str = SPACE) -> str:
    """`text` is a path, or words with places to fill; empty says nothing."""
    if not text:
        return ""
    return interpolate(text, look, blank=blank) if "{" in text else format_value(look(text))


def interpolate(text: str, look: Look, *, blank: str = SPACE) -> str:
    """Words with {path} or {path|style} in them; a missing value leaves a blank to write in."""

    def fill(match: re.Match[str]) -> str:
        style = match[2] or ""
        if match[1].startswith(PARAMETER):
            return str(look(f"{match[1]}|{style}"))
        said = format_value(look(match[1]), style)
        return said or _BLANKS.get(style, "{0}" * 5).format(blank)

    return _PLACE.sub(fill, text)


def paths_in(text: str) -> tuple[str, ...]:
    """The paths that a 值, 段 or 式 reads."""
    return tuple(m[1] for m in _PLACE.finditer(text)) if "{" in text else (text,)


def date_or_blank(value: object) -> str:
    """A date, or the blanks for one."""
    return format_value(value) or SPACE * 4 + "年" + SPACE * 2 + "月" + SPACE * 2 + "日"


def document_number(spec: str | Mapping[str, str] | None, look: Look) -> str:
    """The 文号 of a form: as recorded, else its pattern with blanks for year and serial."""
    if not spec:
        return ""
    shape = {"式": spec} if isinstance(spec, str) else spec
    if recorded := resolve(shape.get("值", ""), look):
        return tidy_number(recorded)
    year = look(shape["年"]) if "年" in shape else None
    known = {
        "年": str(year.year) if isinstance(year, date) else SPACE * 2,
        "号": resolve(shape.get("号", ""), look) or SPACE * 2,
    }
    pattern = shape.get("式", "")
    return tidy_number(interpolate(pattern, lambda p: known[p] if p in known else look(p)))


def tidy_number(text: str) -> str:
    """（2026）示矫外字第3号: full-width brackets, no leading zero before 号."""
    text = re.sub(r"^\((\d{4})\)", r"（\1）", text)
    text = re.sub(r"^\[(\d{4})\]", r"〔\1〕", text)
    return re.sub(r"(?<!\d)0+(\d+号)$", r"\1", text)
