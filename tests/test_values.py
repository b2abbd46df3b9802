"""Values: one walker for the dotted paths of rules, forms and checks."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from suowu.values import steps_of, value_at, values_at

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
