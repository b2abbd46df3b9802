"""The vocabulary itself: paths, conditions, dated values, and what is not understood."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from suowu.rules.dated import dated_duration
from suowu.rules.paths import Scope, World, finder, getter
from suowu.rules.selectors import count, values

from suowu.calendars import calendar_of
from suowu.grammar.rules import Rule
from suowu.ledger import Outcome
from suowu.rules import VOCABULARY, WORDS, Unusable, compile_rule, compile_rules
from suowu.rules.conditions import condition

CALENDAR = calendar_of({})
DATA: dict[str, Any] = {
    "姓名": "甲",
    "组": {"成员": [{"姓名": "乙", "长": True}, {"姓名": "丙"}]},
    "簿": [{"访": [{"人": "丁"}, {"人": "戊"}]}, {"访": []}],
    "起": date(2026, 2, 10),
    "空": {},
}


def scope(
    data: dict[str, Any] | None = None, *, as_of: date = date(2026, 3, 20), **world: Any
) -> Scope:
    root = DATA if data is None else data
    return Scope(item=root, root=root, world=World(as_of=as_of, calendar=CALENDAR, **world))


def rule(word: str, args: Any, *, level: str = "违规", **meta: Any) -> Rule:
    return Rule(
        id="r",
        name="事项",
        clause="一",
        basis="手册",
        layer="手册",
        verified=True,
        since=date(2020, 1, 1),
        until=None,
        kind="k",
        level=level,
        word=word,
        args=args,
        meta=meta,
        path="rules.yml",
        topic="t",
    )


def judged(word: str, args: Any, data: dict[str, Any], **more: Any) -> list[Outcome]:
    as_of = more.pop("as_of", date(2026, 3, 20))
    return list(compile_rule(rule(word, args, **more))(scope(data, as_of=as_of)))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("姓名", "甲"),
        ("组.成员.姓名", ["乙", "丙"]),
        ("/姓名", "甲"),
        ("没有.的", None),
        ("姓名.没有", None),
        ("所:名称", "青河"),
        ("内容:职能", True),
        ("内容:流程", None),
    ],
)
def test_paths(path: str, value: object) -> None:
    assert getter(path)(scope(office={"名称": "青河"}, words=frozenset({"职能"}))) == value


def test_nested_lists_are_flattened_with_their_places() -> None:
    assert finder("簿.访.人")(scope()) == [
        ("丁", ("簿", 0, "访", 0, "人")),
        ("戊", ("簿", 0, "访", 1, "人")),
    ]


@pytest.mark.parametrize(
    ("spec", "holds"),
    [
        ({}, True),
        ({"姓名": "甲"}, True),
        ({"姓名": {"在": ["甲", "乙"]}}, True),
        ({"姓名": {"不在": ["甲"]}}, False),
        ({"姓名": {"在": "组.成员.姓名"}}, False),
        ({"组.成员.姓名": "丙"}, True),
        ({"空": {"有": False}}, True),
        ({"组.成员": {"不少于": 2}}, True),
        ({"组.成员": {"超过": 2}}, False),
        ({"没有": {"少于": 1}}, False),
        ({"起": {"已到": True}}, True),
        ({"起": {"早于": "2026-02-11"}}, True),
        ({"起": {"不早于": date(2026, 2, 10), "不晚于": "起"}}, True),
        ({"没有": {"早于": "2026-02-11"}}, False),
        ({"任一": [{"姓名": "乙"}, {"姓名": "甲"}]}, True),
        ({"非": {"姓名": "甲"}}, False),
        ({"在办": True, "未成年": False}, True),
    ],
)
def test_conditions(spec: dict[str, Any], holds: bool) -> None:
    assert condition(spec)(scope()) is holds


def test_an_unknown_test_names_those_there_are() -> None:
    with pytest.raises(ValueError, match="条件里没有“大于”"):
        condition({"姓名": {"大于": 1}})


def test_selectors_count_and_pick() -> None:
    assert count({"集": "组.成员", "条件": {"长": True}})(scope()) == 1
    picked = values({"集": "组.成员", "条件": {"长": {"有": False}}, "字段": "姓名"})(scope())
    assert picked == [("丙", ("组", "成员", 1, "姓名"))]


def test_the_value_in_force_on_the_day_counts() -> None:
    dated = dated_duration(
        [{"自": date(2024, 1, 1), "值": "5 工作日"}, {"自": date(2027, 1, 1), "值": "3 工作日"}]
    )
    assert dated.on(date(2023, 12, 31), scope()) is None
    assert str(dated.on(date(2026, 12, 31), scope())) == "5 个工作日"
    assert str(dated.on(date(2027, 1, 1), scope())) == "3 个工作日"


def test_a_value_for_a_special_case_goes_before_the_general_one() -> None:
    dated = dated_duration([{"值": "10 工作日"}, {"条件": {"姓名": "甲"}, "值": "5 工作日"}])
    assert str(dated.on(date(2026, 1, 1), scope())) == "5 个工作日"
    assert str(dated.on(date(2026, 1, 1), scope({"姓名": "乙"}))) == "10 个工作日"


@pytest.mark.parametrize(
    ("word", "args"),
    [
        ("deadline", {"从": "起", "期限": "5 工作日"}),
        ("deadline", {"从": "起", "到": "止", "期限": "五天"}),
        ("deadline", {"从": "起", "到": "止"}),
        ("quorum", {"须": []}),
        ("threshold", {"字段": "数"}),
        ("choice", "是"),
    ],
)
def test_a_rule_that_is_not_understood_is_named(word: str, args: object) -> None:
    with pytest.raises(Unusable, match="规则 r 不能用"):
        compile_rules([rule(word, args)])


def test_the_vocabulary_is_closed() -> None:
    assert set(WORDS) | {"window", "draw"} == set(VOCABULARY)


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
    args = {"从": "起", "到": "止", "期限": "5 工作日"}
    (outcome,) = judged("deadline", args, data, as_of=date.fromisoformat(as_of))
    assert (outcome.state, outcome.days_late) == (state, late)
    assert outcome.due == date(2026, 2, 24)
    assert outcome.counted[0] == date(2026, 2, 11) and len(outcome.counted) == 5


def test_a_deadline_into_an_unannounced_year_is_said_so() -> None:
    args = {"从": "起", "到": "止", "期限": "5 工作日"}
    (outcome,) = judged("deadline", args, {"起": date(2026, 12, 30)}, as_of=date(2026, 12, 31))
    assert outcome.state == "未公布" and "content/calendars/2027.yml" in outcome.message


def test_a_start_before_the_rule_was_in_force_is_not_judged() -> None:
    args = {"从": "起", "到": "止", "期限": "5 工作日"}
    assert judged("deadline", args, {"起": date(2019, 12, 31)}) == []


def test_running_totals_look_at_every_window() -> None:
    args = {"累计": {"集": "外出", "起": "起", "止": "止"}, "窗": "2 月", "不超过": 30}
    short = {"起": date(2026, 1, 1), "止": date(2026, 1, 15)}
    later = {"起": date(2026, 2, 20), "止": date(2026, 2, 28)}
    over = {"起": date(2026, 2, 1), "止": date(2026, 2, 16)}
    assert [o.state for o in judged("threshold", args, {"外出": [short, later]})] == ["已办"]
    (outcome,) = judged("threshold", args, {"外出": [short, over]})
    assert outcome.state == "违反" and "累计 31 日" in outcome.message


def test_a_term_and_its_retention_in_whole_years() -> None:
    kept = {"从": "止", "期限": "10 年", "次年起": True}
    (outcome,) = judged("retention", kept, {"止": date(2029, 6, 30)}, as_of=date(2030, 1, 1))
    assert outcome.due == date(2039, 12, 31)


def test_coverage_lists_who_is_left_out() -> None:
    args = {"每一": "村居", "有": {"集": "会", "字段": "设立单位"}}
    data = {"村居": ["甲村", "乙村"], "会": [{"设立单位": "甲村"}]}
    (outcome,) = judged("coverage", args, data)
    assert outcome.state == "违反" and "乙村" in outcome.message
