"""Counts for tables; in public small cells are suppressed so that nobody can be picked out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from suowu.model import Book, Case, Data, Kind

SMALL = 3
Row = list[Any]


def statistics_of(book: Book, cases: Mapping[str, Case]) -> Data:
    """Tables {title, note, columns, rows}: "public", "internal", and "offices" by office id."""
    everyone = list(cases.values())
    return {
        "public": list(_tables(book, everyone, public=True)),
        "internal": [*_tables(book, everyone, public=False), *_classes(book, everyone)],
        "offices": {
            office: list(_office_tables(book, [c for c in everyone if c.record.office == office]))
            for office in book.offices
        },
    }


def suppressed(counts: Sequence[int]) -> list[int | None]:
    """Numbers from 1 to 2 are hidden, and more with them until no sum gives them away."""
    hidden = [index for index, number in enumerate(counts) if 0 < number < SMALL]
    rest = [index for index, number in enumerate(counts) if number >= SMALL]
    rest.sort(key=lambda index: (counts[index], index))
    while hidden and rest and _guessable([counts[index] for index in hidden]):
        hidden.append(rest.pop(0))
    return [None if index in hidden else number for index, number in enumerate(counts)]


def total_of(counts: Sequence[int], shown: Sequence[int | None]) -> int | None:
    """The sum, unless it would give hidden numbers away."""
    hidden = [number for number, cell in zip(counts, shown, strict=True) if cell is None]
    return None if hidden and _guessable(hidden) else sum(counts)


def _guessable(hidden: Sequence[int]) -> bool:
    """Whether so many numbers of this sum may all be small."""
    return len(hidden) < 2 or sum(hidden) < SMALL * len(hidden)


def _tables(book: Book, cases: list[Case], *, public: bool) -> Iterator[Data]:
    yield _types(book)
    shown = [kind for kind in _kinds(book, "案") if not public or kind.meta.get("公开统计")]
    if shown:
        title = "在册人员" if public else "在办案件"
        yield _by_office(book, title, shown, _active(cases), public=public)
    registers = _kinds(book, "簿")
    if registers:
        yield _by_office(book, "所务登记", registers, _entries(cases), public=False)


def _types(book: Book) -> Data:
    kind = next(kind for kind in book.raw.kinds.values() if kind.scope == "所")
    fields = kind.meta.get("统计") or []
    counts = Counter(
        str(getter_of(field, office.data)) for office in book.offices.values() for field in fields
    )
    order = [word for field in fields for word in kind.schema[field].get("allowed") or []]
    names = sorted(counts, key=lambda name: (order.index(name) if name in order else 99, name))
    rows: list[Row] = [[name, counts[name]] for name in names]
    return _table("司法所设置", ["类型", "家数"], [*rows, ["合计", len(book.offices)]])


def getter_of(path: str, data: Data) -> Any:
    """The value at a plain dotted path of a record."""
    value: Any = data
    for key in path.split("."):
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def _by_office(
    book: Book, title: str, kinds: list[Kind], counts: Counter[tuple[str, str]], *, public: bool
) -> Data:
    offices = list(book.offices)
    columns = []
    for kind in kinds:
        numbers = [counts[office, kind.id] for office in offices]
        cells = suppressed(numbers) if public else list(numbers)
        columns.append([*cells, total_of(numbers, cells)])
    names = [str(office.data.get("名称", "")) for office in book.offices.values()]
    rows = [[name, *cells] for name, *cells in zip([*names, "合计"], *columns, strict=True)]
    note = f"少于 {SMALL} 人的不单列，以“—”表示" if public else ""
    return _table(title, ["司法所", *(kind.name for kind in kinds)], rows, note)


def _office_tables(book: Book, cases: list[Case]) -> Iterator[Data]:
    """What an office's own public page shows: registers only, they are about nobody."""
    counts = _entries(cases)
    rows = [
        [kind.name, sum(n for (_, k), n in counts.items() if k == kind.id)]
        for kind in _kinds(book, "簿")
    ]
    if rows:
        yield _table("所务登记", ["登记簿", "条数"], rows)


def _classes(book: Book, cases: list[Case]) -> Iterator[Data]:
    for kind in _kinds(book, "案"):
        for field in kind.meta.get("统计") or []:
            counts = Counter(
                str(getter_of(field, case.record.data) or "未填")
                for case in cases
                if case.record.kind == kind.id and case.active
            )
            rows: list[Row] = [[name, number] for name, number in counts.most_common()]
            yield _table(f"{kind.name}（在办）按{field}", [field, "件数"], rows)


def _kinds(book: Book, scope: str) -> list[Kind]:
    return [kind for kind in book.raw.kinds.values() if kind.scope == scope]


def _active(cases: Iterable[Case]) -> Counter[tuple[str, str]]:
    return Counter((case.record.office, case.record.kind) for case in cases if case.active)


def _entries(cases: Iterable[Case]) -> Counter[tuple[str, str]]:
    counts: Counter[tuple[str, str]] = Counter()
    for case in cases:
        entries = case.record.data.get("条目")
        if isinstance(entries, list):
            counts[case.record.office, case.record.kind] += len(entries)
    return counts


def _table(title: str, columns: list[str], rows: list[Row], note: str = "") -> Data:
    return {"title": title, "note": note, "columns": columns, "rows": rows}
