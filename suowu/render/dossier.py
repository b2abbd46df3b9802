"""Dossier of one record: its deadlines, story, notices, forms and fields.

`Any` in a view: it holds what its template reads.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, TypeAlias

from suowu import wording
from suowu.definitions import Kind
from suowu.derive.views import state_of
from suowu.explain import Step, calculations
from suowu.grammar.jinja import NOTICE_NAMES
from suowu.ledger import Case, FormDue, Notice
from suowu.model import Data, Outcome, Where
from suowu.problems import cited
from suowu.render import paths
from suowu.render.cards import fingerprint
from suowu.render.context import SiteContext
from suowu.render.packets import PaperTitles, packets
from suowu.render.rows import (
    BUCKETS,
    DeadlineRow,
    answerable,
    deadline_row,
    entries_of,
    tone_of_state,
    where_words,
)
from suowu.rules.scopes import present

# heading, depth, pairs, columns, rows of (column, value)
Part: TypeAlias = tuple[str, int, Sequence[tuple[str, str]], Sequence[str], Sequence[Any]]

# A rule, what it is about, its start and its due day
_Finding: TypeAlias = tuple[str, Where, date | None, date | None]

_WIDEST = 7
_ALL = "全部表格"


def dossier(context: SiteContext, case: Case, *, printed: Mapping[str, str]) -> Data:
    """The keys of a dossier or register page, besides those of every page."""
    kind = context.kind_of(case)
    order = list(BUCKETS)
    steps = _calculated(context, case)
    rows = [deadline_row(context, o, steps=steps.get(_finding(o), ())) for o in case.outcomes]
    rows.sort(key=lambda row: (order.index(row["bucket"]), str(row["due"]), row["rule"]))
    open_rows = [row for row in rows if row["bucket"] != "done"]
    shared = {
        "record": _record(context, case),
        "data": case.record.data,
        "derived": case.derived,
        "fields": _fields(_without_sheets(case, kind)),
        "timeline": _timeline(case),
        "open": open_rows,
        "counted_to": case.scope.world.as_of if any(map(_counts_on, open_rows)) else None,
        "done": [row for row in rows if row["bucket"] == "done"],
        "notices": [_notice(context, notice, printed=printed) for notice in case.notices],
        **_forms(case, kind, printed=printed),
    }
    return shared | (_register(kind, case, gaps=open_rows) if kind.scope == "簿" else {})


def _counts_on(row: DeadlineRow) -> bool:
    """Whether the row says how many days are left, or gone."""
    return row["bucket"] in ("overdue", "7", "30", "later")


def _without_sheets(case: Case, kind: Kind) -> Data:
    """The record without its 附表: whole lists of people, which stand in files of their own."""
    return {key: v for key, v in case.record.data.items() if key not in kind.file.attached}


def _calculated(context: SiteContext, case: Case) -> dict[_Finding, tuple[Step, ...]]:
    """How each finding of a deadline came about."""
    said = dict.fromkeys(outcome.rule for outcome in case.outcomes)
    rules = (context.rules[rule] for rule in said if rule in context.rules)
    found = (pair for rule in rules for pair in calculations(case, rule))
    return {_finding(outcome): steps for outcome, steps in found}


def _finding(outcome: Outcome) -> _Finding:
    return outcome.rule, outcome.where, outcome.start, outcome.due


def printed_of(case: Case, kind: Kind, *, paper: PaperTitles) -> dict[str, str]:
    """The paper that a record's page links: its forms, its posters, an office's packets."""
    office = f"print/{case.record.office}"
    found = dict(paper.get(paths.forms_folder(case.record), {}))
    for notice in case.notices:
        found |= paper.get(f"{office}/notices/{notice.slug}", {})
    if kind.scope == "所":
        found |= paper.get(office, {})
    return found


def _record(context: SiteContext, case: Case) -> dict[str, Any]:
    record, kind = case.record, context.kind_of(case)
    own = record.office in context.offices
    state = state_of(kind, case.scope)
    return {
        "id": record.id,
        "key": record.key,
        "kind": record.kind,
        "kind_name": kind.name,
        "scope": kind.scope,
        "office": record.office,
        "office_name": context.office_name(record.office),
        "office_href": f"offices/{record.office}.html" if own else None,
        "title": case.title,
        "path": record.path,
        "year": record.id.partition("/")[0],
        "active": case.active,
        "state": state,
        "state_tone": tone_of_state(state),
        "minor": case.minor,
        "person": answerable(case, kind),
    }


def _timeline(case: Case) -> list[dict[str, Any]]:
    return [
        {
            "date": day,
            "text": words,
            "where": where_words(where),
            "ahead": day > case.scope.world.as_of,
        }
        for day, words, where in case.events
    ]


def _notice(context: SiteContext, notice: Notice, *, printed: Mapping[str, str]) -> Data:
    """A notice with the data of its 公示证明."""
    on_web = notice.state == "公示中" and "网页" in notice.channels
    page = f"../public/{paths.within(paths.notice_page(notice.slug))}"
    return {
        "name": notice.name,
        "state": notice.state,
        "channels": list(notice.channels),
        "off_web": notice.off_web,
        "cited": cited(notice.clause, book=context.county.handbook),
        "approved": notice.approved,
        "grounds": notice.grounds,
        "posted": notice.posted,
        "last_day": notice.last_day,
        "open_ended": notice.open_ended,
        "counted": list(notice.counted),
        "href": page if on_web else None,
        "reason": wording.with_chinese_dates(notice.reason or "") or None,
        "late": notice.late,
        "fingerprint": fingerprint(context, notice) if notice.posted and notice.view else "",
        "papers": _papers(notice, printed),
        "where": where_words(notice.where),
        "rows": [
            (key, wording.written(value))
            for key, value in notice.on_paper.items()
            if key not in NOTICE_NAMES
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


def _forms(case: Case, kind: Kind, *, printed: Mapping[str, str]) -> dict[str, list[Data]]:
    """Packets and forms that are printed, and older ones that only a packet holds."""
    own = (_form(case, kind, due=due, printed=printed) for due in case.forms)
    forms = [*_packets(case, printed), *own]
    return {
        "forms": [form for form in forms if form["pdf"]],
        "older_forms": [form for form in forms if not form["pdf"]],
    }


def _packets(case: Case, printed: Mapping[str, str]) -> list[dict[str, Any]]:
    folder = f"print/{case.record.office}"
    own = {path: title for path, title in printed.items() if path.rpartition("/")[0] == folder}
    blank = {"form": "", "where": "", "since": None, "docx": None}
    return [
        {"name": packet["name"], "pdf": packet["href"]} | blank
        for packet in packets(case.record.office, {folder: own})
    ]


def _form(case: Case, kind: Kind, *, due: FormDue, printed: Mapping[str, str]) -> Data:
    """One form; whatever is printed as a file of its own has its place in the case's PDF too."""
    docx = paths.form_file(case.record, due.form, where=due.where)
    pdf = paths.form_link(case.record, due, kind=kind)
    made = docx in printed
    return {
        "name": due.name,
        "form": due.form,
        "since": due.since,
        "where": where_words(due.where),
        "pdf": f"../{pdf}" if made else None,
        "docx": f"../{docx}" if made else None,
    }


