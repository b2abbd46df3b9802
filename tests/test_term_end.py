"""届满: the day on which a term is full, worked out of a record's own days."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from suowu.calendars import calendar_of
from suowu.define.schema import with_derived
from suowu.derive.views import record_view
from suowu.fields import Field
from suowu.grammar.kinds import KIND_FILE
from suowu.grammar.leaves import path_of
from suowu.rules.scopes import World
from tests.test_rules import read

WORLD = World(
    as_of=date(2026, 3, 20),
    calendar=calendar_of({}),
    office={},
    county={},
    words=frozenset(),
    siblings=lambda wanted: (),
    offices=(),
)


class _Kind:
    """As much of a kind as a view asks for."""

    def __init__(self, end: dict[str, Any]) -> None:
        fields = {name: {"type": "date"} for name in ("释放", "列为", "报到")}
        written = {"名称": "甲", "范围": "案", "字段": fields, "推算": {"期满": {"届满": end}}}
        self.file = read(KIND_FILE, written)


def worked_out(end: dict[str, Any], **data: date) -> Any:
    kind: Any = _Kind(end)  # Any: stands in for a compiled kind
    return record_view(kind, data, world=WORLD, year=None).derived["期满"]


@pytest.mark.parametrize(
    ("end", "found"),
    [
        ({"从": "释放", "满": "5 年"}, date(2029, 2, 28)),
        ({"从": "释放", "满": "1 月"}, date(2024, 3, 29)),
        ({"从": "释放", "满": "10 年", "年末": True}, date(2034, 12, 31)),
        ({"从": "释放", "满": "3 工作日"}, date(2024, 3, 5)),
        ({"从": "释放"}, date(2024, 2, 29)),
        ({"从": ["列为", "释放"]}, date(2024, 2, 29)),
        ({"从": "列为", "满": "5 年"}, None),
    ],
)
def test_a_term_is_full_on_the_corresponding_day(end: dict[str, Any], found: date | None) -> None:
    assert worked_out(end, 释放=date(2024, 2, 29)) == found


def test_the_first_day_that_is_there_starts_it() -> None:
    end = {"从": ["列为", "报到"], "满": "1 年"}
    assert worked_out(end, 列为=date(2025, 6, 1), 报到=date(2024, 1, 1)) == date(2026, 6, 1)


def test_working_days_of_a_year_not_announced_are_nobodys_guess() -> None:
    assert worked_out({"从": "释放", "满": "3 工作日"}, 释放=date(2030, 1, 1)) is None


def test_it_is_a_day_to_rules_and_forms() -> None:
    derived = _Kind({"从": "释放", "满": "5 年"}).file.derived
    fields = with_derived({"释放": Field(name="释放", type="date")}, derived)
    assert fields["期满"].type == "date"
    assert list(derived) == [path_of("期满")]
