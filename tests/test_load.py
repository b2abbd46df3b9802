"""Load: the only reader. It reads everything, judges nothing, and survives any file."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from unittest.mock import patch

import pytest

from suowu.cache import SEEN
from suowu.load import digest, files, load, location_of
from suowu.load.layout import RecordLocation, stray_of
from suowu.model import Problem, Raw

TINY = Path(__file__).parent / "tiny"


@pytest.fixture
def county(tmp_path: Path) -> Path:
    shutil.copytree(TINY, tmp_path / "county")
    return tmp_path / "county"


def loaded(county: Path, cache: Path | None = None) -> Raw:
    return load(
        records=county / "records",
        content=county / "content",
        templates=county / "templates",
        cache=cache,
    )


def said(raw: Raw) -> list[str]:
    return [line(problem) for problem in raw.problems]


def line(problem: Problem) -> str:
    name = problem.path.rpartition("/")[2]
    return f"{name}:{problem.line} {problem.field or ''} {problem.message}"


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


# Records


@pytest.mark.parametrize(
    ("rel", "place"),
    [
        ("county/county.yml", RecordLocation("county", "", "county")),
        ("qinghe/office.yml", RecordLocation("qinghe", "", "office")),
        ("qinghe/correction/2026-001.yml", RecordLocation("qinghe", "correction", "2026-001")),
        ("county/draws/2026.yml", RecordLocation("county", "draws", "2026")),
        ("qinghe/registers/2026/duty.yml", RecordLocation("qinghe", "duty", "2026/duty")),
        ("qinghe/registers/duty.yml", None),
        ("qinghe/registers/今年/duty.yml", None),
        ("qinghe/county.yml", None),
        ("county/office.yml", None),
        ("office.yml", None),
        ("qinghe/correction/2026-001.yaml", None),
        ("qinghe/correction/old/2026-001.yml", None),
    ],
)
def test_location_is_the_relation(rel: str, place: RecordLocation | None) -> None:
    assert location_of(rel) == place


@pytest.mark.parametrize(
    ("rel", "level", "part"),
    [
        ("qinghe/correction/2026-001.yaml", "错误", "扩展名须为 .yml"),
        ("qinghe/correction/2026-001.YML", "错误", "扩展名须为 .yml"),
        ("qinghe/correction/2026-001.json", "错误", "扩展名须为 .yml"),
        ("qinghe/2026-001.yml", "错误", "约定的位置"),
        ("Qinghe/office.yml", "错误", "文件夹名"),
        ("qinghe/correction/~$2026-001.yml", "提醒", "编辑器"),
        ("qinghe/correction/.2026-001.yml.swp", "提醒", "编辑器"),
        ("qinghe/correction/2026-001.yml.bak", "提醒", "编辑器"),
        ("qinghe/.DS_Store", "提醒", "编辑器"),
        ("qinghe/correction/照片.jpg", "提醒", "不会被读取"),
    ],
)
def test_strays_are_told_about(rel: str, level: str, part: str) -> None:
    stray = stray_of(rel, path=f"records/{rel}", sort="file")
    assert stray
    assert stray.level == level
    assert part in stray.says
    assert stray.hint


@pytest.mark.parametrize("rel", [".gitkeep", "README.md", "county/draws/pool.csv", "a/office.yml"])
def test_what_belongs_is_passed_over_in_silence(rel: str) -> None:
    assert stray_of(rel, path=rel, sort="file") is None


def test_links_are_never_followed(county: Path) -> None:
    os.symlink("/etc/hostname", county / "records" / "east" / "visit" / "2026-009.yml")
    os.symlink(county / "records" / "east", county / "records" / "copy")
    assert said(loaded(county)) == [
        "copy:0  须为普通文件，不读取符号链接",
        "2026-009.yml:0  须为普通文件，不读取符号链接",
    ]


def test_broken_file_has_its_place_and_no_data(county: Path) -> None:
    write(county / "records" / "east" / "visit" / "2026-003.yml", "编号: 2026-003\n姓名：张三\n")
    raw = loaded(county)
    (problem,) = raw.problems
    assert (problem.line, problem.office, problem.kind, problem.record) == (
        2,
        "east",
        "visit",
        "2026-003",
    )
    assert {s.rel: s.data is None for s in raw.records}["east/visit/2026-003.yml"]


def test_records_of_unknown_kinds_are_listed_but_not_read(county: Path) -> None:
    write(county / "records" / "east" / "oddity" / "1.yml", "a: [\n")
    raw = loaded(county)
    assert raw.problems == ()
    assert [s.rel for s in raw.records if s.data is None] == ["east/oddity/1.yml"]


def test_tables_lie_beside_records(county: Path) -> None:
    table = county / "records" / "county" / "draws" / "pool.csv"
    write(table, "\ufeff编号,姓名\n")
    assert loaded(county).data_files == {"county/draws/pool.csv": "编号,姓名\n"}
    table.write_bytes("编号".encode("gbk"))
    assert said(loaded(county)) == ["pool.csv:0  文件须为 UTF-8 编码"]


# Cache


def test_cache_changes_nothing(county: Path, tmp_path: Path) -> None:
    cold, warm = (loaded(county, tmp_path / "cache") for _ in range(2))
    assert cold == warm == loaded(county)
    for file in (tmp_path / "cache").rglob("*.pickle"):
        file.write_bytes(file.read_bytes()[:-3] + b"xyz")
    assert loaded(county, tmp_path / "cache") == cold


def test_cache_sees_every_edit(county: Path, tmp_path: Path) -> None:
    before = loaded(county, tmp_path)
    path = county / "records" / "county" / "county.yml"
    times = path.stat().st_atime_ns, path.stat().st_mtime_ns
    write(path, "名称: 大县\n")
    os.utime(path, ns=times)
    after = loaded(county, tmp_path)
    assert after.digest != before.digest
    assert after.definitions_digest == before.definitions_digest
    assert after.records[0].data == {"名称": "大县"}


def test_cache_that_cannot_be_written_is_done_without(county: Path, tmp_path: Path) -> None:
    write(tmp_path / "file", "")
    assert loaded(county, tmp_path / "file") == loaded(county)


def test_many_files_are_parsed_alike(county: Path) -> None:
    folder = county / "records" / "east" / "visit"
    for number in range(100, 320):
        write(folder / f"2026-{number}.yml", f"编号: 2026-{number}\n姓名: 某{number}\n")
    write(folder / "2026-999.yml", "编号: 2026-999\n姓名：张三\n")
    raw = loaded(county)
    assert {s.rel: s.data for s in raw.records}["east/visit/2026-319.yml"] == {
        "编号": "2026-319",
        "姓名": "某319",
    }
    assert [p.record for p in raw.problems] == ["2026-999"]


def test_pipes_and_odd_names_do_no_harm(county: Path) -> None:
    folder = county / "records" / "east" / "visit"
    os.mkfifo(folder / "2026-005.yml")
    (folder / os.fsdecode(b"\xff.jpg")).touch()
    assert [p.level for p in loaded(county).problems] == ["错误", "提醒"]
    assert [p.office for p in loaded(county).problems] == ["east", "east"]


# Files seen before


def looked_at(county: Path, cache: Path) -> tuple[str, list[str]]:
    """The county's digest, and the names of the files that were read for it."""
    read: list[str] = []

    real = files._bytes

    def noted(path: str, most: int) -> tuple[bytes, str | None]:
        read.append(path.rpartition("/")[2])
        return real(path, most)

    folders = {name: county / name for name in ("records", "content", "templates")}
    with patch.object(files, "_bytes", noted):
        return digest(**folders, cache=cache), sorted(read)


