"""Defects once found, each with the test that would have shown it."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from suowu.check import check
from suowu.define import define
from suowu.definitions import Definitions
from suowu.derive import ResultCache, derive
from suowu.derive.statistics import CountTable
from suowu.forms import LaidOutForm, printable, printed
from suowu.forms.layout import Grid, TextBlock
from suowu.ledger import Book, Ledger
from suowu.load import load
from suowu.render import render
from tests.counties import GOLDEN_RECORDS, ROOT, edit, example_county, golden_county, suowu, tree

AS_OF = date(2026, 3, 20)
RULES = "rules/correction-daily.yml"
WEEKLY = "    次数: {每: 周, 不少于: 每周通信联络次数, 记录: 通信联络"
COUNTED = ("assessment", "correction", "duty", "office", "training")


def law(home: Path) -> tuple[Path, Path]:
    """Copies of content/ and templates/ that may be changed."""
    for name in ("content", "templates"):
        shutil.copytree(ROOT / name, home / name)
    return home / "content", home / "templates"


def compiled(home: Path, records: Path = GOLDEN_RECORDS) -> tuple[Book, Definitions]:
    """The miniature county under the law and shapes that stand in `home`."""
    raw = load(records=records, content=home / "content", templates=home / "templates")
    definitions = define(raw)
    book = check(raw, definitions)
    assert isinstance(book, Book), book
    return book, definitions


def derived(home: Path, records: Path = GOLDEN_RECORDS, *, as_of: date = AS_OF) -> Ledger:
    return derive(*compiled(home, records), as_of)


def faults(home: Path, file: Path, line: int) -> list[dict[str, Any]]:
    """The 错误 that `check` finds on a line of a changed file."""
    ran = suowu("check", "--records", GOLDEN_RECORDS, "--format", "json", home=home)
    assert ran.code == 1, ran.out + ran.err
    return [p for p in ran.problems if (p["path"], p["line"]) == (str(file), line)]


# --- rules that say what nobody understands -------------------------------------------------------


def test_an_unknown_period_is_an_error_with_its_line(tmp_path: Path) -> None:
    content, _ = law(tmp_path)
    line = edit(content / RULES, WEEKLY, WEEKLY.replace("每: 周", "每: 双周"))
    (found,) = faults(tmp_path, content / RULES, line)
    assert found["level"] == "错误" and "双周" in found["message"]
    assert "半年" in found["message"] + (found["hint"] or "")


@pytest.mark.parametrize("key", ["draw: {从: 5, 至少: 2}", "提醒天数: 10"])
def test_a_key_that_no_rule_has_is_an_error_with_its_line(key: str, tmp_path: Path) -> None:
    content, _ = law(tmp_path)
    line = edit(content / RULES, WEEKLY, f"    {key}\n{WEEKLY}")
    (found,) = faults(tmp_path, content / RULES, line)
    assert found["level"] == "错误" and key.partition(":")[0] in found["message"]


# --- paper that says what is not so ---------------------------------------------------------------


def test_a_poster_of_a_notice_under_a_law_cites_that_law(tmp_path: Path) -> None:
    _, templates = law(tmp_path)
    notice = templates / "kinds/correction/notices/leave.html.j2"
    edit(notice, "条款: 四(五)2(8)②", "条款: 人民调解法 第二十九条")
    said = [
        block.text
        for document in printed(derived(tmp_path, as_of=date(2026, 3, 12)))
        if document.path.endswith("-poster-a4.pdf")
        for form in (printable(document),)
        if isinstance(form, LaidOutForm) and form.title == "外出公示"
        for block in form.blocks
        if isinstance(block, TextBlock) and block.text.startswith("公示依据")
    ]
    assert said and set(said) == {"公示依据：人民调解法 第二十九条"}


def test_the_proof_asks_only_for_what_is_filled_in_or_comes_later(tmp_path: Path) -> None:
    law(tmp_path)
    made = (printable(d) for d in printed(derived(tmp_path)) if d.path.endswith("-proof.pdf"))
    proofs = [form for form in made if isinstance(form, LaidOutForm)]
    assert proofs
    for proof in proofs:
        rows = [row for block in proof.blocks if isinstance(block, Grid) for row in block.rows]
        pairs = [pair for row in rows for pair in zip(row.cells, row.cells[1:], strict=False)]
        empty = {
            label.text
            for label, value in pairs
            if (label.role, value.role, value.choices) == ("label", "value", ()) and not value.text
        }
        assert empty == {"撤下日期"}


# --- the demo -------------------------------------------------------------------------------------


def test_the_demo_without_flags_is_the_committed_one(tmp_path: Path) -> None:
    county = ROOT / "records/county/county.yml"
    if not county.exists() or "示例数据: true" not in county.read_text("utf-8"):
        pytest.skip("a county of its own has no demo")
    assert suowu("demo", "--out", tmp_path / "made", home=tmp_path).code == 0
    made, kept = tree(tmp_path / "made"), tree(ROOT / "records")
    assert made and [path for path in made if made[path] != kept.get(path)] == []


def test_ones_own_case_beside_the_demo_is_just_a_case(tmp_path: Path) -> None:
    assert suowu("demo", "--out", tmp_path / "records", home=tmp_path).code == 0
    add_case(tmp_path / "records/qinghe")
    ran = suowu("check", "--format", "json", home=tmp_path)
    assert ran.code == 0, ran.out + ran.err


# --- counts ---------------------------------------------------------------------------------------


def test_public_statistics_name_each_kind_s_cases_in_its_own_words(tmp_path: Path) -> None:
    _, templates = law(tmp_path)
    kind = templates / "kinds/assessment/kind.yml"
    edit(kind, "\n推算:\n", "\n公开统计: {单位: 件}\n推算:\n")
    tables = derived(tmp_path).statistics["public"]
    said = {table.title: table.columns[1:] for table in tables if isinstance(table, CountTable)}
    assert said["在册人员"] == ("社区矫正",) and said["在办件数"] == ("调查评估",)


@pytest.mark.parametrize("counting", ["assessment", "correction", "office", "training"])
def test_any_kind_may_count_any_other_whatever_the_alphabet_says(
    counting: str, tmp_path: Path
) -> None:
    _, templates = law(tmp_path)
    counts_records(templates, counting)
    records = example_county(tmp_path)
    add_case(records / "qinghe")
    cases = derived(tmp_path, records).cases.values()
    there = [case.record.kind for case in cases]
    wanted = {f"{kind}数": there.count(kind) for kind in COUNTED}
    assert wanted["correction数"] == 2 and wanted["training数"] == 1
    for case in cases:
        if case.record.kind == counting:
            assert wanted.items() <= case.derived.items()


def test_what_counts_other_records_is_worked_out_anew_when_one_is_added(tmp_path: Path) -> None:
    _, templates = law(tmp_path)
    counts_records(templates, "correction")
    kind = templates / "kinds/correction/kind.yml"
    edit(kind, "标题: [姓名, 矫正类别]", "标题: [姓名, correction数]")
    records, cache = golden_county(tmp_path), ResultCache()
    before = derive(*compiled(tmp_path, records), AS_OF, cache=cache)
    add_case(records / "baihe")
    after = derive(*compiled(tmp_path, records), AS_OF, cache=ResultCache(last=cache.kept))
    key = "baihe/correction/2026-001"
    seen = [ledger.cases[key] for ledger in (before, after)]
    assert [case.derived["correction数"] for case in seen] == [3, 4]
    assert [case.title.split()[1] for case in seen] == ["3", "4"]
    assert dossier_digest(before, key) != dossier_digest(after, key)
    assert papers(before, key) and papers(before, key).isdisjoint(papers(after, key))


def dossier_digest(ledger: Ledger, key: str) -> str:
    (page,) = (d for d in render(ledger) if d.path == f"internal/cases/{key}.html")
    return page.digest


def papers(ledger: Ledger, key: str) -> set[tuple[str, str]]:
    """The forms of a record, each with the digest by which it is made anew."""
    folder = f"print/{key}"
    return {(d.path, d.digest) for d in printed(ledger) if d.path.startswith(folder)}


def counts_records(templates: Path, counting: str) -> None:
    """Give a kind a derived field for each of some kinds: how many of them its office has."""
    (file,) = templates.glob(f"*/{counting}/kind.yml")
    text = file.read_text("utf-8")
    if "\n推算:\n" not in text:
        text += "推算:\n"
    more = "".join(f"  {kind}数: {{计数: {{案: {kind}}}}}\n" for kind in COUNTED)
    file.write_text(text.replace("\n推算:\n", f"\n推算:\n{more}"), "utf-8")


def add_case(office: Path) -> None:
    """One more case of an office, under a number of its own."""
    own = office / "correction/2026-901.yml"
    shutil.copy(ROOT / "templates/kinds/correction/examples/good/minimal.yml", own)
    number = next(line for line in own.read_text("utf-8").splitlines() if line[:3] == "编号:")
    edit(own, number, "编号: 2026-901")
