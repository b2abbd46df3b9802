"""Explanations: how a finding came about, step by step, for a clerk and for a program."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest

from suowu import commands
from suowu.commands import RECORD_NAMES
from suowu.commands.options import Options
from suowu.explain import Explanation, Step, calculations, explain
from suowu.grammar.rules import Rule
from suowu.ledger import Case, Ledger
from suowu.yamlfile import positions
from tests.counties import GOLDEN_RECORDS, ROOT, Ran, edit, example_county, golden_county, suowu

CASE, SURVEY = "qinghe/correction/2026-002", "qinghe/assessment/2026-002"
AS_OF = "2026-03-20"
NUMBERS, RULES = "content/parameters/correction.yml", "content/rules/correction-intake.yml"


@pytest.fixture
def records(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A county of complete examples, asked about from the checkout."""
    monkeypatch.chdir(ROOT)
    return example_county(tmp_path)


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """The law, to be amended."""
    return Path(shutil.copytree(ROOT / "content", tmp_path / "content"))


def ran(records: Path, *words: str | Path) -> Ran:
    return suowu("explain", *words, "--records", records, "--as-of", AS_OF, home=records.parent)


def told(records: Path, *words: str | Path) -> list[str]:
    """The lines about the rule, without what stands to their left."""
    found = ran(records, *words)
    assert found.code == 0, found.out + found.err
    return [line.strip() for line in found.out.splitlines() if line.strip()]


def file_of(records: Path, key: str) -> Path:
    return records / f"{key}.yml"


def line_of(path: Path, *where: str | int) -> int:
    return positions(path.read_text("utf-8"))[where][0]


def one(lines: list[str], start: str) -> str:
    """The one line that begins so."""
    found = [line for line in lines if line.startswith(start)]
    assert len(found) == 1, (start, lines)
    return found[0]


# A deadline, from its start to the finding


def test_a_deadline_is_told_from_its_start_to_the_finding(records: Path) -> None:
    """Start with file and line, value in force and why, each day with its holiday, due, finding."""
    file = file_of(records, CASE)
    edit(file, "  日期: 2026-02-24\n  监管措施", "  日期: 2026-02-25\n  监管措施")
    start, done = (
        f"{file}:{line_of(file, *where)}" for where in (("宣告", "日期"), ("矫正方案", "日期"))
    )
    parameter = f"{NUMBERS}:{line_of(ROOT / NUMBERS, '方案期限')}"
    since = "自 2024-11-08 起，手册 四(五)2(5)①"
    late = "矫正方案制定迟 1 个工作日：应在 2026-02-24（含当日）以前，实为 2026-02-25"
    holidays = zip(range(15, 24), "日一二三四五六日一", strict=True)
    assert told(records, CASE, "correction-plan") == [
        f"社区矫正 2026-002　秦志远 缓刑　在办　{file}",
        f"矫正方案制定 [correction-plan]　手册 四(五)2(5)①　{RULES}:{rule_line('correction-plan')}",
        "要求　入矫宣告后 5 个工作日内制定矫正方案，不得在宣告之前",
        "执行　矫正方案.日期须在宣告.日期之后 5 个工作日内，不得早于起算",
        f"起算　宣告.日期　2026-02-10（星期二）　{start}",
        f"期限　5 个工作日（方案期限：{since}；适用 2026-02-10 当日的规定）　{parameter}",
        "计算　当日不计，节假日不计，补班日计入；2026 年按国务院办公厅公布的安排",
        "2026-02-10（星期二）　当日不计",
        "✓ 2026-02-11（星期三）　第 1 日",
        "✓ 2026-02-12（星期四）　第 2 日",
        "✓ 2026-02-13（星期五）　第 3 日",
        "✓ 2026-02-14（星期六）　第 4 日（调休上班）",
        *(f"✗ 2026-02-{day}（星期{name}）　不计（春节）" for day, name in holidays),
        "✓ 2026-02-24（星期二）　第 5 日",
        "应在　2026-02-24（星期二）",
        f"实际　矫正方案.日期　2026-02-25（星期三）　{done}",
        f"结果　违反　{late}（依据 手册 四(五)2(5)①）　{done}",
        f"按 {AS_OF} 计算（示例县的示例日期）",
    ]


def rule_line(rule: str) -> int:
    lines = (ROOT / RULES).read_text("utf-8").splitlines()
    return lines.index(f"  - id: {rule}") + 1


