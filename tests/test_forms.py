"""Forms are data: each reads only what its kind knows, fills its grid, and leaves blanks."""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from suowu.check import check
from suowu.define import define
from suowu.definitions import Form, Kind
from suowu.derive import derive
from suowu.fields import field_at
from suowu.forms import LaidOutForm, form_context, laid_out, select_forms
from suowu.forms.layout import Choice, Gap, Grid, GridCell, GridRow, TextBlock
from suowu.forms.printed import matters_of
from suowu.forms.text import date_or_blank, document_number, format_value, interpolate, tidy_number
from suowu.grammar.leaves import COUNTY, OFFICE, path_of
from suowu.ledger import Book
from suowu.load import load
from tests.blanks import (
    ROOT,
    TEMPLATES,
    all_forms,
    definitions,
    entries,
    filled,
    form_of,
    list_of,
    reads,
)
from tests.counties import GOLDEN_RECORDS, edit

LAYOUTS = {"推定", "文书2012"}
FORMS = sorted(all_forms())
BLANK_DATE = date_or_blank(None)


def rows(form: LaidOutForm) -> list[GridRow]:
    return [row for block in form.blocks if isinstance(block, Grid) for row in block.rows]


def cells(form: LaidOutForm) -> list[GridCell]:
    return [cell for row in rows(form) for cell in row.cells]


def texts(form: LaidOutForm) -> list[str]:
    outside = [block.text for block in form.blocks if not isinstance(block, Grid | Gap)]
    inside = [cell.text for cell in cells(form)]
    return [form.title, form.number, form.subtitle, *outside, *inside]


def labels(form: LaidOutForm) -> list[str]:
    return [cell.text for cell in cells(form) if cell.role == "label"]


def test_the_forms_that_the_handbook_names_are_there() -> None:
    names = {form.name for _, form in all_forms().values()}
    wanted = """调查评估意见呈批表 社区矫正小组责任书 社区矫正宣告书 社区矫正方案
        社区矫正对象情况汇报表 社区矫正对象会客审批表 社区矫正对象外出审批表
        社区矫正事项审批告知书 社区矫正对象经常性跨市、县活动审批表 社区矫正对象迁居审批表
        社区矫正对象执行地变更审批表 社区矫正对象进入特定区域（场所）审批表
        社区矫正使用电子定位装置审批表 社区矫正对象免予集中教育审批表 社区矫正表扬审批表
        社区矫正训诫审批表 社区矫正警告审批表 提请治安管理处罚审批表 提请减刑审核表
        提请撤销缓刑审核表 提请逮捕审核表 社区矫正实地查访记录 社区矫正个别教育记录
        社区矫正对象月度考核表 社区矫正期满鉴定表 解除社区矫正证明书 解除社区矫正宣告书
        值班接待登记表 工作例会记录 重大事项请示报告 应急事件报告 群众评价表"""
    assert set(wanted.split()) <= names


@pytest.mark.parametrize("name", FORMS)
def test_a_form_says_what_it_is(name: str) -> None:
    _, form = all_forms()[name]
    assert form.data["版式"] in LAYOUTS
    assert form.data["条款"]


@pytest.mark.parametrize("name", FORMS)
def test_a_form_reads_only_fields_that_its_kind_has(name: str) -> None:
    kind, form = all_forms()[name]
    unknown = [
        path
        for entry in entries(form)
        for path in _paths(entry)
        if not _known(path, kind, form) and path not in WRITTEN_BY_HAND
    ]
    assert unknown == []


# Places of a piece that not every record with it holds: they are filled in by hand.
WRITTEN_BY_HAND = {"签收日期", "告知.日期", "告知.对象", "起", "止"}


def _paths(entry: Any) -> list[str]:
    if "表" in entry or "各" in entry:
        path, columns = list_of(entry)
        return [f"{path}.{p}" for column in columns for p in reads(column)]
    return list(reads(entry))


