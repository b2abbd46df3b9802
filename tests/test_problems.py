"""One shape for every message, in text and in JSON."""

from __future__ import annotations

import json
from datetime import date

import pytest

from suowu.model import Problem
from suowu.problems import cited, did_you_mean, field_of, in_order, problem, shown, to_json, to_text

PATH = "records/qinghe/correction/2026-003.yml"
SCHEMA = problem(
    "须为日期（YYYY-MM-DD）",
    "下周一",
    path=PATH,
    place=(14, 5),
    field="宣告.日期",
    hint="例如 2026-03-09",
    office="qinghe",
    kind="correction",
    record="2026-003",
)
FINDING = problem(
    "入矫宣告迟 2 个工作日：应在 2026-03-06（含当日）以前，实为 2026-03-10",
    path=PATH,
    place=(31, 3),
    level="违规",
    rule="correction-announcement",
    clause="手册 四(五)2(4)①",
    field="宣告.日期",
    due=date(2026, 3, 6),
    days_late=2,
)


def test_text_is_the_contract_to_the_letter() -> None:
    assert to_text([FINDING, SCHEMA]) == (
        f"错误 {PATH}:14:5 宣告.日期 须为日期（YYYY-MM-DD）：'下周一'\n"
        "  提示：例如 2026-03-09\n"
        f"违规 {PATH}:31:3 [correction-announcement] 入矫宣告迟 2 个工作日："
        "应在 2026-03-06（含当日）以前，实为 2026-03-10\n"
        "  依据：手册 四(五)2(4)①"
    )


def test_text_ends_in_the_counts() -> None:
    last = to_text([FINDING, SCHEMA], records=7).splitlines()[-1]
    assert last == "共 7 份记录：错误 1，停发 0，违规 1，提醒 0"


def test_json_is_one_object() -> None:
    answer = json.loads(to_json(date(2026, 3, 20), [FINDING, SCHEMA], records=7))
    assert list(answer) == ["as_of", "problems", "left_out", "summary"]
    assert answer["as_of"] == "2026-03-20"
    assert answer["summary"] == {"错误": 1, "停发": 0, "违规": 1, "提醒": 0, "records": 7}
    assert (
        list(answer["problems"][0])
        == (
            "level path line column office kind record field rule clause message hint due days_late"
        ).split()
    )
    assert [p["rule"] for p in answer["problems"]] == ["schema", "correction-announcement"]
    assert answer["problems"][1]["due"] == "2026-03-06"


def test_a_problem_of_a_whole_file_has_no_line() -> None:
    assert to_text([problem("须有 office.yml", path="records/x/office.yml")]) == (
        "错误 records/x/office.yml 须有 office.yml"
    )


def test_same_problem_is_told_once_and_in_order() -> None:
    first = problem("甲", path="a.yml", place=(2, 1))
    second = problem("乙", path="a.yml", place=(10, 1))
    assert in_order([second, first, first]) == (first, second)


def test_fields_and_values_as_a_clerk_says_them() -> None:
    assert field_of(("外出", 0, "止")) == "外出.第1项.止"
    assert field_of(()) is None
    assert [
        shown(v) for v in (None, True, 3, date(2026, 3, 9), "a\nb", [1, "甲"], {"甲": None})
    ] == [
        "（空）",
        "true",
        "3",
        "2026-03-09",
        "'a b'",
        "[1, 甲]",
        "{甲: （空）}",
    ]
    assert len(shown("长" * 500)) < 50


def test_nearest_word() -> None:
    assert did_you_mean("姓明", ["性别", "姓名"]) == "您是不是想写“姓名”？"
    assert did_you_mean("毫不相干", ["姓名"]) is None


@pytest.mark.parametrize(
    ("clause", "basis", "words"),
    [
        ("四(五)2(4)①", "", "手册 四(五)2(4)①"),
        ("四(五)2(15)④", "治安管理处罚法", "手册 四(五)2(15)④"),
        ("三", "手册", "手册 三"),
        ("十二(三)", "手册", "手册 十二(三)"),
        ("人民调解法 第二十九条", "人民调解法", "人民调解法 第二十九条"),
        ("第二十九条", "人民调解法", "人民调解法 第二十九条"),
        ("人民调解法 第二十九条", "", "人民调解法 第二十九条"),
    ],
)
def test_a_clause_is_cited_with_its_book(clause: str, basis: str, words: str) -> None:
    assert cited(clause, basis) == words
    assert cited(clause, basis, book="《手册》") == words.replace("手册", "《手册》")


def test_a_place_is_said_with_points_or_spaces() -> None:
    assert field_of(("外出", 0, "止")) == "外出.第1项.止"
    assert field_of(("外出", 0, "止"), between=" ") == "外出 第1项 止"
    assert field_of(()) is None


def test_months_of_which_the_same_is_told_share_a_line() -> None:
    def short(month: int, last: int, *, times: int = 0) -> Problem:
        span = f"2026-{month:02}-01 至 2026-{month:02}-{last}"
        return problem(
            f"工作例会不足：{span} 应 1 次，实 {times} 次",
            path="m.yml",
            level="违规",
            rule="meeting",
        )

    three = [short(1, 31), short(2, 28), short(3, 31)]
    together = "违规 m.yml [meeting] 工作例会不足：2026-01、2026-02、2026-03，每月应 1 次，实 0 次"
    assert to_text(three) == together
    assert to_text(three, records=1).endswith("违规 3，提醒 0")
    assert len(to_text([*three[:2], short(3, 31, times=2)]).splitlines()) == 3
