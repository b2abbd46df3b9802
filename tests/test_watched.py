"""Watched days: what is kept for other days says on each of them what it would say anew."""

from __future__ import annotations

import operator
import pickle
import shutil
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from suowu.calendars import age_on, is_minor
from suowu.check import check
from suowu.derive import RecordResult, ResultCache, derive, record_views
from suowu.ledger import Book
from suowu.load import load
from suowu.publish.manifest import line_days, standing_lines
from suowu.rules import judge, rule_set
from suowu.watched import ALL_DAYS, DaySpan, WatchedDay
from tests.counties import (
    GOLDEN_RECORDS,
    ROOT,
    built,
    definitions,
    edit,
    example_county,
    golden_county,
    web_only,
)

DAY = date(2026, 3, 20)
DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))
COMPARE = (operator.lt, operator.le, operator.gt, operator.ge, operator.eq, operator.ne)
ASKED = st.lists(st.tuples(st.sampled_from(COMPARE), DAYS, st.booleans()), max_size=8)


def exactly(day: date = DAY) -> DaySpan:
    return DaySpan(day, day)


# What is asked of a day


@given(day=DAYS, asked=ASKED)
def test_on_every_day_of_the_span_the_answers_are_the_same(day: date, asked: list[Any]) -> None:
    """And on the days just beside it one of them is not, unless a day was asked about itself."""

    def answers(of: date) -> list[bool]:
        return [
            compare(other, of) if turned else compare(of, other) for compare, other, turned in asked
        ]

    watched = WatchedDay(day)
    assert answers(watched) == answers(day)
    since, until = watched.span_of(())
    assert since <= day <= until
    inside = {max(since, date(2025, 1, 1)), min(until, date(2027, 1, 1)), day}
    assert all(answers(each) == answers(day) for each in inside)
    if all(compare not in (operator.eq, operator.ne) for compare, _, _ in asked):
        beside = [since - timedelta(1)] if since > date.min else []
        beside += [until + timedelta(1)] if until < date.max else []
        assert all(answers(each) != answers(day) for each in beside)


def test_nothing_asked_narrows_nothing() -> None:
    watched = WatchedDay(DAY)
    assert watched is not None and watched == watched and not watched < watched
    assert watched != "2026-03-20" and watched not in (None, "", 3)
    assert watched.span_of(((), [date(2026, 1, 1)], {"a": ("b",)})) == ALL_DAYS


def test_its_year_is_that_of_its_days() -> None:
    watched = WatchedDay(DAY)
    assert watched.year == 2026
    assert watched.span_of(()) == DaySpan(date(2026, 1, 1), date(2026, 12, 31))


PLAIN = [name for name in dir(date) if not name.startswith("_") and name != "year"]
OPERATIONS: dict[str, Callable[[date], object]] = {
    "later": lambda day: day + timedelta(3),
    "later, turned": lambda day: timedelta(3) + day,
    "earlier": lambda day: day - timedelta(3),
    "since": lambda day: day - date(2026, 1, 1),
    "until": lambda day: date(2026, 12, 31) - day,
    "a month on": lambda day: day + relativedelta(months=1),
    "written": str,
    "shown": repr,
    "formatted": lambda day: f"{day:%Y-%m}",
    "among others": lambda day: day in {date(2026, 1, 1), DAY},
    "a key": lambda day: {DAY: 1}[day],
    "kept": lambda day: pickle.loads(pickle.dumps(day)),
    "its age": lambda day: age_on(date(1980, 3, 20), day),
}


@pytest.mark.parametrize("name", PLAIN)
def test_whatever_else_a_date_says_is_of_this_very_day(name: str) -> None:
    watched = WatchedDay(DAY)
    assert str(getattr(watched, name))[:12] == str(getattr(DAY, name))[:12]
    assert watched.span_of(()) == exactly()


@pytest.mark.parametrize("name", OPERATIONS)
def test_what_is_counted_from_it_is_of_this_very_day(name: str) -> None:
    watched = WatchedDay(DAY)
    found = OPERATIONS[name](watched)
    assert found == OPERATIONS[name](DAY) and type(found) is not WatchedDay
    assert watched.span_of(()) == exactly()


@pytest.mark.parametrize("hold", [tuple, list, lambda day: {"a": ({"b": day},)}])
def test_what_holds_the_day_is_of_this_very_day(hold: Callable[[Any], object]) -> None:
    watched = WatchedDay(DAY)
    assert watched.span_of((1, hold([watched]))) == exactly()


def test_it_begins_with_the_days_of_what_it_is_asked_about() -> None:
    watched = WatchedDay(DAY, within=DaySpan(date(2026, 3, 1), date(2026, 3, 31)))
    assert watched > date(2026, 3, 9)
    assert watched.span_of(()) == DaySpan(date(2026, 3, 10), date(2026, 3, 31))


@given(born=st.dates(date(1990, 1, 1), date(2012, 12, 31)), day=DAYS)
def test_a_minor_is_who_is_under_eighteen(born: date, day: date) -> None:
    assert is_minor(born, day) is (age_on(born, day) < 18)


# What is kept of records

