"""The draw: RFC 3797 as published, both draws of a selection, the proof that anyone can replay."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from suowu.commands import load_county
from suowu.commands.options import Options
from suowu.define import define
from suowu.derive.notices import barred_by, notices_of
from suowu.derive.views import RecordView, record_view
from suowu.draw import proof_faults, proof_of, proof_text, selection_of
from suowu.draw.rfc3797 import LARGEST, bits_needed, key_string, picks
from suowu.draw.selection import canonical_text, fingerprint_of
from suowu.draw.sources import KINDS, bits_of, entropy_words, sources_of
from suowu.examples import merged
from suowu.ledger import Notice, Secret
from suowu.model import Data, Record
from suowu.privacy import withheld
from suowu.privacy.gate import OwnPage, gate
from suowu.privacy.shapes import shapes_in
from suowu.rules import rule_set
from suowu.rules.scopes import World
from suowu.yamlfile import read
from tests.counties import KINDS as KIND_FOLDERS
from tests.counties import (
    ROOT,
    definitions,
    edit,
    golden_county,
    repository,
    suowu,
    web_only,
)  # fmt: skip

GOOD = KIND_FOLDERS / "juror-selection" / "examples" / "good" / "full.yml"
SOURCES = [[9319], [2, 5, 12, 8, 10], [9, 18, 26, 34, 41, 45]]
KEY = "9319./2.5.8.10.12./9.18.26.34.41.45./"
PUBLISHED = """
990DD0A5692A029A98B5E01AA28F3459 25 17
3691E55CB63FCC37914430B2F70B5EC6 24 7
FE814EDF564C190AC1D25753979990FA 23 2
1863CCACEB568C31D7DDBDF1D4E91387 22 16
F4AB33DF4889F0AF29C513905BE1D758 21 25
13EAEB529F61ACFB9A29D0BA3A60DE4A 20 23
992DB77C382CA2BDB9727001F3CDCCD9 19 8
63AB4258ECA922976811C7F55C383CE7 18 24
DFBC5AC97CED01B3A6E348E3CC63F40D 17 19
31CB111C4A4EBE9287CEAE16FE51B909 16 13
07FA46C122F164C215BBC72793B189A3 15 22
AC52F8D75CCBE2E61AFEB3387637D501 14 5
53306F73E14FC0B2FBF434218D25948E 13 18
B5D1403501A81F9A47318BE7893B347C 12 9
85B10B356AA06663EF1B1B407765100A 11 1
3269E6CE559ABD57E2BA6AAB495EB9BD 10 4
"""
"""RFC 3797, section 6: ten of twenty-five are wanted, sixteen are shown."""
RECIPE = [
    {"名称": "公证", "种类": "公证摇号"},
    {"名称": "双色球", "种类": "双色球", "期号": "2026001"},
    {"名称": "大乐透", "种类": "超级大乐透", "期号": "2026001"},
]


@cache
def record() -> Data:
    """The complete good example of a selection."""
    data = read(GOOD.read_text("utf-8")).data
    assert isinstance(data, dict)
    return data


def changed(**over: Any) -> Data:
    made: Data = merged(record(), over)
    return made


def numbers(rows: tuple[Data, ...]) -> list[str]:
    return [row["编号"] for row in rows]


# --- RFC 3797 -----------------------------------------------------------------------------------


def test_the_values_that_the_rfc_publishes() -> None:
    assert key_string(SOURCES) == KEY
    drawn = [f"{p.digest} {p.left} {p.chosen}" for p in picks(KEY, 25, count=16)]
    assert drawn == PUBLISHED.split("\n")[1:-1]


def test_numbers_are_sorted_within_a_source_and_sources_keep_their_order() -> None:
    assert key_string([[3, 1, 2], [10, 9]]) == "1.2.3./9.10./"
    assert key_string([[10, 9], [3, 1, 2]]) != key_string([[3, 1, 2], [10, 9]])


def test_more_picks_leave_the_first_ones_as_they_are() -> None:
    whole = picks("7./", 40, count=40)
    assert whole[:12] == picks("7./", 40, count=12)
    assert sorted(pick.chosen for pick in whole) == list(range(1, 41))


def test_the_counter_has_two_bytes() -> None:
    (last,) = picks("7./", 300, count=258)[257:]
    assert last.digest == hashlib.md5(b"\x01\x017./\x01\x01").hexdigest().upper()


@pytest.mark.parametrize(("size", "count"), [(3, 4), (3, -1), (LARGEST + 1, 1)])
def test_what_the_rfc_does_not_allow_is_refused(size: int, count: int) -> None:
    with pytest.raises(ValueError, match=f"{count} of {size}"):
        picks("7./", size, count=count)


def test_everyone_is_as_likely_over_many_seeds() -> None:
    """Chi-square over fixed seeds: at 19 degrees of freedom 43.8 is passed once in a thousand."""
    seeds, size, count = 3000, 20, 5
    drawn = [picks(f"{seed}./", size, count=count) for seed in range(seeds)]
    chosen = Counter(pick.chosen for one in drawn for pick in one)
    first = Counter(one[0].chosen for one in drawn)
    last = Counter(one[-1].chosen for one in drawn)
    for seen, mean in ((chosen, seeds * count / size), (first, seeds / size), (last, seeds / size)):
        spread = sum((seen[place] - mean) ** 2 / mean for place in range(1, size + 1))
        assert spread < 43.8


def test_pairs_are_as_likely_over_many_seeds() -> None:
    """Of 8, the 56 ordered pairs: at 55 degrees of freedom 93.2 is passed once in a thousand."""
    seeds = 5600
    pairs = Counter(
        tuple(p.chosen for p in picks(f"{seed}.{seed + 7}./", 8, count=2)) for seed in range(seeds)
    )
    assert len(pairs) == 56
    assert sum((seen - 100) ** 2 / 100 for seen in pairs.values()) < 93.2


# --- sources ------------------------------------------------------------------------------------


def test_what_a_source_gives_and_a_draw_needs() -> None:
    given = {name: bits_of(sources_of([{"名称": "甲", "种类": name}])) for name in KINDS}
    assert {name: round(bits, 1) for name, bits in given.items()} == {
        "公证摇号": 19.9, "双色球": 24.1, "超级大乐透": 24.4, "快乐8": 61.6,
        "福彩3D": 10.0, "排列3": 10.0, "排列5": 16.6,
    }  # fmt: skip
    assert round(bits_needed(1170, 39)) == 243 and round(bits_needed(300, 60)) == 212
    assert bits_needed(5, 5) == bits_needed(5, 0) == 0


def test_the_recipe_is_enough_and_one_lottery_is_not() -> None:
    assert len(list(entropy_words(sources_of(RECIPE), 200, enough=64))) == 1
    told = list(entropy_words(sources_of(RECIPE[1:2]), 200, enough=64))
    assert told[0] == "随机源的熵 24.1 位，抽选需要 200.0 位"
    assert "少于 64 位" in told[1] and "公证员" in told[1]


def test_the_same_issue_twice_and_an_unknown_lottery_give_nothing() -> None:
    twice = [RECIPE[1], {**RECIPE[1], "名称": "又写一遍"}]
    assert bits_of(sources_of(twice)) == bits_of(sources_of(RECIPE[1:2]))
    assert bits_of(sources_of([{"名称": "甲"}])) == 0


def test_each_drum_of_a_lottery_is_a_source() -> None:
    (source,) = sources_of([{"名称": "甲", "种类": "双色球", "数值": [31, 2, 30, 9, 12, 7, 5]}])
    assert key_string(source.groups) == "2.7.9.12.30.31./5./"
    (plain,) = sources_of([{"名称": "甲", "数值": [31, 2, 5]}])
    assert key_string(plain.groups) == "2.5.31./"


@pytest.mark.parametrize(
    "values", [[1, 2, 3], [1, 1, 2, 3, 4, 5, 6], [1, 2, 3, 4, 5, 34, 6], [1, 2, 3, 4, 5, 6, 0]]
)
def test_what_no_such_lottery_can_give_is_told(values: list[int]) -> None:
    (source,) = sources_of([{"名称": "甲", "种类": "双色球", "数值": values}])
    assert source.fault


def test_every_lottery_that_a_record_may_name_is_known() -> None:
    field = definitions().kinds["juror-selection"].schema["候选人抽选"]["schema"]["随机源"]
    assert field["schema"]["schema"]["种类"]["allowed"] == list(KINDS)


# --- the list -----------------------------------------------------------------------------------


def test_the_list_is_one_text_however_it_is_written() -> None:
    rows: list[Data] = [
        {"编号": "R2", "姓名": "é"},
        {"编号": "R1", "姓名": "甲", "出生日期": date(1990, 1, 2)},
    ]
    other: list[Data] = [rows[1], {"编号": "R2", "姓名": "é"}]
    assert canonical_text(rows) == "编号,姓名,出生日期\nR1,甲,1990-01-02\nR2,é,\n"
    assert fingerprint_of(rows) == fingerprint_of(other)
    assert fingerprint_of(rows) != fingerprint_of([*rows, {"编号": "R3"}])
    text = canonical_text(rows).encode()
    assert fingerprint_of(rows) == f"sha256:{hashlib.sha256(text).hexdigest()}"


# --- both draws ---------------------------------------------------------------------------------


def test_the_good_example_comes_out_as_it_says() -> None:
    found = selection_of(record())
    assert found.faults == ()
    assert [len(each.picks) for each in found.rounds] == [15, 4]
    assert numbers(found.candidates) == list(found.rounds[0].chosen)
    assert len(found.appointees) == record()["拟任命数"]


def test_who_was_screened_out_or_does_not_consent_is_not_drawn_again() -> None:
    found = selection_of(record())
    out = {record()["资格审查"]["不合格"][0]["编号"], record()["资格审查"]["不同意"][0]}
    assert out <= set(found.rounds[0].chosen) and not out & set(found.rounds[1].listed)
    assert found.rounds[1].listed == tuple(sorted(set(found.rounds[0].chosen) - out))


def test_who_withdraws_is_followed_by_the_first_of_the_reserves() -> None:
    before, after = selection_of(changed(递补=[])), selection_of(record())
    gone, *stay = numbers(before.appointees)
    assert gone == record()["递补"][0]["退出"]
    assert numbers(after.appointees) == [*stay, *numbers(before.reserves)]
    assert after.reserves == ()


def applicants(count: int) -> list[Data]:
    return [
        {
            "编号": f"Z{n:03}",
            "姓名": f"示例{n}",
            "性别": "女",
            "出生日期": date(1985, 5, 6),
            "途径": "个人申请",
        }
        for n in range(count)
    ]


def test_more_applicants_than_places_are_drawn_by_one_number_more() -> None:
    found = selection_of(changed(自荐名额=1, 自荐推荐=applicants(3), 递补=[]))
    own = found.rounds[-1]
    assert own.key == f"{found.rounds[1].key}2./"
    assert own.listed == ("Z000", "Z001", "Z002") and len(own.picks) == 1
    assert numbers(found.appointees)[-1:] == list(own.chosen)
    assert len(found.appointees) == record()["拟任命数"]
    assert [row["途径"] for row in found.appointees] == ["随机抽选", "随机抽选", "个人申请"]


def test_places_that_nobody_applied_for_go_to_those_drawn_by_lot() -> None:
    found = selection_of(changed(自荐名额=2, 自荐推荐=applicants(1), 递补=[]))
    assert [row["途径"] for row in found.appointees] == ["随机抽选", "随机抽选", "个人申请"]
    assert len(found.rounds) == 2


def test_a_further_batch_is_drawn_from_those_who_are_left() -> None:
    source = {
        "名称": "双色球",
        "种类": "双色球",
        "公布日期": date(2026, 2, 12),
        "数值": [1, 2, 3, 4, 5, 6, 7],
    }
    batch = {"原因": "不够", "抽选数": 2, "日期": date(2026, 2, 13), "随机源": [source]}
    found = selection_of(changed(补充批次=[batch], 递补=[]))
    first, more = found.rounds[:2]
    assert not set(first.chosen) & set(more.listed) and len(more.chosen) == 2
    assert [row["批次"] for row in found.candidates] == [1] * 15 + [2] * 2
    assert found.candidates[-1]["抽选日期"] == date(2026, 2, 13)


def test_nothing_is_drawn_before_every_source_is() -> None:
    found = selection_of(
        changed(拟任抽选={"随机源": [{"名称": "双色球", "公布日期": date(2026, 3, 3)}]})
    )
    assert found.rounds[1].key == "" and found.appointees == () and found.faults == ()


@pytest.mark.parametrize(
    ("over", "says"),
    [
        ({"名册": [{"编号": "R001", "姓名": "示例甲"}]}, "名单指纹与名单不符"),
        ({"候选人抽选": {"抽选数": 19}}, "要抽 19 人，名单只有 18 人"),
        ({"资格审查": {"不同意": ["R999"]}}, "R999 不是候选人"),
        ({"拟任命数": 14, "递补": []}, "拟任人选还缺 1 人"),
        (
            {"拟任抽选": {"随机源": [{"名称": "双色球", "种类": "双色球", "数值": [1]}]}},
            "须为 7 个数",
        ),
    ],
)
def test_what_does_not_agree_is_told(over: Data, says: str) -> None:
    assert says in "；".join(selection_of(changed(**over)).faults)


# --- the proof ----------------------------------------------------------------------------------


@cache
def proof() -> dict[str, Any]:
    made: dict[str, Any] = json.loads(proof_text(proof_of(record(), selection_of(record()))))
    return made


def verified_elsewhere(proof: Data) -> list[str]:
    """Draws again from draw.json alone, with nothing of suowu: what comes out, round by round."""
    wrong = []
    for each in proof["抽选"]:
        groups = [group for source in each["随机源"] for group in source["分组"]]
        if each["附加数"] is not None:
            groups.append([each["附加数"]])
        key = ""
        for group in groups:
            key += "".join(f"{number}." for number in sorted(group)) + "/"
        if key != each["密钥串"]:
            wrong.append("key")
        left = list(each["名单"])
        for turn, said in enumerate(each["结果"]):
            counter = bytes(divmod(turn, 256))
            value = hashlib.md5(counter + key.encode() + counter).hexdigest()
            taken = left.pop(int(value, 16) % len(left))
            if (said["散列"], said["编号"]) != (value.upper(), taken):
                wrong.append(f"{each['名称']} {turn}")
    return wrong


def test_a_script_that_shares_no_code_comes_to_the_same() -> None:
    assert verified_elsewhere(proof()) == []


def test_the_proof_holds_numbers_only() -> None:
    text = proof_text(proof_of(record(), selection_of(record())))
    for row in record()["名册"]:
        assert row["编号"] in text
        assert not [key for key in ("姓名", "身份证号", "住址") if str(row[key]) in text]
        assert row["出生日期"].isoformat() not in text
    assert "任职回避" not in text and "示例甲" not in text


def test_a_good_proof_passes() -> None:
    assert proof_faults(json.dumps(proof())) == ()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda p: p["抽选"][0]["随机源"][1]["数值"].reverse(),
        lambda p: p["抽选"][0]["随机源"][0].update(数值=[381205]),
        lambda p: p["抽选"][0].update(密钥串="1./"),
        lambda p: p["抽选"][0]["名单"].pop(0),
        lambda p: p["抽选"][0]["名单"].reverse(),
        lambda p: p["抽选"][0]["结果"].pop(),
        lambda p: p["抽选"][1]["结果"][2].update(编号="R001"),
        lambda p: p["抽选"][1]["结果"][0].update(散列="0" * 32),
        lambda p: p["抽选"][1].update(抽选数=5),
        lambda p: p["入选"]["拟任"].reverse(),
        lambda p: p["入选"].update(退出=[]),
    ],
)
def test_a_proof_that_was_touched_does_not_pass(spoil: Callable[[Any], object]) -> None:
    touched = json.loads(json.dumps(proof()))
    spoil(touched)
    assert proof_faults(json.dumps(touched)) != ()


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"格式": "suowu-draw/1"}', '{"格式": "suowu-draw/1", "抽选": [3]}']
)
def test_what_is_no_proof_is_no_crash(text: str) -> None:
    (fault,) = proof_faults(text)
    assert "抽选证明" in fault


# --- a county that selects ----------------------------------------------------------------------

PLACE = "county/juror-selection/2026-001"


def selecting_county(folder: Path) -> Path:
    """The miniature county with the good example, its list in a CSV file, its notice posted."""
    records = golden_county(folder)
    home = records / "county" / "juror-selection"
    home.mkdir()
    text = GOOD.read_text("utf-8")
    head, _, rest = text.partition("名册:\n")
    rest = rest[rest.index("候选人抽选:\n") :].partition("任命:")[0]
    rest = rest.replace("  名单指纹", "  名单: pool.csv\n  名单指纹")
    rest = rest.replace("起: 2026-03-05, 止: 2026-03-12", "起: 2026-03-16, 止: 2026-03-24")
    (home / "2026-001.yml").write_text(head + rest, "utf-8")
    (home / "pool.csv").write_text(canonical_text(record()["名册"]), "utf-8")
    web = "网上公示:\n"
    edit(
        records / "county/county.yml",
        web,
        f"{web}  - {{公示: juror-selection/appointees, 依据: 公示办法}}\n",
    )
    return records


def told(records: Path, home: Path, *, about: str = "juror-selection") -> list[dict[str, Any]]:
    ran = suowu(
        "check", "--records", records, "--format", "json", "--as-of", "2026-03-20", home=home
    )
    return [problem for problem in ran.problems if about in problem["path"]]


def test_the_list_in_a_csv_file_is_part_of_the_record(tmp_path: Path) -> None:
    assert told(selecting_county(tmp_path), tmp_path) == []


def test_a_list_that_was_changed_after_it_was_committed_to_withholds_the_notice(
    tmp_path: Path,
) -> None:
    records = selecting_county(tmp_path)
    edit(records / "county/juror-selection/pool.csv", "倪川耕", "倪川根")
    rules = {problem["rule"]: problem for problem in told(records, tmp_path)}
    assert rules.keys() == {"juror-commit-before-draw", "notice-juror"}
    assert "名单指纹与名单不符" in rules["juror-commit-before-draw"]["message"]


@pytest.mark.parametrize(
    ("old", "new", "says", "line"),
    [
        ("1967-04-29", "1967年4月29日", "须为日期", 2),
        ("R002,", "R001,", "编号不得重复", 3),
        ("编号,姓名", "编号,姓 名", "没有这一列", 1),
        ("R003,潘康雅,男", "R003,潘康雅,男,多了", "须有 6 格", 4),
        ("990000196704290023", "990000196704290024", "校验码", 2),
    ],
)
def test_what_is_wrong_in_the_csv_file_is_told_by_its_line(
    tmp_path: Path, old: str, new: str, says: str, line: int
) -> None:
    records = selecting_county(tmp_path)
    edit(records / "county/juror-selection/pool.csv", old, new)
    found = [p for p in told(records, tmp_path, about="pool.csv") if says in p["message"]]
    assert [problem["line"] for problem in found] == [line] and found[0]["level"] == "错误"


def test_a_list_that_is_not_there_is_told(tmp_path: Path) -> None:
    records = selecting_county(tmp_path)
    (records / "county/juror-selection/pool.csv").unlink()
    (problem,) = told(records, tmp_path, about="pool.csv") or told(records, tmp_path)
    assert "须有这个文件" in problem["message"]


def test_what_the_county_does_stands_in_its_own_folder(tmp_path: Path) -> None:
    records = selecting_county(tmp_path)
    shutil.move(records / "county/juror-selection", records / "baihe/juror-selection")
    (problem,) = [p for p in told(records, tmp_path) if p["level"] == "错误"]
    assert problem["hint"] == "应为 county/juror-selection/<编号>.yml"


# --- what withholds a list -----------------------------------------------------------------------


def seen(**over: Any) -> RecordView:
    """The good example, changed, as it is seen while its notice is posted."""
    found = definitions()
    world = World(
        as_of=date(2026, 3, 10), calendar=found.calendar, parameters=found.parameters,
        county={"名称": "示例县", "司法局": "示例县司法局"},
    )  # fmt: skip
    return record_view(found.kinds["juror-selection"], changed(**over), world=world, year=None)


def notice(**over: Any) -> Notice:
    kind, rules, view = (
        definitions().kinds["juror-selection"],
        rule_set(definitions().rules),
        seen(**over),
    )
    made = Record(office="county", kind=kind.id, id="2026-001", path="", digest="", data=view.data)
    barred = barred_by(tuple(rules.judge(kind.id, view.scope)))
    (posted,) = notices_of(made, view, kind=kind, rules=rules, barred=barred)[0]
    return posted


def test_the_list_is_posted_to_the_day_that_the_record_says() -> None:
    posted = notice(公示={"起": date(2026, 3, 5), "止": date(2026, 3, 18)})
    assert (posted.state, posted.last_day) == ("公示中", date(2026, 3, 18))
    assert posted.view["所名"] == "示例县司法局" and len(posted.view["姓名"]) == 3


@pytest.mark.parametrize(
    ("over", "why"),
    [
        ({"公示": {"止": date(2026, 3, 11)}}, "公示截止日过早"),
        ({"候选人抽选": {"抽选数": 14}}, "抽选人数不符"),
        ({"拟任命数": 4, "自荐名额": 1, "递补": []}, "申请和推荐的名额（手册）不符"),
        ({"资格审查": {"日期": date(2026, 3, 6)}}, "资格审查和本人同意不符"),
        ({"候选人抽选": {"指纹公布": {"日期": date(2026, 2, 10)}}}, "名单先定，可以复算不符"),
    ],
)
def test_a_broken_rule_of_any_word_withholds_the_list_and_says_why(over: Data, why: str) -> None:
    kept = notice(**over)
    assert kept.state == "停发" and kept.view == {}
    assert why in (kept.reason or "")


@pytest.mark.parametrize(
    ("born", "why"),
    [
        (date(1990, 1, 1), None),
        (date(2009, 1, 1), ""),
        (None, "现有记录不能排除未成年，请填 拟任名单.出生日期"),
    ],
)
def test_who_is_not_shown_to_be_an_adult_withholds_the_whole_list(
    born: date | None, why: str | None
) -> None:
    """Whatever the rules say: this is the program's own lock."""
    one = selection_of(record()).appointees[1]["编号"]
    rows = [{**row, "出生日期": born} if row["编号"] == one else row for row in record()["名册"]]
    kind, view = definitions().kinds["juror-selection"], seen(名册=rows)
    assert withheld(kind, view.scope, posted=date(2026, 3, 5)) == why


