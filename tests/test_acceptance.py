"""What the two commands promise to a clerk and a publisher, by the commands themselves."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from suowu import commands
from suowu.publish.build import Build
from tests.counties import (
    GOLDEN_RECORDS,
    ROOT,
    Ran,
    built,
    edit,
    example_county,
    golden_county,
    real_county,
    suowu,
    tree,
)
from tests.test_broken_folder import BREAKS, GOOD, written

DAY = "2026-03-20"
EXAMPLE = "qinghe/correction/2026-002.yml"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout without records: its cache is shared by all tests here."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def site(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published site of the miniature county; what is refused leaves it as it is."""
    return built(GOLDEN_RECORDS, tmp_path_factory.mktemp("published") / "site", home=home)


def checked(records: Path, *more: str | Path, home: Path) -> Ran:
    return suowu("check", "--records", records, "--format", "json", *more, home=home)


def holders(folder: Path, *words: str) -> list[str]:
    """The files whose path or bytes hold one of these words."""
    found = tree(folder).items()
    return [p for p, content in found if any(w in p or w.encode() in content for w in words)]


# --- the complete example records ----------------------------------------------------------------


def rules_broken(records: Path, home: Path) -> dict[str, tuple[str | None, int | None, int]]:
    ran = checked(records, "--as-of", DAY, home=home)
    return {
        p["rule"]: (p["due"], p["days_late"], p["line"])
        for p in ran.problems
        if p["level"] == "违规" and p["path"].endswith(EXAMPLE)
    }


def test_the_complete_examples_break_no_rule(home: Path, tmp_path: Path) -> None:
    ran = checked(example_county(tmp_path), "--as-of", DAY, home=home)
    cases = [p for p in ran.problems if p["kind"] in ("correction", "assessment")]
    assert ran.code == 0 and [p["rule"] for p in cases if p["level"] == "违规"] == []


@pytest.mark.parametrize(
    ("day", "late"),
    [
        ("2026-02-12", None),
        ("2026-02-13", 1),
        ("2026-02-14", 2),  # a Saturday on which people work
        ("2026-02-24", 3),  # the first day after the holiday
    ],
)
def test_a_shifted_announcement_is_exactly_that_much_late(
    day: str, late: int | None, home: Path, tmp_path: Path
) -> None:
    records = example_county(tmp_path)
    line = edit(records / EXAMPLE, "宣告: {日期: 2026-02-10", f"宣告: {{日期: {day}")
    wanted = {"correction-announcement": ("2026-02-12", late, line)} if late else {}
    assert rules_broken(records, home) == wanted


def test_the_column_is_that_of_the_date(home: Path, tmp_path: Path) -> None:
    records = example_county(tmp_path)
    line = edit(records / EXAMPLE, "宣告: {日期: 2026-02-10", "宣告: {日期: 2026-02-13")
    (found,) = [
        p
        for p in checked(records, "--as-of", DAY, home=home).problems
        if p["rule"] == "correction-announcement"
    ]
    text = (records / EXAMPLE).read_text("utf-8").splitlines()[line - 1]
    assert text[found["column"] - 1 :].startswith("日期: 2026-02-13")
    assert (
        found["message"] == "入矫宣告迟 1 个工作日：应在 2026-02-12（含当日）以前，实为 2026-02-13"
    )
    assert found["clause"] == "四(五)2(4)①" and found["field"] == "宣告.日期"


# --- a notice and its window ---------------------------------------------------------------------


def test_a_notice_is_public_in_its_window_and_nowhere_outside(home: Path, tmp_path: Path) -> None:
    """鲍兰芝's leave was posted on 2026-03-09: five working days, the last is 03-16."""
    records, out = golden_county(tmp_path), tmp_path / "site"
    slugs = set()
    for day, public in {"08": False, "09": True, "16": True, "17": False}.items():
        built(records, out, "--as-of", f"2026-03-{day}", home=home)
        assert holders(out / "public", "鲍兰芝", "鲍某", "庄怀瑾", "柳承宇", "柳某") == []
        if public:
            (slug,) = [
                f.stem
                for f in (out / "public/notices").iterdir()
                if "某某外出" in f.read_text()  # alone with her surname in the office
            ]
            slugs.add(slug)
            named = holders(out / "public", slug)
            assert {"notices.html", "index.html", "offices/baihe.html"} <= set(named)
            assert not [p for p in named if p.startswith(("search/", "sitemap"))]
        else:
            assert holders(out / "public", "鲍某", *slugs) == []
            assert holders(out / "internal", "鲍某") or day == "08"
    assert len(slugs) == 1


