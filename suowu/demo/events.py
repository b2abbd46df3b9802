"""What happens now and then: leaves, trips, moves, devices, rewards, punishments, alarms."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from suowu.demo import days, names
from suowu.demo.story import Story

Row = dict[str, Any]
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
        leave(record, story, days.on_or_after(day), length=rng.randint(2, 7))
        day = days.plus(day, rng.randint(90, 200))
    served = days.plus_months(story.plan.begin, 7)
    if served < quiet and rng.random() < 0.3:
        moment = days.on_or_after(days.plus(served, rng.randint(0, (quiet - served).days)))
        (praise if rng.random() < 0.7 else admonish)(record, story, moment)


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


def device(record: Record, story: Story, approved: date) -> None:
    start = days.later(approved, 1)
    end = days.plus(days.plus_months(start, 3), -1)
    row = {
        "类型": "使用",
        "情形": "拒不按照规定报告自己的活动情况",
        "事实": "两次未按时报告",
        "起": start,
        "止": end,
        "所申报日期": days.earlier(approved, 1),
        "机构审核": {"结果": "同意", "日期": approved},
        "负责人批准": {"结果": "批准", "日期": approved},
    }
    if story.told(end):
        row["到期评估日期"] = days.on_or_before(end)
    record["电子定位"].append(row)


def device_old(record: Record, story: Story, approved: date) -> None:
    """A device whose three months end within the week."""
    device(record, story, days.on_or_before(days.plus(days.plus_months(approved, -3), 5)))


def exemption(record: Record, story: Story, approved: date) -> None:
    row = {
        "申请日期": days.earlier(approved, 4),
        "理由": "肢体残疾",
        "材料": ["残疾证复印件"],
        "所审查": opinion(story, days.earlier(approved, 3)),
        "机构决定": {"结果": "批准", "日期": approved},
    }
    record["免予集中教育"].append(row)


def sanction(
    record: Record, story: Story, approved: date, *, kind: str, fact: str, article: str, word: str
) -> None:
    """A reward or punishment, decided by the county agency, told and posted the day after."""
    told = days.later(approved, 1)
    row: Row = {
        "类型": kind,
        "事实": fact,
        "依据": f"社区矫正法实施办法 {article}",
        "申报日期": days.earlier(approved, 5),
        "机构决定": decision(story, approved, word),
    }
    if story.told(told):
        row["通知日期"] = told
    record["奖惩"].append(row | {"公示": posted(story, approved)})
    talk(record, approved, "受到奖惩", f"{kind}后的谈话教育")


def praise(record: Record, story: Story, approved: date) -> None:
    fact = "服从监督管理，积极参加公益活动"
    sanction(record, story, approved, kind="表扬", fact=fact, article="第三十三条", word="奖")


def admonish(record: Record, story: Story, approved: date) -> None:
    fact = "未按规定时间报告，情节轻微"
    sanction(record, story, approved, kind="训诫", fact=fact, article="第三十四条", word="训")


def warn(record: Record, story: Story, approved: date) -> None:
    fact = "擅自离开所居住的市县，经训诫后再犯"
    sanction(record, story, approved, kind="警告", fact=fact, article="第三十五条", word="警")


def penalty(record: Record, story: Story, approved: date) -> None:
    fact = "违反监督管理规定，依法应予治安管理处罚"
    kind = "提请治安管理处罚"
    sanction(record, story, approved, kind=kind, fact=fact, article="第三十六条", word="罚")


def ruling(
    record: Record, story: Story, approved: date, *, kind: str, why: str, article: str
) -> None:
    serial = story.numbers.serial("刑更", approved.year)
    row = {
        "类型": kind,
        "理由": why,
        "依据": f"社区矫正法实施办法 {article}",
        "申报日期": days.earlier(approved, 24),
        "机构审核": {"结果": "同意", "日期": days.earlier(approved, 18)},
        "裁定": {
            "结果": kind,
            "日期": approved,
            "文号": f"（{approved.year}）示00刑更{serial}号",
        },
        "公示": posted(story, approved),
    }
    record["刑事执行变更"].append(row)


def commutation(record: Record, story: Story, approved: date) -> None:
    ruling(record, story, approved, kind="减刑", why="重大立功", article="第四十二条")


def revocation(record: Record, story: Story, approved: date) -> None:
    why = "两次警告后仍不改正"
    ruling(record, story, approved, kind="撤销缓刑", why=why, article="第四十六条")


def lost(record: Record, story: Story, approved: date) -> None:
    """Out of touch for a day: person, guarantor, visit, search and report, in this order."""
    next_day = days.later(approved, 1)
    row = {
        "日期": approved,
        "情形": "失联",
        "联系本人日期": approved,
        "联系保证人日期": approved,
        "查访日期": next_day,
        "查找记录": "已联系村委会及单位",
        "报告机构日期": next_day,
        "处置": "已找到，批评教育",
    }
    record["异常"].append(row)
    talk(record, next_day, "违反监督管理规定", "报告义务与失联后果")


def hardship(record: Record, story: Story, approved: date) -> None:
    row = {"日期": approved, "情形": "生活困难", "处置": "已协助申请临时救助"}
    record["异常"].append(row)
    talk(record, days.later(approved, 1), "家庭发生重大变故", "鼓励克服困难，告知救助政策")


WANTED: dict[str, Callable[[Record, Story, date], None]] = {
    "外出": leave,
    "长外出": long_leave,
    "会客": visitor,
    "经常性跨市县": recurring,
    "经常性将到期": recurring_old,
    "迁居": relocation,
    "执行地变更": change,
    "进入特定区域": area,
    "电子定位": device,
    "电子定位将到期": device_old,
    "免予集中教育": exemption,
    "表扬": praise,
    "训诫": admonish,
    "警告": warn,
    "提请治安管理处罚": penalty,
    "减刑": commutation,
    "撤销缓刑": revocation,
    "失联": lost,
    "生活困难": hardship,
}
