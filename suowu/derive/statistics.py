"""Statistics tables; in public small cells are suppressed so that nobody can be picked out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, TypeAlias

from suowu.data import data_table
from suowu.definitions import Definitions, Kind
from suowu.derive.views import state_of
from suowu.grammar.kinds import BEGUN, KindScope, PublicCount
from suowu.ledger import Book, Case
from suowu.model import Data, Record
from suowu.privacy import withheld
from suowu.rules.conditions import holds
from suowu.rules.scopes import Scope, first_day
from suowu.values import value_at
from suowu.wording import chinese_date

SMALL: Final = 5
"""The least number of persons that is told for itself."""
PARTNERS: Final = 2
"""So many larger numbers are hidden with small ones."""
_WORDS: Final = data_table("statistics")

_Cell: TypeAlias = int | None
Counts: TypeAlias = Counter[tuple[str, str]]
"""Numbers by (office, kind)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CountRow:
    """One line of a table: its head, and a number for each further column (None: suppressed)."""

    head: str
    cells: tuple[_Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CountTable:
    """Counts under a title; `total` is the last line. `noun` is what the rows' heads are sorts of,
    where a number is shown without its table (大型 → 大型司法所).
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[CountRow, ...]
    total: CountRow | None = None
    note: str = ""
    noun: str = ""

    def __str__(self) -> str:
        lines = (*self.rows, self.total) if self.total else self.rows
        words = (
            f"{line.head} {'、'.join('—' if cell is None else str(cell) for cell in line.cells)}"
            for line in lines
        )
        return f"{self.title}：{'，'.join(words)}"


@dataclass(frozen=True, slots=True)
class _Counted:
    """The offices that are counted, and the kinds of what is counted in them."""

    offices: Mapping[str, Record]
    kinds: tuple[Kind, ...]

    def of(self, scope: KindScope) -> list[Kind]:
        return [kind for kind in self.kinds if kind.scope == scope]


def statistics_of(book: Book, definitions: Definitions, *, cases: Mapping[str, Case]) -> Data:
    """Tables by audience: "public", "internal", and "offices" by office id.

    Cases and registers of a kind that no office has any of are left out.
    """
    kept = {record.kind for record in book.records}
    kinds = [k for k in definitions.kinds.values() if k.scope in ("所", "县") or k.id in kept]
    county = _Counted(book.offices, tuple(kinds))
    everyone = list(cases.values())
    return {
        "public": tuple(_public_tables(county, everyone)),
        "internal": tuple(_internal_tables(county, everyone)),
        "offices": {
            office: tuple(
                _office_tables(county, [c for c in everyone if c.record.office == office])
            )
            for office in county.offices
        },
    }


def suppressed(counts: Sequence[int]) -> list[int | None]:
    """Numbers from 1 to 4 are hidden, and with them the next two in order that are larger.

    Why the next and not the smallest: who knows how large the others are learns nothing of a
    choice by place. With `total_of`, every small number may still be anything from 1 to 4.
    """
    hidden = [index for index, number in enumerate(counts) if 0 < number < SMALL]
    last = hidden[-1] if hidden else 0
    ring = [*range(last + 1, len(counts)), *range(last)]
    larger = [index for index in ring if counts[index] >= SMALL]
    hidden += larger[:PARTNERS] if hidden else []
    return [None if index in hidden else number for index, number in enumerate(counts)]


def total_of(counts: Sequence[int], shown: Sequence[int | None]) -> int | None:
    """The sum, unless it would give hidden numbers away."""
    hidden = [number for number, cell in zip(counts, shown, strict=True) if cell is None]
    partners = [number for number in hidden if number >= SMALL]
    told = hidden and (len(partners) < PARTNERS or sum(hidden) < SMALL * len(hidden))
    return None if told else sum(counts)


def in_year_before(until: date, on: date | None) -> bool:
    """Whether a day lies in the twelve months before the first of a month."""
    return on is not None and _year_before(until) <= on < until


def note_of_a_year(until: date, *, unit: str) -> str:
    """What stands under counts of those twelve months."""
    days = {"since": chinese_date(_year_before(until)), "day": chinese_date(until)}
    return str(_WORDS["近一年"].format(**days, number=SMALL, unit=unit))


def _year_before(until: date) -> date:
    return until.replace(year=until.year - 1)


def _public_tables(county: _Counted, cases: list[Case]) -> Iterator[CountTable]:
    yield _types(county)
    first, counts = _of_the_month(county, cases)
    for (title, unit, counted), kinds in _published(county).items():
        if counted == BEGUN:
            yield _in_a_year(kinds, cases, title=title, unit=unit, until=first)
            continue
        until = chinese_date(first)
        whom = _WORDS["只计成年"] if any(kind.personal for kind in kinds) else ""
        note = _WORDS["小数"].format(day=until, whom=whom, number=SMALL, unit=unit)
        yield _by_office(county, kinds, counts=counts, title=title, note=note, public=True)
    yield from _registers(county, cases)


def _internal_tables(county: _Counted, cases: list[Case]) -> Iterator[CountTable]:
    yield _types(county)
    if kinds := county.of("案"):
        yield _by_office(county, kinds, counts=_active(cases), title=_WORDS["在办"]["标题"])
    yield from (_waiting(county, kind, cases=cases) for kind in kinds if kind.file.states)
    yield from _registers(county, cases)
    for kind in kinds:
        yield from _classes(kind, cases)


def _registers(county: _Counted, cases: list[Case]) -> Iterator[CountTable]:
    if kinds := county.of("簿"):
        yield _by_office(county, kinds, counts=_entries(cases), title=_WORDS["登记"]["标题"])


def _published(county: _Counted) -> dict[tuple[str, str, str], list[Kind]]:
    """The kinds that are counted in public, by the title, unit and way their 公开统计 asks for."""
    groups: dict[tuple[str, str, str], list[Kind]] = {}
    for kind in county.of("案"):
        wanted: PublicCount | None = kind.file.public_count
        if wanted is not None:
            groups.setdefault((wanted.label, wanted.unit, wanted.counts), []).append(kind)
    return groups


def _types(county: _Counted) -> CountTable:
    kind = next(kind for kind in county.kinds if kind.scope == "所")
    fields = kind.file.counted_by
    counts = Counter(
        str(value_at(office.data, field.keys))
        for office in county.offices.values()
        for field in fields
    )
    order = [word for field in fields for word in kind.fields[field.text].allowed]
    names = sorted(counts, key=lambda name: (order.index(name) if name in order else 99, name))
    words = _WORDS["设置"]
    return CountTable(
        title=words["标题"],
        columns=tuple(words["列"]),
        rows=tuple(CountRow(head=name, cells=(counts[name],)) for name in names),
        total=CountRow(head=_WORDS["合计"], cells=(len(county.offices),)),
        noun=words["称"],
    )


def _by_office(
    county: _Counted,
    kinds: list[Kind],
    *,
    counts: Counts,
    title: str,
    note: str = "",
    public: bool = False,
) -> CountTable:
    """A line an office, a column a kind. `public` columns are suppressed each for itself."""
    columns: list[list[_Cell]] = []
    for kind in kinds:
        numbers = [counts[office, kind.id] for office in county.offices]
        cells = suppressed(numbers) if public else list(numbers)
        columns.append([*cells, total_of(numbers, cells)])
    heads = [
        *(str(office.data.get("名称", "")) for office in county.offices.values()),
        _WORDS["合计"],
    ]
    *rows, total = (
        CountRow(head=head, cells=tuple(cells))
        for head, *cells in zip(heads, *columns, strict=True)
    )
    return CountTable(
        title=title,
        columns=(_WORDS["各所"], *(kind.name for kind in kinds)),
        rows=tuple(rows),
        total=total,
        note=note,
    )


def _waiting(county: _Counted, kind: Kind, *, cases: list[Case]) -> CountTable:
    """A line an office, a column for what else a case may be than 在办 or 已办结."""
    states = kind.file.state_names
    own = [case for case in cases if case.record.kind == kind.id]
    counts = Counter((case.record.office, state_of(kind, case.scope)) for case in own)
    cells = {o: tuple(counts[o, state] for state in states) for o in county.offices}
    heads = {o: str(office.data.get("名称", "")) for o, office in county.offices.items()}
    total = tuple(sum(column) for column in zip(*cells.values(), strict=True))
    return CountTable(
        title=_WORDS["状态"]["标题"].format(kind=kind.name, states="、".join(states)),
        columns=(_WORDS["各所"], *states),
        rows=tuple(CountRow(head=heads[o], cells=cells[o]) for o in heads),
        total=CountRow(head=_WORDS["合计"], cells=total),
    )


def _office_tables(county: _Counted, cases: list[Case]) -> Iterator[CountTable]:
    """What an office's own public page shows: registers only, they are about nobody."""
    counts = _entries(cases)
    rows = [
        CountRow(head=kind.name, cells=(sum(n for (_, k), n in counts.items() if k == kind.id),))
        for kind in county.of("簿")
    ]
    if rows:
        words = _WORDS["登记"]
        yield CountTable(title=words["标题"], columns=tuple(words["列"]), rows=tuple(rows))


def _classes(kind: Kind, cases: list[Case]) -> Iterator[CountTable]:
    for field in kind.file.counted_by:
        counts = Counter(
            str(value_at(case.record.data, field.keys) or _WORDS["未填"])
            for case in cases
            if case.record.kind == kind.id and case.active
        )
        yield CountTable(
            title=_WORDS["分类"]["标题"].format(kind=kind.name, field=field),
            columns=(field.text, _WORDS["分类"]["列"]),
            rows=tuple(CountRow(head=name, cells=(n,)) for name, n in counts.most_common()),
        )


def _active(cases: Iterable[Case]) -> Counts:
    return Counter((case.record.office, case.record.kind) for case in cases if case.active)


def _of_the_month(county: _Counted, cases: list[Case]) -> tuple[date, Counts]:
    """Adults' cases that were open on the first of the month: from day to day nobody can see
    whose comes or goes."""
    first = cases[0].scope.world.as_of.replace(day=1) if cases else date.min
    kinds = {kind.id: kind for kind in county.of("案") if kind.file.public_count is not None}
    seen = ((case, kinds[case.record.kind]) for case in cases if case.record.kind in kinds)
    return first, Counter(
        (case.record.office, kind.id) for case, kind in seen if _was_open(case, kind, on=first)
    )


def _in_a_year(
    kinds: list[Kind], cases: list[Case], *, title: str, unit: str, until: date
) -> CountTable:
    """Matters of the whole county that came in the twelve months before a day, by kind: an office
    has too few of most."""
    wanted = {kind.id: kind for kind in kinds}
    seen = ((case, wanted[case.record.kind]) for case in cases if case.record.kind in wanted)
    told = Counter(
        kind.id
        for case, kind in seen
        if in_year_before(until, first_day(kind.file.begins, case.scope))
        and not (kind.personal and withheld(kind, case.scope, posted=None))
    )
    cells = suppressed([told[kind.id] for kind in kinds])
    return CountTable(
        title=title,
        columns=(_WORDS["事项"], _WORDS["数"].format(unit=unit)),
        rows=tuple(CountRow(head=k.name, cells=(c,)) for k, c in zip(kinds, cells, strict=True)),
        note=note_of_a_year(until, unit=unit),
    )


def _was_open(case: Case, kind: Kind, *, on: date) -> bool:
    data, world = case.record.data, replace(case.scope.world, as_of=on)
    then = Scope(item=data, root=data, world=world)
    return holds(kind.file.active, then) and withheld(kind, then, posted=None) is None


def _entries(cases: Iterable[Case]) -> Counts:
    counts: Counts = Counter()
    for case in cases:
        entries = case.record.data.get("条目")
        if isinstance(entries, list):
            counts[case.record.office, case.record.kind] += len(entries)
    return counts
