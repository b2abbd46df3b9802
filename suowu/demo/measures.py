"""What the office does about a person: devices, rewards, punishments, rulings, alarms."""

from __future__ import annotations

from datetime import date
from typing import Any

from suowu.demo import days
from suowu.demo.permits import decision, opinion, posted, talk
from suowu.demo.story import Story

Row = dict[str, Any]
Record = dict[str, Any]


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
    sanction(record, story, approved, kind=kind, fact=fact, article="第三十六条", word="治")


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
