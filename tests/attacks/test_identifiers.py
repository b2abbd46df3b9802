"""Guessing who it is: addresses, surnames, days. Nothing public is made of what is private."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from suowu.addresses import SAMPLE, addresses_of, key_text
from suowu.definitions import Kind
from suowu.fields import Field, field_at, item_of
from suowu.ledger import Book, Notice
from suowu.model import Record
from suowu.privacy.masks import surname
from tests.attacks.people import (
    LEAVE,
    OFFICE,
    county_of,
    definitions,
    golden,
    public_text,
    seen,
)
from tests.counties import golden_county, suowu

KEY = "0123456789abcdef" * 4
DECIDING = {
    "correction": (
        "出生日期", "犯罪时未成年", "犯罪日期", "判决.日期",  # whether an adult
        "接收.到所报到日期", "解除", "终止", "转出",  # whether open
        "所审核", "机构决定", "裁定", "类型", "通知日期",  # whether there is a notice
    ),
    "office": ("离任日期",),
    "county": ("示例日期",),
}  # fmt: skip
"""Private fields that decide whether something is public at all; it shows nothing of their values
but the day of the decision."""


def crowd(*people: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """These people among ten others, no two of one surname."""
    return [*people, *({"姓名": f"{family}志远"} for family in "钱孙周吴郑冯卫蒋沈韩")]


def web(book: Book, **kw: Any) -> list[Notice]:
    notices = (n for c in seen(book, **kw).cases.values() for n in c.notices)
    return [n for n in notices if "网页" in n.channels]


def one(book: Book) -> Notice:
    (notice,) = web(book)
    return notice


# --- addresses ----------------------------------------------------------------------------------


def test_an_address_changes_with_no_name_number_birth_or_place() -> None:
    person = {"姓名": "秦志远", "外出": [LEAVE]}
    slug = one(county_of(crowd(person))).slug
    for change in (
        {"姓名": "柏长根"},
        {"身份证号": "990000199003040033"},
        {"出生日期": date(1971, 1, 1)},
        {"居住地": "别处"},
        {"外出": [{**LEAVE, "事由": "探亲", "目的地": "外省"}]},
    ):
        assert one(county_of(crowd({**person, **change}))).slug == slug, change


def test_an_address_is_another_under_another_key() -> None:
    people = crowd({"姓名": "秦志远", "外出": [LEAVE, LEAVE]}, {"姓名": "白明", "外出": [LEAVE]})
    ours, others = (
        {n.slug for n in web(county_of(people, key=key_text(key)))} for key in (SAMPLE, KEY)
    )
    assert len(ours) == len(others) == 3 and not ours & others
    assert all(len(slug) == 32 and int(slug, 16) for slug in ours)


def test_parts_cannot_be_shifted_from_one_to_the_next() -> None:
    addresses = addresses_of(key_text(KEY))
    assert addresses is not None
    assert addresses.of("a", "bc") != addresses.of("ab", "c") != addresses.of("abc")
    assert addresses.of("a", 1) != addresses.of("a", "1")


def test_a_renamed_office_keeps_its_addresses_by_its_former_folder() -> None:
    book = county_of(crowd({"姓名": "秦志远", "外出": [LEAVE]}))
    moved = moved_to("linjiang", book, former=None)
    kept = moved_to("linjiang", book, former=OFFICE)
    assert one(moved).slug != one(book).slug == one(kept).slug


def moved_to(folder: str, book: Book, *, former: str | None) -> Book:
    def there(record: Record) -> Record:
        return record if record.office == "county" else replace(record, office=folder)

    office = there(book.offices[OFFICE])
    office = replace(office, data={**office.data, **({"原目录": [former]} if former else {})})
    cases = tuple(there(r) for r in book.records if r.id != "office")
    return replace(book, offices={folder: office}, records=(*cases, office))


def test_without_a_key_nothing_comes_on_the_web_and_the_reason_is_said() -> None:
    people = crowd({"姓名": "秦志远", "外出": [LEAVE]})
    found = seen(county_of(people, key=None))
    (notice,) = (n for c in found.cases.values() for n in c.notices)
    assert notice.state == "公示中" and notice.channels == ("公示栏",)
    assert "addresses.key" in notice.off_web
    assert notice.slug not in public_text(found) and "外出公示" not in public_text(found)
    (said,) = [p for p in found.problems if p.rule == "web"]
    assert said.level == "提醒" and "new county" in said.message


@pytest.mark.parametrize("text", ["", "abc", KEY[:-1], KEY.upper(), "0" * 64, f"{KEY}\n{KEY}"])
def test_what_nobody_rolled_is_no_key(text: str) -> None:
    assert addresses_of(text) is None


def test_the_key_shows_in_no_repr() -> None:
    addresses = addresses_of(key_text(KEY))
    assert addresses is not None and "key" not in repr(addresses).lower()


def key_file(records: Path) -> Path:
    return records / "county" / "addresses.key"


@pytest.mark.parametrize("text", ["不是密钥 8f3a", KEY[:-2] + "zz"])
def test_a_bad_key_is_refused_and_not_repeated(tmp_path: Path, text: str) -> None:
    records = golden_county(tmp_path)
    key_file(records).write_text(text, encoding="utf-8")
    ran = suowu("check", "--records", records, home=tmp_path)
    assert ran.code == 1 and "addresses.key" in ran.out and "new county county" in ran.out
    assert text not in ran.out + ran.err and KEY[:20] not in ran.out + ran.err


def test_a_real_county_may_not_use_the_key_of_the_demo(tmp_path: Path) -> None:
    records = golden_county(tmp_path)
    county = records / "county" / "county.yml"
    text = county.read_text("utf-8")
    county.write_text(text.replace("示例数据: true\n", "").replace("示例日期", "#"), "utf-8")
    ran = suowu("check", "--records", records, "--as-of", "2026-03-20", home=tmp_path)
    assert ran.code == 1 and "示例县的密钥" in ran.out and SAMPLE not in ran.out


def test_a_new_county_rolls_its_own_key_and_never_shows_or_changes_it(tmp_path: Path) -> None:
    keys = []
    for name in ("one", "other"):
        records = tmp_path / name
        records.mkdir()
        ran = suowu("new", "county", "county", "--records", records, home=tmp_path)
        assert ran.code == 0 and (records / "county" / "county.yml").exists()
        text = key_file(records).read_text("utf-8")
        key = text.splitlines()[-1]
        assert addresses_of(text) is not None and key not in ran.out + ran.err
        suowu("new", "county", "county", "--records", records, home=tmp_path)
        assert key_file(records).read_text("utf-8") == text
        keys.append(key)
    assert len({*keys, SAMPLE}) == 3


def test_a_county_without_a_key_can_roll_one_later(tmp_path: Path) -> None:
    records = golden_county(tmp_path)
    key_file(records).unlink()
    assert suowu("check", "--records", records, home=tmp_path).code == 0
    ran = suowu("new", "county", "county", "--records", records, home=tmp_path)
    assert ran.code == 0 and addresses_of(key_file(records).read_text("utf-8")) is not None


def test_no_two_offices_share_their_addresses(tmp_path: Path) -> None:
    records = golden_county(tmp_path)
    office = records / "baihe" / "office.yml"
    office.write_text(office.read_text("utf-8") + "原目录: [xitang]\n", encoding="utf-8")
    ran = suowu("check", "--records", records, home=tmp_path)
    assert ran.code == 1 and "不得是另一个司法所的文件夹" in ran.out


def test_the_key_is_in_nothing_that_is_made(tmp_path: Path) -> None:
    records = golden_county(tmp_path)
    key_file(records).write_text(key_text(KEY), encoding="utf-8")
    out = tmp_path / "site"
    ran = suowu("build", "--records", records, "--out", out, home=tmp_path)
    assert ran.code == 0 and KEY not in ran.out + ran.err
    secrets = (KEY.encode(), bytes.fromhex(KEY))
    files = [f for f in (*out.rglob("*"), *(tmp_path / ".cache").rglob("*")) if f.is_file()]
    assert len(files) > 50
    assert not [f for f in files if any(secret in f.read_bytes() for secret in secrets)]


# --- private fields -----------------------------------------------------------------------------


def private(kind: Kind, data: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    """Every private field that has a value, and does not decide what is public."""
    for name, inner in data.items():
        here = (*path, name)
        dotted = ".".join(here)
        if any(each in dotted for each in DECIDING.get(kind.id, ())):
            continue
        for item in inner if isinstance(inner, list) else [inner]:
            if isinstance(item, Mapping):
                yield from private(kind, item, here)
            elif dotted not in kind.public:
                yield dotted, item


def other(value: Any, field: Field | None) -> Any:
    """Another value of the same type."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, date):
        return value + timedelta(1)
    if isinstance(value, (int, float)):
        return value + 1
    allowed = item_of(field).allowed if field else ()
    return next((each for each in allowed if each != value), f"改{value}")


