"""Notices: which are due, posted, in their window, over, or may never be published."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from suowu.calendars import Duration, Unannounced
from suowu.derive.views import View
from suowu.model import Kind, Notice, NoticeShape, Outcome, Record
from suowu.privacy import notice_fields
from suowu.rules import Bench, Draft
from suowu.rules.conditions import condition
from suowu.rules.dated import Dated, dated_duration
from suowu.rules.paths import Get, Scope, Test, getter, items

CHANNELS = ("网页", "公示栏")
STANDARD = ("名称", "所名", "张贴日期", "末日", "条款", "计数日", "异议电话", "示例数据")
SALT = "身份证号"

_ASKED = re.compile(r"\bn(?:\.|\[[\"'])(\w+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mould:
    """A notice shape compiled once."""

    shape: NoticeShape
    each: Callable[[Scope], Iterator[Scope]]
    applies: Test
    triggers: tuple[tuple[Test, Get, Get | None], ...]
    posted: Get
    length: Dated[Duration]


def mould_of(shape: NoticeShape) -> Mould:
    """Compile a notice's front matter; KeyError or ValueError if it is not understood."""
    meta = shape.meta
    allowed = {*(meta.get("公开字段") or {}), *STANDARD, "get"}
    asked = set(_ASKED.findall(shape.template)) - allowed
    if asked:
        raise ValueError(f"公示 {shape.id} 的正文用了公开字段里没有的 {'、'.join(sorted(asked))}")
    unknown = set(meta["渠道"]) - set(CHANNELS)
    if unknown:
        raise ValueError(f"渠道只能是 {'、'.join(CHANNELS)}：{'、'.join(unknown)}")
    return Mould(
        shape=shape,
        each=items(meta["逐项"]) if "逐项" in meta else lambda scope: iter((scope,)),
        applies=condition(meta.get("条件")),
        triggers=tuple(_trigger(entry) for entry in meta["触发"]),
        posted=getter(meta["起算"]),
        length=dated_duration(meta["期限"]),
    )


def notices_of(
    record: Record, view: View, kind: Kind, moulds: tuple[Mould, ...], bench: Bench
) -> tuple[tuple[Notice, ...], tuple[Outcome, ...]]:
    """All notices of one record with what the window rules say of them."""
    notices: list[Notice] = []
    outcomes: list[Outcome] = []
    scope = replace(view.scope, minor=view.minor or view.doubtful)
    for mould in moulds:
        for item in mould.each(scope):
            draft = _draft(mould, item)
            if draft is None:
                continue
            judged = list(bench.judge_notice(record.kind, draft))
            withheld = [each for each in judged if each.state == "停发"]
            if view.doubtful and not view.minor:
                withheld = _doubted(withheld, draft, kind, bench)
            said = withheld or judged
            outcomes.extend(said)
            notices.append(_notice(record, kind, mould, draft, said))
    return tuple(notices), tuple(outcomes)


def _doubted(withheld: list[Outcome], draft: Draft, kind: Kind, bench: Bench) -> list[Outcome]:
    """What is withheld only because minority cannot be ruled out says what to fill in."""
    grown = replace(draft, scope=replace(draft.scope, minor=False))
    sure = {each.rule for each in bench.judge_notice(kind.id, grown)}
    fields = kind.meta.get("未成年") or {}
    wanted = " 或者 ".join(
        str(fields[key]) for key in ("犯罪日期", "犯罪时未成年") if key in fields
    )
    words = f"；现有记录不能排除犯罪时未成年，请填 {wanted}" if wanted else ""
    return [
        each if each.rule in sure else each._replace(message=each.message + words)
        for each in withheld
    ]


def _trigger(entry: Mapping[str, Any]) -> tuple[Test, Get, Get | None]:
    grounds = entry["依据"]
    number = getter(grounds["文号"]) if "文号" in grounds else None
    return condition(entry.get("条件")), getter(grounds["日期"]), number


