"""Workflows: the steps of a matter, of which a diagram and its list are drawn."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from suowu.grammar.compounds import Many
from suowu.grammar.shapes import Text
from suowu.grammar.tables import Table, key, place, table
from suowu.model import Where

# fmt: off


@table("岔路", "一步不照直走时，到哪里去")
@dataclass(frozen=True, slots=True, kw_only=True)
class FlowBranch:
    when: str = key("若", Text(), says="什么情形", example="一方不愿意")
    then: str = key("则", Text(), says="怎么办", example="不调解，告诉其他办法")
    where: Where = place()


@table("办事步骤", "办事的一步")
@dataclass(frozen=True, slots=True, kw_only=True)
class FlowStep:
    who: str = key("谁", Text(), says="由谁来做", example="司法所")
    does: str = key("做", Text(), says="做什么，几个字", example="受理登记")
    says: str | None = key("说", Text(), says="怎么做，一两句话", example="双方都愿意的才调解。", default=None)
    within: str | None = key("时限", Text(), says="多久以内", example="收到之日起 {参数:宣告期限}内", default=None)
    branch: FlowBranch | None = key("岔", Table(FlowBranch), says="不照直走的情形", example="{若: 材料不全, 则: 一次讲清楚要补什么}", default=None)
    where: Where = place()


@table("办事流程", "content/workflows/<名称>.yml：一件事先做什么、后做什么")
@dataclass(frozen=True, slots=True, kw_only=True)
class Workflow:
    name: str = key("名称", Text(), says="办的是什么事", example="人民调解")
    clause: str | None = key("条款", Text(), says="手册或者法律的条款", example="四(一)2(3)", default=None)
    steps: tuple[FlowStep, ...] = key("步骤", Many(Table(FlowStep)), says="从前到后", example="[{谁: 司法所, 做: 登记}]")
    where: Where = place()


WORKFLOW: Final = Table(Workflow)
FLOW_LINE: Final = re.compile(r"^\{流程:([^{}\s]+)\}$", re.MULTILINE)
"""The line of a public page that a workflow takes the place of."""