def test_what_another_record_shows_withholds_it_too(tmp_path: Path) -> None:
    records = selecting_county(tmp_path)
    (records / "county/juror-selection/2026-002.yml").write_text(
        "编号: 2026-002\n法院: 示例县人民法院\n名额数: 60\n拟任命数: 3\n"
        "重抽: {原记录: 2026-001, 原因: 名单有误}\n",
        "utf-8",
    )
    options = Options(
        command="check", records=records, content=ROOT / "content", root=tmp_path,
        templates=ROOT / "templates", as_of="2026-03-20", cache=None,
    )  # fmt: skip
    ledger = load_county(options).ledger
    assert ledger is not None
    (posted,) = ledger.cases[PLACE].notices
    assert posted.state == "停发" and "作废" in (posted.reason or "")


def test_a_kind_that_records_offences_cannot_say_that_they_do_not_matter() -> None:
    raw = repository()
    rel = "kinds/assessment/kind.yml"
    old = "未成年: {出生: 出生日期, 犯罪时未成年: 犯罪时未成年, 犯罪日期: 犯罪日期}"
    text = raw.shapes[rel].text
    assert old in text
    changed_text = text.replace(old, "未成年: {出生: 出生日期, 无关犯罪: true}")
    shapes = {**raw.shapes, rel: replace(raw.shapes[rel], text=changed_text)}
    found = define(replace(raw, shapes=shapes)).problems
    assert ["不得写“无关犯罪”" in p.message for p in found if p.path.endswith(rel)] == [True]