CALENDAR = """\
年份: 2026
依据: 国务院办公厅关于2026年部分节假日安排的通知
放假:
  - {起: 2026-01-01, 止: 2026-01-03, 名称: 元旦}
  - {起: 2026-02-15, 止: 2026-02-23, 名称: 春节放假}
  - {起: 2026-04-04, 止: 2026-04-06, 名称: 清明节}
  - {起: 2026-05-01, 止: 2026-05-05, 名称: 劳动节}
  - {起: 2026-06-19, 止: 2026-06-21, 名称: 端午节}
  - {起: 2026-09-25, 止: 2026-09-27, 名称: 中秋节}
  - {起: 2026-10-01, 止: 2026-10-07, 名称: 国庆节}
上班: [2026-01-04, 2026-02-14, 2026-02-28, 2026-05-09, 2026-09-20, 2026-10-10]
"""


def test_the_notice_that_arranged_the_holidays_is_named(records: Path, content: Path) -> None:
    (content / "calendars" / "2026.yml").write_text(CALENDAR, "utf-8")
    lines = told(records, CASE, "correction-plan", "--content", content)
    notice = "2026 年按国务院办公厅关于2026年部分节假日安排的通知"
    assert one(lines, "计算") == f"计算　当日不计，节假日不计，补班日计入；{notice}"
    assert "✗ 2026-02-15（星期日）　不计（春节放假）" in lines


def test_a_last_day_that_is_a_rest_day_rolls_on(records: Path) -> None:
    file = file_of(records, CASE)
    edit(
        file,
        "    申请日期: 2026-03-06\n    收件日期: 2026-03-06\n    起",
        "    申请日期: 2026-03-05\n    收件日期: 2026-03-05\n    起",
    )
    lines = told(records, CASE, "correction-leave-3d")
    assert next(line for line in lines if line.startswith("计算")) == (
        "计算　当日不计，节假日计入，末日为 2026-03-08（星期日）；"
        "末日是休息日，顺延到下一个工作日；2026 年按国务院办公厅公布的安排"
    )
    assert (
        lines[lines.index("✗ 2026-03-08（星期日）　顺延（周末）") + 1]
        == "✓ 2026-03-09（星期一）　工作日"
    )
    assert "应在　2026-03-09（星期一）" in lines


def test_a_last_day_that_does_not_roll_says_so(records: Path) -> None:
    lines = told(records, CASE, "correction-ban-expiry")
    assert one(lines, "计算") == "计算　按规定，末日是休息日也不顺延"
    assert "不得提前，末日不顺延" in one(lines, "执行")


def test_what_must_be_done_ahead_is_counted_backwards(records: Path) -> None:
    lines = told(records, CASE, "correction-visitor-3d")
    assert one(lines, "计算") == "计算　从 2026-03-06 向前数 3 日，当日不计"
    assert one(lines, "至迟应在") == "至迟应在　2026-03-03（星期二）"


def test_of_several_things_to_do_each_is_shown(records: Path) -> None:
    lines = told(records, CASE, "correction-leave-3d")
    first = lines.index(
        next(line for line in lines if line.startswith("实际　所审核.日期、告知.日期"))
    )
    assert lines[first + 1].startswith("所审核.日期　2026-03-06")
    assert lines[first + 2].startswith("告知.日期　2026-03-")


def test_a_deadline_into_an_unannounced_year_names_the_file(records: Path) -> None:
    file = file_of(records, CASE)
    edit(file, "宣告: {日期: 2026-02-10", "宣告: {日期: 2026-12-30")
    edit(file, "矫正方案:\n  日期: 2026-02-24", "矫正方案:\n  日期: 2027-01-04")
    lines = told(records, CASE, "correction-plan", "--as-of", "2026-12-31")
    assert "content/calendars/2027.yml" in one(lines, "末日")
    assert one(lines, "结果").startswith("结果　未公布")


def test_what_was_not_due_when_the_case_ended_is_not_asked_for(records: Path) -> None:
    file = file_of(records, CASE)
    text = file.read_text("utf-8")
    assert "\n终止:" not in text
    text = re.sub(r"\n矫正方案:\n(  .*\n)+", "\n", text)
    file.write_text(f"{text}终止: {{原因: 收监, 日期: 2026-02-11}}\n", "utf-8")
    lines = told(records, CASE, "correction-plan")
    assert one(lines, "结果") == "结果　案件了结时尚未到期，不再要求"


# The value in force