# --- thirty broken files -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    records = example_county(tmp_path_factory.mktemp("broken"))
    cases = records / "qinghe/correction"
    (cases / "2026-001.yml").write_text(GOOD, "utf-8")
    for number, wrong in enumerate(BREAKS, start=101):
        (cases / f"2026-{number}.yml").write_text(written(number, wrong), "utf-8")
    return records


def test_a_folder_of_thirty_broken_files_is_told_in_one_run(broken: Path, home: Path) -> None:
    ran = checked(broken, home=home)
    told = {(p["record"], p["line"]) for p in ran.problems if p["level"] == "错误"}
    assert ran.code == 1
    assert told == {(f"2026-{n}", wrong.line) for n, wrong in enumerate(BREAKS, start=101)}
    assert len(told) >= 30 and ran.json["summary"]["错误"] >= 30
    places = [(p["path"], p["line"]) for p in ran.problems]
    assert places == sorted(places)


def test_thirty_broken_files_are_left_out_and_the_rest_is_published(
    tmp_path: Path, site: Path, home: Path
) -> None:
    broken = golden_county(tmp_path)
    for number, wrong in enumerate(BREAKS, start=101):
        (broken / f"baihe/correction/2026-{number}.yml").write_text(written(number, wrong), "utf-8")
    ran = suowu("build", "--records", broken, "--out", tmp_path / "site", home=home)
    report = json.loads((tmp_path / "site/report.json").read_text("utf-8"))
    left_out = {f"baihe/correction/2026-{n}" for n, _ in enumerate(BREAKS, start=101)}
    assert (
        ran.code == 1
        and {"{office}/{kind}/{record}".format(**each) for each in report["left_out"]} == left_out
    )
    assert tree(tmp_path / "site/public/notices") == tree(site / "public/notices") != {}


def test_a_refused_build_leaves_the_site_as_it_was(tmp_path: Path, site: Path, home: Path) -> None:
    before, broken = tree(site), golden_county(tmp_path)
    (broken / "county/county.yml").write_text("名称 = 云岭县\n", "utf-8")
    ran = suowu("build", "--records", broken, "--out", site, home=home)
    assert ran.code == 1 and "原有网站未改动" in ran.out
    assert tree(site) == before and [f.name for f in site.parent.iterdir()] == ["site"]


# --- kinds that are not there yet ----------------------------------------------------------------


def test_an_unknown_kind_is_told_once_and_stops_nothing(home: Path, tmp_path: Path) -> None:
    records = golden_county(tmp_path)
    for kind, number in (("lighthouse", 2), ("aviary", 1)):
        folder = records / "xitang" / kind
        folder.mkdir()
        for n in range(1, number + 1):
            (folder / f"2026-00{n}.yml").write_text(f"编号: 2026-00{n}\n", "utf-8")
    ran = suowu(
        "build", "--records", records, "--out", tmp_path / "site", "--format", "json", home=home
    )
    told = [p for p in ran.problems if "未支持" in p["message"]]
    assert ran.code == 0 and (tmp_path / "site/public/index.html").exists()
    assert [p["level"] for p in told] == ["提醒", "提醒"]
    assert [p["path"].split("/")[-2] for p in told] == ["aviary", "lighthouse"]


# --- the leak gate -------------------------------------------------------------------------------


def planted(folder: Path, name: str, file: str, old: str, new: str) -> tuple[str, Path]:
    """A copy of content/ or templates/ with something private written into one file."""
    copy = Path(shutil.copytree(ROOT / name, folder / name))
    text = (copy / file).read_text("utf-8")
    assert old in text
    (copy / file).write_text(text.replace(old, new, 1), "utf-8")
    return f"--{name}", copy