def test_the_names_of_the_list_pass_on_its_own_page_and_nowhere_else() -> None:
    namesake = Secret("雷芳芳", "baihe/correction/2026-001", "姓名", True, "姓名")
    part = Secret("芳芳", "baihe/correction/2026-002", "姓名", True, "姓名")
    secrets = {secret.value: secret for secret in (namesake, part)}
    page = b"<html><body><article>\xe9\x9b\xb7\xe8\x8a\xb3\xe8\x8a\xb3</article></body></html>"
    own = OwnPage("county/juror-selection/2026-001", frozenset(), frozenset(("雷芳芳",)))
    assert gate([("public/a.html", page)], secrets=secrets, own={"public/a.html": own}) == ()
    assert gate([("public/b.html", page)], secrets=secrets, own={"public/a.html": own}) != ()


# --- the command --------------------------------------------------------------------------------


def draw(records: Path, home: Path, *words: str) -> tuple[int, str, str]:
    ran = suowu("draw", *words, "--records", records, "--as-of", "2026-03-20", home=home)
    return ran.code, ran.out, ran.err


def test_the_command_commits_draws_and_verifies(tmp_path: Path) -> None:
    records = selecting_county(tmp_path)
    code, out, _ = draw(records, tmp_path, PLACE, "--commit")
    assert code == 0 and record()["候选人抽选"]["名单指纹"] in out
    assert "随机源的熵 68.4 位，抽选需要 9.7 位" in out
    code, out, _ = draw(records, tmp_path, PLACE)
    file = records / f"{PLACE}.draw.json"
    assert code == 0 and "抽中" in out and verified_elsewhere(json.loads(file.read_text())) == []
    assert told(records, tmp_path) == []  # and check says nothing of the file
    code, out, _ = draw(records, tmp_path, "--verify", str(file))
    assert code == 0 and out.startswith("相符")
    edit(file, '"抽选数": 4', '"抽选数": 3')
    code, out, _ = draw(records, tmp_path, "--verify", str(file))
    assert code == 1 and "应抽 3 人" in out


