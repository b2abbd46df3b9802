"""Publishing: what stands in site/, carried over or made anew, swapped whole or not at all."""

import hashlib
import json
import os
import time
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from suowu.cache import SPARE, folder_name
from suowu.ledger import Document, Ledger, NoticeState
from suowu.model import Problem
from suowu.publish import Report, Target, publish, reusable_site
from suowu.publish.beside import discard
from suowu.publish.pages import cut, pour
from suowu.publish.staging import staging
from suowu.publish.takedown import Known, take_down
from suowu.render import render
from tests.small_ledger import ledger, with_notice_state

Files = dict[str, bytes]
STATES: tuple[NoticeState | None, ...] = (None, "期满")


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "site"


def nothing(files: Iterable[tuple[str, bytes]]) -> tuple[Problem, ...]:
    return () if list(files) else (Problem(level="错误", path="public", message="空"),)


def publish_to(out: Path, cache: Path, whole: Ledger, *, key: str = "") -> Report:
    return publish(render(whole), whole, target=Target(out=out, cache=cache, key=key), gate=nothing)


def tree(out: Path) -> Files:
    return {f.relative_to(out).as_posix(): f.read_bytes() for f in out.rglob("*") if f.is_file()}


def beside(out: Path) -> list[str]:
    return [name for name in os.listdir(out.parent) if name != out.name]


def test_a_first_build_writes_all_and_a_second_nothing(out: Path, cache: Path) -> None:
    first = publish_to(out, cache, ledger())
    second = publish_to(out, cache, ledger())
    assert first.written == first.files and not first.refused
    assert second.written == 0 and second.carried == first.files and not second.engine_ran
    assert beside(out) == []


def test_the_manifest_tells_the_truth(out: Path, cache: Path) -> None:
    publish_to(out, cache, ledger())
    listed = json.loads((out / "manifest.json").read_bytes())["files"]
    files = tree(out)
    assert set(listed) == set(files) - {"manifest.json"}
    assert all(hashlib.sha256(files[p]).hexdigest() == e["sha256"] for p, e in listed.items())
    dossier = listed["internal/cases/qinghe/matter/2026-001.html"]
    assert dossier["sources"] == ["records/qinghe/matter/2026-001.yml"]
    assert dossier["audience"] == "internal" and dossier["template"]


def test_report_is_the_contract(out: Path, cache: Path) -> None:
    publish_to(out, cache, ledger())
    report = json.loads((out / "report.json").read_bytes())
    assert report["as_of"] == "2026-03-10" and report["summary"]["records"] == 7


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    edits=st.lists(
        st.tuples(
            st.sampled_from(["秦志远", "王五", "<i>&"]),
            st.sampled_from(["考试", "就医"]),
            st.integers(0, 4),
            st.sampled_from(STATES),
        ),
        min_size=2,
        max_size=4,
    )
)
def test_an_incremental_build_is_a_clean_build(
    edits: list[tuple[str, str, int, NoticeState | None]],
    tmp_path_factory: pytest.TempPathFactory,
    cache: Path,
) -> None:
    folder = tmp_path_factory.mktemp("edits")
    for title, reason, cases, state in edits:
        whole = ledger(title=title, reason=reason, cases=cases)
        whole = with_notice_state(whole, state) if state else whole
        publish_to(folder / "site", cache, whole)
    publish_to(folder / "clean", cache, whole)
    assert tree(folder / "site") == tree(folder / "clean")


def test_an_ended_notice_leaves_no_trace(out: Path, cache: Path) -> None:
    publish_to(out, cache, ledger())
    slug = next((out / "public/notices").iterdir()).stem
    report = publish_to(out, cache, with_notice_state(ledger(), "期满"))
    public = [out / "public" / p for p in tree(out / "public")]
    assert report.removed == 1
    assert not [p for p in public if slug in str(p) or slug in p.read_text("utf-8")]
    assert not [p for p in public if "秦某" in p.read_text("utf-8")]


def test_a_refused_build_touches_nothing(out: Path, cache: Path) -> None:
    publish_to(out, cache, ledger())
    before = tree(out)
    leak = Problem(level="错误", path="public/index.html", rule="leak", message="泄露")
    other = ledger(title="王五")
    report = publish(
        render(other), other, target=Target(out=out, cache=cache), gate=lambda files: (leak,)
    )
    assert report.refused and report.problems == (leak,)
    assert tree(out) == before and beside(out) == []


def test_a_crash_leaves_nothing_half_written(out: Path, cache: Path) -> None:
    publish_to(out, cache, ledger())
    before = tree(out)

    def broken(files: Iterable[tuple[str, bytes]]) -> tuple[Problem, ...]:
        raise RuntimeError

    other = ledger(title="王五")
    with pytest.raises(RuntimeError):
        publish(render(other), other, target=Target(out=out, cache=cache), gate=broken)
    assert tree(out) == before and beside(out) == []


