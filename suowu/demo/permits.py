"""What a person asks leave for: trips, visitors, moves, places under a ban."""

from __future__ import annotations

from datetime import date
from typing import Any

from suowu.demo import days, names
from suowu.demo.story import Story

Row = dict[str, Any]
Record = dict[str, Any]


def posted(story: Story, approved: date) -> Row:
    """A notice goes up on the working day after the approval; none for minors, none ahead."""
    day = days.later(approved, 1)
    hidden = story.plan.minor or not story.told(day)
    return {} if hidden else {"张贴日期": day}


def opinion(story: Story, day: date) -> Row:
    return {"意见": "同意", "日期": day, "审核人": story.head}


def decision(story: Story, day: date, word: str, result: str = "批准") -> Row:
    return {"结果": result, "日期": day, "文号": story.numbers.letter(word, day)}


def talk(record: Record, day: date, reason: str, topic: str) -> None:
    """The individual lesson that the handbook wants after an event."""
    row = {"日期": day, "阶段": "矫中", "方式": "个别", "事由": reason, "内容": topic}
    record["教育"].append(row)


def told_to(story: Story) -> list[str]:
    return ["本人", "监护人" if story.plan.minor else "保证人"]


def leave(
    record: Record, story: Story, approved: date, *, length: int = 5, county: bool = False
) -> None:
    """A leave of `length` days; more than seven need the county's approval."""
    received = days.earlier(approved, 1) if county else approved
    start = days.plus(approved, story.rng.randint(2, 4))
    end = days.plus(start, length - 1)
    back = days.on_or_after(end)
    row: Row = {
        "编号": len(record["外出"]) + 1,
        "申请日期": received,
        "收件日期": received,
        "起": start,
        "止": end,
        "目的地": story.rng.choice(names.DESTINATIONS),
        "事由": story.rng.choice(names.LEAVE_REASONS),
        "紧急": False,
        "填表日期": received,
        "所审核": opinion(story, received),
    }
    row |= {"机构决定": decision(story, approved, "外")} if county else {"备案日期": received}
    letter = story.numbers.letter("告", approved)
    row["告知"] = {"日期": approved, "文号": letter, "对象": told_to(story)}
    row["公示"] = posted(story, approved)
    home = {"日期": back, "材料": ["车票原件", "住宿发票"]}
    row["销假"] = home if story.told(back) else {}
    record["外出"].append(row)
    talk(record, approved, "请假外出", "外出纪律")


def long_leave(record: Record, story: Story, approved: date) -> None:
    leave(record, story, quick(approved), length=12, county=True)


def quick(day: date) -> date:
    """The last working day up to `day` whose working day before is at most three days back."""
    while (day - days.earlier(day, 1)).days > 3:
        day = days.earlier(day, 1)
    return day


def visitor(record: Record, story: Story, approved: date) -> None:
    applied = days.earlier(approved, 2)
    row = {
        "申请日期": applied,
        "会客日期": days.plus(approved, 4),
        "会客人": "同案某甲",
        "关系": "同案犯",
        "事由": "协商退赔",
        "所审查": opinion(story, days.earlier(approved, 1)),
        "机构决定": decision(story, approved, "客"),
    }
    record["会客"].append(row)


def recurring(record: Record, story: Story, approved: date, *, months: int = 6) -> None:
    start = days.later(approved, 1)
    row = {
        "申请日期": days.earlier(approved, 4),
        "常去市县": ["邻市某区"],
        "事由": "跨市务工",
        "频次": "每周往返",
        "有效期": {"起": start, "止": days.plus(days.plus_months(start, months), -1)},
        "所审查": opinion(story, days.earlier(approved, 3)),
        "机构决定": decision(story, approved, "经"),
        "公示": posted(story, approved),
    }
    record["经常性跨市县"].append(row)


def recurring_old(record: Record, story: Story, approved: date) -> None:
    """A permission that runs out within the month."""
    recurring(record, story, days.on_or_after(days.plus(days.plus_months(approved, -6), 18)))


def relocation(record: Record, story: Story, approved: date) -> None:
    row = {
        "申请日期": days.earlier(approved, 3),
        "拟迁往地": f"示例县{story.rng.choice(names.PLACES)[1]}镇",
        "事由": "购房",
        "所审核": opinion(story, days.earlier(approved, 2)),
        "机构决定": decision(story, approved, "迁"),
        "公示": posted(story, approved),
    }
    record["迁居"].append(row)
    talk(record, approved, "迁居", "迁居后的报到与管理要求")


def change(record: Record, story: Story, approved: date) -> None:
    """A move to another county, asked for more than a month ahead."""
    applied = days.earlier(approved, 4)
    moved = days.later(approved, 2)
    row = {
        "申请日期": applied,
        "收件日期": applied,
        "拟变更日期": days.plus(days.plus_months(applied, 1), 9),
        "拟变更地": "外县某镇",
        "事由": "工作调动",
        "填表日期": days.later(applied, 1),
        "所审核": opinion(story, days.later(applied, 1)),
        "机构决定": decision(story, approved, "执"),
        "档案移送日期": moved,
        "公示": posted(story, approved),
    }
    if not story.told(moved):
        del row["档案移送日期"]
    record["执行地变更"].append(row)
    talk(record, approved, "执行地变更", "执行地变更后的报到要求")


def area(record: Record, story: Story, approved: date) -> None:
    entered = days.plus(approved, 5)
    row = {
        "申请日期": days.earlier(approved, 4),
        "区域": "某娱乐场所",
        "事由": "处理劳动合同",
        "起": entered,
        "止": entered,
        "所审查": opinion(story, days.earlier(approved, 3)),
        "机构决定": decision(story, approved, "区"),
        "公示": posted(story, approved),
    }
    record["进入特定区域"].append(row)
