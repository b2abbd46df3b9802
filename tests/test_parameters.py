"""参数: one line changes rules, notices, forms, pages, handbook; old events keep their number."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from suowu.calendars import Duration
from suowu.corridor import Built, build
from suowu.define import define
from suowu.definitions import Definitions
from suowu.derive import derive
from suowu.digest import digest_of
from suowu.forms.context import form_context
from suowu.forms.handbook import markdown_of
from suowu.forms.printed import printed
from suowu.grammar.leaves import ParameterName
from suowu.ledger import Book, Case, Ledger, Notice
from suowu.load import load
from suowu.model import Data, Outcome, Record
from suowu.render.pages import handbook_pages, internal_text, public_text
from suowu.stages import SourceTree
from tests.counties import GOLDEN_RECORDS, ROOT, SHAPES, edit, golden_county
from tests.small_ledger import defined

AS_OF, SINCE = date(2026, 9, 21), date(2026, 9, 1)
DAYS = "值: 7, 依据: 社区矫正法实施办法 第二十七条；手册 四(五)2(8)②}"
WINDOW = "值: 5, 依据: 手册 四(五)2(8)②}"
"""How the last step of 外出所批天数 and that of 公示天数 stand in content/parameters."""

# --- one line -----------------------------------------------------------------------------------


class County(NamedTuple):
    """A copy of the county and the law, and how far it came."""

    folder: Path
    built: Built

    @property
    def ledger(self) -> Ledger:
        assert self.built.ledger is not None, self.built.problems
        return self.built.ledger

    @property
    def definitions(self) -> Definitions:
        return self.ledger.definitions

    @property
    def case(self) -> Case:
        return self.ledger.cases["baihe/correction/2026-001"]


OLD, SEVEN, EIGHT, NINE = range(4)
"""The four leaves: eight days before the amendment; seven, eight and nine days after it."""
RECEIVED = (date(2026, 3, 2), date(2026, 9, 1), date(2026, 9, 7), date(2026, 9, 14))
GRANTED = {"seven": {SEVEN}, "eight": {SEVEN, EIGHT}}
"""Which of them the office may grant by itself, under the law as it is and as amended."""
LEAVES = "".join(
    f"""\
  - 申请日期: {received}
    收件日期: {received}
    起: {first}
    止: {last}
    目的地: 邻省某市
    事由: 探亲
    填表日期: {received}
    所审核: {{意见: 同意, 日期: {received}, 审核人: 温知行}}
    公示: {{张贴日期: {posted}}}
