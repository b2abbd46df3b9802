"""The synthetic county: same seed, same bytes; nothing in it can be a real person."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import yaml
from stdnum.cn.ric import calc_check_digit

from suowu.calendars import Unannounced
from suowu.check import check
from suowu.define import define
from suowu.definitions import Definitions
from suowu.demo import AS_OF, CASES, OFFICES, SEED, TEMPLATES, days, document, write
from suowu.demo.county import BadStories, Told, tell, template_texts
from suowu.demo.play import MAKERS
from suowu.demo.reader import READERS, SHAPES
from suowu.demo.stories import Stories, stories_of
from suowu.derive import derive
from suowu.grammar.stories import AWAY, EDIT, EVENT, PLOT, STORY_FILE, STORY_WORDS, Type
from suowu.ledger import Book, Ledger
from suowu.load import load
from suowu.yamlfile import read
from tests.counties import suowu

ROOT = Path(__file__).resolve().parent.parent
told_of = partial(tell, as_of=AS_OF, templates=TEMPLATES)


@pytest.fixture(scope="module")
def county() -> tuple[Told, ...]:
    return tuple(told_of(offices=OFFICES, cases=CASES, seed=SEED))


@pytest.fixture(scope="module")
def library() -> tuple[Stories, ...]:
    found, problems = stories_of(template_texts(TEMPLATES))
    assert problems == ()
    return found


def values(data: Any) -> Iterator[Any]:
    """Every scalar of a record."""
    if isinstance(data, dict):
        for item in data.values():
            yield from values(item)
    elif isinstance(data, list):
        for item in data:
            yield from values(item)
    else:
        yield data


def cases(county: tuple[Told, ...]) -> list[dict[str, Any]]:
    return [told.data for told in county if "身份证号" in told.data]


# --- the same county again ----------------------------------------------------------------------


def test_same_seed_same_bytes(tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    for out in (first, second):
        write(out, offices=3, cases=12, seed=7)
    assert contents(first) == contents(second)


def test_another_seed_is_another_county() -> None:
    one, two = ([told.data for told in told_of(offices=2, cases=8, seed=seed)] for seed in (1, 2))
    assert one != two


def contents(folder: Path) -> dict[Path, bytes]:
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*.yml")}


def strange(kept: Path, made: Mapping[Path, bytes]) -> list[Path]:
    """What the generator makes otherwise. Nobody's own records count; a real county has no demo."""
    county = kept / "county/county.yml"
    if not county.exists() or "示例数据: true" not in county.read_text(encoding="utf-8"):
        return []
    there = contents(kept)
    return sorted(path for path in made if made[path] != there.get(path))


def test_the_command_without_flags_makes_the_committed_records(tmp_path: Path) -> None:
    assert suowu("demo", "--out", tmp_path / "made", home=tmp_path).code == 0
    assert strange(ROOT / "records", contents(tmp_path / "made")) == []


def test_ones_own_case_among_the_records_breaks_nothing(tmp_path: Path) -> None:
    write(tmp_path / "records", offices=2, cases=8)
    made = contents(tmp_path / "records")
    mine = tmp_path / "records/qinghe/correction/2026-901.yml"
    mine.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / "templates/kinds/correction/examples/good/full.yml", mine)
    assert strange(tmp_path / "records", made) == []


def test_a_demo_record_changed_by_hand_is_noticed_but_not_in_a_real_county(tmp_path: Path) -> None:
    write(tmp_path, offices=2, cases=8)
    made = contents(tmp_path)
    (tmp_path / "qinghe/office.yml").unlink()
    assert strange(tmp_path, made) == [Path("qinghe/office.yml")]
    edited = (tmp_path / "county/county.yml").read_text(encoding="utf-8")
    (tmp_path / "county/county.yml").write_text(
        edited.replace("示例数据: true", "示例数据: false"), encoding="utf-8"
    )
    assert strange(tmp_path, made) == []


# --- plausible, and nobody ----------------------------------------------------------------------


def test_county_has_fifteen_offices_of_three_sizes(
    county: tuple[Told, ...], library: tuple[Stories, ...]
) -> None:
    sizes = [told.data["类型"] for told in county if told.path.endswith("/office.yml")]
    assert {size: sizes.count(size) for size in sizes} == {"大型": 3, "中型": 9, "小型": 3}
    for one in library:
        if one.kind.scope == "案":
            here = [told for told in county if told.path.split("/")[1] == one.kind.id]
            assert len(here) == one.head["份数"]


