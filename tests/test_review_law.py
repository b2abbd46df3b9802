"""A lawyer's and an adversary's questions: who is wrongly accused, who gets away, what leaks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from suowu.addresses import addresses_of, key_text
from suowu.calendars import calendar_of
from suowu.check import check
from suowu.define import define
from suowu.definitions import Kind
from suowu.derive import derive
from suowu.derive.statistics import suppressed, total_of
from suowu.grammar.documents import Signed, SignedPlace
from suowu.grammar.kinds import KindFile
from suowu.grammar.leaves import path_of
from suowu.ledger import Book, Case, Ledger, Secret
from suowu.model import Raw, Record
from suowu.privacy import gate, public_view, secrets_of
from suowu.privacy.masks import is_name
from suowu.publish.leak_check import leaks_in
from suowu.render.cards import notice_card, notice_title
from suowu.render.catalogue import catalogue
from suowu.render.context import site_context
from suowu.render.public import posted_notices
from suowu.rules.scopes import Scope, World, items, place_at, value
from tests.counties import ROOT, definitions, repository

CASE, OFFICE, DUTY = "qinghe/correction/2026-001", "qinghe/office/office", "qinghe/duty/2026/duty"
SPOKEN = ("违反", "逾期", "提醒", "停发")
LEAVE = {
    "申请日期": date(2026, 3, 6),
    "收件日期": date(2026, 3, 6),
    "起": date(2026, 3, 10),
    "止": date(2026, 3, 16),
    "事由": "考试",
    "填表日期": date(2026, 3, 6),
    "所审核": {"意见": "同意", "日期": date(2026, 3, 6)},
    "备案日期": date(2026, 3, 6),
    "告知": {"日期": date(2026, 3, 6), "对象": ["本人", "保证人"]},
    "公示": {"张贴日期": date(2026, 3, 9)},
    "销假": {"日期": date(2026, 3, 16), "材料": ["车票原件"]},
}


@cache
def county() -> Book:
    """The full good examples as a county of one office that keeps its registers."""
    found = []
    for kind in definitions().kinds.values():
        if "full" not in kind.examples:
            continue
        data = kind.examples["full"]
        path = str(ROOT / Path(kind.path).parent / "examples" / "good" / "full.yml")
        ident = {"案": "2026-001", "簿": f"2026/{kind.id}"}.get(kind.scope, kind.id)
        office = "county" if kind.scope == "县" else "qinghe"
        found.append(Record(office=office, kind=kind.id, id=ident, path=path, digest="", data=data))
    return book_of(tuple(sorted(found, key=lambda record: record.key)))


def book_of(records: tuple[Record, ...]) -> Book:
    kinds = definitions().kinds
    return Book(
        digest="",
        county=next(r for r in records if kinds[r.kind].scope == "县"),
        offices={r.office: r for r in records if kinds[r.kind].scope == "所"},
        addresses=addresses_of(key_text()),
        records=records,
    )


def changed(book: Book, key: str, change: dict[str, Any]) -> Book:
    return book_of(
        tuple(
            replace(r, data={**r.data, **change}, digest=f"{change}") if r.key == key else r
            for r in book.records
        )
    )


def ledger(change: dict[str, Any], as_of: str = "2026-03-20", key: str = CASE) -> Ledger:
    return derive(changed(county(), key, change), definitions(), date.fromisoformat(as_of))


def case(change: dict[str, Any], as_of: str = "2026-03-20") -> Case:
    return ledger(change, as_of).cases[CASE]


def told(change: dict[str, Any], as_of: str = "2026-03-20", about: str = "") -> set[str]:
    found = case(change, as_of).outcomes
    return {o.rule for o in found if o.state in SPOKEN and o.rule.startswith(about)}


LEAVES = ("correction-leave", "notice-leave", "notice-no", "correction-education-individual")


def on_leave(**change: Any) -> set[str]:
    return {r for r in told({"外出": [{**LEAVE, **change}]}) if r.startswith(LEAVES)}


def county_says(
    result: str, day: int, number: str | None = "（2026）示矫外字第99号"
) -> dict[str, Any]:
    return {"结果": result, "日期": date(2026, 3, day), "文号": number}


@pytest.mark.parametrize("day", range(1, 32))
def test_a_good_record_is_accused_on_no_day(day: int) -> None:
    given = {"通信联络": [date(2026, 2, n) for n in (12, 20, 26)]}
    given["通信联络"] += [date(2026, 3, n) for n in (5, 12, 19, 26)]
    sheets = [{"月份": f"2026-0{m}", "每日次数": 2, "缺查": []} for m in (2, 3)]
    assert told({**given, "信息化核查": sheets}, f"2026-03-{day:02d}") == set()


def test_leave_of_seven_days_and_of_eight() -> None:
    assert on_leave() == set()
    eight = {"止": date(2026, 3, 17), "备案日期": None, "公示": None}
    assert "correction-leave-county" in on_leave(**eight)
    assert "correction-leave-filed" not in on_leave(**eight)
    good = {**eight, "机构决定": county_says("批准", 9), "公示": {"张贴日期": date(2026, 3, 10)}}
    good |= {"告知": {"日期": date(2026, 3, 9), "对象": ["本人", "保证人"]}}
    assert on_leave(**good, 销假={"日期": date(2026, 3, 17), "材料": ["车票"]}) == set()


def test_a_refused_application_owes_nothing_but_the_answer() -> None:
    away = {"备案日期": None, "公示": None, "销假": None}
    assert on_leave(**away, 所审核={"意见": "不同意", "日期": date(2026, 3, 6)}) == set()
    told_on = {"日期": date(2026, 3, 9), "对象": ["本人", "保证人"]}
    refused = {"止": date(2026, 3, 17), "机构决定": county_says("不批准", 9), "告知": told_on}
    assert on_leave(**{**away, **refused}) == set()


def test_a_notice_before_its_approval_is_a_finding() -> None:
    assert on_leave(公示={"张贴日期": date(2026, 3, 5)}) == {"notice-leave"}


@pytest.mark.parametrize("ending", [{"终止": {"原因": "收监", "日期": date(2026, 3, 12)}}])
def test_what_would_have_come_after_the_end_is_not_owed(ending: dict[str, Any]) -> None:
    ban = {"内容": "禁止进入娱乐场所", "起": date(2026, 2, 1), "止": date(2026, 4, 1)}
    device = {"类型": "使用", "情形": "违反人民法院禁止令", "起": date(2026, 3, 10)}
    checked = {"结果": "同意", "日期": date(2026, 3, 9)}
    device |= {"止": date(2026, 6, 9), "机构审核": checked, "告知日期": date(2026, 3, 10)}
    device |= {"负责人批准": {"结果": "批准", "日期": date(2026, 3, 9)}}
    visit = {"申请日期": date(2026, 3, 9), "会客日期": date(2026, 3, 20), "会客人": "李四"}
    given = {
        "外出": [{**LEAVE, "销假": None}],
        "禁止令": ban,
        "电子定位": [device],
        "会客": [visit],
    }
    assert told({**given, **ending}, "2026-10-20") == set()


def test_the_day_itself_is_not_late() -> None:
    plan = {"日期": date(2026, 3, 20), "监管措施": ["每周报告"], "帮扶措施": ["法治教育"]}
    assert "correction-plan-told" not in told({"矫正方案": plan}, "2026-03-20")
    assert "correction-plan-told" in told({"矫正方案": plan}, "2026-03-21")


def test_who_joined_the_group_later_need_not_have_been_there() -> None:
    group = case({}).record.data["矫正小组"]
    member = {"姓名": "吴小敏", "身份": "社会工作者", "性别": "女"}
    joined = date(2026, 3, 2)
    change = {"日期": joined, "调入": ["吴小敏"], "责任书日期": joined}
    given = {**group, "成员": [*group["成员"], {**member, "自": joined}], "调整": [change]}
    assert told({"矫正小组": given}) == set()
    early = {**given, "成员": [*group["成员"], {**member, "自": date(2026, 2, 9)}]}
    assert told({"矫正小组": early}) == {"correction-announcement-attendance"}


def test_nobody_without_a_guardian_or_guarantor_has_to_be_called() -> None:
    days = {key: date(2026, 3, 16) for key in ("联系本人日期", "查访日期", "报告机构日期")}
    lost = {"日期": date(2026, 3, 16), "情形": "失联", "查找记录": "已联系村委会", **days}
    assert told({"异常": [lost]}) == {"correction-lost-contact"}
    assert told({"异常": [lost], "保证人": []}) == set()


def test_a_missing_first_date_does_not_silence_the_group() -> None:
    found = told({"接收": {}, "矫正小组": {}})
    assert found == {
        "correction-group-before-announcement",
        "correction-first-talk",
        "correction-report-agency",
    }


def test_a_register_not_begun_is_told_at_the_office() -> None:
    book = county()
    kept = replace(book, records=tuple(r for r in book.records if r.key != DUTY))
    found = derive(kept, definitions(), date(2026, 3, 20)).problems
    assert [
        "没有 2026 年的值班接待登记簿" in p.message for p in found if p.rule.startswith("duty")
    ] == [True]
    first_day = derive(kept, definitions(), date(2026, 1, 4)).problems
    assert [p for p in first_day if p.rule.startswith("duty")] == []


def test_the_sizes_of_offices_point_at_their_line() -> None:
    found = ledger({}).cases["county/county/county"].outcomes
    assert [o.where for o in found if o.rule == "office-mix"] == [("司法所设置",)]


def test_disclosures_of_the_county_are_judged_too() -> None:
    row = {"名称": "办事指南", "形成日期": date(2026, 1, 5)}
    found = ledger({"信息公开": [row]}, key="county/county/county").problems
    assert [p.path for p in found if p.rule == "disclosure-20wd"] == [county().county.path]


def test_a_doubtful_age_says_what_to_fill_in() -> None:
    given = {"出生日期": date(2005, 3, 4), "犯罪日期": None, "犯罪时未成年": None}
    words = [o.message for o in case(given).outcomes if o.rule == "notice-minor"]
    assert words and all("请填 犯罪日期 或者 犯罪时未成年" in each for each in words)
    sure = [o.message for o in case({"犯罪时未成年": True}).outcomes if o.rule == "notice-minor"]
    assert sure and not any("请填" in each for each in sure)


def test_an_inner_item_can_look_out() -> None:
    world = World(as_of=date(2026, 3, 20), calendar=calendar_of({}))
    data = {"甲": [{"止": 1, "乙": [{"止": 0}, {"止": 2}]}]}
    whole = Scope(item=data, root=data, world=world)
    (outer,) = items(path_of("甲"), whole)
    inner = list(items(path_of("乙"), outer))[1]
    assert place_at(path_of("../止"), inner) == ("甲", 0, "止")
    assert (value(path_of("../止"), inner), value(path_of("止"), inner)) == (1, 2)


# Privacy


def test_lists_name_nobody_not_even_masked() -> None:
    found = ledger({"外出": [LEAVE]}, "2026-03-12")
    site = site_context(found, internal=False)
    posted = posted_notices(site)
    assert posted and all(notice_title(n).startswith("某某") for n, _ in posted)
    assert all("某" not in str(notice_card(site, n)) for n, _ in posted)
    assert "某" not in str(catalogue(site))


def test_an_address_cannot_be_found_by_trying_case_numbers() -> None:
    """Nor by trying ID numbers: there is nothing of either in it but for who holds the key."""
    one, same = (
        ledger({"外出": [LEAVE], "身份证号": number}).cases[CASE].notices[0].slug
        for number in ("990000199003040017", "990000199003040033")
    )
    other = addresses_of(key_text("0123456789abcdef" * 4))
    assert other is not None and one == same
    assert one != other.of(*CASE.split("/"), "leave", "外出", 0)


def test_who_has_left_is_no_longer_shown_as_staff() -> None:
    staff = county().offices["qinghe"].data["人员"]
    left = [{**staff[0], "离任日期": date(2026, 3, 19)}, *staff[1:]]
    names = {
        day: [
            one["姓名"]
            for one in ledger({"人员": left}, day, OFFICE).public_offices["qinghe"]["人员"]
        ]
        for day in ("2026-03-19", "2026-03-20")
    }
    assert staff[0]["姓名"] in names["2026-03-19"]
    assert staff[0]["姓名"] not in names["2026-03-20"]
    assert len(names["2026-03-20"]) == len(names["2026-03-19"]) - 1


def test_items_under_a_condition_are_not_shown_where_nothing_can_judge_it() -> None:
    kind = definitions().kinds["office"]
    assert "人员" not in public_view(kind, county().offices["qinghe"].data)


@pytest.mark.parametrize(
    ("counts", "cells", "total"),
    [
        ([1, 1, 9, 20, 30], [None, None, None, None, 30], 61),
        ([2, 2, 2], [None, None, None], None),
        ([8, 8, 2], [None, None, None], 18),
        ([5, 5, 1], [None, None, None], None),
        ([2, 0], [None, 0], None),
        ([5, 9], [5, 9], 14),
    ],
)
def test_no_sum_gives_a_small_cell_away(
    counts: list[int], cells: list[int | None], total: int | None
) -> None:
    assert suppressed(counts) == cells and total_of(counts, cells) == total


def gated_text(text: str, names: dict[str, bool], *signed: str, path: str = "a.html") -> bool:
    secrets = {
        value: Secret(value, "qinghe/correction/1", "姓名", strict, "姓名" if strict else "")
        for value, strict in names.items()
    }
    places = tuple(
        SignedPlace(value=each, page=path, reason="不是人", who="某甲", until=date(2026, 12, 31))
        for each in signed
    )
    return bool(gate([(path, text.encode())], secrets=secrets, signed=Signed(places=places)))


@pytest.mark.parametrize(
    ("name", "text", "signed"),
    [
        ("高峰", "<p><strong>高峰</strong>时段不办</p>", "高峰时段"),
        ("高峰", "<td>不办</td>\n<td>高峰时段</td>", "高峰时段"),
        ("安全", "<td>安全</td><td>值班</td>", "安全"),
        ("向东", "<p>请向东畈司法所反映</p>", "请向东畈司法所"),
        ("1997-10-01", "<p>刑法自1997年10月1日施行</p>", "刑法自1997年10月1日施行"),
    ],
)
def test_a_common_word_that_is_a_name_stops_nobody_once_it_is_signed_for(
    name: str, text: str, signed: str
) -> None:
    assert not gated_text(text, {name: True}, signed)
    assert gated_text(text, {name: True})


def test_a_word_that_a_name_is_part_of_stops_nobody() -> None:
    assert not gated_text("<p class=alignment>Align</p>", {"Ali": True})


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("高峰", "<td>高峰</td>"),
        ("高峰", "<p>社区矫正对象高峰外出</p>"),
        ("安全", "<p>安全被给予训诫</p>"),
        ("秦志远", "<td>秦　志远</td>"),
        ("秦志远", '<a title="&#31206;志远">'),
        ("示例县青河镇柳堡村三组 12 号", "<p>示例县青河镇柳堡村三组 12 号</p>"),
        ("1990-03-04", "<p>1990-03-04</p>"),
        ("Ali", "<p>Ali 外出</p>"),
    ],
)
def test_a_name_in_another_place_is_a_leak(name: str, text: str) -> None:
    assert gated_text(text, {name: True}, "高峰时段", "安全生产", "秦志远大厦", "Align")


@pytest.mark.parametrize(
    "number",
    [
        "199 0000 0101",
        "199-0000-0101",
        "+8619900000101",
        "１９９００００0101",
        "990000 19900304 0017",
    ],
)
def test_numbers_are_known_however_they_are_spaced(number: str) -> None:
    assert gated_text(f"<p>{number}</p>", {})


def secrets(**fields: Any) -> dict[str, bool]:
    classes = {"姓名": "姓名", "住址": "住址", "文号": "文号", "设备": "位置", "备注": ""}
    kind = Kind(
        id="thing",
        path="",
        digest="",
        file=KindFile(name="事项", scope="案", fields={}),
        schema={key: {"type": "string"} for key in classes},
        metas={key: {"类": sort} for key, sort in classes.items()},
        fields={},
    )
    return {each.value: each.strict for each in secrets_of(kind, fields)}


@pytest.mark.parametrize("value", ["黄某", "黄某某", "某甲", "王女士", "张大爷", "某人"])
def test_a_name_that_is_none_is_no_secret(value: str) -> None:
    assert secrets(姓名=value) == {}


def test_what_stands_in_a_name_field_is_a_name_whatever_it_looks_like() -> None:
    assert secrets(姓名="派出所") == {"派出所": True}
    assert not is_name("居民代表") and not is_name("农民工") and is_name("秦志远")


def test_each_part_of_a_long_name_is_guarded() -> None:
    assert set(secrets(姓名="阿依古丽·买买提")) == {"阿依古丽·买买提", "阿依古丽", "买买提"}


def test_what_singles_a_person_out_is_not_excused_by_any_word() -> None:
    assert secrets(住址="青河镇柳堡村 12 号") == {"青河镇柳堡村 12 号": True}
    assert secrets(文号="（2026）示0000刑初12号") == {"（2026）示0000刑初12号": True}
    assert secrets(文号="示司发〔2026〕39号", 住址="居住地") == {
        "示司发〔2026〕39号": False,
        "居住地": False,
    }


@pytest.mark.parametrize("value", ["001", "12", "2026-02", "OK"])
def test_small_numbers_and_months_say_nothing(value: str) -> None:
    assert secrets(备注=value, 设备=value) == {}


def test_a_full_name_in_a_public_field_stops_the_publication() -> None:
    staff = county().offices["qinghe"].data["人员"]
    found = ledger({"人员": [{**staff[0], "职责": ["帮扶秦志远"]}, *staff[1:]]}, key=OFFICE)
    assert [p.record for p in leaks_in([], found)] == ["2026-001"]
    assert not leaks_in([], ledger({}))


def test_a_short_name_on_a_public_page_is_pointed_out() -> None:
    page = next(p for p in definitions().pages if p.rel.startswith("public/"))
    said = replace(page, body=f"{page.body}\n孙立是网格员。")
    pages = tuple(said if p is page else p for p in definitions().pages)
    found = derive(county(), replace(definitions(), pages=pages), date(2026, 3, 20)).problems
    (problem,) = (p for p in found if p.rule == "leak")
    assert (problem.level, problem.path) == ("提醒", page.path) and "孙立" not in problem.message


@pytest.mark.parametrize("text", ["{{ n.罪名 }}", '{{ n["罪名"] }}'])
def test_a_notice_template_that_asks_for_more_is_refused(text: str) -> None:
    rel = "kinds/correction/notices/leave.html.j2"
    file = repository().shapes[rel]
    raw = with_shape(rel, file.text + text)
    found = define(raw)
    (problem,) = (p for p in found.problems if p.level == "错误")
    assert (problem.path, problem.line) == (file.path, file.text.count("\n") + 1)
    assert "罪名" in problem.message and check(raw, found) == found.problems


def test_a_notice_may_not_name_a_field_that_is_not_public() -> None:
    rel = "kinds/correction/notices/leave.html.j2"
    text = repository().shapes[rel].text
    raw = with_shape(rel, text.replace("公开字段: {", "公开字段: {甲: /罪名, ", 1))
    (problem,) = (p for p in define(raw).problems if p.level == "错误")
    assert "“罪名”不公开，公示不能使用" in problem.message


def with_shape(rel: str, text: str) -> Raw:
    """The tree with another text in one file of templates/."""
    shapes = {**repository().shapes, rel: replace(repository().shapes[rel], text=text)}
    return replace(repository(), shapes=shapes, definitions_digest=text)


def test_after_its_window_nothing_of_a_notice_is_left() -> None:
    site = site_context(ledger({"外出": [LEAVE]}, "2026-03-17"), internal=False)
    assert [n for n, _ in posted_notices(site) if n.shape == "leave"] == []


def test_the_committed_county_still_checks() -> None:
    assert isinstance(check(repository(), definitions()), Book)
