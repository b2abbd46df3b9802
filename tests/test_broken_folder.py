"""Thirty files, each broken once: every one is told about, on the line where it is broken."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

from suowu.check import check
from suowu.define import define
from suowu.ledger import Book
from suowu.load import load
from suowu.model import Problem
from suowu.problems import to_json

ROOT = Path(__file__).parent.parent
KINDS = ROOT / "templates" / "kinds"
GOOD = """\
编号: 2026-001
姓名: 秦志远
性别: 男
出生日期: 1990-03-04
身份证号: "990000199003040017"
居住地: 示例县青河镇柳堡村三组 12 号
联系电话: "19900000101"
罪名: 危险驾驶罪
判决:
  机关: 示例县人民法院
  文号: （2026）示0000刑初12号
  日期: 2026-01-20
  生效日期: 2026-02-01
矫正类别: 缓刑
矫正期限: {起: 2026-02-01, 止: 2026-07-31}
接收: {机构报到日期: 2026-02-03, 到所报到日期: 2026-02-05}
宣告: {日期: 2026-02-10, 方式: 到所, 主持人: 顾晓燕}
外出:
  - 申请日期: 2026-03-06
    收件日期: 2026-03-06
    起: 2026-03-10
    止: 2026-03-14
    事由: 参加技能考试
    所审核: {意见: 同意, 日期: 2026-03-06, 审核人: 陆建国}
通信联络: [2026-02-12, 2026-02-20]
"""


class Break(NamedTuple):
    """What to write instead of what, the line that is to blame, and a part of the message."""

    old: str
    new: str
    line: int
    says: str


BREAKS = (
    Break("姓名: 秦志远", "姓名：秦志远", 2, "半角"),
    Break("性别: 男", "性别:男", 3, "空一格"),
    Break("罪名: 危险驾驶罪", "罪名 危险驾驶罪", 8, "字段: 值"),
    Break("罪名: 危险驾驶罪", "罪名: '危险驾驶罪", 8, "引号须成对"),
    Break("止: 2026-07-31}", "止: 2026-07-31", 15, "括号 { } 须成对"),
    Break("2026-02-20]", "2026-02-20", 25, "括号 [ ] 须成对"),
    Break("  日期: 2026-01-20", "   日期: 2026-01-20", 12, "缩进"),
    Break("    事由: 参", "\t事由: 参", 23, "制表符"),
    Break("性别: 男", "性别: 男\n姓名: 秦志远", 4, "不得重复"),
    Break("方式: 到所", "方式: NO", 17, "加引号"),
    Break("事由: 参加技能考试", "事由: 12:30", 23, "加引号"),
    Break("2026-02-12", "2026-02-30", 25, "日历上有的日期"),
    Break("罪名: 危", "罪名: &x 危", 8, "锚点"),
    Break("姓名: 秦志远", "姓明: 秦志远", 2, "没有这个字段"),
    Break("姓名: 秦志远\n", "", 1, "须填写"),
    Break("姓名: 秦志远", "姓名:", 2, "须填写"),
    Break("性别: 男", "性别: 未知", 3, "男、女 之一"),
    Break("性别: 男", "性别: 女", 3, "与身份证号一致"),
    Break("出生日期: 1990-03-04", "出生日期: 1990-04-03", 4, "与身份证号一致"),
    Break("040017", "040018", 5, "校验码"),
    Break('"990000199003040017"', "990000199003040017", 5, "须为文字"),
    Break("19900000101", "1990000010①", 7, "格式须同示例"),
    Break("  日期: 2026-01-20", "  日期: 下周一", 12, "须为日期（YYYY-MM-DD）"),
    Break("生效日期: 2026-02-01", "生效日期: 2026-01-01", 13, "日期倒退"),
    Break("止: 2026-07-31", "止: 2026-01-31", 15, "日期倒退"),
    Break("主持人: 顾晓燕", "主持人: 顾小燕", 17, "人员.姓名"),
    Break("审核人: 陆建国", "审核人: 无此人", 24, "人员.姓名"),
    Break("    止: 2026-03-14", "    止: 2026-03-04", 22, "日期倒退"),
    Break("    起: 2026-03-10\n", "", 19, "须填写"),
    Break("编号: 2026-", "编号: 2025-", 1, "须与文件名"),
    Break("矫正类别: 缓刑", "矫正类别: [缓刑]", 14, "须为文字"),
)


def written(number: int, broken: Break) -> str:
    text = GOOD.replace("编号: 2026-001", f"编号: 2026-{number:03d}")
    assert broken.old in text
    return text.replace(broken.old, broken.new, 1)


@pytest.fixture(scope="module")
def problems(tmp_path_factory: pytest.TempPathFactory) -> tuple[Problem, ...]:
    folder = tmp_path_factory.mktemp("county") / "records"
    cases = folder / "qinghe" / "correction"
    (folder / "county").mkdir(parents=True)
    cases.mkdir(parents=True)
    shutil.copy(KINDS / "county/examples/good/minimal.yml", folder / "county/county.yml")
    shutil.copy(KINDS / "office/examples/good/minimal.yml", folder / "qinghe/office.yml")
    (cases / "2026-001.yml").write_text(GOOD, "utf-8")
    for number, broken in enumerate(BREAKS, start=101):
        (cases / f"2026-{number:03d}.yml").write_text(written(number, broken), "utf-8")
    raw = load(records=folder, content=ROOT / "content", templates=ROOT / "templates")
    found = check(raw, define(raw))
    assert isinstance(found, Book)
    return found.problems


@pytest.mark.parametrize(
    ("number", "broken"), list(enumerate(BREAKS, start=101)), ids=lambda v: getattr(v, "says", v)
)
def test_each_file_is_told_about_on_its_line(
    problems: tuple[Problem, ...], number: int, broken: Break
) -> None:
    mine = [p for p in problems if p.record == f"2026-{number:03d}"]
    assert {(p.level, p.line) for p in mine} == {("错误", broken.line)}
    assert any(broken.says in p.message for p in mine)
    assert all(p.column and p.path.endswith(f"2026-{number:03d}.yml") for p in mine)


def test_nothing_else_is_told(problems: tuple[Problem, ...]) -> None:
    assert {p.record for p in problems} == {f"2026-{n}" for n in range(101, 101 + len(BREAKS))}
    answer = json.loads(to_json(None, problems, records=len(BREAKS) + 1))
    assert answer["summary"]["错误"] == len(problems) >= 30
