"""What is wrong in some offices: their record, their staff, their registers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from suowu.demo import days

Record = dict[str, Any]
Registers = Mapping[str, Record]


@dataclass(frozen=True, slots=True, kw_only=True)
class Blemish:
    """The fault of the `nth` office of the county."""

    nth: int
    tells: str
    rules: tuple[str, ...]
    bend: Callable[[Record, date], None]

    def dated(self, as_of: date) -> Callable[[Record], None]:
        return lambda record: self.bend(record, as_of)


def of_post(record: Record, post: str) -> list[Record]:
    return [one for one in record["人员"] if one["岗位"] == post]


def keep(post: str, count: int) -> Callable[[Record, date], None]:
    """Let only the first `count` people of that post stay."""

    def bend(record: Record, as_of: date) -> None:
        del as_of
        for one in of_post(record, post)[count:]:
            record["人员"].remove(one)

    return bend


def joint_branch(record: Record, as_of: date) -> None:
    del as_of
    record["党组织"] = {"形式": "联合党支部", "名称": f"{record['辖区']['名称']}政法联合党支部"}


def few_members(record: Record, as_of: date) -> None:
    """Two full members only: here the joint branch is right."""
    for one in record["人员"][2:]:
        one["党员"] = False
        one.pop("正式党员", None)
    joint_branch(record, as_of)


def small_premises(record: Record, as_of: date) -> None:
    del as_of
    record["业务用房"]["面积平方米"] = 164
    record["业务用房"]["功能用房"].remove("法律援助")


def no_sign(record: Record, as_of: date) -> None:
    del as_of
    record["外观标识达标"] = False


def recruit(record: Record, as_of: date) -> None:
    """A new officer without a law degree and without induction training."""
    one = of_post(record, "司法助理员")[-1]
    one |= {"学历": "大学专科", "法学专业": False}
    one["录用日期"] = date(as_of.year - 1, 8, 1)


def left_early(record: Record, as_of: date) -> None:
    """Took part in a selection after less than three years of service, without consent."""
    one = of_post(record, "司法助理员")[-1]
    one["录用日期"] = date(as_of.year - 3, 7, 3)
    one["岗前培训日期"] = date(as_of.year - 3, 7, 20)
    one["遴选"] = {"类型": "县局机关", "日期": date(as_of.year, 2, 10)}


def half_disclosed(record: Record, as_of: date) -> None:
    """Duties of one employee missing, one item opened after more than 20 working days."""
    del as_of
    record["人员"][-1]["职责"] = []
    item = record["信息公开"][-1]
    item["公开日期"] = days.later(item["形成日期"], 28)


OFFICE_BLEMISHES = (
    Blemish(
        nth=2,
        tells="正式党员超过三人却是联合党支部",
        rules=("party-branch-form",),
        bend=joint_branch,
    ),
    Blemish(
        nth=3,
        tells="专职人民调解员只有一人",
        rules=("staff-mediators",),
        bend=keep("专职人民调解员", 1),
    ),
    Blemish(nth=4, tells="正式党员不足三人，联合党支部", rules=(), bend=few_members),
    Blemish(
        nth=5,
        tells="社区矫正社工配备不足",
        rules=("staff-correction-worker",),
        bend=keep("社区矫正社会工作者", 1),
    ),
    Blemish(
        nth=6,
        tells="没有司法协理员",
        rules=("staff-assistant",),
        bend=keep("司法协理员", 0),
    ),
    Blemish(
        nth=7,
        tells="没有安置帮教社工",
        rules=(),
        bend=keep("安置帮教社会工作者", 0),
    ),
    Blemish(
        nth=8,
        tells="新录用人员学历专业不符、没有岗前培训",
        rules=("staff-degree", "training-induction"),
        bend=recruit,
    ),
    Blemish(
        nth=9,
        tells="业务用房面积不足、缺功能用房",
        rules=("premises-area", "premises-rooms"),
        bend=small_premises,
    ),
    Blemish(
        nth=11,
        tells="服务年限不足参加遴选",
        rules=("staff-service-years",),
        bend=left_early,
    ),
    Blemish(nth=12, tells="外观标识不达标", rules=("premises-sign",), bend=no_sign),
    Blemish(
        nth=13,
        tells="公开事项不全、公开迟延",
        rules=("office-disclosure-complete", "disclosure-20wd"),
        bend=half_disclosed,
    ),
)


def rows(registers: Registers, name: str, as_of: date) -> list[Record]:
    found: list[Record] = registers[f"{as_of.year}/{name}"]["条目"]
    return found


def duty_gaps(registers: Registers, as_of: date) -> None:
    duty = rows(registers, "duty", as_of)
    del duty[20:22]
    for row in duty[-3:-2]:
        row.pop("带班领导")


def matter_open(registers: Registers, as_of: date) -> None:
    for row in rows(registers, "duty", as_of)[-6:-5]:
        row["来访"] = [{"来访人": "柳某", "事项": "反映相邻采光纠纷", "办结": False}]


def no_meeting(registers: Registers, as_of: date) -> None:
    del rows(registers, "meetings", as_of)[-2:-1]


def short_training(registers: Registers, as_of: date) -> None:
    """Last year's courses halved: two officers and one worker are short of days."""
    for row in registers[f"{as_of.year - 1}/training"]["条目"][1:]:
        row["参加人"] = row["参加人"][: len(row["参加人"]) // 2]


def incident_kept_quiet(registers: Registers, as_of: date) -> None:
    day = days.earlier(as_of, 12)
    row = {"日期": day, "事件": "服务大厅短时停电", "经过": "线路故障", "处置": "切换备用电源"}
    rows(registers, "incidents", as_of)[:] = [row | {"报告县局日期": day, "结果": "当日恢复"}]


def no_feedback(registers: Registers, as_of: date) -> None:
    for row in rows(registers, "evaluations", as_of)[:1]:
        row["满意度"] = "不满意"
        del row["处理"], row["反馈日期"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lapse:
    """The fault in the registers of the `nth` office; `name` is the register."""

    nth: int
    name: str
    tells: str
    rules: tuple[str, ...]
    bend: Callable[[Registers, date], None]

    def register(self, as_of: date) -> str:
        """`2026/duty`; training faults are those of last year, the last whole one."""
        return f"{as_of.year - (self.name == 'training')}/{self.name}"


REGISTER_LAPSES = (
    Lapse(
        nth=3,
        name="duty",
        tells="两个工作日没有值班记录，一日没有带班领导",
        rules=("duty-every-workday",),
        bend=duty_gaps,
    ),
    Lapse(
        nth=10,
        name="duty",
        tells="一件来访没有处理",
        rules=("duty-matter-settled",),
        bend=matter_open,
    ),
    Lapse(
        nth=14,
        name="meetings",
        tells="二月没有例会",
        rules=("meeting-monthly",),
        bend=no_meeting,
    ),
    Lapse(
        nth=12,
        name="training",
        tells="上一年度培训不足",
        rules=("training-officer", "training-worker"),
        bend=short_training,
    ),
    Lapse(
        nth=6,
        name="incidents",
        tells="突发事件没有报告镇政府",
        rules=("incident-reported",),
        bend=incident_kept_quiet,
    ),
    Lapse(
        nth=13,
        name="evaluations",
        tells="评价没有处理和反馈",
        rules=("evaluation-kept",),
        bend=no_feedback,
    ),
)
