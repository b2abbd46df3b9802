"""What the dossier of one record shows, worked out only when the page is poured."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from suowu import wording
from suowu.model import Case, Kind, Notice
from suowu.render import paths
from suowu.render.shapes import BUCKETS, Room, deadline, fingerprint, person_of, where_words

# What every notice view holds besides its 公开字段.
_COMMON = ("名称", "所名", "张贴日期", "末日", "条款", "计数日", "异议电话", "示例数据")


def view(room: Room, case: Case, kind: Kind, printed: frozenset[str]) -> dict[str, Any]:
    """The keys of a dossier or register page, besides those of every page."""
    rows = [deadline(room, outcome) for outcome in case.outcomes]
    rows.sort(key=lambda row: (BUCKETS.index(row["bucket"]), str(row["due"]), row["rule"]))
    shared = {
        "record": _record(room, case, kind),
        "data": case.record.data,
        "derived": case.derived,
        "fields": _fields(case.record.data),
        "timeline": [
            {"date": day, "text": words, "where": where_words(where)}
            for day, words, where in case.events
        ],
        "deadlines": rows,
        "notices": [_notice(room, case, notice) for notice in case.notices],
        "forms": _forms(case, printed),
    }
    return shared | (_register(kind, case, rows) if kind.scope == "簿" else {})


def _record(room: Room, case: Case, kind: Kind) -> dict[str, Any]:
    record = case.record
    office = room.ledger.book.offices.get(record.office)
    return {
        "id": record.id,
        "key": record.key,
        "kind": record.kind,
        "kind_name": kind.name,
        "scope": kind.scope,
        "office": record.office,
        "office_name": str((office or room.ledger.book.county).data.get("名称", record.office)),
        "office_href": f"offices/{record.office}.html" if office else None,
        "title": case.title,
        "path": record.path,
        "active": case.active,
        "minor": case.minor,
        "person": person_of(case, kind),
    }


def _notice(room: Room, case: Case, notice: Notice) -> dict[str, Any]:
    """A notice with the data of its 公示证明."""
    on_web = notice.state == "公示中" and "网页" in notice.channels
    page = f"../public/{paths.within(paths.notice_page(notice.slug))}"
    return {
        "name": notice.name,
        "state": notice.state,
        "channels": list(notice.channels),
        "clause": notice.clause,
        "approved": notice.approved,
        "posted": notice.posted,
        "last_day": notice.last_day,
        "counted": list(notice.counted),
        "href": page if on_web else None,
        "reason": notice.reason,
        "late": notice.late,
        "fingerprint": fingerprint(room, notice) if notice.posted and notice.view else "",
        "commit": None,
        "where": where_words(notice.where),
        "rows": [
            [key, wording.written(value)]
            for key, value in notice.view.items()
            if key not in _COMMON
        ],
    }


def _forms(case: Case, printed: frozenset[str]) -> list[dict[str, Any]]:
    found = []
    for form in case.forms:
        files = {
            suffix: paths.form_file(case.record, form.form, form.where, suffix)
            for suffix in ("pdf", "docx")
        }
        about: dict[str, Any] = {"name": form.name, "form": form.form, "since": form.since}
        about["where"] = where_words(form.where)
        found.append(about | {k: f"../{f}" if f in printed else None for k, f in files.items()})
    return found


def _register(kind: Kind, case: Case, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """A register's entries as a table, and what is missing in it."""
    entries = next((v for v in case.record.data.values() if isinstance(v, list)), [])
    columns = list((kind.meta.get("登记") or {}).get("列") or _columns(entries))
    return {
        "columns": columns,
        "rows": [[wording.written(entry.get(name)) for name in columns] for entry in entries],
        "gaps": [row for row in rows if row["bucket"] != "done"],
    }


def _fields(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [_node(key, value) for key, value in data.items() if value not in (None, "", [], {})]


def _node(label: str, value: Any) -> dict[str, Any]:
    node = {"label": label, "kind": "value", "value": "", "children": [], "columns": [], "rows": []}
    if isinstance(value, Mapping):
        return node | {"kind": "group", "children": _fields(value)}
    if isinstance(value, list) and value and all(isinstance(item, Mapping) for item in value):
        return node | _listed(value)
    return node | {"value": wording.written(value)}


def _listed(items: list[Mapping[str, Any]]) -> dict[str, Any]:
    """A list of short rows is a table; of nested ones, a group for each."""
    nested = any(isinstance(v, (Mapping, list)) and v for item in items for v in item.values())
    columns = _columns(items)
    if nested or len(columns) > 7:
        groups = [_node(f"第 {number} 项", item) for number, item in enumerate(items, 1)]
        return {"kind": "list", "children": groups}
    rows = [[wording.written(item.get(name)) for name in columns] for item in items]
    return {"kind": "table", "columns": columns, "rows": rows}


def _columns(items: list[Mapping[str, Any]]) -> list[str]:
    return list(dict.fromkeys(key for item in items for key in item))
