"""What happens every day, week and month: reports, contacts, checks, visits, lessons, reviews."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from suowu.demo import days
from suowu.demo.story import Story

LISTS = (
    "报告",
    "会客",
    "外出",
    "经常性跨市县",
    "迁居",
    "执行地变更",
    "进入特定区域",
    "通信联络",
    "信息化核查",
    "查访",
    "电子定位",
    "教育",
    "免予集中教育",
    "公益活动",
    "考核",
    "奖惩",
    "刑事执行变更",
    "异常",
)
WEEKDAYS = "一二三四五"
REPORTS = (
    "生活稳定，按时上班。",
    "遵守规定，无异常。",
    "已找到临时工作，家庭和睦。",
    "按时参加学习，思想稳定。",
    "照顾家中老人，无外出计划。",
)
FINDINGS = ("居住稳定，无异常。", "家庭关系和睦，表现正常。", "工作稳定，邻里反映良好。")
LESSONS = ("形势政策教育", "法治教育", "道德教育", "心理教育", "职业技能培训")
SERVICE = ("社区环境整治", "养老院服务", "河道清洁", "交通劝导", "防溺水宣传")


def schedule(story: Story) -> dict[str, Any]:
    """Fixed days for the person, drawn from the case number so that they stay the same."""
    if not story.told(story.announced):
        return {}
    weekday, day = report_days(story)
    return {"电话": f"每周{WEEKDAYS[weekday]}", "当面": f"每月 {day} 日"}


def report_days(story: Story) -> tuple[int, int]:
    serial = int(story.plan.number[-3:])
    return serial % 5, 4 + serial * 7 % 18


def fill(record: dict[str, Any], story: Story) -> None:
    """The regular entries up to the last day of the story."""
    record["报告"] = list(reports(story))
    record["通信联络"] = list(contacts(story))
    record["信息化核查"] = list(checks(story))
    record["查访"] = list(visits(story))
    record["教育"] = list(lessons(story))
    record["公益活动"] = list(service(story))
    record["考核"] = list(reviews(story))


def reports(story: Story) -> Iterator[dict[str, Any]]:
    """One report in person a month after the announcement."""
    _, nth = report_days(story)
    for month in days.months(story.announced, story.last):
        day = days.on_or_after(month.replace(day=nth))
        if story.announced < day <= story.last:
            yield {
                "日期": day,
                "方式": "当面",
                "汇报表": True,
                "受理人": story.worker[0],
                "内容": story.rng.choice(REPORTS),
            }


def contacts(story: Story) -> Iterator[date]:
    """One call a week, on the fixed weekday or the nearest day of that week at work."""
    weekday, _ = report_days(story)
    monday = days.plus(story.arrival, -story.arrival.weekday())
    while monday <= story.last:
        day = call_day(max(monday, days.plus(story.arrival, 1)), days.plus(monday, weekday))
        if day <= min(story.last, days.plus(monday, 6)):
            yield day
        monday = days.plus(monday, 7)


def call_day(first: date, wished: date) -> date:
    """The wished day or the next at work in its week, from `first` on."""
    day = max(first, wished)
    sunday = days.plus(day, 6 - day.weekday())
    at_work = days.between(day, sunday) or days.between(first, day)
    return at_work[0] if at_work else day


def checks(story: Story) -> Iterator[dict[str, Any]]:
    """Position checks by month; the running month says up to which day."""
    until = days.plus(story.as_of, -1)
    for month in days.months(story.arrival, story.last):
        row: dict[str, Any] = {"月份": days.month_name(month), "每日次数": 2, "缺查": []}
        if month <= until < days.month_end(month) and until < story.last:
            row["截至"] = until
        if month <= until:
            yield row


def visits(story: Story) -> Iterator[dict[str, Any]]:
    """A visit at home every five to nine weeks."""
    day = days.on_or_after(days.plus(story.announced, story.rng.randint(8, 25)))
    while day <= story.last:
        yield visit(story, day)
        day = days.on_or_after(days.plus(day, story.rng.randint(35, 63)))


def visit(story: Story, day: date) -> dict[str, Any]:
    staff = [visitor(story.officer, officer=True), visitor(story.worker, officer=False)]
    minor = story.plan.minor
    row: dict[str, Any] = {
        "日期": day,
        "人员": staff,
        "对象": ["本人", "监护人" if minor else "家庭成员"],
        "地点": "居住地",
        "亮明身份": True,
        "执法记录仪": True,
    }
    if minor:
        row["监护人在场"] = True
    return row | {"情况": story.rng.choice(FINDINGS)}


def visitor(who: tuple[str, str], *, officer: bool) -> dict[str, Any]:
    return {"姓名": who[0], "性别": who[1], "国家工作人员": officer}


def lessons(story: Story) -> Iterator[dict[str, Any]]:
    """Entry lesson, one every two months, exit lesson in the last 30 days."""
    first = days.later(story.announced, story.rng.randint(1, 4))
    leaving = days.on_or_before(days.plus(story.end, -story.rng.randint(8, 24)))
    if first <= story.last:
        yield lesson(first, "入矫", "认罪悔罪与在矫意识")
    day = days.on_or_after(days.plus(first, story.rng.randint(35, 50)))
    while day <= min(story.last, days.plus(leaving, -20)):
        yield lesson(day, "矫中", story.rng.choice(LESSONS))
        day = days.on_or_after(days.plus(day, story.rng.randint(50, 75)))
    if leaving <= story.last:
        yield lesson(leaving, "解矫", "矫正总结与安置帮教指导")


def lesson(day: date, stage: str, topic: str) -> dict[str, Any]:
    return {"日期": day, "阶段": stage, "方式": "集中", "内容": topic}


def service(story: Story) -> Iterator[dict[str, Any]]:
    day = days.on_or_after(days.plus(story.announced, story.rng.randint(20, 50)))
    while day <= story.last:
        hours = story.rng.randint(2, 4)
        yield {"日期": day, "内容": story.rng.choice(SERVICE), "时长小时": hours}
        day = days.on_or_after(days.plus(day, story.rng.randint(60, 100)))


def reviews(story: Story) -> Iterator[dict[str, Any]]:
    """The month's review, told and posted in the first working days of the next one."""
    delay = story.rng.randint(0, 2)
    for month in days.months(story.arrival, story.last):
        told = days.later(days.month_end(month), 1 + delay)
        if told > story.close:
            told = days.on_or_before(story.close)
        whole = month >= story.arrival or story.arrival.day <= 10
        if whole and days.month_end(month) <= story.close and told <= story.last:
            yield review(story, days.month_name(month), told)