def _known(text: str, kind: Kind, form: Form) -> bool:
    path = path_of(text)
    if path.anchor in (OFFICE, COUNTY):
        scope = {OFFICE: "所", COUNTY: "县"}[path.anchor]
        kind = next(k for k in definitions().kinds.values() if k.scope == scope)
    elif not path.anchor and path.keys[0] in {*(form.file.aliases or {}), "设"}:
        return True
    if path.keys[-1] == "值":  # an item that is no group of fields
        path = replace(path, keys=path.keys[:-1])
    lists = {printed.each for printed in form.file.printed} if not path.anchor else {None}
    seen = {".".join((*(each.keys if each else ()), *path.keys)) for each in lists or {None}}
    return all(field_at(kind.fields, full) for full in seen)


def test_a_count_of_cases_says_the_same_on_paper_as_on_the_board(tmp_path: Path) -> None:
    templates = Path(shutil.copytree(TEMPLATES, tmp_path / "templates"))
    correction = templates / "kinds/correction"
    edit(correction / "kind.yml", "\n推算:\n", "\n推算:\n  本所件数: {计数: {案: correction}}\n")
    place = "  - [{标签: 外出理由"
    row = "  - [{标签: 本所件数, 值: /本所件数, 跨: 5}]\n"
    edit(correction / "forms/leave.yml", place, row + place)
    raw = load(records=GOLDEN_RECORDS, content=ROOT / "content", templates=templates)
    changed = define(raw)
    book = check(raw, changed)
    assert isinstance(book, Book)
    ledger = derive(book, changed, date(2026, 3, 20))
    of_office = Counter(r.office for r in book.records if r.kind == "correction")
    leaves = [(case, due) for case, due in select_forms(ledger) if due.form == "leave"]
    assert {case.record.office for case, _ in leaves} == {"baihe", "xitang"}
    for case, due in leaves:
        said = [cell.text for cell in cells(form_context(ledger).form(case, due))]
        on_paper = said[said.index("本所件数") + 1]
        assert on_paper == str(case.derived["本所件数"]) == str(of_office[case.record.office])


@pytest.mark.parametrize("name", FORMS)
def test_every_row_fills_the_columns(name: str) -> None:
    _, form = all_forms()[name]
    value = laid_out(form.data, filled(form).scope())
    above = 0
    for row in rows(value):
        width = sum(cell.column_span for cell in row.cells) + above
        assert width == len(value.column_widths), (row.cells[0].text, width)
        above = sum(cell.column_span for cell in row.cells if cell.row_span > 1)


@pytest.mark.parametrize("name", FORMS)
def test_an_empty_form_has_blanks_where_a_filled_one_has_words(name: str) -> None:
    _, form = all_forms()[name]
    empty = laid_out(form.data, filled(form, lambda n: None).scope())
    full = laid_out(form.data, filled(form).scope())
    assert not any(mark in text for text in texts(empty) for mark in ("None", "词"))
    assert any("词" in text for text in texts(full))
    assert labels(empty) == labels(full)


def test_a_form_without_what_it_needs_names_it() -> None:
    form = form_of({"名称": "表", "栏": [[{"标签": "姓名", "值": "姓名"}]]})
    value = laid_out(form.data, filled(form).scope(), sample=True)
    assert value.sample
    assert [cell.text for cell in cells(value)] == ["姓名", "词1"]


def test_a_value_outside_the_options_is_ticked_after_them() -> None:
    data = {"名称": "表", "栏": [[{"标签": "方式", "勾选": ["到所", "上门"], "值": "方式"}]]}
    form = form_of(data)
    made = filled(form)
    made.item["方式"] = "远程视频"
    value = laid_out(form.data, made.scope())
    ticked = (Choice(False, "到所"), Choice(False, "上门"), Choice(True, "远程视频"))
    assert cells(value)[1].choices == ticked


SIGNED = {"调解员": ["顾晓燕", "陆建国"], "协议": {"日期": date(2026, 3, 12)}}
PARTIES = {"当事人": [{"姓名": "甲"}, {"姓名": "乙", "签": date(2026, 3, 12)}]}


