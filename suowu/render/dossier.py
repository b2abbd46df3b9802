"""What the dossier of one record shows, worked out only when the page is poured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from suowu import wording
from suowu.model import Case, Kind, Notice
from suowu.render import paths
from suowu.render.shapes import BUCKETS, Room, deadline, fingerprint, person_of, where_words

# heading, depth, pairs, columns, rows of (column, value)
Part: TypeAlias = tuple[str, int, Sequence[tuple[str, str]], Sequence[str], Sequence[Any]]

# Titles of printed files by path, by folder
Paper: TypeAlias = Mapping[str, Mapping[str, str]]

_WIDEST = 7

# What every notice view holds besides its 公开字段.
_COMMON = ("名称", "所名", "张贴日期", "末日", "条款", "计数日", "异议电话", "示例数据")


def view(room: Room, case: Case, kind: Kind, printed: Mapping[str, str]) -> dict[str, Any]:
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
        "notices": [_notice(room, notice, printed) for notice in case.notices],
        "forms": _packet_rows(case, printed) + _forms(case, printed),
    }
    return shared | (_register(kind, case, rows) if kind.scope == "簿" else {})


def printed_of(case: Case, kind: Kind, paper: Paper) -> dict[str, str]:
    """The paper that a record's page links: its forms, its posters, an office's packets."""
    office = f"print/{case.record.office}"
    found = dict(paper.get(paths.forms_folder(case.record), {}))
    for notice in case.notices:
        found |= paper.get(f"{office}/notices/{notice.slug}", {})
    if kind.scope == "所":
        found |= paper.get(office, {})
    return found


def packets(office: str, paper: Paper) -> list[dict[str, str]]:
    """What is printed for an office as a whole."""
    own = paper.get(f"print/{office}", {})
    return [{"name": title, "href": f"../{path}"} for path, title in own.items()]


def by_folder(printed: Mapping[str, str]) -> Paper:
    """Titles by path, by folder; the posters of a notice by its slug as if it were a folder."""
    folders: dict[str, dict[str, str]] = {}
    for path in sorted(printed):
        folder, _, name = path.rpartition("/")
        if folder.endswith("/notices"):
            folder = f"{folder}/{name.partition('-')[0]}"
        folders.setdefault(folder, {})[path] = printed[path]
    return folders


def _packet_rows(case: Case, printed: Mapping[str, str]) -> list[dict[str, Any]]:
    folder = f"print/{case.record.office}"
    own = {path: title for path, title in printed.items() if path.rpartition("/")[0] == folder}
    blank = {"form": "", "where": "", "since": None, "docx": None}
    return [
        {"name": packet["name"], "pdf": packet["href"]} | blank
        for packet in packets(case.record.office, {folder: own})
    ]


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


def _notice(room: Room, notice: Notice, printed: Mapping[str, str]) -> dict[str, Any]:
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
        "reason": wording.with_chinese_dates(notice.reason or "") or None,
        "late": notice.late,
        "fingerprint": fingerprint(room, notice) if notice.posted and notice.view else "",
        "papers": _papers(notice, printed),
        "where": where_words(notice.where),
        "rows": [
            [key, wording.written(value)]
            for key, value in notice.view.items()
            if key not in _COMMON
        ],
    }


def _papers(notice: Notice, printed: Mapping[str, str]) -> list[dict[str, str]]:
    """The posters of a notice, or its proof; two of one name are told apart by their size."""
    own = {path: title for path, title in printed.items() if f"/notices/{notice.slug}-" in path}
    titles = list(own.values())
    return [
        {
            "name": title if titles.count(title) == 1 else f"{title} {_size(path)}",
            "href": f"../{path}",
        }
        for path, title in own.items()
    ]


def _size(path: str) -> str:
    return path.rpartition(".")[0].rpartition("-")[2].upper()


def _forms(case: Case, printed: Mapping[str, str]) -> list[dict[str, Any]]:
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


def _fields(data: Mapping[str, Any]) -> list[Part]:
    """The record as flat parts, each with its heading, its depth, and either pairs or a table."""
    parts: list[Part] = []
    _part("", 2, data, parts)
    return parts


def _part(label: str, level: int, data: Mapping[str, Any], parts: list[Part]) -> None:
    """The plain fields of a group first, then the groups and lists inside it."""
    pairs: list[tuple[str, str]] = []
    parts.append((label, level, pairs, (), ()))
    for key, value in data.items():
        if type(value) is str:
            pairs.append((key, value))
        elif isinstance(value, dict):
            if value:
                _part(key, min(level + 1, 6), value, parts)
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            _items(key, min(level + 1, 6), value, parts)
        elif value is not None and value != []:
            pairs.append((key, wording.written(value)))


def _items(label: str, level: int, items: list[dict[str, Any]], parts: list[Part]) -> None:
    """A list of narrow rows is a table, of wide ones a part each; what is nested is inline."""
    full = [[(key, v) for key, v in item.items() if v not in (None, "", [], {})] for item in items]
    columns = tuple({key: None for item in full for key, _ in item})
    if len(columns) > _WIDEST:
        for number, item in enumerate(full, 1):
            pairs = [(key, _inline(value)) for key, value in item]
            parts.append((f"{label} 第 {number} 项", level, pairs, (), ()))
        return
    rows = [[(name, _inline(item.get(name))) for name in columns] for item in items]
    parts.append((label, level, (), columns, rows))


def _inline(value: Any) -> str:
    """A nested value in one cell: 姓名：甲，性别：女；姓名：乙，性别：男."""
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return "；".join(wording.written(item) for item in value)
    return wording.written(value)


def _columns(items: list[Mapping[str, Any]]) -> list[str]:
    return list(dict.fromkeys(key for item in items for key in item))
