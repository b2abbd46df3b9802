"""Outcomes and their sentences, built in one place so that every finding reads alike."""

from __future__ import annotations

from datetime import date
from typing import Final

from suowu.calendars import Calendar, Duration, Unannounced
from suowu.grammar.rules import Rule
from suowu.model import Outcome, Where
from suowu.rules.scopes import Scope

SOON: Final = 7
"""Days before its due day from which a duty is reminded of."""


def met(
    rule: Rule,
    where: Where,
    *,
    start: date | None = None,
    due: date | None = None,
    done: date | None = None,
    counted: tuple[date, ...] = (),
) -> Outcome:
    """The rule was kept."""
    return Outcome(
        rule=rule.id,
        level=rule.level,
        state="已办",
        where=where,
        message=rule.name,
        start=start,
        due=due,
        done=done,
        counted=counted,
    )


def broken(
    rule: Rule,
    where: Where,
    *,
    message: str,
    start: date | None = None,
    due: date | None = None,
    done: date | None = None,
    days_late: int | None = None,
    counted: tuple[date, ...] = (),
) -> Outcome:
    """The record shows the rule broken; a withholding rule says so instead."""
    return Outcome(
        rule=rule.id,
        level=rule.level,
        state="停发" if rule.level == "停发" else "违反",
        where=where,
        message=message,
        start=start,
        due=due,
        done=done,
        days_late=days_late,
        counted=counted,
    )


def advice(
    rule: Rule,
    where: Where,
    *,
    message: str,
    due: date | None = None,
    days_left: int | None = None,
) -> Outcome:
    """Nothing is broken, but someone should look."""
    return Outcome(
        rule=rule.id,
        level="提醒",
        state="提醒",
        where=where,
        message=message,
        due=due,
        days_left=days_left,
    )


def unknown(rule: Rule, where: Where, *, missing: Unannounced, start: date | None) -> Outcome:
    """The day cannot be worked out because a year's holidays are not announced."""
    return Outcome(
        rule=rule.id,
        level="提醒",
        state="未公布",
        where=where,
        message=f"{rule.name}：{missing.sentence}",
        start=start,
    )


def due_outcome(
    rule: Rule,
    scope: Scope,
    *,
    label: str,
    start: date,
    due: date,
    done: date | None,
    unit: str,
    where: Where,
    exact: bool = False,
    counted: tuple[date, ...] = (),
) -> Outcome:
    """Compare a due day with the day something was done, as seen at `as_of`."""
    as_of = scope.world.as_of
    if done is not None and done <= as_of:
        if done > due:
            late, count = _late(scope.world.calendar, due, done=done, unit=unit)
            words = f"{label}迟 {late}：应在 {due}（含当日）以前，实为 {done}"
            return broken(
                rule,
                where,
                message=words,
                done=done,
                days_late=count,
                start=start,
                due=due,
                counted=counted,
            )
        if exact and done < due:
            words = f"{label}早于当日：应在 {due} 当日，实为 {done}"
            return broken(
                rule, where, message=words, done=done, start=start, due=due, counted=counted
            )
        return met(rule, where, done=done, start=start, due=due, counted=counted)
    if as_of > due:
        late, count = _late(scope.world.calendar, due, done=as_of, unit=unit)
        words = f"{label}逾期 {late}未办：应在 {due}（含当日）以前，至 {as_of} 未见记录"
        return Outcome(
            rule=rule.id,
            level=rule.level,
            state="逾期",
            where=where,
            message=words,
            days_late=count,
            start=start,
            due=due,
            counted=counted,
        )
    return waiting(rule, scope, where=where, label=label, due=due, start=start, counted=counted)


def waiting(
    rule: Rule,
    scope: Scope,
    *,
    where: Where,
    label: str,
    due: date,
    start: date | None,
    soon: int = SOON,
    counted: tuple[date, ...] = (),
) -> Outcome:
    """Not yet due: a deadline with days left, reminded of when near."""
    left = (due - scope.world.as_of).days
    words = f"{label}应在 {due}（含当日）以前办理，{_left(left)}"
    return Outcome(
        rule=rule.id,
        level=rule.level,
        state="待办",
        where=where,
        message=words,
        days_left=left,
        remind=left <= soon,
        due=due,
        start=start,
        counted=counted,
    )


def label_of(rule: Rule, extra: str | None) -> str:
    """The rule's name with what it is about this time."""
    return f"{rule.name}（{extra}）" if extra else rule.name


def counted_days(
    calendar: Calendar, start: date, *, due: date, length: Duration
) -> tuple[date, ...]:
    """The working days a deadline counted, for printing beside it."""
    if length.unit != "工作日" or length.number > 30 or due <= start:
        return ()
    return tuple(day for day in calendar.days(start, due) if day > start)


def _late(calendar: Calendar, due: date, *, done: date, unit: str) -> tuple[str, int | None]:
    try:
        count = calendar.late(due, done, unit=unit)
    except Unannounced:
        return f"{(done - due).days} 日", None
    return f"{count} {'个工作日' if unit == '工作日' else '日'}", count


def _left(days: int) -> str:
    return "今天到期" if days == 0 else f"还有 {days} 天"
