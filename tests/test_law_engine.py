"""The law in the engine: who may be published, what an end leaves owed, how terms run."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any, NamedTuple

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from suowu.addresses import addresses_of, key_text
from suowu.check.consistency import consistency_issues
from suowu.check.kind_checks import kind_checks
from suowu.define import define
from suowu.definitions import Definitions
from suowu.derive import derive
from suowu.ledger import Book, Case, Ledger, Notice
from suowu.model import Outcome, Record
from suowu.render import view_of
from suowu.render.context import site_context
from suowu.render.public import public_documents
from suowu.render.templates import environment, sources
from tests.counties import definitions, repository

KIND = "correction"
CASE = f"qinghe/{KIND}/2026-001"
SPOKEN = ("违反", "逾期", "提醒", "停发")
RULES, SHAPE = "rules/notices.yml", f"kinds/{KIND}/kind.yml"
LEAVE: dict[str, Any] = {
    "申请日期": date(2026, 3, 6),
    "收件日期": date(2026, 3, 6),
    "起": date(2026, 3, 10),
    "止": date(2026, 3, 14),
    "事由": "考试",
    "所审核": {"意见": "同意", "日期": date(2026, 3, 6)},
    "公示": {"张贴日期": date(2026, 3, 9)},
}


def example(kind: str, name: str = "full") -> dict[str, Any]:
    return dict(definitions().kinds[kind].examples[name])


def book_of(*people: dict[str, Any]) -> Book:
    """A county of one office, with these cases of correction on the minimal example."""

    def record(office: str, kind: str, ident: str, data: dict[str, Any]) -> Record:
        digest = f"{data}"
        return Record(office=office, kind=kind, id=ident, path=ident, digest=digest, data=data)

    county, office = (
        record("county", "county", "county", example("county")),
        record("qinghe", "office", "office", example("office")),
    )
    cases = [
        record("qinghe", KIND, f"2026-{number:03d}", {**example(KIND, "minimal"), **given})
        for number, given in enumerate(people, 1)
    ]
    records = tuple(sorted((county, office, *cases), key=lambda each: each.key))
    return Book(
        digest="",
        county=county,
        offices={"qinghe": office},
        records=records,
        addresses=addresses_of(key_text()),
    )


def ledger(*people: dict[str, Any], as_of: str, laws: Definitions | None = None) -> Ledger:
    return derive(book_of(*people), laws or definitions(), date.fromisoformat(as_of))


def case(given: dict[str, Any], as_of: str = "2026-03-20") -> Case:
    return ledger(given, as_of=as_of).cases[CASE]


def said(given: dict[str, Any], rule: str, as_of: str = "2026-03-20") -> list[Outcome]:
    return [o for o in case(given, as_of).outcomes if o.rule == rule]


def told(given: dict[str, Any], rule: str, as_of: str = "2026-03-20") -> list[Outcome]:
    return [o for o in said(given, rule, as_of) if o.state in SPOKEN]


def notices(found: Ledger) -> list[Notice]:
    return [notice for each in found.cases.values() for notice in each.notices]


def changed(file: str, old: str, new: str) -> Definitions:
    """The definitions with one file of content/ or templates/ changed."""
    raw = repository()
    texts = raw.words if file in raw.words else raw.shapes
    text = texts[file]
    assert old in text.text, old
    edited = {**texts, file: replace(text, text=text.text.replace(old, new, 1))}
    words, shapes = (edited, raw.shapes) if file in raw.words else (raw.words, edited)
    return define(replace(raw, words=words, shapes=shapes, definitions_digest=f"{old}→{new}"))


def public_text(found: Ledger) -> str:
    """Every public page as it stands in its frame."""
    jinja = environment(sources(found.definitions, on=found.as_of))
    parts = list[str]()
    for document in public_documents(site_context(found, internal=False)):
        parts += [document.path, document.title, str(document.head), document.search or ""]
        if document.template:
            parts.append(jinja.get_template(document.template).render(view_of(document)))
    return "\n".join(parts)


# --- minors -------------------------------------------------------------------------------------


class Person(NamedTuple):
    """What the record says of the person's age."""

    born: date
    deed: date | None
    flag: bool | None
    judged: date