def test_a_record_that_does_not_agree_is_a_problem(tmp_path: Path) -> None:
    records = selecting_county(tmp_path)
    edit(records / f"{PLACE}.yml", "不同意: [R015]", "不同意: [R999]")
    code, out, _ = draw(records, tmp_path, PLACE)
    assert code == 1 and "不符：审查或者退出的 R999 不是候选人" in out


def test_the_command_says_how_it_is_used(tmp_path: Path) -> None:
    records = selecting_county(tmp_path)
    for words, says in (
        ((), "还须写明"),
        (("county/juror-selection/2025-009",), "没有这份记录"),
        (("baihe/correction/2026-002",), "没有抽选"),
        (("--verify", str(tmp_path / "nothing.json")), "读不了这个文件"),
    ):
        code, _, err = draw(records, tmp_path, *words)
        assert code == 2 and says in err


# --- what the public sees -----------------------------------------------------------------------


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("draw")
    return web_only(selecting_county(folder), folder / "site", home=folder, as_of="2026-03-20")


def notice_of(site: Path) -> str:
    pages = [page.read_text("utf-8") for page in (site / "public/notices").glob("*.html")]
    (found,) = [text for text in pages if "拟任命人民陪审员名单公示" in text]
    return found


def test_the_public_list_has_name_sex_birth_year_and_route(site: Path) -> None:
    page = notice_of(site)
    for row in selection_of(record()).appointees:
        cells = (row["姓名"], row["性别"], row["出生年"], "随机抽选")
        assert "".join(f"<td>{cell}</td>" for cell in cells) in page
        assert row["出生日期"].isoformat() not in page
    assert "2026年3月24日" in page and "draws/juror-selection-2026-001.html" in page