def _draft(mould: Mould, item: Scope) -> Draft | None:
    if not mould.applies(item):
        return None
    posted = mould.posted(item)
    approved, number, lacks, met = None, None, False, False
    for holds, day_of, number_of in mould.triggers:
        if holds(item):
            day, met = day_of(item), True
            approved = day if isinstance(day, date) else None
            number = number_of(item) if number_of else None
            lacks = number_of is not None and not number
            break
    if not met and (not isinstance(posted, date) or "条件" not in mould.shape.meta):
        return None
    meta = mould.shape.meta
    return Draft(
        shape=mould.shape.id,
        name=meta["名称"],
        scope=item,
        where=(*item.where, *str(meta["起算"]).lstrip("/").split(".")),
        approved=approved,
        number=number,
        lacks_number=lacks,
        posted=posted if isinstance(posted, date) else None,
    )


def _notice(
    record: Record, kind: Kind, mould: Mould, draft: Draft, judged: list[Outcome]
) -> Notice:
    meta, world = mould.shape.meta, draft.scope.world
    last, counted, missing = _window(mould, draft)
    state, reason = _state(draft, last, missing)
    withheld = next((each.message for each in judged if each.state == "停发"), None)
    if withheld:
        state, reason = "停发", withheld
    return Notice(
        record=record.key,
        office=record.office,
        kind=record.kind,
        shape=draft.shape,
        name=draft.name,
        where=draft.scope.where,
        slug=_slug(record, kind, draft),
        state=state,
        channels=_channels(meta["渠道"], world.county),
        clause=meta["条款"],
        approved=draft.approved,
        posted=draft.posted,
        last_day=last,
        counted=counted,
        view=_view(kind, mould, draft, last, counted) if state != "停发" else {},
        reason=reason,
        late=next((each.days_late for each in judged if each.done and each.days_late), None),
    )


def _window(mould: Mould, draft: Draft) -> tuple[date | None, tuple[date, ...], str | None]:
    length = mould.length.on(draft.posted, draft.scope) if draft.posted else None
    if draft.posted is None or length is None:
        return None, (), None
    calendar = draft.scope.world.calendar
    try:
        last = calendar.add(draft.posted, length)
        days = tuple(day for day in calendar.days(draft.posted, last) if day > draft.posted)
    except Unannounced as missing:
        return None, (), missing.sentence
    return last, days, None


def _state(draft: Draft, last: date | None, missing: str | None) -> tuple[str, str | None]:
    as_of = draft.scope.world.as_of
    if missing:
        return "未公布", missing
    if draft.posted is None or last is None or as_of < draft.posted:
        return "待公示", None
    if draft.approved is None or draft.posted < draft.approved:
        return "停发", "张贴早于批准，或没有批准"
    return ("公示中" if as_of <= last else "期满"), None


def _channels(channels: list[str], county: Mapping[str, Any]) -> tuple[str, ...]:
    """The county may keep all notices about persons off the web: 网上公示: false."""
    online = county.get("网上公示") is not False
    return tuple(channel for channel in channels if online or channel != "网页")


def _slug(record: Record, kind: Kind, draft: Draft) -> str:
    """A stable address. The identity number is in it so that nobody can try all case numbers."""
    salt = [
        str(record.data.get(key)) for key, meta in kind.fields.items() if meta.get("类") == SALT
    ]
    name = f"{record.key}#{draft.shape}#{'.'.join(map(str, draft.scope.where))}#{salt}"
    return hashlib.sha256(name.encode()).hexdigest()[:12]


def _view(
    kind: Kind, mould: Mould, draft: Draft, last: date | None, counted: tuple[date, ...]
) -> dict[str, Any]:
    office, county = draft.scope.world.office, draft.scope.world.county
    return {
        **notice_fields(kind, mould.shape.meta, draft.scope),
        "名称": draft.name,
        "所名": office.get("名称", ""),
        "张贴日期": draft.posted,
        "末日": last,
        "条款": mould.shape.meta["条款"],
        "计数日": counted,
        "异议电话": (office.get("投诉举报") or {}).get("电话") or office.get("电话", ""),
        "示例数据": bool(county.get("示例数据")),
    }
