"""How values are written for readers."""

from datetime import date

import pytest

from suowu import wording


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "是"),
        (False, "否"),
        (date(2026, 3, 6), "2026年3月6日"),
        (["甲", "", None, "乙"], "甲、乙"),
        ({"日期": date(2026, 3, 6), "空": None}, "日期：2026年3月6日"),
        (12, "12"),
    ],
)
def test_any_value_as_a_reader_expects_it(value: object, text: str) -> None:
    assert wording.written(value) == text


def test_months_and_weekdays() -> None:
    assert wording.chinese_month("2026-02") == "2026年2月"
    assert wording.chinese_month("春节") == "春节"
    assert wording.weekday(date(2026, 3, 8)) == "星期日"


@pytest.mark.parametrize(
    ("number", "words"),
    [(0, "零"), (5, "五"), (10, "十"), (15, "十五"), (20, "二十"), (99, "九十九"), (100, "100")],
)
def test_numbers_in_words(number: int, words: str) -> None:
    assert wording.chinese_number(number) == words


@pytest.mark.parametrize(
    ("text", "page"),
    [
        (
            "应在 2026-03-10（含当日）以前，实为 2026-03-11",
            "应在2026年3月10日（含当日）以前，实为2026年3月11日",
        ),
        ("2026-02-30 不是日期", "2026-02-30 不是日期"),
        ("案号 2026-001", "案号 2026-001"),
    ],
)
def test_a_sentence_of_the_terminal_on_a_page(text: str, page: str) -> None:
    assert wording.with_chinese_dates(text) == page