def test_identity_numbers_are_valid_and_nobodys(county: tuple[Told, ...]) -> None:
    numbers = [case["身份证号"] for case in cases(county)]
    assert len(set(numbers)) == len(numbers)
    for case in cases(county):
        number = case["身份证号"]
        assert number.startswith("990000")
        assert number[6:14] == f"{case['出生日期']:%Y%m%d}"
        assert number[17] == calc_check_digit(number)
        assert (int(number[16]) % 2 == 1) == (case["性别"] == "男")


def test_phones_and_addresses_lead_nowhere(county: tuple[Told, ...]) -> None:
    texts = [text for told in county for text in values(told.data) if isinstance(text, str)]
    mobiles = [text for text in texts if re.fullmatch(r"1\d{10}", text)]
    assert mobiles and all(text.startswith("19900") for text in mobiles)
    assert all(text.startswith("0500-8") for text in texts if re.fullmatch(r"0\d{3}-\d+", text))
    assert all(text.endswith("example.invalid") for text in texts if "@" in text)


def test_nothing_has_happened_yet_after_the_day(
    county: tuple[Told, ...], library: tuple[Stories, ...]
) -> None:
    planned = {path for one in library for path in one.head.get("预定", ())}
    for told in county:
        for path, day in dated(told.data):
            assert path in planned or day <= AS_OF, (told.path, path, day)


def dated(data: Any, path: str = "") -> Iterator[tuple[str, date]]:
    if isinstance(data, dict):
        for name, item in data.items():
            yield from dated(item, f"{path}.{name}" if path else name)
    elif isinstance(data, list):
        for item in data:
            yield from dated(item, path)
    elif isinstance(data, date):
        yield path, data


def test_file_name_is_the_number(county: tuple[Told, ...]) -> None:
    for told in county:
        if "编号" in told.data:
            assert told.path.endswith(f"/{told.data['编号']}.yml")


def test_keys_stand_as_in_the_kind(county: tuple[Told, ...], library: tuple[Stories, ...]) -> None:
    orders = {one.kind.id: {f: n for n, f in enumerate(one.kind.fields)} for one in library}
    for told in county:
        kind = told.path.split("/")[1 if told.path.count("/") == 2 else -1].removesuffix(".yml")
        order = [orders[kind][path] for path in told.data]
        assert order == sorted(order), told.path


def test_text_reads_back_as_the_same_data(county: tuple[Told, ...]) -> None:
    for told in county[::9]:
        assert read(document(told.data, "说明")).data == told.data


def test_members_that_joined_and_left_and_devices_taken_off_say_when(
    county: tuple[Told, ...],
) -> None:
    groups = [told.data.get("矫正小组", {}).get("成员", []) for told in county]
    assert any("自" in member for group in groups for member in group)
    assert any("至" in member for group in groups for member in group)
    assert any("解除日期" in row for told in county for row in told.data.get("电子定位", []))


# --- plots and rules ----------------------------------------------------------------------------

SPOKEN = {"违反", "逾期", "停发"}
ONLY_ELSEWHERE = {
    "office-mix",  # fifteen offices are just the sizes the county wants; see the small county
}


def judged(records: Path) -> tuple[Definitions, Ledger]:
    raw = load(records=records, content=ROOT / "content", templates=ROOT / "templates", cache=None)
    definitions = define(raw)
    book = check(raw, definitions)
    assert isinstance(book, Book), [problem.message for problem in book[:5]]
    return definitions, derive(book, definitions, AS_OF)


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Definitions, Ledger]:
    """The default county on disk, judged once."""
    root = tmp_path_factory.mktemp("county")
    write(root)
    return root, *judged(root)


def found_in(ledger: Ledger, root: Path, states: set[str]) -> dict[str, set[str]]:
    """Rules with an outcome in one of these states, by path under records/."""
    return {
        Path(case.record.path).relative_to(root).as_posix(): {
            outcome.rule for outcome in case.outcomes if outcome.state in states
        }
        for case in ledger.cases.values()
    }


RATES = {"aftercare-employment", "aftercare-coverage", "aftercare-abstinence"}
"""What the records of an office or the county make together is told by no single plot."""


def test_every_plot_is_in_the_county(
    county: tuple[Told, ...], library: tuple[Stories, ...]
) -> None:
    heads = [told.head for told in county]
    for plot in (plot for one in library for plot in one.plots):
        assert any(head.endswith(f"\n示例情节：{plot.tells}") for head in heads), plot.tells


