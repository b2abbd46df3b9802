"""Conditions, sets and amounts: the small typed tree that rules, notices, forms and kinds share.

A condition is a mapping of which every line must hold: `{字段路径: 值}`, `{字段路径: {比较词: 值}}`
or a word of its own (任一, 非, 存在 …); a list of conditions, which must all hold; or the name of a
condition that 定义 gives.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, Literal, TypeAlias

from suowu.calendars import Duration
from suowu.grammar.compounds import Either, Later, Many, declare
from suowu.grammar.leaves import (
    DATE,
    PATH,
    LiteralShape,
    NameShape,
    ParameterName,
    Path,
    PathShape,
    path_of,
)
from suowu.grammar.shapes import BAD, At, Flag, Free, Schema, Shape, Text, Word
from suowu.grammar.tables import Table, key, place, table
from suowu.model import Where

_Scalar: TypeAlias = str | int | float | bool | date
PathOrSet: TypeAlias = "Path | Set"
Operator: TypeAlias = Literal[
    "等于", "在", "不在", "含", "有", "少于", "不少于", "超过", "不超过",
    "早于", "不早于", "晚于", "不晚于", "已到", "已过",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Test:
    """One comparison: `宣告.日期: {不晚于: 判决.日期}`; a bare value means 等于."""

    path: Path
    operator: Operator
    value: _Scalar | tuple[_Scalar, ...] | Path | Set | Duration | Amount
    where: Where = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds; no part at all always does."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """任一: at least one part holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """非: the part does not hold."""

    part: Condition


@dataclass(frozen=True, slots=True)
class Exists:
    """存在: the set has an item; its conditions may look back out with `../`."""

    items: Set


@dataclass(frozen=True, slots=True)
class Minor:
    """未成年: what the kind works out about the person."""

    wanted: bool


@dataclass(frozen=True, slots=True)
class Active:
    """在办: whether the case is open."""

    wanted: bool


@dataclass(frozen=True, slots=True)
class OpenOn:
    """在办于: the case had not ended before that day; what has no day is not affected."""

    day: Path


@dataclass(frozen=True, slots=True)
class Named:
    """A condition that 定义 gives; `define` links it."""

    name: str
    where: Where = field(default=(), compare=False, repr=False)
    condition: Condition | None = None
    of_items: bool = False  # else it is seen from the record, wherever it is used


A_CONDITION: Final = Later("条件")
A_SET: Final = Later("集合")
SET: Final = Either(text=PathShape("list", or_set=True), table=A_SET)
ANY_SET: Final = Either(text=PathShape(or_set=True), table=A_SET)
DAYS: Final = Either(text=PathShape("date", or_set=True), table=A_SET)


@table("按情形取值", "几个值，写在前面的先看；条件都不成立时取没有条件的那一个")
@dataclass(frozen=True, slots=True, kw_only=True)
class CaseOf:
    when: Condition | None = key(
        "条件",
        A_CONDITION,
        says="什么情形下取这个值",
        example="{委托.速裁程序: true}",
        default=None,
    )
    value: Any = key("值", Free("数字、期限或参数名", (object,)), says="值", example="5 工作日")
    where: Where = place()


@dataclass(frozen=True, slots=True)
class Amount:
    """A number, a length of time or a ratio, perhaps by case; each value plain or a parameter."""

    choices: tuple[tuple[Condition | None, float | Duration | tuple[int, int] | ParameterName], ...]
    where: Where = field(default=(), compare=False, repr=False)

    def steady(self, days: Sequence[date]) -> bool:
        """Whether it surely is the same on all of these days, the oldest first."""
        names = [found for _, found in self.choices if isinstance(found, ParameterName)]
        steps = [step.since for name in names if name.parameter for step in name.parameter.steps]
        plain = all(when is None for when, _ in self.choices)
        return plain and not any(days[0] < since <= days[-1] for since in steps if days)


@dataclass(frozen=True, slots=True)
class AmountShape:
    """An amount: one value, or a list of values by case."""

    plain: LiteralShape

    @property
    def parts(self) -> tuple[Shape, ...]:
        return self.plain, Table(CaseOf)

    @property
    def said(self) -> str:
        return f"{self.plain.said}，或按情形取值的列表"

    def read(self, value: Any, at: At) -> Any:
        if not isinstance(value, list):
            found = self.plain.read(value, at)
            return BAD if found is BAD else Amount(((None, found),), at.where)
        read = Many(Table(CaseOf)).read(value, at)
        if read is BAD:
            return BAD
        values = [
            self.plain.read(choice.value, at.under(n).under("值")) for n, choice in enumerate(read)
        ]
        if BAD in values:
            return BAD
        found = tuple((c.when, v) for c, v in zip(read, values, strict=True))
        return Amount(tuple(sorted(found, key=lambda pair: pair[0] is None)), at.where)

    def schema(self) -> Schema:
        listed = {"type": "array", "items": Table(CaseOf).schema()}
        return {"anyOf": [self.plain.schema(), listed]}


