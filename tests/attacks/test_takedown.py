"""Whatever stops publication, what is over or may no longer stand comes off the standing site."""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from suowu import corridor
from suowu.ledger import Ledger
from suowu.model import Raw, Source
from suowu.publish import Target, manifest, publish, reusable_site
from suowu.publish.staging import Staging, staging
from suowu.publish.takedown import Known, take_down
from suowu.publish.version import VERSION_DATA, VERSION_PAGE
from suowu.render import render
from tests.attacks.test_publishing import beside, build, open_gate, put, real, without_paper
from tests.counties import ROOT, Files, Ran, golden_county, suowu, tree
from tests.small_ledger import AS_OF, with_notice_state

LATE = "2026-04-20"
"""A day on which nothing of the miniature county is posted any more."""


# --- every cause of refusal, and a notice that is over -------------------------------------------


def fault_elsewhere(county: Path, out: Path, _: pytest.MonkeyPatch) -> None:
    with (county / "xitang/office.yml").open("a", encoding="utf-8") as file:
        file.write("没有这一项: [\n")


def fault_in_county(county: Path, out: Path, _: pytest.MonkeyPatch) -> None:
    (county / "county/county.yml").write_text("名称: [", "utf-8")


def no_records(county: Path, out: Path, _: pytest.MonkeyPatch) -> None:
    for file in county.glob("*/office.yml"):
        file.unlink()


def own_shapes(county: Path) -> tuple[Path, Path]:
    """Copies of content/ and templates/ that may be spoilt."""
    made = county.parent / "content", county.parent / "templates"
    for folder in made:
        shutil.copytree(ROOT / folder.name, folder, dirs_exist_ok=True)
    return made


def fault_in_rules(county: Path, out: Path, _: pytest.MonkeyPatch) -> None:
    content = own_shapes(county)[0]
    next(iter(sorted(content.glob("rules/*.yml")))).write_text(
        "主题: 坏\n规则: [{id: x}]\n", "utf-8"
    )


def fault_in_template(county: Path, out: Path, _: pytest.MonkeyPatch) -> None:
    templates = own_shapes(county)[1]
    (templates / "site/pages/office.html.j2").write_text("{% if %}", "utf-8")


def fault_in_calendar(county: Path, out: Path, _: pytest.MonkeyPatch) -> None:
    content = own_shapes(county)[0]
    (content / "calendars/2026.yml").write_text("年份: 2026\n放假: [春节]\n", "utf-8")


def private_name(county: Path, out: Path, _: pytest.MonkeyPatch) -> None:
    content = own_shapes(county)[0]
    record = next(iter(sorted(county.glob("*/correction/2026-001.yml")))).read_text("utf-8")
    number = (
        next(line for line in record.splitlines() if "身份证号" in line).split()[-1].strip("'\"")
    )
    page = next(iter(sorted((content / "public").glob("*.md"))))
    page.write_text(f"{page.read_text('utf-8')}\n{number}\n", "utf-8")


def foreign_file(county: Path, out: Path, _: pytest.MonkeyPatch) -> None:
    (out / "论文").mkdir()
    (out / "论文/一.docx").write_text("重要", "utf-8")


def refused_by_gate(county: Path, out: Path, patch: pytest.MonkeyPatch) -> None:
    from suowu.problems import problem

    leak = (problem("泄露", path="public/index.html", rule="leak"),)
    patch.setattr("suowu.publish._leaks", lambda *_, **__: leak)


def engine_fails(county: Path, out: Path, patch: pytest.MonkeyPatch) -> None:
    from suowu.site_engine import EngineError

    patch.setattr("suowu.publish.engines_of", failing(EngineError("坏页面")))


def our_bug(county: Path, out: Path, patch: pytest.MonkeyPatch) -> None:
    patch.setattr("suowu.publish._fill", failing(RuntimeError("bug")))


