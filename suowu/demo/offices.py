"""The county record, its offices and their staff."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

from suowu.demo import days, hamlets, names
from suowu.demo.people import Numbers

STREETS = ("中心路", "人民路", "振兴街", "法治路")
SIZES = ("大型", "中型", "中型", "中型", "小型")
ROOMS = (
    "公共法律服务接待大厅",
    "法律事务接待",
    "法律援助",
    "人民调解",
    "社区矫正",
    "安置帮教",
    "普法依法治理",
    "资料档案",
)
OPENED = (
    ("示例县司法所工作手册", "规范性文件", 11),
    ("示例县司法所设置情况", "机构职能", 3),
    ("示例县司法局政府信息公开年度报告", "政府信息公开年报", 1),
)
OPENED_BY_OFFICES = ("工作职能和工作流程", "工作人员职责和联系方式")
AREA = {"大型": (405, 620), "中型": (302, 395), "小型": (205, 280)}
VILLAGE_COUNT = {"大型": (8, 12), "中型": (5, 9), "小型": (3, 5)}
POPULATION = {"大型": (70, 110), "中型": (35, 68), "小型": (12, 30)}
ASSISTANTS = {"大型": 4, "中型": 3, "小型": 2}
MEDIATORS = {"大型": 3, "中型": 2, "小型": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """What stories need to know of an office; `record` is its office.yml."""

    id: str
    place: str
    villages: tuple[str, ...]
    head: str
    officers: tuple[tuple[str, str], ...]
    workers: tuple[tuple[str, str], ...]
    clerks: tuple[str, ...]
    villagers: dict[str, tuple[tuple[str, str], ...]]
    record: dict[str, Any]

    @property
    def town(self) -> str:
        return f"{self.place}镇"


def county(as_of: date) -> dict[str, Any]:
    """records/county/county.yml; 示例日期 is the day for which the stories are told."""
    return {
        "名称": "示例县",
        "司法局": "示例县司法局",
        "机构代码": "990000001",
        "网站": {"域名": "sifa.example.invalid", "标识码": "9900000001"},
        "文号代字": "示司",
        "法律文书代字": "示矫",
        "时区": "Asia/Shanghai",
        "司法所设置": {"大型": 3, "中型": 9, "小型": 3},
        "示例数据": True,
        "示例日期": as_of,
        "网上公示": True,
        "地址": "示例县城关大道 1 号",
        "电话": "0500-89999999",
        "邮箱": "sifaju@example.invalid",
        "办公时间": "工作日 8:30—12:00，14:00—17:30",
        "信息公开": [
            disclosure(nth, name, kind, days.on_or_after(date(as_of.year - 1, month, 8)))
            for nth, (name, kind, month) in enumerate(OPENED, 1)
        ],
    }


def disclosure(nth: int, name: str, kind: str, made: date) -> dict[str, Any]:
    """One item of the disclosure catalogue, opened five working days after it was made."""
    return {
        "名称": name,
        "索引号": f"990000001/{made.year}-{nth:05d}",
        "分类": kind,
        "成文日期": made,
        "形成日期": made,
        "公开日期": days.later(made, 5),
        "有效性": "有效",
    }


def places(count: int) -> list[tuple[str, str]]:
    """`count` office ids with their names; combinations follow once the named ones are used up."""
    made = [
        (head + tail, first + last)
        for tail, last in names.PLACE_TAILS
        for head, first in names.PLACE_HEADS
    ]
    again = [(f"{key}{n}", f"{name}{n}") for n in range(2, 99) for key, name in made]
    return (list(names.PLACES) + made + again)[:count]


def compose_office(
    nth: int,
    place: tuple[str, str],
    *,
    charges: int,
    seed: int,
    as_of: date,
    numbers: Numbers,
    bends: Sequence[Callable[[dict[str, Any]], None]] = (),
) -> Office:
    """The nth office with staff enough for `charges` people under correction, then bent."""
    rng = Random(f"{seed}/{place[0]}/office")
    size = SIZES[nth % len(SIZES)]
    villages = hamlets.village_names(rng, place[1], rng.randint(*VILLAGE_COUNT[size]))
    staff = staff_of(rng, size, charges=charges, numbers=numbers)
    committees = {village: hamlets.committee(rng) for village in villages}
    record = office_record(rng, nth, place, size, villages, staff, committees, as_of.year - 1)
    for bend in bends:
        bend(record)
    return facts_of(place, record, committees)


def facts_of(
    place: tuple[str, str],
    record: dict[str, Any],
    committees: dict[str, tuple[tuple[str, str], ...]],
) -> Office:
    staff = record["人员"]
    return Office(
        id=place[0],
        place=place[1],
        villages=tuple(committees),
        head=staff[0]["姓名"],
        officers=posted(staff, "司法助理员"),
        workers=posted(staff, "社区矫正社会工作者"),
        clerks=tuple(one["姓名"] for one in staff if one["编制"] != "政法专项编制"),
        villagers=committees,
        record=record,
    )


def posted(staff: Sequence[dict[str, Any]], post: str) -> tuple[tuple[str, str], ...]:
    return tuple((one["姓名"], one["性别"]) for one in staff if one["岗位"] == post)


def staff_of(rng: Random, size: str, *, charges: int, numbers: Numbers) -> list[dict[str, Any]]:
    """Head, officers, mediators, social workers at 1:15, and judicial assistants."""
    officers, mediators = ASSISTANTS[size], MEDIATORS[size]
    workers = max(1, -(-charges // 15))
    posts = (
        [("所长", "所长", "政法专项编制", ["主持全面工作", "组织疑难案件讨论"])]
        + [("司法助理员", "司法助理员", "政法专项编制", duty) for duty in OFFICER_DUTIES[:officers]]
        + [("专职人民调解员", "专职人民调解员", "聘用", ["人民调解", "值班接待"])] * mediators
        + [("社会工作者", "社区矫正社会工作者", "购买服务", ["社区矫正辅助"])] * workers
        + [("社会工作者", "安置帮教社会工作者", "购买服务", ["安置帮教辅助"])]
        + [("司法协理员", "司法协理员", "购买服务", ["法律援助初审", "档案", "值班接待"])]
    )
    taken: dict[str, str] = {}
    staff: list[dict[str, Any]] = []
    for title, post, footing, duties in posts:
        sex = "女" if post == "司法助理员" and not staff[1:] else rng.choice("男女")
        name = hamlets.distinct(rng, sex, taken)
        taken[name] = sex
        staff.append(employee(rng, name, sex, (title, post, footing, duties), numbers))
    return staff


OFFICER_DUTIES = (
    ["社区矫正", "安置帮教"],
    ["社区矫正", "合法性审查"],
    ["行政执法监督", "公共法律服务"],
    ["普法依法治理", "人民调解指导"],
)


def employee(
    rng: Random,
    name: str,
    sex: str,
    post: tuple[str, str, str, list[str]],
    numbers: Numbers,
) -> dict[str, Any]:
    officer = post[2] == "政法专项编制"
    party = officer or rng.random() < 0.3
    row: dict[str, Any] = {
        "姓名": name,
        "性别": sex,
        "职务": post[0],
        "岗位": post[1],
        "编制": post[2],
        "职责": post[3],
        "党员": party,
    }
    if party:
        row["正式党员"] = True
    if officer:
        row |= {"学历": "大学本科", "法学专业": True}
        row["录用日期"] = date(rng.randint(2008, 2021), 8, 1)
    return row | {"手机": numbers.phone()}


def office_record(
    rng: Random,
    nth: int,
    place: tuple[str, str],
    size: str,
    villages: Sequence[str],
    staff: list[dict[str, Any]],
    committees: dict[str, tuple[tuple[str, str], ...]],
    last_year: int,
) -> dict[str, Any]:
    """office.yml in the order of the example."""
    key, name = place
    made = days.on_or_after(date(last_year, 11, 10))
    address = f"示例县{name}镇{rng.choice(STREETS)} {rng.randint(1, 88)} 号"
    return {
        "名称": f"{name}司法所",
        "类型": size,
        "设立日期": date(rng.randint(2001, 2012), rng.choice((3, 6, 9)), 1),
        "辖区": jurisdiction(rng, name, size, villages),
        "地址": address,
        "电话": f"0500-8{nth * 2 + 1:07d}",
        "邮箱": f"{key}@example.invalid",
        "办公时间": "工作日 8:30—12:00，14:00—17:30",
        "投诉举报": {
            "电话": f"0500-8{nth * 2 + 2:07d}",
            "邮箱": f"{key}-jubao@example.invalid",
            "地址": address,
        },
        "业务用房": {
            "面积平方米": rng.randint(*AREA[size]),
            "独立": True,
            "功能用房": list(ROOMS),
        },
        "外观标识达标": True,
        "人员": staff,
        "党组织": {"形式": "党支部", "名称": f"{name}司法所党支部"},
        "调解委员会": [
            hamlets.committee_record(village, committees[village]) for village in villages
        ],
        "公共法律服务": hamlets.legal_service(rng, name, villages, last_year),
        "信息公开": [
            disclosure(100 + nth * 10 + n, f"{name}司法所{what}", "机构职能", made)
            for n, what in enumerate(OPENED_BY_OFFICES)
        ],
    }


def jurisdiction(rng: Random, name: str, size: str, villages: Sequence[str]) -> dict[str, Any]:
    return {
        "名称": f"{name}镇",
        "常住人口": rng.randint(*POPULATION[size]) * 1000 + rng.randint(0, 9) * 100,
        "面积平方公里": round(rng.uniform(38, 130), 1),
        "村居": list(villages),
    }
