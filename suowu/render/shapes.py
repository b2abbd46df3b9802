"""The small views that pages share: cards, rows, tables and the site's own words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any

from suowu import wording
from suowu.digest import digest_of
from suowu.model import Case, Data, Kind, Ledger, Notice, Outcome, Rule, Where
from suowu.render import handbook, paths, templates
from suowu.render.pages import handbook_pages

BUCKETS = ("overdue", "broken", "7", "30", "later", "remind", "withheld", "unknown", "done")


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """What every page of one site is made with; worked out once a build.

    `key` is the digest of what dossiers say of rules (names, articles, handbook places)
    and of the calendars behind counted days.
    """

    ledger: Ledger
    internal: bool
    site: Data
    texts: Mapping[str, str]
    digests: Mapping[str, str]
    rules: Mapping[str, Rule]
    links: Mapping[str, str]
    notice_digests: Mapping[str, str]
    key: str

    def digest(self, template: str) -> str:
        return self.digests.get(template, "")


def room_of(ledger: Ledger, *, internal: bool) -> Room:
    """Templates, their digests, rules by id and their places in the handbook."""
    raw = ledger.book.raw
    texts = templates.sources(raw)
    found = templates.digests(texts)
    links = handbook.links(raw, handbook_pages(raw)) if internal else {}
    rules = {rule.id: rule for rule in raw.rules}
    shapes = [shape for kind in raw.kinds.values() for shape in kind.notices]
    return Room(
        ledger=ledger,
        internal=internal,
        site=site_view(ledger, internal=internal),
        texts=texts,
        digests=found,
        rules=rules,
        links=links,
        notice_digests={f"{s.kind}/{s.id}": digest_of(s.template) for s in shapes},
        key=digest_of(
            raw.calendars, links, [(r.id, r.name, r.clause, r.basis, r.verified) for r in raw.rules]
        ),
    )


def site_view(ledger: Ledger, *, internal: bool) -> dict[str, Any]:
    """The site's own words: county, bureau, title, the demo mark and the date of the facts."""
    county = ledger.book.county.data
    name = str(county.get("名称", ""))
    bureau = str(county.get("司法局") or f"{name}司法局")
    web = county.get("网站") or {}
    return {
        "county": name,
        "bureau": bureau,
        "name": f"{bureau}内部平台" if internal else bureau,
        "domain": str(web.get("域名") or ""),
        "id_code": str(web.get("标识码") or ""),
        "phone": str(county.get("电话") or ""),
        "demo": bool(county.get("示例数据")),
        "as_of": ledger.as_of,
        "internal": internal,
    }


def meta_tags(tags: Mapping[str, Any], *, robots: str | None = None) -> str:
    """The `<meta>` elements of a page's head, escaped."""
    shown = {"robots": robots, **tags} if robots else dict(tags)
    return "".join(
        f'<meta name="{escape(name)}" content="{escape(_plain(value))}">\n'
        for name, value in shown.items()
        if value not in (None, "")
    )


def office_card(office: str, data: Data, *, href: str) -> dict[str, Any]:
    """An office in a list, from its public view or its record."""
    area = data.get("辖区") or {}
    return {
        "id": office,
        "name": data.get("名称", office),
        "type": data.get("类型", ""),
        "town": area.get("名称", "") if isinstance(area, Mapping) else "",
        "address": data.get("地址", ""),
        "phone": data.get("电话", ""),
        "hours": data.get("办公时间", ""),
        "href": href,
    }


def notice_card(notice: Notice, office_name: str) -> dict[str, Any]:
    """A notice in a list: the matter, the office and the window. No name, not even a masked one."""
    return {
        "name": notice.name,
        "title": notice.name,
        "office": office_name,
        "office_id": notice.office,
        "posted": notice.posted,
        "last_day": notice.last_day,
        "channels": list(notice.channels),
        "href": paths.within(paths.notice_page(notice.slug)),
    }


def notice_title(notice: Notice) -> str:
    """The title of the notice's own page, the one place where the masked name stands."""
    who = notice.view.get("姓名")
    return f"{who}{notice.name}" if isinstance(who, str) and who else notice.name


def fingerprint(room: Room, notice: Notice) -> str:
    """A digest of the notice's words and masked values, the same as long as it says the same."""
    return digest_of(room.notice_digests.get(f"{notice.kind}/{notice.shape}", ""), notice.view)


