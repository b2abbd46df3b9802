"""The plots of assessments: clean ones still within their days, and one for each broken rule."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Record = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyPlot:
    """`back` is the number of working days since the letter came."""

    tells: str
    rules: tuple[str, ...] = ()
    back: int = 30
    lag: int = 0
    fast: bool = False
    minor: bool = False
    bend: Callable[[Record], None] | None = None


def alone(record: Record) -> None:
    del record["调查小组"][1:]


def no_official(record: Record) -> None:
    for member in record["调查小组"]:
        member["国家工作人员"] = False


def no_youth_expert(record: Record) -> None:
    for member in record["调查小组"]:
        member["熟悉青少年工作"] = False


def not_withdrawn(record: Record) -> None:
    record["调查小组"][0]["应回避"] = True


def not_sent(record: Record) -> None:
    record.pop("提交日期", None)


SURVEYS = (
    SurveyPlot(tells="调查进行中", back=3),
    SurveyPlot(tells="即将到期", back=6, lag=2),
    SurveyPlot(tells="速裁程序，调查进行中", back=2, fast=True),
    SurveyPlot(tells="未成年被告人，规范办理", minor=True),
    SurveyPlot(tells="调查小组只有一人", rules=("assessment-team-size",), bend=alone),
    SurveyPlot(tells="没有国家工作人员", rules=("assessment-team-state-staff",), bend=no_official),
    SurveyPlot(
        tells="未成年被告人，没有熟悉青少年工作的人员",
        rules=("assessment-minor-expert",),
        minor=True,
        bend=no_youth_expert,
    ),
    SurveyPlot(tells="应回避而未回避", rules=("assessment-recusal",), bend=not_withdrawn),
    SurveyPlot(tells="提交迟了", rules=("assessment-due",), lag=7),
    SurveyPlot(tells="到期未提交", rules=("assessment-due",), back=16, bend=not_sent),
)