SURNAMES = "亓仉佴厍仝郄"
DAYS = st.dates(date(1970, 1, 1), date(2027, 12, 31))
PEOPLE = st.builds(
    Person,
    st.dates(date(1975, 1, 1), date(2012, 12, 31)),
    st.none() | DAYS,
    st.sampled_from([None, None, False, True]),
    st.dates(date(1995, 1, 1), date(2026, 3, 5)),
)


def data_of(person: Person, name: str, posted: date) -> dict[str, Any]:
    judgment = {**example(KIND, "minimal")["判决"], "日期": person.judged}
    given = {"出生日期": person.born, "犯罪日期": person.deed, "犯罪时未成年": person.flag}
    leave = {**LEAVE, "公示": {"张贴日期": posted}}
    return {"姓名": name, "判决": judgment, "外出": [leave], **given}


def is_shown_adult(person: Person, *, as_of: date, posted: date) -> bool:
    """Written anew from the law: one is eighteen on the day after the birthday."""
    adult_from = person.born + relativedelta(years=18) + timedelta(1)
    days = [person.judged, as_of, posted]
    days += [person.deed] if person.deed else []
    if person.flag is True or any(day < adult_from for day in days):
        return False
    dated = person.deed is not None and person.deed <= min(person.judged, as_of)
    earliest = person.judged - relativedelta(years=20)
    return person.flag is False or dated or earliest >= adult_from


@given(
    st.lists(PEOPLE, min_size=1, max_size=len(SURNAMES)),
    st.dates(date(2026, 3, 6), date(2026, 3, 9)),
    st.dates(date(2026, 3, 9), date(2026, 3, 13)),
)
def test_nothing_is_public_of_one_whose_adulthood_at_the_deed_is_not_shown(
    people: list[Person], posted: date, as_of: date
) -> None:
    names = [f"{surname}志远" for surname in SURNAMES[: len(people)]]
    given = [data_of(p, name, posted) for p, name in zip(people, names, strict=True)]
    found = ledger(*given, as_of=as_of.isoformat())
    text = public_text(found)
    for number, (person, name) in enumerate(zip(people, names, strict=True), 1):
        (notice,) = found.cases[f"qinghe/{KIND}/2026-{number:03d}"].notices
        shown = is_shown_adult(person, as_of=as_of, posted=posted)
        assert name not in text and name[0] not in text  # each is alone with the surname
        assert (notice.view.get("姓名") == "某某") is shown, person
        assert (notice.slug in text) is shown, person
        assert shown or (notice.state == "停发" and not notice.view)


CHILD = {"姓名": "亓小远", "出生日期": date(2009, 3, 4), "犯罪日期": date(2027, 4, 1)}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("  - id: notice-minor\n", "  - id: another-rule\n"),
        ("条件: {未成年: true}", "条件: {未成年: false}"),
        ("条件: {未成年: true}", "条件: {罪名: 没有这样的罪名}"),
        (
            "生效: 2020-07-01\n    级别: 停发\n    条件",
            "生效: 2099-07-01\n    级别: 停发\n    条件",
        ),
        ("级别: 停发\n    条件: {未成年", "级别: 违规\n    条件: {未成年"),
        ("公示: {名: 全部, 停发: true}", "公示: {名: review, 停发: true}"),
    ],
    ids=["deleted", "adults", "nobody", "not yet in force", "no 停发", "one notice"],
)
def test_no_rule_file_can_have_a_minor_published(old: str, new: str) -> None:
    laws = changed(RULES, old, new)
    found = ledger({**CHILD, "外出": [LEAVE]}, as_of="2026-03-12", laws=laws)
    assert {n.state for n in notices(found)} == {"停发"}
    assert "亓" not in public_text(found)
    assert [p for p in found.problems if p.level == "停发" and p.clause == "社区矫正法 第五十四条"]


def minority() -> str:
    lines = repository().shapes[SHAPE].text.splitlines()
    return next(line for line in lines if line.startswith("未成年:"))


