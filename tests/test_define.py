"""Define: kinds, rules, pages and calendars compiled once; what is wrong is told on its line."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest

from suowu.check import check
from suowu.define import define
from suowu.define.schema import expand
from suowu.define.templates import front_matter
from suowu.definitions import Definitions
from suowu.examples import example_problems
from suowu.grammar.conditions import Test as Comparison
from suowu.grammar.kinds import TYPES
from suowu.ledger import Book
from suowu.load import load
from suowu.model import Problem, TextFile

TINY = Path(__file__).parent / "tiny"
ROOT = Path(__file__).parent.parent


@pytest.fixture
def county(tmp_path: Path) -> Path:
    shutil.copytree(TINY, tmp_path / "county")
    return tmp_path / "county"


def defined(county: Path, cache: Path | None = None) -> Definitions:
    raw = load(
        records=county / "records",
        content=county / "content",
        templates=county / "templates",
    )
    assert raw.problems == ()
    return define(raw, cache=cache)


def said(problems: Iterable[Problem]) -> list[str]:
    return [line(problem) for problem in problems]


def line(problem: Problem) -> str:
    name = problem.path.rpartition("/")[2]
    return f"{name}:{problem.line} {problem.field or ''} {problem.message}"


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def test_the_repository_reads_without_a_problem() -> None:
    assert said(defined(ROOT).problems) == []


# Cache


def test_cache_changes_nothing(county: Path, tmp_path: Path) -> None:
    write(county / "content" / "rules" / "a.yml", f"主题: 测试\n规则:\n{RULE}{RULE}")
    cold, warm = (defined(county, tmp_path / "cache") for _ in range(2))
    assert cold == warm == defined(county)
    for file in (tmp_path / "cache").rglob("*.pickle"):
        file.write_bytes(file.read_bytes()[:-3] + b"xyz")
    assert defined(county, tmp_path / "cache") == cold


def test_a_copy_of_a_county_is_told_about_by_its_own_paths(county: Path, tmp_path: Path) -> None:
    write(county / "content" / "calendars" / "明年.yml", CALENDAR)
    shutil.copytree(county, tmp_path / "copy")
    defined(county, tmp_path / "cache")
    (problem,) = defined(tmp_path / "copy", tmp_path / "cache").problems
    assert problem.path == str(tmp_path / "copy" / "content" / "calendars" / "明年.yml")


# Kinds


def test_named_types_are_written_out(county: Path) -> None:
    visit = defined(county).kinds["visit"]
    assert visit.schema["姓名"] == {"type": "string", "required": True, "empty": False}
    assert visit.schema["期限"]["schema"]["起"] == {"type": "date", "required": True}
    assert visit.metas["走访.起"] == {"说明": "日期", "例": date(2026, 3, 9)}
    assert visit.metas["经办人"]["引用"] == "所:人员.姓名"
    assert (visit.name, visit.scope, visit.file.numbered) == ("走访", "案", True)
    assert list(visit.fields) == list(visit.schema)


def test_faults_of_a_schema_are_told(county: Path) -> None:
    path = county / "templates" / "kinds" / "visit" / "kind.yml"
    write(
        path,
        "名称: 走访\n范围: 例\n标提: [姓名]\n字段:\n  甲: 姓明\n  乙: {type: strng}\n"
        "  丙: {type: string, alowed: [a]}\n  丁: {type: string, regex: '['}\n"
        "  戊: {type: string, meta: {公开: 原样, 公式: 1}}\n",
    )
    assert sorted(said(defined(county).problems)) == [
        "kind.yml:2 范围 须为 所、县、案、簿 之一：'例'",
        "kind.yml:3 标提 没有这个字段：'标提'",
        f"kind.yml:6 字段.乙.type 须为 {'、'.join(TYPES)} 之一：'strng'",
        "kind.yml:7 字段.丙.alowed 没有这个字段：'alowed'",
        "kind.yml:8 字段.丁.regex 须为正则表达式：'['",
        "kind.yml:9 字段.戊.meta.公式 没有这个字段：'公式'",
    ]
    write(path, "名称: 走访\n范围: 案\n标题: [乙]\n字段:\n  甲: 姓明\n  乙: {type: string}\n")
    (problem,) = defined(county).problems
    assert line(problem) == "kind.yml:5 字段.甲 没有这个类型：'姓明'"
    assert problem.hint and "相近的有：姓名" in problem.hint
    assert "templates/shared/types.yml" in problem.hint and "docs/reference.md" in problem.hint
    write(path, "名称: 走访\n范围: 案\n标题: [乙]\n字段:\n  甲: string\n  乙: {type: string}\n")
    (problem,) = defined(county).problems
    assert problem.hint == "写作 {type: string}"


def test_types_that_name_each_other_in_a_ring_are_refused() -> None:
    found = expand({"甲": "a"}, {"a": "b", "b": "a"})
    assert [fault.where for fault in found.faults] == [("字段", "甲")]


def test_fields_named_outside_the_schema_must_exist(county: Path) -> None:
    path = county / "templates" / "kinds" / "visit" / "kind.yml"
    text = path.read_text("utf-8").replace("[期限.起, 期限.止]", "[期限.起, 期限.至]")
    write(path, text.replace("标题: [姓名]", "标题: [姓明]"))
    assert said(defined(county).problems) == [
        "kind.yml:5 标题.第1项 没有这个字段：'姓明'",
        "kind.yml:30 先后.第1项.第2项 没有这个字段：'期限.至'",
    ]


# Notices

NOTICE = """\
---
名称: 走访公示
渠道: [网页]
期限: 5 工作日
触发: [{依据: {日期: 期限.起}}]
起算: 期限.起
公开字段: {姓名: 姓名}
条款: 一
上网最少: 1
---
<p>{{ n.姓名 }}</p>
"""


def test_notices_belong_to_their_folder(county: Path) -> None:
    path = county / "templates" / "kinds" / "visit" / "notices" / "leave.html.j2"
    write(path, NOTICE)
    definitions = defined(county)
    assert said(definitions.problems) == []
    (notice,) = definitions.kinds["visit"].notices
    assert (notice.kind, notice.id, notice.head.name) == ("visit", "leave", "走访公示")
    assert notice.text == "<p>{{ n.姓名 }}</p>\n"
    assert definitions.templates["kinds/visit/notices/leave.html.j2"] == notice.text
    write(path, "---\n名称: 走访公示\n渠到: [网页]\n期限: 12:30\n---\n")
    assert said(defined(county).problems) == ["leave.html.j2:4 期限 时刻须加引号：'12:30'"]


def test_the_head_of_a_notice_is_told_about_on_its_own_lines(county: Path) -> None:
    path = county / "templates" / "kinds" / "visit" / "notices" / "leave.html.j2"
    write(path, NOTICE.replace("渠道", "渠到").replace("条款: 一", "条款: 1"))
    assert said(defined(county).problems) == [
        "leave.html.j2:2 渠道 须填写",
        "leave.html.j2:3 渠到 没有这个字段：'渠到'",
        "leave.html.j2:8 条款 须为文字：1",
    ]


def test_front_matter() -> None:
    parsed, body, head = front_matter(text_file("---\na: 1\n---\n正文\n---\n"))
    assert (parsed, body, head.below) == (({"a": 1}, ()), "正文\n---\n", 1)
    parsed, body, head = front_matter(text_file("正文\n"))
    assert (parsed, body, head.below) == (({}, ()), "正文\n", 0)


def text_file(text: str) -> TextFile:
    return TextFile(rel="a.md", path="content/a.md", digest="", text=text)


def test_a_register_has_no_notices(county: Path) -> None:
    write(county / "templates" / "registers" / "log" / "notices" / "leave.html.j2", NOTICE)
    (problem,) = defined(county).problems
    assert problem.message == "登记簿没有公示" and problem.path.endswith(
        "log/notices/leave.html.j2"
    )
    assert problem.hint and "templates/kinds/<类别>/notices/" in problem.hint


def test_nothing_of_a_register_is_public(county: Path) -> None:
    """A shared type may say so for the kinds of cases that use it."""
    path = county / "templates" / "registers" / "log" / "kind.yml"
    text = path.read_text("utf-8")
    write(path, f"{text.rstrip()}\n  事由: {{type: string, meta: {{公开: 原样}}}}\n")
    (problem,) = defined(county).problems
    assert line(problem).endswith("字段.事由.meta.公开 登记簿一律不公开，不写“公开”：'事由'")
    types = county / "templates" / "shared" / "types.yml"
    write(types, f"{types.read_text('utf-8')}公开事由: {{type: string, meta: {{公开: 原样}}}}\n")
    write(path, f"{text.rstrip()}\n  事由: 公开事由\n")
    assert said(defined(county).problems) == []


@pytest.mark.parametrize(
    ("body", "wrong", "hint"),
    [
        ("<p>{{ n.姓明 }}</p>", "正文用了公开字段里没有的：'姓明'", "姓名"),
        ("<p>{{ 姓名 }}</p>", "这里没有这个名称：'姓名'", "写作 n.姓名"),
        ("<p>{{ n.张贴日期|日起 }}</p>", "没有这个样式：'日起'", "日期"),
        ("{% block 正文 %}{{ n.姓名 }}{% endblock %}", "公示的正文不写块：'正文'", "直接写"),
    ],
)
def test_a_notice_asks_for_what_is_there(county: Path, body: str, wrong: str, hint: str) -> None:
    path = county / "templates" / "kinds" / "visit" / "notices" / "leave.html.j2"
    write(path, NOTICE.replace("<p>{{ n.姓名 }}</p>", body))
    (problem,) = defined(county).problems
    assert (problem.message, problem.line) == (wrong, NOTICE.count("\n"))
    assert problem.hint and hint in problem.hint


PAGE = """\
{% extends "site/pages/dossier.html.j2" %}
{% set 称呼 = data.姓名 %}
{% block 摘要 %}{{ 称呼 }}{% for each in data.走访 %}{{ each.起|日期 }}{% endfor %}{% endblock %}
"""


@pytest.mark.parametrize(
    ("old", "new", "wrong", "hint"),
    [
        ("摘要", "摘耍", "3 共用页面没有这个块：'摘耍'", "块有：摘要"),
        (
            "dossier.html",
            "dosier.html",
            "1 没有这个共用页面：'site/pages/dosier.html.j2'",
            "dossier",
        ),
        ("|日期", "|日起", "3 没有这个样式：'日起'", "日期"),
        ("{{ 称呼", "{{ 称乎", "3 这里没有这个名称：'称乎'", "data"),
        ("each.起", "each.其", "3 没有这个字段：'其'", None),
        ("{% set", "姓名{% set", "2 写在块外面的内容不会显示，须写在块里", "块有：摘要"),
    ],
)
def test_a_page_fills_blocks_that_are_there(
    county: Path, old: str, new: str, wrong: str, hint: str | None
) -> None:
    dossier = "site/pages/dossier.html.j2"
    write(county / "templates" / dossier, (ROOT / "templates" / dossier).read_text("utf-8"))
    path = county / "templates" / "kinds" / "visit" / "page.html.j2"
    write(path, PAGE)
    assert said(defined(county).problems) == []
    write(path, PAGE.replace(old, new, 1))
    (problem,) = defined(county).problems
    assert f"{problem.line} {problem.message}" == wrong
    assert hint is None or (problem.hint and hint in problem.hint)


# Rules

RULE = (
    "  - {id: a-rule, 名称: 甲, 条款: 一, 依据: 手册, 层级: 手册, 核实: true, 生效: 2024-11-08,"
    " 适用: visit, 级别: 违规, 说明: 乙, 须: {姓名: {有: true}}}\n"
)


def test_a_rule_is_read(county: Path) -> None:
    write(county / "content" / "rules" / "a.yml", f"主题: 测试\n规则:\n{RULE}")
    definitions = defined(county)
    assert said(definitions.problems) == []
    (read,) = definitions.rules
    assert (read.id, read.word, read.topic, read.kind) == ("a-rule", "须", "测试", "visit")
    assert read.must is not None
    (required,) = read.must.lines
    assert isinstance(required.must, Comparison)
    assert (required.must.path.text, required.must.operator) == ("姓名", "有")
    assert required.must.value is True


def test_rules_are_told_about(county: Path) -> None:
    write(county / "content" / "rules" / "a.yml", f"主题: 测试\n规则:\n{RULE}")
    bad = RULE.replace(" 须:", " 需:").replace("违规", "严重")
    of_no_kind = RULE.replace("visit", "vist").replace("a-rule", "b-rule")
    write(county / "content" / "rules" / "b.yml", f"主题: 测试\n规则:\n{bad}{RULE}")
    told = said(defined(county).problems)
    assert "b.yml:3 规则.第1项.需 没有这个字段：'需'" in told
    assert "b.yml:3 规则.第1项 期限、次数、人数、须、公示、提示 须恰有一个，一个也没有" in told
    assert "b.yml:3 规则.第1项.级别 须为 违规、提醒、停发 之一：'严重'" in told
    assert "b.yml:4 规则.第2项.id 编号不得重复：'a-rule'" in told
    write(county / "content" / "rules" / "b.yml", f"主题: 测试\n规则:\n{of_no_kind}")
    told = said(defined(county).problems)
    assert told == ["b.yml:3 规则.第1项.适用 没有这个类别：'vist'"]


# Pages and calendars

HANDBOOK = """\
# 四(一) 走访 {#c-4-1 data-clause="四(一)"}

