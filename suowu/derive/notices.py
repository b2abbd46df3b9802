"""Notices: which are due, posted, in their window, over, or may never be published; when the next
of them comes or goes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any, Final

from suowu.calendars import Unannounced
from suowu.county import County, bureau_of, office_of
from suowu.definitions import Kind, NoticeTemplate
from suowu.derive.views import RecordView
from suowu.grammar.documents import ON_THE_WEB, Grounds
from suowu.grammar.rules import Rule
from suowu.law_text import law_text
from suowu.ledger import Case, Notice, NoticeState
from suowu.model import Outcome, Record
from suowu.privacy import CITED, LAW, notice_fields, withheld
from suowu.rules import NoticeCandidate, RuleSet, Window
from suowu.rules.conditions import as_length, holds, in_force
from suowu.rules.scopes import Scope, day, items, value

OBJECTIONS: Final = "异议电话"
"""The name of the number for objections: a notice may take it from its record."""


def notices_of(
    record: Record, view: RecordView, *, kind: Kind, rules: RuleSet, barred: str | None = None
) -> tuple[tuple[Notice, ...], tuple[Outcome, ...]]:
    """All notices of one record, not yet addressed, with what the 公示 rules say of them.

    `barred` says why none of them may be published, whatever these rules say.
    """
    notices: list[Notice] = []
    outcomes: list[Outcome] = []
    for template in kind.notices:
        for item in items(template.head.each, view.scope):
            candidate = _candidate(template, item)
            if candidate is None:
                continue
            said = _said(candidate, kind=kind, rules=rules)
            outcomes.extend(said)
            made = _notice(record, kind, template=template, candidate=candidate, judged=said)
            notices.append(withhold(made, barred))
    return tuple(notices), tuple(outcomes)


def barred_by(outcomes: Iterable[Outcome]) -> str | None:
    """Why a record's notices are withheld: the rules of level 停发 that it breaks, of any word."""
    broken = [o for o in outcomes if o.level == "停发" and o.state in ("停发", "逾期")]
    return "；".join(dict.fromkeys(o.message for o in broken)) or None


def withhold(notice: Notice, reason: str | None) -> Notice:
    """The notice without its view, if there is a reason."""
    if reason is None or notice.state == "停发":
        return notice
    return notice._replace(state="停发", reason=reason, view={}, late=None, open_ended="")


def _said(candidate: NoticeCandidate, *, kind: Kind, rules: RuleSet) -> list[Outcome]:
    """What the rules say, or, of a notice that may not be public, only why.

    Whether the person is an adult is no rule's to say: a rule is quoted for it.
    """
    judged = [o for o in rules.judge_notice(kind.id, candidate) if o.rule != CITED]
    judged += _open_ended(candidate, judged)
    reason = withheld(kind, candidate.scope, posted=candidate.posted)
    if reason is not None:
        judged.insert(0, _of_a_minor(candidate, reason, quoted=rules.posting(kind.id, CITED)))
    return [each for each in judged if each.state == "停发"] or judged


def _open_ended(candidate: NoticeCandidate, judged: list[Outcome]) -> Iterator[Outcome]:
    """A reminder that the last day of a posted notice cannot be worked out yet."""
    window, posted = candidate.window, candidate.posted
    told = any(each.state == "未公布" for each in judged)
    if not window.missing or told or posted is None or posted > candidate.scope.world.as_of:
        return
    least = f"至少公示到 {window.last}，" if window.last else ""
    words = f"{candidate.name}{least}末日还定不下来：{window.missing}"
    for each in judged[:1]:
        yield each._replace(level="提醒", state="未公布", message=words, due=None, days_late=None)


def _of_a_minor(candidate: NoticeCandidate, reason: str, *, quoted: Rule | None) -> Outcome:
    law = law_text(quoted.says, candidate.scope.world.as_of) if quoted else LAW
    return Outcome(
        rule=CITED,
        level="停发",
        state="停发",
        where=candidate.where,
        message="；".join(filter(None, (f"{candidate.name}不得发布：{law}", reason))),
        start=candidate.approved,
    )


