"""Masks, views and the leak gate: what may not be public does not get out."""

import io
import zipfile
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suowu.grammar.documents import NOTICE_HEAD, NoticeHead, Signed, SignedPlace
from suowu.grammar.shapes import At, Fault
from suowu.ledger import Secret
from suowu.privacy import Forbidden, gate, mask, notice_fields, public_view, secrets_of
from suowu.privacy.exemptions import OwnWords
from suowu.privacy.masks import masked_names, town
from suowu.privacy.readable import readable
from suowu.privacy.shapes import is_id_number
from suowu.rules.scopes import Scope, World
from tests.small_ledger import defined

KIND_FILE = """\
名称: 事项
范围: 案
字段:
  姓名: {type: string, meta: {公开: 姓某, 类: 姓名}}
  性别: {type: string, allowed: [男, 女]}
  住址: {type: string, meta: {类: 住址}}
  事由: {type: string}
  出生日期: {type: date}
  外出:
    type: list
    schema:
      type: dict
      schema: {起: {type: date, meta: {公开: 原样}}, 止: {type: date, meta: {公开: 原样}}}
推算: {外出.天数: {含首尾天数: [起, 止]}}
"""
KIND = defined(shapes={"kinds/thing/kind.yml": KIND_FILE}, words={}).kinds["thing"]


@pytest.mark.parametrize(
    ("rule", "value", "shown"),
    [
        ("姓某", "张三", "张某"),
        ("姓某", "张小三", "张某"),
        ("姓某", "欧阳修远", "欧阳某"),
        ("姓某", "阿依古丽·买买提", "阿某"),
        ("镇街", "示例县青河镇柳堡村三组 12 号", "青河镇"),
        ("镇街", "江苏省南通市崇川区和平桥街道跃龙路 1 号", "和平桥街道"),
        ("镇街", "某处", ""),
        ("年月", "2026-03-09", "2026-03"),
        ("原样", 5, 5),
    ],
)
def test_masks(rule: str, value: object, shown: object) -> None:
    assert mask(rule, value) == shown


def test_an_unknown_mask_is_refused_not_shown() -> None:
    with pytest.raises(ValueError, match="公开只能是"):
        mask("部分", "张三")


def test_repeated_surnames_are_told_apart_and_the_same_person_is_not() -> None:
    assert masked_names(["张三", "李四", "张五", "张三"]) == ["张某甲", "李某", "张某乙", "张某甲"]


@given(st.text("张李王欧阳司马诸葛小明华", min_size=2, max_size=5))
def test_a_mask_never_shows_the_given_name_or_its_length(name: str) -> None:
    shown = mask("姓某", name)
    assert shown.endswith("某") and 2 <= len(shown) <= 3
    assert shown[:-1] == name[: len(shown) - 1]


@given(st.text(max_size=30))
def test_a_town_is_never_more_than_a_town(address: str) -> None:
    assert town(address) == "" or town(address).endswith(("镇", "街道", "乡", "苏木"))


def test_a_view_holds_what_is_allowed_and_nothing_else() -> None:
    data = {"姓名": "张三", "事由": "就医", "新字段": "未列", "外出": [{"起": 1, "目的地": "外省"}]}
    assert public_view(KIND, data) == {"姓名": "张某", "外出": [{"起": 1}]}


def _scope(item: dict[str, object], root: dict[str, object]) -> Scope:
    from suowu.calendars import calendar_of

    return Scope(
        item=item, root=root, world=World(as_of=date(2026, 3, 20), calendar=calendar_of({}))
    )


def _head(fields: dict[str, str]) -> NoticeHead:
    """The head of a notice of each 外出, as `define` reads it but not yet looked through."""
    written = {
        "名称": "外出公示",
        "逐项": "外出",
        "触发": [{"依据": {"日期": "起"}}],
        "起算": "起",
        "期限": "5 工作日",
        "渠道": ["网页"],
        "公开字段": fields,
        "条款": "一",
    }
    faults: list[Fault] = []
    head = NOTICE_HEAD.read(written, At((), faults))
    assert isinstance(head, NoticeHead) and faults == []
    return head


