"""Mistakes of a clerk in the miniature county: one file a case, with every sentence it earns.

A case names the mistake (错), the file it is made in (文件), what is written there (改 or 内容, in
which 编码), under which name it then lies (改名, or 另存 beside the first), and what is said (说),
from line to hint; without 说 it is rightly accepted. What is no YAML at all has cases of its own,
in yaml_cases/bad/.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
import yaml

from suowu.check import check
from suowu.check.kind_checks import kind_checks
from suowu.derive import derive
from suowu.ledger import Book
from suowu.load import locator, records_of
from suowu.load.files import tree_of
from suowu.problems import to_text
from suowu.rules import rule_set
from tests.attacks import warm_home
from tests.counties import definitions, golden_county, repository, suowu

CASES = Path(__file__).parent / "yaml_cases" / "county"
FIRST = "baihe/correction/2026-001.yml"
AS_OF = date(2026, 3, 20)
MOST_OFTEN_MADE = 92
"""So many were tried on the program when nobody had prepared it for them."""


@pytest.fixture(scope="module", autouse=True)
def law_once() -> Iterator[None]:
    """Why: what is worked out of the law alone is the same in every case, and most of the time."""
    checks = {kind.id: kind_checks(kind) for kind in definitions().kinds.values()}
    rules = rule_set(definitions().rules)
    with (
        patch("suowu.check.record.kind_checks", lambda kind: checks[kind.id]),
        patch("suowu.derive.rule_set", lambda _: rules),
    ):
        yield


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    return set(said_of(one_office(tmp_path_factory.mktemp("clean"))))


@pytest.mark.parametrize("path", sorted(CASES.glob("*.yml")), ids=lambda path: path.stem)
def test_a_mistake_earns_its_sentences(path: Path, clean: set[str], tmp_path: Path) -> None:
    case = yaml.safe_load(path.read_text("utf-8"))
    records = one_office(tmp_path)
    make(case, records)
    new = [said for said in said_of(records) if said not in clean]
    assert "\n".join(new) == case.get("说", "").rstrip()


def one_office(folder: Path) -> Path:
    """The miniature county with no more in it than the cases touch."""
    records = golden_county(folder)
    shutil.rmtree(records / "xitang")
    for number in ("002", "003"):
        (records / FIRST).with_name(f"2026-{number}.yml").unlink()
    return records


def make(case: dict[str, Any], records: Path) -> None:
    source = records / case.get("文件", FIRST)
    text = case.get("内容", source.read_text("utf-8"))
    for old, new in case.get("改", {}).items():
        assert text.count(old) == 1 or old == "\n", old
        text = text.replace(old, new)
    target = records / case.get("改名", case.get("另存", source))
    if "改名" in case:
        source.unlink()
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(text.encode(case.get("编码", "utf-8")))


def said_of(records: Path) -> list[str]:
    """What is told of the records as such, each with its hint; not what rules find in them."""
    files = tree_of(records, wanted=lambda rel: rel.endswith(".yml"), cache=None)
    sources, tables, problems = records_of(files, definitions().kinds)
    raw = replace(
        repository(), root=str(records), records=sources, data_files=tables, problems=problems,
        address_key=(records / "county/addresses.key").read_text("utf-8"),
    )  # fmt: skip
    book = check(raw, definitions())
    if isinstance(book, Book):
        ledger = derive(book, definitions(), AS_OF, locate=locator())
        problems = ledger.problems
    else:
        problems = book
    text = to_text(each for each in problems if each.level == "错误" or each.rule == "schema")
    return re.findall(r"(?m)^\S.*(?:\n  .*)*", text.replace(f"{records}/", ""))


def test_there_are_as_many_cases_as_mistakes() -> None:
    cases = [yaml.safe_load(path.read_text("utf-8")) for path in CASES.glob("*.yml")]
    assert sum("说" in case for case in cases) >= MOST_OFTEN_MADE
    assert sum("说" not in case for case in cases) >= 9
    assert len({case["错"] for case in cases}) == len(cases)


def test_a_character_that_no_font_has_is_told_by_check(tmp_path: Path) -> None:
    records = golden_county(tmp_path)
    file = records / FIRST
    file.write_text(file.read_text("utf-8").replace("庄怀瑾", "庄\U00031234瑾", 1), "utf-8")
    ran = suowu("check", "--records", records, home=warm_home())
    assert re.search(r"提醒 .*:3:1 \[glyph\] 姓名 须用字库中有的字.*U\+31234", ran.out)


def test_one_file_is_checked_and_the_rest_is_counted(tmp_path: Path) -> None:
    records = golden_county(tmp_path)
    for name in (FIRST, "xitang/correction/2026-001.yml"):
        file = records / name
        file.write_text(f"{file.read_text('utf-8')}错字: 1\n", "utf-8")
    words = (str(records / FIRST), FIRST, FIRST.removesuffix(".yml"), "白鹤司法所/correction")
    for word in words:
        ran = suowu("check", word, "--records", records, home=warm_home())
        assert ran.code == 1 and "'错字'" in ran.out
        assert not re.search(r"(?m)^\S+ \S*/xitang/", ran.out)
        said = re.escape(word.replace("白鹤司法所", "baihe"))
        assert re.search(rf"(?m)^{said}：错误 1", ran.out)
        assert re.search(rf"(?m)^其余的文件：错误 1.*build\.py --records {records} check", ran.out)
    good = suowu("check", "baihe/registers", "--records", records, home=warm_home())
    assert good.code == 0 and "baihe/registers：" in good.out


def test_a_file_that_is_not_there_is_asked_back(tmp_path: Path) -> None:
    records = golden_county(tmp_path)
    ran = suowu("check", "baihe/corection/2026-001", "--records", records, home=warm_home())
    assert ran.code == 2 and f"您是不是想写“{FIRST}”？" in ran.err


def test_an_office_goes_by_its_name(tmp_path: Path) -> None:
    records = golden_county(tmp_path)
    by_name, by_folder = (
        suowu("check", "--office", office, "--records", records, home=warm_home()).out
        for office in ("白鹤司法所", "baihe")
    )
    assert by_name == by_folder
    ran = suowu("new", "社区矫正", "白鹤司法所", "--records", records, home=warm_home())
    assert ran.code == 0 and f"check {records}/baihe/correction/" in ran.out


def test_new_alone_lists_what_there_is(tmp_path: Path) -> None:
    records = golden_county(tmp_path)
    for words in (("new",), ("new", "--help")):
        out = suowu(*words, "--records", records, home=warm_home()).out
        assert "社区矫正（correction）" in out
    assert "白鹤司法所（baihe）" in suowu("new", "--records", records, home=warm_home()).out
    shutil.rmtree(records)
    records.mkdir()
    ran = suowu("new", "correction", "qinghe", "--records", records, home=warm_home())
    assert ran.code == 2 and f"先运行 python3 build.py --records {records} new office" in ran.err


@pytest.mark.parametrize("name", ["青石", "QingShi2", "con", "aux", "nul"])
def test_no_office_may_be_called_so(tmp_path: Path, name: str) -> None:
    records = golden_county(tmp_path)
    ran = suowu("new", "office", name, "--records", records, home=warm_home())
    assert ran.code == 2 and "用拼音" in ran.err and not (records / name).exists()
