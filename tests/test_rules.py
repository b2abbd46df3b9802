"""The vocabulary itself: paths, conditions, dated values, and what is not understood."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from suowu.calendars import calendar_of
from suowu.define import define
from suowu.grammar.conditions import LENGTH, SET, Amount
from suowu.grammar.leaves import Parameter, ParameterName, path_of
from suowu.grammar.leaves import ValueSince as ParameterStep
from suowu.grammar.operators import CONDITION
from suowu.grammar.rules import RULE_WORDS, Rule
from suowu.grammar.shapes import At, Fault, Shape
from suowu.grammar.tables import Table
from suowu.load import load
from suowu.model import Outcome, Problem, Raw, TextFile
from suowu.problems import to_text
from suowu.rules import judge, rule_set
from suowu.rules.conditions import as_length, holds, in_force
from suowu.rules.frequencies import first_day_of
from suowu.rules.scopes import Scope, World, count, first_day, hits, items, value

ROOT = Path(__file__).resolve().parent.parent
CALENDAR = calendar_of({})
DATA: dict[str, Any] = {
    "姓名": "甲",
    "组": {"成员": [{"姓名": "乙", "长": True}, {"姓名": "丙"}]},
    "簿": [{"访": [{"人": "丁"}, {"人": "戊"}]}, {"访": []}],
    "起": date(2026, 2, 10),
    "止": date(2026, 3, 9),
    "空": {},
}
DEADLINE = {"从": "起", "到": "止", "内": "5 工作日"}


def scope(
    data: dict[str, Any] | None = None, *, as_of: date = date(2026, 3, 20), **world: Any
) -> Scope:
    root = DATA if data is None else data
    return Scope(item=root, root=root, world=World(as_of=as_of, calendar=CALENDAR, **world))


def read(shape: Shape, written: Any) -> Any:
    """What people write, as the grammar reads it; nothing may be wrong with it."""
    faults: list[Fault] = []
    found = shape.read(written, At((), faults))
    assert not faults, faults
    return found


def refused(shape: Shape, written: Any) -> Fault:
    """The one thing that is wrong with it."""
    faults: list[Fault] = []
    shape.read(written, At((), faults))
    (fault,) = faults
    return fault


def rule(word: str, args: Any, **more: Any) -> Rule:
    head = {
        "id": "r", "名称": "事项", "条款": "一", "依据": "手册", "层级": "手册", "核实": True,
        "生效": date(2020, 1, 1), "适用": "k", "级别": "违规", "说明": "须这样",
    }  # fmt: skip
    made: Rule = read(Table(Rule), {**head, word: args, **more})
    return made


def judged(word: str, args: Any, data: dict[str, Any], **more: Any) -> list[Outcome]:
    as_of = more.pop("as_of", date(2026, 3, 20))
    return list(judge(rule(word, args, **more), scope(data, as_of=as_of)))


# Paths


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("姓名", "甲"),
        ("组.成员.姓名", ["乙", "丙"]),
        ("/姓名", "甲"),
        ("没有.的", None),
        ("姓名.没有", None),
        ("所:名称", "青河"),
        ("县:名称", "示例县"),
        ("内容:职能", True),
        ("内容:流程", None),
    ],
)
def test_paths(path: str, found: object) -> None:
    around: dict[str, Any] = {
        "office": {"名称": "青河"},
        "county": {"名称": "示例县"},
        "words": {"职能"},
    }
    assert value(path_of(path), scope(**around)) == found


def test_nested_lists_are_flattened_with_their_places() -> None:
    assert hits(path_of("簿.访.人"), scope()) == [
        ("丁", ("簿", 0, "访", 0, "人")),
        ("戊", ("簿", 0, "访", 1, "人")),
    ]


def test_an_item_sees_its_own_fields_the_record_and_what_it_was_entered_from() -> None:
    leader, _ = items(path_of("组.成员"), scope())
    seen = [value(path_of(text), leader) for text in ("姓名", "/姓名", "../姓名", "起")]
    assert seen == ["乙", "甲", "甲", None]


def test_the_first_of_several_days_that_is_there() -> None:
    paths = [path_of(text) for text in ("没有", "止", "起")]
    assert first_day(paths, scope()) == date(2026, 3, 9)


# Conditions


@pytest.mark.parametrize(
    ("spec", "wanted"),
    [
        ({"姓名": "甲"}, True),
        ({"姓名": {"等于": "乙"}}, False),
        ({"姓名": {"在": ["甲", "乙"]}}, True),
        ({"姓名": {"不在": ["甲"]}}, False),
        ({"姓名": {"在": "组.成员.姓名"}}, False),
        ({"组.成员.姓名": {"在": ["丙", "丁"]}}, True),
        ({"组.成员.姓名": {"含": "丙"}}, True),
        ({"组.成员.姓名": {"含": ["乙", "丁"]}}, False),
        ({"空": {"有": False}}, True),
        ({"组.成员": {"不少于": 2}}, True),
        ({"组.成员": {"超过": 2}}, False),
        ({"组.成员": {"不超过": 2}}, True),
        ({"没有": {"少于": 1}}, False),
        ({"起": {"已到": True}}, True),
        ({"起": {"已过": "38 日"}}, False),
        ({"起": {"已过": "37 日"}}, True),
        ({"起": {"早于": date(2026, 2, 11)}}, True),
        ({"起": {"不早于": date(2026, 2, 10), "不晚于": "起"}}, True),
        ({"起": {"晚于": "止"}}, False),
        ({"没有": {"早于": date(2026, 2, 11)}}, False),
        ({"任一": [{"姓名": "乙"}, {"姓名": "甲"}]}, True),
        ([{"姓名": "甲"}, {"空": {"有": True}}], False),
        ({"非": {"姓名": "甲"}}, False),
        ({"存在": {"集": "组.成员", "条件": {"姓名": "丙", "长": {"有": False}}}}, True),
        ({"存在": {"集": "组.成员", "条件": {"姓名": "甲"}}}, False),
        ({"期间": {"起": "起", "止": "止", "超过": "1 月"}}, False),
        ({"期间": {"起": "起", "止": "止", "超过": "27 日"}}, True),
        ({"依次": ["起", "止"]}, True),
        ({"依次": ["止", "起"]}, False),
        ({"在办": True, "未成年": False}, True),
        ({"在办于": "起"}, True),
    ],
)
def test_conditions(spec: Any, wanted: bool) -> None:
    assert holds(read(CONDITION, spec), scope()) is wanted


def test_no_condition_always_holds() -> None:
    assert holds(None, scope())


def test_an_unknown_comparison_names_those_there_are() -> None:
    fault = refused(CONDITION, {"姓名": {"大": 1}})
    assert fault.says == "没有这个比较词" and fault.hint and "不少于" in fault.hint
    assert fault.where == ("姓名", "大")


def test_a_comparison_nearly_right_is_named() -> None:
    assert refused(CONDITION, {"姓名": {"不少": 1}}).hint == "您是不是想写“不少于”？"


def test_an_empty_condition_is_refused() -> None:
    assert refused(CONDITION, {}).says.startswith("须为条件")


def test_sets_count_and_pick() -> None:
    leaders = read(SET, {"集": "组.成员", "条件": {"长": True}})
    others = read(SET, {"集": "组.成员", "条件": {"长": {"有": False}}, "字段": "姓名"})
    assert count(leaders, scope()) == 1
    assert hits(others, scope()) == [("丙", ("组", "成员", 1, "姓名"))]


# Amounts


def test_the_value_in_force_on_the_day_counts() -> None:
    steps = (
        ParameterStep(date(2024, 1, 1), 5, "手册"),
        ParameterStep(date(2027, 1, 1), 3, "新手册"),
    )
    named = ParameterName("期限", parameter=Parameter("期限", "时间", "工作日", steps))
    wanted = Amount(((None, named),))

    def on(year: int, month: int, day: int) -> str | None:
        found = in_force(wanted, scope().dated(date(year, month, day)))
        return str(as_length(found)) if found else None

    assert on(2023, 12, 31) is None
    assert on(2026, 12, 31) == "5 个工作日"
    assert on(2027, 1, 1) == "3 个工作日"


def test_a_value_for_a_special_case_goes_before_the_general_one() -> None:
    written = [{"值": "10 工作日"}, {"条件": {"姓名": "甲"}, "值": "5 工作日"}]
    wanted = read(LENGTH, written)

    def of(name: str) -> str:
        found = in_force(wanted, scope({"姓名": name}))
        return str(found.value if found else None)

    assert (of("甲"), of("乙")) == ("5 个工作日", "10 个工作日")


# What is not understood

HEAD = """\
主题: 试验
共用: {依据: 手册, 层级: 手册, 核实: true, 生效: 2024-11-08, 级别: 违规, 适用: correction}
规则:
  - id: r
    名称: 事项
    条款: 一
    说明: 须这样
