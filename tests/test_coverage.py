"""Every numbered clause of the handbook and every rule of the catalogue has its carrier."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from suowu.define import define
from suowu.define.clauses import clause_steps
from suowu.definitions import Definitions
from suowu.load import load
from suowu.render.coverage import clause_rows, coverage_page
from suowu.render.pages import handbook_pages

ROOT = Path(__file__).parents[1]
SEED = ROOT.parent / "shared/handbook/seed.txt"
CATALOGUE = yaml.safe_load((Path(__file__).parent / "rule_catalogue.yml").read_text("utf-8"))

_NUMBER = re.compile(
    r"(?:(?<=^)|(?<=\n)|(?<=[。;；:：.]))\s*"
    r"(?:([一二三四五六])、|\s*\(([一二三四五六七八九])\)|(\d{1,2})\.(?!\d)|\((\d{1,2})\)|([①-⑳])|([a-m])\))"
)
_SHOWN = ("{}", "({})", "{}", "({})", "{}", "{}")


@pytest.fixture(scope="module")
def definitions() -> Definitions:
    raw = load(records=ROOT / "none", content=ROOT / "content", templates=ROOT / "templates")
    return define(raw)


def test_no_clause_is_unaccounted_for(definitions: Definitions) -> None:
    rows = clause_rows(definitions, handbook_pages(definitions))
    assert len(rows) > 390
    assert [row.clause for row in rows if not row.carriers] == []
    assert [row.clause for row in rows if not row.title] == []


def test_every_link_of_the_page_leads_to_a_heading(definitions: Definitions) -> None:
    pages = handbook_pages(definitions)
    anchors = {
        f"{page.rel.removeprefix('handbook/')}#{anchor}"
        for page in pages
        for anchor in re.findall(r"\{#([\w-]+)", page.body)
    }
    links = re.findall(r"\]\(([^)]+)\)", coverage_page(definitions, pages, top=lambda t: [t]))
    assert len(links) > 390
    assert set(links) <= anchors


def test_every_handbook_heading_is_in_the_list(definitions: Definitions) -> None:
    listed = {clause_steps(clause) for clause in definitions.clauses}
    found = {
        clause
        for page in handbook_pages(definitions)
        for clause in re.findall(r'data-clause="([一二三四五六][^" ]*)"', page.body)
    }
    # the original counts two lists with the same ②; ours goes on counting in the first
    assert {c for c in found if clause_steps(c) not in listed} <= {"四(二)2(4)②"}


def test_the_list_is_that_of_the_handbook(definitions: Definitions) -> None:
    if not SEED.is_file():
        pytest.skip("the handbook's text is not at hand; the list was made from it")
    assert {clause_steps(clause) for clause in definitions.clauses} == {
        clause_steps(clause) for clause in _numbered(SEED.read_text("utf-8", "replace"))
    }


def test_every_rule_of_the_catalogue_is_executed(definitions: Definitions) -> None:
    executed = {rule.id for rule in definitions.rules}
    notices = {
        f"notice-{notice.id}" for kind in definitions.kinds.values() for notice in kind.notices
    }
    assert sorted(set(CATALOGUE["目录"]) - executed - notices) == []


def test_rules_beyond_the_catalogue_are_listed_with_their_clause(definitions: Definitions) -> None:
    beyond = {r.id: r.clause for r in definitions.rules if r.id not in CATALOGUE["目录"]}
    assert beyond == CATALOGUE["超出"]


def _numbered(text: str) -> list[str]:
    """The numbers of the clauses in reading order, as a path from the part down."""
    body = text.replace("\x00", "")
    body = body[body.rindex("一、适用范围") :]
    skip = range(body.index("④基本程序"), body.index("(3)协助开展镇") - 3)
    path: list[tuple[int, str]] = []
    found = []
    for match in _NUMBER.finditer(body):
        level = next(i for i, group in enumerate(match.groups()) if group)
        if match.start() in skip and level <= 3:  # lists inside a sentence
            continue
        path = [step for step in path if step[0] < level]
        path.append((level, _SHOWN[level].format(match[level + 1])))
        found.append("".join(name for _, name in path))
    return found
