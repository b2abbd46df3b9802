"""States of a case besides 在办 and 已办结: who has not come yet is neither, wherever told."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from suowu.derive.statistics import CountTable
from suowu.derive.views import state_of, waiting_of
from suowu.ledger import Ledger
from suowu.render.board import board
from suowu.render.context import site_context
from suowu.render.document import view_of
from suowu.render.dossier import dossier
from suowu.render.internal import internal_documents
from tests.counties import GOLDEN_RECORDS, ROOT, definitions, golden_county, suowu
from tests.test_review_law import CASE, ledger

MINIMAL = ROOT / "templates/kinds/correction/examples/good/minimal.yml"
RECEIVED = "接收: {机构报到日期: 2026-02-03, 到所报到日期: 2026-02-05}\n"
UNSEEN = {"接收": None, "宣告": None, "受托": None, "解除": None}


def state(data: dict[str, object], as_of: str = "2026-03-20") -> str:
    case = ledger(data, as_of).cases[CASE]
    return state_of(definitions().kinds["correction"], case.scope)


@pytest.mark.parametrize(
    ("data", "as_of", "told"),
    [
        (UNSEEN, "2026-03-20", "未报到"),
        ({**UNSEEN, "接收": {"机构报到日期": date(2026, 2, 3)}}, "2026-03-20", "未报到"),
        ({}, "2026-03-20", "在办"),
        ({}, "2026-02-01", "未报到"),
        ({"解除": {"类型": "期满", "宣告日期": date(2026, 3, 2)}}, "2026-03-20", "已办结"),
        ({**UNSEEN, "终止": {"原因": "死亡", "日期": date(2026, 2, 9)}}, "2026-03-20", "已办结"),
    ],
)
def test_a_case_is_closed_only_when_something_closed_it(
    data: dict[str, object], as_of: str, told: str
) -> None:
    assert state(data, as_of) == told


@pytest.fixture(scope="module")
def unseen() -> Ledger:
    return ledger(UNSEEN)


def test_the_internal_pages_call_it_so(unseen: Ledger) -> None:
    context, case = site_context(unseen, internal=True), unseen.cases[CASE]
    record = dossier(context, case, printed={})["record"]
    assert (record["state"], record["state_tone"]) == ("未报到", "soon")
    rows = [r for g in board(context, [case], paper={})["groups"] for r in g["rows"]]
    assert {(r["rule"], r["waiting"]) for r in rows} >= {("correction-report-agency", "未报到")}
    pages = {d.path: d for d in internal_documents(context, {})}
    listed = view_of(pages["internal/cases.html"])
    assert listed["states"] == ["未报到", "在办", "已办结"]
    (office,) = view_of(pages["internal/offices.html"])["offices"]
    assert office["waiting"] == [("未报到", 1)]


def test_statistics_count_it_beside_and_never_among_those_in_hand(unseen: Ledger) -> None:
    def total(whole: Ledger, title: str, column: str) -> int | None:
        (table,) = (t for t in tables(whole) if t.title.startswith(title))
        assert table.total is not None
        return table.total.cells[table.columns.index(column) - 1]

    for whole, number in ((ledger({}), 0), (unseen, 1)):
        assert total(whole, "社区矫正：未报到", "未报到") == number
        assert total(whole, "在办案件", "社区矫正") == 1 - number
    assert not any("未报到" in str(table) for table in unseen.statistics["public"])


def tables(whole: Ledger) -> tuple[CountTable, ...]:
    found: tuple[CountTable, ...] = whole.statistics["internal"]
    return found


def test_the_commands_call_it_so(tmp_path: Path) -> None:
    records = golden_county(tmp_path)
    text = MINIMAL.read_text("utf-8").replace("2026-001", "2026-091")
    assert text.count(RECEIVED) == 1
    text = text.replace(RECEIVED, "").replace("秦志远", "路远")
    text = text.replace("990000199003040017", "990000199003040033")
    (records / "baihe/correction/2026-091.yml").write_text(text, "utf-8")
    due = suowu("due", "--records", records, "--office", "baihe", home=tmp_path)
    assert "社区矫正 2026-091  路远 缓刑（未报到）" in due.out
    assert "向机构报到逾期" in due.out and "应在 2026-02-11" in due.out
    told = suowu("explain", "baihe/correction/2026-091", "--records", records, home=tmp_path)
    assert "　未报到　" in told.out.splitlines()[0]
    assert "判决.生效日期（没有填的从下一项）或者矫正期限.起" in told.out


def test_a_state_may_not_be_called_as_every_kind_calls_its_own(tmp_path: Path) -> None:
    templates = tmp_path / "templates"
    shutil.copytree(ROOT / "templates", templates)
    kind = templates / "kinds/correction/kind.yml"
    kind.write_text(kind.read_text("utf-8").replace("称: 未报到", "称: 已办结"), "utf-8")
    ran = suowu("check", "--records", GOLDEN_RECORDS, "--templates", templates, home=tmp_path)
    assert ran.code == 1 and "状态.第1项.称 须为状态的名称，不是在办和已办结：'已办结'" in ran.out


def test_a_kind_without_states_of_its_own_has_none() -> None:
    survey = ledger({}).cases["qinghe/assessment/2026-001"]
    assert waiting_of(definitions().kinds["assessment"], survey.scope) == ""
