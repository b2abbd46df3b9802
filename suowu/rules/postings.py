"""Postings (公示): a notice must be posted in time, or may not be published at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from suowu.calendars import Unannounced
from suowu.grammar.rules import Posting, Rule
from suowu.law_text import law_text
from suowu.model import Outcome, Where
from suowu.rules.conditions import as_length, holds, in_force
from suowu.rules.deadlines import applies_on
from suowu.rules.outcomes import broken, due_outcome, unknown
from suowu.rules.scopes import Scope

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