def altered(kind: Kind, data: Any, path: tuple[str, ...] = ()) -> Any:
    """A record whose every private field says something else; of names the surname stays."""
    done: dict[str, Any] = {}
    for name, inner in data.items():
        here = (*path, name)
        done[name] = [_changed(kind, each, here) for each in inner] if isinstance(
            inner, list
        ) else _changed(kind, inner, here)  # fmt: skip
    return done


def _changed(kind: Kind, value: Any, path: tuple[str, ...]) -> Any:
    dotted = ".".join(path)
    if isinstance(value, Mapping):
        return altered(kind, value, path)
    if any(each in dotted for each in DECIDING.get(kind.id, ())) or value is None:
        return value
    rule = kind.public.get(dotted)
    if rule == "姓某":
        return f"{surname(value)}另名"
    return value if rule else other(value, field_at(kind.fields, dotted))


def test_changing_any_private_field_changes_no_public_byte() -> None:
    """All of them at once, in every record of the county."""
    kinds = definitions().kinds
    found = [n for r in golden().records for n, _ in private(kinds[r.kind], r.data)]
    assert len(found) > 300 and {"身份证号", "居住地", "外出.事由", "罪名"} <= set(found)
    records = tuple(
        replace(r, data=altered(kinds[r.kind], r.data), digest=f"altered {r.digest}")
        for r in golden().records
    )
    homes = {record.key: record for record in records}
    offices = {office: homes[record.key] for office, record in golden().offices.items()}
    county = homes[golden().county.key]
    book = replace(golden(), county=county, offices=offices, records=records)
    days = (date(2026, 3, 10), date(2026, 3, 20), date(2026, 4, 2))
    assert any(n.state == "公示中" for day in days for n in web(golden(), on=day))
    for day in days:
        before, after = seen(golden(), day), seen(book, day)
        assert public_text(before) == public_text(after), day
        assert before.next_change == after.next_change


