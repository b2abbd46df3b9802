"""Moves: whatever an office or a record is called today, posted addresses go on working."""

from __future__ import annotations

from pathlib import Path

import pytest

from suowu.commands import load_county
from suowu.commands.options import Options
from suowu.ledger import Ledger
from suowu.render.context import site_context
from suowu.render.public import public_documents
from tests.counties import ROOT, golden_county, suowu

DAY = "2026-03-20"


@pytest.fixture
def records(tmp_path: Path) -> Path:
    return golden_county(tmp_path)


def judged(records: Path) -> Ledger:
    options = Options(
        command="check", records=records, content=ROOT / "content", templates=ROOT / "templates",
        root=records.parent, as_of=DAY, cache=None,
    )  # fmt: skip
    ledger = load_county(options).ledger
    assert ledger is not None
    return ledger


def addresses(ledger: Ledger) -> set[str]:
    found = {n.slug for case in ledger.cases.values() for n in case.notices}
    assert len(found) > 2
    return found


def errors(ledger: Ledger) -> list[str]:
    return [f"{p.path} {p.message}" for p in ledger.problems if p.level == "错误"]


def told(ledger: Ledger, rule: str) -> list[str]:
    return [p.message for p in ledger.problems if p.rule == rule]


def pages(ledger: Ledger) -> dict[str, str]:
    made = public_documents(site_context(ledger, internal=False))
    return {d.path: d.title for d in made if d.path.startswith("public/offices/")}


def move(records: Path, *words: str) -> str:
    ran = suowu("move", *words, "--records", records, home=records.parent)
    assert ran.code == 0, ran.err
    return ran.out


def tree(records: Path) -> dict[str, bytes]:
    return {str(p.relative_to(records)): p.read_bytes() for p in records.rglob("*") if p.is_file()}


def test_a_renamed_office_keeps_its_addresses_and_its_page(records: Path) -> None:
    before = judged(records)
    for old, new in (("baihe", "beihe"), ("beihe", "donghe")):
        said = move(records, old, new)
        assert "网址、二维码和索引号不变" in said and not (records / old).exists()
        after = judged(records)
        assert errors(after) == [] and addresses(after) == addresses(before)
        assert pages(after).items() >= pages(before).items()
    assert "原目录: [baihe, beihe]\n" in (records / "donghe" / "office.yml").read_text("utf-8")


def test_a_record_that_is_moved_keeps_its_addresses(records: Path) -> None:
    before = judged(records)
    said = move(records, "baihe/correction/2026-002", "xitang")
    there = (records / "xitang" / "correction" / "2026-003.yml").read_text("utf-8")
    assert "\n编号: 2026-003\n原编号: baihe/2026-002\n" in there and "新编号 2026-003" in said
    after = judged(records)
    assert errors(after) == [] and addresses(after) == addresses(before)
    assert told(after, "numbering") == []
    move(records, "xitang/correction/2026-003", "--into", "baihe")
    again = judged(records)
    assert errors(again) == [] and addresses(again) == addresses(before)


def test_a_merged_office_keeps_the_addresses_of_its_records(records: Path) -> None:
    before = judged(records)
    said = move(records, "xitang", "--into", "baihe")
    assert "冉启明" in said and "新编号 2026-004，原编号 xitang/2026-001" in said
    after = judged(records)
    assert errors(after) == [] and addresses(after) == addresses(before)
    assert told(after, "numbering") == []
    assert not (records / "xitang").exists()
    assert (records / "county" / "merged" / "xitang" / "office.yml").is_file()
    assert [p.path for p in after.problems if "county/merged" in p.path] == []
    assert pages(after) == {
        "public/offices/baihe.html": "白鹤司法所",
        "public/offices/xitang.html": "白鹤司法所",
    }
    assert after.cases["baihe/correction/2026-004"].record.data["编号"] == "2026-004"


def test_a_trial_says_all_and_does_nothing(records: Path) -> None:
    before = tree(records)
    said = move(records, "xitang", "--into", "baihe", "--dry-run")
    assert tree(records) == before and "没有改动" in said
    assert [line for line in said.splitlines() if line.startswith("  ")][:-1] == [
        line
        for line in move(records, "xitang", "--into", "baihe").splitlines()
        if line.startswith("  ")
    ][:-1]


