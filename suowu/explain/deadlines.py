"""Deadlines explained: start, value in force, every day counted or skipped, due day, finding."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby
from typing import Final

from suowu.calendars import Calendar, Unannounced, back, shift
from suowu.explain.conditions import condition_step
from suowu.explain.steps import Step, dated, finding_step, force_step, not_met, step_in
from suowu.grammar.conditions import PathOrSet
from suowu.grammar.leaves import Path
from suowu.grammar.rules import Deadline, Rule
from suowu.law_text import path_text, set_text
from suowu.ledger import Case
from suowu.model import Outcome, Where
from suowu.rules.conditions import holds
from suowu.rules.deadlines import Start, applies_on, done_of, due_of, finding, starts_of, window_of
from suowu.rules.outcomes import last_day_of_duty
from suowu.rules.scopes import Scope, day, first_day, hits, items, place_at, place_of

_DAY: Final = timedelta(1)
LONGEST: Final = 62
"""Days a list of days is written out for; of a longer one only its ends are."""


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
        yield from _not_started(case, rule, word=word, scope=scope)


def _calculated(case: Case, rule: Rule, *, word: Deadline, start: Start) -> Iterator[Step]:
    """Start, value in force, days, due day, what was done, finding."""
    if rule.when is not None:
        yield condition_step("条件", rule.when, case=case, scope=start.scope)
    label = f"{start.label or _source_text(word, start)}　{dated(start.day)}"
    yield step_in(case, "起算", says=label, where=start.where)
    length = f"{start.length}" if start.length.number else "当日"
    yield force_step("期限", length, force=start.force, scope=start.scope)
    try:
        due = due_of(word, start)
    except Unannounced as missing:
        yield Step(label="末日", says=missing.sentence)
    else:
        yield _days(word, start, due=due)
        first = {"内": "应在", "提前": "至迟应在", "满": "不得早于"}[start.mode]
        yield Step(label=first, says=dated(due))
    yield _done(case, rule, word=word, start=start)
    result = finding(rule, word, start=start)
    if result in case.outcomes:
        yield finding_step(case, rule, outcome=result)
    else:
        yield Step(label="结果", says="案件了结时尚未到期，不再要求")


def _source_text(word: Deadline, start: Start) -> str:
    """The one of several starts that this one is."""
    found = (s for s in word.start if (start.day, start.where) in hits(s, start.scope))
    return set_text(next(found, word.start[0]), start.scope.law_day)


def _done(case: Case, rule: Rule, *, word: Deadline, start: Start) -> Step:
    """What was done and when; of several things each, the last of which counts."""
    done, where = done_of(word, start)
    joint = "或者" if word.any_done else "、"
    names = joint.join(set_text(source, start.scope.law_day) for source in word.done)
    if done is None:
        until = last_day_of_duty(rule, start.scope)
        return Step(label="实际", says=f"{names}　没有填（至 {until}）")
    many = tuple(_each_done(case, word.done, scope=start.scope)) if len(word.done) > 1 else ()
    return step_in(case, "实际", says=f"{names}　{dated(done)}", where=where, parts=many)


def _each_done(case: Case, sources: tuple[PathOrSet, ...], *, scope: Scope) -> Iterator[Step]:
    for source in sources:
        on = day(source, scope) if isinstance(source, Path) else None
        if on is not None:
            yield step_in(case, "", says=f"{source}　{dated(on)}", where=place_of(source, scope))


# --- days ---------------------------------------------------------------------------------------


def _days(word: Deadline, start: Start, *, due: date) -> Step:
    calendar, unit = start.scope.world.calendar, start.length.unit
    if start.mode != "内":
        way = "向前" if start.mode == "提前" else "向后"
        says = f"从 {start.day} {way}数 {start.length}，当日不计"
        parts = tuple(_listed(calendar, due, last=start.day)) if unit == "工作日" else ()
        return Step(label="计算", says=says, parts=parts)
    if unit == "工作日":
        says = f"当日不计，节假日不计，补班日计入；{sources_text(calendar, start.day, last=due)}"
        return Step(
            label="计算", says=says, parts=tuple(counted_steps(calendar, start.day, last=due))
        )
    return _calendar_days(word, start, due=due)


def _calendar_days(word: Deadline, start: Start, *, due: date) -> Step:
    """Days that all count, and what becomes of the last."""
    calendar, end = start.scope.world.calendar, shift(start.day, start.length)
    counted = f"当日不计，节假日计入，末日为 {dated(end)}；"
    says = counted if start.length.number else ""
    window = window_of(word, start)
    if window is not None:
        says = f"办理日期在 {back(start.day, window)} 至 {start.day} 之间的才算；"
    if word.no_roll:
        return Step(label="计算", says=f"{says}按规定，末日是休息日也不顺延")
    if due == end:
        return Step(label="计算", says=f"{says}末日是工作日{_make_up(due)}，不顺延")
    words = f"{says}末日是休息日，顺延到下一个工作日；{sources_text(calendar, end, last=due)}"
    return Step(label="计算", says=words, parts=tuple(_rolled(calendar, end, due=due)))


def counted_steps(calendar: Calendar, first: date, *, last: date) -> Iterator[Step]:
    """Every day up to the due day: counted, with its number, or not, with the reason."""
    yield Step(label=dated(first), says="当日不计")
    number, on = 0, first + _DAY
    while on <= last:
        works = calendar.is_working(on)
        number += works
        if (last - first).days <= LONGEST or (last - on).days < 5 or (on - first).days < 5:
            words = f"第 {number} 日{_make_up(on)}" if works else f"不计（{_rest(calendar, on)}）"
            yield Step(label=dated(on), says=words, holds=works)
        on += _DAY


def _listed(calendar: Calendar, first: date, *, last: date) -> Iterator[Step]:
    """The working days ahead of an event, the last first."""
    found = [on for on in calendar.days(first, last) if on < last]
    for number, on in enumerate(reversed(found), 1):
        yield Step(label=dated(on), says=f"第 {number} 日{_make_up(on)}", holds=True)


def _rolled(calendar: Calendar, end: date, *, due: date) -> Iterator[Step]:
    on = end
    while on < due:
        yield Step(label=dated(on), says=f"顺延（{_rest(calendar, on)}）", holds=False)
        on += _DAY
    yield Step(label=dated(due), says=f"工作日{_make_up(due)}", holds=True)


def _rest(calendar: Calendar, on: date) -> str:
    return calendar.names.get(on) or ("周末" if on.weekday() > 4 else "放假")


def _make_up(on: date) -> str:
    return "（调休上班）" if on.weekday() > 4 else ""


def sources_text(calendar: Calendar, first: date, *, last: date) -> str:
    """The notices that arranged the holidays of these years."""
    named = [
        (calendar.sources.get(year, "国务院办公厅公布的安排"), f"{year}")
        for year in range(first.year, last.year + 1)
    ]
    grouped = groupby(named, key=lambda pair: pair[0])
    return "，".join(f"{'、'.join(y for _, y in years)} 年按{notice}" for notice, years in grouped)


# --- why not ------------------------------------------------------------------------------------


def _not_started(case: Case, rule: Rule, *, word: Deadline, scope: Scope) -> Iterator[Step]:
    """Why a deadline does not run."""
    for source in word.start:
        for found, where in hits(source, scope):
            if isinstance(found, date):
                yield from _not_running(case, rule, start=found, where=where, scope=scope)
                return
    fields = "、".join(set_text(source, scope.law_day) for source in word.start)
    where = place_of(word.start[0], scope)
    yield step_in(case, "不起算", says=f"{fields}没有填，期限还没有开始", where=where)


def _not_running(
    case: Case, rule: Rule, *, start: date, where: Where, scope: Scope
) -> Iterator[Step]:
    on = first_day(rule.dated, scope) if rule.dated else start
    if on is None:
        yield undated(rule)
    elif not applies_on(rule, on):
        yield step_in(case, "不适用", says=out_of_force(rule, on), where=where)
    elif not holds(rule.when, scope.dated(on)):
        assert rule.when is not None  # else it would hold
        yield condition_step("条件", rule.when, case=case, scope=scope.dated(on))
        yield not_met()
    else:
        yield step_in(case, "不适用", says=f"{on} 当时还没有规定这个期限", where=where)


def undated(rule: Rule) -> Step:
    """Nothing says yet which day's law applies."""
    fields = "、".join(map(path_text, rule.dated))
    return Step(label="不适用", says=f"{fields}没有填，还定不下适用哪一天的规定")


def out_of_force(rule: Rule, on: date) -> str:
    """The rule judges what began within these days, and this did not."""
    until = f"至 {rule.until} " if rule.until else ""
    side = "在此之前" if on < rule.since else "在此之后"
    return f"这一条自 {rule.since} 起{until}适用，{on} {side}"


def dated_step(case: Case, rule: Rule, *, on: date, scope: Scope) -> Iterator[Step]:
    """Which field's day says which law applies."""
    for path in rule.dated:
        if day(path, scope) == on:
            words = f"{path_text(path)}　{dated(on)}，适用当日的规定"
            yield step_in(case, "适用日", says=words, where=place_at(path, scope))
            return
