"""Who a correction story is about, and its fixed days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from random import Random

from suowu.demo import days, people
from suowu.demo.offices import Office
from suowu.demo.people import Numbers, Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Who, where and when; everything else of the story follows from it and from `rng`.

    `begin` is the first day of the term, `months` its length; `wants` are events the story must
    have, `calm` keeps every other event out of it; `stop` ends it early (原因, 日期);
    `lags` fixes the working days between two steps that are otherwise drawn.
    """

    office: Office
    number: str
    begin: date
    months: int
    as_of: date
    category: str = "缓刑"
    sex: str = "男"
    minor: bool = False
    ban: bool = False
    calm: bool = False
    wants: tuple[str, ...] = ()
    stop: tuple[str, date] | None = None
    lags: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """The plan with its people and its fixed days."""

    plan: Plan
    rng: Random
    numbers: Numbers
    person: Person
    village: str
    guarantor: tuple[str, str, str]
    officer: tuple[str, str]
    worker: tuple[str, str]
    agency: date
    arrival: date
    group: date
    announced: date
    planned: date
    end: date

    @property
    def as_of(self) -> date:
        return self.plan.as_of

    @property
    def last(self) -> date:
        """The last day of which the record can tell."""
        return min(self.close, self.as_of)

    @property
    def close(self) -> date:
        """The end of the term, or the early end of the case."""
        return min(self.end, self.plan.stop[1]) if self.plan.stop else self.end

    @property
    def head(self) -> str:
        return self.plan.office.head

    def told(self, day: date) -> bool:
        return day <= self.as_of


def begin(plan: Plan, rng: Random, numbers: Numbers) -> Story:
    """Draw the people and fix the days from reception to plan."""
    lag = {
        "到所": rng.randint(1, 3),
        "小组": rng.randint(0, 1),
        "宣告": rng.randint(1, 3),
        "方案": rng.randint(2, 5),
        **plan.lags,
    }
    agency = days.later(plan.begin, rng.randint(1, 4))
    arrival = days.later(agency, lag["到所"])
    group = days.later(arrival, lag["小组"]) if lag["小组"] else arrival
    announced = days.later(group, lag["宣告"])
    who = people.person(rng, numbers, sex=plan.sex, born=birth(plan, rng))
    return Story(
        plan=plan,
        rng=rng,
        numbers=numbers,
        person=who,
        village=rng.choice(plan.office.villages),
        guarantor=guarantor(plan, rng, who),
        officer=rng.choice(plan.office.officers),
        worker=rng.choice(plan.office.workers),
        agency=agency,
        arrival=arrival,
        group=group,
        announced=announced,
        planned=days.later(announced, lag["方案"]),
        end=days.plus(days.plus_months(plan.begin, plan.months), -1),
    )


def birth(plan: Plan, rng: Random) -> date:
    """Adults of 19 to 68 at the start of the term; minors of 16 and a half to 17."""
    if plan.minor:
        return days.plus(plan.begin, -rng.randint(16 * 365 + 200, 17 * 365))
    return people.born_between(rng, plan.begin, 19, 68)


def guarantor(plan: Plan, rng: Random, who: Person) -> tuple[str, str, str]:
    if not plan.minor:
        return people.relative(rng, who)
    kin, sex = rng.choice((("父亲", "男"), ("母亲", "女")))
    first = people.family_name(who) if kin == "父亲" else people.surname(rng)
    return first + people.given(rng, sex), sex, kin
