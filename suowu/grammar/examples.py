"""Examples of rules: a record changed in a few places, and what a rule should say of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from suowu.grammar.compounds import Many
from suowu.grammar.shapes import At, Day, Free, Schema, Shape, Text, Word
from suowu.grammar.tables import Table, key, place, table
from suowu.model import Where

# Why: one line a key, as in a table.
# fmt: off

NOTHING_SAID: Final = "无"
STATES: Final = ("已办", "违反", "逾期", "待办", "提醒", "停发", "未公布")


@table("得", "规则应当说什么")
@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    state: str = key("状态", Word(STATES), says="状态", example="违反")
    due: date | None = key("应在", Day(), says="期限的末日", example="2026-02-12", default=None)
    late: int | None = key("迟", Free("数字", (int,)), says="迟了多少（单位同期限）", example="1", default=None)
    where: Where = place()


@dataclass(frozen=True, slots=True)
class _ExpectedShape:
    """无, one outcome, or several: always read as a tuple."""

    said: str = "“无”、一个结果或者几个结果的列表"

    @property
    def parts(self) -> tuple[Shape, ...]:
        return (Many(Table(Expected), or_one=True),)

    def read(self, value: Any, at: At) -> Any:
        if value == NOTHING_SAID:
            return ()
        return Many(Table(Expected), or_one=True).read(value, at)

    def schema(self) -> Schema:
        return {"anyOf": [{"const": NOTHING_SAID}, Many(Table(Expected), or_one=True).schema()]}


@table("示例", "一个例子：在一份记录上改动几处，规则应当说什么")
@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    name: str = key("名", Text(), says="说的是什么情形", example="第六个工作日")
    base: str | None = key("底本", Text(), says="在哪一份范例上改动（examples/good/ 下的文件名）", example="minimal", default=None)
    as_of: date = key("截至", Day(), says="按哪一天计算", example="2026-03-20")
    given: Mapping[str, Any] = key("给", Free("记录的片段"), says="改动：写到哪一层，换掉哪一层", example="{宣告: {日期: 2026-02-13}}")
    expected: tuple[Expected, ...] = key("得", _ExpectedShape(), says="应当得到什么；“无”是没有要报告的：没有违反、逾期、提醒和停发，可以有已办和待办的", example="{状态: 违反, 应在: 2026-02-12, 迟: 1}")
    office: Mapping[str, Any] | None = key("所", Free("司法所资料的片段"), says="司法所资料的改动", example="{设立日期: 2026-03-02}", default=None)
    county: Mapping[str, Any] | None = key("县", Free("县级资料的片段"), says="县级资料的改动", example="{示例数据: true}", default=None)
    cases: Mapping[str, Any] | None = key("案", Free("同类案件的片段"), says="有哪些同类案件，一件一项", example="{correction: [{}, {}]}", default=None)
    words: tuple[str, ...] | None = key("内容", Many(Text(), least=0), says="网站已经公开的事项", example="[职能, 流程]", default=None)
    year: int | None = key("簿年", Free("年份", (int,)), says="登记簿是哪一年的", example="2025", default=None)
    where: Where = place()