@pytest.mark.parametrize(
    ("place", "value", "field"),
    [
        (("templates", "site/pages/offices.html.j2", "<h1>"), "庄怀瑾", "姓名"),
        (("templates", "site/pages/office.html.j2", "<h1>"), "19900001101", "联系电话"),
        (
            ("templates", "kinds/correction/notices/leave.html.j2", "<p>"),
            "990000198705160035",
            "身份证号",
        ),
        (("content", "public/about.md", "\n# "), "柳承宇", "姓名"),
        (("content", "public/about.md", "\n# "), "云岭县白鹤镇柏树村 5 组 2 号", "居住地"),
    ],
    ids=["name", "phone", "identity number", "a minor's name", "address"],
)
def test_a_private_value_in_a_public_page_stops_the_build(
    place: tuple[str, str, str], value: str, field: str, site: Path, home: Path, tmp_path: Path
) -> None:
    standing = Path(shutil.copytree(site, tmp_path / "site"))
    before = tree(standing)
    name, file, old = place
    where = planted(tmp_path, name, file, old, f"\n{value}\n{old}")
    ran = suowu("build", "--records", GOLDEN_RECORDS, "--out", standing, *where, home=home)
    assert ran.code == 1, "it went out"
    assert f"的“{field}”" in ran.out and "baihe/correction/2026-00" in ran.out
    assert value not in ran.out + ran.err
    assert tree(standing) == before


# --- exit codes ----------------------------------------------------------------------------------


def test_the_command_itself_starts_and_leaves_with_its_code() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "suowu", "check", "--strict", f"--records={GOLDEN_RECORDS}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 1 and "[correction-announcement]" in done.stdout


def test_findings_are_no_failure_but_for_the_strict(home: Path) -> None:
    assert checked(GOLDEN_RECORDS, home=home).code == 0
    assert checked(GOLDEN_RECORDS, "--strict", home=home).code == 1