def _candidate(template: NoticeTemplate, item: Scope) -> NoticeCandidate | None:
    """The notice that an item may call for: its 依据 is that of the first 触发 that holds."""
    head = template.head
    posted = day(head.posted, item)
    item = item.dated(posted)
    if not holds(head.when, item):
        return None
    trigger = next((t for t in head.triggers if holds(t.when, _under(t.grounds.day, item))), None)
    if trigger is None and (posted is None or head.when is None):
        return None
    grounds = trigger.grounds if trigger else None
    numbered = value(grounds.number, item) if grounds and grounds.number else None
    return NoticeCandidate(
        shape=template.id,
        name=head.name,
        scope=item,
        where=(*item.where, *head.posted.keys),
        approved=day(grounds.day, item) if grounds else None,
        grounds=_called(grounds) if grounds else "",
        number=numbered,
        number_shown=bool(grounds and grounds.number_shown),
        lacks_number=bool(grounds and grounds.number and not numbered),
        posted=posted,
        window=_window(template, posted, scope=item) if posted else Window(),
    )


def _called(grounds: Grounds) -> str:
    """裁定.日期 is 裁定日期; a last key that says more than 日期 is enough."""
    keys = grounds.day.keys
    return grounds.called or "".join(keys[-2:] if keys[-1] == "日期" else keys[-1:])


def _under(path: Any, item: Scope) -> Scope:
    """An approval is judged by the law of its day."""
    return item.dated(day(path, item))


def _notice(
    record: Record,
    kind: Kind,
    *,
    template: NoticeTemplate,
    candidate: NoticeCandidate,
    judged: list[Outcome],
) -> Notice:
    head = template.head
    window = candidate.window
    state, reason = _state(candidate)
    forbidden = next((each.message for each in judged if each.state == "停发"), None)
    if forbidden:
        state, reason = "停发", forbidden
    shown = state != "停发"
    return Notice(
        record=record.key,
        office=record.office,
        kind=record.kind,
        shape=candidate.shape,
        name=candidate.name,
        where=candidate.scope.where,
        slug="",
        state=state,
        channels=_channels(template, candidate.scope.world.of_county),
        clause=head.clause,
        approved=candidate.approved,
        grounds=candidate.grounds,
        posted=candidate.posted,
        last_day=window.last,
        counted=window.counted,
        view=_view(kind, template, candidate=candidate) if shown else {},
        reason=reason,
        open_ended=window.missing if state == "公示中" else "",
        late=next((each.days_late for each in judged if each.done and each.days_late), None),
    )


def _window(template: NoticeTemplate, posted: date, *, scope: Scope) -> Window:
    """The last day and the days that count; up to where the calendar is known if not further."""
    found = in_force(template.head.length, scope.dated(posted))
    length = as_length(found) if found else None
    if length is None:
        return Window()
    calendar, sentence = scope.world.calendar, ""
    try:
        last = calendar.add(posted, length)
    except Unannounced as missing:
        last, sentence = calendar.last_known(posted), missing.sentence
    until = day(template.head.until, scope)
    last = max(last, until) if until and not sentence else last
    if last < posted:
        return Window(missing=sentence)
    return Window(last, tuple(on for on in calendar.days(posted, last) if on > posted), sentence)


def _state(candidate: NoticeCandidate) -> tuple[NoticeState, str | None]:
    as_of, window, posted = candidate.scope.world.as_of, candidate.window, candidate.posted
    if posted is None or as_of < posted:
        return "待公示", None
    if candidate.approved is None or posted < candidate.approved:
        return "停发", "张贴早于批准，或没有批准"
    if window.last is not None and as_of <= window.last:
        return "公示中", None
    return ("未公布", window.missing) if window.missing else ("期满", None)


def _channels(template: NoticeTemplate, county: County) -> tuple[str, ...]:
    """The board; the web only for a notice that the county has decided to put there."""
    decided = county.on_the_web
    online = f"{template.kind}/{template.id}" in decided
    return tuple(each for each in template.head.channels if online or each != ON_THE_WEB)


def _view(
    kind: Kind,
    template: NoticeTemplate,
    *,
    candidate: NoticeCandidate,
) -> dict[str, Any]:
    world, window = candidate.scope.world, candidate.window
    office = office_of(world.office) if world.office else bureau_of(world.of_county)
    shown = notice_fields(kind, template.head, scope=candidate.scope)
    return {
        **shown,
        "名称": candidate.name,
        "所名": office.name,
        "张贴日期": candidate.posted,
        "批准日期": candidate.approved,
        "批准文号": candidate.number if candidate.number_shown else None,
        "末日": window.last,
        "条款": template.head.clause,
        "计数日": window.counted,
        "异议电话": shown.get(OBJECTIONS) or office.complaints.phone or office.phone,
        "示例数据": world.of_county.sample,
    }


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
