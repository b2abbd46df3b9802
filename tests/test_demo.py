"""The synthetic county: same seed, same bytes; nothing in it can be a real person."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from suowu.calendars import Unannounced
from suowu.check import check
from suowu.demo import AS_OF, CASES, OFFICES, SEED, compose, days, tell, write
from suowu.demo.blemishes import OFFICE_BLEMISHES, REGISTER_LAPSES
from suowu.demo.county import Told
from suowu.demo.emit import document
from suowu.demo.faults import BENT
from suowu.demo.people import check_digit
from suowu.derive import derive
from suowu.ledger import Book, Ledger
from suowu.load import load
from suowu.model import Raw

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def county() -> tuple[Told, ...]:
    return tuple(tell(offices=OFFICES, cases=CASES, seed=SEED, as_of=AS_OF))


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


def test_same_seed_same_bytes(tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    for out in (first, second):
        write(out, offices=3, cases=12, seed=7, as_of=AS_OF)
    paths = sorted(path.relative_to(first) for path in first.rglob("*.yml"))
    assert paths == sorted(path.relative_to(second) for path in second.rglob("*.yml"))
    assert all((first / path).read_bytes() == (second / path).read_bytes() for path in paths)


def test_another_seed_is_another_county() -> None:
    one, two = (dict(compose(offices=2, cases=8, seed=seed, as_of=AS_OF)) for seed in (1, 2))
    assert one != two


def test_committed_records_are_this_county(tmp_path: Path) -> None:
    write(tmp_path, offices=OFFICES, cases=CASES, seed=SEED, as_of=AS_OF)
    made = {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*.yml")}
    kept = ROOT / "records"
    if "示例数据: true" not in (kept / "county/county.yml").read_text(encoding="utf-8"):
        pytest.skip("records/ is a real county")
    there = {path.relative_to(kept): path.read_bytes() for path in kept.rglob("*.yml")}
    assert made.keys() == there.keys()
    assert [path for path in made if made[path] != there[path]] == []


def test_county_has_fifteen_offices_of_three_sizes(county: tuple[Told, ...]) -> None:
    sizes = [told.data["类型"] for told in county if told.path.endswith("/office.yml")]
    assert {size: sizes.count(size) for size in sizes} == {"大型": 3, "中型": 9, "小型": 3}
    assert len(cases(county)) == CASES


def test_identity_numbers_are_valid_and_nobodys(county: tuple[Told, ...]) -> None:
    numbers = [case["身份证号"] for case in cases(county)]
    assert len(set(numbers)) == len(numbers)
    for case in cases(county):
        number = case["身份证号"]
        assert number.startswith("990000")
        assert number[6:14] == f"{case['出生日期']:%Y%m%d}"
        assert number[17] == check_digit(number[:17])
        assert (int(number[16]) % 2 == 1) == (case["性别"] == "男")


def test_phones_and_addresses_lead_nowhere(county: tuple[Told, ...]) -> None:
    texts = [text for told in county for text in values(told.data) if isinstance(text, str)]
    mobiles = [text for text in texts if re.fullmatch(r"1\d{10}", text)]
    assert mobiles and all(text.startswith("199") for text in mobiles)
    assert all(text.startswith("0500-8") for text in texts if re.fullmatch(r"0\d{3}-\d+", text))
    assert all(text.endswith("example.invalid") for text in texts if "@" in text)


def test_nothing_has_happened_yet_after_the_day(county: tuple[Told, ...]) -> None:
    done = ("通知日期", "张贴日期", "告知日期", "宣告日期", "到所报到日期", "提交日期")
    for told in county:
        for key, day in dated(told.data):
            assert key not in done or day <= AS_OF, (told.path, key, day)


def dated(data: Any, key: str = "") -> Iterator[tuple[str, date]]:
    if isinstance(data, dict):
        for name, item in data.items():
            yield from dated(item, name)
    elif isinstance(data, list):
        for item in data:
            yield from dated(item, key)
    elif isinstance(data, date):
        yield key, data


def test_file_name_is_the_number(county: tuple[Told, ...]) -> None:
    for told in county:
        if "编号" in told.data:
            assert told.path.endswith(f"/{told.data['编号']}.yml")


def test_text_reads_back_as_the_same_data(county: tuple[Told, ...]) -> None:
    from suowu.yamlfile import read

    for told in county[::9]:
        assert read(document(told.data, "说明")).data == told.data


def test_every_fault_is_in_the_county(county: tuple[Told, ...]) -> None:
    told = {rule for one in county for rule in one.rules}
    faults = (*BENT, *OFFICE_BLEMISHES, *REGISTER_LAPSES)
    assert {rule for one in faults for rule in one.rules} <= told


SPOKEN = {"违反", "逾期", "停发"}
ONLY_ELSEWHERE = {
    "office-mix",  # fifteen offices are just the sizes the county wants; see the small county
    "staff-resettlement-worker",  # counts resettlement cases, of which the demo has none yet
}


def judged(records: Path) -> tuple[Raw, Ledger]:
    raw = load(records=records, content=ROOT / "content", templates=ROOT / "templates", cache=None)
    book = check(raw)
    assert isinstance(book, Book), [problem.message for problem in book[:5]]
    return raw, derive(book, AS_OF)


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Raw, Ledger]:
    """The default county on disk, judged once."""
    root = tmp_path_factory.mktemp("county")
    write(root, offices=OFFICES, cases=CASES, seed=SEED, as_of=AS_OF)
    return root, *judged(root)


def found_in(ledger: Ledger, root: Path) -> dict[str, set[str]]:
    """Rules broken, overdue or withholding, by path under records/."""
    return {
        Path(case.record.path).relative_to(root).as_posix(): {
            outcome.rule for outcome in case.outcomes if outcome.state in SPOKEN
        }
        for case in ledger.cases.values()
    }


def test_each_story_breaks_just_the_rules_of_its_plot(
    county: tuple[Told, ...], standing: tuple[Path, Raw, Ledger]
) -> None:
    root, raw, ledger = standing
    found = found_in(ledger, root)
    reminded = {"correction-two-admonitions", "correction-two-warnings"}
    for told in county:
        assert found[told.path] == set(told.rules) - reminded, told.path
    spoken = {
        outcome.rule
        for case in ledger.cases.values()
        for outcome in case.outcomes
        if outcome.state in SPOKEN | {"提醒"}
    }
    kinds = {record.kind for record in ledger.book.records}
    assert {rule.id for rule in raw.rules if rule.kind in kinds} - ONLY_ELSEWHERE <= spoken


def test_a_smaller_county_has_other_sizes_than_it_wants(tmp_path: Path) -> None:
    write(tmp_path, offices=2, cases=4, seed=1, as_of=AS_OF)
    _, ledger = judged(tmp_path)
    assert "office-mix" in found_in(ledger, tmp_path)["county/county.yml"]


def test_notices_are_in_their_window_in_many_offices(
    standing: tuple[Path, Raw, Ledger],
) -> None:
    _, _, ledger = standing
    open_ = [n for case in ledger.cases.values() for n in case.notices if n.state == "公示中"]
    assert len(open_) >= 12
    assert len({notice.office for notice in open_}) >= 5


def test_an_unannounced_year_is_refused() -> None:
    with pytest.raises(Unannounced):
        list(compose(offices=1, cases=0, seed=1, as_of=date(2099, 1, 1)))


def test_working_days_of_the_stories_follow_the_calendar() -> None:
    assert days.later(date(2026, 2, 13), 5) == date(2026, 2, 27)
    assert days.earlier(date(2026, 2, 25), 1) == date(2026, 2, 24)
    assert days.on_or_after(date(2026, 2, 15)) == date(2026, 2, 24)