def review(story: Story, month: str, told: date) -> dict[str, Any]:
    row = {"月份": month, "结果": "合格", "通知日期": told}
    return row | ({} if story.plan.minor else {"公示": {"张贴日期": told}})


def tidy(record: dict[str, Any], story: Story) -> None:
    """Nobody reports in person, attends a lesson or is visited while away on leave; sort by day."""
    spans = [(leave["起"], leave["止"]) for leave in record["外出"]]
    for row in record["报告"]:
        if away(row["日期"], spans):
            row |= {"方式": "电话", "汇报表": False}
    for name in ("查访", "公益活动"):
        record[name] = [row for row in record[name] if not away(row["日期"], spans)]
    grade(record)
    kept = [row for row in record["教育"] if needed(row, spans)]
    record["教育"] = sorted(kept, key=lambda row: row["日期"])


def grade(record: dict[str, Any]) -> None:
    """A month with a commendation is reviewed as excellent, one with a punishment as failed."""
    months = {
        days.month_name(row["机构决定"]["日期"]): "优秀" if row["类型"] == "表扬" else "不合格"
        for row in record["奖惩"]
    }
    for row in record["考核"]:
        row["结果"] = months.get(row["月份"], row["结果"])


def needed(row: dict[str, Any], spans: list[tuple[date, date]]) -> bool:
    return row["阶段"] != "矫中" or row["方式"] == "个别" or not away(row["日期"], spans)


def away(day: date, spans: list[tuple[date, date]]) -> bool:
    return any(start <= day <= end for start, end in spans)