def test_nobody_of_the_list_stands_in_public_but_those_to_be_appointed(site: Path) -> None:
    named = {row["姓名"] for row in selection_of(record()).appointees}
    public = "\n".join(f.read_text("utf-8", "replace") for f in (site / "public").rglob("*.*ml"))
    public += (site / "public/draws/juror-selection-2026-001.json").read_text("utf-8")
    for row in record()["名册"]:
        assert (row["姓名"] in public) is (row["姓名"] in named)
        assert row["身份证号"] not in public and row["住址"] not in public


def test_the_proof_stands_beside_its_page_and_reads_without_scripts(site: Path) -> None:
    folder = site / "public" / "draws"
    data = json.loads((folder / "juror-selection-2026-001.json").read_text("utf-8"))
    page = (folder / "juror-selection-2026-001.html").read_text("utf-8")
    assert verified_elsewhere(data) == []
    for each in data["抽选"]:
        assert each["密钥串"] in page
        assert all(one["散列"] in page and one["编号"] in page for one in each["结果"])


def test_the_browser_draws_again_without_a_network(site: Path) -> None:
    from playwright.sync_api import sync_playwright

    names = ("chromium", "chromium-browser", "google-chrome")
    binary = next(filter(None, map(shutil.which, names)), None)
    if binary is None:
        missing = "no Chromium: apt-get install chromium, or run .ci/run"
        pytest.fail(missing) if os.environ.get("CI") else pytest.skip(missing)
    page_file = site / "public/draws/juror-selection-2026-001.html"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=binary, args=["--no-sandbox"])
        page = browser.new_page()
        asked = list[str]()
        page.on("request", lambda request: asked.append(request.url))
        page.goto(page_file.as_uri())
        page.click(".draw__again")
        assert "相符：重抽了 19 次" in (page.text_content(".draw__said") or "")
        page.evaluate(
            "p => { const d = JSON.parse(p.textContent); d.抽选[1].结果[2].编号 = 'R001';"
            " p.textContent = JSON.stringify(d); }",
            page.query_selector("#proof"),
        )
        page.click(".draw__again")
        assert "不符。拟任抽选：第 3 个应为" in (page.text_content(".draw__said") or "")
        assert all(url.startswith("file:") for url in asked)
        browser.close()


def test_a_digest_is_no_telephone() -> None:
    digest = "1A13912345678BCDEF0123456789ABCD"
    assert len(digest) == 32 and list(shapes_in(f"散列 {digest}")) == []
    assert [found.shape for found in shapes_in("电话 13912345678")] == ["手机号"]
    assert list(shapes_in(f"{digest} 13912345678")) != []
