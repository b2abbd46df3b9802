"""The disclosure catalogue: numbers that never move, days that nobody invented."""

from __future__ import annotations

import os
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suowu.index_numbers import (
    INDEX_FILE,
    NumberedDocument,
    free_numbers,
    numbered_documents,
    numbered_text,
)
from suowu.ledger import Ledger
from suowu.model import Record
from suowu.render import render
from suowu.render.catalogue import catalogued
from tests.counties import golden_county, suowu
from tests.small_ledger import ledger

LINE = NumberedDocument(document="guide.html", index_no="990000002/2026-90001")


# --- numbers ------------------------------------------------------------------------------------


def numbered() -> Ledger:
    """The small county, each of its documents with a number."""
    whole = ledger()
    numbers = free_numbers("990000001", 2026, taken=())
    lines = {
        each.document: NumberedDocument(document=each.document, index_no=next(numbers))
        for each in catalogued(whole)
    }
    assert len(lines) > 2
    return replace(whole, book=replace(whole.book, index_numbers=lines))


def renamed(whole: Ledger, old: str, *, new: str) -> Ledger:
    """The county with an office in another folder."""

    def there(record: Record) -> Record:
        if record.office != old:
            return record
        return replace(record, office=new, data={**record.data, "原目录": [old]})

    book = whole.book
    offices = {there(r).office: there(r) for r in book.offices.values()}
    views = {
        new if office == old else office: {**view, "原目录": [old]} if office == old else view
        for office, view in whole.public_offices.items()
    }
    return replace(whole, book=replace(book, offices=offices), public_offices=views)


@given(st.data())
def test_no_number_moves_whatever_else_comes_goes_or_is_renamed(data: st.DataObject) -> None:
    whole = numbered()
    before = {each.document: each.shown.index_no for each in catalogued(whole)}
    offices = data.draw(st.sets(st.sampled_from(sorted(whole.book.offices))))
    pages = data.draw(st.sets(st.sampled_from(whole.definitions.pages)))
    book = replace(
        whole.book, offices={k: v for k, v in whole.book.offices.items() if k not in offices}
    )
    some = replace(
        whole,
        book=book,
        public_offices={k: v for k, v in whole.public_offices.items() if k not in offices},
        definitions=replace(
            whole.definitions, pages=tuple(p for p in whole.definitions.pages if p not in pages)
        ),
    )
    moved = data.draw(st.sampled_from(["", *sorted(book.offices)]))
    some = renamed(some, moved, new="qingxi") if moved else some
    after = {each.document: each.shown.index_no for each in catalogued(some)}
    assert after.items() <= before.items()


def test_what_has_no_number_yet_has_none() -> None:
    assert {each.shown.index_no for each in catalogued(ledger())} == {""}
    (page,) = (d for d in render(ledger()) if d.path == "public/catalogue.html")
    assert "待编" in str(page.view) or all(not row.index_no for row in page.view["rows"])


def test_a_number_that_was_given_is_never_given_again() -> None:
    taken = ["990000002/2026-00007", "990000002/2026-90004", "990000002/2025-90009"]
    assert next(free_numbers("990000002", 2026, taken=taken)) == "990000002/2026-90005"
    assert next(free_numbers("990000002", 2027, taken=taken)) == "990000002/2027-90001"


def test_the_file_is_read_as_it_is_written() -> None:
    lines = [LINE, replace(LINE, document='a/他的"文",件', index_no="990000002/2026-90002")]
    found, wrong = numbered_documents(numbered_text(lines))
    assert not wrong and [replace(each, line=0) for each in found.values()] == lines


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("guide.html,990000002/2026-90001", "一行须为 4 格"),
        ("guide.html,90001,,", "索引号须为"),
        ("guide.html,990000002/2026-90001,去年,", "须为日期"),
        (",990000002/2026-90001,,", "每个文件须恰有一行"),
        ("about.html,990000002/2026-90002,,", "每个文件须恰有一行"),
        ("guide.html,990000002/2026-90002,,", "索引号不得重复"),
        ("guide.html,990000002/2025-00007,,", "索引号不得重复"),
    ],
)
def test_a_wrong_line_is_told_with_its_place(tmp_path: Path, line: str, says: str) -> None:
    records = golden_county(tmp_path)
    path = records / INDEX_FILE
    path.parent.mkdir()
    path.write_text(f"{numbered_text(())}about.html,990000002/2026-90002,,\n{line}\n", "utf-8")
    ran = suowu("check", "--records", records, home=tmp_path)
    assert ran.code == 1 and f"{INDEX_FILE}:3:1 [index-number] {says}" in ran.out


