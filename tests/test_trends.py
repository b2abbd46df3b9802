"""Dashboard and reports: the numbers add up, and the drawings say what the tables say."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suowu.check import check
from suowu.derive import derive
from suowu.ledger import Book, Ledger
from suowu.load import load
from suowu.render.context import site_context
from suowu.render.figures import Chart, ChartLine, chart, of_percent, percent
from suowu.render.spans import Between, CaseFlow, Judged, OnTime
from suowu.render.standing import standing
from suowu.render.trends import Work, report_view, trends_view
from tests.blanks import definitions
from tests.counties import GOLDEN_RECORDS, ROOT

AS_OF = date(2026, 3, 20)
DEMO = ROOT / "records"


def ledger_at(records: Path, as_of: date = AS_OF) -> Ledger:
    raw = load(records=records, content=ROOT / "content", templates=ROOT / "templates")
    book = check(raw, definitions())
    assert isinstance(book, Book)
    return derive(book, definitions(), as_of)


@pytest.fixture(scope="module")
def demo() -> Ledger:
    return ledger_at(DEMO)


@pytest.fixture(scope="module")
def figures(demo: Ledger) -> dict[str, Chart]:
    context = site_context(demo, internal=True)
    return {
        each.title: each
        for each in trends_view(Work(context, tuple(demo.cases.values())))["figures"]
    }


DAYS = st.dates(date(2025, 12, 20), date(2026, 4, 10))


@given(
    st.lists(st.tuples(st.none() | DAYS, st.none() | DAYS), max_size=12),
    st.lists(st.tuples(DAYS, st.booleans()), max_size=12),
    DAYS,
    DAYS,
)
def test_a_span_is_counted_as_if_each_day_were_looked_at(
    files: list[tuple[date | None, date | None]],
    judged: list[tuple[date, bool]],
    start: date,
    end: date,
) -> None:
    case: Any = None  # of no concern here
    span = Between(min(start, end), max(start, end))
    flow = CaseFlow((case, begun, done) for begun, done in files)
    assert flow.within(span) == (
        sum(begun in span for begun, _ in files),
        sum(done in span for _, done in files),
        sum(bool(b and b < span.end and not (d and d < span.end)) for b, d in files),
    )
    kept = OnTime(Judged(case, "r", due, kept, not kept) for due, kept in judged)
    own = [good for due, good in judged if due in span]
    good = sum(own)
    cells = (len(own), good, len(own) - good, percent(good, len(own)))
    assert kept.within(span, "合计") == ChartLine("合计", cells)


def whole(figure: Chart, column: int) -> int:
    return sum(int(str(line.cells[column])) for line in figure.rows)


def titled(figures: dict[str, Chart], words: str) -> Chart:
    return next(figure for title, figure in figures.items() if words in title)


def test_what_is_open_is_what_came_less_what_went(demo: Ledger, figures: dict[str, Chart]) -> None:
    """Month after month, and at the end as the case list has it."""
    rows = titled(figures, "收案和办结").rows
    for before, after in pairwise(rows):
        begun, done, open_ = (int(str(cell)) for cell in after.cells)
        assert open_ == int(str(before.cells[2])) + begun - done
    kinds = titled(figures, "各类案件")
    assert kinds.total is not None
    assert whole(kinds, 2) == kinds.total.cells[2] == rows[-1].cells[2]


def test_kept_and_missed_are_all_that_was_due(figures: dict[str, Chart]) -> None:
    for words in ("按期率（按到期的月份）", "各所按期率"):
        figure = titled(figures, words)
        for line in (*figure.rows, *([figure.total] if figure.total else [])):
            due, kept, missed, rate = line.cells
            assert due == int(str(kept)) + int(str(missed))
            assert rate == percent(int(str(kept)), int(str(due)))


def test_months_and_offices_count_the_same_deadlines(figures: dict[str, Chart]) -> None:
    months, offices = titled(figures, "按到期的月份"), titled(figures, "各所按期率")
    assert offices.total is not None and whole(months, 0) == offices.total.cells[0]


def test_the_rules_missed_most_come_first(figures: dict[str, Chart]) -> None:
    missed = [int(str(line.cells[2])) for line in titled(figures, "最多的规则").rows]
    assert missed == sorted(missed, reverse=True) and missed[0] > 0


def test_a_drawing_is_as_long_as_its_number(figures: dict[str, Chart]) -> None:
    for figure in figures.values():
        for mark, line in zip(figure.marks, figure.rows, strict=True) if figure.marks else ():
            assert mark.label == line.head and all(0 <= share <= 1 for share in mark.shares)
    loads = titled(figures, "各类案件")
    longest = max(loads.marks, key=lambda mark: mark.shares[0])
    assert longest.shares == (1.0,) and longest.words == (str(max(
        int(str(line.cells[2])) for line in loads.rows
    )),)  # fmt: skip


@pytest.mark.parametrize("rows", [[], [ChartLine("甲", (0,))], [ChartLine("甲", (None,))]])
def test_nothing_is_drawn_of_nothing(rows: list[ChartLine]) -> None:
    figure = chart("题", ("列", "数"), rows=rows, drawing="bars")
    assert figure.drawing == "" and figure.marks == ()


def test_percents_are_read_back() -> None:
    assert [percent(*pair) for pair in ((1, 2), (2, 3), (3, 3), (0, 4), (0, 0))] == [
        "50%", "66.7%", "100%", "0%", "—"
    ]  # fmt: skip
    assert [of_percent(cell) for cell in ("66.7%", "—", 7, None)] == [66.7, None, None, None]


@pytest.mark.parametrize(
    ("as_of", "months", "title", "start", "last"),
    [
        (date(2026, 3, 20), 1, "2026年2月", date(2026, 2, 1), date(2026, 2, 28)),
        (date(2026, 1, 5), 1, "2025年12月", date(2025, 12, 1), date(2025, 12, 31)),
        (date(2026, 3, 20), 6, "2025年下半年", date(2025, 7, 1), date(2025, 12, 31)),
        (date(2026, 7, 1), 6, "2026年上半年", date(2026, 1, 1), date(2026, 6, 30)),
    ],
)
def test_a_report_is_of_the_last_whole_period(
    as_of: date, months: int, title: str, *, start: date, last: date
) -> None:
    found = ledger_at(GOLDEN_RECORDS, as_of)
    context = site_context(found, internal=True)
    view = report_view(Work(context, tuple(found.cases.values())), months=months)
    assert title in view["title"] and (view["start"], view["last"]) == (start, last)


def test_the_handbook_says_how_each_rule_is_kept(demo: Ledger) -> None:
    told = standing(site_context(demo, internal=True), demo.cases.values())
    html = told["handbook/04-05-correction.html"]["rule_correction_announcement"]
    outcomes = [
        o.told
        for c in demo.cases.values()
        for o in c.outcomes
        if o.rule == "correction-announcement"
    ]
    summary = re.sub(r"<[^>]+>", "", html.partition("</summary>")[0])
    said = {words: int(n) for words, n in re.findall(r"([^\s：，]+) (\d+)", summary)}
    assert said["照办"] == outcomes.count("已办") and sum(said.values()) == len(outcomes)