"""
    for received, first, last, posted in zip(
        RECEIVED,
        ("2026-03-04", "2026-09-02", "2026-09-09", "2026-09-17"),
        ("2026-03-11", "2026-09-08", "2026-09-16", "2026-09-25"),
        ("2026-03-03", "2026-09-02", "2026-09-08", "2026-09-15"),
        strict=True,
    )
)


def county_in(folder: Path, *, old: str = "", new: str = "") -> County:
    """The county with four leaves; the law has `new` where one of its parameters says `old`."""
    file = golden_county(folder) / "baihe" / "correction" / "2026-001.yml"
    text = file.read_text("utf-8")
    before, after = text.index("外出:\n"), text.index("通信联络:")
    file.write_text(text[:before] + f"外出:\n{LEAVES}" + text[after:], "utf-8")
    edit(file, "止: 2026-07-22}", "止: 2027-01-22}")
    for name in SHAPES:
        shutil.copytree(ROOT / name, folder / name)
    if old:
        edit(folder / "content" / "parameters" / "correction.yml", old, new)
    tree = SourceTree(records=folder / "records", content=folder / "content",
                      templates=folder / "templates")  # fmt: skip
    return County(folder, build(tree, lambda book: AS_OF))


def amended(folder: Path, last: str, value: int) -> County:
    """One more step in the 沿革 that ends with `last`."""
    return county_in(folder, old=last, new=f"{last}, {{自: {SINCE}, 值: {value}, 依据: 修订}}")


@pytest.fixture(scope="module")
def seven(tmp_path_factory: pytest.TempPathFactory) -> County:
    return county_in(tmp_path_factory.mktemp("seven"))


@pytest.fixture(scope="module")
def eight(tmp_path_factory: pytest.TempPathFactory) -> County:
    return amended(tmp_path_factory.mktemp("eight"), DAYS, 8)


@pytest.fixture(scope="module")
def longer(tmp_path_factory: pytest.TempPathFactory) -> County:
    return amended(tmp_path_factory.mktemp("longer"), WINDOW, 7)


@pytest.fixture
def county(request: pytest.FixtureRequest) -> County:
    found: County = request.getfixturevalue(request.param)
    return found


both = pytest.mark.parametrize(("county", "granted"), GRANTED.items(), indirect=["county"])


def broken(case: Case, rule: str) -> set[int]:
    """Which leaves a rule finds fault with."""
    return {
        int(outcome.where[1]) for outcome in case.outcomes
        if outcome.rule == rule and outcome.state == "违反"
    }  # fmt: skip


@both
def test_the_rules_for_short_and_long_leave_change_at_the_boundary(
    county: County, granted: set[int]
) -> None:
    assert broken(county.case, "correction-leave-filed") == granted
    assert broken(county.case, "correction-leave-county") == {OLD, SEVEN, EIGHT, NINE} - granted


@both
def test_the_notice_is_called_for_by_what_the_office_may_grant(
    county: County, granted: set[int]
) -> None:
    notices = leave_notices(county.case)
    assert {n for n, notice in notices.items() if notice.approved == RECEIVED[n]} == granted
    withheld = {n for n, notice in notices.items() if notice.state == "停发"}
    assert withheld == {OLD, SEVEN, EIGHT, NINE} - granted


def leave_notices(case: Case) -> Mapping[int, Notice]:
    return {int(n.where[1]): n for n in case.notices if n.shape == "leave"}


@both
def test_the_reply_is_due_that_the_office_itself_gives(county: County, granted: set[int]) -> None:
    assert {due.where[1] for due in county.case.forms if due.form == "reply-leave"} == granted


@both
def test_education_is_due_after_what_was_granted_under_the_law_of_its_day(
    county: County, granted: set[int]
) -> None:
    rule = "correction-education-individual"
    starts = {o.start for o in county.case.outcomes if o.rule == rule}
    assert starts & set(RECEIVED) == {RECEIVED[n] for n in granted}


@both
def test_the_form_prints_the_number_of_its_own_day(county: County, granted: set[int]) -> None:
    said = {n: form_text(county, n) for n in range(4)}
    assert "外出时间在七日以内的" in said[OLD] and "超过七日的" in said[OLD]
    number = "八日" if EIGHT in granted else "七日"
    for n in (SEVEN, EIGHT, NINE):
        assert f"外出时间在{number}以内的" in said[n] and f"超过{number}的" in said[n]


def form_text(county: County, leave: int) -> str:
    """The notes below the form of a leave."""
    forms = (due for due in county.case.forms if due.form == "leave" and due.where[1] == leave)
    form = form_context(county.ledger).form(county.case, next(forms))
    return "\n".join(form.notes)


@both
def test_pages_and_handbook_say_the_number(county: County, granted: set[int]) -> None:
    now = "八日" if EIGHT in granted else "七日"
    for on, number in ((AS_OF, now), (date(2026, 8, 31), "七日")):
        definitions = county.definitions
        guide = public_text(definitions, on=on).make()["guide.md"]
        assert f"- {number}以内（含{number}）的：司法所审核" in guide
        chapter = internal_text(definitions, on=on).make()["handbook/04-05-correction.md"]
        assert f"| {number}以内（含{number}） | 收到材料当天填" in chapter
        assert f"#### ② {number}为界" in chapter
        assert f"{number}以内的外出，收到申请材料当日填写审批表" in chapter  # the rule's own words
        paper = markdown_of(definitions, handbook_pages(definitions), on=on)
        assert "获准外出的，在司法所公示五个工作日" in paper
        assert f"超过{number}的外出，外出之前经县级社区矫正机构批准" in paper


def test_paper_is_made_anew_when_a_number_on_it_changes(seven: County, eight: County) -> None:
    before, after = (
        {d.path: d.digest for d in printed(each.ledger) if d.path.endswith((".pdf", ".docx"))}
        for each in (seven, eight)
    )
    leave = [path for path in before if "/leave-" in path]
    assert leave and all(before[path] != after[path] for path in leave)
    assert before["print/handbook.pdf"] != after["print/handbook.pdf"]


def test_a_longer_window_keeps_notices_up_and_is_told_everywhere(
    seven: County, longer: County
) -> None:
    last = [leave_notices(each.case)[SEVEN].last_day for each in (seven, longer)]
    assert last == [date(2026, 9, 9), date(2026, 9, 11)]
    old = leave_notices(county_case(longer, "baihe/correction/2026-002"))
    assert old == leave_notices(county_case(seven, "baihe/correction/2026-002"))
    public = public_text(longer.definitions, on=AS_OF).make()
    assert "- 公示一般为七个工作日。" in public["rules.md"]
    chapter = internal_text(longer.definitions, on=AS_OF).make()["handbook/04-05-correction.md"]
    assert "获准外出的，在司法所公示七个工作日。" in chapter
    assert "五个工作日" not in "".join(line for line in chapter.splitlines() if "公示" in line)


def county_case(county: County, key: str) -> Case:
    return county.ledger.cases[key]


def test_a_number_changed_in_place_contradicts_the_examples_of_its_rules(tmp_path: Path) -> None:
    built = county_in(tmp_path, old=DAYS, new=DAYS.replace("7", "8", 1)).built
    assert built.ledger is None
    wrong = [p for p in built.problems if p.level == "错误"]
    assert {p.path.rpartition("/")[2] for p in wrong} >= {"correction-movement.yml", "notices.yml"}
    assert any("correction-leave-filed 的示例“八日的报机构批准" in p.message for p in wrong)


# --- no number beside them ----------------------------------------------------------------------


@cache
def definitions() -> Definitions:
    raw = load(records=GOLDEN_RECORDS, content=ROOT / "content", templates=ROOT / "templates")
    return define(raw)


def unsaid(found: Definitions) -> list[str]:
    """Parameters that nothing uses, or that neither a rule's 说明 nor the handbook names."""
    heads = tuple(n.head for kind in found.kinds.values() for n in kind.notices)
    times = tuple(f.file.printed for kind in found.kinds.values() for f in kind.forms.values())
    worked_out = tuple(kind.file.derived for kind in found.kinds.values())
    used = {name for part in (found.rules, heads, times, worked_out) for name in names_in(part)}
    said = "".join(rule.says.text for rule in found.rules)
    said += "".join(page.body for page in found.pages if page.rel.startswith("handbook/"))
    named = set(re.findall(r"\{参数:([^{}|]+)", said))
    return [name for name in found.parameters if name not in used or name not in named]


