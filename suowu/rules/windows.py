"""The word window: a notice must be posted in time, or may not be published at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from suowu.calendars import Unannounced
from suowu.model import Outcome, Rule, Where
from suowu.rules.conditions import condition
from suowu.rules.dated import dated_duration, in_force
from suowu.rules.outcomes import broken, due_outcome, unknown
from suowu.rules.paths import Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
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


WindowJudge: TypeAlias = Callable[[Draft], Outcome | None]


def window(rule: Rule, args: dict[str, Any]) -> WindowJudge:
    """公示 names the notices; 张贴 is the time for posting, 停发 withholds them."""
    wanted = args["公示"]
    shapes = None if wanted == "全部" else {wanted} if isinstance(wanted, str) else set(wanted)
    applies = condition(rule.meta.get("条件"))
    decide = _withheld(rule) if args.get("停发") else _posted(rule, args)

    def judge(draft: Draft) -> Outcome | None:
        if shapes is not None and draft.shape not in shapes:
            return None
        today = draft.scope.world.as_of
        start = today if args.get("停发") else draft.approved or draft.posted or today
        if not in_force(rule, start) or not applies(_facing(draft)):
            return None
        return decide(draft)

    return judge


def _facing(draft: Draft) -> Scope:
    lacking = draft.approved is None or draft.lacks_number
    return draft.scope.at({**draft.scope.item, "依据不全": lacking}, draft.scope.where)


def _withheld(rule: Rule) -> WindowJudge:
    def decide(draft: Draft) -> Outcome | None:
        words = f"{draft.name}不得发布：{rule.meta.get('说明', rule.name)}"
        return broken(rule, draft.where, words, start=draft.approved)

    return decide


def _posted(rule: Rule, args: dict[str, Any]) -> WindowJudge:
    length = dated_duration(args["张贴"])

    def decide(draft: Draft) -> Outcome | None:
        value = length.on(draft.approved, draft.scope) if draft.approved else None
        if draft.approved is None or value is None:
            return None
        if draft.posted and draft.posted < draft.approved:
            words = f"{draft.name}张贴过早：所依据的决定在 {draft.approved}，张贴在 {draft.posted}"
            return broken(rule, draft.where, words, start=draft.approved, done=draft.posted)
        calendar = draft.scope.world.calendar
        try:
            due = calendar.add(draft.approved, value)
        except Unannounced as missing:
            return unknown(rule, draft.where, missing, draft.approved)
        return due_outcome(
            rule,
            draft.scope,
            label=f"{draft.name}张贴",
            start=draft.approved,
            due=due,
            done=draft.posted,
            unit=value.unit,
            where=draft.where,
        )

    return decide
