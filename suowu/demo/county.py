"""A whole synthetic county: who gets which story, in which office, under which number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

from suowu.demo import days
from suowu.demo.assessments import Survey, assessment
from suowu.demo.blemishes import OFFICE_BLEMISHES, REGISTER_LAPSES, Blemish, Lapse
from suowu.demo.corrections import correction
from suowu.demo.faults import BENT
from suowu.demo.offices import SIZES, Office, compose_office, county, places
from suowu.demo.people import Numbers
from suowu.demo.plots import CLEAN_KINDS, IN_WINDOW, SOON, Plot
from suowu.demo.registers import registers
from suowu.demo.story import Plan
from suowu.demo.surveys import SURVEYS, SurveyPlot

WEIGHT = {"大型": 5, "中型": 2, "小型": 1}
HANDBOOK_OFFICES = 15
TERMS = (4, 6, 6, 8, 10, 12, 12, 18, 24)
CATEGORIES = ("缓刑",) * 28 + ("管制", "假释", "假释", "暂予监外执行")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One file of the county: where it goes, what it says, its plot and the rules that show."""

    path: str
    data: dict[str, Any]
    plot: str = ""
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """One case of an office: the day it begins and its plot, none for an everyday story."""

    office: int
    day: date
    nth: int
    months: int = 12
    plot: Plot | None = None
    survey: SurveyPlot | None = None


