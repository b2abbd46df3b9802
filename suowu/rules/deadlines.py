"""Deadlines (期限, 公示): what must be done within, ahead of or not before a length of time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, NamedTuple, TypeAlias

from suowu.calendars import Duration, Unannounced, back, shift
from suowu.grammar.conditions import Amount, Condition, PathOrSet, Set
from suowu.grammar.rules import Deadline, Posting, Rule
from suowu.law_text import law_text
from suowu.model import Outcome, Where
from suowu.rules.conditions import InForce, as_length, holds, in_force
from suowu.rules.outcomes import (
    broken,
    counted_days,
    due_outcome,
    label_of,
    lapsed,
    met,
    unknown,
)
from suowu.rules.scopes import Scope, day, first_day, hits, place_at, place_of

Mode: TypeAlias = Literal["内", "提前", "满"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """One event from which a deadline runs, under the law of its day."""

    day: date
    where: Where
    label: str | None
    scope: Scope
    force: InForce
    length: Duration
    mode: Mode


def deadline(rule: Rule, word: Deadline, *, scope: Scope) -> Iterator[Outcome]:
    """到 ≤ 从 + 内, 到 ≤ 从 − 提前, or 到 ≥ 从 + 满."""
    for start in starts_of(rule, word, scope=scope):
        outcome = finding(rule, word, start=start)
        if not lapsed(rule, outcome, scope=start.scope):
            yield outcome


def finding(rule: Rule, word: Deadline, *, start: Start) -> Outcome:
    """What the rule says of one start."""
    if word.not_before and (early := _too_early(rule, word, start=start)) is not None:
        return early
    done, where = done_of(word, start)
    outcome = _judged(rule, word, start=start, done=done, where=where or start.where)
    return outcome._replace(since=start.where)


def starts_of(rule: Rule, word: Deadline, *, scope: Scope) -> Iterator[Start]:
    """Every event that starts the deadline, if the rule was in force on its day."""
    mode, wanted = amount_of(word)
    for source in word.start:
        began = [(day, where) for day, where in hits(source, scope) if isinstance(day, date)]
        for found, where in began:
            on = first_day(rule.dated, scope) if rule.dated else found
            if on is None or not applies_on(rule, on):
                continue
            dated = scope.dated(on)
            if not holds(rule.when, dated):
                continue
            force = in_force(wanted, dated)
            length = as_length(force) if force else None
            if force is not None and length is not None:
                label = source.label if isinstance(source, Set) else None
                yield Start(
                    day=found, where=where, label=label, scope=dated, force=force, length=length,
                    mode=mode,
                )  # fmt: skip
        if word.one_start and began:
            return


def amount_of(word: Deadline) -> tuple[Mode, Amount]:
    """Which of its three forms a deadline has, and the length of time."""
    if word.within is not None:
        return "内", word.within
    if word.ahead is not None:
        return "提前", word.ahead
    assert word.after is not None  # the grammar asks for exactly one of the three
    return "满", word.after


def applies_on(rule: Rule, on: date) -> bool:
    """Whether the rule judges what started on that day."""
    return rule.since <= on and (rule.until is None or on <= rule.until)


def done_of(word: Deadline, start: Start) -> tuple[date | None, Where]:
    """The day on which all that must be done was done, with its place; None if something is not.

    With 到其一 the first day on which any of it was.
    """
    window = window_of(word, start)
    found = [_done(source, window, start=start) for source in word.done]
    if word.any_done:
        return min(found, key=lambda each: each[0] or date.max)
    for done, where in found:
        if done is None:
            return None, where
    return max(found, key=lambda each: each[0] or date.min)


def window_of(word: Deadline, start: Start) -> Duration | None:
    """回溯: how far before the start what was done counts."""
    found = in_force(word.back, start.scope) if word.back else None
    return as_length(found) if found else None


def _done(source: PathOrSet, window: Duration | None, *, start: Start) -> tuple[date | None, Where]:
    scope = start.scope
    if not isinstance(source, Set):
        return day(source, scope), place_at(source, scope)
    low = back(start.day, window) if window else start.day
    high = start.day if window else date.max
    found = [h for h in hits(source, scope) if isinstance(h[0], date) and low <= h[0] <= high]
    return min(found, key=lambda hit: hit[0]) if found else (None, place_of(source, scope))


def due_of(word: Deadline, start: Start) -> date:
    """The last day of a deadline (of 满 the first). Raises Unannounced."""
    calendar = start.scope.world.calendar
    if start.mode == "满" and start.length.unit != "工作日":
        return shift(start.day, start.length)
    if start.mode == "提前":
        return calendar.before(start.day, start.length)
    return calendar.add(start.day, start.length, roll=not word.no_roll)


def _judged(
    rule: Rule, word: Deadline, *, start: Start, done: date | None, where: Where
) -> Outcome:
    label = label_of(rule, start.label)
    try:
        due = due_of(word, start)
    except Unannounced as missing:
        if done is not None and surely_done(start, done):
            return met(rule, where, start=start.day, done=done)
        return unknown(rule, where, missing=missing, start=start.day)
    if start.mode == "满":
        return _not_before(rule, label, start=start.day, earliest=due, done=done, where=where)
    calendar = start.scope.world.calendar
    within = start.mode == "内"
    return due_outcome(
        rule,
        start.scope,
        label=label,
        start=start.day,
        due=due,
        done=done,
        unit=start.length.unit,
        where=where,
        exact=_exactly(word.exact, start.scope),
        counted=counted_days(calendar, start.day, due=due, length=start.length) if within else (),
    )


def surely_done(start: Start, done: date) -> bool:
    """Whether it was done in time however the holidays of a year to come will lie."""
    world = start.scope.world
    within = world.calendar.surely_within(start.day, done, length=start.length)
    return start.mode == "内" and done <= world.as_of and within


def _too_early(rule: Rule, word: Deadline, *, start: Start) -> Outcome | None:
    """不早于起算: what was done before that which it follows."""
    window = window_of(word, start)
    found = [_done(source, window, start=start) for source in word.done]
    early = [(on, where) for on, where in found if on is not None and on < start.day]
    if not early:
        return None
    on, where = min(early, key=lambda each: each[0])
    label = label_of(rule, start.label)
    words = f"{label}次序不对：应不早于 {start.day}，实为 {on}"
    return broken(rule, where, message=words, start=start.day, done=on)


def _exactly(exact: Condition | bool, scope: Scope) -> bool:
    """当日: true, or a condition under which earlier than the day is wrong too."""
    return exact if isinstance(exact, bool) else holds(exact, scope)


def _not_before(
    rule: Rule, label: str, *, start: date, earliest: date, done: date | None, where: Where
) -> Outcome:
    if done is None or done >= earliest:
        return met(rule, where, start=start, due=earliest, done=done)
    words = f"{label}过早：不得早于 {earliest}，实为 {done}"
    return broken(rule, where, message=words, start=start, due=earliest, done=done)


ALL: Final = "全部"
INCOMPLETE: Final = "依据不全"
LAST_DAY: Final = "公示末日"
"""Fields that conditions of 公示 rules have besides the record's: whether the grounds lack their
date or number, and the last day of the window."""


class Window(NamedTuple):
    """The last day of a notice and the days that count.

    Where holidays are `missing` that may lie in it, the last day is the last that is known, and
    the window may go on.
    """

    last: date | None = None
    counted: tuple[date, ...] = ()
    missing: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeCandidate:
    """A notice before it is decided whether it may be public.

    `approved` and `number` are its 依据, `grounds` what the day is called (裁定日期);
    `number_shown` says that the notice may tell the number, `lacks_number` that one is wanted
    and missing.
    """

    shape: str
    name: str
    scope: Scope
    where: Where
    approved: date | None
    grounds: str
    number: str | None
    number_shown: bool
    lacks_number: bool
    posted: date | None
    window: Window


def posting(rule: Rule, word: Posting, *, candidate: NoticeCandidate) -> Outcome | None:
    """What a 公示 rule says of one notice; None if it is not about it, or nothing is wrong yet."""
    if word.names != (ALL,) and candidate.shape not in word.names:
        return None
    today = candidate.scope.world.as_of
    start = today if word.withheld else candidate.approved or candidate.posted or today
    scope = _facing(candidate).dated(start)
    if not applies_on(rule, start) or not holds(rule.when, scope):
        return None
    if word.withheld:
        words = f"{candidate.name}不得发布：{law_text(rule.says, start)}"
        return broken(rule, candidate.where, message=words, start=candidate.approved)
    outcome = _in_time(rule, word, candidate=candidate, scope=scope)
    return None if outcome is None or lapsed(rule, outcome, scope=scope) else outcome


def _facing(candidate: NoticeCandidate) -> Scope:
    lacking = candidate.approved is None or candidate.lacks_number
    scope = candidate.scope
    facts = {INCOMPLETE: lacking, LAST_DAY: candidate.window.last}
    return scope.at({**scope.item, **facts}, scope.where)


def _in_time(
    rule: Rule, word: Posting, *, candidate: NoticeCandidate, scope: Scope
) -> Outcome | None:
    approved, posted, name = candidate.approved, candidate.posted, candidate.name
    found = in_force(word.within, scope) if word.within else None
    length = as_length(found) if found else None
    if approved is None or length is None:
        return None
    if posted and posted < approved:
        words = f"{name}张贴过早：所依据的决定在 {approved}，张贴在 {posted}"
        return broken(rule, candidate.where, message=words, start=approved, done=posted)
    try:
        due = scope.world.calendar.add(approved, length)
    except Unannounced as missing:
        surely = posted and scope.world.calendar.surely_within(approved, posted, length=length)
        if posted and surely and posted <= scope.world.as_of:
            return met(rule, candidate.where, start=approved, done=posted)
        return unknown(rule, candidate.where, missing=missing, start=approved)
    return due_outcome(
        rule,
        scope,
        label=f"{name}张贴",
        start=approved,
        due=due,
        done=posted,
        unit=length.unit,
        where=candidate.where,
    )