def test_a_kind_with_notices_about_people_says_how_one_sees_an_adult() -> None:
    laws = changed(SHAPE, minority(), "")
    assert not laws.sound
    assert [p for p in laws.problems if "须写“未成年”" in p.message and p.level == "错误"]
    found = ledger({**CHILD, "外出": [LEAVE]}, as_of="2026-03-12", laws=laws)
    assert {n.state for n in notices(found)} == {"停发"}, "nor does it publish if it loads"


def test_what_names_people_cannot_be_called_impersonal() -> None:
    laws = changed(SHAPE, minority(), "不涉及个人: true")
    assert [p for p in laws.problems if "不得有人的姓名" in p.message and p.level == "错误"]


def issues(given: dict[str, Any]) -> list[str]:
    kind = definitions().kinds[KIND]
    found = consistency_issues(
        {**example(KIND, "minimal"), **given}, kind_checks(kind), id="2026-001"
    )
    return [f"{'.'.join(map(str, issue.where))} {issue.says}" for issue in found]


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({}, None),
        ({"犯罪日期": date(2026, 2, 10)}, "判决.日期 日期倒退"),
        ({"犯罪时未成年": True}, "犯罪时未成年 须与日期一致"),
        ({"犯罪时未成年": False}, None),
        ({"犯罪时未成年": True, "犯罪日期": None}, None),
        ({"犯罪时未成年": False, "犯罪日期": date(2008, 3, 4)}, "犯罪时未成年 须与日期一致"),
        ({"犯罪时未成年": False, "犯罪日期": date(2008, 3, 5)}, None),
        ({"犯罪时未成年": True, "犯罪日期": date(2008, 3, 4)}, None),
    ],
)
def test_the_deed_lies_before_the_judgment_and_agrees_with_what_is_said(
    given: dict[str, Any], wrong: str | None
) -> None:
    found = issues(given)
    assert (found == []) if wrong is None else any(each.startswith(wrong) for each in found)


def test_a_minor_at_the_judgment_was_one_at_the_deed() -> None:
    given = {"出生日期": date(2008, 2, 4), "身份证号": "", "犯罪日期": None, "犯罪时未成年": False}
    assert any(each.startswith("犯罪时未成年 须与日期一致") for each in issues(given))


def test_rules_about_minors_do_not_accuse_where_only_a_doubt_is_left() -> None:
    given = {"出生日期": date(1996, 1, 1), "犯罪日期": None, "外出": [LEAVE]}
    found = case(given)
    assert not found.minor and {n.state for n in found.notices} == {"停发"}
    assert case({"出生日期": date(2008, 2, 4), "犯罪日期": None}).minor


# --- endings ------------------------------------------------------------------------------------

RULING = {
    "类型": "撤销缓刑",
    "理由": "见审核表",
    "申报日期": date(2026, 2, 2),
    "裁定": {"结果": "撤销缓刑", "日期": date(2026, 3, 6), "文号": "（2026）示00刑更5号"},
}
CHANGE = {
    "申请日期": date(2026, 3, 2),
    "收件日期": date(2026, 3, 2),
    "拟变更日期": date(2026, 4, 10),
    "拟变更地": "外县某镇",
    "事由": "工作调动",
    "机构决定": {"结果": "批准", "日期": date(2026, 3, 6), "文号": "（2026）示矫执字第1号"},
}


def ended(day: int, why: str, month: int = 3) -> dict[str, Any]:
    return {"终止": {"原因": why, "日期": date(2026, month, day)}}


@pytest.mark.parametrize("day", [6, 7, 9])
def test_a_revocation_is_posted_whenever_the_person_is_taken_in(day: int) -> None:
    (found,) = told({"刑事执行变更": [RULING], **ended(day, "撤销")}, "notice-revocation")
    assert (found.state, found.due) == ("逾期", date(2026, 3, 9))


def test_a_change_of_place_is_posted_though_the_person_has_left() -> None:
    given = {"执行地变更": [CHANGE], "转出": {"日期": date(2026, 3, 8)}}
    (found,) = told(given, "notice-change")
    assert (found.state, found.due) == ("逾期", date(2026, 3, 9))
    assert told({"执行地变更": [CHANGE], **ended(8, "死亡")}, "notice-change") == []


