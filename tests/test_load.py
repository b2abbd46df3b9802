"""Load: the only reader. It reads everything, judges nothing, and survives any file."""

from __future__ import annotations

import os
import shutil
from datetime import date
from pathlib import Path

import pytest

from suowu.load import load, location_of
from suowu.load.front import front_matter
from suowu.load.layout import RecordLocation, stray_of
from suowu.load.schema import TYPES, expand
from suowu.model import Problem, Raw

TINY = Path(__file__).parent / "tiny"
ROOT = Path(__file__).parent.parent


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
    stray = stray_of(rel, path=f"records/{rel}", link=False)
    assert stray
    assert stray.level == level
    assert part in stray.says
    assert stray.hint


@pytest.mark.parametrize("rel", [".gitkeep", "README.md", "county/draws/pool.csv", "a/office.yml"])
def test_what_belongs_is_passed_over_in_silence(rel: str) -> None:
    assert stray_of(rel, path=rel, link=False) is None


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
    assert after.shape_digest == before.shape_digest
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


# Kinds


def test_named_types_are_written_out(county: Path) -> None:
    visit = loaded(county).kinds["visit"]
    assert visit.schema["姓名"] == {"type": "string", "required": True, "empty": False}
    assert visit.schema["期限"]["schema"]["起"] == {"type": "date", "required": True}
    assert visit.fields["走访.起"] == {"说明": "日期", "例": date(2026, 3, 9)}
    assert visit.fields["经办人"]["引用"] == "所:人员.姓名"
    assert (visit.name, visit.scope, visit.meta["编号"]) == ("走访", "案", True)
    assert "字段" not in visit.meta


def test_faults_of_a_schema_are_told(county: Path) -> None:
    path = county / "templates" / "kinds" / "visit" / "kind.yml"
    write(
        path,
        "名称: 走访\n范围: 例\n标提: [姓名]\n字段:\n  甲: 姓明\n  乙: {type: strng}\n"
        "  丙: {type: string, alowed: [a]}\n  丁: {type: string, regex: '['}\n"
        "  戊: {type: string, meta: {公开: 原样, 公式: 1}}\n",
    )
    assert sorted(said(loaded(county))) == [
        "kind.yml:2 范围 须为 所、县、案、簿 之一：'例'",
        "kind.yml:3 标提 没有这个字段",
        "kind.yml:5 甲 须为已有的类型，或写成 {type: …}：'姓明'",
        f"kind.yml:6 乙.type 须为 {'、'.join(TYPES)} 之一：'strng'",
        "kind.yml:7 丙.alowed 没有这条校验：'alowed'",
        "kind.yml:8 丁.regex 须为正则表达式：'['",
        "kind.yml:9 戊.meta.公式 没有这个说明项：'公式'",
    ]


def test_types_that_name_each_other_in_a_ring_are_refused() -> None:
    found = expand({"甲": "a"}, {"a": "b", "b": "a"})
    assert [fault.where for fault in found.faults] == [("甲",)]


def test_notices_belong_to_their_folder(county: Path) -> None:
    path = county / "templates" / "kinds" / "visit" / "notices" / "leave.html.j2"
    write(path, "---\n名称: 走访公示\n渠道: [网页]\n---\n<p>{{ n.姓名 }}</p>\n")
    raw = loaded(county)
    (notice,) = raw.kinds["visit"].notices
    assert (notice.kind, notice.id, notice.meta["名称"]) == ("visit", "leave", "走访公示")
    assert notice.template == "<p>{{ n.姓名 }}</p>\n"
    assert raw.templates["kinds/visit/notices/leave.html.j2"] == notice.template
    write(path, "---\n名称: 走访公示\n渠到: [网页]\n期限: 12:30\n---\n")
    assert said(loaded(county)) == ["leave.html.j2:4 期限 时刻须加引号：'12:30'"]


def test_front_matter() -> None:
    parsed, body, above = front_matter("---\na: 1\n---\n正文\n---\n")
    assert (parsed.data, body, above) == ({"a": 1}, "正文\n---\n", 1)
    assert front_matter("正文\n") == (({}, ()), "正文\n", 0)


# Content


def test_rules_are_read_or_told_about(county: Path) -> None:
    rule = (
        "  - {id: a-rule, 名称: 甲, 条款: 一, 依据: 手册, 层级: 手册, 核实: true, 生效: 2024-11-08,"
        " 适用: visit, 级别: 违规, 说明: 乙, required: {须: {姓名: {有: true}}}}\n"
    )
    write(county / "content" / "rules" / "a.yml", f"主题: 测试\n规则:\n{rule}")
    raw = loaded(county)
    assert raw.problems == ()
    (read,) = raw.rules
    assert (read.id, read.word, read.topic, read.kind) == ("a-rule", "required", "测试", "visit")
    assert read.args == {"须": {"姓名": {"有": True}}}
    bad = rule.replace("required", "requird").replace("违规", "严重").replace("visit", "vist")
    write(county / "content" / "rules" / "b.yml", f"主题: 测试\n规则:\n{bad}{rule}")
    told = "\n".join(said(loaded(county)))
    assert "b.yml:3 规则.第1项.requird 没有这个字段或词" in told
    assert "须恰有一个规则词，现有 0 个" in told
    assert "b.yml:3 规则.第1项.级别 须为 违规、提醒、停发 之一：'严重'" in told
    assert "规则.第1项.适用" in told
    assert "b.yml:4 规则.第2项.id 编号不得重复：a-rule" in told


def test_pages_and_calendars(county: Path) -> None:
    write(county / "content" / "public" / "about.md", "---\n标题: 关于\n---\n# 正文\n")
    write(county / "content" / "public" / "README.md", "不是页面\n")
    write(county / "content" / "calendars" / "2027.yml", "休: [2027-01-01]\n")
    raw = loaded(county)
    assert [(p.rel, dict(p.meta), p.body) for p in raw.pages] == [
        ("public/about.md", {"标题": "关于"}, "# 正文\n")
    ]
    assert raw.calendars == {2027: {"休": [date(2027, 1, 1)]}}
    write(county / "content" / "calendars" / "明年.yml", "a: 1\n")
    write(county / "content" / "public" / "about.md", "---\n标题: '关于\n---\n")
    assert said(loaded(county)) == [
        "明年.yml:0  须为一年的日历",
        "about.md:2 标题 引号须成对：'标题: '关于'",
    ]


def test_the_repository_reads_without_a_problem() -> None:
    raw = load(
        records=ROOT / "records", content=ROOT / "content", templates=ROOT / "templates", cache=None
    )
    assert said(raw) == []


def test_fields_named_outside_the_schema_must_exist(county: Path) -> None:
    path = county / "templates" / "kinds" / "visit" / "kind.yml"
    text = path.read_text("utf-8").replace("[期限.起, 期限.止]", "[期限.起, 期限.至]")
    write(path, text.replace("标题: [姓名]", "标题: [姓明]"))
    assert said(loaded(county)) == [
        "kind.yml:5 标题.第1项 没有这个字段：'姓明'",
        "kind.yml:30 先后.第1项.第2项 没有这个字段：'期限.至'",
    ]


def test_pipes_and_odd_names_do_no_harm(county: Path) -> None:
    folder = county / "records" / "east" / "visit"
    os.mkfifo(folder / "2026-005.yml")
    (folder / os.fsdecode(b"\xff.jpg")).touch()
    assert [p.level for p in loaded(county).problems] == ["错误", "提醒"]
    assert [p.office for p in loaded(county).problems] == ["east", "east"]