def compose(
    *, offices: int, cases: int, seed: int, as_of: date
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every file of the county as (path under records/, data); the same seed, the same county."""
    for told in tell(offices=offices, cases=cases, seed=seed, as_of=as_of):
        yield told.path, told.data


def tell(*, offices: int, cases: int, seed: int, as_of: date) -> Iterator[Told]:
    """As `compose`, with the plot of each file and the rules it breaks."""
    days.require_announced(as_of)
    numbers = Numbers()
    roles = cast(offices, cases - cases // 4, seed, as_of)
    surveys = cast_surveys(offices, cases // 4, seed, as_of)
    yield from county_file(offices, as_of)
    for nth, place in enumerate(places(offices)):
        blots = [one for one in OFFICE_BLEMISHES if one.nth == nth]
        office = compose_office(
            nth,
            place,
            charges=len(roles[nth]),
            seed=seed,
            as_of=as_of,
            numbers=numbers,
            bends=[one.dated(as_of) for one in blots],
        )
        yield noted(f"{office.id}/office.yml", office.record, blots)
        yield from books(office, nth, seed, as_of)
        yield from told_surveys(office, surveys[nth], seed, as_of, numbers)
        yield from told_cases(office, roles[nth], seed, as_of, numbers)


def county_file(offices: int, as_of: date) -> Iterator[Told]:
    """The county's own record; only fifteen offices make up the sizes that it wants."""
    full = offices == HANDBOOK_OFFICES
    rules = () if full else ("office-mix",)
    plot = "" if full else "司法所数量与设置不一致"
    yield Told(path="county/county.yml", data=county(as_of), plot=plot, rules=rules)


def noted(path: str, data: dict[str, Any], faults: Sequence[Blemish | Lapse]) -> Told:
    rules = tuple(rule for one in faults for rule in one.rules)
    return Told(path=path, data=data, plot="；".join(one.tells for one in faults), rules=rules)


def books(office: Office, nth: int, seed: int, as_of: date) -> Iterator[Told]:
    """The office's registers, with its lapses."""
    made = registers(office, as_of, seed)
    lapses = [one for one in REGISTER_LAPSES if one.nth == nth]
    for one in lapses:
        one.bend(made, as_of)
    for name, data in made.items():
        mine = [one for one in lapses if name == one.register(as_of)]
        yield noted(f"{office.id}/registers/{name}.yml", data, mine)


def seats(offices: int, count: int, rng: Random) -> list[int]:
    """Which office each of `count` cases goes to, the large ones taking more."""
    round_ = [nth for nth in range(offices) for _ in range(WEIGHT[SIZES[nth % len(SIZES)]])]
    rng.shuffle(round_)
    return [round_[n % len(round_)] for n in range(count)]


def cast(offices: int, count: int, seed: int, as_of: date) -> list[list[Role]]:
    """The correction roles of each office in the order in which they begin."""
    rng = Random(f"{seed}/cast")
    first = (*IN_WINDOW, *SOON, *CLEAN_KINDS, *BENT)[:count]
    roles: list[list[Role]] = [[] for _ in range(offices)]
    for nth, seat in enumerate(seats(offices, count, rng)):
        plot = first[nth] if nth < len(first) else now_and_then(rng)
        roles[seat].append(role(seat, nth, plot, rng, as_of))
    return [sorted(some, key=lambda one: (one.day, one.nth)) for some in roles]


def now_and_then(rng: Random) -> Plot | None:
    """In a large county one story in fifteen is special again."""
    draw = rng.random()
    if draw < 0.04:
        return rng.choice(BENT)
    return rng.choice((*IN_WINDOW, *SOON)) if draw < 0.065 else None


def role(seat: int, nth: int, plot: Plot | None, rng: Random, as_of: date) -> Role:
    """An everyday case began some weeks or months ago; one in five has come to its end."""
    months = rng.choice(TERMS)
    span = months * 30
    back = rng.randint(12, min(span - 5, 300)) if rng.random() < 0.8 else span + rng.randint(5, 200)
    day = days.plus(as_of, -back)
    day = days.plus(day, -1) if day.day == 1 else day
    return Role(
        office=seat,
        day=plot.begin(as_of) if plot else day,
        nth=nth,
        months=months,
        plot=plot,
    )


def cast_surveys(offices: int, count: int, seed: int, as_of: date) -> list[list[Role]]:
    rng = Random(f"{seed}/surveys")
    today = days.on_or_before(as_of)
    roles: list[list[Role]] = [[] for _ in range(offices)]
    for nth, seat in enumerate(seats(offices, count, rng)):
        everyday = SurveyPlot(tells="", back=rng.choice((*range(1, 9), *range(12, 260, 4))))
        plot = SURVEYS[nth] if nth < len(SURVEYS) else everyday
        day = days.earlier(today, plot.back)
        roles[seat].append(Role(office=seat, day=day, nth=nth, survey=plot))
    return [sorted(some, key=lambda one: (one.day, one.nth)) for some in roles]


def numbered(roles: Sequence[Role]) -> Iterator[tuple[str, Role]]:
    """Case numbers by year, in the order of the roles."""
    count: Counter[int] = Counter()
    for one in roles:
        count[one.day.year] += 1
        yield f"{one.day.year}-{count[one.day.year]:03d}", one


def told_surveys(
    office: Office, roles: Sequence[Role], seed: int, as_of: date, numbers: Numbers
) -> Iterator[Told]:
    for number, one in numbered(roles):
        plot = one.survey or SurveyPlot(tells="")
        survey = Survey(
            office=office,
            number=number,
            received=one.day,
            as_of=as_of,
            fast=plot.fast,
            minor=plot.minor,
            lag=plot.lag,
        )
        rng = Random(f"{seed}/assessment/{one.nth}")
        record = assessment(survey, rng=rng, numbers=numbers)
        if plot.bend:
            plot.bend(record)
        path = f"{office.id}/assessment/{number}.yml"
        yield Told(path=path, data=record, plot=plot.tells, rules=plot.rules)


def told_cases(
    office: Office, roles: Sequence[Role], seed: int, as_of: date, numbers: Numbers
) -> Iterator[Told]:
    for number, one in numbered(roles):
        rng = Random(f"{seed}/correction/{one.nth}")
        plot = one.plot or Plot(tells="")
        plan = (
            one.plot.plan(office, number, as_of)
            if one.plot
            else everyday_plan(office, number, one, rng, as_of)
        )
        record = correction(plan, rng=rng, numbers=numbers, bend=plot.bend)
        path = f"{office.id}/correction/{number}.yml"
        yield Told(path=path, data=record, plot=plot.tells, rules=plot.rules)


def everyday_plan(office: Office, number: str, one: Role, rng: Random, as_of: date) -> Plan:
    return Plan(
        office=office,
        number=number,
        begin=one.day,
        months=one.months,
        as_of=as_of,
        category=rng.choice(CATEGORIES),
        sex="女" if rng.random() < 0.2 else "男",
        ban=rng.random() < 0.12,
    )
