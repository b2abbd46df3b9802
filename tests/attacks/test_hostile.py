"""Hostile records and texts: a sentence with a place, exit 1 or 2, and never long to wait for."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.attacks import warm_home
from tests.counties import ROOT, Ran, golden_county, suowu


def check(records: Path, *more: str | Path) -> Ran:
    return suowu("check", "--records", records, *more, home=warm_home())


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "1899-12-31", "2101-01-01"])
def test_a_year_out_of_reach_is_a_mistake_of_that_record(tmp_path: Path, day: str) -> None:
    records = golden_county(tmp_path)
    case = min(records.glob("*/correction/*.yml"))
    text, edits = re.subn(r"(到所报到日期:) [0-9-]+", rf"\1 {day}", case.read_text("utf-8"))
    assert edits == 1
    case.write_text(text, encoding="utf-8")
    ran = check(records)
    assert ran.code == 1
    said = next(line for line in ran.out.splitlines() if "年份须在 1900 至 2100 之间" in line)
    assert f"{case}:" in said and "接收.到所报到日期" in said


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2101-01-01"])
def test_a_day_out_of_reach_cannot_be_asked_for(tmp_path: Path, day: str) -> None:
    ran = check(golden_county(tmp_path), "--as-of", day)
    assert ran.code == 2 and "1900 至 2100" in ran.err


@pytest.mark.parametrize("day", ["1900-01-01", "2100-12-31"])
def test_the_first_and_the_last_day_can(tmp_path: Path, day: str) -> None:
    assert check(golden_county(tmp_path), "--as-of", day).code in (0, 1)


CALENDARS = {
    "words": ("2027.yml", "放假\n"),
    "a number": ("2027.yml", "7\n"),
    "a list": ("2027.yml", "- 2027-01-01\n"),
    "a span without its end": ("2027.yml", "年份: 2027\n放假: [{起: 2027-01-01}]\n上班: []\n"),
    "words for days": ("2027.yml", "年份: 2027\n放假: 元旦\n上班: []\n"),
    "a table for days": ("2027.yml", "年份: 2027\n放假: {元旦: 2027-01-01}\n上班: []\n"),
    "the year nought": ("0000.yml", "年份: 0\n放假: []\n上班: []\n"),
    "a far year": ("9999.yml", "年份: 9999\n放假: [9999-12-31]\n上班: []\n"),
    "nothing": ("2027.yml", ""),
}


@pytest.mark.parametrize("name", CALENDARS)
def test_a_broken_calendar_is_named(tmp_path: Path, name: str) -> None:
    records = golden_county(tmp_path)
    content = Path(shutil.copytree(ROOT / "content", tmp_path / "content"))
    file, text = CALENDARS[name]
    (content / "calendars" / file).write_text(text, encoding="utf-8")
    ran = check(records, "--content", content)
    assert ran.code == 1 and f"calendars/{file}" in ran.out


@pytest.mark.parametrize(
    "pulled",
    [
        "{% include data.主题 %}",
        '{% include "shared/" ~ "parts.html.j2" %}',
        "{% set x = 'shared/parts.html.j2' %}{% include x %}",
        '{% import ["a" if 1 else "b"][0] as p %}',
    ],
)
def test_a_template_that_names_another_by_a_sum_is_refused(tmp_path: Path, pulled: str) -> None:
    templates = Path(shutil.copytree(ROOT / "templates", tmp_path / "templates"))
    page = templates / "site" / "pages" / "board.html.j2"
    page.write_text(f"{page.read_text('utf-8')}\n{pulled}\n", encoding="utf-8")
    line = page.read_text("utf-8").count("\n")
    ran = check(golden_county(tmp_path), "--templates", templates)
    assert ran.code == 1
    assert f"board.html.j2:{line}:1 引用模板须直接写明路径" in ran.out


def test_an_unclosed_tag_in_a_common_page_is_named(tmp_path: Path) -> None:
    templates = Path(shutil.copytree(ROOT / "templates", tmp_path / "templates"))
    page = templates / "site" / "pages" / "board.html.j2"
    page.write_text("{% if 1 %}\n", encoding="utf-8")
    ran = check(golden_county(tmp_path), "--templates", templates)
    assert ran.code == 1 and "board.html.j2:1:1 须为完整的 Jinja 写法" in ran.out
