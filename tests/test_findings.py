"""Findings on the screen: what is wrong is shown, whoever asks, and noughts are not invented."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from suowu.commands import load_county
from suowu.commands.options import Options
from suowu.derive.findings import place_in
from suowu.ledger import Ledger
from suowu.model import Outcome, Where
from suowu.render import render
from tests.counties import ROOT, edit, golden_county, suowu

ANNOUNCED = "correction-announcement"
ELSEWHERE = "其他司法所有 1 个错误，"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A checkout whose law, shapes and records may be broken."""
    for name in ("content", "templates"):
        shutil.copytree(ROOT / name, tmp_path / name)
    golden_county(tmp_path)
    return tmp_path


def broken(home: Path, rel: str) -> None:
    """The first key of the file misspelt."""
    file = home / rel
    file.write_text(f"错字: 1\n{file.read_text('utf-8')}", "utf-8")


GENERAL = (
    "records/county/county.yml",
    "content/parameters/correction.yml",
    "templates/kinds/correction/kind.yml",
    "templates/kinds/correction/forms/leave.yml",
)


@pytest.mark.parametrize("rel", GENERAL)
def test_what_is_no_offices_own_is_shown_and_counted_to_each(rel: str, home: Path) -> None:
    broken(home, rel)
    for words in (("check",), ("due",), ("build", "--out", home / "site")):
        ran = suowu(*words, "--office", "xitang", "--records", home / "records", home=home)
        assert ran.code == 1
        assert f"{home / rel}:1:1" in ran.out and "错字" in ran.out
        assert "错误 0" not in ran.out
    ran = suowu("check", "--office", "xitang", "--format", "json", home=home)
    assert [p["path"] for p in ran.problems if p["level"] == "错误"] == [str(home / rel)]
    assert ran.json["summary"]["错误"] == 1


@pytest.mark.parametrize("command", ["check", "due", "build"])
def test_errors_of_other_offices_are_told_of_in_one_line(command: str, home: Path) -> None:
    broken(home, "records/baihe/office.yml")
    ran = suowu(command, "--office", "xitang", "--out", home / "site", home=home)
    assert ran.code == (command == "build") and ELSEWHERE in ran.out
    assert "baihe/" not in ran.out and "违规 0" not in ran.out


def test_a_program_reads_how_many_errors_other_offices_have(home: Path) -> None:
    broken(home, "records/baihe/office.yml")
    ran = suowu("check", "--office", "xitang", "--format", "json", home=home)
    assert ran.code == 0 and ran.json["summary"]["elsewhere"] == 1
    ran = suowu("check", "--format", "json", home=home)
    assert "elsewhere" not in ran.json["summary"]


def test_a_packet_says_which_events_there_are(home: Path) -> None:
    """A list, a list inside it, a title or a file name is one's own word for a form."""
    office = ("packet", "baihe", "--as-of", "2026-03-20")
    none = suowu(*office, "--event", "外处", home=home)
    assert none.code == 0 and "没有要打印的表格" in none.out
    assert "您是不是想写“外出”？--event 可写" in none.out
    offered = none.out.partition("--event 可写 ")[2].partition("，")[0].split("、")
    assert "外出" in offered and len(offered) > 3
    for number, word in enumerate((*offered[:2], "社区矫正对象外出审批表", "leave")):
        ran = suowu(*office, "--event", word, "--out", home / f"{number}" / "site", home=home)
        assert ran.code == 0 and list((home / f"{number}" / "packets").glob("*.pdf")), word
    nothing = suowu("packet", "xitang", "--as-of", "2019-03-20", "--due", home=home)
    assert "去掉 --due 或 --kind 再试" in nothing.out


def test_packet_and_explain_say_what_stops_them(home: Path) -> None:
    broken(home, GENERAL[0])
    case = "xitang/correction/2026-001"
    for command in ("packet", "explain"):
        ran = suowu(command, case, "--office", "xitang", home=home)
        assert ran.code == 1 and "county.yml:1:1" in ran.out


CLOSED = [
    (
        "content/rules/correction-intake.yml",
        ("级别: 违规", "级别: 警告"),
        "可用的有：违规、提醒、停发",
    ),
    (
        "content/rules/correction-intake.yml",
        ("级别: 违规", "级别: 违归"),
        "您是不是想写“违规”？",
    ),
    (
        "templates/kinds/correction/forms/leave.yml",
        ("用: 基本情况", "用: 丙"),
        "可用的有：禁止令、基本情况、",
    ),
    (
        "templates/kinds/correction/kind.yml",
        ("范围: 案", "范围: 甲"),
        "可用的有：所、县、案、簿",
    ),
]