def test_each_story_breaks_just_the_rules_of_its_plot(
    county: tuple[Told, ...], standing: tuple[Path, Definitions, Ledger]
) -> None:
    root, _, ledger = standing
    found = found_in(ledger, root, SPOKEN)
    hinted = found_in(ledger, root, SPOKEN | {"提醒"})
    for told in county:
        own = found[told.path] - RATES
        assert own <= told.rules <= hinted[told.path], (told.path, told.head)


def test_every_rule_fires_in_some_plot(
    library: tuple[Stories, ...], standing: tuple[Path, Definitions, Ledger]
) -> None:
    """Of a kind that has stories; the others are not in the demo."""
    _, definitions, _ = standing
    told = {one.kind.id for one in library}
    fired = {rule for one in library for plot in one.plots for rule in plot.rules}
    rules = {rule.id for rule in definitions.rules if told & {rule.kind, *rule.also}}
    assert rules - ONLY_ELSEWHERE - RATES == fired


def test_a_smaller_county_has_other_sizes_than_it_wants(tmp_path: Path) -> None:
    write(tmp_path, offices=2, cases=4, seed=1)
    _, ledger = judged(tmp_path)
    assert "office-mix" in found_in(ledger, tmp_path, SPOKEN)["county/county.yml"]


def test_a_large_county_has_no_mistakes_and_tells_the_plots_again(
    tmp_path: Path, library: tuple[Stories, ...]
) -> None:
    write(tmp_path, offices=40, cases=900, seed=5)
    definitions, ledger = judged(tmp_path)
    scopes = Counter(definitions.kinds[record.kind].scope for record in ledger.book.records)
    registers = sum(len(one.head["年度"]) for one in library if one.kind.scope == "簿")
    own = sum(one.head["份数"] for one in library if one.kind.by_county)
    assert scopes == {"县": 1, "所": 40, "案": 900 + own, "簿": 40 * registers}
    heads = [path.read_text(encoding="utf-8") for path in tmp_path.rglob("*.yml")]
    assert sum("示例情节：外出期满未销假" in head for head in heads) >= 1


def test_notices_are_in_their_window_in_many_offices(
    standing: tuple[Path, Definitions, Ledger], library: tuple[Stories, ...]
) -> None:
    """Each notice of a kind that has stories."""
    _, definitions, ledger = standing
    told = {one.kind.id for one in library}
    open_ = [n for case in ledger.cases.values() for n in case.notices if n.state == "公示中"]
    assert len({notice.office for notice in open_}) >= 5
    shapes = {
        (kind.id, notice.id)
        for kind in definitions.kinds.values()
        for notice in kind.notices
        if kind.id in told
    }
    never = {"review", "penalty"}  # of last month, whose window has passed; always withheld
    assert {id_ for _, id_ in shapes} - {n.shape for n in open_} <= never


def test_an_unannounced_year_is_refused() -> None:
    with pytest.raises(Unannounced):
        list(tell(offices=1, cases=0, seed=1, as_of=date(2099, 1, 1), templates=TEMPLATES))


def test_working_days_of_the_stories_follow_the_calendar() -> None:
    assert days.later(date(2026, 2, 13), 5) == date(2026, 2, 27)
    assert days.earlier(date(2026, 2, 25), 1) == date(2026, 2, 24)
    assert days.on_or_after(date(2026, 2, 15)) == date(2026, 2, 24)


def test_months_and_weeks_have_their_nth_day_at_work() -> None:
    start, end = date(2026, 1, 12), date(2026, 3, 20)
    monthly = [*days.occasions("月", start, end=end, nth=8)]
    assert monthly == [date(2026, 1, 12), date(2026, 2, 9), date(2026, 3, 9)]
    weekly = [*days.occasions("周", date(2026, 2, 9), end=date(2026, 2, 28), nth=3)]
    assert weekly == [date(2026, 2, 11), date(2026, 2, 18), date(2026, 2, 25)]
    assert [*days.occasions("月", start, end=date(2026, 2, 5), nth=0)] == [start, date(2026, 2, 1)]


# --- a kind's stories are data, and read strictly -----------------------------------------------