# --- surnames and days --------------------------------------------------------------------------


def test_a_surname_that_is_alone_in_its_office_is_not_on_the_web() -> None:
    lone = one(county_of(crowd({"姓名": "欧阳志远", "外出": [LEAVE]})))
    assert (lone.view["姓名"], lone.on_paper["姓名"]) == ("某某", "欧阳某")
    several = crowd({"姓名": "欧阳志远", "外出": [LEAVE]}, {"姓名": "欧阳修"})
    assert one(county_of(several)).view["姓名"] == "欧阳某"


def test_one_who_is_no_longer_here_hides_nobody() -> None:
    left = {"姓名": "欧阳修", "转出": {"日期": date(2026, 2, 20)}}
    book = county_of(crowd({"姓名": "欧阳志远", "外出": [LEAVE]}, left))
    assert one(book).view["姓名"] == "某某"


def test_exact_days_are_for_the_board_unless_the_county_says_otherwise() -> None:
    book = county_of(crowd({"姓名": "秦志远", "外出": [LEAVE]}))
    notice = one(book)
    assert notice.view["起"] is None and notice.on_paper["起"] == LEAVE["起"]
    text = public_text(seen(book))
    assert "外出的申请已于" in text and "2026年3月17日" not in text and "2026-03-17" not in text
    decided = [
        {**each, "写明日期": True} if each["公示"] == "correction/leave" else each
        for each in book.county.data["网上公示"]
    ]
    county = replace(book.county, data={**book.county.data, "网上公示": decided}, digest="dated")
    records = tuple(county if r.key == county.key else r for r in book.records)
    said = replace(book, county=county, records=records)
    assert one(said).view["起"] == LEAVE["起"]
    assert "外出时间自2026年3月17日至2026年3月19日" in public_text(seen(said))