def printed_forms(case: Case, kind: Kind, *, paper: PaperTitles) -> list[Data]:
    """The forms of a record that lie ready: the whole PDF of a case first, then each by its
    place."""
    printed = paper.get(paths.forms_folder(case.record), {})
    found: list[Data] = [
        {"name": due.name, "at": due.where, "pdf": f"../{link}"}
        for due in case.forms
        if paths.form_file(case.record, due.form, where=due.where) in printed
        for link in [paths.form_link(case.record, due, kind=kind)]
    ]
    if not found or kind.scope == "簿":
        return found
    whole = f"../{paths.forms_file(case.record)}"
    return [{"name": _ALL, "at": (), "pdf": whole}, *found]


def _register(kind: Kind, case: Case, *, gaps: list[DeadlineRow]) -> dict[str, Any]:
    """A register's entries as a table, and what is missing in it."""
    entries = entries_of(case)
    columns = list(kind.file.register.columns if kind.file.register else _columns(entries))
    return {
        "columns": columns,
        "rows": [[wording.written(entry.get(name)) for name in columns] for entry in entries],
        "gaps": gaps,
    }


def _fields(data: Mapping[str, Any]) -> list[Part]:
    """The record as flat parts, each with its heading, its depth, and either pairs or a table."""
    return _parts("", data, level=2)


def _parts(label: str, data: Mapping[str, Any], *, level: int) -> list[Part]:
    """The plain fields of a group first, then the groups and lists inside it; nothing empty."""
    pairs: list[tuple[str, str]] = []
    inner: list[Part] = []
    for key, value in data.items():
        if type(value) is str and value:
            pairs.append((key, value))
        elif not present(value):
            continue
        elif isinstance(value, dict):
            inner += _parts(key, value, level=min(level + 1, 6))
        elif isinstance(value, list) and isinstance(value[0], dict):
            inner += _items(key, [v for v in value if present(v)], level=min(level + 1, 6))
        else:
            pairs.append((key, wording.written(value)))
    own = [(label, level, pairs, (), ())] if pairs or inner else []
    return [*own, *inner]


def _items(label: str, items: list[dict[str, Any]], *, level: int) -> list[Part]:
    """A list of narrow rows is a table, of wide ones a part each; what is nested is inline."""
    if not items:
        return []
    full = [[(key, v) for key, v in item.items() if v not in (None, "", [], {})] for item in items]
    columns = tuple({key: None for item in full for key, _ in item})
    if len(columns) > _WIDEST:
        numbered = [
            (f"{label} 第 {number} 项", [(key, _inline(value)) for key, value in item])
            for number, item in enumerate(full, 1)
        ]
        return [(heading, level, pairs, (), ()) for heading, pairs in numbered]
    rows = [[(name, _inline(item.get(name))) for name in columns] for item in items]
    return [(label, level, (), columns, rows)]


def _inline(value: Any) -> str:
    """A nested value in one cell: 姓名：甲，性别：女；姓名：乙，性别：男."""
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return "；".join(wording.written(item) for item in value)
    return wording.written(value)


def _columns(items: Sequence[Mapping[str, Any]]) -> list[str]:
    return list(dict.fromkeys(key for item in items for key in item))
