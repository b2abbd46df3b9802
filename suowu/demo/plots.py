"""The plots of correction stories that keep every rule: notices in their window, deadlines near."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from suowu.demo import days
from suowu.demo.bends import Bend
from suowu.demo.offices import Office
from suowu.demo.story import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """`back`: the term began so many days ago; `ends`, where given: it ends so many days from now.

    `rules` are the rules the plot shows: findings and withheld notices, not reminders.
    `stop` is the reason of an early end three working days ago.
    """

    tells: str
    rules: tuple[str, ...] = ()
    back: int = 150
    months: int = 12
    ends: int | None = None
    bend: Bend | None = None
    wants: tuple[str, ...] = ()
    sex: str = "男"
    minor: bool = False
    ban: bool = False
    stop: str | None = None
    lags: Mapping[str, int] = field(default_factory=dict)

    def begin(self, as_of: date) -> date:
        """The first day of the term, never a first of the month."""
        if self.ends is not None:
            return days.plus_months(days.plus(as_of, self.ends + 1), -self.months)
        day = days.plus(as_of, -self.back)
        return days.plus(day, -1) if day.day == 1 else day

    def plan(self, office: Office, number: str, as_of: date) -> Plan:
        recent = days.earlier(days.on_or_before(as_of), 3)
        return Plan(
            office=office,
            number=number,
            begin=self.begin(as_of),
            months=self.months,
            as_of=as_of,
            sex=self.sex,
            minor=self.minor,
            ban=self.ban,
            calm=True,
            wants=self.wants,
            stop=(self.stop, recent) if self.stop else None,
            lags=self.lags,
        )


IN_WINDOW = (
    Plot(tells="外出公示在期", wants=("外出:1",)),
    Plot(tells="超过七日的外出公示在期", wants=("长外出:2",)),
    Plot(tells="外出公示今日末日", wants=("外出:6",)),
    Plot(tells="经常性跨市县公示在期", wants=("经常性跨市县:2",)),
    Plot(tells="迁居公示在期", wants=("迁居:3",)),
    Plot(tells="执行地变更公示在期", wants=("执行地变更:4",)),
    Plot(tells="进入特定区域公示在期", ban=True, back=80, wants=("进入特定区域:2",)),
    Plot(tells="表扬公示在期", back=260, wants=("表扬:2",)),
    Plot(tells="训诫公示在期", wants=("训诫:3",)),
    Plot(tells="警告公示在期", wants=("训诫:70", "警告:2")),
    Plot(tells="减刑公示在期", back=330, months=24, wants=("减刑:2",)),
    Plot(
        tells="撤销缓刑公示在期",
        back=330,
        months=24,
        stop="撤销",
        wants=("警告:140", "警告:80", "撤销缓刑:3"),
    ),
    Plot(tells="外出公示在期，女性", sex="女", wants=("外出:3",)),
    Plot(tells="外出公示在期", wants=("外出:4",)),
    Plot(tells="批准当日，待公示", wants=("外出:0",)),
)

SOON = (
    Plot(tells="五日后期满", ends=5, months=6),
    Plot(tells="今日期满", ends=0, months=6),
    Plot(tells="期满前三十日的个人总结将到期", ends=33, months=8),
    Plot(tells="十八日后期满", ends=18, months=10),
    Plot(tells="刚到所，宣告将到期", back=8, lags={"宣告": 4}),
    Plot(tells="已宣告，方案将到期", back=14, lags={"宣告": 2, "方案": 5}),
    Plot(tells="经常性跨市县有效期将到", back=220, wants=("经常性将到期:1",)),
    Plot(tells="电子定位期限将到", wants=("电子定位将到期:1",)),
    Plot(tells="禁止令将期满", ban=True, back=175),
    Plot(tells="外出将销假", wants=("外出:5",)),
)

CLEAN_KINDS = (
    Plot(tells="未成年人，规范办理，一切公示停发", rules=("notice-minor",), minor=True),
    Plot(tells="会客获批", wants=("会客:8",)),
    Plot(tells="免予集中教育", wants=("免予集中教育:40",)),
    Plot(tells="短暂失联，按程序处置", wants=("失联:30",)),
    Plot(tells="生活困难，已救助", wants=("生活困难:35",)),
    Plot(tells="死亡，已终止", stop="死亡"),
)