## 1. 上门 {#c-4-1-1 data-clause="四(一)1"}

### ① 时间 {#c-4-1-1-1 data-clause="四(一)1①"}
"""


@pytest.mark.parametrize(
    ("clause", "hint"),
    [
        ("四(一)1①", None),
        ("四(一)1①②", None),
        ("走访条例 第九条", None),
        ("四(一)1②", "相近的有：四(一)1、四(一)1①"),
        ("四（一）1", "您是不是想写“四(一)1”？"),
        ("七", "相近的有：四(一)"),
    ],
)
def test_a_clause_of_the_handbook_has_a_heading(
    county: Path, clause: str, hint: str | None
) -> None:
    """Of a rule, a form and a notice; a clause for all rules is told where it is shared."""
    write(county / "content" / "handbook" / "01.md", HANDBOOK)
    rule = RULE.replace(" 条款: 一,", "").replace("层级: 手册", "层级: 项目")
    shared = f"主题: 测试\n共用: {{条款: {clause}}}\n规则:\n{rule}"
    write(county / "content" / "rules" / "a.yml", shared)
    visit = county / "templates" / "kinds" / "visit"
    write(visit / "notices" / "leave.html.j2", NOTICE.replace("条款: 一", f"条款: {clause}"))
    write(visit / "forms" / "visit.yml", f"名称: 走访\n条款: {clause}\n栏: [[{{标签: 甲}}]]\n")
    problems = defined(county).problems
    wrong = f"条款 content/handbook/ 里没有这一条的标题：'{clause}'"
    places = ("a.yml:2 共用.", "visit.yml:2 ", "leave.html.j2:8 ") if hint else ()
    assert sorted(said(problems)) == sorted(f"{place}{wrong}" for place in places)
    assert {problem.hint for problem in problems} == ({hint} if hint else set())


def test_what_the_handbook_demands_is_in_it(county: Path) -> None:
    """A rule of its layer cites a clause that looks like none; of no handbook nothing is told."""
    rules = county / "content" / "rules" / "a.yml"
    write(rules, f"主题: 测试\n规则:\n{RULE.replace('条款: 一', '条款: 走访条例 第九条')}")
    assert said(defined(county).problems) == []
    write(county / "content" / "handbook" / "01.md", HANDBOOK)
    (problem,) = defined(county).problems
    assert problem.field == "规则.第1项.条款"
    write(county / "content" / "handbook" / "02.md", "---\n次序: 甲\n---\n")
    assert [each.path.rpartition("/")[2] for each in defined(county).problems] == ["02.md"]


def test_a_kind_that_is_built_is_planned_no_more(county: Path) -> None:
    path = county / "templates" / "shared" / "planned.yml"
    write(path, "mediation: 人民调解\nvisit: 走访\n")
    assert said(defined(county).problems) == [
        "planned.yml:2 visit 这个类别已经建立，须从这里删去：'visit'"
    ]


def test_stories_fire_rules_that_there_are(county: Path) -> None:
    """While a rule cannot be read, nothing is told of those that fire it."""
    rules = county / "content" / "rules" / "a.yml"
    write(rules, f"主题: 测试\n规则:\n{RULE}")
    path = county / "templates" / "kinds" / "visit" / "stories.yml"
    write(path, "头注: 走访\n情节:\n- {讲: 甲, 触发: [a-rule]}\n- {讲: 乙, 触发: [a-rul]}\n")
    (problem,) = defined(county).problems
    assert line(problem) == "stories.yml:4 情节.第2项.触发.第1项 没有这条规则：'a-rul'"
    assert problem.hint == "您是不是想写“a-rule”？"
    write(rules, f"主题: 测试\n规则:\n{RULE.replace('级别: 违规', '级别: 违归')}")
    assert [each.path.rpartition("/")[2] for each in defined(county).problems] == ["a.yml"]


CALENDAR = "年份: 2027\n放假: [2027-01-01]\n上班: [2027-01-02]\n"


def test_pages_are_read_or_told_about(county: Path) -> None:
    page = county / "content" / "public" / "about.md"
    write(page, "---\n标题: 关于\n---\n# 正文\n")
    write(county / "content" / "public" / "README.md", "不是页面\n")
    (read,) = defined(county).pages
    assert (read.rel, read.head.title, read.body) == ("public/about.md", "关于", "# 正文\n")
    write(page, "---\n标题: '关于\n---\n")
    assert said(defined(county).problems) == ["about.md:2 标题 引号须成对：'标题: '关于'"]


def test_calendars_are_read_or_told_about(county: Path) -> None:
    folder = county / "content" / "calendars"
    write(folder / "2027.yml", CALENDAR)
    calendar = defined(county).calendar
    assert 2027 in calendar.years and not calendar.is_working(date(2027, 1, 1))
    assert calendar.is_working(date(2027, 1, 2)) and not calendar.is_working(date(2027, 1, 3))
    write(folder / "明年.yml", CALENDAR)
    write(folder / "2028.yml", CALENDAR)
    write(folder / "2029.yml", "年份: 2029\n放假: [元旦]\n上班: []\n")
    assert said(defined(county).problems) == [
        "2028.yml:0  须为一年的日历",
        "2029.yml:2 放假.第1项 须为日期（YYYY-MM-DD）：'元旦'",
        "明年.yml:0  须为一年的日历",
    ]


# What is broken is told once

PARAMETERS = "回访期限:\n  {说明: 甲, 单位: 日, 沿革: [{自: 2024-11-08, 值: 7, 依据: 手册}]}\n"
OF_STAFF = "人数: {集: 所:人员, 条件: {姓名: {有: true}}, 不少于: 1}"
RESTING = "".join(
    (
        RULE.replace("{姓名:", "{所:名称:"),
        RULE.replace("a-rule", "b-rule").replace("说明: 乙", "说明: '乙{参数:回访期限}'"),
        RULE.replace("a-rule", "c-rule").replace("须: {姓名: {有: true}}", OF_STAFF),
    )
)


@pytest.mark.parametrize(
    "rel",
    [
        "templates/shared/types.yml",
        "templates/kinds/visit/kind.yml",
        "templates/kinds/visit/examples/good/minimal.yml",
        "templates/kinds/visit/notices/leave.html.j2",
        "templates/kinds/office/kind.yml",
        "templates/kinds/county/kind.yml",
        "templates/registers/log/kind.yml",
        "content/parameters/a.yml",
    ],
)
def test_nothing_is_told_of_what_rests_on_a_broken_file(county: Path, rel: str) -> None:
    example = "示例: [{名: 甲, 底本: minimal, 截至: 2026-03-20, 给: {}, 得: 无}], 须"
    rules = RESTING + RULE.replace("a-rule", "d-rule").replace("须", example)
    write(county / "content" / "rules" / "a.yml", f"主题: 测试\n规则:\n{rules}")
    write(county / "content" / "parameters" / "a.yml", PARAMETERS)
    write(county / "content" / "about.md", "# 关于\n\n{参数:回访期限}\n")
    visit = county / "templates" / "kinds" / "visit"
    write(visit / "examples" / "good" / "minimal.yml", "姓名: 秦志远\n")
    write(visit / "notices" / "leave.html.j2", NOTICE)
    assert told_by_all(county) == []
    with (county / rel).open("a", encoding="utf-8") as file:
        file.write("{% if [\n")
    (problem,) = told_by_all(county)
    last = (county / rel).read_text("utf-8").count("\n")
    assert (problem.path, problem.line) == (str(county / rel), last)


def told_by_all(county: Path) -> list[Problem]:
    """What check says of the whole county, examples of rules included."""
    raw = load(
        records=county / "records", content=county / "content", templates=county / "templates"
    )
    definitions = define(raw)
    found = check(raw, definitions, more=example_problems(definitions))
    return list(found.problems if isinstance(found, Book) else found)
