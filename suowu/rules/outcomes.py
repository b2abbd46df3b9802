"""Outcomes and their sentences, built in one place so that every finding reads alike."""

from __future__ import annotations

from datetime import date
from typing import Final

from suowu.calendars import Calendar, Duration, Unannounced
from suowu.grammar.rules import Rule
from suowu.model import Outcome, Where
from suowu.rules.conditions import holds
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
    until = last_day_of_duty(rule, scope)
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
    if until > due:
        late, count = _late(scope.world.calendar, due, done=until, unit=unit)
        ended = "" if until == as_of else "案件了结"
        words = f"{label}逾期 {late}未办：应在 {due}（含当日）以前，至 {until} {ended}未见记录"
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


def last_day_of_duty(rule: Rule, scope: Scope) -> date:
    """The day of the calculation; of a case that has ended, the end, after which no delay grows."""
    over = scope.ended is not None and not _outlives(rule, scope)
    return scope.ended if over and scope.ended is not None else scope.world.as_of


def lapsed(rule: Rule, outcome: Outcome, *, scope: Scope) -> bool:
    """Whether the case ended before this had fallen due, on its last day at the latest.

    Then nobody owes it any more; but what the rule says is to be done 终结后 is owed still.
    """
    ended, due, done = scope.ended, outcome.due, outcome.done
    if ended is None or _outlives(rule, scope):
        return False
    begun = outcome.start is None or outcome.start <= ended
    if due is None:
        return begun and outcome.state == "未公布"
    late = outcome.state == "违反" and done is not None and done > due
    return begun and due >= ended and (late or outcome.state in ("待办", "逾期"))


def _outlives(rule: Rule, scope: Scope) -> bool:
    """终结后仍办: true, or a condition."""
    if isinstance(rule.after_end, bool):
        return rule.after_end
    return holds(rule.after_end, scope if rule.each else scope.at_root())


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