def test_a_notice_shows_masked_fields_and_derived_numbers() -> None:
    head = _head({"姓名": "/姓名", "起": "起", "天数": "天数"})
    view = notice_fields(KIND, head, scope=_scope({"起": 1, "天数": 5}, {"姓名": "张三"}))
    assert view == {"姓名": "张某", "起": 1, "天数": 5}


@pytest.mark.parametrize("path", ["/事由", "目的地", "所:名称", "/没有"])
def test_a_notice_cannot_name_a_private_field(path: str) -> None:
    with pytest.raises(Forbidden):
        notice_fields(KIND, _head({"甲": path}), scope=_scope({}, {"姓名": "张三"}))


def test_secrets_are_all_that_is_not_public() -> None:
    data = {"姓名": "张三", "性别": "男", "事由": "就医", "出生日期": date(1990, 3, 4)}
    found = {each.value: each.strict for each in secrets_of(KIND, data)}
    assert found == {"张三": True, "就医": False, "1990-03-04": True, "1990年3月4日": True}


SECRETS = {
    value: Secret(value, "qinghe/thing/1", "姓名", strict, "姓名" if strict else "")
    for value, strict in {"秦志远": True, "高强": True, "参加技能等级考试": False}.items()
}


def _gate(text: str | bytes, path: str = "a.html", *signed: tuple[str, str]) -> list[str]:
    content = text if isinstance(text, bytes) else text.encode()
    places = tuple(
        SignedPlace(value=value, page=page, reason="不是人", who="某甲", until=date(2026, 12, 31))
        for value, page in signed
    )
    known = OwnWords(names=frozenset({"高强民"}))
    found = gate([(path, content)], secrets=SECRETS, signed=Signed(places=places), known=known)
    return [problem.message for problem in found]


@pytest.mark.parametrize(
    "text",
    [
        "<p>秦志远</p>",
        '<a title="秦志远">',
        "<b>秦</b>志远",
        "秦\u200b志远",
        "&#31206;志远",
        '{"t": "\\u79e6\\u5fd7\\u8fdc"}',
        "x.html?name=%E7%A7%A6%E5%BF%97%E8%BF%9C",
        "高强来访",
        "事由：参加技能等级考试",
    ],
)
def test_a_value_is_found_however_it_is_written(text: str) -> None:
    assert _gate(text)


def test_a_file_name_is_read_too() -> None:
    assert _gate("", path="notices/秦志远.html")


def test_the_value_is_not_repeated_but_its_record_and_field_are() -> None:
    (message,) = _gate("<p>秦志远</p>")
    assert "秦志远" not in message and "qinghe/thing/1" in message and "姓名" in message


def test_only_a_place_that_somebody_signed_for_is_no_leak() -> None:
    assert _gate("进一步提高强度")
    assert not _gate("进一步提高强度", "a.html", ("提高强度", "a.html"))
    assert not _gate("秦志远大厦", "x/a.html", ("秦志远大厦", "x/*"))
    assert _gate("秦志远先生", "a.html", ("秦志远大厦", "a.html"))
    assert _gate("进一步提高强度", "b.html", ("提高强度", "a.html"))


def test_a_short_name_within_that_of_a_member_of_the_staff_is_theirs() -> None:
    assert not _gate("所长高强民") and _gate("高强来访，所长高强民接待")


@pytest.mark.parametrize(
    ("text", "leaks"),
    [
        ("证号 990000199003040017", True),
        ("证号 990000199003040018", False),
        ("电话 19900000101", True),
        ("卡号 6222020200112233445", False),
        ("卡号 4111111111111111", True),
        ("电话 0500-80000001", False),
        ("长数 1199000001012", False),
    ],
)
def test_shapes_of_numbers(text: str, leaks: bool) -> None:
    assert bool(_gate(text)) is leaks


def test_a_file_that_cannot_be_read_stops_the_build() -> None:
    assert _gate(b"%PDF-1.7", path="x.pdf")


def test_a_packed_document_is_opened() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as out:
        out.writestr("word/document.xml", "<w:t>秦志</w:t><w:t>远</w:t>")
    assert _gate(packed.getvalue(), path="x.docx")
    said = readable("x.docx", packed.getvalue())
    assert said is not None and "秦志远" in said.all()


def test_check_digit() -> None:
    assert is_id_number("990000199003040017") and not is_id_number("990000199003040018")