def test_all_else_stays_as_it_was_written(records: Path) -> None:
    path = records / "baihe" / "correction" / "2026-002.yml"
    own = b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n")
    path.write_bytes(own)
    move(records, "baihe/correction/2026-002", "xitang")
    there = (records / "xitang" / "correction" / "2026-003.yml").read_bytes()
    added = "编号: 2026-003\r\n原编号: baihe/2026-002\r\n".encode()
    assert added in there and there.replace(added, "编号: 2026-002\r\n".encode()) == own


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("nowhere", "beihe"), "没有这个司法所：'nowhere'"),
        (("baihe", "xitang"), "move baihe --into xitang"),
        (("baihe", "白鹤"), "须由小写字母、数字和连字符组成"),
        (("baihe", "county"), "须由小写字母、数字和连字符组成"),
        (("baihe",), "须写明新名或者 --into"),
        (("baihe", "beihe", "--into", "xitang"), "须写明新名或者 --into"),
        (("baihe", "--into", "baihe"), "不能并入自己"),
        (("baihe/correction/2026-099", "xitang"), "没有这份记录"),
        (("baihe/registers/2026/duty", "xitang"), "须为一件记录或者一个司法所"),
        (("baihe/correction/2026-001", "baihe"), "已经在 baihe 里"),
        (("baihe/correction/2026-001", "nowhere"), "没有这个司法所"),
    ],
)
def test_what_cannot_be_moved_is_refused(records: Path, words: tuple[str, ...], says: str) -> None:
    before = tree(records)
    ran = suowu("move", *words, "--records", records, home=records.parent)
    assert ran.code == 2 and says in ran.err and tree(records) == before


def test_a_former_folder_is_given_to_no_other_office(records: Path) -> None:
    move(records, "baihe", "beihe")
    ran = suowu("move", "xitang", "baihe", "--records", records, home=records.parent)
    assert ran.code == 2 and "用过的文件夹名" in ran.err
    move(records, "beihe", "baihe")
    assert errors(judged(records)) == []


def test_the_number_of_a_record_that_left_is_not_given_again(records: Path) -> None:
    last = records / "baihe" / "correction" / "2026-003.yml"
    text = last.read_text("utf-8")
    move(records, "baihe/correction/2026-003", "xitang")
    ran = suowu(
        "new", "correction", "baihe", "--as-of", DAY, "--records", records, home=records.parent
    )
    assert ran.code == 0 and "2026-004.yml" in ran.out
    (records / "baihe" / "correction" / "2026-004.yml").unlink()
    last.write_text(text, "utf-8")
    found = judged(records)
    assert [p.path for p in found.problems if "已经用过" in p.message] == [str(last)]


def test_a_number_that_is_missing_is_told_until_it_is_said_why(records: Path) -> None:
    (records / "baihe" / "correction" / "2026-002.yml").unlink()
    assert told(judged(records), "numbering") == ["前面的编号不连续，缺 2026-002"]
    office = records / "baihe" / "office.yml"
    why = "空号: [{编号: correction/2026-002, 理由: 登记重复}]\n"
    office.write_text(office.read_text("utf-8") + why, "utf-8")
    found = judged(records)
    assert told(found, "numbering") == [] and errors(found) == []


def test_the_notice_of_a_record_that_was_deleted_is_named_by_the_next_build(records: Path) -> None:
    ours = ("--records", records, "--out", records.parent / "site", "--as-of", DAY)
    assert suowu("build", *ours, home=records.parent).code == 0
    (page,) = (records.parent / "site" / "public" / "notices").iterdir()
    (records / "baihe" / "correction" / "2026-001.yml").unlink()
    ran = suowu("build", *ours, home=records.parent)
    assert ran.code == 0 and not page.exists() and page.name in ran.out
    assert "它的记录 baihe/correction/2026-001 已经没有了" in ran.out
    assert "已经没有了" not in suowu("build", *ours, home=records.parent).out
