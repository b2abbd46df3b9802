"""What can go wrong in a correction: each function bends one clean record in place."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from suowu.demo import days
from suowu.demo.story import Story

Record = dict[str, Any]
Bend = Callable[[Record, Story], None]


def without(*path: str) -> Bend:
    """Drop a key; the last item of a list on the way is the one that is bent."""

    def bend(record: Record, story: Story) -> None:
        del story
        node: Any = record
        for key in path[:-1]:
            node = node[key][-1] if isinstance(node[key], list) else node[key]
        node.pop(path[-1])

    return bend


def setting(value: Any, *path: str) -> Bend:
    """Put `value` in place of what stands at the path."""

    def bend(record: Record, story: Story) -> None:
        del story
        node: Any = record
        for key in path[:-1]:
            node = node[key][-1] if isinstance(node[key], list) else node[key]
        node[path[-1]] = value

    return bend


def both(*bends: Bend) -> Bend:
    def bend(record: Record, story: Story) -> None:
        for one in bends:
            one(record, story)

    return bend


def not_entrusted_with_leaves(record: Record, story: Story) -> None:
    del story
    record["受托"]["事项"].remove("外出审批")


def late_arrival_reported(record: Record, story: Story) -> None:
    record["接收"]["逾期报告机构日期"] = days.later(story.agency, 4)


def group_after_announcement(record: Record, story: Story) -> None:
    day = days.later(story.announced, 1)
    record["矫正小组"] |= {"成立日期": day, "责任书日期": day}


def two_in_group(record: Record, story: Story) -> None:
    del story
    members = record["矫正小组"]["成员"]
    record["矫正小组"]["成员"] = [members[0], members[-1]]
    del record["矫正小组"]["责任书日期"]


def villager_leads(record: Record, story: Story) -> None:
    del story
    officer, _, villager, *_ = record["矫正小组"]["成员"]
    del officer["组长"]
    villager["组长"] = True


def men_only(record: Record, story: Story) -> None:
    """Leave only men in the group of a woman, with men of the office and village for the rest."""
    staff = [one for one in story.plan.office.record["人员"] if one["性别"] == "男"]
    officer = next((one for one in staff if one["编制"] == "政法专项编制"), staff[0])
    villagers = [
        one for group in story.plan.office.villagers.values() for one in group if one[1] == "男"
    ]
    rows = [(officer["姓名"], "司法所工作人员")] + [(name, "村居人员") for name, _ in villagers[:2]]
    members: list[Record] = [{"姓名": name, "身份": role, "性别": "男"} for name, role in rows]
    members[0]["组长"] = True
    record["矫正小组"]["成员"] = members
    record["宣告"]["参加人"].append(officer["姓名"])


def nobody_knows_minors(record: Record, story: Story) -> None:
    del story
    for member in record["矫正小组"]["成员"]:
        member.pop("熟悉未成年人", None)


def alone_at_announcement(record: Record, story: Story) -> None:
    record["宣告"] |= {"参加人": [story.officer[0]], "签收": False}


def visit_too_soon(record: Record, story: Story) -> None:
    """Met the day after applying, the county's approval three days later."""
    del story
    row = record["会客"][-1]
    row["会客日期"] = days.plus(row["申请日期"], 1)


def told_late(record: Record, story: Story) -> None:
    del story
    row = record["外出"][-1]
    row["告知"]["日期"] = days.plus(row["收件日期"], 6)


def form_next_day(record: Record, story: Story) -> None:
    """The form filled in a day after the papers came, everything else following it."""
    row = record["外出"][-1]
    day = days.later(row["收件日期"], 1)
    row["填表日期"] = row["备案日期"] = row["所审核"]["日期"] = row["告知"]["日期"] = day
    row["公示"] = {"张贴日期": days.later(day, 1)} if story.told(days.later(day, 1)) else {}
    record["教育"][-1]["日期"] = day


