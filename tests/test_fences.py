"""Fences: an 错误 in a case or register leaves out that one; everybody else's work goes on."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from suowu import derive as deriving
from suowu.check import check
from suowu.commands import load_county
from suowu.commands.options import Options
from suowu.define import define
from suowu.definitions import Kind
from suowu.derive.views import Story, story_of
from suowu.forms import failing_forms
from suowu.ledger import Book, LeftOut
from suowu.load import load
from suowu.render.context import SiteContext
from suowu.rules.scopes import Scope
from tests.attacks.test_publishing import build, without_paper
from tests.counties import ROOT, Files, Ran, definitions, edit, golden_county, suowu, tree

TYPO = "baihe/correction/2026-003.yml"
LIVE = "baihe/correction/2026-001.yml"
DUTY = "baihe/registers/2026/duty.yml"
DAY = "2026-03-20"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(autouse=True)
def no_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    without_paper(monkeypatch)


@pytest.fixture
def county(tmp_path: Path) -> Path:
    return golden_county(tmp_path)


def mistyped(file: Path) -> None:
    """The full-width colon of a Chinese keyboard."""
    text = file.read_text("utf-8")
    first = next(line for line in text.splitlines() if ": " in line and line[0] not in "# ")
    file.write_text(text.replace(first, first.replace(": ", "：", 1), 1), "utf-8")


def begun(file: Path) -> None:
    file.write_text(f"草稿: true\n{file.read_text('utf-8')}", "utf-8")


def ask(*words: str | Path, county: Path, home: Path) -> Ran:
    return suowu(*words, "--records", county, "--as-of", DAY, home=home)


def book_of(county: Path) -> Book:
    raw = load(records=county, content=ROOT / "content", templates=ROOT / "templates")
    book = check(raw, definitions())
    assert isinstance(book, Book)
    return book


def differing(one: Files, other: Files) -> set[str]:
    return {path for path in one.keys() | other.keys() if one.get(path) != other.get(path)}


def notices_on(out: Path) -> dict[str, str]:
    """The record of each notice page that stands there."""
    listed = json.loads((out / "manifest.json").read_bytes())["files"]
    return {path: said["notice"]["record"] for path, said in listed.items() if "notice" in said}


# --- one record ----------------------------------------------------------------------------------


def test_all_else_is_as_in_a_county_without_that_record(
    county: Path, tmp_path: Path, home: Path
) -> None:
    mistyped(county / TYPO)
    fenced = build(county, tmp_path / "site", home=home)
    (county / TYPO).unlink()
    without = build(county, tmp_path / "without", home=home)
    assert (fenced.code, without.code) == (1, 0) and "公开网站" in fenced.out
    other = differing(tree(tmp_path / "site"), tree(tmp_path / "without"))
    assert other <= {
        "manifest.json", "report.json", "internal/index.html", "internal/statistics.html",
        "internal/handbook/05-support.html",  # its rules say how they are kept
        "internal/offices/baihe.html",  # a rule that looks at its cases is not judged
    }, other  # fmt: skip
    assert {"report.json", "internal/index.html"} <= other


def test_it_is_named_on_the_board_in_the_report_and_on_the_screen(
    county: Path, tmp_path: Path, home: Path
) -> None:
    mistyped(county / TYPO)
    ran = build(county, tmp_path / "site", home=home)
    assert "冒号须为半角" in ran.out and "白鹤司法所 1 份未计入" in ran.out
    board = (tmp_path / "site/internal/index.html").read_text("utf-8")
    assert "未计入的记录" in board and f"records/{TYPO}" in board and "冒号须为半角" in board
    assert "另有 1 份记录未计入" in (tmp_path / "site/internal/statistics.html").read_text("utf-8")
    said = json.loads((tmp_path / "site/report.json").read_bytes())
    assert said["left_out"] == [
        {"office": "baihe", "kind": "correction", "record": "2026-003",
         "path": f"records/{TYPO}", "why": "错误"}
    ]  # fmt: skip
    due = ask("due", county=county, home=home)
    assert due.code == 1 and "社区矫正 2026-003  有错误" in due.out
    checked = ask("check", "--format", "json", county=county, home=home)
    assert checked.json["left_out"] == said["left_out"] and checked.code == 1


def test_nothing_public_tells_that_something_is_left_out(
    county: Path, tmp_path: Path, home: Path
) -> None:
    mistyped(county / TYPO)
    build(county, tmp_path / "site", home=home)
    public = [page for path, page in tree(tmp_path / "site").items() if path.startswith("public/")]
    assert not [page for page in public if "未计入".encode() in page or "草稿".encode() in page]


@pytest.mark.parametrize("spoil", [mistyped, begun])
def test_its_live_notice_comes_down_and_is_named(
    spoil: Callable[[Path], None], county: Path, tmp_path: Path, home: Path
) -> None:
    out = tmp_path / "site"
    assert build(county, out, home=home).code == 0
    (page, record), *_ = notices_on(out).items()
    spoil(county / f"{record}.yml")
    ran = build(county, out, home=home)
    assert f"{page} [take-down]" in ran.out and "已经从网站上撤下" in ran.out
    assert page not in notices_on(out) and not (out / page).exists()
    slug = Path(page).stem.encode()
    assert not [p for p, text in tree(out).items() if p.startswith("public/") and slug in text]


def test_an_incremental_build_equals_a_clean_one(county: Path, tmp_path: Path, home: Path) -> None:
    out, file = tmp_path / "site", county / LIVE
    good = file.read_text("utf-8")
    build(county, out, home=home)
    for spoil in (mistyped, begun, lambda file: file.write_text(good, "utf-8")):
        file.write_text(good, "utf-8")
        spoil(file)
        ran = build(county, out, home=home)
        again = build(county, out, home=home)
        clean = build(county, tmp_path / "clean", "--no-cache", home=home)
        assert ran.code == again.code == clean.code
        assert tree(out) == tree(tmp_path / "clean")
        shutil.rmtree(tmp_path / "clean")


def test_strict_is_all_or_nothing(county: Path, tmp_path: Path, home: Path) -> None:
    out = tmp_path / "site"
    build(county, out, home=home)
    before = tree(out)
    mistyped(county / TYPO)
    ran = build(county, out, "--strict", home=home)
    assert ran.code == 1 and "没有发布" in ran.out and tree(out) == before
    assert build(county, out, home=home).code == 1 and tree(out) != before
    assert build(county, out, "--strict", home=home).code == 1


@pytest.mark.parametrize(
    ("rel", "text"),
    [
        ("baihe/office.yml", "没有这一项: 1\n"),
        ("county/county.yml", "没有这一项: 1\n"),
        ("baihe/correction/2026-009.yml.txt", "x"),
        ("baihe/2026-009.yml", "x: 1\n"),
    ],
)
def test_what_is_nobodys_own_stops_publishing(
    rel: str, text: str, county: Path, tmp_path: Path, home: Path
) -> None:
    with (county / rel).open("a", encoding="utf-8") as file:
        file.write(text)
    ran = build(county, tmp_path / "site", home=home)
    assert ran.code == 1 and "没有发布" in ran.out and not (tmp_path / "site").exists()


# --- one office ----------------------------------------------------------------------------------


def test_an_office_is_looked_at_whatever_others_do(county: Path, home: Path) -> None:
    clean = ask("check", "--office", "xitang", county=county, home=home)
    mistyped(county / TYPO)
    ran = ask("check", "--office", "xitang", county=county, home=home)
    (more,) = set(ran.out.splitlines(keepends=True)) - set(clean.out.splitlines(keepends=True))
    assert re.fullmatch("其他司法所有 [12] 个错误，白鹤司法所 1 份未计入，运行 .* 查看\n", more)
    assert ran.code == 0 and ran.out.replace(more, "") == clean.out
    assert "共 4 份记录" in ran.out
    due = ask("due", "--office", "xitang", county=county, home=home)
    assert due.code == 0 and "7 日内到期" in due.out and more in due.out
    assert ask("check", "--office", "baihe", county=county, home=home).code == 1


def test_an_office_is_looked_at_when_anothers_own_record_is_wrong(county: Path, home: Path) -> None:
    mistyped(county / "baihe/office.yml")
    ran = ask("check", "--office", "xitang", county=county, home=home)
    assert ran.code == 0 and "[staff-mediators]" in ran.out
    assert "baihe 6 份未计入" in ran.out and "共 4 份记录" in ran.out
    own = ask("check", "--office", "baihe", county=county, home=home)
    assert own.code == 1 and "冒号须为半角" in own.out and "共 6 份记录" in own.out
    packet = ask("packet", "baihe", county=county, home=home)
    assert packet.code == 1 and "office.yml 有错误" in packet.out


def test_a_packet_names_what_is_not_in_it(county: Path, tmp_path: Path, home: Path) -> None:
    mistyped(county / TYPO)
    out = ("--out", tmp_path / "packets")
    asked = ask("packet", "baihe/correction/2026-003", *out, county=county, home=home)
    assert asked.code == 1 and "冒号须为半角" in asked.out and "没有计入" in asked.out
    told = ask("explain", f"{county}/{TYPO}", county=county, home=home)
    assert told.code == 1 and "冒号须为半角" in told.out
    case = ask("packet", "baihe/correction/2026-002", *out, county=county, home=home)
    assert case.code == 0 and "未计入" not in case.out
    office = ask("packet", "baihe", *out, county=county, home=home)
    assert office.code == 1 and "已生成" in office.out and "2026-003  有错误" in office.out


# --- what others make of it ----------------------------------------------------------------------


def findings(county: Path, home: Path, office: str) -> list[dict[str, Any]]:
    ran = ask("check", "--office", office, "--format", "json", county=county, home=home)
    return [p for p in ran.problems if p["record"] == "office"]


@pytest.mark.parametrize("spoil", [mistyped, begun])
def test_a_register_that_is_left_out_is_not_held_to_be_missing(
    spoil: Callable[[Path], None], county: Path, home: Path
) -> None:
    before = findings(county, home, "baihe")
    spoil(county / DUTY)
    after = findings(county, home, "baihe")
    (more,) = [p for p in after if p not in before]
    assert more["rule"] == "left-out" and more["level"] == "提醒"
    assert more["message"] == "未判断：登记簿 2026/duty，所依据的记录没有计入"
    (county / DUTY).unlink()
    assert any("没有 2026 年的值班" in p["message"] for p in findings(county, home, "baihe"))


def test_a_rule_about_cases_is_not_judged_while_one_is_left_out(county: Path, home: Path) -> None:
    worker = "staff-correction-worker"
    assert worker in {p["rule"] for p in findings(county, home, "xitang")}
    mistyped(county / TYPO)
    own = findings(county, home, "baihe")
    assert worker not in {p["rule"] for p in own}
    (said,) = [p["message"] for p in own if p["rule"] == "left-out"]
    assert said.startswith("未判断：社区矫正社会工作者配备")
    assert worker in {p["rule"] for p in findings(county, home, "xitang")}


def test_of_two_records_with_one_number_the_copy_is_fenced(county: Path) -> None:
    folder = county / "baihe/correction"
    shutil.copy(folder / "2026-001.yml", folder / "2026-001 - 副本.yml")
    (left,) = book_of(county).left_out
    assert left.id == "2026-001 - 副本"
    (folder / "2026-001 - 副本.yml").unlink()
    text = (folder / "2026-001.yml").read_text("utf-8").replace("编号: 2026-001", "编号: 2026-004")
    (folder / "2026-004.yml").write_text(text, "utf-8")
    left = only(book_of(county).left_out)
    assert left.id == "2026-004"
    assert any("baihe/correction/2026-001.yml" in (p.hint or "") for p in left.problems)


def only(found: tuple[LeftOut, ...]) -> LeftOut:
    (one,) = found
    return one


@pytest.mark.parametrize("spoil", [mistyped, begun, lambda file: edit(file, "罪名:", "罪 名:")])
def test_what_is_left_out_stays_a_secret(
    spoil: Callable[[Path], None], county: Path, tmp_path: Path, home: Path
) -> None:
    content = Path(shutil.copytree(ROOT / "content", tmp_path / "content"))
    text = (county / TYPO).read_text("utf-8")
    number = next(line for line in text.splitlines() if line.startswith("身份证号")).split('"')[1]
    with (content / "public/guide.md").open("a", encoding="utf-8") as page:
        page.write(f"\n{next(v for v in text.splitlines() if v.startswith('姓名')).split()[1]}\n")
    spoil(county / TYPO)
    ran = build(county, tmp_path / "site", "--content", content, home=home)
    assert ran.code == 1 and "没有发布" in ran.out and "[leak]" in ran.out
    assert number not in ran.out


# --- drafts --------------------------------------------------------------------------------------


def test_a_new_record_is_a_draft_that_hinders_nobody(
    county: Path, tmp_path: Path, home: Path
) -> None:
    assert ask("new", "correction", "baihe", county=county, home=home).code == 0
    file = county / "baihe/correction/2026-004.yml"
    assert "草稿: true  " in file.read_text("utf-8")
    ran = build(county, tmp_path / "site", "--format", "json", home=home)
    assert ran.code == 0 and ran.json["summary"]["错误"] == 0
    own = [p for p in ran.problems if p["record"] == "2026-004"]
    assert {p["level"] for p in own} == {"提醒"}
    told = {p["message"] for p in own}
    assert "草稿，没有计入" in told and any(said.startswith("草稿：须填写") for said in told)
    assert [each["why"] for each in ran.json["left_out"]] == ["草稿"]
    assert "草稿" in (tmp_path / "site/internal/index.html").read_text("utf-8")
    assert not list((tmp_path / "site").rglob("*2026-004*"))
    assert build(county, tmp_path / "site", "--strict", home=home).code == 1  # findings of others


def test_a_draft_that_is_no_yaml_yet_is_a_draft(county: Path, home: Path) -> None:
    begun(county / TYPO)
    text = (county / TYPO).read_text("utf-8").replace("姓名: ", "姓名：")
    (county / TYPO).write_text(text, "utf-8")
    ran = ask("check", county=county, home=home)
    assert ran.code == 0 and "提醒" in ran.out and "草稿：冒号须为半角" in ran.out
    assert "白鹤司法所 1 份未计入（草稿）" in ran.out


def test_a_draft_is_not_printed(county: Path, home: Path) -> None:
    begun(county / TYPO)
    ran = ask("packet", "baihe/correction/2026-003", county=county, home=home)
    assert ran.code == 1 and "这份记录是草稿" in ran.out and "草稿: true" in ran.out
    due = ask("due", "--office", "baihe", county=county, home=home)
    assert due.code == 0 and "2026-003  草稿" in due.out


@pytest.mark.parametrize(("day", "told"), [("2026-03-20", False), ("2026-09-20", True)])
def test_a_forgotten_draft_is_reminded_of(day: str, told: bool, county: Path, home: Path) -> None:
    begun(county / "xitang/correction/2026-002.yml")
    ran = suowu("check", "--records", county, "--as-of", day, home=home)
    assert ("没有续写" in ran.out) is told and "草稿，没有计入" in ran.out


def test_what_is_no_draft_counts(county: Path) -> None:
    text = (county / TYPO).read_text("utf-8")
    (county / TYPO).write_text(f"草稿: false\n{text}", "utf-8")
    assert book_of(county).left_out == ()
    (county / TYPO).write_text(f"草稿: 是\n{text}", "utf-8")
    left = only(book_of(county).left_out)
    assert left.why == "错误" and "草稿" in {p.field for p in left.problems}


def test_editors_know_of_drafts(county: Path, home: Path) -> None:
    for kind in ("correction", "duty"):
        schema = json.loads(ask("schema", kind, county=county, home=home).out)
        assert schema["properties"]["草稿"]["type"] == ["boolean", "null"]
    for kind in ("office", "county"):
        schema = json.loads(ask("schema", kind, county=county, home=home).out)
        assert "草稿" not in schema["properties"]


def test_no_kind_has_a_draft_of_its_own(tmp_path: Path) -> None:
    templates = Path(shutil.copytree(ROOT / "templates", tmp_path / "templates"))
    kind = templates / "registers/duty/kind.yml"
    kind.write_text(kind.read_text("utf-8").replace("字段:\n", "字段:\n  草稿: 日期\n", 1), "utf-8")
    raw = load(records=ROOT / "records", content=ROOT / "content", templates=templates)
    assert any("不得另写" in problem.message for problem in define(raw).problems)


# --- what the program stumbles over --------------------------------------------------------------


def stumbling(module: Any, name: str, patch: pytest.MonkeyPatch, *, over: str) -> None:
    """Let a function fail for whatever has this name in it."""
    whole = getattr(module, name)

    def fail(*words: Any, **more: Any) -> Any:
        if any(over in repr(word) for word in words if not isinstance(word, SiteContext)):
            raise ZeroDivisionError("division by zero")
        return whole(*words, **more)

    patch.setattr(module, name, fail)


def name_in(county: Path, rel: str) -> str:
    lines = (county / rel).read_text("utf-8").splitlines()
    return next(line for line in lines if line.startswith("姓名: ")).removeprefix("姓名: ")


STAGES = [("check", "reference_values"), ("rules", "record_view"), ("derive", "story_of"),
          ("web", "_case"), ("dossier", "dossier")]  # fmt: skip


@pytest.mark.parametrize(("stage", "function"), STAGES)
def test_a_mistake_of_ours_in_one_record_fences_that_one(
    stage: str,
    function: str,
    county: Path,
    tmp_path: Path,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from suowu.check import record as checking
    from suowu.derive import results
    from suowu.render import dossier

    modules: dict[str, Any] = {"check": checking, "derive": results, "dossier": dossier}
    name = name_in(county, TYPO)
    stumbling(modules.get(stage, deriving), function, monkeypatch, over=name)
    ran = build(county, tmp_path / "site", "--no-cache", home=home)
    assert ran.code == 1 and "程序出错了" not in ran.err, ran.err
    assert f"{TYPO} [failed] 这份记录处理时出错，没有计入" in ran.out
    log = Path(ran.err.partition("请把 ")[2].partition(" 交给")[0])
    assert "ZeroDivisionError" in log.read_text("utf-8")
    log.unlink()
    pages = {path for path in tree(tmp_path / "site") if "/correction/" in path}
    assert len(pages) == 4 and not any("baihe" in path and "2026-003" in path for path in pages)


def test_a_mistake_in_many_records_is_no_records(
    county: Path, tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from suowu import corridor
    from suowu.derive import results

    monkeypatch.setattr(corridor, "_FEW", 4)  # of 13 records; there are five of this kind

    def fail(kind: Kind, scope: Scope) -> Story:
        if kind.id == "correction":
            raise ZeroDivisionError("division by zero")
        return story_of(kind, scope)

    monkeypatch.setattr(results, "story_of", fail)
    ran = build(county, tmp_path / "site", "--no-cache", home=home)
    assert ran.code == 3 and not (tmp_path / "site").exists()


def test_a_mistake_in_one_form_fences_its_record(
    county: Path, tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from suowu.forms import context

    stumbling(context, "laid_out", monkeypatch, over=name_in(county, TYPO))
    options = Options(
        command="check", records=county, content=ROOT / "content", templates=ROOT / "templates",
        root=home, as_of=DAY, cache=None,
    )  # fmt: skip
    ledger = load_county(options).ledger
    assert ledger is not None and list(failing_forms(ledger)) == [str(county / TYPO)]
    ran = ask("packet", "baihe", "--out", tmp_path / "packets", county=county, home=home)
    assert ran.code == 1 and "已生成" in ran.out and "2026-003  有错误" in ran.out