def let_time_pass(cache: Path) -> None:
    """What was seen was written down long after the last edit."""
    for file in SEEN.files(cache):
        os.utime(file, (2**31 - 2, 2**31 - 2))


def test_a_file_is_read_once(county: Path, tmp_path: Path) -> None:
    first, read = looked_at(county, tmp_path / "cache")
    assert len(read) > 5 and first == looked_at(county, tmp_path / "none")[0]
    let_time_pass(tmp_path / "cache")
    assert looked_at(county, tmp_path / "cache") == (first, [])


def test_a_file_changed_just_before_it_was_seen_is_read_again(county: Path, tmp_path: Path) -> None:
    """It may have changed again within the same tick of the clock."""
    first, read = looked_at(county, tmp_path / "cache")
    assert looked_at(county, tmp_path / "cache") == (first, read)


@pytest.mark.skipif(os.name == "nt", reason="no time of change there")
def test_an_edit_of_the_same_length_and_time_is_seen(county: Path, tmp_path: Path) -> None:
    first, _ = looked_at(county, tmp_path / "cache")
    let_time_pass(tmp_path / "cache")
    case = min((county / "records").glob("*/visit/*.yml"))
    stat, text = case.stat(), case.read_text("utf-8")
    case.write_text(text.replace("2026", "2025", 1), "utf-8")
    os.utime(case, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert case.stat().st_mtime_ns == stat.st_mtime_ns and case.read_text("utf-8") != text
    second, read = looked_at(county, tmp_path / "cache")
    assert second != first and read == [case.name]


def test_what_was_seen_is_parsed_when_the_cache_has_lost_it(county: Path, tmp_path: Path) -> None:
    before = loaded(county, tmp_path / "cache")
    let_time_pass(tmp_path / "cache")
    shutil.rmtree(tmp_path / "cache" / "load")
    assert loaded(county, tmp_path / "cache") == before == loaded(county)