def five_weeks_away(record: Record, story: Story) -> None:
    row = record["外出"][-1]
    row["止"] = days.plus(row["起"], 34)
    back = days.on_or_after(row["止"])
    row["销假"] = {"日期": back, "材料": ["车票原件"]} if story.told(back) else {}


def eight_months_valid(record: Record, story: Story) -> None:
    del story
    span = record["经常性跨市县"][-1]["有效期"]
    span["止"] = days.plus(days.plus_months(span["起"], 8), -1)


def change_at_short_notice(record: Record, story: Story) -> None:
    """Asked three weeks ahead, and the form filled in two days late."""
    del story
    row = record["执行地变更"][-1]
    row["拟变更日期"] = days.plus(row["申请日期"], 21)
    row["填表日期"] = row["所审核"]["日期"] = days.later(row["收件日期"], 5)
    row["机构决定"]["日期"] = days.later(row["收件日期"], 6)
    row["公示"] = {"张贴日期": days.later(row["收件日期"], 7)}
    record["教育"][-1]["日期"] = days.later(row["收件日期"], 6)


def entered_before_approval(record: Record, story: Story) -> None:
    del story
    row = record["进入特定区域"][-1]
    row["起"] = row["止"] = days.earlier(row["机构决定"]["日期"], 1)


def two_weeks_silent(record: Record, story: Story) -> None:
    del story
    calls = record["通信联络"]
    middle = len(calls) // 2
    del calls[middle : middle + 2]


def unchecked_days(record: Record, story: Story) -> None:
    del story
    row = record["信息化核查"][-2]
    first = date.fromisoformat(f"{row['月份']}-10")
    row["缺查"] = [first, days.plus(first, 1)]


def worker_visits_alone(record: Record, story: Story) -> None:
    del story
    row = record["查访"][-1]
    row["人员"] = [one for one in row["人员"] if not one["国家工作人员"]]
    row["执法记录仪"] = False


def guardian_not_there(record: Record, story: Story) -> None:
    del story
    record["查访"][-1] |= {"对象": ["本人"], "监护人在场": False}


def no_lesson(stage: str) -> Bend:
    def bend(record: Record, story: Story) -> None:
        del story
        record["教育"] = [row for row in record["教育"] if row["阶段"] != stage]

    return bend


def no_talk(record: Record, story: Story) -> None:
    del story
    record["教育"] = [row for row in record["教育"] if row["方式"] != "个别"]


def month_not_reviewed(record: Record, story: Story) -> None:
    """One month without review, and the next one's result not told."""
    del story
    reviews = record["考核"]
    del reviews[-2]
    del reviews[-1]["通知日期"]


def device_without_ground(record: Record, story: Story) -> None:
    del story
    row = record["电子定位"][-1]
    row["情形"] = "工作需要"
    row["止"] = days.plus(days.plus_months(row["起"], 5), -1)
    row.pop("到期评估日期", None)


def late_summary(record: Record, story: Story) -> None:
    day = days.on_or_before(days.plus(story.end, -12))
    record["解除"] |= {"个人总结日期": day, "鉴定表日期": day}


def not_released(record: Record, story: Story) -> None:
    del story
    for key in ("宣告日期", "证明书文号", "衔接安置帮教日期"):
        record["解除"].pop(key)


def ban_told_late(record: Record, story: Story) -> None:
    del story
    record["禁止令"]["期满告知日期"] = days.later(record["禁止令"]["止"], 2)


def death_unproved(record: Record, story: Story) -> None:
    del story
    record["终止"] |= {"证明材料": []}
    record["终止"].pop("报告机构日期")


def not_posted(*names: str) -> Bend:
    """Approved long ago and still not on the board."""

    def bend(record: Record, story: Story) -> None:
        del story
        for name in names:
            record[name][-1]["公示"] = {}

    return bend


def sanctions_not_posted(record: Record, story: Story) -> None:
    del story
    for row in record["奖惩"]:
        row["公示"] = {}