@pytest.mark.parametrize(
    ("line", "item", "said"),
    [
        (
            {"标签": "调解员", "值": "调解员", "日期": "协议.日期"},
            SIGNED,
            "调解员：顾晓燕、陆建国　2026年3月12日",
        ),
        ({"值": "调解员", "日期": ""}, SIGNED, f"顾晓燕、陆建国　{BLANK_DATE}"),
        ({"标签": "调解员", "日期": "协议.日期"}, SIGNED, "调解员：＿＿＿＿＿＿　2026年3月12日"),
        ({"日期": "协议.日期"}, SIGNED, "2026年3月12日"),
        ({"值": ""}, SIGNED, "＿＿＿＿＿＿"),
        (
            {"各": "当事人", "标签": "当事人（签名）", "值": "姓名"},
            PARTIES,
            "当事人（签名）：甲\n当事人（签名）：乙",
        ),
        (
            {"各": "当事人", "标签": "第{序}方{姓名}", "值": "", "日期": "签"},
            PARTIES,
            f"第1方甲：＿＿＿＿＿＿　{BLANK_DATE}\n第2方乙：＿＿＿＿＿＿　2026年3月12日",
        ),
        ({"各": "当事人", "标签": "当事人", "值": "姓名"}, {}, "当事人：＿＿＿＿＿＿"),
    ],
)
def test_a_line_to_sign_says_who_and_when(
    line: dict[str, Any], item: dict[str, Any], said: str
) -> None:
    form = form_of({"名称": "协议书", "栏": [{"签": [line]}]})
    made = filled(form_of({"名称": "协议书"}))
    made.item.update(item)
    (block,) = laid_out(form.data, made.scope()).blocks
    assert isinstance(block, TextBlock) and block.signature
    assert (block.text, block.align) == (said, "right")


def test_what_is_absent_says_so_where_the_form_knows_words_for_it() -> None:
    form = form_of(
        {
            "名称": "表",
            "栏": [
                [{"标签": "内容", "值": "令.内容", "缺": "无"}],
                [{"标签": "期限", "值": "自{令.起|日}起至{令.止|日}止", "缺": "无"}],
                {"段": "禁止：{令.内容}（自{令.起|日}起）。", "缺": "禁止：无。"},
                {"段": "扫码：{令.网址}", "缺": ""},
            ],
        }
    )
    made = filled(form)
    assert not {"无", "禁止：无。", ""} & set(texts(laid_out(form.data, made.scope()))[3:])
    made.item["令"] = {"起": date(2026, 3, 6)}
    said = texts(laid_out(form.data, made.scope()))
    assert "禁止：　" not in said and "禁止：＿＿＿＿＿（自2026年3月6日起）。" in said
    assert said.count("无") == 1
    made.item.clear()
    said = texts(laid_out(form.data, made.scope()))
    assert said.count("无") == 2 and "禁止：无。" in said and "扫码：＿＿＿＿＿" not in said


@pytest.mark.parametrize("name", ["correction/announcement", "correction/admonition"])
def test_who_is_forbidden_nothing_reads_so(name: str) -> None:
    _, form = all_forms()[name]
    made = filled(form)
    del made.root["禁止令"]
    said = texts(laid_out(form.data, made.scope()))
    assert "无" in said or "四、被禁止的事项：无。" in said


def test_a_tall_cell_is_written_from_its_top_like_an_opinion() -> None:
    tall, low, list_of_names = "事件经过", "报告人", "参加人员"
    incident, training = (
        all_forms()["incidents/incident-report"],
        all_forms()["training/training-record"],
    )
    roles = dict[str, str]()
    for _, form in (incident, training):
        row = cells(laid_out(form.data, filled(form).scope()))
        roles |= {a.text: b.role for a, b in pairwise(row)}
    assert (roles[tall], roles[low], roles[list_of_names]) == ("narrative", "value", "value")


def test_a_form_that_fits_lets_its_gaps_grow_where_it_has_no_opinion_boxes() -> None:
    data = {"名称": "表", "栏": [{"空": 10}, {"段": "{事由}"}, {"空": 20}]}
    form = form_of(data)
    first, _, last = laid_out(form.data, filled(form).scope()).blocks
    assert isinstance(first, Gap) and isinstance(last, Gap)
    assert last.height == 2 * first.height > 20
    boxed = form_of(data | {"意见栏": [{"标题": "意见"}]})
    assert [
        b.height for b in laid_out(boxed.data, filled(boxed).scope()).blocks if isinstance(b, Gap)
    ] == [10, 20]


