"""Counting: public numbers from which nobody can work out how few, who came, or who is a minor."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from itertools import product

from suowu.derive.statistics import SMALL, CountTable, suppressed, total_of
from suowu.ledger import Book
from tests.attacks.people import county_of, seen

MOST = 18
"""Up to this sum the columns tried are all there are."""
FAMILIES = "赵钱孙李周吴郑王冯陈"


def test_no_small_number_can_be_worked_out_by_who_knows_how_they_are_hidden() -> None:
    """Of all columns of four offices: whatever is published fits every number from 1 to 4."""
    seen_as: dict[tuple[object, ...], list[tuple[int, ...]]] = defaultdict(list)
    for counts in product(range(15), repeat=4):
        shown = suppressed(counts)
        seen_as[*shown, total_of(counts, shown)].append(counts)
    small = range(1, SMALL)
    for (*_, total), columns in seen_as.items():
        for at in range(4 if not isinstance(total, int) or total <= MOST else 0):
            possible = {column[at] for column in columns}
            assert not possible & set(small) or possible >= set(small), columns[:3]


def public(book: Book, on: date) -> CountTable:
    (table,) = (
        table
        for table in seen(book, on).statistics["public"]
        if isinstance(table, CountTable) and table.title == "在册人员"
    )
    return table


def told(book: Book, on: date) -> str:
    return str(public(book, on))


def test_nobody_sees_from_day_to_day_who_comes_or_goes() -> None:
    people = [{"姓名": f"{family}志远"} for family in FAMILIES]
    ended = {**people[0], "解除": {"类型": "期满", "宣告日期": date(2026, 3, 11)}}
    days = [date(2026, 3, day) for day in (1, 10, 11, 12, 13, 31)]
    numbers = {told(county_of([ended, *people[1:]]), day) for day in days}
    assert len(numbers) == 1
    assert told(county_of([ended, *people[1:]]), date(2026, 4, 1)) not in numbers


def test_minors_and_those_not_shown_to_be_adults_are_not_counted_and_it_is_said() -> None:
    people = [{"姓名": f"{family}志远"} for family in FAMILIES]
    on = date(2026, 3, 12)
    whole = public(county_of(people), on)
    young = [
        {"姓名": "褚小远", "犯罪时未成年": True},
        {"姓名": "褚小近", "出生日期": date(2009, 3, 4)},
        {"姓名": "褚小平", "出生日期": date(2006, 3, 4), "犯罪日期": None},
    ]
    more = public(county_of([*people, *young]), on)
    assert str(more) == str(whole) and whole.total is not None and whole.total.cells == (10,)
    assert "已经成年" in whole.note and "2026年3月1日" in whole.note and "5" in whole.note


def test_four_are_not_told() -> None:
    people = [{"姓名": f"{family}志远"} for family in FAMILIES[:4]]
    table = public(county_of(people), date(2026, 3, 12))
    assert table.rows[0].cells == (None,) and table.total is not None
    assert table.total.cells == (None,)
