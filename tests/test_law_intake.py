"""Survey, reception, group, announcement and movement: what one rule's 示例 cannot hold.

Each numbered case is one edit of a complete record, judged with all rules together.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import pytest

from suowu.define import define
from suowu.definitions import Definitions
from suowu.derive import derive
from suowu.law_text import rule_sentence
from suowu.model import Outcome
from suowu.rules import reaches_out
from tests.counties import definitions, repository
from tests.test_review_law import CASE, SPOKEN, book_of, changed, county

SURVEY = "qinghe/assessment/2026-001"
MINE = ("correction-", "assessment-")
TODAY = date(2026, 3, 20)


def day(month: int, number: int) -> date:
    return date(2026, month, number)


@cache
def complete(key: str) -> dict[str, Any]:
    return dict(next(record.data for record in county().records if record.key == key))


def outcomes(
    edit: Callable[[dict[str, Any]], object],
    *,
    key: str = CASE,
    as_of: date = TODAY,
    laws: Definitions | None = None,
) -> list[Outcome]:
    """What is said of the complete record after an edit."""
    data = copy.deepcopy(complete(key))
    edit(data)
    book = changed(county(), key, data)
    book = book_of(
        tuple(replace(r, data=data) if r.key == key else r for r in book.records)
    )  # what the edit has taken away stays away
    found = derive(book, laws or definitions(), as_of).cases[key].outcomes
    return [o for o in found if o.state in SPOKEN and o.rule.startswith(MINE)]


def put(path: str, value: Any) -> Callable[[dict[str, Any]], None]:
    """Sets one field, or cuts it with None; numbers count the items of lists."""

    def edit(data: Any) -> None:
        *steps, last = (int(s) if s.lstrip("-").isdigit() else s for s in path.split("."))
        for step in steps:
            data = data[step]
        if value is None:
            del data[last]
        else:
            data[last] = value

    return edit


def both(*edits: Callable[[dict[str, Any]], None]) -> Callable[[dict[str, Any]], None]:
    def edit(data: dict[str, Any]) -> None:
        for each in edits:
            each(data)

    return edit


def rules_of(found: list[Outcome]) -> set[str]:
    return {outcome.rule for outcome in found}


def test_the_complete_records_are_in_order() -> None:
    assert outcomes(lambda data: None) == outcomes(lambda data: None, key=SURVEY) == []


CASES = {
    "18 the same villager twice": (
        put("矫正小组.成员.2", {"姓名": "孙立", "身份": "网格员", "性别": "男"}),
        {"correction-group-min"},
    ),
    "19 announced before the arrival": (
        both(
            put("宣告.日期", day(2, 4)),
            put("宣告.机构负责人批准.日期", day(2, 4)),
            put("矫正小组.成立日期", day(2, 4)),
            put("矫正方案.日期", day(2, 11)),
        ),
        {"correction-announcement", "correction-first-talk"},
    ),
    "20 a plan before the announcement": (
        put("矫正方案.日期", day(2, 9)),
        {"correction-plan"},
    ),
    "21 told before the plan": (put("矫正方案.告知日期", day(2, 11)), {"correction-plan-told"}),
    "22 approved after leaving": (
        both(
            put("外出.0.收件日期", day(3, 9)),
            put("外出.0.申请日期", day(3, 9)),
            put("外出.0.填表日期", day(3, 9)),
            put("外出.0.所审核.日期", day(3, 11)),
            put("外出.0.备案日期", day(3, 11)),
            put("外出.0.告知.日期", day(3, 11)),
        ),
        {"correction-leave-approved-first"},
    ),
    "23 told before the opinion": (
        both(put("外出.0.所审核.日期", day(3, 9)), put("外出.0.备案日期", day(3, 9))),
        {"correction-leave-told-after"},
    ),
    "25 entrusted a month later": (put("受托.日期", day(3, 2)), {"correction-entrusted"}),
    "the leader is nobody's colleague": (
        put("矫正小组.成员.0.姓名", "路平安"),
        {
            "correction-group-leader",
            "correction-group-staff",
            "correction-announcement-attendance",
        },
    ),
    "a social worker leads the group": (
        put("矫正小组.成员.0.姓名", "吴敏"),
        {"correction-group-leader"},
    ),
    "a social worker hosts the announcement": (
        put("宣告.主持人", "吴敏"),
        {"correction-announcement-host"},
    ),
    "nobody asked who he is": (put("接收.身份核实", False), {"correction-identity-checked"}),
    "received at home without leave": (
        put("接收.方式", "上门"),
        {"correction-home-reception"},
    ),
    "the agency decided on the visitor first": (
        put("会客.0.所审查.日期", day(3, 5)),
        {"correction-visitor-examined"},
    ),
    "the agency decided on the trips first": (
        put("经常性跨市县.0.所审查.日期", day(3, 10)),
        {"correction-recurring-examined"},
    ),
    "the agency decided on the moving first": (
        put("迁居.0.所审核.日期", day(3, 10)),
        {"correction-relocation-examined"},
    ),
    "moved before it was approved": (
        put("迁居.0.迁居日期", day(3, 6)),
        {"correction-relocation-approved"},
    ),
    "the agency decided on the area first": (
        put("进入特定区域.0.所审查.日期", day(3, 9)),
        {"correction-area-examined"},
    ),
    "filed before it was approved": (
        put("外出.0.备案日期", day(3, 5)),
        {"correction-leave-filed"},
    ),
    "no call during the leave": (
        put("通信联络.4", day(3, 9)),
        {"correction-leave-supervised"},
    ),
    "the report without its form": (put("报告.0.汇报表", False), {"correction-report-form"}),
}


@pytest.mark.parametrize("name", CASES)
def test_one_edit_earns_just_its_findings(name: str) -> None:
    edit, wanted = CASES[name]
    assert rules_of(outcomes(edit)) == wanted


SURVEYS = {
    "the same officer twice": (
        both(put("调查小组.1", {"姓名": "顾晓燕", "国家工作人员": True})),
        {"assessment-team-size"},
    ),
    "a social worker said to be of the state": (
        both(put("调查小组.0.国家工作人员", False), put("调查小组.1.国家工作人员", True)),
        {"assessment-team-state-staff"},
    ),
    "nobody asked the village": (put("调查.村居意见", None), {"assessment-content"}),
    "no form of approval": (put("呈批表日期", None), {"assessment-approval-form"}),
    "nothing but a date of submission": (
        both(put("调查", None), put("初步意见", None), put("呈批表日期", None)),
        {"assessment-content", "assessment-approval-form"},
    ),
}


@pytest.mark.parametrize("name", SURVEYS)
def test_one_edit_of_a_survey_earns_just_its_findings(name: str) -> None:
    edit, wanted = SURVEYS[name]
    assert rules_of(outcomes(edit, key=SURVEY)) == wanted


def test_who_counts_once_is_named() -> None:
    (found,) = outcomes(CASES["18 the same villager twice"][0])
    assert found.message == (
        "矫正小组人数不符：矫正小组成员应至少 3 人，实为 2 人（孙立 列了不止一次，只算一个）"
    )


def test_a_step_before_its_start_says_which_day_it_follows() -> None:
    (found,) = outcomes(put("矫正方案.日期", day(2, 9)))
    assert found.message == "矫正方案制定次序不对：应不早于 2026-02-10，实为 2026-02-09"
    assert (found.start, found.done) == (day(2, 10), day(2, 9))
    assert found.where == ("矫正方案", "日期")


def test_who_has_no_post_is_named_with_what_was_wanted() -> None:
    (found,) = outcomes(put("宣告.主持人", "吴敏"))
    assert found.message == "宣告主持人不符：主持人须为本所在编工作人员，实为 吴敏"


# --- days that the rules count -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("as_of", "late"),
    [(day(3, 14), False), (day(3, 15), False), (day(3, 16), False), (day(3, 17), True)],
)
def test_36_the_fifth_day_on_a_saturday_is_the_monday(as_of: date, late: bool) -> None:
    change = {"结果": "批准", "日期": day(3, 9), "文号": "（2026）示矫执字第9号"}
    edit = both(put("执行地变更.0.机构决定", change))
    found = [o for o in outcomes(edit, as_of=as_of) if o.rule == "correction-change-archive"]
    assert [o.due for o in found] == ([day(3, 16)] if late else [])


@pytest.mark.parametrize(("value", "short"), [(3, False), (4, True)])
def test_43_a_group_is_judged_by_the_number_of_its_own_day(value: int, short: bool) -> None:
    """A number that rises on 2026-03-01 says nothing of the group of 02-06; one of 02-01 does."""
    since = "2026-02-01" if short else "2026-03-01"
    texts = repository().words
    file = "parameters/correction.yml"
    old = "沿革: [{自: 2024-11-08, 值: 3, 依据: 手册 四(五)2(3)②}]"
    new = f"{old[:-1]}, {{自: {since}, 值: 4, 依据: 手册 四(五)2(3)②}}]"
    assert texts[file].text.count(old) == 1
    words = {**texts, file: replace(texts[file], text=texts[file].text.replace(old, new))}
    laws = define(replace(repository(), words=words, definitions_digest=since))
    assert ("correction-group-min" in rules_of(outcomes(lambda d: None, laws=laws))) is short


def test_a_whole_month_without_a_report_is_told_once_the_month_is_over() -> None:
    gone = put("报告.1", {"日期": day(4, 7), "方式": "电话"})
    for as_of, due in ((day(4, 30), []), (day(5, 1), [day(4, 30)])):
        found = outcomes(gone, as_of=as_of)
        assert [o.due for o in found if o.rule == "correction-reports-come"] == due


# --- the words of the grammar --------------------------------------------------------------------


def test_a_rule_that_asks_a_set_of_cases_looks_across_records() -> None:
    kept = {rule.id: rule for rule in definitions().rules}
    assert not reaches_out(kept["correction-announcement-host"])  # the roster is the office's
    text = repository().words["rules/correction-intake.yml"]
    wider = text.text.replace(
        "须: {宣告.主持人: {在: 宣告时在编人员}}",
        "须: {宣告.主持人: {在: {案: correction, 字段: 宣告.主持人}}}",
    )
    assert wider != text.text
    words = {**repository().words, "rules/correction-intake.yml": replace(text, text=wider)}
    laws = define(replace(repository(), words=words, definitions_digest="wider"))
    assert laws.sound
    assert reaches_out(next(r for r in laws.rules if r.id == "correction-announcement-host"))


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("correction-announcement-host", "须宣告.主持人为本所在编工作人员之一"),
        ("correction-group-min", "矫正小组成员不少于 3 人，姓名相同的只算一个"),
        ("correction-plan", "矫正方案.日期须在宣告.日期之后 5 个工作日内，不得早于起算"),
        (
            "correction-late-report",
            "接收.到所报到日期或者接收.逾期报告机构日期须在接收.机构报到日期之后 4 个工作日内",
        ),
    ],
)
def test_rules_are_told_in_words(rule: str, words: str) -> None:
    found = next(each for each in definitions().rules if each.id == rule)
    assert words in rule_sentence(found, TODAY)
