"""County and Office: what pages read of them, whatever the record leaves out."""

from datetime import date

from suowu.county import Adviser, Contact, Office, StaffMember, county_of
from suowu.render.catalogue import catalogue
from suowu.render.context import site_context
from tests.small_ledger import ledger

OFFICE = Office(
    "qinghe",
    {
        "名称": "青河司法所",
        "设立日期": date(2009, 3, 1),
        "辖区": {"名称": "青河镇", "村居": ["青河社区", "柳堡村"]},
        "投诉举报": {"电话": "0500-80000009"},
        "人员": [{"姓名": "陆建国", "职务": "所长", "职责": ["主持全面工作"]}],
        "公共法律服务": {"村居法律顾问": [{"村居": "柳堡村", "单位": "某律师事务所"}]},
    },
)


def test_an_office_is_read_by_attributes() -> None:
    assert (OFFICE.name, OFFICE.town, OFFICE.since) == ("青河司法所", "青河镇", date(2009, 3, 1))
    assert OFFICE.villages == ("青河社区", "柳堡村")
    assert OFFICE.staff == (
        StaffMember(name="陆建国", post="所长", duties=("主持全面工作",), phone=""),
    )
    assert OFFICE.complaints == Contact(phone="0500-80000009", email="", address="")
    assert OFFICE.advisers == (Adviser(village="柳堡村", name="", firm="某律师事务所"),)
    assert not OFFICE.names_advisers


def test_an_office_compares_in_the_words_of_its_record() -> None:
    assert OFFICE["名称"] == "青河司法所" and "辖区" in OFFICE
    assert Office("hewan", OFFICE.data) != OFFICE


def test_what_is_left_out_is_empty() -> None:
    bare = Office("hewan", {})
    assert (bare.name, bare.phone, bare.staff, bare.since) == ("hewan", "", (), None)
    assert not bare.complaints and not bare.disclosed
    assert county_of({"名称": "示例县"}).bureau == "示例县司法局"


def test_a_disclosed_entry_comes_from_a_record_or_from_a_page() -> None:
    item = {"名称": "规划", "分类": "规划计划", "公开日期": date(2026, 1, 5), "索引号": "1"}
    (listed,) = Office("qinghe", {"名称": "某所", "信息公开": [item]}).disclosed
    assert (listed.column, listed.published, listed.valid) == ("规划计划", date(2026, 1, 5), "有效")
    assert str(listed) == "1，规划，某所，2026年1月5日"
    entries = {entry.href: entry for entry in catalogue(site_context(ledger(), internal=False))}
    text = entries["guide.html"]
    assert (text.title, text.publisher) == ("办事指南", "示例县司法局")
    assert (text.column, text.published) == ("办事指南", date(2026, 1, 13))