def test_strict_is_content_where_nothing_was_found(home: Path) -> None:
    tiny = ROOT / "tests/tiny"
    shapes = ("--content", tiny / "content", "--templates", tiny / "templates")
    assert checked(tiny / "records", "--strict", *shapes, home=home).code == 0


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["check", "--records", "nowhere"], "--records 须为目录"),
        (["check", "--as-of", "tomorrow"], "--as-of 须为日期（YYYY-MM-DD）：'tomorrow'"),
        (["check", "--as-of", "2026-02-30"], "--as-of 须为日期"),
        (["check", "--office", "nobody"], "--office 没有这个司法所：'nobody'"),
        (["check", "--colour"], "不认识的参数：--colour"),
        (["publish"], "没有这个命令：'publish'"),
        (["check", "--format", "xml"], "xml"),
        (["new", "correction"], "须"),
        (["new", "nothing", "baihe"], "没有这个类别：'nothing'"),
        (["new", "correction", "nowhere"], "没有这个司法所：'nowhere'"),
        (["diff"], "还须写明"),
        (["packet", "baihe/correction/2099-001"], "没有这个案件或者司法所"),
        (["packet", "baihee"], "您是不是想写“baihe”"),
        (["build", "--scheduler", "10.0.0.5"], "--scheduler 须为 tcp://主机:端口"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_usage_says_what_to_write(words: list[str], says: str, home: Path) -> None:
    more = [] if "--records" in words else ["--records", str(GOLDEN_RECORDS)]
    ran = suowu(*words, *more, home=home)
    assert ran.code == 2 and says in ran.err
    assert "Traceback" not in ran.err


def test_a_bug_of_ours_leaves_a_log(
    home: Path, site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("内部")

    before = tree(site)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("suowu.corridor.load", broken)
    ran = suowu("build", "--records", golden_county(tmp_path), "--out", site, home=home)
    assert ran.code == 3 and "不是您的记录有问题" in ran.err and "Traceback" not in ran.err
    (log,) = re.findall(r"\S+\.log", ran.err)
    assert "RuntimeError: 内部" in Path(log).read_text("utf-8")
    assert tree(site) == before


def test_an_interrupted_build_leaves_nothing_half_written(
    home: Path, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    before = tree(site)
    monkeypatch.setattr(Build, "close", interrupted)
    late = ("--as-of", "2026-03-26")
    ran = suowu("build", "--records", GOLDEN_RECORDS, "--out", site, *late, home=home)
    assert ran.code == 130 and "已中断，原有网站未改动" in ran.err
    assert tree(site) == before and [f.name for f in site.parent.iterdir()] == ["site"]


def test_two_counties_may_be_built_at_once(home: Path, tmp_path: Path) -> None:
    """Two folders of the same name in different places do not lock each other out."""
    from suowu.publish.staging import staging

    with staging(tmp_path / "ours" / "site"):
        built(GOLDEN_RECORDS, tmp_path / "theirs" / "site", home=home)


# --- the day -------------------------------------------------------------------------------------


def test_a_demo_county_carries_its_day_and_says_so(home: Path) -> None:
    ran = suowu("check", "--records", GOLDEN_RECORDS, home=home)
    assert "按 2026-03-20 计算" in ran.out and "示例日期" in ran.out


def test_a_real_county_is_judged_today(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands, "today", lambda: date(2026, 3, 13))
    assert checked(real_county(tmp_path), home=home).json["as_of"] == "2026-03-13"


def test_a_check_of_the_form_does_not_look_at_the_clock(broken: Path, home: Path) -> None:
    days = ("2026-01-01", "2031-01-01")
    told = [checked(broken, "--as-of", day, home=home).problems for day in days]
    first, later = ([p for p in each if p["level"] == "错误"] for each in told)
    assert first == later and len(first) >= 30


def test_an_unannounced_year_is_said_and_can_be_filled_in(home: Path, tmp_path: Path) -> None:
    records = golden_county(tmp_path)
    file = records / "xitang/assessment/2026-001.yml"
    edit(file, "收到日期: 2026-03-13", "收到日期: 2029-12-26")
    ran = checked(records, "--as-of", "2029-12-27", home=home)
    told = [p for p in ran.problems if p["rule"] == "assessment-due" and p["office"] == "xitang"]
    assert ran.code == 0 and len(told) == 1
    assert "未公布" in told[0]["message"] and "content/calendars/20" in str(told[0])
    assert told[0]["due"] is None


# --- the other commands --------------------------------------------------------------------------


def test_due_lists_what_is_overdue_first(home: Path) -> None:
    ran = suowu("due", "--records", GOLDEN_RECORDS, "--format", "json", home=home)
    rows = ran.json
    first = {key: rows[0][key] for key in ("office", "record", "rule", "state", "due", "days_late")}
    assert ran.code == 0
    assert first == {
        "office": "xitang",
        "record": "2026-001",
        "rule": "correction-announcement",
        "state": "逾期",
        "due": "2026-03-10",
        "days_late": 8,
    }
    assert [row["due"] for row in rows] == sorted(row["due"] for row in rows)
    shown = suowu("due", "--records", GOLDEN_RECORDS, "--office", "baihe", home=home).out
    assert "7 日内到期" in shown and "欧阳" not in shown


def test_office_filter_tells_of_that_office_only(home: Path) -> None:
    ran = checked(GOLDEN_RECORDS, "--office", "xitang", home=home)
    assert {p["office"] for p in ran.problems} == {"xitang"}


def test_office_filter_builds_the_whole_county(home: Path, tmp_path: Path, site: Path) -> None:
    only = built(GOLDEN_RECORDS, tmp_path / "only", "--office", "xitang", home=home)
    assert tree(only) == tree(site)


def test_an_office_that_is_not_there_is_said_so_even_when_nothing_changed(
    home: Path, site: Path
) -> None:
    ran = suowu("build", "--records", GOLDEN_RECORDS, "--out", site, "--office", "xitan", home=home)
    assert ran.code == 2
    assert "没有这个司法所：'xitan'" in ran.err and "xitang" in ran.err


ANSWERS = {
    "姓名": "路遥",
    "性别": "男",
    "出生日期": "1987-05-16",
    "身份证号": '"990000198705160035"',
    "居住地": "云岭县白鹤镇白鹤社区 1 栋",
    "罪名": "危险驾驶罪",
    "机关": "云岭县人民法院",
    "日期": "2026-03-02",
    "矫正类别": "缓刑",
    "起": "2026-03-12",
    "止": "2026-09-11",
}


def test_a_new_record_passes_once_what_check_asks_for_is_filled_in(
    home: Path, tmp_path: Path
) -> None:
    records = golden_county(tmp_path)
    (records / "baihe/correction/2026-001.yml").unlink()  # its identity number is used below
    ran = suowu("new", "correction", "xitang", "--records", records, home=home)
    (new,) = [f for f in (records / "xitang/correction").iterdir() if f.name not in known(records)]
    assert ran.code == 0 and str(new) in ran.out
    told = [p for p in checked(records, home=home).problems if p["path"] == str(new)]
    (draft,) = [p for p in told if p["rule"] == "draft"]
    asked = [p for p in told if p["rule"] == "schema"]
    assert "草稿: true" in draft["hint"] and {p["level"] for p in told} == {"提醒"}
    lines = new.read_text("utf-8").split("\n")
    for problem in asked:
        key = problem["field"].rpartition(".")[2]
        place = problem["line"] - 1
        lines[place] = re.sub(r"^(\s*\S+:) *(\"\")?", rf"\1 {ANSWERS[key]}  ", lines[place])
    (mark,) = [at for at, line in enumerate(lines) if line.startswith("草稿:")]
    del lines[mark]
    new.write_text("\n".join(lines), "utf-8")
    done = checked(records, home=home)
    assert len(asked) == len(ANSWERS) and done.code == 0, done.out
    assert {p["rule"] for p in done.problems if p["path"] == str(new)}.isdisjoint(
        {"draft", "schema"}
    )


def known(records: Path) -> set[str]:
    return {f.name for f in (GOLDEN_RECORDS / "xitang/correction").iterdir()}


def test_new_never_writes_over_a_record(home: Path, tmp_path: Path) -> None:
    records = golden_county(tmp_path)
    before = tree(records)
    for _ in range(2):
        assert suowu("new", "社区矫正", "baihe", "--records", records, home=home).code == 0
    after = tree(records)
    assert len(after) == len(before) + 2 and {p: after[p] for p in before} == before
    assert suowu("new", "county", "county", "--records", records, home=home).code == 2


def test_demo_refuses_a_folder_that_holds_anything(home: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("我的", "utf-8")
    ran = suowu("demo", "--out", tmp_path, "--offices", "1", "--cases", "2", home=home)
    assert ran.code == 2 and "--out 须为空目录" in ran.err
    assert list(tree(tmp_path)) == ["mine.txt"]


def test_demo_writes_a_county_that_passes(home: Path, tmp_path: Path) -> None:
    words = ("--offices", "2", "--cases", "5", "--seed", "7")
    assert suowu("demo", "--out", tmp_path / "demo", *words, home=home).code == 0
    assert checked(tmp_path / "demo", home=home).json["summary"]["错误"] == 0


def test_a_folder_may_be_called_like_a_command(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    golden_county(tmp_path).rename(tmp_path / "demo")
    assert suowu("--records", "demo", "--out", "check", home=home).code == 0
    assert (tmp_path / "check/public/index.html").exists()
    assert suowu("--records", "demo", "check", home=home).code == 0


# --- what a commit changes in public -------------------------------------------------------------


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A repository of its own with records, content and templates, one commit old."""
    top = tmp_path / "checkout"
    golden_county(top)
    for name in ("content", "templates"):
        shutil.copytree(ROOT / name, top / name)
    for words in (
        ["init", "-q"],
        ["add", "."],
        ["-c", "user.name=t", "-c", "user.email=t@example.invalid", "commit", "-qm", "first"],
    ):
        subprocess.run(["git", "-C", str(top), *words], check=True, capture_output=True)
    return top


def test_diff_tells_what_becomes_public(checkout: Path) -> None:
    assert "公开内容没有变化" in suowu("diff", "HEAD", home=checkout).out
    case = checkout / "records/xitang/correction/2026-002.yml"
    edit(case, "对象: [本人]}}", "对象: [本人]}, 公示: {张贴日期: 2026-03-20}}")
    edit(checkout / "records/baihe/office.yml", "新街 3 号", "新街 33 号")
    ran = suowu("diff", "HEAD", home=checkout)
    assert ran.code == 0 and "欧阳若水" not in ran.out and "复诊" not in ran.out
    assert re.search(r"新增\n  欧阳某外出公示（.*）  public/notices/\w+\.html\n", ran.out)
    assert "白鹤司法所  public/offices/baihe.html" in ran.out
    assert "云岭县白鹤镇新街 3 号 → 云岭县白鹤镇新街 33 号" in ran.out


def test_diff_knows_no_such_commit(checkout: Path) -> None:
    ran = suowu("diff", "no-such-thing", home=checkout)
    assert ran.code == 2 and "'no-such-thing'" in ran.err


def test_a_report_is_what_check_says(site: Path, home: Path) -> None:
    """But for where the records lie, which no file tells."""
    report = json.loads((site / "report.json").read_text("utf-8"))
    said = json.dumps(checked(GOLDEN_RECORDS, home=home).problems, ensure_ascii=False)
    lasting = said.replace(GOLDEN_RECORDS.relative_to(ROOT).as_posix(), "records")
    assert report["problems"] == json.loads(lasting)
