"""When the public site must next be rebuilt, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta

from suowu.ledger import Case


def next_change_of(cases: Iterable[Case], as_of: date) -> tuple[date, tuple[str, ...]] | None:
    """The first day after `as_of` on which a notice comes or goes; None if none is known."""
    days: dict[date, Counter[str]] = {}
    for case in cases:
        for notice in case.notices:
            if notice.state == "待公示" and notice.posted and notice.posted > as_of:
                days.setdefault(notice.posted, Counter())["张贴"] += 1
            if notice.state == "公示中" and notice.last_day:
                days.setdefault(notice.last_day + timedelta(1), Counter())["撤下"] += 1
    if not days:
        return None
    day = min(days)
    return day, tuple(f"{verb}公示 {number} 件" for verb, number in sorted(days[day].items()))