def test_the_value_of_the_day_counts_and_its_history_is_shown(records: Path, content: Path) -> None:
    numbers = content / "parameters/correction.yml"
    edit(
        numbers,
        "沿革: [{自: 2024-11-08, 值: 5, 依据: 手册 四(五)2(5)①}]",
        "沿革: [{自: 2024-11-08, 值: 5, 依据: 旧手册}, {自: 2026-02-11, 值: 3, 依据: 新手册}]",
    )
    lines = told(records, CASE, "correction-plan", "--content", content)
    at = lines.index(one(lines, "期限"))
    assert lines[at].startswith(
        "期限　5 个工作日（方案期限：自 2024-11-08 起，旧手册；适用 2026-02-10 当日的规定）"
    )
    assert lines[at + 1] == "✓ 沿革　自 2024-11-08 起 5 个工作日，旧手册"
    assert lines[at + 2] == "✗ 沿革　自 2026-02-11 起 3 个工作日，新手册"
    edit(file_of(records, CASE), "宣告: {日期: 2026-02-10", "宣告: {日期: 2026-02-11")
    later = told(records, CASE, "correction-plan", "--content", content)
    assert one(later, "期限").startswith("期限　3 个工作日（方案期限：自 2026-02-11 起，新手册；")


def test_a_value_for_a_case_like_this_says_why_it_is_that_one(records: Path) -> None:
    file = file_of(records, SURVEY)
    assert "速裁程序: true" in file.read_text("utf-8")
    lines = told(records, SURVEY, "assessment-due")
    assert "期限　5 个工作日，因为委托.速裁程序为“是”（" in one(lines, "期限")


def test_a_number_in_a_condition_is_that_of_its_day(records: Path, content: Path) -> None:
    numbers = content / "parameters/correction.yml"
    edit(
        numbers,
        "沿革: [{自: 2020-07-01, 值: 7, 依据: 社区矫正法实施办法 第二十七条；手册 四(五)2(8)②}]",
        "沿革: [{自: 2020-07-01, 值: 7, 依据: 旧法}, {自: 2026-04-01, 值: 4, 依据: 新法}]",
    )
    lines = told(records, CASE, "correction-leave-form-same-day", "--content", content)
    at = lines.index(one(lines, "✓ 条件"))
    assert lines[at].startswith("✓ 条件　所批外出，即天数不超过 7 日（算得 5）")
    assert lines[at + 1].startswith(
        "参数　7 日（外出所批天数：自 2020-07-01 起，旧法；适用 2026-03-06"
    )


# Why a rule says nothing


def test_a_condition_that_does_not_hold(records: Path) -> None:
    file = file_of(records, CASE)
    edit(
        file,
        "矫正期限: {起: 2026-02-01, 止: 2026-07-31}",
        "矫正期限: {起: 2026-02-01, 止: 2026-04-30}",
    )
    lines = told(records, CASE, "correction-education-entry")
    at = lines.index(one(lines, "✗ 条件"))
    assert lines[at] == (
        "✗ 条件　期限较长，即从矫正期限.起到矫正期限.止超过 3 个月（按刑期计算）"
        f"（2026-02-01 至 2026-04-30）　{file}:{line_of(file, '矫正期限', '止')}"
    )
    assert "不适用　条件不成立，这一条在这里不作要求" in lines
    assert not [line for line in lines if line.startswith("结果")]


def test_a_start_that_is_not_filled_in(records: Path) -> None:
    edit(file_of(records, CASE), "到所报到日期: 2026-02-05, ", "")
    lines = told(records, CASE, "correction-announcement")
    assert one(lines, "不起算").startswith("不起算　接收.到所报到日期没有填，期限还没有开始")


def test_an_event_before_the_rule_and_a_day_that_is_missing(records: Path) -> None:
    office = records / "qinghe/office.yml"
    lines = told(records, "qinghe/office/office", "staff-degree")
    assert one(lines, "人员 第1项") == f"人员 第1项　{office}:{line_of(office, '人员', 0)}"
    whys = {line for line in lines if line.startswith("不适用")}
    assert "不适用　录用日期没有填，还定不下适用哪一天的规定" in whys
    assert any(
        re.fullmatch(r"不适用　这一条自 2024-11-08 起适用，20\d\d-\d\d-\d\d 在此之前", w)
        for w in whys
    )


def test_a_list_without_items(tmp_path: Path) -> None:
    lines = told(golden_county(tmp_path), "baihe/correction/2026-001", "correction-lost-contact")
    assert one(lines, "不适用") == "不适用　异常一项也没有"


