"""Workflows: one file gives the drawing and the steps beside it, and both say the same."""

from __future__ import annotations

import re
from datetime import date
from itertools import combinations, pairwise

import pytest

from suowu.define.workflows import unknown_workflows, workflows_of
from suowu.model import TextFile
from suowu.render.workflows import FlowBox, diagram_of, with_workflows
from tests.blanks import definitions

DAY = date(2026, 3, 20)
FLOWS = sorted(definitions().workflows)


def steps(*rows: tuple[str, str, str, str]) -> list[dict[str, str]]:
    keys = ("does", "within", "when", "then")
    return [dict(zip(keys, row, strict=True)) | {"who": "司法所", "says": ""} for row in rows]


def apart(one: FlowBox, other: FlowBox) -> bool:
    return one.right < other.x or other.right < one.x or one.below < other.y or other.below < one.y


def html_of(name: str) -> str:
    return with_workflows(f"{{流程:{name}}}", definitions(), on=DAY)


@pytest.mark.parametrize("name", FLOWS)
def test_the_drawing_says_what_stands_beside_it(name: str) -> None:
    html = html_of(name)
    drawing, _, beside = html.partition("</svg>")
    drawn = re.sub(r"<[^>]+>|[0-9]+　", "", "".join(re.findall(r"<text.*?</text>", drawing)))
    assert "\n" not in html and "{参数" not in html
    for step in definitions().workflows[name].steps:
        assert step.does in drawn and step.does in beside
        assert step.who in drawn and step.who in beside
        if step.branch and "{" not in step.branch.when:
            assert step.branch.when[:4] in drawn and step.branch.when[:4] in beside


@pytest.mark.parametrize("name", FLOWS)
def test_no_box_lies_on_another_and_all_lie_inside(name: str) -> None:
    found = [
        {
            "who": s.who,
            "does": s.does,
            "says": "",
            "within": s.within or "",
            "when": s.branch.when if s.branch else "",
            "then": s.branch.then if s.branch else "",
        }
        for s in definitions().workflows[name].steps
    ]
    diagram = diagram_of(found)
    boxes = [*diagram.steps, *(branch for _, branch in diagram.pairs)]
    assert all(apart(a, b) for a, b in combinations(boxes, 2))
    assert all(a.below < b.y for a, b in pairwise(diagram.steps))
    for box in boxes:
        assert box.x >= 0 and box.right <= diagram.width and box.below <= diagram.height
        assert all(box.y < line.y < box.below for line in box.lines)


def test_a_tall_branch_moves_its_step_to_its_middle() -> None:
    long = "不合条件的，一次讲清楚要补什么、到哪里补、什么时候再来，" * 3
    diagram = diagram_of(
        steps(("登记", "", "", ""), ("审核", "", "不合条件", long), ("完", "", "", ""))
    )
    ((step, branch),) = diagram.pairs
    assert branch.height > step.height
    assert step.middle == pytest.approx(branch.middle)
    assert diagram.steps[2].y > branch.below


def test_the_laws_number_is_that_of_the_day() -> None:
    limit = definitions().parameters["宣告期限"].said(DAY)
    assert f"到所之日起 {limit}内" in html_of("correction-intake")


@pytest.mark.parametrize(
    ("rel", "line", "says"),
    [
        ("public/a.md", "{流程:mediatoin}", "没有这个流程"),
        ("public/a.md", "见 {流程:mediation}", "须单独一行"),
        ("handbook/a.md", "{流程:mediation}", "须单独一行"),
        ("public/a.md", "{流程:mediation}", ""),
    ],
)
def test_a_line_that_leads_nowhere_is_told(rel: str, line: str, says: str) -> None:
    file = TextFile(rel=rel, path=f"content/{rel}", digest="", text=f"# 题\n\n{line}\n")
    there = TextFile(rel="workflows/mediation.yml", path="", digest="", text="名称: 写到一半")
    told = [*unknown_workflows({rel: file, there.rel: there})]
    assert [says in p.message for p in told] == ([True] if says else [])
    assert all((p.line, p.column) == (3, 1) for p in told)


def test_a_step_without_a_doer_is_a_mistake_with_its_line() -> None:
    text = "名称: 甲\n步骤:\n  - {做: 登记}\n"
    file = TextFile(rel="workflows/a.yml", path="content/workflows/a.yml", digest="", text=text)
    found, problems = workflows_of({"workflows/a.yml": file})
    assert found == {} and [(p.line, p.field) for p in problems] == [(3, "步骤.第1项.谁")]


def test_every_workflow_stands_on_a_page() -> None:
    pages = "".join(p.body for p in definitions().pages if p.rel.startswith("public/"))
    assert set(re.findall(r"^\{流程:([\w-]+)\}$", pages, flags=re.M)) == set(FLOWS)
