"""Grids of forms: a row that does not fit 列 is refused where it is written, before any paper."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from suowu.define import define
from suowu.load import load
from suowu.model import Problem
from tests.counties import GOLDEN_RECORDS, ROOT, edit, suowu

HEAD = """\
名称: 外出报告表
条款: 四(五)2(8)②
版式: 推定
打印: {逐项: 外出, 日期: 收件日期}
"""


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "templates", tmp_path / "templates"))


def told(templates: Path, name: str, text: str) -> list[Problem]:
    """What is said of a form of the corrections."""
    form = templates / "kinds/correction/forms" / f"{name}.yml"
    form.write_text(text, "utf-8")
    raw = load(records=GOLDEN_RECORDS, content=ROOT / "content", templates=templates)
    problems = define(raw).problems
    assert {problem.path for problem in problems} <= {str(form)}
    return list(problems)


@pytest.mark.parametrize(
    ("rest", "line", "field", "columns", "width"),
    [
        ("列: [1, 1]\n栏:\n  - [{值: 事由, 跨: 2}]\n  - [{值: 事由, 跨: 4}]", 8, "栏.第2项", 2, 4),
        ("列: [1, 2]\n栏:\n  - [{标签: 甲}, {标签: 乙}, {标签: 丙}]", 7, "栏.第1项", 2, 3),
        ("列: [1, 1, 1, 1]\n栏:\n  - [{标签: 理由, 值: 事由, 跨: 5}]", 7, "栏.第1项", 4, 6),
        ("栏:\n  - [{标签: 理由, 标签跨: 3, 勾选: [是, 否], 跨: 4}]", 6, "栏.第1项", 6, 7),
        ("栏: [[{标签: 甲}]]\n尾栏:\n  - [{值: '', 跨: 7}]", 7, "尾栏.第1项", 6, 7),
        ("列: [1, 1]\n栏:\n  - {用: 基本情况}", 7, "栏.第1项.用", 2, 6),
        (
            "栏:\n  - 表: /外出\n    列: [{标题: 起, 值: 起}, {标题: 止, 值: 止, 跨: 4}]",
            7, "栏.第1项.列", 6, 5,
        ),
        (
            "列: [1]\n栏:\n  - 表: /外出\n    列: [{标题: 起, 值: 起}, {标题: 止, 值: 止}]",
            8, "栏.第1项.列", 1, 2,
        ),
    ],
)  # fmt: skip
def test_a_row_that_does_not_fit_is_refused_where_it_stands(
    templates: Path, rest: str, line: int, field: str, columns: int, width: int
) -> None:
    problems = told(templates, "report", f"{HEAD}{rest}\n")
    assert problems
    for problem in problems:
        assert (problem.level, problem.line, problem.field) == ("错误", line, field)
        assert problem.message == f"须共 {columns} 列：{width}"
        assert problem.hint == f"列 有 {columns} 个宽度；请改 跨、标签跨，或者改 列"


@pytest.mark.parametrize(
    "rest",
    [
        "列: [20, 40, 20]\n栏:\n  - [{标签: 理由, 值: 事由, 跨: 2}]",
        "栏:\n  - [{标签: 理由, 值: 事由}]\n  - [{标签: 备注}]\n  - {段: 一段话}\n  - {空: 5}",
        "栏:\n  - 表: /外出\n    列: [{标题: 起, 值: 起, 跨: 2}, {标题: 止, 值: 止, 跨: 4}]",
        "列: [1, 1]\n意见栏: [{标题: 意见}]",
    ],
)
def test_a_row_that_fits_or_leaves_room_is_good(templates: Path, rest: str) -> None:
    assert told(templates, "report", f"{HEAD}{rest}\n") == []


@pytest.mark.parametrize(
    ("rest", "says"),
    [
        ("列: [1, 0]\n栏: [[{标签: 甲}]]", "各列的宽度须大于 0：[1, 0]"),
        ("列: [180]\n意见栏: [{标题: 意见}]", "有意见栏的须不少于 2 列：[180]"),
    ],
)
def test_columns_that_nothing_can_be_written_in_are_refused(
    templates: Path, rest: str, says: str
) -> None:
    (problem,) = told(templates, "report", f"{HEAD}{rest}\n")
    assert (problem.field, problem.line, problem.message) == ("列", 5, says)


@pytest.mark.parametrize("words", [("packet", "xitang"), ("build",)], ids=" ".join)
def test_a_form_that_cannot_be_laid_out_is_named_with_its_record(
    words: tuple[str, ...], templates: Path, tmp_path: Path
) -> None:
    drawing = "#let make-cell(c, breakable: false) = {\n"
    broken = '  if c.text == "外出理由" { panic("排不下") }\n'
    edit(templates / "print/form.typ", drawing, drawing + broken)
    given = ("--records", GOLDEN_RECORDS, "--templates", templates, "--out", tmp_path / "out")
    ran = suowu(*words, *given, home=tmp_path)
    assert (ran.code, ran.err) == (1, "")
    assert "templates/kinds/correction/forms/leave.yml 这张表格排不出来" in ran.out
    assert re.search(r"所填的是 \S+/correction/2026-\d+\.yml：'.*排不下'", ran.out)
