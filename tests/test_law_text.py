"""Law text: conditions, sets and rules in words; a 非 carried inside means the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suowu.calendars import calendar_of
from suowu.grammar.conditions import SET
from suowu.grammar.operators import CONDITION
from suowu.grammar.rules import Rule
from suowu.grammar.shapes import At, Fault, Shape
from suowu.grammar.tables import Table
from suowu.law_text import condition_text, inward, rule_sentence, set_text
from suowu.rules.conditions import holds
from suowu.rules.scopes import Scope, World

ON = date(2026, 3, 20)
DAY = date(2026, 3, 1)


def read(shape: Shape, written: Any) -> Any:
    faults: list[Fault] = []
    found = shape.read(written, At((), faults))
    assert not faults, faults
    return found


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ({"性别": "女"}, "性别为“女”"),
        ({"天数": 0}, "天数为 0"),
        ({"回避": True}, "回避为“是”"),
        ({"回避": False}, "回避为“否”"),
        ({"非": {"回避": True}}, "回避不是“是”"),
        ({"类型": {"在": ["使用", "延长"]}}, "类型为 使用、延长 之一"),
        ({"类型": {"不在": ["到所"]}}, "类型不是“到所”"),
        ({"非": {"类型": {"不在": ["到所"]}}}, "类型为“到所”"),
        ({"姓名": {"在": "/保证人.姓名"}}, "姓名为保证人.姓名之一"),
        ({"事项": {"含": ["接收", "宣告"]}}, "事项里有 接收、宣告"),
        ({"文号": {"有": True}}, "有文号"),
        ({"非": {"文号": {"有": True}}}, "没有文号"),
        ({"所:电话": {"有": False}}, "没有司法所的电话"),
        ({"内容:职能": True}, "网站已经公开工作职能"),
        ({"日期": {"已到": True}}, "日期已到"),
        ({"非": {"日期": {"已到": True}}}, "日期未到"),
        ({"日期": {"已过": "5 日"}}, "日期已过 5 日"),
        ({"天数": {"不超过": 7}}, "天数不超过 7"),
        ({"起": {"早于": DAY}}, "起早于 2026-03-01"),
        ({"非": {"起": {"不晚于": "止"}}}, "没有不晚于 止 的起"),
        ({"期间": {"起": "起", "止": "止", "超过": "3 月"}}, "从起到止超过 3 个月"),
        (
            {"期间": {"起": "起", "止": "止", "不超过": "3 月", "刑期": True}},
            "从起到止不超过 3 个月（按刑期计算）",
        ),
        ({"依次": ["甲", ["乙", "丙"]]}, "先后依次为 甲、乙和丙"),
        ({"依次": {"步骤": ["甲", "乙"], "齐全": True}}, "依次有 甲、乙"),
        ({"存在": {"集": "教育", "条件": {"阶段": "入矫"}}}, "有教育（阶段为“入矫”）"),
        ({"未成年": False}, "不按未成年人对待"),
        ({"非": {"在办": True}}, "不在办"),
        ({"在办于": "起"}, "起时尚未了结"),
        ("已宣告", "已宣告"),
        ({"非": "已宣告"}, "并非“已宣告”"),
        ({"甲": "一", "乙": "二"}, "甲为“一”，乙为“二”"),
        ({"任一": [{"甲": "一"}, {"乙": "二"}]}, "甲为“一”或者乙为“二”"),
        (
            [{"任一": [{"甲": "一"}, {"乙": "二"}]}, {"丙": "三"}],
            "（甲为“一”或者乙为“二”），丙为“三”",
        ),
        (
            {"任一": [[{"甲": "一"}, {"乙": "二"}], {"丙": "三"}]},
            "甲为“一”，乙为“二”；或者丙为“三”",
        ),
        ({"非": {"任一": [{"甲": "一"}, {"乙": "二"}]}}, "甲不是“一”，乙不是“二”"),
    ],
)
def test_conditions_in_words(written: Any, said: str) -> None:
    assert condition_text(read(CONDITION, written), ON) == said


def test_no_condition_has_no_words() -> None:
    assert condition_text(None, ON) == ""


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("教育", "教育"),
        ({"集": "教育", "字段": "日期"}, "教育的日期"),
        ({"案": "correction", "在办": True, "称": "在矫对象"}, "在矫对象"),
        ({"所": "全部"}, "各司法所"),
    ],
)
def test_sets_in_words(written: Any, said: str) -> None:
    assert set_text(read(SET, written), ON) == said


def test_a_set_of_a_set_is_picked_by_both() -> None:
    inner = read(SET, {"集": "人员", "条件": {"在岗": True}})
    outer = read(SET, {"集": "人员", "条件": {"岗位": "所长"}})
    assert set_text(replace(outer, items=inner), ON) == "人员（在岗为“是”，岗位为“所长”）"


@pytest.mark.parametrize(
    ("word", "written", "said"),
    [
        ("期限", {"从": "甲", "到": "乙", "内": "5 工作日"}, "乙须在甲之后 5 个工作日内"),
        (
            "期限",
            {"从": "甲", "到": "乙", "内": "0 日", "不顺延": True, "当日": True},
            "乙须在甲当日，不得提前，末日不顺延",
        ),
        (
            "期限",
            {"从": "甲", "到": "乙", "内": "0 日", "回溯": "30 日"},
            "乙须在甲当日，或者之前 30 日以内",
        ),
        ("期限", {"从": "甲", "到": "乙", "提前": "1 月"}, "乙须在甲之前至少 1 个月"),
        ("期限", {"从": "甲", "到": "乙", "满": "5 年"}, "乙须在甲满 5 年之后"),
        (
            "期限",
            {"从": "甲", "到": "乙", "内": [{"条件": {"急": True}, "值": "5 日"}, {"值": "10 日"}]},
            "乙须在甲之后 10 日内（急为“是”的 5 日内）",
        ),
        ("次数", {"每": "周", "记录": "联络"}, "每周不少于 1 次（联络）"),
        (
            "次数",
            {"每": "工作日", "记录": {"集": "条目", "字段": "日期"}, "须填": ["值班人"]},
            "每个工作日不少于 1 次（条目的日期，值班人都填了的才算）",
        ),
        (
            "次数",
            {"记录": "外出", "连续": {"每": "2 月", "不超过": 30, "起": "起", "止": "止"}},
            "外出在任何 2 个月内累计不超过 30",
        ),
        ("人数", {"称": "组长", "集": "成员", "条件": {"组长": True}, "等于": 1}, "组长恰好 1 人"),
        (
            "人数",
            {"集": "成员", "条件": {"性别": "女"}, "不少于": 1},
            "成员（性别为“女”）不少于 1 人",
        ),
        ("须", [{"称": "签收", "若": {"甲": True}, "须": {"乙": True}}], "甲为“是”的，须乙为“是”"),
        ("公示", {"名": "leave", "张贴": "1 工作日"}, "批准之后 1 个工作日内张贴"),
        ("公示", {"名": "全部", "停发": True}, "不得发布"),
        ("提示", {"到期": "有效期.止", "提前": "30 日"}, "有效期.止前 30 日起提醒"),
        ("提示", {"到期": "有效期.止"}, "有效期.止当日提醒"),
        (
            "提示",
            {"计数": "训诫", "不少于": 2, "尚无": {"集": "警告", "字段": "日期"}},
            "训诫满 2 次，还没有警告的，提醒",
        ),
        (
            "提示",
            {
                "计数": {"集": "训诫", "字段": "日期"},
                "不少于": 2,
                "尚无": {"集": "警告", "字段": "日期"},
            },
            "训诫满 2 次，之后还没有警告的，提醒",
        ),
        (
            "次数",
            {
                "记录": "外出",
                "连续": {"每": "2 月", "不超过": 30, "起": "起", "止": "止", "准许": {"甲": True}},
            },
            "外出在任何 2 个月内累计不超过 30，甲为“是”的计入累计，本身不算超过",
        ),
    ],
)
def test_rules_in_words(word: str, written: Any, said: str) -> None:
    head = {
        "id": "r", "名称": "事项", "条款": "一", "依据": "手册", "层级": "手册", "核实": True,
        "生效": DAY, "适用": "k", "级别": "违规", "说明": "须这样",
    }  # fmt: skip
    assert rule_sentence(read(Table(Rule), {**head, word: written}), ON) == said


# A 非 carried inside

LEAVES = st.sampled_from(
    [
        {"甲": True},
        {"乙": {"有": True}},
        {"丙": {"不晚于": DAY}},
        {"丁": {"少于": 3}},
        {"未成年": True},
        {"在办": True},
    ]
)
CONDITIONS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(lambda part: {"非": part}, inner),
        st.builds(lambda parts: {"任一": parts}, st.lists(inner, min_size=1, max_size=3)),
        st.lists(inner, min_size=1, max_size=3),
    ),
    max_leaves=8,
)
DATA = st.fixed_dictionaries(
    {},
    optional={
        "甲": st.booleans(), "乙": st.sampled_from(["", "有"]),
        "丙": st.sampled_from([DAY, ON]), "丁": st.integers(0, 6),
    },
)  # fmt: skip


@given(CONDITIONS, DATA, st.booleans())
def test_a_negation_carried_inside_means_the_same(written: Any, data: Any, minor: bool) -> None:
    world = World(as_of=ON, calendar=calendar_of({}))
    scope = Scope(item=data, root=data, world=world, minor=minor)
    found = read(CONDITION, written)
    assert holds(inward(found), scope) is holds(found, scope)
    assert condition_text(found, ON)


def test_what_outlives_the_case_is_said() -> None:
    head = {
        "id": "r", "名称": "事项", "条款": "一", "依据": "手册", "层级": "手册", "核实": True,
        "生效": DAY, "适用": "k", "级别": "违规", "说明": "须这样",
        "公示": {"名": "leave", "张贴": "1 工作日"},
    }  # fmt: skip
    sentences = [
        rule_sentence(read(Table(Rule), {**head, "终结后仍办": value}), ON)
        for value in (True, {"甲": True})
    ]
    assert sentences == [
        "批准之后 1 个工作日内张贴；案件了结之后仍须办理",
        "批准之后 1 个工作日内张贴；甲为“是”的，案件了结之后仍须办理",
    ]
