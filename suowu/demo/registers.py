"""An office's registers: duty, meetings, training, incidents, evaluations, reports."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any

from suowu.demo import days, people
from suowu.demo.offices import Office

Rows = list[dict[str, Any]]

MATTERS = (
    ("咨询劳动报酬", "转法律援助"),
    ("咨询婚姻家庭事务", "当场解答"),
    ("邻里排水纠纷", "转人民调解委员会"),
    ("咨询公证办理", "指引至公证业务协办点"),
    ("反映宅基地边界", "转村居调解并约期回访"),
    ("申请法律援助", "协助准备材料并初审"),
    ("咨询行政复议", "指引至行政复议咨询点"),
)
AGENDA = (
    "传达上级会议精神",
    "上月工作小结",
    "本月工作部署",
    "矛盾纠纷研判",
    "重点人员管控",
    "法治宣传安排",
)
COURSES = (
    "社区矫正业务",
    "人民调解实务",
    "民法典专题",
    "保密与纪律作风",
    "信息系统操作",
    "行政执法监督",
)
OFFICER_POSTS = ("所长", "司法助理员")
WORKER_POSTS = ("专职人民调解员", "社区矫正社会工作者", "安置帮教社会工作者")


def registers(office: Office, as_of: date, seed: int) -> dict[str, dict[str, Any]]:
    """Path inside registers/ without suffix → register, for this year and last year's training."""
    year, last = as_of.year, as_of.year - 1
    rng = Random(f"{seed}/{office.id}/registers")
    first = date(year, 1, 1)
    return {
        f"{year}/duty": register("值班接待", duty(office, rng, first, as_of)),
        f"{year}/evaluations": register("工作评价", evaluations(rng, first, as_of)),
        f"{year}/incidents": register("应急处置", incidents(office, rng, first, as_of)),
        f"{year}/meetings": register("工作例会", meetings(office, rng, first, as_of)),
        f"{year}/reports": register("请示报告", reports(office, rng, first, as_of)),
        f"{year}/training": register("教育培训", training(office, rng, year, as_of)),
        f"{last}/training": register("教育培训", training(office, rng, last, as_of)),
    }


def register(name: str, rows: Rows) -> dict[str, Any]:
    return {"登记簿": name, "条目": rows}


def duty(office: Office, rng: Random, first: date, as_of: date) -> Rows:
    """One row a working day: who sat, who led, who came."""
    leaders = (office.head, *(name for name, _ in office.officers))
    return [
        {
            "日期": day,
            "值班人": office.clerks[nth % len(office.clerks)],
            "带班领导": leaders[nth // 5 % len(leaders)],
            "来访": callers(rng),
            "交接": True,
        }
        for nth, day in enumerate(days.between(first, as_of))
    ]


def callers(rng: Random) -> Rows:
    count = rng.choice((0, 0, 0, 1, 1, 2))
    rows = []
    for matter, answer in rng.sample(MATTERS, count):
        who = f"{people.surname(rng)}某"
        rows.append({"来访人": who, "事项": matter, "处理": answer, "办结": True})
    return rows


def meetings(office: Office, rng: Random, first: date, as_of: date) -> Rows:
    """One a month, in its second week."""
    held = (days.on_or_after(month.replace(day=8)) for month in days.months(first, as_of))
    people_ = [office.head, *(name for name, _ in office.officers), *office.clerks]
    return [
        {
            "日期": day,
            "主持人": office.head,
            "参加人": [name for name in people_ if name == office.head or rng.random() < 0.9],
            "邀请": [],
            "议题": rng.sample(AGENDA, 3),
            "决定": ["开展纠纷排查"] if rng.random() < 0.5 else [],
        }
        for day in held
        if day <= as_of
    ]


def training(office: Office, rng: Random, year: int, as_of: date) -> Rows:
    """Officers get six days in a year, workers and mediators three and more."""
    staff = office.record["人员"]
    officers = [one["姓名"] for one in staff if one["岗位"] in OFFICER_POSTS]
    workers = [one["姓名"] for one in staff if one["岗位"] in WORKER_POSTS]
    plan = ((3, 2, officers), (5, 2, workers), (6, 2, officers), (9, 2, officers + workers))
    rows = []
    for month, length, who in plan:
        day = days.on_or_after(date(year, month, rng.randint(3, 18)))
        if days.plus(day, length) <= as_of:
            rows.append(course(rng, day, length, who))
    return rows


def course(rng: Random, day: date, length: int, who: list[str]) -> dict[str, Any]:
    return {
        "日期": day,
        "天数": length,
        "学时": length * 8,
        "主题": rng.choice(COURSES),
        "形式": "集中培训",
        "参加人": list(who),
    }


def incidents(office: Office, rng: Random, first: date, as_of: date) -> Rows:
    open_days = days.between(first, as_of)
    if rng.random() < 0.6 or not open_days:
        return []
    day = rng.choice(open_days)
    return [
        {
            "日期": day,
            "事件": "来访群众情绪激动，在接待大厅滞留",
            "经过": "因工资纠纷多次来访，当日下午情绪激动",
            "报告人": office.head,
            "报告县局日期": day,
            "报告镇日期": day,
            "处置": "按预案安抚疏导，会同有关部门约谈用工单位",
            "结果": "当日化解",
        }
    ]


def evaluations(rng: Random, first: date, as_of: date) -> Rows:
    open_days = days.between(first, days.plus(as_of, -7))
    sample = rng.sample(open_days, min(len(open_days), rng.randint(2, 5)))
    return [evaluation(rng, day) for day in sorted(sample)]


def evaluation(rng: Random, day: date) -> dict[str, Any]:
    return {
        "日期": day,
        "渠道": rng.choice(("现场", "意见箱", "回访")),
        "满意度": rng.choice(("满意", "满意", "基本满意")),
        "意见": rng.choice(("接待耐心", "希望延长咨询时间", "希望增设座椅")),
        "处理": "已研究并改进",
        "反馈日期": days.later(day, 2),
    }


def reports(office: Office, rng: Random, first: date, as_of: date) -> Rows:
    made = (days.on_or_before(days.month_end(month)) for month in days.months(first, as_of))
    return [
        {
            "日期": day,
            "类型": "报告",
            "对象": "县司法局和镇党委政府",
            "事项": rng.choice(("月度工作情况", "矛盾纠纷排查情况", "重点人员管控情况")),
            "报告人": office.head,
        }
        for day in made
        if day <= as_of
    ]
