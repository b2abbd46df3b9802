"""The record of one survey before a decision on community correction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

from suowu.demo import days, names, people
from suowu.demo.offices import Office
from suowu.demo.people import Numbers

SITUATIONS = ("与父母同住", "与配偶子女同住", "独居，与亲属往来正常")
EFFECTS = ("已退赔", "已取得谅解", "已赔偿部分损失")


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """When the letter came and whether it is urgent; `lag` delays the report by working days."""

    office: Office
    number: str
    received: date
    as_of: date
    fast: bool = False
    minor: bool = False
    lag: int = 0


def assessment(survey: Survey, *, rng: Random, numbers: Numbers) -> dict[str, Any]:
    """One record of the kind, its keys in the order of the example."""
    sex = "女" if rng.random() < 0.2 else "男"
    born = people.born_between(rng, survey.received, *((16, 17) if survey.minor else (19, 66)))
    who = people.person(rng, numbers, sex=sex, born=born)
    village = rng.choice(survey.office.villages)
    serial = numbers.serial("法委评", survey.received.year)
    record: dict[str, Any] = {
        "编号": survey.number,
        "委托": {
            "机关": rng.choice(("示例县人民法院", "示例县人民检察院", "示例监狱")),
            "文号": f"（{survey.received.year}）示法委评字第{serial}号",
            "收到日期": survey.received,
            "速裁程序": survey.fast,
        },
        "姓名": who.name,
        "性别": who.sex,
        "出生日期": who.born,
        "身份证号": who.number,
        "居住地": f"示例县{survey.office.town}{village}{rng.choice('一二三四五六')}组 "
        f"{rng.randint(1, 99)} 号",
        "对象类型": "被告人",
        "案由": rng.choice(names.OFFENCES),
        "拟适用类别": "缓刑",
        "调查小组": team(survey, rng),
    }
    if record["委托"]["机关"] == "示例监狱":
        record |= {"对象类型": "罪犯", "拟适用类别": "假释"}
    return record | findings(survey, rng)


def team(survey: Survey, rng: Random) -> list[dict[str, Any]]:
    members = (
        (rng.choice(survey.office.officers), True),
        (rng.choice(survey.office.workers), False),
    )
    return [
        {
            "姓名": name,
            "性别": sex,
            "国家工作人员": officer,
            "熟悉青少年工作": officer,
            "回避": False,
        }
        for (name, sex), officer in members
    ]


def findings(survey: Survey, rng: Random) -> dict[str, Any]:
    """Survey, approval sheet and report, as far as `as_of` has let them come."""
    start = days.later(survey.received, 1)
    end = days.later(start, 1 if survey.fast else rng.randint(2, 4))
    sheet = days.later(end, 1)
    sent = days.later(sheet, (0 if survey.fast else rng.randint(0, 2)) + survey.lag + 1)
    record: dict[str, Any] = {}
    if end <= survey.as_of:
        record["调查"] = inquiry(survey, rng, start, end)
    if sheet <= survey.as_of:
        record["初步意见"] = "适合社区矫正" if rng.random() < 0.85 else "不适合社区矫正"
        record["呈批表日期"] = sheet
    return record | ({"提交日期": sent} if sent <= survey.as_of else {})


def inquiry(survey: Survey, rng: Random, start: date, end: date) -> dict[str, Any]:
    return {
        "起": start,
        "止": end,
        "方法": ["查阅", "访谈", "信息化核查"],
        "居所情况": "固定住所",
        "家庭和社会关系": "与监护人同住" if survey.minor else rng.choice(SITUATIONS),
        "犯罪后果和影响": rng.choice(EFFECTS),
        "村居意见": "同意接收",
        "被害人意见": "谅解",
        "拟禁止事项": "无",
        "社会危险性": "低",
    }
