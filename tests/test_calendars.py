"""Working days, periods and terms against the vectors of the law and an independent library."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from suowu import calendars
from suowu.calendars import Duration, Unannounced, duration
from suowu.grammar.documents import CalendarYear, Days

CALENDAR = calendars.calendar_of({})
DAYS = st.dates(date(2020, 1, 1), date(2026, 6, 30))


@pytest.mark.parametrize(
    ("start", "length", "end"),
    [
        ("2024-09-30", "5 工作日", "2024-10-12"),
        ("2025-09-26", "5 工作日", "2025-10-10"),
        ("2024-02-08", "3 工作日", "2024-02-19"),
        ("2025-01-24", "10 工作日", "2025-02-13"),
        ("2026-02-13", "3 工作日", "2026-02-25"),
        ("2026-02-13", "5 工作日", "2026-02-27"),
        ("2026-04-30", "5 工作日", "2026-05-11"),
        ("2024-11-08", "5 工作日", "2024-11-15"),
        ("2024-11-08", "20 工作日", "2024-12-06"),
        ("2026-02-10", "7 日", "2026-02-24"),
        ("2024-09-26", "5 日", "2024-10-08"),
        ("2025-01-20", "10 日", "2025-02-05"),
        ("2024-01-31", "1 月", "2024-02-29"),
        ("2024-02-29", "1 年", "2025-02-28"),
    ],
)
def test_last_day_of_a_period(start: str, length: str, end: str) -> None:
    assert CALENDAR.add(date.fromisoformat(start), duration(length)) == date.fromisoformat(end)


def test_term_end_does_not_roll_when_told_so() -> None:
    end = CALENDAR.add(date(2026, 2, 10), duration("7 日"), roll=False)
    assert end == date(2026, 2, 17)


@pytest.mark.parametrize(("year", "count"), [(2024, 251), (2025, 248), (2026, 248)])
def test_working_days_of_a_year(year: int, count: int) -> None:
    assert sum(1 for _ in CALENDAR.days(date(year, 1, 1), date(year, 12, 31))) == count


def test_every_day_agrees_with_an_independent_calendar() -> None:
    other = holidays.country_holidays("CN", years=range(2024, 2027))
    day, disagree = date(2024, 1, 1), []
    while day.year < 2027:
        if CALENDAR.is_working(day) != other.is_working_day(day):
            disagree.append(day)
        day += timedelta(1)
    # The State Council's notice for 2024 left 除夕 a working day; the library calls it off.
    assert [day for day in disagree if day != date(2024, 2, 9)] == []


def test_eve_of_2024_is_a_working_day() -> None:
    assert CALENDAR.is_working(date(2024, 2, 9))


def test_unannounced_year_is_said_not_guessed() -> None:
    with pytest.raises(Unannounced) as caught:
        CALENDAR.add(date(2026, 12, 30), duration("5 工作日"))
    assert caught.value.year == 2027
    assert "content/calendars/2027.yml" in caught.value.sentence


def test_a_county_file_wins_and_announces() -> None:
    off = Days(first=date(2027, 1, 1), last=date(2027, 1, 3))
    own = calendars.calendar_of({2027: CalendarYear(year=2027, off=(off,), on=())})
    assert own.add(date(2026, 12, 31), duration("1 工作日")) == date(2027, 1, 4)
    swapped = CalendarYear(year=2026, off=(date(2026, 3, 9),), on=(date(2026, 3, 8),))
    moved = calendars.calendar_of({2026: swapped})
    assert moved.is_working(date(2026, 3, 8)) and not moved.is_working(date(2026, 3, 9))


def test_a_gap_between_announced_years_is_not_jumped() -> None:
    own = calendars.calendar_of({2028: CalendarYear(year=2028, off=(), on=())})
    with pytest.raises(Unannounced) as caught:
        own.add(date(2026, 12, 31), duration("1 工作日"))
    assert caught.value.year == 2027


@pytest.mark.parametrize("text", ["5", "五个工作日", "5 天", "-1 日", ""])
def test_a_bad_duration_names_the_form_wanted(text: str) -> None:
    with pytest.raises(ValueError, match="期限须写作"):
        duration(text)


@given(DAYS, st.integers(1, 60))
def test_adding_then_counting_gives_the_number_back(start: date, number: int) -> None:
    end = CALENDAR.add(start, Duration(number, "工作日"))
    assert CALENDAR.between(start, end) == number
    assert CALENDAR.is_working(end)


@given(DAYS, st.integers(1, 30))
def test_going_back_from_a_working_day_returns(start: date, number: int) -> None:
    day = CALENDAR.roll(start)
    there = CALENDAR.add(day, Duration(number, "工作日"))
    assert CALENDAR.before(there, Duration(number, "工作日")) == day


@given(DAYS, st.integers(0, 90))
def test_rolling_ends_on_a_working_day_never_earlier(start: date, number: int) -> None:
    end = CALENDAR.add(start, Duration(number, "日"))
    assert end >= start + timedelta(number) and CALENDAR.is_working(end)


@given(st.sampled_from(["周", "月", "季", "半年", "年"]), DAYS, st.integers(0, 800))
def test_periods_are_whole_and_do_not_overlap(unit: str, first: date, span: int) -> None:
    found = list(calendars.periods(unit, first, last=first + timedelta(span)))
    for start, end in found:
        assert first <= start <= end <= first + timedelta(span)
        assert calendars.period_of(unit, end) == (start, end)
    assert all(a[1] + timedelta(1) == b[0] for a, b in pairwise(found))


@given(DAYS, st.integers(1, 36))
def test_a_term_of_n_months_is_within_n_months(first: date, number: int) -> None:
    length = Duration(number, "月")
    corresponding = calendars.shift(first, length)
    missing = corresponding.day != first.day
    last = corresponding if missing else corresponding - timedelta(1)
    assert calendars.within_term(first, last, length=length)
    assert not calendars.within_term(first, last + timedelta(1), length=length)


@pytest.mark.parametrize(
    ("first", "length", "civil", "sentence"),
    [
        ("2026-03-10", "3 月", "2026-06-09", "2026-06-09"),
        ("2025-11-30", "3 月", "2026-02-28", "2026-02-27"),
        ("2026-08-31", "6 月", "2027-02-28", "2027-02-27"),
        ("2026-04-30", "3 月", "2026-07-29", "2026-07-30"),
        ("2026-02-28", "3 月", "2026-05-27", "2026-05-30"),
        ("2026-01-30", "1 月", "2026-02-28", "2026-02-27"),
        ("2024-02-29", "1 年", "2025-02-28", "2025-02-27"),
        ("2027-02-28", "1 年", "2028-02-27", "2028-02-27"),
        ("2026-03-10", "30 日", "2026-04-08", "2026-04-08"),
    ],
)
def test_a_month_that_lacks_the_day_ends_the_term(
    first: str, length: str, civil: str, sentence: str
) -> None:
    """民法典 202, and 刑诉解释 202 for sentences."""
    start, long = date.fromisoformat(first), duration(length)
    assert calendars.term_end(start, long) == date.fromisoformat(civil)
    assert calendars.term_end(start, long, sentence=True) == date.fromisoformat(sentence)


DAYS_OF_2026 = st.dates(date(2025, 12, 1), date(2026, 12, 10))


@given(DAYS_OF_2026, st.integers(0, 9), st.integers(0, 20))
def test_what_is_surely_in_time_is_in_time_when_the_year_is_known(
    start: date, number: int, later: int
) -> None:
    length, done = Duration(number, "工作日"), start + timedelta(later)
    short = replace(CALENDAR, years=frozenset(y for y in CALENDAR.years if y < 2026))
    surely = short.surely_within(start, done, length=length)
    assert not surely or done <= CALENDAR.add(start, length)


def test_age_turns_on_the_day_after_the_birthday() -> None:
    assert calendars.age_on(date(2008, 3, 6), date(2026, 3, 6)) == 17
    assert calendars.age_on(date(2008, 3, 6), date(2026, 3, 7)) == 18
    assert calendars.age_on(date(2008, 2, 29), date(2026, 2, 28)) == 17
    assert calendars.age_on(date(2008, 2, 29), date(2026, 3, 1)) == 18


def test_one_is_a_minor_until_the_day_after_the_eighteenth_birthday() -> None:
    assert calendars.is_minor(date(2008, 3, 6), date(2026, 3, 6))
    assert not calendars.is_minor(date(2008, 3, 6), date(2026, 3, 7))