SMALL = """头注: 来信。
份数: 3
立案: 收到
预定: [答复期限]
词: {事由: [邻里, 劳动]}
定:
  收到: {前: 今日, 工作日: [3, 9]}
  谁: {人: {选: [男, 女]}}
事:
  催办:
    定: {几日前: 1, 日子: {前: 今日, 工作日: 几日前}}
    记: {催办: {日期: 「日子」, 次序: 「次」}}
办理:
  编号: 「编号」
  来信人: 「谁.姓名」
  收到日期: 「收到」
  事由: {选: 事由}
  答复期限: {后: 收到, 工作日: 15}
  答复日期: {后: 收到, 工作日: 15}
  催办: []
情节:
  - {讲: 催过两次, 发生: [{催办: {几日前: 2}}, 催办]}
  - {讲: 没有事由, 去: [事由]}
"""
LETTER_KIND = """名称: 来信
范围: 案
标题: [来信人]
编号: true
文件名: '\\d{4}-\\d{3,4}'
字段:
  编号: 编号
  来信人: 姓名
  收到日期: 日期必填
  事由: 文字
  答复期限: 日期
  答复日期: 日期
  催办:
    type: list
    meta: {说明: 催办}
    schema:
      type: dict
      schema:
        日期: 日期必填
        次序: {type: integer, meta: {说明: 第几次}}
"""


@pytest.fixture
def shapes(tmp_path: Path) -> Path:
    """templates/ with one kind more, whose stories lie beside it."""
    folder = tmp_path / "templates"
    shutil.copytree(TEMPLATES, folder, ignore=shutil.ignore_patterns("examples", "*.typ"))
    (folder / "kinds/letters").mkdir()
    (folder / "kinds/letters/kind.yml").write_text(LETTER_KIND, encoding="utf-8")
    (folder / "kinds/letters/stories.yml").write_text(SMALL, encoding="utf-8")
    return folder


def test_a_kind_tells_its_stories_without_python(shapes: Path, county: tuple[Told, ...]) -> None:
    told = {one.path: one for one in tell(
        offices=OFFICES, cases=CASES, seed=SEED, as_of=AS_OF, templates=shapes
    )}  # fmt: skip
    letters = [one for path, one in told.items() if "/letters/" in path]
    assert len(letters) == 3
    twice = next(one for one in letters if "催过两次" in one.head)
    assert [row["次序"] for row in twice.data["催办"]] == [1, 2]
    assert "答复期限" in twice.data and "答复日期" not in twice.data
    assert "事由" not in next(one for one in letters if "没有事由" in one.head).data
    assert {one.path for one in county} <= told.keys(), "the others' stories have changed"


MISTAKES = [
    ("立案: 收到", "立案: 收倒", "立案", "没有这个名", "收到"),
    ("份数: 3", "分数: 3", "分数", "没有这个词", "份数"),
    ("份数: 3\n", "", None, "缺“份数”", ""),
    ("工作日: [3, 9]", "工作曰: [3, 9]", "定.收到.工作曰", "没有这个词", "工作日"),
    ("立案: 收到", "立桉: 收到", "立桉", "没有这个词", "立案"),
    ("立案: 收到\n", "", None, "缺“立案”", "立案：按哪一日排次序"),
    (
        "「谁.姓名」",
        "「丙.姓名」",
        "办理.来信人",
        "没有这个名：'丙.姓名'",
        "可用的有：事由、收到、谁、",
    ),
    ("收到日期: 「收到」", "收到日期: 收到", "办理.收到日期", "须为日期：'收到'", "写作 「收到」"),
    (
        "答复日期: {后: 收到, 工作日: 15}",
        "答复日期: {若: {谁.性别: 男}, 则: 某日, 否则: 「收到」}",
        "办理.答复日期.则",
        "须为日期：'某日'",
        "写作 「名」，或者 {后: 名, 日: 3}",
    ),
    ("{日期: 「日子」", "{日期: 「日子」前后", "事.催办.记.催办.日期", "须为日期", "写作 「名」"),
    ("去: [事由]", "设: {收到日期: 收到}", "情节.第2项.设.收到日期", "须为日期", "「收到」"),
    ("{前: 今日", "{前: 今天", "定.收到.前", "没有这个名", "今日"),
    ("预定: [答复期限]", "预定: [答复期陷]", "预定", "没有这个字段", "答复期限"),
    ("  事由: {选: 事由}", "  事油: {选: 事由}", "办理.事油", "没有这个字段", "事由"),
    ("「谁.姓名」", "「随.姓名」", "办理.来信人", "没有这个名", ""),
    ("次序: 「次」", "次叙: 「次」", "事.催办.记.催办.次叙", "没有这个字段", "次序"),
    ("{几日前: 2}}", "{几天前: 2}}", "情节.第1项.发生.第1项.催办", "没有这个名", "几日前"),
    (", 催办]}", ", 崔办]}", "情节.第1项.发生.第2项.崔办", "没有这件事", "催办"),
    ("{讲: 没有事由", "{说: 没有事由", "情节.第2项.说", "没有这个词", "讲"),
    ("去: [事由]", "去: [事油]", "情节.第2项.去", "没有这个字段", "事由"),
    ("去: [事由]", "去: 事由", "情节.第2项.去", "须为名单", ""),
    ("词: {事由: [邻里, 劳动]}", "词: 邻里", "词", "须为“字段: 值”的清单", ""),
    ("头注: 来信。", "头注: [来信]", "头注", "须为文字", ""),
]