SOME_DAYS = [DAY + timedelta(n) for n in (0, 1, 2, 3, 10, 11, 42, 43, 130, 300, -1, -45, -400)]


@cache
def books() -> tuple[Book, ...]:
    """The miniature county, and one of every kind's and register's complete example."""
    with TemporaryDirectory() as folder:
        counties = (GOLDEN_RECORDS, example_county(Path(folder)))
        found = [
            check(
                load(records=each, content=ROOT / "content", templates=ROOT / "templates"),
                definitions(),
            )
            for each in counties
        ]
    assert all(isinstance(book, Book) for book in found)
    return tuple(book for book in found if isinstance(book, Book))


@pytest.mark.parametrize("which", [0, 1])
def test_on_another_day_what_was_kept_is_what_would_be_worked_out(which: int) -> None:
    """And by far not everything is worked out again."""
    last: dict[str, RecordResult] = {}
    again = []
    for day in SOME_DAYS:
        kept, fresh = ResultCache(last=last), ResultCache()
        one = derive(books()[which], definitions(), day, cache=kept)
        other = derive(books()[which], definitions(), day, cache=fresh)
        assert kept.kept == fresh.kept and one.cases.keys() == other.cases.keys()
        assert all(one.cases[key].outcomes == other.cases[key].outcomes for key in one.cases)
        assert one.problems == other.problems and one.next_change == other.next_change
        assert all(result.days.covers(day) for result in kept.kept.values())
        again.append(sum(result is not last.get(key) for key, result in kept.kept.items()))
        last = dict(kept.kept)
    assert again[0] == len(last) > again[1] + 3


@pytest.mark.parametrize("which", [0, 1])
def test_a_rule_that_is_passed_over_would_have_said_nothing(which: int) -> None:
    """Of records with all they have, and without any one of their parts."""
    book, rules, passed = books()[which], rule_set(definitions().rules), 0
    views = record_views(book, definitions(), as_of=DAY)
    for record in book.records:
        whole, own = views[record.key].scope, rules.local.get(record.kind, ())
        for gone in (None, *whole.root):
            data = {key: value for key, value in whole.root.items() if key != gone}
            scope = whole._replace(item=data, root=data)
            over = [r for r in own if rules.needs[r.id] and rules.needs[r.id].isdisjoint(data)]
            passed += len(over)
            assert not [outcome for rule in over for outcome in judge(rule, scope)], record.key
    assert passed > 300


# What stands on pages


def test_the_page_of_what_is_settled_stands_on_other_days(tmp_path: Path) -> None:
    """A site brought from day to day is the one made on the last of them; most dossiers stay."""
    records = golden_county(tmp_path)
    stamps: list[dict[str, int]] = []
    for day in ("2026-03-20", "2026-03-21", "2026-04-01"):
        web_only(records, tmp_path / "site", home=tmp_path, as_of=day)
        dossiers = [p for p, line in standing_lines(tmp_path / "site").items() if line_days(line)]
        stamps.append({p: (tmp_path / "site" / p).stat().st_mtime_ns for p in dossiers})
    fresh = web_only(records, tmp_path / "new", home=tmp_path / "home", as_of="2026-04-01")
    files = {f.relative_to(fresh): f.read_bytes() for f in fresh.rglob("*") if f.is_file()}
    assert all((tmp_path / "site" / path).read_bytes() == text for path, text in files.items())
    kept = [path for path, at in stamps[0].items() if stamps[1].get(path) == at]
    assert kept and len(kept) < len(stamps[0])


def test_no_internal_foot_names_the_day(tmp_path: Path) -> None:
    """It would be another page every day; what is counted to a day says so where it is counted."""
    out = web_only(golden_county(tmp_path), tmp_path / "site", home=tmp_path, as_of="2026-03-21")
    inside = [page.read_text("utf-8") for page in (out / "internal").rglob("*.html")]
    assert inside and not any("生成" in page.partition("foot__side")[2] for page in inside)
    board = (out / "internal/index.html").read_text("utf-8")
    assert "截至2026年3月21日" in board
    notices = (out / "public/notices.html").read_text("utf-8")
    assert "内容依据截至2026年3月21日的记录生成" in notices


def test_a_county_s_own_words_may_name_the_day(tmp_path: Path) -> None:
    """What its templates write, on a dossier or around it, is of the day on which it is read."""
    records, templates = golden_county(tmp_path), tmp_path / "templates"
    shutil.copytree(ROOT / "templates", templates)
    edit(templates / "site/pages/dossier.html.j2", "</header>", "{{ site.as_of|日期 }}写</header>")
    edit(templates / "site/pages/foot.html.j2", "回到页首", "{{ site.as_of|日期 }}回到页首")
    for day in (20, 21):
        more = ("--templates", templates, "--as-of", f"2026-03-{day}")
        out = built(records, tmp_path / "site", *more, home=tmp_path)
        pages = [page.read_text("utf-8") for page in (out / "internal/cases").rglob("*-*.html")]
        assert len(pages) > 3
        assert all(page.count(f"2026年3月{day}日写</header>") == 1 for page in pages)
        assert all(page.count(f"2026年3月{day}日回到页首") == 1 for page in pages)