def bug_in_rules(county: Path, out: Path, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(corridor, "derive", failing(ZeroDivisionError()))


def bug_in_reader(county: Path, out: Path, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(corridor, "load", failing(RecursionError()))


def full_disk(county: Path, out: Path, patch: pytest.MonkeyPatch) -> None:
    """Full for the pages, and then room enough."""
    patch.setattr("suowu.publish._fill", failing(OSError(errno.ENOSPC, "x")))


def no_memory(county: Path, out: Path, patch: pytest.MonkeyPatch) -> None:
    patch.setattr("suowu.publish._fill", failing(MemoryError()))


def no_such_office(county: Path, out: Path, patch: pytest.MonkeyPatch) -> None:
    """A command that was used wrongly."""
    patch.setattr("suowu.commands._require_office", failing(corridor_mistake()))


def corridor_mistake() -> Exception:
    from suowu.commands import Mistake

    return Mistake("--office 没有这个司法所")


def failing(error: Exception) -> Callable[..., Any]:
    def fail(*_: object, **__: object) -> None:
        raise error

    return fail


CAUSES = [
    fault_elsewhere,
    fault_in_county,
    no_records,
    fault_in_rules,
    fault_in_template,
    fault_in_calendar,
    private_name,
    foreign_file,
    refused_by_gate,
    engine_fails,
    our_bug,
    bug_in_rules,
    bug_in_reader,
    full_disk,
    no_memory,
    no_such_office,
]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def base(home: Path) -> Path:
    """The miniature county and its site on a day on which a notice is posted."""
    with pytest.MonkeyPatch.context() as patch:
        without_paper(patch)
        county = golden_county(home / "base")
        assert build(county, home / "base/site", home=home).code == 0
    return home / "base"


@pytest.fixture
def standing(base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of both, which may be spoilt."""
    without_paper(monkeypatch)
    shutil.copytree(base, tmp_path, dirs_exist_ok=True)
    return tmp_path


def notices_on(out: Path) -> list[str]:
    return sorted(file.stem for file in (out / "public/notices").glob("*.html"))


def later(folder: Path, *more: str | Path, home: Path) -> Ran:
    """The next run, with the folder's own content and templates if it has any."""
    shapes = [
        word
        for name in ("content", "templates")
        if (folder / name).is_dir()
        for word in (f"--{name}", folder / name)
    ]
    records = folder / "records"
    return build(records, folder / "site", *shapes, *more, home=home, day=LATE)


@pytest.mark.parametrize("cause", CAUSES, ids=lambda cause: cause.__name__)
def test_whatever_stops_publication_what_is_over_comes_off(
    cause: Callable[[Path, Path, pytest.MonkeyPatch], None],
    standing: Path,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    out = standing / "site"
    (slug,), before = notices_on(out), tree(out)
    cause(standing / "records", out, monkeypatch)
    ran = later(standing, home=home)
    said = ran.out + ran.err
    assert ran.code != 0 and slug in said and "已经从网站上撤下" in said, said
    assert "原有网站未改动" not in said
    public = {path: page for path, page in tree(out).items() if path.startswith("public/")}
    assert not [path for path, page in public.items() if slug in path or slug.encode() in page]
    assert_else_untouched(out, before, slug=slug)
    assert [name for name in beside(out) if name.startswith(".site")] == []


def assert_else_untouched(out: Path, before: Files, *, slug: str) -> None:
    """All other files are there and, where they did not name the notice, as they were."""
    after = {path: page for path, page in tree(out).items() if not path.startswith("论文/")}
    assert after.keys() == before.keys() - {f"public/notices/{slug}.html"}
    changed = {path for path, page in after.items() if page != before[path]}
    assert changed == {
        path
        for path, page in before.items()
        if (slug.encode() in page or path in (VERSION_PAGE, VERSION_DATA))
        and path in after
        and path.split("/")[0] in ("public", "manifest.json")
    }
    listed = json.loads((out / "manifest.json").read_bytes())
    assert listed["taken_down"]["pages"] == [f"public/notices/{slug}.html"]
    assert set(listed["files"]) == after.keys() - {"manifest.json"}


def test_what_is_not_ours_is_still_there(
    standing: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = standing / "site"
    foreign_file(standing / "records", out, monkeypatch)
    (out / "论文").chmod(0o755)
    later(standing, home=home)
    assert (out / "论文/一.docx").read_text("utf-8") == "重要"
    assert (out / "论文").stat().st_mode & 0o777 == 0o755


def test_a_strict_build_takes_down_too(standing: Path, home: Path) -> None:
    (slug,) = notices_on(standing / "site")
    ran = later(standing, "--strict", home=home)
    assert ran.code == 1 and notices_on(standing / "site") == []
    public = (page for path, page in tree(standing / "site").items() if path.startswith("public/"))
    assert not [page for page in public if slug.encode() in page]


def test_programs_are_told_in_json(
    standing: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fault_elsewhere(standing / "records", standing / "site", monkeypatch)
    ran = later(standing, "--format", "json", home=home)
    (gone,) = [each for each in ran.problems if each["rule"] == "take-down"]
    assert gone["level"] == "提醒" and gone["path"].endswith(".html")


def test_the_next_good_build_is_a_clean_one(
    standing: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    county, out = standing / "records", standing / "site"
    good = (county / "xitang/office.yml").read_text("utf-8")
    fault_elsewhere(county, out, monkeypatch)
    later(standing, home=home)
    (county / "xitang/office.yml").write_text(good, "utf-8")
    assert later(standing, home=home).code == 0
    (standing / "clean").mkdir()
    build(county, standing / "clean/site", home=home, day=LATE)
    assert tree(out) == tree(standing / "clean/site")


def test_a_made_up_county_whose_day_cannot_be_read_keeps_its_notices(
    standing: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fault_in_county(standing / "records", standing / "site", monkeypatch)
    before = tree(standing / "site")
    ran = suowu("build", "--records", standing / "records", "--out", standing / "site", home=home)
    assert ran.code == 1 and tree(standing / "site") == before


# --- what may no longer stand --------------------------------------------------------------------


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def out(tmp_path: Path, cache: Path) -> Path:
    put(tmp_path / "site", cache, real())
    assert len(notices_on(tmp_path / "site")) == 1
    return tmp_path / "site"


def raw_of(whole: Ledger, *, changed: str = "") -> Raw:
    """What was read of this county, one record with other bytes than were judged."""
    sources = [
        Source(
            rel=f"{record.key}.yml",
            path=record.path,
            digest=f"{record.digest}{'x' if record.key == changed else ''}",
        )
        for record in whole.book.records
    ]
    empty: dict[str, Any] = {}
    return Raw(
        root="records", digest="", definitions_digest="", records=tuple(sources),
        shapes=empty, words=empty, data_files=empty,
    )  # fmt: skip


def known(**more: Any) -> Known:
    return Known(day=AS_OF, **more)


@pytest.mark.parametrize(
    ("what", "why"),
    [
        (known(ledger=with_notice_state(real(), "停发")), "不再公示"),
        (known(ledger=with_notice_state(real(), "期满")), "不再公示"),
        (known(raw=raw_of(real(), changed="qinghe/matter/2026-001")), "改过"),
        (known(raw=raw_of(replace(real(), book=replace(real().book, records=())))), "改过"),
        (Known(day=AS_OF + timedelta(7)), "公示期到 2026-03-16 已满"),
    ],
    ids=["withheld", "over", "changed", "record-gone", "late"],
)
def test_what_may_not_stand_comes_off(what: Known, why: str, out: Path, cache: Path) -> None:
    (gone,) = take_down(Target(out=out, cache=cache), what)
    assert why in gone.message and gone.level == "提醒" and notices_on(out) == []


def test_a_record_with_an_error_loses_its_notice(out: Path, cache: Path) -> None:
    from suowu.problems import problem

    wrong = problem("须为日期", path="x", office="qinghe", kind="matter", record="2026-001")
    what = known(raw=raw_of(real()), problems=(wrong,))
    (gone,) = take_down(Target(out=out, cache=cache), what)
    assert "有错误" in gone.message and notices_on(out) == []


@pytest.mark.parametrize(
    "what",
    [
        known(ledger=real()),
        known(raw=raw_of(real())),
        known(raw=raw_of(real(), changed="qinghe/matter/2026-002")),
        Known(day=date(2026, 3, 16)),
    ],
    ids=["judged", "same-record", "another-record", "last-day"],
)
def test_what_may_stand_stays(what: Known, out: Path, cache: Path) -> None:
    before = tree(out)
    assert take_down(Target(out=out, cache=cache), what) == () and tree(out) == before


def test_a_taken_down_site_is_never_the_newest(out: Path, cache: Path) -> None:
    put(out, cache, real(), key="a")
    take_down(Target(out=out, cache=cache), Known(day=AS_OF + timedelta(30)))
    assert reusable_site(Target(out=out, cache=cache, key="a")) is None
    report = put(out, cache, real(), key="a")
    assert len(notices_on(out)) == 1 and report.carried > report.written and not report.altered


def test_a_page_changed_by_hand_does_not_keep_a_notice_up(out: Path, cache: Path) -> None:
    (slug,) = notices_on(out)
    page = out / "public/guide.html"
    page.write_text(f'<p>另见 <a href="notices/{slug}.html">公示</a></p>', "utf-8")
    take_down(Target(out=out, cache=cache), Known(day=AS_OF + timedelta(30)))
    assert notices_on(out) == [] and not page.exists(), "what cannot be cleared goes whole"


def test_what_could_not_be_taken_down_is_said(
    out: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tree(out)
    monkeypatch.setattr(Staging, "swap", failing(OSError(errno.EROFS, "x")))
    (still,) = take_down(Target(out=out, cache=cache), Known(day=AS_OF + timedelta(30)))
    assert still.level == "错误" and "仍在网站上" in still.message and "只读" in still.message
    assert tree(out) == before and beside(out) == []


def test_killed_while_taking_down_the_site_is_whole(out: Path, cache: Path) -> None:
    before = tree(out)
    child = os.fork()
    if not child:
        Staging.swap = lambda self: os._exit(9)  # type: ignore[method-assign]
        take_down(Target(out=out, cache=cache), Known(day=AS_OF + timedelta(30)))
        os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    assert tree(out) == before
    take_down(Target(out=out, cache=cache), Known(day=AS_OF + timedelta(30)))
    assert notices_on(out) == [] and beside(out) == []


def test_who_builds_now_sees_to_it(out: Path, cache: Path) -> None:
    with staging(out):
        assert take_down(Target(out=out, cache=cache), Known(day=AS_OF + timedelta(30))) == ()


def test_no_site_needs_no_taking_down(tmp_path: Path, cache: Path) -> None:
    assert take_down(Target(out=tmp_path / "none", cache=cache), Known(day=AS_OF)) == ()
    assert not (tmp_path / "none").exists()


def test_feeds_and_searches_lose_a_notice_that_names_nobody(out: Path, cache: Path) -> None:
    """Notices about no person stand in feed, sitemap and search too."""
    whole = real()
    (slug,) = notices_on(out)
    documents = tuple(
        replace(d, search="公示", head={**d.head, "robots": None}) if slug in d.path else d
        for d in render(whole)
    )
    publish(documents, whole, target=Target(out=out, cache=cache), gate=open_gate)
    files = ("public/feed.xml", "public/sitemap.xml", "public/search/index.js")
    assert all(slug in (out / file).read_text("utf-8") for file in files)
    take_down(Target(out=out, cache=cache), Known(day=AS_OF + timedelta(30)))
    assert not [file for file in files if slug in (out / file).read_text("utf-8")]
    assert "guide.html" in (out / "public/search/index.js").read_text("utf-8")
    assert manifest.standing_head(out) is not None