def test_a_notice_that_nothing_calls_for(records: Path) -> None:
    lines = told(records, CASE, "notice-revocation")
    assert one(lines, "不适用") == "不适用　没有这一条所管的、已经可以判断的公示"


# The other words


def test_what_must_be_there_is_told_line_by_line(records: Path) -> None:
    file = file_of(records, CASE)
    edit(
        file,
        "事项: [接收, 宣告, 外出审批, 日常管理, 教育帮扶, 考核奖惩, 解除, 终止]",
        "事项: [接收, 宣告, 日常管理]",
    )
    lines = told(records, CASE, "correction-entrusted")
    place = f"{file}:{line_of(file, '受托', '事项')}"
    have = "（记录里是 接收、宣告、日常管理）"
    assert f"✓ 须　宣告的委托：受托.事项里有 宣告{have}　{place}" in lines
    assert f"✗ 须　外出审批的委托：受托.事项里有 外出审批{have}　{place}" in lines
    assert one(lines, "✓ 若　外出审批的委托").startswith("✓ 若　外出审批的委托：有外出（记录里有 ")
    assert one(lines, "结果").startswith("结果　违反　受委托办理")


def test_days_in_order_are_listed(records: Path) -> None:
    edit(file_of(records, CASE), "  成立日期: 2026-02-06", "  成立日期: 2026-02-11")
    lines = told(records, CASE, "correction-group-before-announcement")
    at = lines.index(one(lines, "✗ 须　先后依次为"))
    starts = [line.rpartition("　")[0] for line in lines[at + 1 : at + 4]]
    assert starts == [
        "接收.机构报到日期　2026-02-03（星期二）",
        "矫正小组.成立日期　2026-02-11（星期三）",
        "宣告.日期　2026-02-10（星期二）",
    ]


def test_who_was_counted_and_who_was_not(records: Path) -> None:
    edit(
        file_of(records, CASE),
        "顾晓燕, 身份: 司法所工作人员, 性别: 女, 组长: true",
        "顾晓燕, 身份: 司法所工作人员, 性别: 女",
    )
    lines = told(records, CASE, "correction-group-leader")
    assert one(lines, "要求　组长恰好") == "要求　组长恰好 1 人，姓名相同的只算一个"
    assert "✗ 顾晓燕（组长 没有填）" in " ".join(lines)
    assert one(lines, "结果").startswith("结果　违反　矫正小组组长不符：组长应恰好 1 人，实为 0 人")


def test_who_should_have_come_and_did_not(records: Path) -> None:
    edit(file_of(records, CASE), "参加人: [顾晓燕, 吴敏, 秦大山]", "参加人: [顾晓燕, 吴敏]")
    lines = told(records, CASE, "correction-announcement-attendance")
    assert re.search(r"　2 项，符合的 1 项　", one(lines, "应到"))
    assert one(lines, "✗ 秦大山").startswith("✗ 秦大山（没有到）　")
    assert one(lines, "✓ 顾晓燕").startswith("✓ 顾晓燕　")


def test_a_frequency_says_from_when_how_often_and_what_was_found(records: Path) -> None:
    lines = told(records, CASE, "correction-contact-weekly")
    file = file_of(records, CASE)
    place = f"{file}:{line_of(file, '接收', '到所报到日期')}"
    assert one(lines, "起算") == f"起算　接收.到所报到日期　2026-02-05（星期四）　{place}"
    assert one(lines, "期间").startswith("期间　2026-02-05（星期四）起，至 ")
    assert one(lines, "次数").startswith(
        "次数　每周不少于 1 次（每周通信联络次数：自 2024-11-08 起，"
    )
    assert one(lines, "记录").startswith("记录　通信联络　")


def test_an_entry_that_is_not_complete_does_not_count(records: Path) -> None:
    register = records / "qinghe/registers/2026/duty.yml"
    text = register.read_text("utf-8")
    leader = re.search(r", 带班领导: [^,}]+", text)
    assert leader
    register.write_text(text.replace(leader[0], "", 1), "utf-8")
    lines = told(records, "qinghe/duty/2026/duty", "duty-every-workday")
    assert [line for line in lines if "没有填 带班领导，不算" in line and line.startswith("✗")]


