"""Mistakes of a clerk, each in a good case of the miniature county, and the sentence it earns.

What is no YAML at all stands in tests/yaml_cases/bad/.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.attacks import warm_home
from tests.counties import Ran, golden_county, suowu

CASE = "baihe/correction/2026-001.yml"
DUTY = "registers/2026/duty.yml"


def check(records: Path) -> Ran:
    return suowu("check", "--records", records, "--as-of", "2026-03-20", home=warm_home())


def edited(path: Path, pattern: str, new: str) -> None:
    text, edits = re.subn(pattern, new, path.read_text("utf-8"), count=1)
    assert edits == 1, pattern
    path.write_text(text, encoding="utf-8")


# pattern, what is written instead, what is said of it, and the hint.
MISTAKES = {
    "identity number in smart quotes": (
        r'身份证号: "(\w+)"', r"身份证号: “\1”", "身份证号", "引号须为半角的英文引号"),
    "identity number in full-width digits": (
        r'身份证号: "99', '身份证号: "９９', "身份证号", "数字和字母须为半角：990000198705160035"),
    "identity number with a digit too few": (
        r'身份证号: "9', '身份证号: "', "格式须同示例", "写在引号里"),
    "identity number of somebody else": (
        r"出生日期: 1987-05-16", "出生日期: 1987-05-17", "须与身份证号一致", "请对照证件"),
    "nothing for a list": (r"通信联络: .*", "通信联络: 无", "须为列表", "没有就留空"),
    "nothing for a group": (r"接收: .*", "接收: 没有", "接收", "没有就留空"),
    "nothing for a date": (
        r"到所报到日期: [0-9-]+", "到所报到日期: 无", "须为日期", "没有就留空"),
    "a stroke for nothing": (r"到所报到日期: [0-9-]+", "到所报到日期: /", "须为日期", "没有就留空"),
    "Chinese comma in a list of dates": (
        r"通信联络: .*", "通信联络: [2026-03-04，2026-03-11]", "须为日期", "半角逗号"),
    "date of eight digits": (
        r"到所报到日期: [0-9-]+", "到所报到日期: 20260303", "须为日期", "例如 2026-03-03"),
    "date without its year": (
        r"到所报到日期: [0-9-]+", "到所报到日期: 3.3", "须为日期", "年、月、日都要写"),
    "date with strokes": (
        r"到所报到日期: [0-9-]+", "到所报到日期: 2026/3/3", "须为日期", "例如 2026-03-03"),
    "date in words": (
        r"到所报到日期: [0-9-]+", "到所报到日期: 2026年3月3日", "须为日期", "例如 2026-03-03"),
    "date in full-width digits": (
        r"到所报到日期: [0-9-]+", "到所报到日期: ２０２６-０３-０３", "须为日期", "2026-03-03"),
    "day that does not exist": (
        r"到所报到日期: [0-9-]+", "到所报到日期: 2026-02-30", "日历上有的日期", "请对照日历"),
    "a day to come": (
        r"到所报到日期: [0-9-]+", "到所报到日期: 2027-03-03", "日期", ""),
    "field misspelt": (r"性别: ", "性 别: ", "没有这个字段", "您是不是想写“性别”"),
    "value misspelt": (r"性别: 男", "性别: 男性", "须为 男、女 之一", "您是不是想写“男”"),
    "number of the file": (
        r"编号: 2026-001", "编号: 2026-010", "须与文件名", "把编号改为 2026-001"),
}  # fmt: skip


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_earns_its_sentence(tmp_path: Path, name: str) -> None:
    records = golden_county(tmp_path)
    pattern, new, says, hint = MISTAKES[name]
    edited(records / CASE, pattern, new)
    told = check(records).out.splitlines()
    blamed = [n for n, line in enumerate(told) if CASE in line and says in line]
    assert blamed, told
    assert any(hint in " ".join(told[n : n + 2]) for n in blamed), [told[n : n + 2] for n in blamed]


@pytest.mark.parametrize(
    "phone", ["1371111", "12345678", "1990000010", "199000001011", "0500-1234567", "110110"]
)
def test_no_telephone_has_such_a_number(tmp_path: Path, phone: str) -> None:
    records = golden_county(tmp_path)
    duty = min(records.glob(f"*/{DUTY}"))
    edited(duty, r'电话: "\d+"', f'电话: "{phone}"')
    ran = check(records)
    assert ran.code == 1 and "须为 11 位手机号或带区号的固定电话" in ran.out


@pytest.mark.parametrize(
    "name", ["2026-001 - 副本", "2026-001(1)", "2026-001 (2)", "复件 2026-001", "2026-001 copy"]
)
def test_a_copy_is_called_a_copy(tmp_path: Path, name: str) -> None:
    """And nobody is advised to give a record such a number."""
    records = golden_county(tmp_path)
    case = records / CASE
    case.with_name(f"{name}.yml").write_bytes(case.read_bytes())
    ran = check(records)
    assert ran.code == 1 and "像是另一份的副本" in ran.out and "多余的一份就删去" in ran.out
    assert f"把编号改为 {name}" not in ran.out and "把文件改名" not in ran.out


def test_a_file_called_after_its_person_is_to_be_renamed(tmp_path: Path) -> None:
    records = golden_county(tmp_path)
    (records / CASE).rename((records / CASE).with_name("张大强.yml"))
    out = check(records).out
    assert "把文件改名为 2026-001.yml" in out and "把编号改为" not in out


def test_a_day_to_come_is_not_called_missing_alone(tmp_path: Path) -> None:
    records = golden_county(tmp_path)
    edited(records / CASE, r"机构报到日期: [0-9-]+", "机构报到日期: 2026-02-02")
    edited(records / CASE, r"到所报到日期: [0-9-]+", "到所报到日期: 2027-03-03")
    out = check(records).out
    assert re.search(r"提醒 .*填的是将来的日期 2027-03-03", out)


def test_the_same_person_in_two_open_cases_is_asked_about(tmp_path: Path) -> None:
    records = golden_county(tmp_path)
    text = (records / CASE).read_text("utf-8").replace("编号: 2026-001", "编号: 2026-009")
    text = re.sub(r"第(\d+)号", r"第9\1号", text)
    (records / CASE).with_name("2026-009.yml").write_text(text, encoding="utf-8")
    ran = check(records)
    asked = [line for line in ran.out.splitlines() if "同一个人另有一件在办的案件" in line]
    assert len(asked) == 1 and asked[0].startswith("提醒 ")
    edited((records / CASE).with_name("2026-009.yml"), r'身份证号: "\w+"', 'x: "1"')
    assert "同一个人" not in check(records).out


def test_the_same_day_twice_in_a_register_is_asked_about(tmp_path: Path) -> None:
    records = golden_county(tmp_path)
    duty = min(records.glob(f"*/{DUTY}"))
    lines = duty.read_text("utf-8").splitlines()
    duty.write_text("\n".join([*lines, lines[2], ""]), encoding="utf-8")
    asked = [line for line in check(records).out.splitlines() if "是同一天，内容相同" in line]
    assert len(asked) == 1 and asked[0].startswith("提醒 ")