def test_what_was_late_at_the_end_is_as_late_as_it_was_then() -> None:
    given = ended(20, "死亡", month=2)
    for as_of in ("2026-03-20", "2026-10-20"):
        (found,) = told(given, "correction-announcement", as_of)
        assert (found.state, found.due) == ("逾期", date(2026, 2, 12))
        assert found.days_late == 2 and "至 2026-02-20 案件了结未见记录" in found.message


@pytest.mark.parametrize("day", [10, 11, 12])
def test_an_end_on_the_due_day_or_before_is_nobodys_delay(day: int) -> None:
    assert told(ended(day, "死亡", month=2), "correction-announcement") == []


def test_a_ban_that_ends_with_the_case_is_not_told() -> None:
    ban = {"内容": "禁止进入娱乐场所", "起": date(2026, 2, 1), "止": date(2026, 3, 10)}
    assert told({"禁止令": ban, **ended(10, "收监")}, "correction-ban-expiry") == []
    assert told({"禁止令": ban, **ended(11, "收监")}, "correction-ban-expiry")


SHEETS = [
    {"月份": "2026-02", "每日次数": 2, "缺查": []},
    {"月份": "2026-03", "每日次数": 2, "缺查": [], "截至": date(2026, 3, 9)},
]


@pytest.mark.parametrize(
    "end", [ended(10, "死亡"), ended(10, "收监"), {"转出": {"日期": date(2026, 3, 10)}}]
)
def test_the_day_of_the_end_is_no_full_day_of_duty(end: dict[str, Any]) -> None:
    assert told({"信息化核查": SHEETS, **end}, "correction-check-daily") == []
    later = {"信息化核查": SHEETS, **ended(11, "死亡")}
    (found,) = told(later, "correction-check-daily")
    assert "3月10日" in found.message


def test_a_week_in_which_the_case_ends_is_not_counted() -> None:
    weekly = [date(2026, 2, n) for n in (12, 20, 26)] + [date(2026, 3, 5)]
    sunday = {"通信联络": weekly, **ended(15, "死亡")}
    assert told(sunday, "correction-contact-weekly") == []
    monday = {"通信联络": weekly, **ended(16, "死亡")}
    assert told(monday, "correction-contact-weekly")


def test_who_is_lost_and_found_dead_the_same_day_was_not_neglected() -> None:
    lost = {"日期": date(2026, 3, 10), "情形": "失联", "联系本人日期": date(2026, 3, 10)}
    assert told({"异常": [lost], **ended(10, "死亡")}, "correction-lost-contact") == []
    assert told({"异常": [lost], **ended(13, "死亡")}, "correction-lost-contact")


def test_what_outlives_the_case_is_a_duty_with_a_day() -> None:
    rule = "  - id: notice-no-decision\n"
    assert changed(RULES, rule, f"{rule}    终结后仍办: true\n").sound
    other = "rules/correction-end.yml"
    rule = "  - id: correction-handover\n"
    laws = changed(other, rule, f"{rule}    终结后仍办: true\n")
    assert [p for p in laws.problems if "只能与“期限”或者“公示”同用" in p.message]


# --- periods ------------------------------------------------------------------------------------

EDUCATION = ("correction-education-entry", "correction-education-exit")


@pytest.mark.parametrize(
    ("first", "last", "counted"),
    [
        (date(2026, 4, 30), date(2026, 7, 30), False),
        (date(2026, 4, 30), date(2026, 7, 31), True),
        (date(2026, 2, 28), date(2026, 5, 30), False),
        (date(2026, 2, 28), date(2026, 5, 31), True),
        (date(2026, 3, 10), date(2026, 6, 9), False),
        (date(2026, 3, 10), date(2026, 6, 10), True),
    ],
)
def test_a_sentence_from_the_last_of_a_month_ends_before_the_last(
    first: date, last: date, counted: bool
) -> None:
    arrived = {"机构报到日期": first, "到所报到日期": first}
    given = {"矫正期限": {"起": first, "止": last}, "接收": arrived}
    found = {rule for rule in EDUCATION if told(given, rule, "2026-08-20")}
    assert found == (set(EDUCATION) if counted else set())


