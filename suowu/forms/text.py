"""Text of a form: values in words, blanks to write in, document numbers, cells they fill."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, TypeAlias

from suowu.data import data_table
from suowu.forms.layout import Align, Choice, GridCell, Role
from suowu.grammar.conditions import Set
from suowu.grammar.forms import OwnWord
from suowu.grammar.leaves import PARAMETER, Path, Template, path_of
from suowu.model import Data
from suowu.rules.conditions import holds
from suowu.rules.scopes import Scope, hits, value
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
_STOPS = "。；，、"


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
    """Words with {path} or {path|style} in them; a missing value leaves a blank to write in.

    A value that ends with a stop gives it up where the words go on with one.
    """

    def fill(match: re.Match[str]) -> str:
        style = match[2] or ""
        if match[1].startswith(PARAMETER):
            return str(look(f"{match[1]}|{style}"))
        said = format_value(look(match[1]), style)
        if text[match.end() : match.end() + 1] in tuple(_STOPS):
            said = said.rstrip(_STOPS)
        return said or _BLANKS.get(style, "{0}" * 5).format(blank)

    return _PLACE.sub(fill, text)


def own_word(said: OwnWord, scope: Scope) -> str | list[Any] | None:
    """What a word of 设 is for one record; None where no case of it holds."""
    if isinstance(said, Set):
        return [found for found, _ in hits(said, scope)]
    cases = (said,) if isinstance(said, Template) else said
    held = (c for c in cases if isinstance(c, Template) or holds(c.when, scope))
    found = next(held, None)
    if found is None:
        return None
    words = found if isinstance(found, Template) else found.text
    return interpolate(words.text, seen_from(scope), blank=LINE)


def paths_in(text: str) -> tuple[str, ...]:
    """The paths that a 值, 段 or 式 reads."""
    return tuple(m[1] for m in _PLACE.finditer(text)) if "{" in text else (text,)


def holds_nothing(text: str, look: Look) -> bool:
    """Whether words with places, or a path, find no value at all: then 缺 is said instead."""
    return bool(text) and not any(format_value(look(path)) for path in paths_in(text))


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


ROW_MM = 10
NARRATIVE_MM = 18
"""A cell of this height or more is written from its top like a page, unless it says 对齐."""
ALIGN: Mapping[str, Align] = {"左": "left", "中": "center", "右": "right"}


def own_words(role: Role, text: str, *, columns: int, rows: int = 1) -> GridCell:
    """Words that stand on the form itself."""
    return GridCell(role=role, text=text, column_span=columns, row_span=rows)


def value_cell(cell: Data, scope: Scope, *, slot: str) -> GridCell:
    """The words of a record, or its options with the right one ticked."""
    columns = cell.get("跨", 1)
    align = ALIGN[cell["对齐"]] if "对齐" in cell else None
    if "勾选" in cell:
        return GridCell(
            role="value",
            slot=slot,
            column_span=columns,
            align=align or "left",
            choices=_choices(cell, scope),
            choice_per_line=bool(cell.get("逐行")),
        )
    text = _words(cell, scope)
    if cell.get("行高", 0) >= NARRATIVE_MM and align is None:
        return GridCell(role="narrative", text=text, slot=slot, column_span=columns, align="left")
    wide = columns > 1 or cell.get("行高", 0) > ROW_MM or "\n" in text
    aligned = align or ("left" if wide else "center")
    return GridCell(role="value", text=text, slot=slot, column_span=columns, align=aligned)


def list_cell(head: Data, line: Scope | None, *, slot: str) -> GridCell:
    """A column of one line of a list; None is a line left empty to write in."""
    if line is not None:
        return value_cell(head, line, slot=slot)
    empty = tuple(Choice(False, str(option)) for option in head.get("勾选", ()))
    return GridCell(
        role="value",
        slot=slot,
        column_span=head.get("跨", 1),
        align="left" if empty else "center",
        choices=empty,
    )


def opinion_cell(box: Data, scope: Scope, *, slot: str, columns: int) -> GridCell:
    """What was decided; the line to sign, seal and date is `signature_cell`."""
    text = resolve(box.get("意见", ""), seen_from(scope))
    return GridCell(role="opinion", text=text, slot=slot, column_span=columns, align="left")


def signature_cell(box: Data, scope: Scope, *, slot: str, columns: int) -> GridCell:
    """签名：某某　（公章）　2026年3月6日, with blanks for what is not known."""
    look = seen_from(scope)
    name = resolve(box.get("签名", ""), look)
    words = [f"{box.get('称', data_table('paper')['签名'])}：{name or SPACE * 5}"]
    if box.get("盖章"):
        words.append(data_table("paper")["盖章"])
    words.append(date_or_blank(look(box["日期"]) if "日期" in box else None))
    text = (SPACE * 2).join(words)
    return GridCell(role="signature", text=text, slot=slot, column_span=columns, align="right")


def lines_of(path: str, scope: Scope) -> list[Scope]:
    """The surroundings of each line of a list; 序 is its number, 值 a line that is a word."""
    return [
        scope.at({"序": number, **_as_fields(item)}, scope.where)
        for number, item in enumerate(seen_from(scope)(path) or (), 1)
    ]


def _as_fields(item: object) -> Data:
    return item if isinstance(item, Mapping) else {"值": item}


def _choices(cell: Data, scope: Scope) -> tuple[Choice, ...]:
    """The options, each with whether it is ticked; a recorded value outside them comes last."""
    recorded = seen_from(scope)(cell["值"]) if "值" in cell else None
    several = recorded if isinstance(recorded, list | tuple) else [recorded]
    chosen = [said for v in several if v is not None and (said := format_value(v))]
    options = [str(option) for option in cell["勾选"]]
    known = [*options, "否"] if options == ["是"] else options
    others = [Choice(True, said) for said in chosen if said not in known]
    return (*(Choice(option in chosen, option) for option in options), *others)


def _words(cell: Data, scope: Scope) -> str:
    spec, look = cell.get("值", ""), seen_from(scope)
    if "缺" in cell and holds_nothing(spec, look):
        return interpolate(cell["缺"], look)
    if spec and "各" in cell:
        lines = lines_of(spec, scope)
        return "\n".join(resolve(cell["各"], seen_from(line)) for line in lines)
    if spec and "格式" in cell:
        return format_value(look(spec), cell["格式"])
    return resolve(spec, look)