def test_a_crash_between_the_two_renames_is_mended(out: Path, cache: Path) -> None:
    publish_to(out, cache, ledger())
    before = tree(out)
    out.rename(out.with_name(f".site.old-{os.getpid()}-0123abcd"))
    with staging(out):
        assert tree(out) == before


def test_a_file_changed_by_hand_is_made_again(out: Path, cache: Path) -> None:
    publish_to(out, cache, ledger())
    before = tree(out)
    (out / "public/index.html").write_text("改过", encoding="utf-8")
    (out / "public/guide.html").unlink()
    publish_to(out, cache, ledger())
    assert tree(out) == before


def test_a_folder_with_other_files_is_left_alone(out: Path, cache: Path) -> None:
    out.mkdir()
    (out / "论文.docx").write_text("重要", encoding="utf-8")
    report = publish_to(out, cache, ledger())
    assert report.refused and "论文.docx" in report.problems[0].message
    assert list(tree(out)) == ["论文.docx"]


def test_the_placeholder_in_git_stays(out: Path, cache: Path) -> None:
    out.mkdir()
    (out / ".gitkeep").touch()
    publish_to(out, cache, ledger())
    assert (out / ".gitkeep").exists()


def test_a_crowd_of_old_files_is_removed_in_the_background(
    out: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("suowu.publish.beside.MANY", 3)
    publish_to(out, cache, ledger())
    publish_to(out, cache, ledger(title="王五"))
    deadline = time.monotonic() + 30
    while beside(out) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert beside(out) == []


def test_two_builds_at_once(out: Path, cache: Path) -> None:
    with staging(out):
        report = publish_to(out, cache, ledger())
    assert report.refused and "正在写" in report.problems[0].message


def test_nothing_changed_is_known_without_building(out: Path, cache: Path) -> None:
    assert reusable_site(Target(out=out, cache=cache, key="a")) is None
    publish_to(out, cache, ledger(), key="a")
    assert reusable_site(Target(out=out, cache=cache, key="a")) is not None
    assert reusable_site(Target(out=out, cache=cache, key="b")) is None
    (out / "public/index.html").unlink()
    assert reusable_site(Target(out=out, cache=cache, key="a")) is None


def test_search_finds_the_handbook_and_persons_inside_only(out: Path, cache: Path) -> None:
    publish_to(out, cache, ledger())
    inside = (out / "internal/search/index.js").read_text("utf-8")
    assert inside.startswith("window.searchIndex=[{") and "五个工作日内" in inside
    index = (out / "public/search/index.js").read_text("utf-8")
    assert "秦志远" not in index and "秦某" not in index and "秦志远" in inside
    assert "青河司法所" in (out / "public/search/index.js").read_text("utf-8")


def test_the_sitemap_names_no_notice(out: Path, cache: Path) -> None:
    publish_to(out, cache, ledger())
    sitemap = (out / "public/sitemap.xml").read_text("utf-8")
    assert "https://sifa.example.invalid/offices/qinghe.html" in sitemap
    assert "/notices/" not in sitemap and "404" not in sitemap


def test_the_feed_holds_what_is_about_nobody(out: Path, cache: Path) -> None:
    publish_to(out, cache, ledger())
    feed = (out / "public/feed.xml").read_text("utf-8")
    assert "<title>办事指南</title>" in feed and "2026-01-13T00:00:00+08:00" in feed
    assert "秦某" not in feed


def test_the_next_change_for_timers_and_calendars(out: Path, cache: Path) -> None:
    publish_to(out, cache, ledger())
    assert json.loads((out / "next-change.json").read_bytes())["next"] == "2026-03-17"
    assert b"DTSTART;VALUE=DATE:20260317" in (out / "next-change.ics").read_bytes()


def test_pages_ask_for_nothing_from_outside(out: Path, cache: Path) -> None:
    publish_to(out, cache, ledger())
    for path, content in tree(out).items():
        if path.endswith(".html"):
            text = content.decode()
            assert "%%suowu" not in text
            assert 'src="http' not in text and 'rel="stylesheet" href="http' not in text


def test_paper_is_made_by_its_maker(out: Path, cache: Path) -> None:
    made: list[str] = []

    def maker(documents: Iterable[Document]) -> Iterable[tuple[str, bytes]]:
        for document in documents:
            made.append(document.path)
            yield document.path, b"%PDF"

    paper = Document(
        path="print/a.pdf", audience="print", template="", view={}, digest="1", title="表"
    )
    whole = ledger()
    for _ in range(2):
        publish(
            render(whole, printed=(paper,)),
            whole,
            target=Target(out=out, cache=cache),
            gate=nothing,
            makers={"pdf": maker},
        )
    assert made == ["print/a.pdf"] and (out / "print/a.pdf").read_bytes() == b"%PDF"


def test_what_is_poured_in_is_not_looked_through_again() -> None:
    frame = cut("<head></head><p>%%suowu:body%%</p><i>%%suowu:title%%</i>")
    page = pour(frame, {"body": "%%suowu:title%%", "title": "题", "head": "<meta>"}).decode()
    assert page == "<head><meta></head>%%suowu:title%%<i>题</i>"


def test_what_another_is_clearing_away_may_vanish_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The build before still deletes what this one sweeps."""
    (tmp_path / "site.gone/print/duty").mkdir(parents=True)
    scandir = os.scandir

    def vanished(path: Any = ".") -> Any:
        if str(path).endswith("duty"):
            raise FileNotFoundError(2, "gone", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", vanished)
    discard(tmp_path / "site.gone", tmp_path / "site")


# --- the spare tree -------------------------------------------------------------------------------


def spare_of(out: Path, cache: Path) -> Path:
    return SPARE.folder(cache) / folder_name(out)


def folders(out: Path) -> set[str]:
    return {f.relative_to(out).as_posix() for f in out.rglob("*") if f.is_dir()}


def test_the_spare_holds_the_very_files_of_the_site_and_no_others(out: Path, cache: Path) -> None:
    for whole in (ledger(), ledger(title="王五"), with_notice_state(ledger(), "期满")):
        publish_to(out, cache, whole)
    spare = spare_of(out, cache)
    shared = tree(spare)
    assert len(shared) > 20 and shared.keys() < tree(out).keys()
    assert all((spare / path).samefile(out / path) for path in shared)
    assert not any(not any(folder.iterdir()) for folder in spare.rglob("*") if folder.is_dir())


def test_a_site_begun_with_the_spare_is_a_clean_one(out: Path, cache: Path, tmp_path: Path) -> None:
    """To the empty folder: the second case, its forms and its folder come and go."""
    for cases in (1, 2, 1, 1, 2):
        publish_to(out, cache, ledger(cases=cases))
        publish_to(tmp_path / "clean" / "site", tmp_path / "other", ledger(cases=cases))
        assert tree(out) == tree(tmp_path / "clean" / "site")
        assert folders(out) == folders(tmp_path / "clean" / "site")


def test_what_is_refused_after_a_spare_was_taken_touches_nothing(out: Path, cache: Path) -> None:
    for title in ("秦志远", "王五"):
        publish_to(out, cache, ledger(title=title))
    before, other = tree(out), ledger(title="赵六")
    leak = Problem(level="错误", path="public/index.html", rule="leak", message="泄露")
    target = Target(out=out, cache=cache)
    assert publish(render(other), other, target=target, gate=lambda files: (leak,)).refused
    assert tree(out) == before and beside(out) == [] and not spare_of(out, cache).exists()
    assert publish_to(out, cache, ledger(title="王五")).written == 0 and tree(out) == before


def test_a_spare_that_somebody_wrote_into_does_no_harm(out: Path, cache: Path) -> None:
    for title in ("秦志远", "王五"):
        publish_to(out, cache, ledger(title=title))
    before, page = tree(out), "public/index.html"
    spare = spare_of(out, cache)
    (spare / page).unlink()
    (spare / page).write_text("别的", "utf-8")
    (spare / "public/more.html").write_text("别的", "utf-8")
    assert publish_to(out, cache, ledger(title="王五")).written == 0
    assert tree(out) == before


def test_what_is_taken_down_is_not_in_the_spare(out: Path, cache: Path) -> None:
    for _ in range(2):
        publish_to(out, cache, ledger())
    slug = next((out / "public/notices").iterdir()).name
    assert (spare_of(out, cache) / "public/notices" / slug).exists()
    over = with_notice_state(ledger(), "期满")
    (gone,) = take_down(Target(out=out, cache=cache), Known(date(2026, 3, 10), None, over, ()))
    assert slug in gone.path and not (out / "public/notices" / slug).exists()
    assert not spare_of(out, cache).exists()


def test_no_more_than_two_sites_have_a_spare(cache: Path, tmp_path: Path) -> None:
    """Whatever becomes of the folders they were of."""
    for number in range(4):
        for _ in range(2):
            publish_to(tmp_path / f"site{number}", cache, ledger())
    assert len(list(SPARE.folder(cache).iterdir())) == 2
    assert spare_of(tmp_path / "site3", cache).exists()
    assert sorted(beside(tmp_path / "site3")) == ["site0", "site1", "site2"]


def test_without_a_cache_there_is_no_spare(out: Path) -> None:
    for title in ("秦志远", "王五"):
        whole = ledger(title=title)
        publish(render(whole), whole, target=Target(out=out), gate=nothing)
    assert beside(out) == []
