"""Fields: one typed tree of a kind's schema, walked as the paths of rules go."""

from __future__ import annotations

from pathlib import Path

import pytest

from suowu.define import define
from suowu.definitions import Kind
from suowu.fields import Field, all_fields, field_at, fields_of
from suowu.load import load

ROOT = Path(__file__).parent.parent
KINDS = define(
    load(
        records=ROOT / "tests/tiny/records", content=ROOT / "content", templates=ROOT / "templates"
    )
).kinds


def fields(kind: str) -> dict[str, Field]:
    return dict(fields_of(KINDS[kind].schema, KINDS[kind].metas))


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.id)
def test_the_tree_holds_every_path_of_the_kind_and_no_other(kind: Kind) -> None:
    tree = fields_of(kind.schema, kind.metas)
    assert [path for path, _ in all_fields(tree)] == list(kind.metas)
    for path, found in all_fields(tree):
        assert field_at(tree, path) is found
        assert found.name == path.rpartition(".")[2]


def test_a_path_goes_through_lists() -> None:
    found = field_at(fields("correction"), "外出.起")
    assert found and (found.type, found.required) == ("date", True)


@pytest.mark.parametrize("path", ["宣告.日其", "姓名.姓", "外出.0.起", ""])
def test_no_such_field(path: str) -> None:
    assert field_at(fields("correction"), path) is None


def test_a_list_shares_its_meta_with_its_item() -> None:
    staff = fields_of(
        {"名单": {"type": "list", "schema": {"type": "string"}}},
        {"名单": {"说明": "姓名", "引用": "所:人员.姓名"}},
    )["名单"]
    assert staff.item and staff.item.meta is not None
    assert staff.meta == staff.item.meta
    assert (staff.meta.says, staff.meta.refers, staff.meta.public) == ("姓名", "所:人员.姓名", None)


def test_what_the_kind_says_is_typed() -> None:
    number = field_at(fields("correction"), "身份证号")
    assert number and number.regex == r"\d{17}[\dX]" and number.meta.sort == "身份证号"
    sex = field_at(fields("correction"), "性别")
    assert sex and sex.allowed == ("男", "女") and sex.required and sex.empty is None