COUNT: Final = AmountShape(LiteralShape("number"))
LENGTH: Final = AmountShape(LiteralShape("length"))
RATIO: Final = AmountShape(LiteralShape("ratio"))


@table(
    "集合",
    "一组条目：本记录里的列表、同类案件或者各司法所，按条件挑选",
    one_of=(("集", "案", "所"),),
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Set:
    items: Path | Set | None = key(
        "集",
        PathShape("list", or_set=True),
        says="列表的路径，或者定义里集合的名称",
        example="教育",
        default=None,
    )
    cases: str | None = key(
        "案", NameShape("类别的名称"), says="本所（县级规则为全县）的这一类案件", example="correction",
        default=None,
    )  # fmt: skip
    offices: str | None = key(
        "所", Word(("全部",)), says="全县各司法所", example="全部", default=None
    )
    active: bool | None = key(
        "在办",
        Flag(),
        says="与“案”同用：只要在办的（或者只要办结的）",
        example="true",
        default=None,
    )
    when: Condition | None = key(
        "条件", A_CONDITION, says="哪些条目算", example="{阶段: 入矫}", default=None, inside="items"
    )
    field: Path | None = key(
        "字段", PATH, says="取条目的哪一个字段；不写就取条目本身", example="日期", default=None,
        inside="items",
    )  # fmt: skip
    since: Path | None = key(
        "从", DATE, says="条目从哪一天起算数（如到职日期）", example="录用日期", default=None,
        inside="items",
    )  # fmt: skip
    until: Path | None = key(
        "止", DATE, says="条目从哪一天起不再算数（如离任日期）", example="离任日期",
        default=None, inside="items",
    )  # fmt: skip
    on: Path | None = key(
        "在日",
        DATE,
        says="只要在这一天算数的条目（与“从”“止”同用）",
        example="宣告.日期",
        default=None,
    )
    label: str | None = key("称", Text(), says="句子里怎么称呼", example="请假外出", default=None)
    where: Where = place()
    rooted: bool = False  # a set that 定义 gives is seen from the record, wherever it is used


declare(A_SET, Table(Set))


@table("期间", "一段起止日期与一个期限相比，首尾两日都计入", one_of=(("超过", "不超过"),))
@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    first: Path = key("起", DATE, says="起日", example="矫正期限.起")
    last: Path = key("止", DATE, says="止日", example="矫正期限.止")
    longer: Amount | None = key("超过", LENGTH, says="长于", example="3 月", default=None)
    at_most: Amount | None = key("不超过", LENGTH, says="不长于", example="6 月", default=None)
    sentence: bool = key(
        "刑期",
        Flag(only_true=True),
        says="按刑期计算：起日是月末的，到末月最后一日的前一日满", example="true", default=False,
    )  # fmt: skip
    where: Where = place()


@table("步骤", "依次中可以缺的一步")
@dataclass(frozen=True, slots=True, kw_only=True)
class DatedStep:
    day: Path = key("字段", DATE, says="这一步的日期", example="联系保证人日期")
    when: Condition | None = key(
        "条件",
        A_CONDITION,
        says="什么情形下必须有这一步",
        example="{/保证人: {有: true}}",
        default=None,
    )
    where: Where = place()


_STEP: Final = Either(text=DATE, table=Table(DatedStep))
STEPS: Final = Many(Either(text=DATE, table=Table(DatedStep), listed=Many(_STEP)), least=2)


@table("依次", "几个日期不得倒退，后一步有而前一步没有也不行")
@dataclass(frozen=True, slots=True, kw_only=True)
class InOrder:
    steps: tuple[tuple[Path | DatedStep, ...], ...] = key(
        "步骤",
        STEPS,
        says="从前到后；同一步可以有几个日期，写成列表", example="[机构决定.日期, 会客日期]",
    )  # fmt: skip
    complete: bool = key(
        "齐全", Flag(only_true=True), says="每一步都要有", example="true", default=False
    )
    where: Where = place()


Condition: TypeAlias = (
    "Test | All | AnyOf | Not | Exists | Term | InOrder | Minor | Active | OpenOn | Named"
)
ALWAYS: Final = All(())


def simple(text: str, value: _Scalar) -> Test:
    """A condition made by the program itself."""
    return Test(path_of(text), "等于", value)
