"""Book + `as_of` → Ledger: deadlines, findings, notices, forms, statistics and public views."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from suowu.calendars import calendar_of
from suowu.derive.absent import Kept, absent, registers_of
from suowu.derive.changes import next_change_of
from suowu.derive.findings import Locate, Place, level_of, problems_of
from suowu.derive.forms import Due, due_forms
from suowu.derive.notices import Mould, mould_of, notices_of
from suowu.derive.shown import kept_from, namesakes, shown_by
from suowu.derive.statistics import statistics_of
from suowu.derive.views import Lens, View, lens_of
from suowu.model import (
    EMPTY,
    Book,
    Case,
    Data,
    FormDue,
    Kind,
    Ledger,
    Notice,
    Outcome,
    Problem,
    Record,
    Where,
)
from suowu.privacy import Found, public_view, secrets_of
from suowu.privacy.views import permission
from suowu.problems import in_order
from suowu.rules import Bench, Unusable, compile_rules
from suowu.rules.paths import Sibling, World


@dataclass(frozen=True, slots=True)
class Sheet:
    """What follows from one record, its office and its county alone; may be kept by content."""

    outcomes: tuple[Outcome, ...]
    notices: tuple[Notice, ...]
    forms: tuple[FormDue, ...]
    events: tuple[tuple[date, str, Where], ...]
    title: str
    person: str
    secrets: tuple[Found, ...]
    spots: Mapping[Where, Place]


@dataclass(frozen=True, slots=True)
class Memo:
    """Sheets of the last build by content, and those this build used or made."""

    last: Mapping[str, Sheet] = field(default_factory=dict)
    kept: dict[str, Sheet] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """All that is compiled once a build."""

    book: Book
    bench: Bench
    lenses: Mapping[str, Lens]
    moulds: Mapping[str, tuple[Mould, ...]]
    forms: Mapping[str, tuple[Due, ...]]


def derive(
    book: Book, as_of: date, *, locate: Locate | None = None, memo: Memo | None = None
) -> Ledger:
    """Work the whole county out at `as_of`.

    `locate` gives (line, column) of a place in a file for the problems; `memo` keeps what follows
    from one record alone, by content. Unusable rules and notices become 错误 in Ledger.problems.
    """
    desk, faults = _desk(book)
    if desk is None:
        return _refused(book, as_of, faults)
    views, memo = _views(desk, as_of), memo or Memo()
    find = locate or (lambda path, where: (0, 0))
    sheets = {
        record.key: _sheet(desk, record, views[record.key], memo, find) for record in book.records
    }
    kept = registers_of(book)
    cases = {
        record.key: _case(desk, record, views[record.key], sheets[record.key], kept)
        for record in book.records
    }
    rules = {rule.id: rule for rule in book.raw.rules}
    known = {record.path: sheets[record.key].spots for record in book.records}
    found = problems_of(cases.values(), rules, _known_first(known, find))
    offices = {key: _public(book, office, views) for key, office in book.offices.items()}
    county = _public(book, book.county, views)
    shown = shown_by([county, offices], cases.values())
    secrets = kept_from({key: sheet.secrets for key, sheet in sheets.items()}, shown)
    return Ledger(
        book=book,
        as_of=as_of,
        cases=cases,
        problems=in_order([*book.warnings, *found, *namesakes(book.raw.pages, secrets)]),
        public_county=county,
        public_offices=offices,
        statistics=statistics_of(book, cases),
        next_change=next_change_of(cases.values(), as_of),
        secrets=secrets,
        public_values=shown,
    )


def _desk(book: Book) -> tuple[Desk | None, list[Problem]]:
    raw, faults = book.raw, list[Problem]()
    try:
        bench = compile_rules(rule for rule in raw.rules if rule.kind in raw.kinds)
    except Unusable as error:
        return None, [_fault(error.rule.path, error.rule.id, str(error))]
    lenses: dict[str, Lens] = {}
    moulds: dict[str, tuple[Mould, ...]] = {}
    forms: dict[str, tuple[Due, ...]] = {}
    for kind in raw.kinds.values():
        try:
            lenses[kind.id] = lens_of(kind)
            forms[kind.id] = due_forms(kind)
            moulds[kind.id] = tuple(_mould(kind, shape) for shape in kind.notices)
        except (KeyError, ValueError, TypeError) as error:
            reason = f"缺“{error.args[0]}”" if isinstance(error, KeyError) else str(error)
            faults.append(_fault(kind.path, kind.id, f"{kind.name}的定义不能用：{reason}"))
    if faults:
        return None, faults
    return Desk(book=book, bench=bench, lenses=lenses, moulds=moulds, forms=forms), []


def _mould(kind: Kind, shape: Any) -> Mould:
    for path in (shape.meta.get("公开字段") or {}).values():
        permission(kind, shape.meta, path)
    return mould_of(shape)


def _views(desk: Desk, as_of: date) -> dict[str, View]:
    book = desk.book
    calendar = calendar_of(book.raw.calendars)
    words = frozenset(
        str(page.meta["公开事项"]) for page in book.raw.pages if page.meta.get("公开事项")
    )
    offices = tuple(office.data for office in book.offices.values())
    views: dict[str, View] = {}
    reach = _reach(book, views)
    for record in book.records:
        office = book.offices.get(record.office)
        world = World(
            as_of=as_of,
            calendar=calendar,
            office=office.data if office else EMPTY,
            county=book.county.data,
            words=words,
            siblings=reach(record.office if office else None),
            offices=offices,
        )
        views[record.key] = desk.lenses[record.kind].view(record.data, world, _year(record))
    return views


def _reach(book: Book, views: Mapping[str, View]) -> Any:
    groups: dict[tuple[str | None, str], list[Record]] = {}
    for record in book.records:
        groups.setdefault((record.office, record.kind), []).append(record)
        groups.setdefault((None, record.kind), []).append(record)

    def within(office: str | None) -> Any:
        def siblings(kind: str) -> Sequence[Sibling]:
            return [
                Sibling(
                    kind=kind, office=r.office, data=views[r.key].data, active=views[r.key].active
                )
                for r in groups.get((office, kind), ())
            ]

        return siblings

    return within


def _known_first(known: Mapping[str, Mapping[Where, Place]], find: Locate) -> Locate:
    def locate(path: str, where: Where) -> Place:
        return known[path].get(where) or find(path, where)

    return locate


def _sheet(desk: Desk, record: Record, view: View, memo: Memo, find: Locate) -> Sheet:
    key = _memo_key(desk.book, record, view)
    sheet = memo.last.get(key) or _worked_out(desk, record, view, find)
    memo.kept[key] = sheet
    return sheet


def _worked_out(desk: Desk, record: Record, view: View, find: Locate) -> Sheet:
    kind, lens = desk.book.raw.kinds[record.kind], desk.lenses[record.kind]
    notices, posted = notices_of(record, view, kind, desk.moulds[record.kind], desk.bench)
    outcomes = tuple(_owed((*desk.bench.judge(record.kind, view.scope), *posted), view.ended))
    return Sheet(
        outcomes=outcomes,
        notices=notices,
        forms=tuple(f for due in desk.forms[record.kind] for f in due(record.key, view.scope)),
        events=lens.events(view.scope),
        title=lens.name(view.scope),
        person=lens.person(view.scope),
        secrets=tuple(secrets_of(kind, record.data)),
        spots={o.where: find(record.path, o.where) for o in outcomes if level_of(o)},
    )


def _owed(outcomes: Iterable[Outcome], ended: date | None) -> Iterator[Outcome]:
    """Without what had not fallen due when the case ended: nobody owes it any more."""
    for outcome in outcomes:
        lapsed = (
            ended is not None
            and outcome.state in ("待办", "逾期")
            and outcome.due is not None
            and outcome.due > ended
            and (outcome.start is None or outcome.start < ended)
        )
        if not lapsed:
            yield outcome


def _case(desk: Desk, record: Record, view: View, sheet: Sheet, kept: Kept) -> Case:
    wide = tuple(desk.bench.judge_wide(record.kind, view.scope))
    if desk.book.offices.get(record.office) is record:
        wide += tuple(absent(desk.book, desk.bench, desk.lenses, kept, record.office, view))
    return Case(
        record=record,
        active=view.active,
        minor=view.minor,
        title=sheet.title,
        person=sheet.person,
        derived=view.derived,
        outcomes=sheet.outcomes + wide,
        notices=sheet.notices,
        forms=sheet.forms,
        events=sheet.events,
    )


def _memo_key(book: Book, record: Record, view: View) -> str:
    office = book.offices.get(record.office)
    parts = (
        record.key,
        record.digest,
        office.digest if office else "",
        book.county.digest,
        view.scope.world.as_of.isoformat(),
        book.raw.shape_digest,
    )
    return f"{record.office}:{hashlib.sha256(chr(10).join(parts).encode()).hexdigest()}"


def _year(record: Record) -> int | None:
    head = record.id.partition("/")[0]
    return int(head) if "/" in record.id and head.isdigit() else None


def _public(book: Book, record: Record, views: Mapping[str, View]) -> Data:
    return public_view(book.raw.kinds[record.kind], record.data, views[record.key].scope)


def _refused(book: Book, as_of: date, faults: list[Problem]) -> Ledger:
    return Ledger(
        book=book,
        as_of=as_of,
        cases={},
        problems=in_order(faults),
        public_county={},
        public_offices={},
        statistics={},
        next_change=None,
    )


def _fault(path: str, name: str, message: str) -> Problem:
    return Problem(level="错误", path=path, rule="template", field=name, message=message)