@pytest.mark.parametrize(("rel", "change", "hint"), CLOSED)
def test_a_word_of_a_closed_list_comes_with_the_nearest_or_all(
    rel: str, change: tuple[str, str], hint: str, home: Path
) -> None:
    file = home / rel
    text = file.read_text("utf-8")
    file.write_text(text.replace(*change, 1), "utf-8")
    line = text[: text.index(change[0])].count("\n") + 1
    ran = suowu("check", "--format", "json", home=home)
    found = [p for p in ran.problems if p["path"] == str(file) and p["line"] == line]
    assert found and found[0]["hint"].startswith(hint)


def test_what_was_never_begun_is_pointed_at_where_it_should_have_started(home: Path) -> None:
    ran = suowu("check", "--format", "json", home=home)
    file = home / "records/xitang/correction/2026-001.yml"
    told = [p for p in ran.problems if p["path"] == str(file)]
    (found,) = [p for p in told if p["rule"] == "correction-announcement"]
    lines = enumerate(file.read_text("utf-8").splitlines(), 1)
    (line,) = [n for n, text in lines if "到所报到日期" in text]
    assert (found["field"], found["line"]) == ("宣告.日期", line)
    assert found["column"] > 1


@pytest.mark.parametrize(
    ("where", "since", "place"),
    [
        (("宣告", "日期"), ("接收", "日期"), ("接收", "日期")),
        (("外出", 0, "销假", "日期"), ("外出", 0, "止"), ("外出", 0, "销假", "日期")),
        (("宣告", "日期"), (), ("宣告", "日期")),
        ((), ("接收", "日期"), ()),
    ],
)
def test_the_place_of_what_is_missing_is_the_nearest_that_is_there(
    where: Where, since: Where, place: Where
) -> None:
    outcome = Outcome(rule="甲", level="违规", state="逾期", where=where, message="", since=since)
    assert place_in(outcome, {"接收": {}, "外出": [{}]}) == place


@pytest.fixture
def reminding(home: Path) -> Ledger:
    """The county under a law whose announcement is no duty but a reminder."""
    rules = home / "content/rules/correction-intake.yml"
    edit(rules, "- id: correction-announcement\n", f"- id: {ANNOUNCED}\n    级别: 提醒\n")
    options = Options(
        command="check", root=home, records=home / "records", content=home / "content",
        templates=home / "templates", cache=None,
    )  # fmt: skip
    ledger = load_county(options).ledger
    assert ledger is not None
    return ledger


def test_what_a_reminding_rule_finds_is_a_reminder_on_every_page(reminding: Ledger) -> None:
    pages = {page.path: page.view for page in render(reminding)}
    late = pages["internal/cases/baihe/correction/2026-003.html"]
    (row,) = [row for row in late["open"] if row["rule"] == ANNOUNCED]
    assert (row["standing"], row["tone"], row["bucket"], row["state"]) == (
        "提醒", "soon", "remind", "提醒",
    )  # fmt: skip
    board = {
        (group["bucket"].id, row["record"], row["standing"], row["tone"])
        for group in pages["internal/index.html"]["groups"]
        for row in group["rows"]
        if row["rule"] == ANNOUNCED
    }
    assert ("remind", "2026-003", "提醒", "soon") in board
    assert ("overdue", "2026-001", "逾期", "soon") in board
    levels = [
        rule["level"]
        for path, view in pages.items()
        if path.startswith("internal/handbook/")
        for rule in view.get("rules", ())
        if rule["name"] == "入矫宣告"
    ]
    assert set(levels) <= {"提醒"}


def test_what_a_reminding_rule_finds_is_explained_as_a_reminder(
    reminding: Ledger, home: Path
) -> None:
    case = "baihe/correction/2026-003"
    said = suowu("explain", case, ANNOUNCED, home=home).out
    assert "结果　提醒　入矫宣告迟" in said and "违反" not in said
    ran = suowu("explain", case, ANNOUNCED, "--format", "json", home=home)
    assert [each["state"] for each in ran.json["rules"][0]["findings"]] == ["提醒"]
    assert reminding.cases[case].outcomes
