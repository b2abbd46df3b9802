"""A miniature county, as its pages read on one day; and that a build depends on nothing else.

When a difference is meant: `BLESS=1 python3 build.py test -k golden`, then read the diff.
"""

from __future__ import annotations

import json
import os
import random
import re
import shutil
from collections.abc import Callable
from difflib import unified_diff
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.counties import GOLDEN, GOLDEN_RECORDS, ROOT, built, edit, golden_county, tree
from tests.page_text import page_text

EXPECTED = GOLDEN / "expected"
DATA = ("report.json", "next-change.json")
OF_THE_ENGINE = ("public/assets/", "internal/assets/")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def site(home: Path) -> Path:
    return built(GOLDEN_RECORDS, home / "golden", home=home)


def told(site: Path) -> dict[str, str]:
    """The site as text: the pages made of records, the data files, and what else stands there.

    The pages of content/ and the handbook are text already.
    """
    manifest = json.loads((site / "manifest.json").read_text("utf-8"))["files"]
    found = {name: (site / name).read_text("utf-8") for name in DATA}
    for path, entry in manifest.items():
        if path == "public/version.html":  # it names the commit of the day
            continue
        if path.endswith(".html") and entry["template"]:
            found[f"{path}.txt"] = page_text((site / path).read_text("utf-8"))
    found["files.txt"] = "".join(f"{p}\n" for p in manifest if not p.startswith(OF_THE_ENGINE))
    return found


def blessed() -> dict[str, str]:
    return {path: content.decode() for path, content in tree(EXPECTED).items()}


def bless(found: dict[str, str]) -> None:
    shutil.rmtree(EXPECTED, ignore_errors=True)
    for path, text in found.items():
        file = EXPECTED / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


def test_golden_the_miniature_county_reads_as_it_did(site: Path) -> None:
    found = told(site)
    if os.environ.get("BLESS"):
        bless(found)
    wanted = blessed()
    differences = [
        "\n".join(unified_diff(wanted[path].split("\n"), found[path].split("\n"), path, "now", n=1))
        for path in sorted(found.keys() & wanted.keys())
        if found[path] != wanted[path]
    ]
    assert not differences, "\n".join(differences)[:8000]
    assert sorted(found) == sorted(wanted)


def test_golden_report_places_are_real_lines(site: Path) -> None:
    for problem in json.loads((site / "report.json").read_text("utf-8"))["problems"]:
        file = GOLDEN_RECORDS.parent / problem["path"]  # records/…, however they were called
        lines = file.read_text("utf-8").splitlines()
        assert 1 <= problem["line"] <= len(lines), problem
        assert 1 <= problem["column"] <= len(lines[problem["line"] - 1]), problem


def test_two_builds_are_the_same_bytes(site: Path, tmp_path: Path) -> None:
    again = built(GOLDEN_RECORDS, tmp_path / "elsewhere" / "site", home=tmp_path)
    assert tree(again) == tree(site)


# --- an incremental build is a clean one ---------------------------------------------------------

Change = Callable[[Path], object]


def a_case_goes(county: Path) -> None:
    (county / "records/baihe/correction/2026-003.yml").unlink(missing_ok=True)


def a_case_comes(county: Path) -> None:
    file = county / "records/xitang/assessment/2026-001.yml"
    text = file.read_text("utf-8").replace("编号: 2026-001", "编号: 2026-002")
    (file.parent / "2026-002.yml").write_text(text, "utf-8")


def replaced(path: str, old: str, new: str) -> Change:
    def change(county: Path) -> None:
        edit(county / path, old, new)

    return change


CHANGES: dict[str, Change] = {
    "another name": replaced("records/baihe/correction/2026-001.yml", "庄怀瑾\n", "庄<i>怀&瑜\n"),
    "posted at last": replaced(
        "records/xitang/correction/2026-002.yml",
        "对象: [本人]}}",
        "对象: [本人]}, 公示: {张贴日期: 2026-03-20}}",
    ),
    "office moves": replaced("records/baihe/office.yml", "新街 3 号", "新街 33 号"),
    "submitted": replaced(
        "records/xitang/assessment/2026-001.yml",
        "拟适用类别: 缓刑",
        "拟适用类别: 缓刑\n提交日期: 2026-03-19",
    ),
    "a case goes": a_case_goes,
    "a case comes": a_case_comes,
    "another day": replaced("records/county/county.yml", "日期: 2026-03-20", "日期: 2026-03-25"),
    "a page of text": replaced("content/public/about.md", "\n# ", "\n一句新话。\n\n# "),
    "a rule": replaced(
        "content/rules/correction-intake.yml",
        "从: 接收.到所报到日期, 到: 宣告.日期, 期限: 5 工作日",
        "从: 接收.到所报到日期, 到: 宣告.日期, 期限: 4 工作日",
    ),
    "a template": replaced(
        "templates/kinds/correction/notices/leave.html.j2", "的申请已经批准", "的申请现已批准"
    ),
}


@pytest.mark.parametrize("seed", [2])
def test_an_incremental_build_is_a_clean_build(seed: int, tmp_path: Path) -> None:
    county = tmp_path / "county"
    golden_county(county)
    for name in ("content", "templates"):
        shutil.copytree(ROOT / name, county / name)
    names = random.Random(seed).sample(sorted(CHANGES), 5)
    where = ("--content", county / "content", "--templates", county / "templates")
    built(county / "records", tmp_path / "site", *where, home=tmp_path)
    for name in names:
        CHANGES[name](county)
        built(county / "records", tmp_path / "site", *where, home=tmp_path)
    clean = built(county / "records", tmp_path / "new", *where, "--no-cache", home=tmp_path)
    before, after = tree(tmp_path / "site"), tree(clean)
    assert sorted(before) == sorted(after), names
    assert [path for path in after if after[path] != before[path]] == [], names


# --- every link leads somewhere ------------------------------------------------------------------

TARGET = re.compile(r'(?:href|src)="([^"]*)"')
ANCHOR = re.compile(r'\bid="([^"]+)"')
ELSEWHERE = ("http://", "https://", "tel:", "mailto:", "data:")


def test_golden_every_link_leads_to_a_file_and_a_place_in_it(site: Path) -> None:
    pages = {file: file.read_text("utf-8") for file in site.rglob("*.html")}
    places = {file: set(ANCHOR.findall(text)) for file, text in pages.items()}
    dead = []
    for file, text in pages.items():
        for link in set(TARGET.findall(text)):
            target, _, place = unescape(link).partition("#")
            if link.startswith(ELSEWHERE) or file.name == "404.html":
                continue
            whither = (file.parent / unquote(target)).resolve() if target else file
            known = place in places.get(whither, ()) or "=" in place or not place
            if not whither.is_file() or not known:
                dead.append(f"{file.relative_to(site)} → {link}")
    assert dead == []
