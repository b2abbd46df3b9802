"""Standing: how each rule of the handbook is kept at present, county and offices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from html import escape
from typing import Final

from suowu.ledger import Case
from suowu.model import State
from suowu.render.context import SiteContext
from suowu.render.marks import mark_of

_SAID: Final[Mapping[State, str]] = {
    "已办": "照办",
    "违反": "没有照办",
    "逾期": "逾期未办",
    "待办": "还没到期",
    "提醒": "提醒",
    "停发": "停发",
    "未公布": "日历未公布",
}


def standing(context: SiteContext, cases: Iterable[Case]) -> dict[str, dict[str, str]]:
    """One line of HTML by mark, by the page of the handbook on which the rule stands."""
    told_by = Counter((o.rule, case.record.office, o.told) for case in cases for o in case.outcomes)
    found: dict[str, dict[str, Counter[State]]] = {}
    for (rule, office, state), times in told_by.items():
        found.setdefault(rule, {}).setdefault(office, Counter())[state] = times
    told: dict[str, dict[str, str]] = {}
    for rule, offices in sorted(found.items()):
        page = context.links.get(rule, "").partition("#")[0]
        told.setdefault(page, {})[mark_of(rule)] = _told(context, offices)
    return told


def _told(context: SiteContext, offices: Mapping[str, Counter[State]]) -> str:
    whole: Counter[State] = Counter()
    for counts in offices.values():
        whole.update(counts)
    rows = "".join(
        f"<li>{escape(context.office_name(office))}　{_words(counts)}</li>"
        for office, counts in sorted(offices.items())
    )
    said = f"<summary>现况：{_words(whole)}</summary><ul>{rows}</ul>"
    return f'<details class="standing">{said}</details>'


def _words(counts: Counter[State]) -> str:
    return "，".join(f"{words} {counts[state]}" for state, words in _SAID.items() if counts[state])
