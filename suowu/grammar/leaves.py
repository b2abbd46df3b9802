"""Leaves of the data languages: field paths, names, dates and amounts, as typed values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final, Literal, TypeAlias

from suowu.calendars import UNITS, Duration, duration
from suowu.grammar.shapes import BAD, At, Schema, Shape
from suowu.model import Where
from suowu.wording import chinese_number

RECORD: Final = "/"
OUTER: Final = "../"
OFFICE, COUNTY, CONTENT, PARAMETER = "所:", "县:", "内容:", "参数:"
ANCHORS: Final[Mapping[str, tuple[str, str]]] = {
    OFFICE: ("本所资料（office.yml）的字段", "所:设立日期"),
    COUNTY: ("县级资料（county.yml）的字段", "县:示例数据"),
    CONTENT: ("网站已经公开的所务公开事项", "内容:职能"),
    PARAMETER: ("content/parameters/ 里的参数，只能写在文字的花括号里", "参数:外出审批天数"),
    OUTER: ("外面一层：从列表的一项看出去，那一项所在的记录或者条目", "../日期"),
    RECORD: ("整份记录，不论现在在哪一层", "/姓名"),
}
"""What a path may begin with: what it is then seen from, and an example."""

Wanted: TypeAlias = Literal["", "date", "number", "text", "list", "table"]
WANTED_WORDS: Final = {
    "": "字段路径",
    "date": "日期字段的路径",
    "number": "数字字段的路径",
    "text": "文字字段的路径",
    "list": "列表字段的路径",
    "table": "列表字段的路径",
}
_STEP = r"[^\s.:/{}\[\]，。：、]+"
_PATH = re.compile(rf"(?:{'|'.join(map(re.escape, ANCHORS))})?{_STEP}(?:\.{_STEP})*").fullmatch
_RATIO = re.compile(r"(\d+):(\d+)").fullmatch
_NUMBERED = re.compile(r"-?\d.*").fullmatch


@dataclass(frozen=True, slots=True)
class Path:
    """`外出.起`, seen from where it stands; with an anchor from elsewhere.

    `/` the record, `../` the item from which a list was entered, `所:` the office, `县:` the
    county, `内容:` the subjects that pages disclose, `参数:` a parameter.
    """

    text: str
    anchor: str = ""
    keys: tuple[str, ...] = ()
    wanted: Wanted = field(default="", compare=False)
    or_set: bool = field(default=False, compare=False)
    where: Where = field(default=(), compare=False, repr=False)

    def __str__(self) -> str:
        return self.text


def path_of(text: str, *, wanted: Wanted = "", or_set: bool = False, where: Where = ()) -> Path:
    """A path from its text; with `or_set` it may be the name of a set that 定义 gives."""
    anchor = next((a for a in ANCHORS if text.startswith(a)), "")
    return Path(text, anchor, tuple(text[len(anchor) :].split(".")), wanted, or_set, where)


@dataclass(frozen=True, slots=True)
class PathShape:
    """A field path; `wanted` is the type of field it must lead to."""

    wanted: Wanted = ""
    or_set: bool = False

    @property
    def said(self) -> str:
        return WANTED_WORDS[self.wanted] + ("或集合的名称" if self.or_set else "")

    def read(self, value: Any, at: At) -> Any:
        if isinstance(value, str) and _PATH(value):
            return path_of(value, wanted=self.wanted, or_set=self.or_set, where=at.where)
        return at.refuse(f"须为{self.said}", value, hint="例如 宣告.日期")

    def schema(self) -> Schema:
        return {"type": "string"}


PATH: Final = PathShape()
DATE: Final = PathShape("date")
NUMBER: Final = PathShape("number")
LIST: Final = PathShape("list")
TABLES: Final = PathShape("table")


@dataclass(frozen=True, slots=True)
class ValueSince:
    """One value of a parameter, in force from a day on, with the law that set it."""

    since: date
    value: float | Duration | tuple[int, int]
    basis: str
    verified: bool = True


@dataclass(frozen=True, slots=True)
class Parameter:
    """A named number of the law with its history, oldest first."""

    name: str
    says: str
    unit: str
    steps: tuple[ValueSince, ...]
    path: str = field(default="", compare=False, repr=False)
    where: Where = field(default=(), compare=False, repr=False)

    def on(self, day: date) -> ValueSince | None:
        """The step in force on a day, None before the first."""
        return next((step for step in reversed(self.steps) if step.since <= day), None)

    def said(self, day: date, style: str = "") -> str:
        """The value on a day with its unit: `7 日`, in the style 汉字 七日; "" before the first."""
        step = self.on(day)
        if step is None:
            return ""
        if isinstance(step.value, tuple):
            return ":".join(map(str, step.value))
        counts = step.value.number if isinstance(step.value, Duration) else step.value
        unit = {"工作日": "个工作日", "月": "个月"}.get(self.unit, self.unit)
        return f"{chinese_number(int(counts))}{unit}" if style == "汉字" else f"{counts:g} {unit}"


@dataclass(frozen=True, slots=True)
class ParameterName:
    """A parameter where an amount stands; `define` links it."""

    name: str
    where: Where = field(default=(), compare=False, repr=False)
    parameter: Parameter | None = None

    def __str__(self) -> str:
        return self.name


AmountKind: TypeAlias = Literal["number", "length", "ratio"]
Plain: TypeAlias = "float | Duration | tuple[int, int]"


@dataclass(frozen=True, slots=True)
class LiteralShape:
    """A number, a length of time (`5 工作日`), a ratio (`"1:15"`), or the name of a parameter."""

    kind: AmountKind

    @property
    def said(self) -> str:
        words = {
            "number": "数字",
            "length": f"“数字 单位”（{'、'.join(UNITS)}）",
            "ratio": "“甲:乙”",
        }
        return f"{words[self.kind]}或参数名"

    def read(self, value: Any, at: At) -> Any:
        if (
            self.kind == "number"
            and isinstance(value, (int, float))
            and not isinstance(value, bool)
        ):
            return value
        if not isinstance(value, str):
            return at.refuse(f"须为{self.said}", value, hint=self._hint())
        if self.kind == "ratio" and (found := _RATIO(value)):
            return int(found[1]), int(found[2])
        if _NUMBERED(value):
            return self._length(value, at)
        if _PATH(value) and "." not in value:
            return ParameterName(value, at.where)
        return at.refuse(f"须为{self.said}", value, hint=self._hint())

    def _length(self, value: str, at: At) -> Any:
        try:
            if self.kind == "length":
                return duration(value)
        except ValueError:
            pass
        return at.refuse(f"须为{self.said}", value, hint=self._hint())

    def _hint(self) -> str:
        return {"number": "例如 3", "length": "例如 5 工作日", "ratio": '例如 "1:15"'}[self.kind]

    def schema(self) -> Schema:
        text = {"type": "string"}
        return {"anyOf": [{"type": "number"}, text]} if self.kind == "number" else text


@dataclass(frozen=True, slots=True)
class NameShape:
    """A name that `定义` gives, of a set or a condition."""

    said: str = "定义的名称"

    def read(self, value: Any, at: At) -> Any:
        if isinstance(value, str) and _PATH(value):
            return value
        return at.refuse(f"须为{self.said}", value, hint="名称不含空格和标点")

    def schema(self) -> Schema:
        return {"type": "string"}


_HOLE = re.compile(r"\{([^{}|]+)(?:\|([^{}|]+))?\}")
STYLES: Final[Mapping[str, str]] = {
    "日": "没有值时留“　　年　月　日”",
    "月": "月份写作 2026年2月；没有值时留“　　年　月”",
    "年": "没有值时留两格",
    "短": "没有值时留两格",
    "长": "没有值时留十二格",
    "空": "没有值时什么也不留",
    "逐行": "列表一项一行，前面加序号",
    "汉字": "参数的数写成汉字，如 七日",
}
"""What may stand after the | of a {path|style}; without one a missing value leaves five blanks."""


@dataclass(frozen=True, slots=True)
class Template:
    """Words with `{path}` or `{path|style}` in them, cut at the holes: text, hole, text …"""

    text: str
    parts: tuple[str | tuple[Path | ParameterName, str], ...]
    where: Where = field(default=(), compare=False, repr=False)

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class TemplateShape:
    """Words with places to fill; with `or_path` words without any are themselves a path."""

    or_path: bool = False

    @property
    def said(self) -> str:
        return "字段路径，或带 {路径} 的文字" if self.or_path else "文字，可以带 {路径}"

    def read(self, value: Any, at: At) -> Any:
        if not isinstance(value, str):
            return at.refuse(f"须为{self.said}", value)
        if self.or_path and value and "{" not in value:
            return PATH.read(value, at)
        parts: list[str | tuple[Path | ParameterName, str]] = []
        end, good = 0, True
        for hole in _HOLE.finditer(value):
            style = hole[2] or ""
            path = PATH.read(hole[1], at)
            if style and style not in STYLES:
                at.refuse(f"“|”后须为 {'、'.join(STYLES)} 之一", style)
                good = False
            good = good and path is not BAD
            parts += [value[end : hole.start()], (path, style)]
            end = hole.end()
        if "{" in (rest := _HOLE.sub("", value)) or "}" in rest:
            return at.refuse(
                "花括号须成对，里面写字段路径", value, hint="例如 {姓名}、{宣告.日期|日}"
            )
        return Template(value, (*parts, value[end:]), at.where) if good else BAD

    def schema(self) -> Schema:
        return {"type": "string"}


TEMPLATE: Final[Shape] = TemplateShape()
VALUE: Final[Shape] = TemplateShape(or_path=True)


def relinked(name: ParameterName, parameter: Parameter) -> ParameterName:
    """The same name, leading to its parameter."""
    return replace(name, parameter=parameter)