def device(first: date, last: date) -> dict[str, Any]:
    approved = first - timedelta(1)
    return {
        "类型": "使用", "情形": "违反人民法院禁止令", "起": first, "止": last,
        "机构审核": {"结果": "同意", "日期": approved},
        "负责人批准": {"结果": "批准", "日期": approved}, "告知日期": first,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("first", "last", "too_long"),
    [
        (date(2025, 11, 30), date(2026, 2, 28), False),
        (date(2025, 11, 30), date(2026, 3, 1), True),
        (date(2025, 12, 10), date(2026, 3, 9), False),
        (date(2025, 12, 10), date(2026, 3, 10), True),
    ],
)
def test_three_months_end_with_a_month_that_lacks_the_day(
    first: date, last: date, too_long: bool
) -> None:
    found = told({"电子定位": [device(first, last)]}, "correction-device-basis")
    assert bool([o for o in found if "应不超过" in o.message]) is too_long


def test_what_is_done_within_announced_days_is_judged_at_once() -> None:
    day = date(2026, 12, 30)
    filed = {**CHANGE, "申请日期": day, "收件日期": day, "填表日期": day}
    filed |= {"所审核": {"意见": "同意", "日期": day}, "机构决定": None}
    (found,) = said({"执行地变更": [filed]}, "correction-change-form-3wd", "2026-12-31")
    assert found.state == "已办"
    eve = date(2026, 12, 31)
    arrived = {"机构报到日期": eve, "到所报到日期": eve}
    announced = {"接收": arrived, "宣告": {"日期": eve}, "矫正方案": {"日期": eve}}
    for rule in ("correction-announcement", "correction-plan", "correction-report-office"):
        assert {o.state for o in said(announced, rule, "2026-12-31")} == {"已办"}
    (open_still,) = said({"接收": arrived}, "correction-announcement", "2026-12-31")
    assert open_still.state == "未公布"


def test_a_window_into_an_unannounced_year_is_shown_as_long_as_its_days_are_known() -> None:
    days = {"申请日期": date(2026, 12, 28), "收件日期": date(2026, 12, 28)}
    away = {
        "起": date(2027, 1, 5),
        "止": date(2027, 1, 8),
        "公示": {"张贴日期": date(2026, 12, 29)},
    }
    leave = {**LEAVE, **days, **away, "所审核": {"意见": "同意", "日期": date(2026, 12, 28)}}
    given = {
        "姓名": "亓志远",
        "外出": [leave],
        "矫正期限": {"起": date(2026, 2, 1), "止": date(2027, 7, 31)},
    }
    found = ledger(given, as_of="2026-12-30")
    (notice,) = notices(found)
    assert (notice.state, notice.last_day) == ("公示中", date(2026, 12, 31))
    assert notice.counted == (date(2026, 12, 30), date(2026, 12, 31))
    assert "2027 年节假日安排未公布" in notice.open_ended
    assert "某某外出公示" in public_text(found) and "确定末日" in public_text(found)
    assert found.next_change == (date(2027, 1, 1), ("撤下公示 1 件",))
    (reminder,) = [p for p in found.problems if p.rule == "notice-leave"]
    assert reminder.level == "提醒" and "至少公示到 2026-12-31" in reminder.message
    (gone,) = notices(ledger(given, as_of="2027-01-01"))
    assert (gone.state, gone.open_ended) == ("未公布", "")


def test_a_number_is_that_of_the_day_on_which_the_duty_began() -> None:
    old = "矫正小组成员至少几人\n  单位: 人\n  沿革: ["
    later = "{自: 2026-03-01, 值: 4, 依据: 试}]"
    text = repository().words["parameters/correction.yml"].text
    steps = text.partition(old)[2].partition("]\n")[0]
    laws = changed("parameters/correction.yml", f"{old}{steps}]", f"{old}{steps}, {later}")
    members = [{"姓名": name, "身份": "网格员"} for name in ("孙立", "秦大山", "蒋平")]
    for day, wrong in ((date(2026, 2, 6), False), (date(2026, 3, 2), True)):
        given = {"矫正小组": {"成立日期": day, "成员": members}}
        found = ledger(given, as_of="2026-03-20", laws=laws).cases[CASE].outcomes
        broken = [o for o in found if o.rule == "correction-group-min" and o.state == "违反"]
        assert bool(broken) is wrong, day


