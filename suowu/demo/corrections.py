"""The record of one person under community correction, told up to `as_of`."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any

from suowu.demo import days, events, names, supervision
from suowu.demo.bends import Bend
from suowu.demo.people import Numbers
from suowu.demo.story import Plan, Story, begin

DIGITS = "零一二三四五六七八九十"


def correction(
    plan: Plan, *, rng: Random, numbers: Numbers, bend: Bend | None = None
) -> dict[str, Any]:
    """One record of the kind, its keys in the order of the example, bent at the end."""
    story = begin(plan, rng, numbers)
    record = whole(story)
    if bend:
        bend(record, story)
    return record


def whole(story: Story) -> dict[str, Any]:
    record = identity(story) | sentence(story) | intake(story)
    if not story.told(story.arrival):
        return record
    record |= opening(story) | {name: [] for name in supervision.LISTS}
    supervision.fill(record, story)
    events.fill(record, story)
    supervision.tidy(record, story)
    return record | closing(story)


def identity(story: Story) -> dict[str, Any]:
    plan, who, rng = story.plan, story.person, story.rng
    address = (
        f"示例县{plan.office.town}{story.village}{rng.choice('一二三四五六七八')}组 "
        f"{rng.randint(1, 120)} 号"
    )
    elsewhere = f"示例县{rng.choice(names.PLACES)[1]}镇" if rng.random() < 0.15 else address
    return {
        "编号": plan.number,
        "姓名": who.name,
        "性别": who.sex,
        "出生日期": who.born,
        "身份证号": who.number,
        "民族": who.people,
        "文化程度": "初中" if plan.minor else rng.choice(names.SCHOOLING),
        "户籍地": elsewhere,
        "居住地": address,
        "联系电话": who.phone,
    } | offence(story)


def offence(story: Story) -> dict[str, Any]:
    """The day of the offence; without it a young adult might have been a minor then."""
    committed = days.plus(story.plan.begin, -story.rng.randint(90, 150))
    return ({"犯罪时未成年": True} if story.plan.minor else {}) | {"犯罪日期": committed}


def sentence(story: Story) -> dict[str, Any]:
    plan, rng = story.plan, story.rng
    judged = days.on_or_before(days.plus(plan.begin, -rng.randint(11, 14)))
    fine = rng.choice(("罚金二千元", "罚金三千元", "罚金五千元", "罚金一万元", "无"))
    court = "示例县人民法院" if plan.category in ("缓刑", "管制") else "示例市中级人民法院"
    serial = story.numbers.serial("刑初", judged.year)
    record: dict[str, Any] = {
        "罪名": rng.choice(names.OFFENCES),
        "原判刑罚": penalty(plan),
        "附加刑": fine,
        "判决": {
            "机关": court,
            "文号": f"（{judged.year}）示0000刑初{serial}号",
            "日期": judged,
            "生效日期": plan.begin,
        },
        "矫正类别": plan.category,
        "矫正期限": {"起": plan.begin, "止": story.end},
    }
    return record | {"禁止令": ban(story)} | relatives(story)


def penalty(plan: Plan) -> str:
    """The sentence in words, in proportion to the term."""
    if plan.category == "管制":
        return f"管制{term(plan.months)}"
    if plan.category != "缓刑":
        return f"有期徒刑{term(plan.months + 24)}"
    if plan.months >= 12:
        return f"有期徒刑{term(max(6, plan.months // 2))}，缓刑{term(plan.months)}"
    return f"拘役{term(max(1, plan.months // 2))}，缓刑{term(plan.months)}"


def term(months: int) -> str:
    """18 → 一年六个月."""
    years, rest = divmod(months, 12)
    parts = [f"{numeral(years)}年" if years else "", f"{numeral(rest)}个月" if rest else ""]
    return "".join(parts)


def numeral(n: int) -> str:
    return DIGITS[n] if n <= 10 else f"十{DIGITS[n - 10]}"


def ban(story: Story) -> dict[str, Any]:
    """A prohibition that ends with the first half of the term, told on its last day."""
    plan = story.plan
    if not plan.ban:
        return {}
    end = days.plus(days.plus_months(plan.begin, max(2, plan.months // 2)), -1)
    made = {"内容": "禁止进入娱乐场所", "起": plan.begin, "止": end}
    return made | ({"期满告知日期": end} if story.told(end) else {})


def relatives(story: Story) -> dict[str, Any]:
    name, _, kin = story.guarantor
    row = {"姓名": name, "关系": kin, "电话": story.numbers.phone()}
    return {"监护人": [row]} if story.plan.minor else {"保证人": [row]}


def intake(story: Story) -> dict[str, Any]:
    """Entrustment by and report to the county agency, then to the office."""
    arrived = story.told(story.arrival)
    reception: dict[str, Any] = {"机构报到日期": story.agency}
    if arrived:
        reception |= {
            "到所报到日期": story.arrival,
            "身份核实": True,
            "法律文书核对": True,
            "首次谈话日期": story.arrival,
            "方式": "到所",
        }
    duties = ["接收", "宣告", "外出审批", "日常管理"]
    return {
        "受托": {"委托机关": "示例县社区矫正管理局", "日期": story.agency, "事项": duties},
        "接收": reception,
    }


def opening(story: Story) -> dict[str, Any]:
    """Group, announcement, plan and reporting days, as far as they have come."""
    return {
        "矫正小组": group(story) if story.told(story.group) else {},
        "宣告": announcement(story) if story.told(story.announced) else {},
        "矫正方案": treatment(story) if story.told(story.planned) else {},
        "报告安排": supervision.schedule(story),
    }


def group(story: Story) -> dict[str, Any]:
    villager = villager_for(story)
    name, sex, _ = story.guarantor
    kin = "监护人" if story.plan.minor else "家庭成员"
    members: list[dict[str, Any]] = [
        member(story.officer, "司法所工作人员") | {"组长": True},
        member(story.worker, "社会工作者"),
        member(villager, "村居人员"),
        member((name, sex), kin),
    ]
    if story.plan.minor:
        members[0]["熟悉未成年人"] = True
    return {"成立日期": story.group, "责任书日期": story.group, "成员": members, "调整": []}


def villager_for(story: Story) -> tuple[str, str]:
    """A member of the village committee, a woman where the person is a woman."""
    members = story.plan.office.villagers[story.village]
    return members[0] if story.person.sex == "女" else story.rng.choice(members)


def member(who: tuple[str, str], role: str) -> dict[str, Any]:
    return {"姓名": who[0], "身份": role, "性别": who[1]}


def announcement(story: Story) -> dict[str, Any]:
    return {
        "日期": story.announced,
        "方式": "到所",
        "主持人": story.officer[0],
        "参加人": [story.officer[0], story.worker[0], story.guarantor[0]],
        "公开": False,
        "签收": True,
    }


def treatment(story: Story) -> dict[str, Any]:
    measures = ["每周电话报告", "每月当面报告"] + (["遵守禁止令"] if story.plan.ban else [])
    help_ = story.rng.sample(["法治教育", "就业指导", "心理疏导", "技能培训", "公益活动"], 2)
    return {
        "日期": story.planned,
        "监管措施": measures,
        "帮扶措施": help_,
        "征求意见": [story.person.name, story.guarantor[0]],
        "告知日期": story.planned,
        "调整": [],
    }


def closing(story: Story) -> dict[str, Any]:
    """Summary and appraisal 30 days before the end, release on the day itself."""
    if story.plan.stop:
        return {"终止": termination(*story.plan.stop)}
    ready = days.on_or_before(days.plus(story.end, -31))
    if not story.told(ready) or ready < story.planned:
        return {}
    record: dict[str, Any] = {"类型": "期满", "个人总结日期": ready, "鉴定表日期": ready}
    if story.told(story.end):
        record |= {
            "宣告日期": story.end,
            "证明书文号": story.numbers.letter("解", story.end),
            "衔接安置帮教日期": story.end,
        }
    return {"解除": record}


def termination(reason: str, day: date) -> dict[str, Any]:
    """The early end of a case, reported to the county agency at once."""
    papers = {"死亡": "死亡证明", "撤销": "撤销缓刑裁定书", "收监": "收监执行决定书"}
    return {
        "原因": reason,
        "日期": day,
        "核实日期": day,
        "报告机构日期": days.on_or_after(day),
        "证明材料": [papers[reason]],
    }
