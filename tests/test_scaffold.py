"""Skeletons: every kind's can be read as it is, and passes once its blanks are filled."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import dropwhile
from pathlib import Path
from typing import Any

import pytest

from suowu.addresses import FORMER_NUMBER
from suowu.check.fast_validator import fast_validator
from suowu.check.validator import schema_issues
from suowu.define import define
from suowu.definitions import Kind
from suowu.fields import fields_of
from suowu.load import load
from suowu.model import Data
from suowu.scaffold import skeleton
from suowu.yamlfile import read

ROOT = Path(__file__).parent.parent
KINDS = define(
    load(
        records=ROOT / "tests/tiny/records", content=ROOT / "content", templates=ROOT / "templates"
    )
).kinds


def filled(value: Any, rules: Data, meta: dict[str, Data], path: str) -> Any:
    """The value with every blank that must not stay one filled in."""
    kind = rules["type"]
    if kind == "dict":
        inner = rules.get("schema", {})
        blanks = value or {}
        return {n: filled(blanks.get(n), r, meta, f"{path}.{n}") for n, r in inner.items()}
    if kind == "list" and rules.get("empty") is False and rules["schema"]["type"] == "dict":
        return [filled(item, rules["schema"], meta, path) for item in value]
    if not rules.get("required") or value not in (None, "", []):
        return value
    if "allowed" in rules:
        return rules["allowed"][0]
    example = meta.get(path.lstrip("."), {}).get("例")
    if kind == "list":
        return [rules["schema"].get("allowed", ["甲"])[0]] if rules.get("empty") is False else []
    plain = {"string": "甲", "date": date(2026, 3, 9), "boolean": True}
    return example or plain.get(kind, 1)


def blanks(kind: Kind) -> Any:
    parsed = read(skeleton(kind, "2026-004"))
    assert parsed.issues == ()
    return parsed.data


def test_words_of_several_lines_stay_comments() -> None:
    """No line of 说明 becomes data."""
    kind = KINDS["correction"]
    file = replace(kind.file, says="一人一案。\n\n编号: 先查一查\n")
    metas = {**kind.metas, "姓名": {**kind.metas["姓名"], "说明": "身份证上的\n姓名: 全名"}}
    told = replace(kind, file=file, metas=metas)
    said = skeleton(told, "2026-004")
    assert "\n# 一人一案。\n#\n# 编号: 先查一查\n" in said
    assert "身份证上的 姓名: 全名" in said
    assert blanks(told) == blanks(kind)


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.id)
def test_skeleton_holds_every_field_and_asks_only_for_what_is_required(kind: Kind) -> None:
    data = blanks(kind)
    assert list(data) == [name for name in kind.schema if name != FORMER_NUMBER]
    for issue in schema_issues(data, kind.schema, fields=fields_of(kind.schema, kind.metas)):
        assert issue.says.startswith("须填写"), issue


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.id)
def test_skeleton_passes_once_filled(kind: Kind) -> None:
    data = blanks(kind)
    full = {
        name: filled(data[name], rules, dict(kind.metas), name)
        for name, rules in kind.schema.items()
        if name in data and (rules.get("required") or rules["type"] != "dict")
    }
    fields = fields_of(kind.schema, kind.metas)
    assert schema_issues(full, kind.schema, fields=fields) == ()
    assert fast_validator(fields)(full)


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.id)
def test_skeleton_can_be_uncommented(kind: Kind) -> None:
    """Take away the # signs and the empty brackets above them, as the comment says."""
    lines = skeleton(kind, "2026-004").splitlines()
    lines = list(dropwhile(lambda line: line.startswith("# "), lines))
    while any(line.lstrip().startswith("#") for line in lines):
        lines = uncommented(lines)
    parsed = read("\n".join(lines) + "\n")
    assert parsed.issues == ()
    fields = fields_of(kind.schema, kind.metas)
    assert {issue.says for issue in schema_issues(parsed.data, kind.schema, fields=fields)} <= {
        "须填写",
        "须填写，不得留空",
    }


def uncommented(lines: list[str]) -> list[str]:
    """One level of comments taken off."""
    bare: list[str] = []
    for at, line in enumerate(lines):
        if line.lstrip().startswith("#"):
            line = line.replace("#", " ", 1)
        elif at + 1 < len(lines) and lines[at + 1].lstrip().startswith("#"):
            line = line.partition(" []")[0]
        bare.append(line)
    return bare


def test_every_field_says_what_it_is() -> None:
    text = skeleton(KINDS["correction"], "2026-004")
    assert text.splitlines()[1].startswith("草稿: true ")
    assert text.splitlines()[2].startswith("编号: 2026-004")
    assert "管制 | 缓刑 | 假释 | 暂予监外执行" in text
    for line in text.splitlines():
        assert "# " in line, line
