"""Forms that a duty asks for: each exists, is printed when the clerk needs it, and says the law."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from suowu.check import check
from suowu.derive import derive
from suowu.forms import LaidOutForm, form_context, laid_out, select_forms
from suowu.forms.layout import CutLine, Grid, TextBlock
from suowu.ledger import Book, Ledger
from suowu.load import load
from tests.blanks import ROOT, TEMPLATES, all_forms, definitions, filled
from tests.counties import example_county

ASKED = {
    "assessment/opinion-letter": ("调查评估意见书", "四(五)2(1)③"),
    "correction/first-talk": ("社区矫正首次谈话笔录", "四(五)2(2)②"),
    "correction/late-report": ("社区矫正对象逾期未到所报告", "四(五)2(2)②"),
    "correction/ban-expiry": ("社区矫正禁止令期满告知书", "四(五)2(10)③"),
    "correction/search-report": ("社区矫正对象查找专题报告", "四(五)2(11)①f"),
    "correction/device-notice": ("社区矫正使用电子定位装置告知书", "四(五)2(13)"),
    "correction/review-notice": ("社区矫正考核结果通知书", "四(五)2(15)①"),
    "correction/reward-notice-commendation": ("社区矫正奖惩通知书", "四(五)2(15)②"),
    "correction/reward-notice-admonition": ("社区矫正奖惩通知书", "四(五)2(15)③"),
    "correction/reward-notice-warning": ("社区矫正奖惩通知书", "四(五)2(15)③"),
    "correction/abnormal-report": ("社区矫正对象异常情况报告", "四(五)2(15)⑤"),
    "correction/death-report": ("社区矫正对象死亡情况报告", "四(五)2(17)③"),
}
FRIDAY = date(2026, 3, 20)


@pytest.mark.parametrize("name", ASKED)
def test_what_a_duty_asks_for_is_there(name: str) -> None:
    form = all_forms()[name][1]
    assert (form.name, form.file.clause) == ASKED[name]
    assert form.file.copies and form.file.notes


def ledger_of(folder: Path, *, as_of: date, old: str = "", new: str = "") -> Ledger:
    """The county of the complete examples on a day; `new` where a correction says `old`."""
    records = example_county(folder)
    if old:
        (file,) = (f for f in records.glob("*/correction/*.yml") if old in f.read_text("utf-8"))
        file.write_text(file.read_text("utf-8").replace(old, new, 1), "utf-8")
    raw = load(records=records, content=ROOT / "content", templates=TEMPLATES)
    book = check(raw, definitions())
    assert isinstance(book, Book), book
    return derive(book, definitions(), as_of)


def since(ledger: Ledger, form: str) -> list[date]:
    """From when on each of these forms of the complete example is printed."""
    return [due.since for _, due in select_forms(ledger) if due.form == form]


def words(form: LaidOutForm) -> str:
    return "\n".join((form.title, form.number, *_said(form), *form.notes))


def _said(form: LaidOutForm) -> Iterator[str]:
    for block in form.blocks:
        if isinstance(block, TextBlock | CutLine):
            yield block.text
        elif isinstance(block, Grid):
            yield from (cell.text for row in block.rows for cell in row.cells)


def printed_words(ledger: Ledger, form: str) -> list[str]:
    context = form_context(ledger)
    return [words(context.form(case, due)) for case, due in select_forms(ledger)
            if due.form == form]  # fmt: skip


def test_the_end_of_a_ban_is_on_paper_before_it_comes(tmp_path: Path) -> None:
    end = date(2026, 7, 31)
    ahead = definitions().parameters["期满告知书提前"].on(end)
    assert ahead is not None and isinstance(ahead.value, int)
    first = end - timedelta(days=ahead.value)
    assert since(ledger_of(tmp_path / "a", as_of=first - timedelta(1)), "ban-expiry") == []
    ledger = ledger_of(tmp_path / "b", as_of=first)
    assert since(ledger, "ban-expiry") == [first]
    (said,) = printed_words(ledger, "ban-expiry")
    assert "禁止令于2026年7月31日期满，执行完毕" in said
    assert "你的社区矫正期限至2026年7月31日止" in said


ARRIVED = "机构报到日期: 2026-02-03, 到所报到日期: 2026-02-05"


def late(folder: Path, *, as_of: date, more: str = "") -> Ledger:
    """Who reported to the agency on Monday 16 March and has not come."""
    return ledger_of(folder, as_of=as_of, old=ARRIVED, new="机构报到日期: 2026-03-16" + more)


def test_who_does_not_come_is_reported_on_the_working_day_after_the_term(tmp_path: Path) -> None:
    assert since(late(tmp_path / "a", as_of=FRIDAY - timedelta(1)), "late-report") == []
    ledger = late(tmp_path / "b", as_of=FRIDAY)
    assert since(ledger, "late-report") == [FRIDAY]
    (said,) = printed_words(ledger, "late-report")
    assert said.splitlines()[2] == "示例县社区矫正管理局："
    assert "于2026年3月16日向你单位报到" in said and "三个工作日内到我所" in said


def test_a_report_that_was_made_is_one_form_of_its_day(tmp_path: Path) -> None:
    told = ", 逾期报告机构日期: 2026-03-20, 逾期查找情况: 电话无人接听。"
    ledger = late(tmp_path, as_of=date(2026, 3, 27), more=told)
    assert since(ledger, "late-report") == [FRIDAY]
    assert "联系和查找情况：电话无人接听。" in printed_words(ledger, "late-report")[0].splitlines()


def test_who_came_in_time_needs_no_report(tmp_path: Path) -> None:
    assert since(ledger_of(tmp_path, as_of=FRIDAY), "late-report") == []


def test_the_first_talk_is_on_paper_from_the_day_of_the_arrival(tmp_path: Path) -> None:
    there = "首次谈话日期: 2026-02-05, "
    ledger = ledger_of(tmp_path, as_of=FRIDAY, old=there, new="")
    assert since(ledger, "first-talk") == [date(2026, 2, 5)]
    (said,) = printed_words(ledger, "first-talk")
    assert "　　年　月　日　　时　　分至　　时　　分" in said.splitlines()


def test_a_search_is_reported_once_who_was_lost_is_found(tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path, as_of=FRIDAY)
    assert since(ledger, "search-report") == [date(2026, 3, 16)]
    (said,) = printed_words(ledger, "search-report")
    assert "找到日期：2026年3月16日" in said and "手机损坏，没有及时告知" in said


def test_what_the_agency_granted_is_told_in_writing_and_nothing_else(tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path, as_of=date(2026, 3, 27))
    told = {form: printed_words(ledger, f"reward-notice-{form}")
            for form in ("commendation", "admonition", "warning")}  # fmt: skip
    assert [len(each) for each in told.values()] == [1, 1, 0]
    (said,) = told["admonition"]
    assert said.startswith("社区矫正奖惩通知书（训诫）")
    assert "于2026年3月23日以（2026）示矫训字第1号决定，对你给予训诫" in said
    assert "受到训诫二次仍不改正的，可能受到警告（†）" in said and "†：出自" in said


def test_a_refused_reward_is_not_told_as_given(tmp_path: Path) -> None:
    granted = "机构决定: {结果: 批准, 日期: 2026-03-12, 文号: （2026）示矫奖字第1号}"
    refused = granted.replace("批准", "不批准")
    ledger = ledger_of(tmp_path, as_of=FRIDAY, old=granted, new=refused)
    assert since(ledger, "reward-notice-commendation") == []


def test_the_letter_of_a_survey_speaks_for_the_agency_and_is_confidential(tmp_path: Path) -> None:
    (said,) = printed_words(ledger_of(tmp_path, as_of=FRIDAY), "opinion-letter")
    lines = said.splitlines()
    assert lines[1:3] == ["（2026）示矫评字第2号", "示例县人民法院："]
    assert "受你单位委托，我局于2026年3月3日至2026年3月5日对被告人冯立新" in said
    assert "示例县社区矫正管理局（公章）" in said and "青河司法所" not in said
    assert "评估意见为：有固定住所和家庭监督，社会危险性低，适合社区矫正。" in said
    assert "被调查人未成年的，意见书不公开" in said and "抄送执行地县级人民检察院（†）" in said


def test_a_letter_not_yet_written_leaves_room_for_the_opinion_of_the_agency() -> None:
    form = all_forms()["assessment/opinion-letter"][1]
    made = filled(form)
    del made.item["意见书"]
    said = words(laid_out(form.data, made.scope()))
    assert "评估意见为：＿＿＿" in said


def test_a_device_is_told_of_with_its_ground_and_term(tmp_path: Path) -> None:
    said, *_ = printed_words(ledger_of(tmp_path, as_of=FRIDAY), "device-notice")
    assert "因你有“违反人民法院禁止令”的情形" in said and "第二十九条" in said
    assert "自2026年3月20日起至2026年6月9日止" in said and "（†）" not in said


def test_who_was_lost_or_detained_is_reported(tmp_path: Path) -> None:
    lost = ledger_of(tmp_path / "a", as_of=FRIDAY)
    detained = ledger_of(tmp_path / "b", as_of=FRIDAY, old="情形: 失联", new="情形: 行政拘留")
    assert since(lost, "abnormal-report") == since(detained, "abnormal-report")
    assert since(lost, "abnormal-report") == [date(2026, 3, 15)]
    assert since(detained, "search-report") == []
    same_day = ledger_of(tmp_path / "c", as_of=FRIDAY,
                         old="找到日期: 2026-03-16", new="找到日期: 2026-03-15")  # fmt: skip
    assert since(same_day, "abnormal-report") == []


def test_a_death_is_reported_to_who_entrusted_the_case(tmp_path: Path) -> None:
    died = "终止: {原因: 死亡, 日期: 2026-03-18}\n备注: 期限"
    ledger = ledger_of(tmp_path, as_of=FRIDAY, old="备注: 期限", new=died)
    assert since(ledger, "death-report") == [date(2026, 3, 18)]
    assert "示例县社区矫正管理局" in printed_words(ledger, "death-report")[0].splitlines()
