"""Other authors: what a kind.yml or a template may say that would publish what is private."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from jinja2 import Environment
from jinja2.exceptions import SecurityError

from suowu.definitions import Definitions, Kind
from suowu.grammar.sorts import ANYTHING, SORTS, may_be_shown, sorts_of
from suowu.model import Problem
from suowu.privacy import public_view
from suowu.render.templates import NotRendered, environment, written_out
from tests.attacks.people import changed, county_of, definitions, public_text, seen
from tests.counties import ROOT, golden_county, suowu

CORRECTION = "kinds/correction/kind.yml"
LEAVE = "kinds/correction/notices/leave.html.j2"
NEVER = (
    "身份证号",
    "住址",
    "电话",
    "健康",
    "位置",
    "出生日期",
    "罪名",
    "证件",
    "银行卡",
    "车牌",
    "亲属",
)


def faults(rel: str, old: str, new: str) -> list[str]:
    return [p.message for p in changed(rel, old, new).problems if p.level == "错误"]


# --- the floor ----------------------------------------------------------------------------------


EDUCATION = "  文化程度: {type: string, meta: {说明: 文化程度}}"


def with_fields(*fields: tuple[str, str]) -> Definitions:
    """The kind with these fields, each with what its meta says."""
    lines = (f"      {name}: {{type: string, meta: {{{said}}}}}\n" for name, said in fields)
    head = "  试验:\n    type: dict\n    meta: {说明: 试}\n    schema:\n"
    return changed(CORRECTION, EDUCATION, f"{head}{''.join(lines)}{EDUCATION}")


@pytest.mark.parametrize("mask", ANYTHING)
def test_no_kind_may_publish_what_the_floor_forbids(mask: str) -> None:
    laws = with_fields(*((f"甲{n}", f"类: {s}, 公开: {mask}") for n, s in enumerate(NEVER)))
    told = [p.message for p in laws.problems if "一律不公开" in p.message]
    assert len(told) == len(NEVER) and all(any(s in m for m in told) for s in NEVER)
    assert not [path for path in laws.kinds["correction"].public if path.startswith("试验")]


def test_a_name_of_a_case_is_never_whole() -> None:
    for said in ("公开: 原样, 类: 姓名", "公开: 原样", "公开: 年月, 类: 姓名"):
        told = faults(CORRECTION, "公开: 姓某, 类: 姓名", said)
        assert any("姓名一类的信息不得这样公开" in each for each in told), said


def test_a_field_is_what_its_name_says_even_if_no_sort_is_given() -> None:
    names = ("身份证号", "居住地", "联系电话", "出生日期", "罪名", "健康状况", "户籍地", "曾用名")
    laws = with_fields(*((name, "公开: 原样") for name in names))
    told = [p for p in laws.problems if "一类的信息" in p.message]
    assert len(told) == len(names)
    assert not [path for path in laws.kinds["correction"].public if path.startswith("试验")]


def test_every_sort_has_a_floor_and_every_private_field_of_ours_its_sort() -> None:
    assert set(NEVER) < set(SORTS)
    assert all(not may_be_shown(frozenset({sort}), own=False) for sort in NEVER)
    for kind in definitions().kinds.values():
        for path, meta in kind.metas.items():
            told = sorts_of(path, {})
            assert not told or meta.get("类") in told or path == "报告安排.电话", (kind.id, path)


def test_an_office_may_tell_its_own_telephone_and_staff_but_nobodys_home() -> None:
    assert may_be_shown(frozenset({"电话"}), own=True) == ("原样",)
    assert "原样" in may_be_shown(frozenset({"姓名"}), own=True)
    assert may_be_shown(frozenset({"住址"}), own=True) == ()
    assert may_be_shown(frozenset({"电话", "住址"}), own=True) == ()


# --- one function for views ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("    meta: {说明: 矫正小组}", "    meta: {说明: 矫正小组, 公开: 原样}"),
        ("    meta: {说明: 监护人}", "    meta: {说明: 监护人, 公开: 原样}"),
        (
            "        meta: {说明: 小组成员，一人一项}",
            "        meta: {说明: 小组成员，一人一项, 公开: 姓某}",
        ),
    ],
    ids=["group", "list of groups", "list inside a group"],
)
def test_a_group_is_never_public_as_a_whole(old: str, new: str) -> None:
    laws = changed(CORRECTION, old, new)
    (fault,) = [p.message for p in laws.problems]
    assert "只写在最下一级的字段上" in fault
    kind = laws.kinds["correction"]
    data = {"矫正小组": {"成员": [{"姓名": "柏长根"}]}, "监护人": [{"姓名": "柏长根"}]}
    assert "柏" not in str(public_view(kind, data))


@pytest.mark.parametrize(
    ("derived", "public"),
    [
        ("外出.天数: {含首尾天数: [起, 止]}", True),
        ("外出.天数: {含首尾天数: [/出生日期, 起]}", False),
        ("外出.天数: {周岁: [/出生日期, 起]}", False),
        ("外出.天数: {含首尾天数: [申请日期, 起]}", False),
        ("外出.天数: {计数: /监护人}", False),
        ("外出.天数: {计数: {集: /矫正小组.成员, 条件: {组长: true}}}", False),
        ("外出.天数: {计数: {集: 所:人员}}", False),
    ],
)
def test_what_is_worked_out_is_no_more_public_than_what_it_is_made_of(
    derived: str, public: bool
) -> None:
    laws = changed(CORRECTION, "外出.天数: {含首尾天数: [起, 止]}", derived)
    assert ("外出.天数" in laws.kinds["correction"].public) is public
    text = "公开字段: {姓名: /姓名, 起: 起, 止: 止"
    both = replace_in(LEAVE, text, f"{text}, 天数: 天数", derived)
    told = [m for m in both if "天数" in m]
    assert bool(told) is not public


def replace_in(rel: str, old: str, new: str, derived: str) -> list[str]:
    """What is wrong with both changes together."""
    from suowu.define import define
    from tests.attacks.people import law

    raw = law()
    pairs = {rel: (old, new), CORRECTION: ("外出.天数: {含首尾天数: [起, 止]}", derived)}
    shapes = dict(raw.shapes)
    for name, (before, after) in pairs.items():
        shapes[name] = replace(shapes[name], text=shapes[name].text.replace(before, after, 1))
    found = define(replace(raw, shapes=shapes, definitions_digest=f"{new}{derived}"))
    return [p.message for p in found.problems if p.level == "错误"]


def test_a_field_that_is_below_the_floor_is_in_no_view_even_so() -> None:
    laws = changed(
        CORRECTION, "  居住地: 住址必填", "  居住地: {类型: 住址必填, meta: {公开: 原样}}"
    )
    kind: Kind = laws.kinds["correction"]
    assert public_view(kind, {"居住地": "示例县青河镇", "姓名": "秦志远"}) == {"姓名": "秦某"}
    assert [p for p in laws.problems if "住址一类的信息" in p.message]


# --- templates are not programs -----------------------------------------------------------------

ESCAPES = [
    "{{ lipsum.__globals__ }}",
    "{{ lipsum.__globals__['os'].popen('id').read() }}",
    "{{ cycler.__init__.__globals__ }}",
    "{{ namespace }}",
    "{{ range(9) }}",
    "{{ dict }}",
    "{{ n.__class__ }}",
    "{{ n['__class__'] }}",
    "{{ n|attr('__class__') }}",
    "{{ ''.__class__.__mro__ }}",
    "{{ n.get.__self__ }}",
    "{{ n.update({'甲': 1}) }}",
    "{{ n.pop('甲') }}",
    "{{ [].append(1) }}",
    "{{ '{0.__class__}'.format(n) }}",
    "{{ n|safe }}",
    "{{ n|pprint }}",
    "{{ self.__init__.__globals__ }}",
    "{{ self._TemplateReference__context }}",
    "{{ ''.join.__func__ }}",
]


@pytest.mark.parametrize("text", ESCAPES)
def test_a_template_reaches_nothing_but_its_values(text: str) -> None:
    view = {"n": {"甲": "值"}}
    assert written(text, view) == ""
    assert view == {"n": {"甲": "值"}}


def written(text: str, view: dict[str, dict[str, str]]) -> str:
    try:
        return written_out(environment({"a.html.j2": text}), "a.html.j2", view=view)
    except NotRendered:
        return ""


def test_the_attacks_are_attacks() -> None:
    """In plain Jinja most of them go through."""
    went = 0
    for text in ESCAPES:
        try:
            went += bool(Environment().from_string(text).render(n={"甲": "值"}))
        except (SecurityError, Exception):
            continue
    assert went >= 12


def test_the_environment_knows_no_globals_and_no_filter_that_undoes_escaping() -> None:
    made = environment({})
    assert not made.globals
    assert not made.filters.keys() & {"safe", "attr", "pprint", "xmlattr", "tojson", "urlize"}


@pytest.mark.parametrize(
    ("added", "word"),
    [
        ("{{ lipsum.__globals__ }}", "lipsum"),
        ("{{ namespace() }}", "namespace"),
        ("{{ n.姓名|safe }}", "safe"),
        ("{{ n|attr('姓名') }}", "attr"),
        ("{{ record }}", "record"),
        ("{{ n.身份证号 }}", "身份证号"),
        ("{{ n['身份证号'] }}", "身份证号"),
    ],
)
def test_define_refuses_them_with_their_line(added: str, word: str) -> None:
    laws = changed(LEAVE, "<p>根据社区矫正", f"{added}<p>根据社区矫正")
    found: list[Problem] = [p for p in laws.problems if word in p.message]
    line = laws_line(LEAVE, "<p>根据社区矫正")
    assert found and {p.line for p in found} == {line}


def laws_line(rel: str, start: str) -> int:
    lines = (ROOT / "templates" / rel).read_text("utf-8").splitlines()
    return next(n for n, line in enumerate(lines, 1) if line.startswith(start))


@pytest.mark.parametrize(
    ("test", "missing"), [("n.起 and n.止", 0), ("n.止", 1), ("true", 2), ("not n.姓名", 2)]
)
def test_a_day_that_the_web_leaves_out_is_asked_for_first(test: str, missing: int) -> None:
    laws = changed(LEAVE, "{% if n.起 and n.止 %}", f"{{% if {test} %}}")
    told = [p for p in laws.problems if "须写在 {% if %} 里" in p.message]
    assert [p.line for p in told] == [laws_line(LEAVE, "<p>")] * missing


def test_what_is_undefined_is_a_错误_with_its_line_and_stops_the_site(tmp_path: Path) -> None:
    records, shapes = golden_county(tmp_path), tmp_path / "templates"
    shutil.copytree(ROOT / "templates", shapes)
    page = shapes / "site/pages/statistics.html.j2"
    page.write_text(page.read_text("utf-8") + "\n{{ 没有的值 }}\n", encoding="utf-8")
    wanted = len(page.read_text("utf-8").splitlines())
    given = ("--records", records, "--templates", shapes, "--out", tmp_path / "site")
    ran = suowu("build", *given, home=tmp_path)
    assert ran.code == 1, ran.err
    assert f"site/pages/statistics.html.j2:{wanted}:1" in ran.out and "没有的值" in ran.out
    assert not (tmp_path / "site" / "public").exists()


def test_what_a_template_cannot_work_out_shows_no_value() -> None:
    text = "一\n\n{{ n.甲 + 1 }}"
    with pytest.raises(NotRendered) as caught:
        written_out(environment({"a.html.j2": text}), "a.html.j2", view={"n": {"甲": "秦志远"}})
    problem = caught.value.problem
    assert (problem.level, problem.line) == ("错误", 3) and "秦志远" not in str(problem)


# --- minors -------------------------------------------------------------------------------------


def test_a_kind_about_people_says_how_one_sees_an_adult_or_does_not_load() -> None:
    lines = (ROOT / "templates" / CORRECTION).read_text("utf-8").splitlines()
    minority = next(line for line in lines if line.startswith("未成年:"))
    assert faults(CORRECTION, minority, "")
    assert faults(CORRECTION, minority, "不涉及个人: true")
    unlabelled = changed(CORRECTION, "公开: 姓某, 类: 姓名", "公开: 姓某")
    assert unlabelled.kinds["correction"].personal


def test_nobodys_name_is_in_the_public_text_of_a_county_of_many() -> None:
    people = [{"姓名": f"{family}志远"} for family in "赵钱孙李周吴郑王冯陈褚"]
    assert "志远" not in public_text(seen(county_of(people)))
