"""Values: one walker for the dotted paths of rules, forms and checks."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from suowu.values import leaves_of, steps_of, texts_of, value_at, values_at

DATA: dict[str, Any] = {
    "姓名": "张三",
    "空": None,
    "外出": [{"起": date(2026, 3, 10), "同行": ["李四", "王五"]}, {"止": None}, {"起": ""}],
    "小组": {"成员": [["甲"], ["乙", "丙"]]},
}


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("姓名", [(("姓名",), "张三")]),
        ("外出.起", [(("外出", 0, "起"), date(2026, 3, 10)), (("外出", 2, "起"), "")]),
        ("外出.同行", [(("外出", 0, "同行", 0), "李四"), (("外出", 0, "同行", 1), "王五")]),
        (
            "小组.成员",
            [
                (("小组", "成员", 0, 0), "甲"),
                (("小组", "成员", 1, 0), "乙"),
                (("小组", "成员", 1, 1), "丙"),
            ],
        ),
        ("空", []),
        ("外出.止", []),
        ("姓名.姓", []),
        ("没有", []),
    ],
)
def test_every_value_comes_with_its_place(path: str, found: list[Any]) -> None:
    assert values_at(DATA, steps_of(path)) == found


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("姓名", "张三"),
        ("外出.起", [date(2026, 3, 10), ""]),
        ("外出.同行", ["李四", "王五"]),
        ("小组", DATA["小组"]),
        ("空", None),
        ("姓名.姓", None),
        ("没有.也没有", None),
    ],
)
def test_one_value_or_the_list_of_what_a_list_holds(path: str, value: Any) -> None:
    assert value_at(DATA, steps_of(path)) == value


RECORD = {"姓名": "甲", "外出": [{"起": date(2026, 3, 9), "事由": "就医"}, "乙"], "空": None}


def test_every_leaf_comes_with_the_way_to_it() -> None:
    assert list(leaves_of(RECORD)) == [
        (("姓名",), "甲"),
        (("外出", 0, "起"), date(2026, 3, 9)),
        (("外出", 0, "事由"), "就医"),
        (("外出", 1), "乙"),
        (("空",), None),
    ]


def test_texts_are_keys_and_values() -> None:
    found = [*texts_of(RECORD)]
    assert found == ["姓名", "甲", "外出", "起", "事由", "就医", "乙", "空"]
    assert [*texts_of({"空": {}})] == ["空"]
