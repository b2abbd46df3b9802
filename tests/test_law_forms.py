"""What the forms say of the law: each line of the careful reading of the forms, on a record."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from suowu.check import check
from suowu.derive import derive
from suowu.forms import LaidOutForm, form_context, laid_out, select_forms
from suowu.forms.layout import Grid, TextBlock
from suowu.grammar.forms import FORM
from suowu.grammar.shapes import At, Fault
from suowu.ledger import Book
from suowu.load import load
from tests.blanks import ROOT, TEMPLATES, all_forms, definitions, filled, form_of
from tests.counties import edit, example_county
from tests.test_forms import cells, labels, texts

Edits = tuple[tuple[str, str], ...]
CASE = "qinghe/correction/2026-002.yml"
MINOR: Edits = (("犯罪时未成年: false\n犯罪日期: 2025-10-12", "犯罪时未成年: true"),)
UNKNOWN_AGE: Edits = (("犯罪时未成年: false\n犯罪日期: 2025-10-12\n", ""),)
PARDONED: Edits = (("解除: {类型: 期满,", "解除: {类型: 赦免, 赦免日期: 2026-07-31,"),)


def forms_of(
    folder: Path, *edits: tuple[str, str], rel: str = CASE, kind: str = "correction"
) -> dict[str, list[LaidOutForm]]:
    """Every form of the complete example of a kind, changed, by its id."""
    records = example_county(folder)
    for old, new in edits:
        edit(records / rel, old, new)
    raw = load(records=records, content=ROOT / "content", templates=TEMPLATES)
    book = check(raw, definitions())
    assert isinstance(book, Book), book
    ledger = derive(book, definitions(), date(2026, 8, 5))
    context, found = form_context(ledger), dict[str, list[LaidOutForm]]()
    for case, due in select_forms(ledger, kind=kind):
        found.setdefault(due.form, []).append(context.form(case, due))
    return found


def said(form: LaidOutForm) -> str:
    """All words of a form, ticks with theirs."""
    ticks = [f"{'☑' if c.ticked else '□'}{c.text}" for cell in cells(form) for c in cell.choices]
    return "\n".join([*texts(form), *ticks, *form.notes])


def beside(form: LaidOutForm, label: str) -> str:
    """What stands in the cell after a label, which may be broken in two."""
    row = cells(form)
    return next(b.text for a, b in pairwise(row) if _plain(a.text) == label)


def ticked(form: LaidOutForm) -> list[str]:
    return [choice.text for cell in cells(form) for choice in cell.choices if choice.ticked]


def boxes(form: LaidOutForm) -> list[str]:
    rows = [row for block in form.blocks if isinstance(block, Grid) for row in block.rows]
    return [_plain(row.cells[0].text) for row in rows if row.takes_spare_room]


def _plain(text: str) -> str:
    return text.replace("\n", "")


def layout_of(name: str) -> str:
    layout = all_forms()[name][1].file.layout
    assert layout
    return layout


# --- 设: words that follow the case -------------------------------------------------------------


def word(spec: object, item: dict[str, object]) -> list[str]:
    form = form_of({"名称": "表", "设": {"词": spec}, "栏": [{"段": "说：{设.词}", "缺": "没有"}]})
    made = filled(form_of({"名称": "表"}))
    made.item.update(item)
    return [b.text for b in laid_out(form.data, made.scope()).blocks if isinstance(b, TextBlock)]


CASES = [{"条件": {"类别": "假释"}, "值": "裁定{文号}"}, {"条件": {"类别": "缓刑"}, "值": "判决"}]


@pytest.mark.parametrize(
    ("spec", "item", "words"),
    [
        ("外出", {}, "说：外出"),
        (CASES, {"类别": "假释", "文号": "7号"}, "说：裁定7号"),
        (CASES, {"类别": "假释"}, "说：裁定＿＿＿＿＿"),
        (CASES, {"类别": "缓刑"}, "说：判决"),
        (CASES, {"类别": "管制"}, "没有"),
        ([*CASES, {"值": "决定"}], {"类别": "管制"}, "说：决定"),
        ({"集": "人", "条件": {"非": {"回避": True}}, "字段": "姓名"},
         {"人": [{"姓名": "甲"}, {"姓名": "乙", "回避": True}, {"姓名": "丙"}]}, "说：甲、丙"),
    ],
)  # fmt: skip
def test_a_word_of_a_form_follows_the_case(
    spec: object, item: dict[str, object], words: str
) -> None:
    assert word(spec, item) == [words]


@pytest.mark.parametrize("spec", [[{"条件": {"类别": "假释"}}], [], 3])
def test_a_word_of_a_form_that_says_nothing_is_refused(spec: object) -> None:
    faults: list[Fault] = []
    FORM.read({"名称": "表", "设": {"词": spec}}, At((), faults))
    assert faults


# --- the device ---------------------------------------------------------------------------------


def test_the_device_has_the_five_grounds_of_the_law_and_each_value_ticks_one(
    tmp_path: Path,
) -> None:
    kind, form = all_forms()["correction/device"]
    cell = next(c for row in form.data["栏"] for c in row if c.get("标签") == "法定情形")
    grounds = [str(option) for option in cell["勾选"]]
    assert len(grounds) == 5 and grounds[2].endswith("被给予警告")
    item = kind.fields["电子定位"].item
    assert item is not None
    assert list(item.fields["情形"].allowed) == grounds
    use, longer, end = forms_of(tmp_path)["device"]
    assert ticked(use) == ["使用", "违反人民法院禁止令"]
    assert ticked(longer)[0] == "延长" and ticked(end) == ["解除"]
    assert beside(end, "使用期限") == "自2026年7月10日起解除"


def test_the_device_has_the_panel_s_opinion_the_receipt_and_a_copy_for_the_procuratorate(
    tmp_path: Path,
) -> None:
    use = forms_of(tmp_path)["device"][0]
    assert beside(use, "合议意见") == "经合议，同意使用"
    assert boxes(use)[-1] == "告知签收" and len(boxes(use)) == 4
    assert "抄送执行地县级人民检察院一份" in said(use)


# --- proposals to the court ---------------------------------------------------------------------

PROPOSAL = "  - {类型: 减刑, 理由: 重大立功,"
RISKS = "[可能逃跑的, 可能对被害人、举报人、控告人或者社区矫正机构工作人员等实施报复行为的]"


def proposal(kind: str, extra: str = "") -> tuple[str, str]:
    made = f"  - {{类型: {kind}, 理由: 违反规定, {extra}申报日期: 2026-07-20}}\n"
    return PROPOSAL, made + PROPOSAL


def test_the_grounds_of_an_arrest_are_ticked_as_recorded(tmp_path: Path) -> None:
    number = "（2026）示矫撤字第1号"
    extra = f"撤销建议文号: {number}, 逮捕情形: {RISKS}, "
    (arrest,) = forms_of(tmp_path, proposal("提请逮捕", extra))["arrest"]
    assert ticked(arrest) == [
        "可能逃跑的",
        "可能对被害人、举报人、控告人或者社区矫正机构工作人员等实施报复行为的",
    ]
    assert beside(arrest, "建议书文号") == number
    assert "†" in said(arrest)


@pytest.mark.parametrize("matter", ["撤销缓刑", "撤销假释"])
def test_a_revocation_is_titled_by_what_is_revoked_and_goes_up_to_the_province(
    tmp_path: Path, matter: str
) -> None:
    (form,) = forms_of(tmp_path, proposal(matter))["revocation"]
    assert form.title == f"提请{matter}审核表" and ticked(form) == [matter]
    assert [box.removesuffix("社区矫正机构意见") for box in boxes(form)] == [
        "司法所意见", "县级", "地（市）级", "省级",
    ]  # fmt: skip


def test_a_return_to_prison_cites_the_law_and_not_the_handbook() -> None:
    assert all_forms()["correction/prison"][1].data["条款"] == "社区矫正法 第四十九条"


@pytest.mark.parametrize("name", ["commutation", "revocation", "penalty"])
def test_a_layout_that_nobody_has_seen_printed_says_so(name: str) -> None:
    assert layout_of(f"correction/{name}") == "推定"


# --- announcement, discharge, certificate -------------------------------------------------------


def test_the_announcement_has_all_that_the_handbook_lists(tmp_path: Path) -> None:
    (form,) = forms_of(tmp_path)["announcement"]
    assert "被判处拘役六个月，缓刑一年（附加刑：罚金三千元），" in said(form)
    assert "财产性判项执行情况：罚金已缴清。" in said(form)
    assert "被剥夺或者限制行使的权利：无。" in said(form)
    assert "其他事项：无。" in said(form)
    assert "刑初12号判决，" in said(form)


def test_nothing_added_to_the_sentence_is_not_spoken_of(tmp_path: Path) -> None:
    edits = (("附加刑: 罚金三千元\n财产性判项: 罚金已缴清\n", "附加刑: 无\n"),)
    (form,) = forms_of(tmp_path, *edits)["announcement"]
    assert "缓刑一年，依法" in said(form) and "财产性判项执行情况：无。" in said(form)
    (leave, _) = forms_of(tmp_path / "again", ("附加刑: 罚金三千元\n", ""))["leave"]
    assert beside(leave, "附加刑") == "无"


def test_what_is_not_recorded_of_judgment_and_rights_is_left_to_write(tmp_path: Path) -> None:
    edits = (("财产性判项: 罚金已缴清\n限制权利: 无\n", ""),)
    (form,) = forms_of(tmp_path, *edits)["announcement"]
    assert "财产性判项执行情况：＿" in said(form) and "限制行使的权利：＿" in said(form)


FORMULAS = {
    "管制": "依法解除管制",
    "缓刑": "原判的刑罚不再执行",
    "假释": "认为原判刑罚已经执行完毕",
    "暂予监外执行": "刑期届满，刑罚执行完毕",
}
IN_PUBLIC = {"管制": "刑法第四十条", "缓刑": "刑法第七十六条", "假释": "刑法第八十五条"}


@pytest.mark.parametrize("category", FORMULAS)
def test_the_discharge_says_the_one_formula_that_applies(tmp_path: Path, category: str) -> None:
    (form,) = forms_of(tmp_path, ("矫正类别: 缓刑", f"矫正类别: {category}"))["discharge"]
    assert [name for name, words in FORMULAS.items() if words in said(form)] == [category]
    assert [name for name, law in IN_PUBLIC.items() if law in said(form)] == (
        [category] if category in IN_PUBLIC else []
    )
    assert "赦免" not in said(form) and "期限已经届满" in said(form)


@pytest.mark.parametrize(
    ("edits", "public", "private", "open_"),
    [
        ((), True, False, False),
        (MINOR, False, True, False),
        (UNKNOWN_AGE, False, False, True),
    ],
)  # fmt: skip
def test_an_adult_is_discharged_in_public_and_a_minor_never(
    tmp_path: Path, edits: Edits, *, public: bool, private: bool, open_: bool
) -> None:
    (form,) = forms_of(tmp_path, *edits)["discharge"]
    words = said(form).split("对象未成年的")[0]
    assert ("公开予以宣告" in words) is public
    assert ("本宣告不公开进行" in words) is private
    assert ("□公开　□不公开" in words) is open_


def test_a_pardon_is_called_a_pardon(tmp_path: Path) -> None:
    (form,) = forms_of(tmp_path, *PARDONED)["discharge"]
    assert "于2026年7月31日被赦免" in said(form) and "届满" not in said(form)
    assert "原判的刑罚" not in said(form) and "公开予以宣告" not in said(form)
    (certificate,) = forms_of(tmp_path / "again", *PARDONED)["certificate"]
    assert "2026年7月31日被赦免，依法解除" in said(certificate)


def test_the_certificate_is_sealed_by_who_entrusted_and_has_their_phone(tmp_path: Path) -> None:
    (form,) = forms_of(tmp_path)["certificate"]
    assert "示例县社区矫正管理局（公章）" in said(form)
    assert "联系电话：0500-80000012" in said(form)
    edits = (("委托机关: 示例县社区矫正管理局, ", ""),)
    (form,) = forms_of(tmp_path / "again", *edits)["certificate"]
    assert "社区矫正机构（公章）" in said(form)
    assert all_forms()["correction/certificate"][1].data["条款"] == "社区矫正法 第四十四条"


def test_without_a_phone_of_the_agency_none_is_printed(tmp_path: Path) -> None:
    rel, edits = "county/county.yml", (("社区矫正机构电话: 0500-80000012\n", ""),)
    (form,) = forms_of(tmp_path, *edits, rel=rel)["certificate"]
    assert "联系电话" not in said(form)


@pytest.mark.parametrize(
    ("category", "words", "paper"),
    [
        ("缓刑", "刑初12号判处拘役六个月", "刑初12号判决，"),
        ("假释", "刑初12号裁定假释", "刑初12号裁定，"),
        ("暂予监外执行", "刑初12号决定暂予监外执行", "刑初12号决定，"),
    ],
)
def test_judgment_ruling_and_decision_are_called_so(
    tmp_path: Path, category: str, words: str, paper: str
) -> None:
    forms = forms_of(tmp_path, ("矫正类别: 缓刑", f"矫正类别: {category}"))
    assert said(forms["certificate"][0]).count(words) == 2
    assert paper in said(forms["announcement"][0]) and paper in said(forms["discharge"][0])


# --- replies ------------------------------------------------------------------------------------

REPLIES = ["area", "change", "exempt", "leave", "long-leave", "recurring", "relocation", "visitor"]


def test_each_reply_speaks_of_its_own_matter_and_is_numbered_and_addressed(tmp_path: Path) -> None:
    forms = forms_of(tmp_path)
    words = {name: said(forms[f"reply-{name}"][0]) for name in REPLIES}
    assert all(
        "示矫告字第" in said_ and "告知对象：本人、保证人" in said_ for said_ in words.values()
    )
    back = {name for name, said_ in words.items() if "返回" in said_}
    assert back == {"leave", "long-leave"}
    spans = {name for name in REPLIES if "起止时间" in labels(forms[f"reply-{name}"][0])}
    assert spans == {"leave", "long-leave"}
    assert beside(forms["reply-relocation"][0], "拟迁往地") == "示例县石桥镇"
    assert beside(forms["reply-exempt"][0], "替代教育方式") == "线上学习和个别教育"


def test_a_refusal_grants_nothing_and_an_approval_has_no_reason_for_one(tmp_path: Path) -> None:
    forms = forms_of(tmp_path)
    (refused,), (granted,) = forms["reply-change"], forms["reply-relocation"]
    assert "没有批准" in said(refused) and "你应当" not in said(refused)
    assert "你应当" in said(granted) and "没有批准" not in said(granted)
    assert (beside(refused, "不批准的理由"), beside(granted, "不批准的理由")) == ("", "无")


def test_a_leave_that_the_office_grants_asks_for_no_decision_of_the_agency(tmp_path: Path) -> None:
    forms = forms_of(tmp_path)
    assert "社区矫正机构决定" not in map(_plain, labels(forms["reply-leave"][0]))
    assert "社区矫正机构决定" in map(_plain, labels(forms["reply-long-leave"][0]))


def test_an_accomplice_of_the_family_has_the_form_of_any_visitor(tmp_path: Path) -> None:
    family = ("关系: 同案犯, 家庭成员: false", "关系: 同案犯, 家庭成员: true")
    assert {"visitor", "reply-visitor"} <= forms_of(tmp_path, family).keys()
    father = ("关系: 同案犯, 家庭成员: false", "关系: 父亲, 家庭成员: true")
    assert not {"visitor", "reply-visitor"} & forms_of(tmp_path / "again", father).keys()


# --- the rest -----------------------------------------------------------------------------------


def test_the_exemption_ticks_one_of_the_handbook_s_two_grounds(tmp_path: Path) -> None:
    (form,) = forms_of(tmp_path)["exempt"]
    options = [c.text for cell in cells(form) for c in cell.choices]
    assert options == ["残疾", "其他身体原因"] and ticked(form) == ["其他身体原因"]
    assert beside(form, "免予期限") == "自2026年4月9日起至2026年5月31日止"


def test_no_phone_goes_with_the_head_to_other_bodies(tmp_path: Path) -> None:
    forms = forms_of(tmp_path)
    with_head = ["leave", "change", "area", "device", "exempt", "appraisal", "commendation"]
    assert not any("19900000101" in said(forms[name][0]) for name in with_head)


def test_columns_that_the_printed_forms_have(tmp_path: Path) -> None:
    forms = forms_of(tmp_path)
    assert beside(forms["appraisal"][0], "管理类别") == "普通"
    assert beside(forms["leave"][0], "出行方式") == "火车"
    written = forms["report"][1]
    assert beside(written, "报告期间") == "自2026年3月6日至2026年4月7日"
    assert (beside(written, "代写人"), beside(written, "与本人关系")) == ("秦大山", "父亲")
    assert beside(forms["report"][0], "代写人") == "无"


def test_a_woman_may_be_visited_with_a_woman_and_need_not_be(tmp_path: Path) -> None:
    (form,) = forms_of(tmp_path)["visit"]
    assert "对象为女性的，可以安排女性工作人员参加" in said(form)


def test_the_monthly_review_has_no_box_without_a_basis(tmp_path: Path) -> None:
    assert boxes(forms_of(tmp_path)["monthly"][0]) == ["司法所意见", "本人签收"]


@pytest.mark.parametrize("name", ["recurring", "commendation", "area", "admonition"])
def test_a_number_of_the_measures_is_marked_as_not_checked(tmp_path: Path, name: str) -> None:
    notes = [note for note in forms_of(tmp_path)[name][0].notes if "实施办法" in note]
    assert notes and all("†未核实" in note for note in notes)


def test_who_stood_back_is_no_surveyor(tmp_path: Path) -> None:
    (form,) = forms_of(tmp_path, kind="assessment")["opinion-approval"]
    assert beside(form, "调查人") == "顾晓燕、吴敏"
