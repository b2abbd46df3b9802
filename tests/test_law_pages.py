"""Law on pages: what they say and must not say, doubts of the handbook, what comes on the web."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from suowu.calendars import Duration
from suowu.check import check
from suowu.define import define
from suowu.definitions import Definitions, web_notices
from suowu.derive import derive
from suowu.forms.handbook import markdown_of
from suowu.ledger import Book, Ledger, Notice
from suowu.load import load
from suowu.model import Problem, Raw, Record
from suowu.render.pages import handbook_pages
from tests.counties import GOLDEN_RECORDS, ROOT, edit, golden_county, suowu, web_only
from tests.page_text import page_text

CONTENT = ROOT / "content"
FACTS: list[dict[str, Any]] = yaml.safe_load((ROOT / "tests/law_pages.yml").read_text("utf-8"))
AS_OF = date(2026, 3, 12)
LINK = re.compile(r"\]\(([\w-]+\.md)?#([\w-]+)\)")
ANCHOR = re.compile(r"\{#([\w-]+)")


def page(rel: str) -> str:
    return (CONTENT / rel).read_text("utf-8")


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: f"{fact['号']} {fact['页']}")
def test_a_page_says_the_law_as_it_is(fact: dict[str, Any]) -> None:
    text = page(fact["页"])
    assert [words for words in fact["有"] if words not in text] == []
    assert [words for words in fact.get("无", ()) if words in text] == []


# --- doubts --------------------------------------------------------------------------------------


def test_every_doubt_says_where_what_and_why() -> None:
    doubts = page("handbook/92-doubts.md").split("\n## ")[1:]
    assert len(doubts) >= 10
    for doubt in doubts:
        assert all(f"**{part}**" in doubt for part in ("在哪里", "原文的意思", "怎么办", "为什么"))


def test_every_doubt_but_those_of_whole_chapters_is_linked_from_its_clause() -> None:
    linked = {
        anchor
        for file in (CONTENT / "handbook").glob("0*.md")
        for name, anchor in LINK.findall(file.read_text("utf-8"))
        if name == "92-doubts.md"
    }
    told = {a for a in ANCHOR.findall(page("handbook/92-doubts.md")) if a != "doubts"}
    assert told - linked == {"doubt-place"}
    assert "92-doubts.md#doubt-place" in page("handbook/91-privacy.md")


@pytest.mark.parametrize("file", sorted((CONTENT / "handbook").glob("*.md")), ids=lambda f: f.stem)
def test_every_link_between_pages_leads_somewhere(file: Path) -> None:
    for name, anchor in LINK.findall(file.read_text("utf-8")):
        assert f"{{#{anchor}" in page(f"handbook/{name or file.name}"), (name, anchor)


def test_on_paper_a_link_stays_inside_the_handbook() -> None:
    text = markdown_of(definitions(), handbook_pages(definitions()), on=AS_OF)
    assert "](#doubt-aftercare)" in text and ".md#" not in text


# --- the web -------------------------------------------------------------------------------------


@cache
def raw() -> Raw:
    return load(records=GOLDEN_RECORDS, content=CONTENT, templates=ROOT / "templates")


@cache
def definitions() -> Definitions:
    return define(raw())


@cache
def book() -> Book:
    made = check(raw(), definitions())
    assert isinstance(made, Book)
    return made


def ledger(change: Callable[[dict[str, Any]], object]) -> Ledger:
    """The miniature county whose own record is changed."""
    data = {**book().county.data}
    change(data)
    county: Record = replace(book().county, data=data, digest=str(data))
    records = tuple(county if r.key == county.key else r for r in book().records)
    changed = replace(book(), county=county, records=records)
    return derive(changed, definitions(), AS_OF)


def posted(found: Ledger) -> list[Notice]:
    return [n for c in found.cases.values() for n in c.notices if n.state == "公示中"]


def on_the_web(found: Ledger) -> set[str]:
    return {n.shape for n in posted(found) if "网页" in n.channels}


def told(found: Ledger) -> list[Problem]:
    return [problem for problem in found.problems if problem.rule == "web"]


def test_only_what_the_county_has_decided_comes_on_the_web() -> None:
    decided = on_the_web(ledger(lambda data: None))
    assert "leave" in decided
    assert on_the_web(ledger(lambda data: data.pop("网上公示"))) == set()
    only = [{"公示": "correction/change", "依据": "某文件", "最少在册": 1}]
    assert on_the_web(ledger(lambda data: data.update(网上公示=only))) == decided & {"change"}


def test_a_board_keeps_what_does_not_come_on_the_web() -> None:
    found = ledger(lambda data: data.pop("网上公示"))
    assert posted(found) and all(n.channels == ("公示栏",) for n in posted(found))


def least(number: int | None) -> Callable[[dict[str, Any]], None]:
    own = {} if number is None else {"最少在册": number}
    entry = {"公示": "correction/leave", "依据": "某文件", **own}
    return lambda data: data.update(网上公示=[entry])


def test_a_small_office_keeps_its_notices_on_the_board_and_says_why() -> None:
    small = ledger(least(None))
    assert on_the_web(small) == set() and posted(small)
    for problem in told(small):
        assert problem.message.startswith("外出公示只在公示栏张贴，不上网：本所在办的社区矫正 ")
        assert "少于 10 件" in problem.message and problem.level == "提醒"
    assert {p.office for p in told(small)} >= {n.office for n in posted(small) if n.off_web}


def test_the_number_itself_is_enough() -> None:
    office = next(n.office for n in posted(ledger(least(1))) if "网页" in n.channels)
    there = [c for c in ledger(least(1)).cases.values() if c.active and c.record.office == office]
    number = len([case for case in there if case.record.kind == "correction"])

    def shown(found: Ledger) -> set[str]:
        return {n.shape for n in posted(found) if n.office == office and "网页" in n.channels}

    assert shown(ledger(least(number))) == {"leave"}
    assert shown(ledger(least(number + 1))) == set()


def test_the_number_is_a_parameter() -> None:
    parameter = definitions().parameters["网上公示最少在册人数"]
    step = parameter.on(AS_OF)
    assert step is not None and step.value == 10 and not isinstance(step.value, Duration)
    heads = {n.id: n.head for k in definitions().kinds.values() for n in k.notices}
    able = {name.partition("/")[2] for name in web_notices(definitions())}
    assert able == {"leave", "recurring", "relocation", "change", "area", "appointees"}
    assert all(heads[name].least is not None for name in able)


@pytest.mark.parametrize("wrong", ["correction/leaf", "correction/warning", "nobody/at-all"])
def test_a_county_can_only_name_notices_that_may_be_on_the_web(wrong: str, tmp_path: Path) -> None:
    """There is no such notice, or its 渠道 is the board alone."""
    records = golden_county(tmp_path)
    line = edit(records / "county/county.yml", "correction/leave", wrong)
    ran = suowu("check", "--records", records, "--format", "json", home=tmp_path)
    (problem,) = (p for p in ran.problems if p["level"] == "错误")
    assert ran.code == 1 and (problem["line"], problem["field"]) == (line, "网上公示.第1项.公示")
    assert problem["message"] == f"须为可以上网的公示之一：'{wrong}'"
    assert problem["hint"].startswith(("您是不是想写“correction/", "可填：correction/"))


def test_the_old_switch_is_refused(tmp_path: Path) -> None:
    records = golden_county(tmp_path)
    file = records / "county/county.yml"
    file.write_text(file.read_text("utf-8").partition("网上公示:")[0] + "网上公示: true\n", "utf-8")
    ran = suowu("check", "--records", records, home=tmp_path)
    assert ran.code == 1 and "网上公示 须为列表" in ran.out + ran.err


def test_a_notice_of_persons_on_the_web_must_say_from_how_many_cases() -> None:
    shape = "kinds/correction/notices/leave.html.j2"
    text = raw().shapes[shape]
    bare = replace(text, text=text.text.replace("上网最少: 网上公示最少在册人数\n", ""))
    found = define(replace(raw(), shapes={**raw().shapes, shape: bare}))
    assert [p.message for p in found.problems if p.level == "错误"] == [
        "关于个人的公示可以上网的，须写“上网最少”：'网页'"
    ]


# --- what a notice says ---------------------------------------------------------------------------


def words_of(shape: str, **view: Any) -> str:
    from suowu.forms.printed import matters_of

    return matters_of(definitions(), on=AS_OF).of(f"correction/{shape}", view)


def test_a_notice_says_when_and_under_what_number_it_was_approved() -> None:
    day, number = date(2026, 3, 6), "（2026）示矫外字第3号"
    period = {"姓名": "秦某", "起": date(2026, 3, 10), "止": date(2026, 3, 20)}
    said = words_of("leave", 批准日期=day, 批准文号=number, **period)
    assert f"的申请已于2026年3月6日批准（文号：{number}），外出时间" in said
    short = words_of("leave", 批准日期=day, 批准文号=None, **period)
    assert "已于2026年3月6日批准，外出时间" in short and "文号" not in short


def test_a_ruling_is_told_by_its_day_and_never_by_its_number() -> None:
    for shape in ("commutation", "revocation"):
        ruling = {"批准日期": date(2026, 3, 6), "批准文号": "（2026）示00刑更5号"}
        said = words_of(shape, 姓名="秦某", **ruling)
        assert "2026年3月6日的裁定" in said and "刑更" not in said
    heads = {n.id: n.head for n in definitions().kinds["correction"].notices}
    assert not any(t.grounds.number_shown for t in heads["revocation"].triggers)


# --- the guide and the catalogue -----------------------------------------------------------------


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("pages")
    return web_only(GOLDEN_RECORDS, home / "site", home=home)


def test_the_guide_names_the_organ_as_article_12_asks(site: Path) -> None:
    text = page_text((site / "public/about.html").read_text("utf-8"))
    organ = ("云岭县司法局", "云岭县东门路 8 号", "8:30—12:00", "0500-80001000", "0500-80001001")
    assert [words for words in organ if words not in text] == []
    assert "%%suowu" not in text and "{机构}" not in text


def test_the_catalogue_shows_what_each_piece_is_about(site: Path) -> None:
    html = (site / "public/catalogue.html").read_text("utf-8")
    assert "内容概述" in html and "司法所值班、带班和交接的安排" in html
    assert html.count('data-label="内容概述"') == html.count('data-label="索引号"')


def test_a_public_notice_cites_the_handbook_that_there_is(site: Path) -> None:
    pages = [page_text(f.read_text("utf-8")) for f in (site / "public/notices").iterdir()]
    assert not pages or all("司法所工作手册 四" not in text for text in pages)


def test_the_dossier_says_why_a_notice_is_on_the_board_alone(tmp_path: Path) -> None:
    records = golden_county(tmp_path)
    file = records / "county/county.yml"
    file.write_text(file.read_text("utf-8").replace(", 最少在册: 1", ""), "utf-8")
    site = web_only(records, tmp_path / "site", home=tmp_path, as_of=AS_OF.isoformat())
    assert not (site / "public/notices").exists()
    told = [f.read_text("utf-8") for f in (site / "internal/cases").rglob("*.html")]
    assert any("不上网：本所在办的社区矫正" in text for text in told)
