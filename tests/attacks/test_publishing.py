"""Writers, kills, foreign folders, clocks, full disks: never half a site, nor a lie about it."""

from __future__ import annotations

import errno
import multiprocessing
import os
import shutil
import stat
import sys
import threading
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from suowu import cli, corridor, load, site_engine
from suowu.ledger import Ledger
from suowu.model import Problem
from suowu.publish import Report, Target, manifest, publish, reusable_site
from suowu.publish.build import Build
from suowu.publish.staging import Foreign, Staging, real_folder, staging
from suowu.render import render
from suowu.render.lasting import lasting_names
from suowu.render.pages import public_text
from suowu.stages import SourceTree
from tests.counties import GOLDEN_RECORDS, Files, Ran, golden_county, suowu, tree
from tests.small_ledger import AS_OF, definitions, ledger

FORK = multiprocessing.get_context("fork")
RANDOM = "0123abcd"


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "site"


def open_gate(files: Iterable[tuple[str, bytes]]) -> tuple[Problem, ...]:
    return () if list(files) else (Problem(level="错误", path="public", message="空"),)


def put(out: Path, cache: Path, whole: Ledger | None = None, **said: Any) -> Report:
    whole = whole or ledger()
    target = Target(out=out, cache=cache, **said)
    return publish(render(whole), whole, target=target, gate=open_gate)


def beside(out: Path) -> list[str]:
    return [name for name in os.listdir(out.parent) if name != out.name]


def dead_pid() -> int:
    child = FORK.Process(target=int)
    child.start()
    child.join()
    assert child.pid is not None
    return child.pid


def in_a_child(work: Callable[[], object]) -> int:
    """The exit code of a process of its own."""
    child = FORK.Process(target=work)
    child.start()
    child.join(60)
    assert child.exitcode is not None
    return child.exitcode


# --- two writers ---------------------------------------------------------------------------------


def test_another_checkout_with_another_cache_waits(out: Path, cache: Path, tmp_path: Path) -> None:
    put(out, cache)
    before = tree(out)

    def another() -> None:
        report = put(out, tmp_path / "own-cache", ledger(title="王五"))
        os._exit(7 if report.refused and "正在写" in report.problems[0].message else 1)

    with staging(out):
        assert in_a_child(another) == 7
    assert tree(out) == before and beside(out) == []


def test_two_writers_never_mix(out: Path, cache: Path, tmp_path: Path) -> None:
    """Each as often as it can, each without what the other keeps."""
    both = [ledger(), ledger(title="王五", reason="就医", cases=4)]
    whole = [tree_of(tmp_path / f"clean{n}" / "site", cache, each) for n, each in enumerate(both)]
    put(out, cache, both[0])

    def write(mine: Ledger, own: Path) -> None:
        for _ in range(6):
            put(out, own, mine)

    caches = [Path(shutil.copytree(cache, tmp_path / f"cache{n}")) for n in range(2)]
    children = [FORK.Process(target=write, args=pair) for pair in zip(both, caches, strict=True)]
    for child in children:
        child.start()
    while any(child.is_alive() for child in children):
        assert (out / "public/index.html").is_file()
    assert [child.exitcode for child in children] == [0, 0]
    assert tree(out) in whole
    assert [name for name in beside(out) if name.startswith(".site")] == []


def tree_of(out: Path, cache: Path, whole: Ledger) -> Files:
    put(out, cache, whole)
    return tree(out)


