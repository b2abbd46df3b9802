"""Much of everything: the work grows with the text and no faster, and no file earns a thousand
lines. Work is counted in calls, so that a slow machine is no failure."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import FrameType

import pytest

from suowu.check.kind_checks import KindChecks, kind_checks
from suowu.check.validator import schema_issues
from suowu.define import define
from suowu.definitions import Kind
from suowu.load import load
from suowu.load.files import tree_of
from suowu.yamlfile import MAX_BYTES, positions, read
from tests.attacks import warm_home
from tests.counties import ROOT, golden_county, suowu


def work(done: Callable[[], object]) -> int:
    """How many calls it takes, of Python's and of C's."""
    calls = 0

    def count(frame: FrameType, event: str, arg: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        done()
    finally:
        sys.setprofile(None)
    return calls


TEXTS: dict[str, Callable[[int], str]] = {
    "unknown keys": lambda n: "".join(f"键{i}: 1\n" for i in range(n)),
    "wrong items": lambda n: "外出:\n" + "".join(f"  - {{起: {i}}}\n" for i in range(n)),
    "wrong items in a list in an item": lambda n: (
        "外出:\n  - 人: [" + ", ".join("{}" for _ in range(n)) + "]\n"
    ),
    "the same key": lambda n: "姓名: 甲\n" * n,
    "numbers with a nought": lambda n: "".join(f"键{i}: 012\n" for i in range(n)),
    "colons swallowed": lambda n: "".join(f"键{i}: 值\n   乙：丙\n" for i in range(n)),
    "the same number again": lambda n: "外出:\n" + "  - {编号: 1}\n" * n,
    "keys that are lists": lambda n: "? [a]\n: b\n" * n,
    "brackets never closed": lambda n: "a: " + "[" * n,
    "braces in braces": lambda n: "a: " + "{b: " * n,
    "one long word": lambda n: "a: " + "字" * n,
    "one long line of lists": lambda n: "a: [" + "1, " * n + "]\n",
    "blank lines": lambda n: "a: 1\n" + "\n" * n + "b：2\n",
    "comments": lambda n: "a: 1\n" + "# 说明\n" * n + "b：2\n",
    "tabs": lambda n: "a:\tb\n" * n,
    "zero-width": lambda n: "a: b\u200b\n" * n,
    "cut values": lambda n: "".join(f"键{i}: 甲 #乙\n" for i in range(n)),
}


@cache
def correction() -> tuple[Kind, KindChecks]:
    records = ROOT / "tests" / "golden" / "county" / "records"
    raw = load(records=records, content=ROOT / "content", templates=ROOT / "templates")
    kind = define(raw).kinds["correction"]
    return kind, kind_checks(kind)


@pytest.mark.parametrize("name", TEXTS)
def test_twice_the_text_is_twice_the_work(name: str) -> None:
    kind, checks = correction()

    def done(number: int) -> int:
        text = TEXTS[name](number)
        data, issues = read(text)
        assert len(issues) <= 101
        positions(text)
        found = schema_issues(data, kind.schema, fields=checks.fields) if data else ()
        return len(found)

    assert done(1000) < 250
    assert work(lambda: done(2000)) < 2.5 * work(lambda: done(1000)) + 2000


@pytest.mark.parametrize(
    ("name", "number"), [("unknown keys", 3400), ("wrong items", 4000), ("tabs", 5000)]
)
def test_a_file_full_of_mistakes_earns_a_hundred_lines(
    tmp_path: Path, name: str, number: int
) -> None:
    records = golden_county(tmp_path)
    case = min(records.glob("*/correction/*.yml"))
    case.write_text(case.read_text("utf-8") + TEXTS[name](number), encoding="utf-8")
    ran = suowu("check", "--records", records, home=warm_home())
    lines = [line for line in ran.out.splitlines() if str(case) in line and "提示" not in line]
    assert ran.code == 1 and 1 <= len(lines) <= 101


def test_references_to_nobody_are_a_hundred_lines_too(tmp_path: Path) -> None:
    records = golden_county(tmp_path)
    register = min(records.glob("*/registers/*/duty.yml"))
    days = "".join(
        f"  - {{日期: 2026-03-18, 值班人: 无名{n}, 带班领导: 温知行, 来访: [], 交接: true}}\n"
        for n in range(3000)
    )
    register.write_text(f"登记簿: 值班接待\n条目:\n{days}", encoding="utf-8")
    ran = suowu("check", "--records", records, home=warm_home())
    lines = [line for line in ran.out.splitlines() if "duty.yml" in line]
    assert ran.code == 1 and "须为 office.yml 的 人员.姓名 之一" in ran.out
    assert len(lines) <= 3 * 101  # a hundred of each check


@pytest.mark.parametrize(("name", "most"), [("a.yml", MAX_BYTES), ("a.csv", 32 << 20)])
def test_of_a_huge_file_no_more_is_read_than_it_may_hold(
    tmp_path: Path, name: str, most: int
) -> None:
    with (tmp_path / name).open("wb") as huge:
        huge.truncate(8 << 30)  # a hole: it takes no room on the disk
    (file,) = tree_of(tmp_path, wanted=lambda rel: True, cache=None).files
    assert (file.most, file.blob) == (most, b"")


def test_a_huge_record_is_named(tmp_path: Path) -> None:
    records = golden_county(tmp_path)
    with (records / "baihe" / "correction" / "2026-900.yml").open("wb") as huge:
        huge.truncate(2 << 30)
    ran = suowu("check", "--records", records, home=warm_home())
    assert ran.code == 1 and "2026-900.yml 文件须不超过 1 MiB" in ran.out


def test_folders_without_end_are_named(tmp_path: Path) -> None:
    records = golden_county(tmp_path)
    deep = records / "baihe"
    for _ in range(200):
        deep = deep / "a"
        deep.mkdir()
    ran = suowu("check", "--records", records, home=warm_home())
    assert ran.code == 1 and "套得太深" in ran.out