# --- the command --------------------------------------------------------------------------------


def git(folder: Path, *words: str, day: str = "2026-02-03") -> None:
    env = {f"GIT_{who}_DATE": f"{day}T12:00:00 +0800" for who in ("AUTHOR", "COMMITTER")}
    own = ("-c", "user.name=甲", "-c", "user.email=a@example.invalid")
    subprocess.run(["git", "-C", str(folder), *own, *words], check=True, env=os.environ | env)


def real_county(tmp_path: Path) -> Path:
    """The miniature county as if it were none of ours, with a history of its own."""
    records = golden_county(tmp_path)
    path = records / "county" / "county.yml"
    text = path.read_text("utf-8").replace("示例数据: true\n", "")
    path.write_text(text.replace("示例日期: 2026-03-20\n", ""), "utf-8")
    suowu("new", "county", "county", "--records", records, home=tmp_path)
    key = records / "county" / "addresses.key"
    key.write_text(f"{'0123456789abcdef' * 4}\n", "utf-8")
    git(records, "init", "-q")
    git(records, "add", ".")
    git(records, "commit", "-qm", "开始")
    return records


def lines_of(records: Path) -> dict[str, NumberedDocument]:
    text = (records / INDEX_FILE).read_text("utf-8-sig")
    return {k: replace(v, line=0) for k, v in numbered_documents(text)[0].items()}


def number(records: Path, day: str) -> str:
    ran = suowu("number", "--records", records, "--as-of", day, home=records.parent)
    assert ran.code == 0, ran.out + ran.err
    return ran.out


def test_numbers_are_given_once_and_days_come_from_the_county(tmp_path: Path) -> None:
    records = real_county(tmp_path)
    said = number(records, "2026-03-02")
    first = lines_of(records)
    assert "offices/baihe.html（新编号，形成日期 2026-02-03）" in said
    assert first["offices/baihe.html"].formed == date(2026, 2, 3)
    assert first["offices/baihe.html"].published == date(2026, 3, 2)
    assert "没有变化" in number(records, "2026-03-09") and lines_of(records) == first
    suowu("move", "baihe", "beihe", "--records", records, home=tmp_path)
    git(records, "add", "-A")
    git(records, "commit", "-qm", "改名", day="2026-03-10")
    assert "内容有变化" in number(records, "2026-03-11")
    after = lines_of(records)
    assert {k: v.index_no for k, v in after.items()} == {k: v.index_no for k, v in first.items()}
    assert after["offices/baihe.html"].formed == date(2026, 3, 10)
    assert {k for k in after if after[k] != first[k]} == {"offices/baihe.html"}


def test_the_texts_that_came_with_the_program_show_no_day_of_their_authors(tmp_path: Path) -> None:
    records = real_county(tmp_path)
    ours = ("--records", records, "--out", tmp_path / "site", "--as-of", "2026-03-20")
    built = suowu("build", *ours, home=tmp_path)
    assert built.code == 0 and "还没有索引号" in built.out and "build.py number" in built.out
    page = (tmp_path / "site" / "public" / "catalogue.html").read_text("utf-8")
    assert page.count("待编") > 5 and page.count("未载明") > 10
    assert "2025年6月3日" in page  # what the county says itself
    assert "2026年1月1" not in page.replace("2026年1月12日", "").replace("2026年1月5日", "")
    number(records, "2026-03-20")
    suowu("build", *ours, home=tmp_path)
    page = (tmp_path / "site" / "public" / "catalogue.html").read_text("utf-8")
    assert "待编" not in page and "990000002/2026-90001" in page