# --- counting -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sheets", "wrong"),
    [
        (SHEETS, None),
        ([SHEETS[0], {**SHEETS[1], "月份": "2026-02", "截至": None}], "信息化核查.1.月份 月份在"),
        ([{**SHEETS[0], "缺查": [date(2026, 3, 5)]}], "信息化核查.0.缺查.0 须在 2026-02 之内"),
        ([{**SHEETS[0], "截至": date(2026, 3, 1)}], "信息化核查.0.截至 须在 2026-02 之内"),
    ],
)
def test_a_month_has_one_sheet_and_its_gaps_lie_in_it(
    sheets: list[dict[str, Any]], wrong: str | None
) -> None:
    found = [each for each in issues({"信息化核查": sheets}) if each.startswith("信息化核查")]
    assert (found == []) if wrong is None else any(each.startswith(wrong) for each in found)


def away(first: date, last: date, upper: date | None = None) -> dict[str, Any]:
    decided = {"结果": "批准", "日期": first, "文号": "（2026）示矫外字第9号"}
    given = {**LEAVE, "起": first, "止": last, "机构决定": decided, "上级机构批准日期": upper}
    return {**given, "所审核": {"意见": "同意", "日期": first}}


MARCH = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("leaves", "days"),
    [
        (
            [away(date(2026, 3, 10), date(2026, 3, 14)), away(date(2026, 3, 14), date(2026, 4, 8))],
            None,
        ),
        (
            [away(date(2026, 3, 10), date(2026, 3, 14)), away(date(2026, 3, 14), date(2026, 4, 9))],
            31,
        ),
        (
            [
                away(MARCH, date(2026, 3, 20)),
                away(date(2026, 3, 25), date(2026, 4, 8), upper=date(2026, 3, 24)),
                away(date(2026, 4, 15), date(2026, 4, 22)),
            ],
            43,
        ),
        (
            [
                away(MARCH, date(2026, 3, 20)),
                away(date(2026, 3, 25), date(2026, 4, 8), upper=date(2026, 3, 24)),
            ],
            None,
        ),
        ([away(MARCH, date(2026, 3, 31), upper=MARCH)], None),
    ],
    ids=["a day shared", "a day more", "the third exceeds", "the upper level allowed it", "alone"],
)
def test_days_away_are_distinct_and_every_leave_counts(
    leaves: list[dict[str, Any]], days: int | None
) -> None:
    found = told({"外出": leaves}, "correction-leave-30d", "2026-05-10")
    assert bool(found) is (days is not None)
    assert all(f"累计 {days} 日" in each.message for each in found)


PENALTY = {"类型": "提请治安管理处罚", "事实": "见审批表", "申报日期": date(2025, 11, 10)}
PENALTY |= {
    "机构决定": {"结果": "批准", "日期": date(2025, 11, 17), "文号": "（2025）示矫治字第8号"}
}


@pytest.mark.parametrize(
    ("posted", "state"),
    [
        (date(2025, 11, 18), "期满"),
        (date(2025, 12, 24), "期满"),
        (date(2025, 12, 25), "停发"),
        (None, "停发"),
    ],
)
def test_a_posting_over_before_the_records_were_sealed_stays_history(
    posted: date | None, state: str
) -> None:
    given = {"奖惩": [{**PENALTY, "公示": {"张贴日期": posted}}]}
    (notice,) = case(given).notices
    assert notice.state == state
    problems = [p for p in ledger(given, as_of="2026-03-20").problems if p.rule == "notice-penalty"]
    assert [p.clause for p in problems] == (
        [] if state == "期满" else ["治安管理处罚法 第一百三十六条"]
    )