"""


@cache
def tree() -> Raw:
    return load(records=ROOT / "records", content=ROOT / "content", templates=ROOT / "templates")


@cache
def around() -> Raw:
    """The tree with one kind and the parameters alone: quickly compiled."""
    wanted = ("shared/", "kinds/correction/kind.yml", "kinds/correction/notices/")
    words = {rel: file for rel, file in tree().words.items() if rel.startswith("parameters/")}
    shapes = {rel: file for rel, file in tree().shapes.items() if rel.startswith(wanted)}
    return replace(tree(), words=words, shapes=shapes)


def problems_of(*lines: str) -> tuple[Problem, ...]:
    """What is wrong with a file of one rule with these lines."""
    text = HEAD + "".join(f"    {line}\n" for line in lines)
    file = TextFile(rel="rules/r.yml", path="content/rules/r.yml", digest="", text=text)
    words = {**around().words, file.rel: file}
    found = define(replace(around(), words=words, definitions_digest=text))
    return tuple(problem for problem in found.problems if problem.path == file.path)


def test_a_rule_that_is_understood_has_no_problem() -> None:
    assert problems_of("期限: {从: 接收.到所报到日期, 到: 宣告.日期, 内: 宣告期限}") == ()


@pytest.mark.parametrize(
    ("line", "field", "says"),
    [
        ("期限: {从: 接收.到所报到日期, 内: 5 工作日}", "期限.到", "须填写"),
        ("期限: {从: 接收.到所报到日期, 到: 宣告.日期}", "期限", "内、提前、满 须恰有一个，一个也"),
        ("期限: {从: 接收.到所报到日期, 到: 宣告.日期, 内: 五天}", "期限.内", "没有这个参数"),
        ("期限: {从: 接收.到所报到日期, 到: 宣告.日期, 内: 5 天}", "期限.内", "须为“数字 单位”"),
        ("期限: {从: 接收.到所报道日期, 到: 宣告.日期, 内: 5 日}", "期限.从", "没有这个字段"),
        ("期限: {从: 姓名, 到: 宣告.日期, 内: 5 日}", "期限.从", "须为日期"),
        ("人数: []", "人数", "须不少于 1 项"),
        ("人数: {称: 成员, 不少于: 3}", "人数", "集、应到 须恰有一个"),
        ("次数: {记录: 通信联络}", "次数", "每、连续 须恰有一个"),
        ("须: 是", "须", "没有这个条件"),
        ("须: {宣告.签收: 是}", "须.宣告.签收", "不会等于这个值"),
        ("提示: {到期: 有效期.止}", "提示.到期", "没有这个字段"),
        ("公示: {名: leaves, 张贴: 1 工作日}", "公示.名", "没有这个公示"),
        ("应当: {宣告.签收: true}", "应当", "没有这个字段"),
    ],
)
def test_what_is_not_understood_is_named_with_its_line(line: str, field: str, says: str) -> None:
    found = problems_of(line)
    there = [p for p in found if says in p.message and (p.field or "").endswith(field)]
    assert there and all(p.level == "错误" for p in found), to_text(found)
    assert there[0].line == HEAD.count("\n") + 1


def test_a_rule_of_two_words_is_refused() -> None:
    (problem,) = problems_of("须: {宣告.签收: true}", "人数: {集: 外出, 不少于: 1}")
    assert "须恰有一个，现有 人数、须" in problem.message


def test_the_vocabulary_is_closed_and_all_of_it_is_used() -> None:
    files = (ROOT / "content" / "rules").glob("*.yml")
    written = [each for f in files for each in yaml.safe_load(f.read_text("utf-8"))["规则"]]
    assert set(RULE_WORDS) == {"期限", "次数", "人数", "须", "公示", "提示"}
    assert {word for each in written for word in each if word in RULE_WORDS} == set(RULE_WORDS)


def test_every_word_has_its_judge() -> None:
    """No rule is passed over: each is among the local, the wider or those about notices."""
    rules = define(tree()).rules
    sets = rule_set(rules)
    shelves = (sets.local, sets.cross_record, sets.postings)
    placed = {each.id for shelf in shelves for found in shelf.values() for each in found}
    assert placed == {each.id for each in rules}


# What rules say


@pytest.mark.parametrize(
    ("done", "as_of", "state", "late"),
    [
        ("2026-02-24", "2026-03-20", "已办", None),
        ("2026-02-25", "2026-03-20", "违反", 1),
        (None, "2026-02-24", "待办", None),
        (None, "2026-02-25", "逾期", 1),
        ("2026-02-25", "2026-02-23", "待办", None),
    ],
)
def test_a_deadline_before_on_and_after_its_day(
    done: str | None, as_of: str, state: str, late: int | None
) -> None:
    data = {"起": date(2026, 2, 10), "止": date.fromisoformat(done) if done else None}
    (outcome,) = judged("期限", DEADLINE, data, as_of=date.fromisoformat(as_of))
    assert (outcome.state, outcome.days_late) == (state, late)
    assert outcome.due == date(2026, 2, 24)
    assert outcome.counted[0] == date(2026, 2, 11) and len(outcome.counted) == 5


def test_a_deadline_into_an_unannounced_year_is_said_so() -> None:
    (outcome,) = judged("期限", DEADLINE, {"起": date(2026, 12, 30)}, as_of=date(2026, 12, 31))
    assert outcome.state == "未公布" and "content/calendars/2027.yml" in outcome.message


def test_a_start_before_the_rule_was_in_force_is_not_judged() -> None:
    assert judged("期限", DEADLINE, {"起": date(2019, 12, 31)}) == []


def test_running_totals_look_at_every_window() -> None:
    running = {"每": "2 月", "不超过": 30, "起": "起", "止": "止"}
    args = {"记录": "外出", "连续": running}
    short = {"起": date(2026, 1, 1), "止": date(2026, 1, 15)}
    later = {"起": date(2026, 2, 20), "止": date(2026, 2, 28)}
    over = {"起": date(2026, 2, 1), "止": date(2026, 2, 16)}
    assert [o.state for o in judged("次数", args, {"外出": [short, later]})] == ["已办"]
    (outcome,) = judged("次数", args, {"外出": [short, over]})
    assert outcome.state == "违反" and "累计 31 日" in outcome.message


@pytest.mark.parametrize(("done", "state"), [("2031-06-29", "违反"), ("2031-06-30", "已办")])
def test_a_term_that_must_have_passed_in_whole_years(done: str, state: str) -> None:
    args = {"从": "起", "到": "止", "满": "5 年"}
    data = {"起": date(2026, 6, 30), "止": date.fromisoformat(done)}
    (outcome,) = judged("期限", args, data, as_of=date(2032, 1, 1))
    assert (outcome.state, outcome.due) == (state, date(2031, 6, 30))


def test_attendance_lists_who_is_left_out() -> None:
    args = {"应到": "村居", "实到": "会.设立单位"}
    data = {"村居": ["甲村", "乙村"], "会": [{"设立单位": "甲村"}]}
    (outcome,) = judged("人数", args, data)
    assert outcome.state == "违反" and outcome.message.endswith("应到而未到 乙村")


@pytest.mark.parametrize(
    ("label", "first"),
    [
        ("2026-03", date(2026, 3, 1)),
        ("2026上半年", date(2026, 1, 1)),
        ("2026年下半年", date(2026, 7, 1)),
        ("2026年第二季度", date(2026, 4, 1)),
        ("2026年度", date(2026, 1, 1)),
        ("2026", date(2026, 1, 1)),
        ("上半年", None),
        (None, None),
    ],
)
def test_a_label_names_the_period_it_is_about(label: str | None, first: date | None) -> None:
    assert first_day_of(label) == first