def deadline(room: Room, outcome: Outcome) -> dict[str, Any]:
    """One outcome as a row: what, by when, how late, and by which article."""
    rule = room.rules.get(outcome.rule)
    return {
        "state": outcome.state,
        "level": outcome.level,
        "rule": outcome.rule,
        "name": rule.name if rule else outcome.rule,
        "clause": rule.clause if rule else "",
        "basis": rule.basis if rule else "",
        "verified": rule.verified if rule else True,
        "clause_href": room.links.get(outcome.rule),
        "message": wording.with_chinese_dates(outcome.message),
        "start": outcome.start,
        "due": outcome.due,
        "done": outcome.done,
        "days_late": outcome.days_late,
        "days_left": outcome.days_left,
        "counted": list(outcome.counted),
        "where": where_words(outcome.where),
        "bucket": bucket_of(outcome),
        "tone": _tone(outcome),
        "standing": _standing(outcome),
        "cited": _cited(rule) if rule else "",
    }


def bucket_of(outcome: Outcome) -> str:
    """Which heap of the board an outcome lies on."""
    fixed = {
        "逾期": "overdue",
        "违反": "broken",
        "停发": "withheld",
        "提醒": "remind",
        "已办": "done",
        "未公布": "unknown",
    }
    if outcome.state in fixed:
        return fixed[outcome.state]
    left = outcome.days_left if outcome.days_left is not None else 9999
    return "7" if left <= 7 else "30" if left <= 30 else "later"


def _tone(outcome: Outcome) -> str:
    """The colour of its badge, which only repeats the words."""
    if outcome.state == "待办":
        near = outcome.days_left is not None and outcome.days_left <= 7
        return "soon" if near else "open"
    fixed = {"逾期": "late", "违反": "late", "停发": "stop", "已办": "done", "提醒": "soon"}
    return fixed.get(outcome.state, "open")


def _standing(outcome: Outcome) -> str:
    """Where it stands, in one word or two."""
    if outcome.state == "违反":
        return "迟办" if outcome.days_late else "违规"
    if outcome.state == "待办" and outcome.days_left is not None:
        return "今日到期" if outcome.days_left == 0 else f"还有 {outcome.days_left} 日"
    return outcome.state


def _cited(rule: Rule) -> str:
    return rule.clause if rule.clause.startswith(rule.basis) else f"{rule.basis} {rule.clause}"


def where_words(where: Where) -> str:
    """("外出", 0, "止") → 外出 第1项 止."""
    return " ".join(f"第{step + 1}项" if isinstance(step, int) else step for step in where)


def person_of(case: Case, kind: Kind) -> str:
    """Who of the office's staff answers for a record: the kind says where, else the first named."""
    if case.person:
        return case.person
    for path in (p for p, meta in kind.fields.items() if meta.get("引用") == "所:人员.姓名"):
        found = _first(case.record.data, path.split("."))
        if isinstance(found, str) and found:
            return found
    return ""


def tables(statistics: Any) -> list[dict[str, Any]]:
    """Counts as tables; a ready table is passed on, a mapping becomes two columns."""
    if isinstance(statistics, Mapping):
        return [_table(str(title), value) for title, value in statistics.items()]
    return [dict(table) for table in statistics or ()]


def _table(title: str, value: Any) -> dict[str, Any]:
    if isinstance(value, Mapping) and "rows" in value:
        return {"title": title, "note": "", **value}
    rows = value.items() if isinstance(value, Mapping) else [(title, value)]
    return {
        "title": title,
        "note": "",
        "columns": ["项目", "数量"],
        "rows": [[str(label), _cell(count)] for label, count in rows],
    }


def _cell(value: Any) -> str | int | float | None:
    if value is None or isinstance(value, (str, int, float)):
        return value
    if isinstance(value, Mapping):
        return "；".join(f"{key} {count}" for key, count in value.items())
    return str(value)


def _first(value: Any, steps: Sequence[str]) -> Any:
    if isinstance(value, list):
        return next((hit for item in value if (hit := _first(item, steps))), None)
    if not steps:
        return value
    return _first(value.get(steps[0]), steps[1:]) if isinstance(value, Mapping) else None


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def by(items: Iterable[Any], key: Callable[[Any], str]) -> dict[str, list[Any]]:
    """Items grouped by a key, in the order they came."""
    groups: dict[str, list[Any]] = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    return groups


def office_ids(room: Room) -> list[str]:
    return list(room.ledger.book.offices)


def office_name(room: Room, office: str) -> str:
    """The office's name; the county's for records of the county itself."""
    record = room.ledger.book.offices.get(office) or room.ledger.book.county
    return str(record.data.get("名称", office))


def office_list(room: Room) -> list[dict[str, str]]:
    """Offices for a filter."""
    return [{"id": office, "name": office_name(room, office)} for office in office_ids(room)]


def scope_of(room: Room, case: Case) -> str:
    return room.ledger.book.raw.kinds[case.record.kind].scope