def test_what_another_writes_into_the_staging_is_not_put_up(
    out: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(out, cache)
    before = tree(out)
    close = Build.close

    def disturbed(site: Build, *args: Any, **more: Any) -> None:
        close(site, *args, **more)
        (site.staging.new / "public/other.html").write_text("另一次生成的页面", "utf-8")

    monkeypatch.setattr(Build, "close", disturbed)
    report = put(out, cache, ledger(title="王五"))
    assert report.refused and "public/other.html" in report.problems[0].message
    assert tree(out) == before and beside(out) == []


@pytest.mark.parametrize("page", ["public/index.html", "internal/index.html", "report.json"])
def test_a_page_changed_after_the_gate_is_not_put_up(
    page: str, out: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    close = Build.close

    def disturbed(site: Build, *args: Any, **more: Any) -> None:
        close(site, *args, **more)
        (site.staging.new / page).write_bytes(site.staging.read(page) + b" ")

    monkeypatch.setattr(Build, "close", disturbed)
    report = put(out, cache)
    assert report.refused and page in report.problems[0].message and not out.exists()


def test_a_reader_always_finds_a_page(out: Path, cache: Path) -> None:
    put(out, cache)
    stop, missed = threading.Event(), list[Exception]()

    def read() -> None:
        while not stop.is_set():
            try:
                assert (out / "public/index.html").read_bytes()
                assert (out / "manifest.json").read_bytes()
            except Exception as error:
                missed.append(error)

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for title in ("王五", "赵六", "钱七", "孙八"):
        put(out, cache, ledger(title=title))
    stop.set()
    for reader in readers:
        reader.join()
    assert missed == []


@pytest.mark.skipif(os.name != "posix", reason="elsewhere there are two renames")
def test_no_step_leaves_the_place_of_the_site_empty(
    out: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(out, cache)
    rename = os.rename

    def watched(*names: Any, **more: Any) -> None:
        rename(*names, **more)
        assert (out / "public/index.html").is_file()

    monkeypatch.setattr(os, "rename", watched)
    assert not put(out, cache, ledger(title="王五")).refused


# --- kills ---------------------------------------------------------------------------------------

MOMENTS = [
    (Staging, "write", 1),
    (Staging, "write", 3),
    (Staging, "carry", 3),
    (Build, "close", 1),
    (Staging, "swap", 1),
    (manifest, "remember", 1),
]


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize(("of", "name", "nth"), MOMENTS, ids=lambda m: getattr(m, "__name__", m))
def test_killed_at_any_step_the_old_site_or_the_new_stands(
    of: Any, name: str, nth: int, after: bool, out: Path, cache: Path, tmp_path: Path
) -> None:
    put(out, cache)
    old, other = tree(out), ledger(title="王五")
    new = tree_of(tmp_path / "clean" / "site", cache, other)

    def killed() -> None:
        real, calls = getattr(of, name), [0]

        def die(*args: Any, **more: Any) -> Any:
            calls[0] += 1
            if calls[0] == nth and not after:
                os._exit(9)
            answer = real(*args, **more)
            if calls[0] == nth:
                os._exit(9)
            return answer

        setattr(of, name, die)
        if name == "remember":
            sys.modules["suowu.publish"].__dict__[name] = die
        put(out, cache, other)

    assert in_a_child(killed) == 9
    assert tree(out) in (old, new)
    put(out, cache, other)
    assert tree(out) == new and beside(out) == ["clean"]


def test_where_nothing_can_be_exchanged_a_kill_between_renames_is_mended(
    out: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some network disks know no exchange: then there are two renames."""
    monkeypatch.setattr("suowu.publish.beside._at_once", lambda new, out: False)
    put(out, cache)
    before = tree(out)
    rename = Path.rename

    def killed() -> None:
        def die(self: Path, target: Path) -> Path:
            if target == out:
                os._exit(9)
            return rename(self, target)

        Path.rename = die  # type: ignore[method-assign, assignment]
        put(out, cache, ledger(title="王五"))

    assert in_a_child(killed) == 9
    assert not out.exists()
    with staging(out):
        assert tree(out) == before
    assert put(out, cache, ledger(title="王五")).problems == () and beside(out) == []


# --- leftovers -----------------------------------------------------------------------------------


def leftover(out: Path, role: str, pid: int) -> Path:
    folder = out.with_name(f".{out.name}.{role}-{pid}-{RANDOM}")
    (folder / "public/notices").mkdir(parents=True)
    (folder / "public/notices/a.html").write_text("到期的公示", "utf-8")
    return folder


@pytest.mark.parametrize("role", ["new", "gone", "old"])
def test_what_a_dead_build_left_goes_even_when_nothing_changed(
    role: str, out: Path, cache: Path
) -> None:
    put(out, cache, key="a")
    folder = leftover(out, role, dead_pid())
    out.with_name(".site.lock").touch()
    assert reusable_site(Target(out=out, cache=cache, key="a")) is not None
    assert not folder.exists() and beside(out) == []


def test_what_a_living_build_is_writing_stays(out: Path, cache: Path) -> None:
    folder = leftover(out, "new", os.getppid())
    put(out, cache)
    assert folder.exists()


@pytest.mark.parametrize("name", [".site.new", ".site.old", ".site.gone-x", ".site.new-1-zz"])
def test_folders_of_others_beside_the_site_stay(name: str, out: Path, cache: Path) -> None:
    """Only names that nobody else gives are ours."""
    (out.with_name(name)).mkdir()
    (out.with_name(name) / "论文.docx").touch()
    put(out, cache)
    put(out, cache, ledger(title="王五"))
    assert (out.with_name(name) / "论文.docx").exists()


# --- what is ours --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "manifest_text", [None, "{}", '{"name":"app","icons":[]}', '{"as_of":1,"files":{\n\n}}\n']
)
def test_a_folder_that_only_looks_like_ours_stays(
    manifest_text: str | None, out: Path, cache: Path
) -> None:
    for folder in ("public", "print"):
        (out / folder).mkdir(parents=True)
        (out / folder / "年会.docx").write_text("重要", "utf-8")
    if manifest_text is not None:
        (out / "manifest.json").write_text(manifest_text, "utf-8")
    before = tree(out)
    report = put(out, cache)
    assert report.refused and "manifest.json" in report.problems[0].message
    assert tree(out) == before and beside(out) == []


def test_a_link_is_followed_and_stays_a_link(out: Path, cache: Path, tmp_path: Path) -> None:
    real = tmp_path / "www" / "x"
    real.mkdir(parents=True)
    out.symlink_to(real)
    for title in ("秦志远", "王五"):
        put(out, cache, ledger(title=title))
    assert out.is_symlink() and (real / "public/index.html").is_file()
    assert "王五" in (real / "internal/cases/qinghe/matter/2026-001.html").read_text("utf-8")
    assert beside(real) == [] and beside(out) == ["www"]


def test_a_link_that_leads_nowhere_is_refused(out: Path, cache: Path, tmp_path: Path) -> None:
    out.symlink_to(tmp_path / "not-mounted")
    report = put(out, cache)
    assert report.refused and "失效的链接" in report.problems[0].message
    assert not (tmp_path / "not-mounted").exists()


def test_a_link_inside_is_refused(out: Path, cache: Path, tmp_path: Path) -> None:
    put(out, cache)
    (out / "public").rename(tmp_path / "served")
    (out / "public").symlink_to(tmp_path / "served")
    before = tree(tmp_path / "served")
    report = put(out, cache, ledger(title="王五"))
    assert report.refused and "链接" in report.problems[0].message
    assert tree(tmp_path / "served") == before and (out / "public").is_symlink()


def test_a_mount_inside_is_not_emptied(
    out: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(out, cache)
    before = tree(out)
    mounts = f"36 35 98:0 / {out}/public rw,noatime master:1 - ext3 /dev/root rw\n"
    read = Path.read_text

    def told(self: Path, *args: Any, **more: Any) -> str:
        return mounts if str(self) == "/proc/self/mountinfo" else read(self, *args, **more)

    monkeypatch.setattr(Path, "read_text", told)
    report = put(out, cache, ledger(title="王五"))
    assert report.refused and "挂载点" in report.problems[0].message and tree(out) == before


def test_neither_the_root_nor_nothing_is_an_output(tmp_path: Path) -> None:
    with pytest.raises(Foreign, match="根目录"):
        real_folder(Path("/"))
    ran = suowu("build", "--records", GOLDEN_RECORDS, "--out", "", home=tmp_path)
    assert ran.code == cli.USAGE and "--out" in ran.err


# --- clocks, edits, hands ------------------------------------------------------------------------


def real(day: date = AS_OF) -> Ledger:
    """A county that lives by the clock."""
    whole = ledger()
    county = whole.book.county
    data = {key: value for key, value in county.data.items() if key != "示例数据"}
    book = replace(whole.book, county=replace(county, data=data))
    return replace(whole, as_of=day, book=book)


def test_a_clock_set_back_brings_nothing_back(out: Path, cache: Path) -> None:
    put(out, cache, real(), by_clock=True)
    before, earlier = tree(out), real(AS_OF - timedelta(3))
    report = put(out, cache, earlier, by_clock=True)
    assert report.refused and "--as-of 2026-03-07" in (report.problems[0].hint or "")
    assert tree(out) == before
    assert not put(out, cache, earlier, by_clock=False).refused, "who says the day means it"
    assert not put(out, cache, real(), by_clock=True).refused


def test_a_preview_and_a_made_up_county_have_no_clock(out: Path, cache: Path) -> None:
    put(out, cache, real(), by_clock=True)
    assert not put(out, cache, real(AS_OF - timedelta(3)), by_clock=True, preview=True).refused
    put(out, cache, real(AS_OF + timedelta(9)))
    assert not put(out, cache, ledger(), by_clock=True).refused


def test_an_edit_during_the_build_is_not_settled(out: Path, cache: Path) -> None:
    report = put(out, cache, key="a", inputs="1", reread=lambda: "2")
    assert report.unsettled and not report.refused
    assert reusable_site(Target(out=out, cache=cache, key="a", inputs="1")) is None
    assert reusable_site(Target(out=out, cache=cache, key="a", inputs="2")) is None
    again = put(out, cache, key="a", inputs="2", reread=lambda: "2")
    assert again.carried == 0 and not again.unsettled
    assert reusable_site(Target(out=out, cache=cache, key="a", inputs="2")) is not None


def by_hand(file: Path) -> None:
    """Change a page and hide it: its length and time are what they were."""
    was = file.stat()
    file.write_bytes(file.read_bytes().replace(b"</title>", b"</TITLE>"))
    os.utime(file, ns=(was.st_atime_ns, was.st_mtime_ns))
    assert file.stat().st_size == was.st_size and file.stat().st_mtime_ns == was.st_mtime_ns


def test_a_public_page_changed_by_hand_is_noticed(out: Path, cache: Path) -> None:
    put(out, cache, key="a")
    before = tree(out)
    by_hand(out / "public/index.html")
    (out / "public/evil.html").write_text("加的", "utf-8")
    assert reusable_site(Target(out=out, cache=cache, key="a")) is None
    report = put(out, cache, key="a")
    assert report.altered == ("public/evil.html", "public/index.html") and tree(out) == before


def test_a_manifest_changed_by_hand_vouches_for_nothing(out: Path, cache: Path) -> None:
    put(out, cache, key="a")
    before, listed = tree(out), out / "manifest.json"
    was = listed.stat()
    by_hand(out / "public/index.html")
    lines = manifest.standing_lines(out)
    said = manifest.line(
        (out / "public/index.html").read_bytes(),
        audience="public",
        key=manifest.line_key(lines["public/index.html"]),
    )
    old = lines["public/index.html"]
    listed.write_text(listed.read_text("utf-8").replace(old, said), "utf-8")
    os.utime(listed, ns=(was.st_atime_ns, was.st_mtime_ns))
    assert reusable_site(Target(out=out, cache=cache, key="a")) is None
    put(out, cache, key="a")
    assert tree(out) == before


def test_a_cut_run_of_the_engine_is_made_again(tmp_path: Path) -> None:
    text, config = public_text(definitions(), on=AS_OF), site_engine_config()
    folder, _ = site_engine.rendered(text, config=config, cache=tmp_path)
    before = tree(folder)
    (folder / "404.html").write_bytes(before["404.html"][:100])
    next(iter(folder.rglob("*.css"))).unlink()
    again, ran = site_engine.rendered(text, config=config, cache=tmp_path)
    assert ran and again == folder and tree(again) == before
    assert not site_engine.rendered(text, config=config, cache=tmp_path)[1]


def site_engine_config() -> Path:
    from suowu.publish import PROJECT

    return PROJECT / "mkdocs.yml"


# --- who may read it -----------------------------------------------------------------------------


@pytest.mark.parametrize("umask", [0o000, 0o077])
def test_others_read_the_public_site_and_nothing_else(umask: int, out: Path, cache: Path) -> None:
    before = os.umask(umask)
    try:
        put(out, cache)
        put(out, cache, ledger(title="王五"))
        assert os.umask(umask) == umask
    finally:
        os.umask(before)
    for path in [out, *out.rglob("*")]:
        public = path == out or path.relative_to(out).parts[0] == "public"
        mode = stat.S_IMODE(path.stat().st_mode)
        open_to_all = 0o755 if path.is_dir() else 0o644
        assert mode == open_to_all if public else not mode & 0o077, (path, oct(mode))


def test_nobody_else_looks_into_the_cache(tmp_path: Path) -> None:
    (tmp_path / ".cache").mkdir(mode=0o755)
    suowu("check", "--records", GOLDEN_RECORDS, home=tmp_path)
    assert stat.S_IMODE((tmp_path / ".cache").stat().st_mode) == 0o700
    kept = list((tmp_path / ".cache/load").iterdir())
    assert kept and not any(file.stat().st_mode & 0o077 for file in kept)


# --- what the system refuses ---------------------------------------------------------------------

REFUSALS = {
    "full": (OSError(errno.ENOSPC, "x", "site/a"), "磁盘已满"),
    "quota": (OSError(errno.EDQUOT, "x"), "配额"),
    "read-only": (OSError(errno.EROFS, "x"), "只读"),
    "forbidden": (PermissionError(errno.EACCES, "x"), "没有写入的权限"),
    "too-large": (OSError(errno.EFBIG, "x"), "允许的大小"),
    "files": (OSError(errno.EMFILE, "x"), "打开的文件"),
    "broken": (OSError(errno.EIO, "x"), "读写出错"),
    "mount": (OSError(errno.EBUSY, "x"), "挂载点"),
    "memory": (MemoryError(), "内存不够"),
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(autouse=True)
def no_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    without_paper(monkeypatch)


def without_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forms take most of a build and are not the matter here."""
    from suowu.publish.paper import Paper

    nothing = Paper(documents=(), makers={}, notes={}, problems=())

    def with_no_paper(ledger: Ledger, tree: SourceTree) -> corridor.PaperCounty:
        folders = {"records": tree.records, "content": tree.content, "templates": tree.templates}
        return corridor.PaperCounty(nothing, ledger, lasting_names(**folders))

    monkeypatch.setattr(corridor, "with_paper", with_no_paper)


def build(records: Path, out: Path, *more: str | Path, home: Path, day: str = "2026-03-20") -> Ran:
    return suowu("build", "--records", records, "--out", out, "--as-of", day, *more, home=home)


@pytest.fixture(scope="module")
def base(home: Path) -> Path:
    """The miniature county at its own day."""
    with pytest.MonkeyPatch.context() as patch:
        without_paper(patch)
        assert build(GOLDEN_RECORDS, home / "base/site", home=home).code == 0
    return home / "base/site"


@pytest.fixture
def standing(base: Path, out: Path) -> Files:
    """A copy of it at `out`, and what is in it."""
    shutil.copytree(base, out)
    return tree(out)


@pytest.mark.parametrize(
    ("step", "cause"),
    [("write", "full"), ("carry", "read-only"), ("write", "memory"), ("swap", "mount")],
)
def test_what_the_system_refuses_is_a_sentence(
    step: str, cause: str, out: Path, standing: Files, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    error, says = REFUSALS[cause]
    monkeypatch.setattr(Staging, "write" if step == "carry" else step, refusal(error))
    ran = build(GOLDEN_RECORDS, out, home=home, day="2026-03-21")
    assert (ran.code, "Traceback" in ran.err) == (1, False) and says in ran.err, ran.err
    assert "原有网站未改动" in ran.err and tree(out) == standing and beside(out) == []


def refusal(error: Exception) -> Callable[..., None]:
    def refuse(*_: object, **__: object) -> None:
        raise error

    return refuse


@pytest.mark.parametrize("cause", REFUSALS)
def test_every_refusal_of_the_system_has_its_words(
    cause: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    error, says = REFUSALS[cause]
    monkeypatch.setattr(corridor, "load", refusal(error))
    ran = build(GOLDEN_RECORDS, home / "never", home=home)
    assert ran.code == 1 and says in ran.err and "原有网站未改动" in ran.err
    assert not (home / "never").exists()


@pytest.mark.skipif(os.name != "posix", reason="limits of files are POSIX's")
def test_a_limit_of_file_size_is_a_sentence(out: Path, standing: Files, home: Path) -> None:
    import resource

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))
        ran = build(GOLDEN_RECORDS, out, home=home, day="2026-03-21")
        os._exit(7 if ran.code == 1 and "原有网站未改动" in ran.err else 1)

    assert in_a_child(limited) == 7
    assert tree(out) == standing and beside(out) == []


def test_interrupted_after_the_exchange_it_says_that_the_new_site_stands(
    out: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("suowu.publish.remember", stop)
    ran = build(GOLDEN_RECORDS, out, home=home)
    assert ran.code == cli.INTERRUPTED and "新网站已经换上" in ran.err
    assert (out / "public/index.html").is_file() and beside(out) == []


def test_save_and_undo_during_a_build_is_seen(
    out: Path, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next build may not take what was undone for the newest."""
    records = golden_county(tmp_path)
    office = next(iter(sorted(records.glob("*/office.yml"))))
    text, real_load = office.read_text("utf-8"), load.load

    def saved_and_undone(**folders: Any) -> Any:
        office.write_text(text.replace("电话: 0500-", "电话: 0501-", 1), "utf-8")
        raw = real_load(**folders)
        office.write_text(text, "utf-8")
        return raw

    monkeypatch.setattr(corridor, "load", saved_and_undone)
    assert "再运行一次" in build(records, out, home=home).out
    monkeypatch.setattr(corridor, "load", real_load)
    ran = build(records, out, home=home)
    assert "没有变化" not in ran.out and ran.code == 0
    assert not [page for page in tree(out).values() if b"0501-" in page]
