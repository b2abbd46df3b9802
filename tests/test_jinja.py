"""Jinja of pages and notices: the reference says what there is, and its examples come out so."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest
from jinja2 import Environment, nodes
from jinja2.filters import FILTERS as BUILT_IN

from suowu.check import check
from suowu.define import define
from suowu.derive import derive
from suowu.grammar.jinja import FILTERS, NOTICE_NAMES, PAGE_BLOCKS, PAGE_NAMES
from suowu.ledger import Book, Ledger
from suowu.load import load
from suowu.render import render, view_of
from suowu.render.templates import environment
from tests.counties import GOLDEN_RECORDS, ROOT

DATA = {
    "日期": date(2026, 3, 6),
    "月份": "2026-02",
    "名单": ["甲某", "乙某"],
    "件数": 1234,
    "天数": 12,
}


def test_every_filter_is_told_and_no_other() -> None:
    assert environment({}).filters.keys() - BUILT_IN.keys() == FILTERS.keys()


@pytest.mark.parametrize("name", FILTERS)
def test_the_example_of_a_filter_comes_out_as_told(name: str) -> None:
    assert f"|{name}" in FILTERS[name].example
    made = environment({"a": FILTERS[name].example}).get_template("a").render(data=DATA)
    assert made == FILTERS[name].gives


@pytest.mark.parametrize("page", PAGE_BLOCKS)
def test_every_block_of_a_page_is_told(page: str) -> None:
    tree = Environment().parse((ROOT / "templates" / page).read_text("utf-8"))
    assert {block.name for block in tree.find_all(nodes.Block)} == PAGE_BLOCKS[page].keys()


@cache
def golden() -> Ledger:
    raw = load(records=GOLDEN_RECORDS, content=ROOT / "content", templates=ROOT / "templates")
    definitions = define(raw)
    book = check(raw, definitions)
    assert isinstance(book, Book)
    return derive(book, definitions, date(2026, 3, 20))


def test_every_name_of_a_page_is_told() -> None:
    pages = [each for each in render(golden()) if each.template in PAGE_BLOCKS]
    assert {each.template for each in pages} == PAGE_BLOCKS.keys()
    names = {name for page in pages for name in view_of(page)}
    assert names | {"p"} == PAGE_NAMES.keys()


def test_every_name_of_a_notice_is_told() -> None:
    notices = [notice for case in golden().cases.values() for notice in case.notices]
    sometimes = {"批准文号"}
    for notice in (notice for notice in notices if notice.view):
        kind = golden().definitions.kinds[notice.kind]
        (head,) = (shape.head for shape in kind.notices if shape.id == notice.shape)
        common = notice.view.keys() - head.fields.keys()
        assert NOTICE_NAMES.keys() - sometimes <= common <= NOTICE_NAMES.keys()