def test_a_notice_says_on_what_it_rests(records: Path) -> None:
    file = file_of(records, CASE)
    lines = told(records, CASE, "notice-leave")
    at = lines.index(next(line for line in lines if line.startswith("外出 第1项　外出公示")))
    where = f"{file}:{line_of(file, '外出', 0, '所审核', '日期')}"
    assert lines[at + 1] == f"起算　所审核.日期　2026-03-06（星期五）　{where}"
    assert lines[at + 2].startswith("期限　1 个工作日（张贴期限：自 2020-07-01 起，")
    assert "应在　2026-03-09（星期一）" in lines


def test_a_withheld_notice_says_so(records: Path) -> None:
    edit(file_of(records, CASE), "犯罪时未成年: false\n犯罪日期: 2025-10-12", "犯罪时未成年: true")
    lines = told(records, CASE, "notice-minor")
    assert [line for line in lines if line.startswith("结果　停发　外出公示不得发布：")]
    assert "（依据 社区矫正法 第五十四条）" in " ".join(lines)


# Asking


def test_without_a_rule_all_that_said_something_are_told(records: Path) -> None:
    found = ran(records, CASE, "--format", "json").json
    rules = [each["rule"] for each in found["rules"]]
    assert len(rules) == len(set(rules)) > 20
    assert all(each["findings"] and each["steps"] for each in found["rules"])


def test_a_record_may_be_named_by_its_file(records: Path) -> None:
    assert told(records, file_of(records, CASE), "correction-plan") == told(
        records, CASE, "correction-plan"
    )


@pytest.mark.parametrize("name", ["qinghe/duty/2026/duty", "qinghe/registers/2026/duty"])
@pytest.mark.parametrize("end", ["", ".yml", "/"])
def test_a_register_is_named_by_its_key_or_by_its_place(records: Path, name: str, end: str) -> None:
    assert told(records, name + end) == told(records, records / "qinghe/registers/2026/duty.yml")
    assert told(records, "qinghe/office") == told(records, "qinghe/office/office")


def test_a_misspelt_register_is_refused_with_the_nearest_place(records: Path) -> None:
    found = ran(records, "qinghe/registers/2026/duti")
    assert found.code == 2 and "您是不是想写“qinghe/registers/2026/duty”？" in found.err


@pytest.mark.parametrize(
    ("words", "says", "hint"),
    [
        (
            ("qinghe/corection/2026-002",),
            "没有这份记录：'qinghe/corection/2026-002'",
            f"您是不是想写“{CASE}”？{RECORD_NAMES}",
        ),
        (("沒有",), "没有这份记录：'沒有'", RECORD_NAMES),
        (
            (CASE, "corection-plan"),
            "社区矫正没有这条规则：'corection-plan'",
            "您是不是想写“correction-plan”？",
        ),
        ((CASE, "assessment-due"), "社区矫正没有这条规则：'assessment-due'", "这是调查评估的规则"),
        (
            (CASE, "沒有"),
            "社区矫正没有这条规则：'沒有'",
            "不写规则，就列出各条规则对这份记录的判断",
        ),
    ],
)
def test_what_is_not_there_is_refused_with_the_nearest(
    records: Path, words: tuple[str, ...], says: str, hint: str
) -> None:
    found = ran(records, *words)
    assert (found.code, found.out) == (2, "")
    assert found.err == f"{says}\n  提示：{hint}\n"


def test_records_with_errors_are_told_of_instead(records: Path) -> None:
    edit(file_of(records, CASE), "\n性别: 男\n", "\n性别: 雄\n")
    found = ran(records, CASE, "correction-plan")
    assert found.code == 1 and "性别" in found.out and "起算" not in found.out


def test_a_program_reads_the_same_steps(records: Path) -> None:
    file = file_of(records, CASE)
    found = ran(records, CASE, "correction-plan", "--format", "json").json
    assert (found["as_of"], found["record"], found["title"]) == (AS_OF, CASE, "秦志远 缓刑")
    (rule,) = found["rules"]
    assert (rule["rule"], rule["level"], rule["clause"], rule["verified"]) == (
        "correction-plan", "违规", "手册 四(五)2(5)①", True,
    )  # fmt: skip
    assert rule["path"].endswith("content/rules/correction-intake.yml") and rule["line"] > 1
    labels = [step["label"] for step in rule["steps"]]
    assert labels == ["起算", "期限", "计算", "应在", "实际", "结果"]
    start, length, days = rule["steps"][:3]
    assert (start["path"], start["line"]) == (str(file), line_of(file, "宣告", "日期"))
    assert length["path"].endswith("content/parameters/correction.yml") and length["line"] > 1
    assert [part["holds"] for part in days["parts"]].count(True) == 5
    assert (days["path"], days["line"], days["holds"]) == (None, None, None)
    (finding,) = rule["findings"]
    assert (finding["state"], finding["start"], finding["due"]) == (
        "已办",
        "2026-02-10",
        "2026-02-24",
    )


