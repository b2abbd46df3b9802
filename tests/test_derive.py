"""The ledger: notices by day, minors, statistics, the next change; on the kinds' own examples."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suowu.addresses import addresses_of, key_text
from suowu.calendars import calendar_of
from suowu.define import define
from suowu.definitions import Definitions
from suowu.derive import ResultCache, derive
from suowu.derive.statistics import suppressed
from suowu.derive.views import record_view
from suowu.ledger import Book, Case, Ledger, Notice
from suowu.load import load
from suowu.model import Record
from suowu.rules.scopes import World

ROOT = Path(__file__).resolve().parent.parent


@cache
def definitions() -> Definitions:
    raw = load(records=ROOT / "records", content=ROOT / "content", templates=ROOT / "templates")
    return define(raw)


@cache
def book() -> Book:
    """The good examples of all kinds as one small county."""
    found: dict[str, Record] = {}
    kinds = definitions().kinds
    for kind in kinds.values():
        for number, (name, data) in enumerate(sorted(kind.examples.items()), 1):
            ident = {"案": f"2026-{number:03d}", "簿": f"2026/{kind.id}"}.get(kind.scope, kind.id)
            office = "county" if kind.scope == "县" else "qinghe"
            record = Record(
                office=office, kind=kind.id, id=ident, path=name, digest=ident, data=data
            )
            found[record.key] = record
    offices = {r.office: r for r in found.values() if kinds[r.kind].scope == "所"}
    county = next(r for r in found.values() if kinds[r.kind].scope == "县")
    records = tuple(found[key] for key in sorted(found))
    addresses = addresses_of(key_text())
    return Book(digest="", county=county, offices=offices, records=records, addresses=addresses)


def ledger(as_of: str, book_: Book | None = None) -> Ledger:
    return derive(book_ or book(), definitions(), date.fromisoformat(as_of))


def with_data(key: str, change: dict[str, Any]) -> Book:
    """The small county with one record changed at its top level."""
    records = tuple(
        replace(r, data={**r.data, **change}, digest="changed") if r.key == key else r
        for r in book().records
    )
    return replace(book(), records=records)


def leaves(found: Ledger) -> list[Notice]:
    return [n for c in found.cases.values() for n in c.notices if n.where[:1] == ("外出",)]


def full_case() -> Case:
    cases = ledger("2026-03-20").cases.values()
    return next(c for c in cases if c.record.data.get("外出"))


def test_examples_derive_without_a_fault() -> None:
    assert [p for p in ledger("2026-03-20").problems if p.level == "错误"] == []


def test_a_notice_is_public_on_its_days_and_on_no_other() -> None:
    key = full_case().record.key
    leave = {**full_case().record.data["外出"][0], "公示": {"张贴日期": date(2026, 3, 9)}}
    changed = with_data(key, {"外出": [leave]})
    states = {}
    day = date(2026, 3, 6)
    while day <= date(2026, 3, 18):
        (notice,) = (n for n in leaves(ledger(day.isoformat(), changed)) if n.record == key)
        states[day] = notice.state
        day += timedelta(1)
    shown = [day for day, state in states.items() if state == "公示中"]
    assert shown == [date(2026, 3, 9) + timedelta(n) for n in range(8)]
    assert states[date(2026, 3, 8)] == "待公示" and states[date(2026, 3, 17)] == "期满"


def test_a_notice_view_holds_no_name_place_or_reason() -> None:
    case = full_case()
    for notice in case.notices:
        words = str(notice.view)
        assert case.record.data["姓名"] not in words
        assert case.record.data["罪名"] not in words
        assert "目的地" not in notice.view and "事由" not in notice.view


def test_nothing_about_a_minor_is_ever_public() -> None:
    key = full_case().record.key
    found = ledger("2026-03-12", with_data(key, {"犯罪时未成年": True}))
    assert found.cases[key].minor
    assert {n.state for n in found.cases[key].notices} == {"停发"}
    assert all(not n.view for n in found.cases[key].notices)


def test_a_young_adult_without_the_day_of_the_deed_is_withheld_in_doubt() -> None:
    key = full_case().record.key
    born = full_case().record.data["判决"]["日期"] - timedelta(365 * 20)
    changed = {"出生日期": born, "犯罪日期": None, "犯罪时未成年": None}
    found = ledger("2026-03-12", with_data(key, changed))
    assert not found.cases[key].minor
    assert {n.state for n in found.cases[key].notices} == {"停发"}
    cleared = ledger("2026-03-12", with_data(key, {**changed, "犯罪时未成年": False}))
    assert "停发" not in {n.state for n in cleared.cases[key].notices if n.shape == "leave"}


def test_a_county_that_decides_nothing_keeps_all_notices_off_the_web() -> None:
    data = {key: value for key, value in book().county.data.items() if key != "网上公示"}
    county = replace(book().county, data=data, digest="off")
    found = derive(replace(book(), county=county), definitions(), date(2026, 3, 12))
    assert all("网页" not in n.channels for c in found.cases.values() for n in c.notices)


def test_slugs_tell_nothing_and_do_not_collide() -> None:
    notices = [n for c in ledger("2026-03-20").cases.values() for n in c.notices]
    assert len({n.slug for n in notices}) == len(notices)
    assert all(set(n.slug) <= set("0123456789abcdef") for n in notices)


def test_the_next_change_is_the_day_after_the_first_window_ends() -> None:
    found = ledger("2026-03-12")
    ends = [
        n.last_day + timedelta(1)
        for c in found.cases.values()
        for n in c.notices
        if n.state == "公示中" and n.last_day
    ]
    assert found.next_change is not None
    assert found.next_change[0] <= min(ends)


def test_secrets_never_hold_what_is_shown_on_purpose() -> None:
    found = ledger("2026-03-12")
    strict = {value for value, secret in found.secrets.items() if secret.strict}
    assert not strict & found.public_values
    assert full_case().record.data["姓名"] in found.secrets
    assert full_case().record.data["身份证号"] in found.secrets


def judged(found: Ledger) -> list[Case]:
    """The cases, each seen from the same place: a world reaches others by functions of its own."""
    scope = next(iter(found.cases.values())).scope
    view = scope._replace(world=World(as_of=found.as_of, calendar=definitions().calendar))
    return [replace(case, scope=view) for case in found.cases.values()]


def test_kept_results_give_the_same_ledger() -> None:
    cache = ResultCache()
    day, next_day = date(2026, 3, 20), date(2026, 3, 21)
    first = derive(book(), definitions(), day, cache=cache)
    again = derive(book(), definitions(), day, cache=ResultCache(last=cache.kept))
    other = derive(book(), definitions(), next_day, cache=ResultCache(last=cache.kept))
    assert judged(first) == judged(again) and first.problems == again.problems
    assert other.problems == derive(book(), definitions(), next_day).problems


def test_minority_is_judged_at_the_deed_not_today() -> None:
    kind = definitions().kinds["correction"]
    world = World(as_of=date(2030, 1, 1), calendar=calendar_of({}))
    data = {"出生日期": date(2008, 3, 6), "犯罪日期": date(2026, 3, 6)}
    assert record_view(kind, data, world=world, year=None).minor
    later = {**data, "犯罪日期": date(2026, 3, 7)}
    assert not record_view(kind, later, world=world, year=None).minor


def test_what_nobody_keeps_is_not_counted() -> None:
    """A kind of cases or a register that was added to the program alone is in no table."""
    without = tuple(r for r in book().records if r.kind not in ("duty", "assessment"))
    whole, less = (
        str(ledger("2026-03-20", b).statistics) for b in (book(), replace(book(), records=without))
    )
    for kind in ("duty", "assessment"):
        name = definitions().kinds[kind].name
        assert name in whole and name not in less


@given(st.lists(st.integers(0, 15), max_size=12))
def test_small_cells_cannot_be_worked_out_from_the_total(counts: list[int]) -> None:
    shown = suppressed(counts)
    assert all(number is None or number == 0 or number >= 5 for number in shown)
    hidden = [n for n, s in zip(counts, shown, strict=True) if s is None]
    others = [n for n in counts if n > 0]
    assert len(hidden) != 1 or len(others) == 1


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ([0, 5, 9], [0, 5, 9]),
        ([1, 5, 9], [None, None, None]),
        ([5, 9, 1, 6, 7, 8], [5, 9, None, None, None, 8]),
    ],
)
def test_suppression(counts: list[int], shown: list[int | None]) -> None:
    assert suppressed(counts) == shown


def test_a_notice_posted_late_says_by_how_much() -> None:
    key = full_case().record.key
    leave = {**full_case().record.data["外出"][0], "公示": {"张贴日期": date(2026, 3, 11)}}
    found = ledger("2026-03-12", with_data(key, {"外出": [leave]}))
    (notice,) = (n for n in leaves(found) if n.record == key)
    (broken,) = (o for o in found.cases[key].outcomes if o.rule == "notice-leave")
    assert notice.state == "公示中" and notice.late == broken.days_late
    assert notice.late is not None and notice.late > 0