def test_a_parameter_is_used_and_said_in_the_handbook_by_its_name() -> None:
    assert unsaid(definitions()) == []


def names_in(node: object) -> Iterator[str]:
    return (found.name for found in leaves_of(node) if isinstance(found, ParameterName))


def leaves_of(node: object) -> Iterator[object]:
    """What a typed tree holds; where it stands and what a parameter's name leads to left out."""
    if isinstance(node, Mapping):
        node = tuple(node.values())
    elif is_dataclass(node) and not isinstance(node, (ParameterName, Duration, type)):
        own = (f.name for f in fields(node) if f.name not in ("where", "examples"))
        node = tuple(getattr(node, name) for name in own)
    if isinstance(node, tuple):
        for inner in node:
            yield from leaves_of(inner)
    else:
        yield node


def executable(found: Definitions) -> Iterator[tuple[str, object, str]]:
    """What is acted upon: rules, definitions, heads of notices, print times of forms; its 备注."""
    yield from ((rule.id, rule, rule.remark or "") for rule in found.rules)
    for kind in found.kinds.values():
        yield kind.id, (kind.file.definitions, kind.file.active, kind.file.derived), ""
        yield from ((f"{kind.id}/{notice.id}", notice.head, "") for notice in kind.notices)
        yield from ((f"{kind.id}/{f.id}", f.file.printed, "") for f in kind.forms.values())