def test_text_and_json_tell_the_same(records: Path) -> None:
    lines = told(records, CASE, "correction-leave-county")
    (rule,) = ran(records, CASE, "correction-leave-county", "--format", "json").json["rules"]
    said = [step["says"] for step in _all_data(rule["steps"]) if step["says"]]
    assert said and all(any(words in line for line in lines) for words in said)


def _all_data(steps: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for step in steps:
        yield step
        yield from _all_data(step["parts"])


# Every rule on every record


@cache
def golden() -> Ledger:
    home = Path(mkdtemp())
    options = Options(
        command="explain", root=home, records=GOLDEN_RECORDS, content=ROOT / "content",
        templates=ROOT / "templates", cache=home, as_of=AS_OF,
    )  # fmt: skip
    ledger = commands.load_county(options).ledger
    assert ledger is not None
    return ledger


@cache
def everything() -> tuple[tuple[Case, Explanation], ...]:
    definitions = golden().definitions
    return tuple(
        (case, explain(case, rule, kind=definitions.kinds[case.record.kind]))
        for case in golden().cases.values()
        for rule in definitions.rules
        if case.record.kind in (rule.kind, *rule.also)
    )


def steps_of(steps: tuple[Step, ...]) -> Iterator[Step]:
    for step in steps:
        yield step
        yield from steps_of(step.parts)


def test_every_explanation_ends_in_a_finding_or_in_why_there_is_none() -> None:
    for case, found in everything():
        assert found.steps, (case.record.key, found.rule.id)
        ends = [
            step for step in steps_of(found.steps) if step.label in ("结果", "不适用", "不起算")
        ]
        assert ends, (case.record.key, found.rule.id)


def test_every_finding_is_in_its_explanation_once() -> None:
    for case, found in everything():
        said = [step.says for step in steps_of(found.steps) if step.label == "结果"]
        wanted = [o for o in case.outcomes if o.rule == found.rule.id]
        assert list(found.findings) == wanted
        for outcome in wanted:
            words = (
                "已办" if outcome.state == "已办" else f"{outcome.state}　{outcome.message}（依据"
            )
            assert [each for each in said if each.startswith(words)], (case.record.key, words)


def test_no_value_is_shown_as_python_has_it() -> None:
    raw = re.compile(r"None|True|False|datetime|[{}\[\]]|'|\bcorrection\b|\bresettlement\b")
    shown = [
        words
        for _, found in everything()
        for words in (found.sentence, *(step.says for step in steps_of(found.steps)))
    ]
    assert [words for words in shown if raw.search(words)] == []


def test_every_place_is_in_its_file() -> None:
    for case, found in everything():
        for step in steps_of(found.steps):
            if step.path == case.record.path:
                assert step.where and step.where[0] in case.record.data, (found.rule.id, step.says)
            else:
                assert not step.path or "/parameters/" in step.path


def test_a_condition_holds_if_its_parts_do() -> None:
    for _, found in everything():
        for step in steps_of(found.steps):
            labels = {part.label for part in step.parts}
            inner = [part.holds for part in step.parts]
            if labels == {"并且"}:
                assert step.holds is all(inner), (found.rule.id, step.says)
            elif labels == {"或者"}:
                assert step.holds is any(inner), (found.rule.id, step.says)


def deadlines() -> Iterator[tuple[Case, Rule]]:
    for case, found in everything():
        if found.rule.deadline is not None:
            yield case, found.rule


def test_days_are_counted_as_the_rule_counted_them() -> None:
    counted = 0
    for case, rule in deadlines():
        for outcome, steps in calculations(case, rule):
            days = next((step.parts for step in steps if step.label == "计算"), ())
            numbered = [part for part in days if part.says.startswith("第 ")]
            if not numbered or outcome.due is None or not outcome.counted:
                continue
            counted += 1
            assert [date.fromisoformat(part.label[:10]) for part in numbered] == [*outcome.counted]
            assert numbered[-1].says.startswith(f"第 {len(outcome.counted)} 日")
            assert numbered[-1].label[:10] == outcome.due.isoformat()
    assert counted > 10
