"""Deadlines (期限, 公示): what must be done within, ahead of or not before a length of time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, TypeAlias

from suowu.calendars import Duration, Unannounced, back, shift
from suowu.grammar.conditions import Amount, Condition, PathOrSet, Set
from suowu.grammar.rules import Deadline, Posting, Rule
from suowu.law_text import law_text
from suowu.model import Outcome, Where
from suowu.rules.conditions import InForce, as_length, holds, in_force
from suowu.rules.outcomes import broken, counted_days, due_outcome, label_of, met, unknown
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
        yield finding(rule, word, start=start)


def finding(rule: Rule, word: Deadline, *, start: Start) -> Outcome:
    """What the rule says of one start."""
    if word.not_before and (early := _too_early(rule, word, start=start)) is not None:
        return early
    done, where = done_of(word, start)
    return _judged(rule, word, start=start, done=done, where=where or start.where)


def starts_of(rule: Rule, word: Deadline, *, scope: Scope) -> Iterator[Start]:
    """Every event that starts the deadline, if the rule was in force on its day."""
    mode, wanted = amount_of(word)
    for source in word.start:
        for found, where in hits(source, scope):
            if not isinstance(found, date):
                continue
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
    """The day on which all that must be done was done, with its place; None if something is not."""
    found = [_done(source, word.back, start=start) for source in word.done]
    for done, where in found:
        if done is None:
            return None, where
    return max(found, key=lambda each: each[0] or date.min)


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
    if start.mode == "满":
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


def _too_early(rule: Rule, word: Deadline, *, start: Start) -> Outcome | None:
    """不早于起算: what was done before that which it follows."""
    found = [_done(source, word.back, start=start) for source in word.done]
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
"""A field that conditions of 公示 rules have besides the record's: whether the grounds lack
their date or number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeCandidate:
    """A notice before it is decided whether it may be public.

    `approved` and `number` are its 依据; `lacks_number` says that a number is wanted and missing.
    """

    shape: str
    name: str
    scope: Scope
    where: Where
    approved: date | None
    number: str | None
    lacks_number: bool
    posted: date | None


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
    return _in_time(rule, word, candidate=candidate, scope=scope)


def _facing(candidate: NoticeCandidate) -> Scope:
    lacking = candidate.approved is None or candidate.lacks_number
    scope = candidate.scope
    return scope.at({**scope.item, INCOMPLETE: lacking}, scope.where)


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