def unexplained(found: Definitions) -> dict[str, set[str]]:
    """Numbers but none and one that are no parameter, and that no 备注 gives a reason for."""
    told = {
        name: {number for number in numbers_in(node) if number not in note}
        for name, node, note in executable(found)
    }
    return {name: numbers for name, numbers in told.items() if numbers}


def test_a_number_beside_the_parameters_has_its_reason_in_the_note_of_its_rule() -> None:
    assert unexplained(definitions()) == {}


def test_a_number_without_a_reason_is_found() -> None:
    rule = next(rule for rule in definitions().rules if rule.id == "correction-leave-30d")
    other = replace(rule, remark="累计的期间")
    assert unexplained(replace(definitions(), rules=(rule, other))) == {rule.id: {"2 月"}}


def numbers_in(node: object) -> Iterator[str]:
    for found in leaves_of(node):
        count = found.number if isinstance(found, Duration) else found
        if isinstance(count, (int, float)) and not isinstance(count, bool) and count not in (0, 1):
            yield f"{count:g} {found.unit}" if isinstance(found, Duration) else f"{count:g}"


@pytest.mark.parametrize(
    ("hole", "hint"),
    [
        ("{参数:外出所批天树}", "您是不是想写“外出所批天数”？"),
        ("{参数:外出所批天数|汉子}", "例如 {参数:外出所批天数|汉字}"),
    ],
)
@pytest.mark.parametrize(
    "file",
    [
        "content/public/guide.md",
        "content/handbook/90-days.md",
        "templates/site/pages/catalogue.html.j2",
        "templates/kinds/correction/notices/leave.html.j2",
    ],
)
def test_a_text_that_misnames_a_parameter_is_refused(file: str, hole: str, hint: str) -> None:
    raw = load(records=GOLDEN_RECORDS, content=ROOT / "content", templates=ROOT / "templates")
    folder, _, rel = file.partition("/")
    in_words = folder == "content"
    texts = raw.words if in_words else raw.shapes
    text = replace(texts[rel], text=f"{texts[rel].text}\n{hole}\n")
    changed = {**texts, rel: text}
    found = define(replace(raw, words=changed) if in_words else replace(raw, shapes=changed))
    line = text.text.count("\n")
    assert [(p.level, p.line, p.hint) for p in found.problems] == [("错误", line, hint)]


# --- the law of the day -------------------------------------------------------------------------