def test_long_words_make_a_row_that_may_break_and_never_a_smaller_letter() -> None:
    _, form = all_forms()["correction/leave"]
    short = laid_out(form.data, filled(form).scope())
    long = laid_out(form.data, filled(form, lambda n: "很长的理由" * 200).scope())
    assert (short.page_fit, long.page_fit) == ("one", "several")
    assert short.font_size == long.font_size >= 12
    assert any(row.breakable for row in rows(long))


def test_a_form_that_fits_lets_its_opinion_boxes_fill_the_page() -> None:
    _, form = all_forms()["correction/leave"]
    value = laid_out(form.data, filled(form).scope())
    grown = [row for row in rows(value) if row.takes_spare_room]
    assert grown and all(row.height > row.minimum_height for row in grown)


@pytest.mark.parametrize(
    ("value", "style", "words"),
    [
        (date(2026, 3, 6), "", "2026年3月6日"),
        ("2026-02", "月", "2026年2月"),
        ("2026-02", "", "2026-02"),
        (True, "", "是"),
        (["甲", "乙"], "", "甲、乙"),
        (["甲", "乙"], "逐行", "1．甲\n2．乙"),
        (["甲"], "逐行", "甲"),
        (None, "", ""),
        (3, "", "3"),
    ],
)
def test_values_in_words(value: object, style: str, words: str) -> None:
    assert format_value(value, style) == words


def test_a_missing_value_leaves_a_blank_to_write_in() -> None:
    assert (
        interpolate("自{起|日}至{止|日}", {"起": date(2026, 3, 6)}.get)
        == "自2026年3月6日至\u3000\u3000年\u3000月\u3000日"
    )


@pytest.mark.parametrize("said", ["办手续", "办手续。", "办手续；"])
def test_a_sentence_ends_with_one_stop_whoever_writes_it(said: str) -> None:
    assert interpolate("理由：{事由}。完", {"事由": said}.get) == "理由：办手续。完"
    assert interpolate("{事由}", {"事由": said}.get) == said


def test_words_of_a_record_are_never_read_as_a_pattern() -> None:
    look = {"事由": "{7*7}{姓名}", "姓名": "某"}.get
    assert interpolate("因{事由}外出", look) == "因{7*7}{姓名}外出"


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("（2026）示矫外字第3号", "（2026）示矫外字第3号"),
        ("(2026)示矫外字第03号", "（2026）示矫外字第3号"),
        ("示司发〔2026〕39号", "示司发〔2026〕39号"),
        ("示司发〔2026〕039号", "示司发〔2026〕39号"),
        ("（2026）示矫外字第10号", "（2026）示矫外字第10号"),
    ],
)
def test_document_numbers(typed: str, printed: str) -> None:
    assert tidy_number(typed) == printed


def test_a_number_not_yet_given_leaves_its_blanks() -> None:
    spec = {"值": "文号", "式": "（{年}）{县:代字}外字第{号}号", "年": "申请日期"}
    look = {"申请日期": date(2026, 3, 6), "县:代字": "示矫"}.get
    assert document_number(spec, look) == "（2026）示矫外字第\u3000\u3000号"
    assert document_number(None, look) == ""


def test_our_own_forms_are_used() -> None:
    own = {path.stem for path in (TEMPLATES / "print" / "forms").glob("*.yml")}
    assert own == {"poster-a4", "poster-a3", "proof"}


def test_a_poster_speaks_the_notice_s_own_first_paragraph() -> None:
    kinds = definitions().kinds.values()
    shape = next(s for kind in kinds for s in kind.notices if s.id == "leave")
    view = {"姓名": "秦某", "起": date(2026, 3, 10), "止": date(2026, 3, 14)}
    name, said = f"{shape.kind}/{shape.id}", matters_of(definitions(), on=date(2026, 3, 20)).of
    rest: dict[str, object] = {"张贴日期": None, "末日": None, "所名": "甲所", "异议电话": "1"}
    rest |= {"批准日期": date(2026, 3, 6), "批准文号": None}
    assert said(name, view | rest).endswith(
        "秦某外出的申请已于2026年3月6日批准，外出时间自2026年3月10日至2026年3月14日。"
    )
    assert "<b>" in said(name, view | rest | {"姓名": "<b>"})
