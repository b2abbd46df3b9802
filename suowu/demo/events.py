"""What happens now and then in a story, wanted by its plan or drawn."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from suowu.demo import days, measures, permits
from suowu.demo.story import Story

Record = dict[str, Any]


def fill(record: Record, story: Story) -> None:
    """The events the plan wants, then a few of long ago unless the plan is calm."""
    if not story.plan.calm:
        past(record, story)
    recent = days.on_or_before(story.as_of)
    for nth, want in enumerate(story.plan.wants):
        name, _, back = want.partition(":")
        approved = days.earlier(recent, int(back) if back else 1 + nth)
        WANTED[name](record, story, approved)


def past(record: Record, story: Story) -> None:
    """Leaves some months apart; after half a year a commendation or an admonition."""
    rng, day = story.rng, days.plus(story.announced, story.rng.randint(30, 160))
    quiet = days.plus(story.last, -45)
    while day < quiet and rng.random() < 0.6:
        permits.leave(record, story, days.on_or_after(day), length=rng.randint(2, 7))
        day = days.plus(day, rng.randint(90, 200))
    served = days.plus_months(story.plan.begin, 7)
    if served < quiet and rng.random() < 0.3:
        moment = days.on_or_after(days.plus(served, rng.randint(0, (quiet - served).days)))
        (measures.praise if rng.random() < 0.7 else measures.admonish)(record, story, moment)


WANTED: dict[str, Callable[[Record, Story, date], None]] = {
    "外出": permits.leave,
    "长外出": permits.long_leave,
    "会客": permits.visitor,
    "经常性跨市县": permits.recurring,
    "经常性将到期": permits.recurring_old,
    "迁居": permits.relocation,
    "执行地变更": permits.change,
    "进入特定区域": permits.area,
    "电子定位": measures.device,
    "电子定位将到期": measures.device_old,
    "免予集中教育": measures.exemption,
    "表扬": measures.praise,
    "训诫": measures.admonish,
    "警告": measures.warn,
    "提请治安管理处罚": measures.penalty,
    "减刑": measures.commutation,
    "撤销缓刑": measures.revocation,
    "失联": measures.lost,
    "生活困难": measures.hardship,
}