@pytest.mark.parametrize(("old", "new", "field", "says", "hint"), MISTAKES)
def test_a_mistake_in_stories_is_named_with_its_place(
    old: str, new: str, field: str | None, says: str, hint: str, *, shapes: Path
) -> None:
    file = shapes / "kinds/letters/stories.yml"
    assert old in SMALL
    file.write_text(SMALL.replace(old, new, 1), encoding="utf-8")
    _, problems = stories_of(template_texts(shapes))
    found = [one for one in problems if one.field == field]
    assert found and says in found[0].message, problems
    assert hint in (found[0].hint or "")
    if "想写" in (found[0].hint or ""):
        assert not any(one.message.startswith("缺") for one in problems), "said twice"
    assert found[0].path == str(file)
    if field:
        line = file.read_text(encoding="utf-8").splitlines()[found[0].line - 1]
        assert (new.split("\n")[0].strip(" ,]}")[:4] or "") in line


def test_bad_yaml_and_bad_stories_stop_the_command_with_their_place(
    shapes: Path, tmp_path: Path
) -> None:
    file = shapes / "kinds/letters/stories.yml"
    file.write_text(SMALL.replace("份数: 3", "份数: 3\n份数: 4"), encoding="utf-8")
    with pytest.raises(BadStories, match="字段不得重复"):
        list(tell(offices=1, cases=1, seed=1, as_of=AS_OF, templates=shapes))
    ran = suowu("demo", "--out", tmp_path / "out", "--templates", shapes, home=tmp_path)
    assert ran.code == 1
    assert "letters/stories.yml:3:1" in ran.out


def keys_used(spec: Any) -> Iterator[tuple[Any, str]]:
    """Every mapping and key of a file, from the bottom up."""
    if isinstance(spec, dict):
        for name, item in spec.items():
            yield from keys_used(item)
            yield spec, name
    elif isinstance(spec, list):
        for item in spec:
            yield from keys_used(item)


@pytest.mark.parametrize("kind", ["kinds/correction", "kinds/office", "registers/duty"])
def test_every_key_that_is_misspelt_is_refused(kind: str, tmp_path: Path) -> None:
    """One key of each name at a time."""
    source = yaml.safe_load((TEMPLATES / kind / "stories.yml").read_text(encoding="utf-8"))
    free = {*source.get("词", {}), "次", "月", "天数", "学时", "谁", "第", "名"}
    folder = tmp_path / "templates"
    for name in (f"{kind}/kind.yml", "shared/types.yml"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(TEMPLATES / name, folder / name)
    known = {key.name for group in (STORY_FILE, EVENT, PLOT, EDIT, AWAY) for key in group}
    known |= {key.name for word in STORY_WORDS.values() for key in word.keys}
    tried = 0
    for name in sorted(known - free):
        found = next(((at, key) for at, key in keys_used(source) if key == name), None)
        if not found:
            continue
        at, before = found[0], dict(found[0])
        at.clear()
        at.update({(f"{k}误" if k == name else k): v for k, v in before.items()})
        text = yaml.dump(source, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False)
        (folder / kind / "stories.yml").write_text(text, encoding="utf-8")
        assert stories_of(template_texts(folder))[1], f"{name} in {at}"
        at.clear()
        at.update(before)
        tried += 1
    assert tried >= 15


def test_each_word_and_type_of_the_vocabulary_is_understood() -> None:
    assert MAKERS.keys() == STORY_WORDS.keys()
    types = set(Type.__args__)  # type: ignore[attr-defined]
    assert SHAPES.keys() == types
    of_words = {key.type for word in STORY_WORDS.values() for key in word.keys}
    assert of_words <= READERS.keys()


def test_no_word_is_a_field_of_a_kind_that_has_stories(library: tuple[Stories, ...]) -> None:
    first = {path.split(".")[-1] for one in library for path in one.kind.fields}
    assert not first & STORY_WORDS.keys()
