"""Deadlines explained: start, value in force, every day counted or skipped, due day, finding."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from suowu.calendars import Calendar, Unannounced, shift
from suowu.explain.steps import Step, condition_step, dated, step_in
from suowu.grammar.rules import Deadline, Rule
from suowu.law_text import condition_text, set_text
from suowu.ledger import Case
from suowu.model import Outcome, Where
from suowu.rules.conditions import InForce, holds
from suowu.rules.deadlines import Start, applies_on, done_of, due_of, finding, starts_of
from suowu.rules.scopes import Scope, first_day, hits, items, place_of

_DAY: Final = timedelta(1)
LONGEST: Final = 62
"""Days a list of days is written out for; of a longer one only its end is."""


def calculations(case: Case, rule: Rule) -> Iterator[tuple[Outcome, tuple[Step, ...]]]:
    """Every finding of a deadline with the steps to it; none of another word."""
    if rule.deadline is None:
        return
    for item in items(rule.each, case.scope):
        for start in starts_of(rule, rule.deadline, scope=item):
            steps = tuple(_calculated(case, rule, word=rule.deadline, start=start))
            yield finding(rule, rule.deadline, start=start), steps


def deadline_steps(case: Case, rule: Rule, *, word: Deadline, scope: Scope) -> Iterator[Step]:
    """Each start with what followed, or why the deadline does not run."""
    found = list(starts_of(rule, word, scope=scope))
    for start in found:
        yield from _calculated(case, rule, word=word, start=start)
    if not found:
        yield _not_started(case, rule, word=word, scope=scope)


def _calculated(case: Case, rule: Rule, *, word: Deadline, start: Start) -> Iterator[Step]:
    """Start, value in force, days, due day, what was done, finding."""
    if rule.when is not None:
        yield condition_step("条件", rule.when, case=case, scope=start.scope)
    label = f"{start.label or set_text(word.start[0])}　{dated(start.day)}"
    yield step_in(case, "起算", says=label, where=start.where)
    yield from _amount(start)
    try:
        due = due_of(word, start)
    except Unannounced as missing:
        yield Step(label="末日", says=missing.sentence)
    else:
        yield _days(word, start, due=due)
        first = {"内": "应在", "提前": "至迟应在", "满": "不得早于"}[start.mode]
        yield Step(label=first, says=dated(due))
    done, where = done_of(word, start)
    names = "、".join(map(set_text, word.done))
    if done:
        yield step_in(case, "实际", says=f"{names}　{dated(done)}", where=where)
    else:
        yield Step(label="实际", says=f"{names}　未填（至 {start.scope.world.as_of}）")
    result = finding(rule, word, start=start)
    counts = result in case.outcomes
    yield Step(
        label="结果",
        says=f"{result.state}　{result.message}" if counts else "案件终结时尚未到期，不再要求",
    )


def _amount(start: Start) -> Iterator[Step]:
    """The value in force on the day of the start, why that one, and what else it once was."""
    force = start.force
    yield Step(
        label="期限",
        says=f"{start.length if start.length.number else '当日'}{_why(force, start)}",
        path=force.parameter.path if force.parameter else "",
        where=force.parameter.where if force.parameter else (),
        parts=tuple(_history(force)),
    )


def _why(force: InForce, start: Start) -> str:
    which = f"，因为{condition_text(force.when)}" if force.when else ""
    if force.parameter is None or force.step is None:
        return which
    law = start.scope.law_day
    since = f"自 {force.step.since} 起，{force.step.basis}"
    return f"{which}（{force.parameter.name}：{since}；适用 {law} 当日的规定）"


def _history(force: InForce) -> Iterator[Step]:
    known = force.parameter
    if known is None or len(known.steps) < 2:
        return
    for step in known.steps:
        words = f"自 {step.since} 起 {known.said(step.since)}，{step.basis}"
        yield Step(label="沿革", says=words, holds=step == force.step)


def _days(word: Deadline, start: Start, *, due: date) -> Step:
    calendar, unit = start.scope.world.calendar, start.length.unit
    if start.mode != "内":
        way = "向前" if start.mode == "提前" else "向后"
        says = f"从 {start.day} {way}数 {start.length}，当日不计"
        parts = tuple(_listed(calendar, due, last=start.day)) if unit == "工作日" else ()
        return Step(label="计算", says=says, parts=parts)
    if unit == "工作日":
        says = f"当日不计，节假日不计，补班日计入；{_sources(calendar, start.day, last=due)}"
        return Step(
            label="计算", says=says, parts=tuple(counted_steps(calendar, start.day, last=due))
        )
    end = shift(start.day, start.length)
    says = f"当日不计，节假日计入，末日为 {dated(end)}；" if start.length.number else ""
    if due == end:
        works = f"末日是工作日{_make_up(due)}，不顺延"
        why = "按规定，末日是休息日也不顺延" if word.no_roll else works
        return Step(label="计算", says=f"{says}{why}")
    parts = tuple(_rolled(calendar, end, due=due))
    return Step(label="计算", says=f"{says}末日是休息日，顺延", parts=parts)


def counted_steps(calendar: Calendar, first: date, *, last: date) -> Iterator[Step]:
    yield Step(label=dated(first), says="当日不计")
    number, day = 0, first + _DAY
    while day <= last:
        works = calendar.is_working(day)
        number += works
        tail = (last - first).days <= LONGEST or (last - day).days < 5 or (day - first).days < 5
        if tail:
            words = f"第 {number} 日{_make_up(day)}" if works else f"不计（{_rest(calendar, day)}）"
            yield Step(label=dated(day), says=words, holds=works)
        day += _DAY


def _listed(calendar: Calendar, first: date, *, last: date) -> Iterator[Step]:
    """The working days ahead of an event, the last first."""
    found = [day for day in calendar.days(first, last) if day < last]
    for number, day in enumerate(reversed(found), 1):
        yield Step(label=dated(day), says=f"第 {number} 日{_make_up(day)}", holds=True)


def _rolled(calendar: Calendar, end: date, *, due: date) -> Iterator[Step]:
    day = end
    while day < due:
        yield Step(label=dated(day), says=f"顺延（{_rest(calendar, day)}）", holds=False)
        day += _DAY
    yield Step(label=dated(due), says=f"工作日{_make_up(due)}", holds=True)


def _rest(calendar: Calendar, day: date) -> str:
    return calendar.names.get(day) or ("周末" if day.weekday() > 4 else "放假")


def _make_up(day: date) -> str:
    return "（调休上班）" if day.weekday() > 4 else ""


def _sources(calendar: Calendar, first: date, *, last: date) -> str:
    years = range(first.year, last.year + 1)
    return "、".join(
        f"{year} 年按{calendar.sources.get(year, '国务院办公厅公布的安排')}" for year in years
    )


def _not_started(case: Case, rule: Rule, *, word: Deadline, scope: Scope) -> Step:
    """Why a deadline does not run."""
    for source in word.start:
        for found, where in hits(source, scope):
            if isinstance(found, date):
                return _not_running(case, rule, day=found, where=where, scope=scope)
    fields = "、".join(map(set_text, word.start))
    where = place_of(word.start[0], scope)
    return step_in(case, "不起算", says=f"{fields}未填", where=where)


def _not_running(case: Case, rule: Rule, *, day: date, where: Where, scope: Scope) -> Step:
    on = first_day(rule.dated, scope) if rule.dated else day
    if on is not None and not applies_on(rule, on):
        span = f"自 {rule.since} 起" + (f"至 {rule.until} 止" if rule.until else "")
        return step_in(case, "不适用", says=f"{day}：这一条{span}适用", where=where)
    if rule.when is not None and not holds(rule.when, scope.dated(on)):
        return condition_step("不适用", rule.when, case=case, scope=scope.dated(on))
    return step_in(case, "不适用", says=f"{day} 当时没有规定这个期限", where=where)
