"""JSON Schema: the same fields, in the shape editors read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from suowu.define import define
from suowu.definitions import Kind
from suowu.fields import all_fields
from suowu.load import load
from suowu.scaffold import json_schema

ROOT = Path(__file__).parent.parent
KINDS = define(
    load(
        records=ROOT / "tests/tiny/records", content=ROOT / "content", templates=ROOT / "templates"
    )
).kinds


def objects(shape: Any) -> Iterator[dict[str, Any]]:
    if isinstance(shape, dict):
        if "properties" in shape:
            yield shape
        for part in shape.values():
            yield from objects(part)
    elif isinstance(shape, list):
        for part in shape:
            yield from objects(part)


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.id)
def test_every_field_is_there_and_no_other_is_allowed(kind: Kind) -> None:
    shape = json_schema(kind)
    assert list(shape["properties"]) == list(kind.schema)
    assert shape["title"] == kind.name
    for table in objects(shape):
        assert table["additionalProperties"] is False
        must = table.get("required", []) or table.get("then", {}).get("required", [])
        assert set(must) <= set(table["properties"])


def test_rules_become_keywords() -> None:
    fields = json_schema(KINDS["correction"])["properties"]
    assert fields["性别"]["enum"] == ["男", "女"]
    assert fields["出生日期"]["format"] == "date"
    assert fields["身份证号"]["pattern"] == r"^(?:\d{17}[\dX])$"
    assert fields["外出"]["items"]["properties"]["编号"]["minimum"] == 1
    assert fields["姓名"]["examples"] == ["张三"]


def test_a_list_that_must_be_there_must_have_an_item() -> None:
    staff = json_schema(KINDS["office"])["properties"]["人员"]
    assert staff["type"] == "array" and staff["minItems"] == 1
    assert "minItems" not in json_schema(KINDS["incidents"])["properties"]["条目"]
    for kind in KINDS.values():
        for _, field in all_fields(kind.fields):
            assert field.type != "list" or not field.required or field.empty is not None


def test_an_optional_table_may_be_empty_but_not_half_filled() -> None:
    ban = json_schema(KINDS["correction"])["properties"]["禁止令"]
    assert ban["type"] == ["object", "null"]
    assert ban["if"] == {"type": "object", "minProperties": 1}
    assert ban["then"] == {"required": ["内容", "起", "止"]}
