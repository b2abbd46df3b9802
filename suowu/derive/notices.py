"""Notices: which are due, posted, in their window, over, or may never be published; when the next
of them comes or goes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from suowu.calendars import Unannounced
from suowu.county import county_of, office_of
from suowu.definitions import Kind, NoticeTemplate
from suowu.derive.views import RecordView
from suowu.digest import digest_of_bytes
from suowu.ledger import Case, Notice, NoticeState
from suowu.model import Outcome, Record
from suowu.privacy import notice_fields
from suowu.rules import NoticeCandidate, RuleSet
from suowu.rules.conditions import as_length, holds, in_force
from suowu.rules.scopes import Scope, day, items, value

SALT = "身份证号"


def notices_of(
    record: Record, view: RecordView, *, kind: Kind, rules: RuleSet
) -> tuple[tuple[Notice, ...], tuple[Outcome, ...]]:
    """All notices of one record with what the 公示 rules say of them."""
    notices: list[Notice] = []
    outcomes: list[Outcome] = []
    scope = replace(view.scope, minor=view.minor or view.doubtful)
    for template in kind.notices:
        for item in items(template.head.each, scope):
            candidate = _candidate(template, item)
            if candidate is None:
                continue
            judged = list(rules.judge_notice(record.kind, candidate))
            withheld = [each for each in judged if each.state == "停发"]
            if view.doubtful and not view.minor:
                withheld = _doubted(withheld, candidate, kind=kind, rules=rules)
            said = withheld or judged
            outcomes.extend(said)
            notices.append(
                _notice(record, kind, template=template, candidate=candidate, judged=said)
            )
    return tuple(notices), tuple(outcomes)


def _doubted(
    withheld: list[Outcome], candidate: NoticeCandidate, *, kind: Kind, rules: RuleSet
) -> list[Outcome]:
    """What is withheld only because minority cannot be ruled out says what to fill in."""
    grown = replace(candidate, scope=replace(candidate.scope, minor=False))
    sure = {each.rule for each in rules.judge_notice(kind.id, grown)}
    spec = kind.file.minority
    fields = [str(path) for path in (spec.deed, spec.said) if path is not None] if spec else []
    hint = f"；现有记录不能排除犯罪时未成年，请填 {' 或者 '.join(fields)}" if fields else ""
    return [
        each if each.rule in sure else each._replace(message=each.message + hint)
        for each in withheld
    ]


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
    number = value(grounds.number, item) if grounds and grounds.number else None
    return NoticeCandidate(
        shape=template.id,
        name=head.name,
        scope=item,
        where=(*item.where, *head.posted.keys),
        approved=day(grounds.day, item) if grounds else None,
        number=number,
        lacks_number=bool(grounds and grounds.number and not number),
        posted=posted,
    )


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
    last, counted, missing = _window(template, candidate)
    state, reason = _state(candidate, last, missing=missing)
    withheld = next((each.message for each in judged if each.state == "停发"), None)
    if withheld:
        state, reason = "停发", withheld
    shown = state != "停发"
    return Notice(
        record=record.key,
        office=record.office,
        kind=record.kind,
        shape=candidate.shape,
        name=candidate.name,
        where=candidate.scope.where,
        slug=_slug(record, kind, candidate=candidate),
        state=state,
        channels=_channels(head.channels, candidate.scope.world.county),
        clause=head.clause,
        approved=candidate.approved,
        posted=candidate.posted,
        last_day=last,
        counted=counted,
        view=_view(kind, template, candidate=candidate, last=last, counted=counted)
        if shown
        else {},
        reason=reason,
        late=next((each.days_late for each in judged if each.done and each.days_late), None),
    )


def _window(
    template: NoticeTemplate, candidate: NoticeCandidate
) -> tuple[date | None, tuple[date, ...], str | None]:
    """The last day, the days that count, and what is missing to know them."""
    posted, scope = candidate.posted, candidate.scope
    found = in_force(template.head.length, scope.dated(posted)) if posted else None
    length = as_length(found) if found else None
    if posted is None or length is None:
        return None, (), None
    calendar = scope.world.calendar
    try:
        last = calendar.add(posted, length)
        days = tuple(on for on in calendar.days(posted, last) if on > posted)
    except Unannounced as missing:
        return None, (), missing.sentence
    return last, days, None


def _state(
    candidate: NoticeCandidate, last: date | None, *, missing: str | None
) -> tuple[NoticeState, str | None]:
    as_of = candidate.scope.world.as_of
    if missing:
        return "未公布", missing
    if candidate.posted is None or last is None or as_of < candidate.posted:
        return "待公示", None
    if candidate.approved is None or candidate.posted < candidate.approved:
        return "停发", "张贴早于批准，或没有批准"
    return ("公示中" if as_of <= last else "期满"), None


def _channels(channels: tuple[str, ...], county: Mapping[str, Any]) -> tuple[str, ...]:
    """The county may keep all notices about persons off the web: 网上公示: false."""
    online = county.get("网上公示") is not False
    return tuple(channel for channel in channels if online or channel != "网页")


def _slug(record: Record, kind: Kind, *, candidate: NoticeCandidate) -> str:
    """A stable address. The identity number is in it so that nobody can try all case numbers."""
    salt = [str(record.data.get(key)) for key, meta in kind.metas.items() if meta.get("类") == SALT]
    where = ".".join(map(str, candidate.scope.where))
    name = f"{record.key}#{candidate.shape}#{where}#{salt}"
    return digest_of_bytes(name.encode())[:12]


def _view(
    kind: Kind,
    template: NoticeTemplate,
    *,
    candidate: NoticeCandidate,
    last: date | None,
    counted: tuple[date, ...],
) -> dict[str, Any]:
    world = candidate.scope.world
    office = office_of(world.office)
    return {
        **notice_fields(kind, template.head, scope=candidate.scope),
        "名称": candidate.name,
        "所名": office.name,
        "张贴日期": candidate.posted,
        "末日": last,
        "条款": template.head.clause,
        "计数日": counted,
        "异议电话": office.complaints.phone or office.phone,
        "示例数据": county_of(world.county).sample,
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
