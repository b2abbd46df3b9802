"""Nested values, walked in one way."""

from datetime import date

from suowu.values import leaves_of, texts_of

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
