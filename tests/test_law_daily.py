"""The law of daily supervision, education, rewards, the end and the office, beyond its 示例."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import is_dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from suowu.explain import Step, explain
from suowu.fields import field_at
from suowu.grammar.leaves import Parameter, ParameterName
from suowu.grammar.rules import Rule
from suowu.grammar.tables import keys_of
from suowu.law_text import law_text, rule_sentence
from tests.counties import ROOT, Ran, definitions, edit, example_county, suowu
from tests.test_law_engine import case, said, told

DAY = date(2026, 3, 20)
EXAMPLE = "qinghe/correction/2026-002.yml"
MINE = ("correction-daily", "correction-education", "correction-end", "party", "support", "systems")
OURS = "地方口径"
GROUND = field_at(definitions().kinds["correction"].fields, "电子定位.情形")
GROUNDS = tuple(map(str, GROUND.allowed)) if GROUND else ()


def rule(name: str) -> Rule:
    return next(each for each in definitions().rules if each.id == name)


def found(given: dict[str, Any], name: str, as_of: str = "2026-03-20") -> list[tuple[str, str]]:
    return [(o.state, o.message) for o in told(given, name, as_of)]


# --- what the audit tried ------------------------------------------------------------------------


def device(ground: str | None, **more: Any) -> dict[str, Any]:
    before = {"结果": "同意", "日期": date(2026, 3, 9)}
    whole = {
        "类型": "使用", "情形": ground, "起": date(2026, 3, 10), "止": date(2026, 6, 9),
        "机构审核": before, "负责人批准": {"结果": "批准", "日期": date(2026, 3, 9)},
        "告知日期": date(2026, 3, 10),
    }  # fmt: skip
    return {"电子定位": [{**whole, **more}]}


@pytest.mark.parametrize("ground", GROUNDS)
def test_each_ground_of_a_device_presupposes_something(ground: str) -> None:
    """A record that has nothing but the name of the ground does not carry it."""
    assert found(device(ground), "correction-device-basis")


GIVEN: dict[str, dict[str, Any]] = {
    "违反人民法院禁止令": {
        "禁止令": {"内容": "禁止饮酒", "起": date(2026, 2, 1), "止": date(2026, 7, 31)}
    },
    "拒不按照规定报告自己的活动情况被给予警告": {
        "奖惩": [
            {"类型": "警告", "机构决定": {"结果": "批准", "日期": date(2026, 3, 9), "文号": "一"}}
        ]
    },
    "违反监督管理规定被给予治安管理处罚": {
        "奖惩": [{"类型": "提请治安管理处罚", "公安决定日期": date(2026, 3, 9)}]
    },
}


@pytest.mark.parametrize("ground", GROUNDS)
def test_with_what_it_presupposes_each_ground_holds(ground: str) -> None:
    whole = {**device(ground, 事实="三次擅自离开本县"), **GIVEN.get(ground, {})}
    assert found(whole, "correction-device-basis") == []


@pytest.mark.parametrize("checked", [None, {"结果": "不同意", "日期": date(2026, 3, 9)}])
def test_the_agency_must_have_agreed_to_a_device(checked: dict[str, Any] | None) -> None:
    given = device(GROUNDS[0], 机构审核=checked)
    assert [state for state, _ in found(given, "correction-device-approvals")] == ["违反"]


def test_the_boxes_of_the_form_are_the_grounds_of_the_law() -> None:
    form = definitions().kinds["correction"].forms["device"]
    boxes = re.findall(
        r"勾选: \[(违反人民法院禁止令.*?)\]", Path(ROOT, form.path).read_text("utf-8")
    )
    assert [tuple(each.split(", ")) for each in boxes] == [GROUNDS]


def test_a_loss_of_contact_is_acted_on_at_once() -> None:
    lost = {"日期": date(2026, 3, 2), "情形": "失联", "查找记录": "已联系村委会"}
    days = {"联系本人日期": date(2026, 3, 9), "查访日期": date(2026, 3, 10)}
    given = {"异常": [{**lost, **days, "报告机构日期": date(2026, 3, 19)}]}
    assert found(given, "correction-lost-contact") == []
    assert found(given, "correction-lost-contact-prompt") == [
        ("违反", "失联立即联系迟 6 日：应在 2026-03-03（含当日）以前，实为 2026-03-09")
    ]
    assert found(given, "correction-lost-contact-report") == [
        ("违反", "失联报告迟 14 日：应在 2026-03-05（含当日）以前，实为 2026-03-19")
    ]


def test_a_shortened_term_asks_for_nothing_before_its_ruling() -> None:
    ruling = {"结果": "减刑", "日期": date(2026, 6, 20)}
    given = {
        "矫正期限": {"起": date(2026, 2, 1), "止": date(2026, 6, 30)},
        "刑事执行变更": [{"类型": "减刑", "裁定": ruling}],
        "解除": {
            "类型": "期满",
            "个人总结日期": date(2026, 6, 22),
            "鉴定表日期": date(2026, 6, 22),
        },
    }
    for name in ("correction-discharge-30d", "correction-discharge-short"):
        assert found(given, name, "2026-06-29") == []


@pytest.mark.parametrize(
    ("as_of", "states"),
    [("2026-03-31", []), ("2026-04-01", []), ("2026-04-10", []), ("2026-04-11", ["违反"])],
)
def test_a_month_is_reviewed_by_the_tenth_of_the_next(as_of: str, states: list[str]) -> None:
    given = {"考核": [{"月份": "2026-02", "结果": "合格", "通知日期": date(2026, 3, 2)}]}
    assert [state for state, _ in found(given, "correction-monthly-review", as_of)] == states


def test_while_the_grace_runs_the_month_is_reminded_of() -> None:
    waiting = [o for o in said({}, "correction-monthly-review", "2026-04-07") if o.remind]
    assert [o.message for o in waiting] == [
        "月度考核 2026-03-01 至 2026-03-31 尚缺 1 次，应在 2026-04-10（含当日）以前办理，还有 3 天"
    ]


def test_a_visit_that_does_not_say_to_whom_is_to_the_minor() -> None:
    visit = {"日期": date(2026, 3, 18), "人员": [{"姓名": "顾晓燕", "国家工作人员": True}]}
    given = {"出生日期": date(2009, 3, 4), "查访": [visit]}
    assert found(given, "correction-visit-guardian")
    elsewhere = {**given, "查访": [{**visit, "对象": ["村居", "学校"]}]}
    assert found(elsewhere, "correction-visit-guardian") == []


# --- what is refused -----------------------------------------------------------------------------


def checked(tmp_path: Path, ground: str) -> Ran:
    records = example_county(tmp_path)
    known = "事实: 在禁止进入的娱乐场所被发现"
    edit(records / EXAMPLE, f"情形: {GROUNDS[0]}, {known}", f"情形: {ground}, {known}")
    return suowu(
        "check", "--records", records, "--as-of", "2026-03-20", "--format", "json", home=tmp_path
    )


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("拒不按照规定报告自己的活动情况", "拒不按照规定报告自己的活动情况被给予警告"),
        ("违反监督管理规定", "违反监督管理规定被给予治安管理处罚"),
        ("拟提请撤销缓刑假释或者暂予监外执行收监执行", GROUNDS[4]),
    ],
)
def test_an_old_spelling_of_a_ground_is_refused_with_the_right_one(
    written: str, meant: str, tmp_path: Path
) -> None:
    ran = checked(tmp_path, written)
    (problem,) = [p for p in ran.problems if p["level"] == "错误"]
    assert ran.code == 1 and problem["field"].endswith("情形")
    assert f"“{meant}”" in problem["hint"]


def test_another_ground_is_refused_with_the_five(tmp_path: Path) -> None:
    (problem,) = [p for p in checked(tmp_path, "工作需要").problems if p["level"] == "错误"]
    assert all(ground in problem["message"] for ground in GROUNDS)


# --- words ---------------------------------------------------------------------------------------


def test_a_due_day_is_said_to_count() -> None:
    plan = {"宣告": {"日期": date(2026, 2, 10)}}
    late, open_, near = (
        said({**plan, "矫正方案": {"日期": date(2026, 2, 25)}}, "correction-plan"),
        said(plan, "correction-plan", "2026-02-25"),
        said(plan, "correction-plan", "2026-02-24"),
    )
    assert ["应在 2026-02-24（含当日）以前" in o.message for o in (*late, *open_, *near)] == [
        True
    ] * 3


def test_a_length_that_has_gone_by_rolls_over_rest_days() -> None:
    asked = {"免予集中教育": [{"申请日期": date(2026, 3, 7), "理由": "肢体残疾"}]}
    name = "correction-education-exempt"
    assert (found(asked, name, "2026-03-16"), bool(found(asked, name, "2026-03-17"))) == ([], True)


def test_in_a_year_without_calendar_nothing_has_gone_by_yet() -> None:
    asked = {"免予集中教育": [{"申请日期": date(2097, 3, 7), "理由": "肢体残疾"}]}
    assert found(asked, "correction-education-exempt", "2097-05-20") == []


def test_the_grace_is_in_the_sentence_of_the_rule() -> None:
    sentence = rule_sentence(rule("correction-monthly-review"), DAY)
    assert sentence.endswith("，过后 10 日内补上的也算")


def test_an_explanation_tells_the_grace() -> None:
    review = rule("correction-monthly-review")
    found = explain(case({}), review, kind=definitions().kinds["correction"])
    lines = [f"{step.label}　{step.says}" for step in steps_of(found.steps)]
    assert [line for line in lines if line.startswith("宽限　一期过后 10 日")], lines


def steps_of(steps: Iterable[Step]) -> Iterator[Step]:
    for step in steps:
        yield step
        yield from steps_of(step.parts)


# --- numbers of our own --------------------------------------------------------------------------


def parameters_in(node: object) -> Iterator[Parameter]:
    """The parameters that a rule is judged by."""
    if isinstance(node, ParameterName) and node.parameter:
        yield node.parameter
    elif isinstance(node, (tuple, list)):
        for each in node:
            yield from parameters_in(each)
    elif is_dataclass(node) and not isinstance(node, type):
        names = getattr(node, "__slots__", None) or [k.attribute for k in keys_of(type(node))]
        for name in names:
            if name != "says":
                yield from parameters_in(getattr(node, name))


def ours(one: Rule) -> list[str]:
    return sorted(p.name for p in parameters_in(one) if p.steps[-1].basis == OURS)


def test_a_rule_that_uses_a_number_of_ours_says_so() -> None:
    mine = [each for each in definitions().rules if Path(each.path).stem in MINE]
    using = {each.id: ours(each) for each in mine if ours(each)}
    assert len(using) >= 15
    assert [i for i in using if OURS not in law_text(rule(i).says, DAY)] == []


def test_every_reading_names_a_rule_or_a_word_that_there_is() -> None:
    text = (ROOT / "docs/decisions/0015-readings-of-the-law.md").read_text("utf-8")
    section = text.split("## Daily supervision")[1].split("\n## ")[0]
    ids = {each.id for each in definitions().rules}
    named = set(re.findall(r"\b(?:[a-z]+-)+[a-z0-9]+\b", section.rpartition("|---|")[2]))
    assert named <= ids, named - ids