BEFORE, AFTER = date(2026, 1, 12), date(2026, 3, 9)
"""Two Mondays: the law of the one is stricter than that of the other."""
PARAMETERS = "".join(
    f"""\
{name}:
  说明: 一个数
  单位: {unit}
  沿革: [{{自: 2020-01-01, 值: {first}, 依据: 法}}, {{自: 2026-03-01, 值: {then}, 依据: 法}}]
"""
    for name, unit, first, then in (
        ("限", "日", 3, 8), ("数", "次", 2, 1), ("人", "人", 2, 1), ("到", "次", 1, 2),
    )
)  # fmt: skip
KINDS = {
    "kinds/county/kind.yml": "名称: 县\n范围: 县\n字段: {名称: {type: string}}\n",
    "kinds/office/kind.yml": "名称: 所\n范围: 所\n字段: {名称: {type: string}}\n",
    "kinds/matter/kind.yml": """\
名称: 事项
范围: 案
不涉及个人: true
字段:
  起: {type: date, meta: {公开: 原样}}
  止: {type: date}
  办结: {type: date}
  天数: {type: integer}
  张贴日期: {type: date}
  联络: {type: list, schema: {type: date}}
  人员: {type: list, schema: {type: dict, schema: {姓名: {type: string}}}}
  训诫:
    type: list
    schema:
      type: dict
      schema: {起: {type: date}, 止: {type: date}, 天数: {type: integer}}
定义:
  不长: {成立: {天数: {不超过: 限}}}
  长的训诫: {集合: {集: 训诫, 条件: {天数: {超过: 限}}}}
""",
    "kinds/matter/notices/up.html.j2": """\
---
名称: 公示
触发: [{依据: {日期: 起}}]
起算: 张贴日期
期限: 1 日
渠道: [公示栏]
公开字段: {起: 起}
条款: 一
---
<p>公示。</p>
""",
}
RULE = """\
主题: 事项
规则:
  - {{id: dated, 名称: 事项, 条款: 一, 依据: 法, 层级: 手册, 核实: true, 生效: 2020-01-01,
     适用: matter, 级别: {level}, 说明: 须这样, {word}}}
"""
WORDS = {
    "期限": "期限: {从: 起, 到: 办结, 内: 限}",
    "期限, of a named set": "期限: {从: {集: 长的训诫, 字段: 起}, 到: 办结, 内: 1 日}",
    "期限, under a named condition": "条件: {非: 不长}, 期限: {从: 起, 到: 止, 内: 1 日}",
    "次数": "次数: {每: 周, 不少于: 数, 记录: 联络, 从: 起, 止: 止}",
    "次数, running": "次数: {记录: 训诫, 连续: {每: 1 月, 起: 起, 止: 止, 不超过: 限}}",
    "人数": "适用日: 起, 人数: {称: 人员, 集: 人员, 不少于: 人}",
    "须": "适用日: 起, 须: {天数: {不超过: 限}}",
    "须, a named condition": "适用日: 起, 须: 不长",
    "公示": "公示: {名: up, 张贴: 限}",
    "提示": "适用日: 起, 提示: {计数: 训诫, 不少于: 到}",
}


@pytest.mark.parametrize("word", WORDS)
def test_every_word_goes_by_the_law_of_the_day_on_which_it_starts(word: str) -> None:
    assert spoken(WORDS[word], BEFORE) and not spoken(WORDS[word], AFTER)


def spoken(word: str, start: date) -> list[Outcome]:
    """What a rule finds wrong, on 2026-03-27, with a matter that began on a day and took a week."""
    text = RULE.format(level="提醒" if "提示" in word else "违规", word=word)
    law = defined(shapes=KINDS, words={"rules/r.yml": text, "parameters/p.yml": PARAMETERS})
    week = [start + timedelta(days=n) for n in range(8)]
    data: Data = {
        "起": start, "止": week[6], "办结": week[7], "天数": 7, "张贴日期": week[7],
        "联络": [week[2]], "人员": [{"姓名": "甲"}],
        "训诫": [{"起": start, "止": week[6], "天数": 7}],
    }  # fmt: skip
    county, office = ({"名称": name} for name in ("县", "所"))
    records = (
        record("county", "county", "county", county),
        record("qinghe", "matter", "1", data),
        record("qinghe", "office", "office", office),
    )
    book = Book(digest="", county=records[0], offices={"qinghe": records[2]}, records=records)
    case = derive(book, law, date(2026, 3, 27)).cases[records[1].key]
    return [o for o in case.outcomes if o.rule == "dated" and o.state in ("违反", "提醒")]


def record(office: str, kind: str, name: str, data: Data) -> Record:
    path = f"records/{office}/{kind}/{name}.yml"
    return Record(office=office, kind=kind, id=name, path=path, digest=digest_of(data), data=data)
