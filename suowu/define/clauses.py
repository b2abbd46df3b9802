"""Clauses of the handbook: their headings, and what cites a clause that has none.

A heading of the Markdown carries its clause as `{#anchor data-clause="四(五)2(5)"}`.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from suowu.definitions import Page
from suowu.grammar.documents import ClauseEntry
from suowu.grammar.shapes import Fault
from suowu.model import Where
from suowu.problems import cited

MARKDOWN_HEADING: Final = re.compile(r"^(#{1,6})\s+(.*?)\s*(?:\{([^{}]*)\})?\s*$")
_LAYER: Final = "手册"
"""The 层级 of what the handbook itself demands."""

_ANCHOR = re.compile(r"#([\w-]+)")
_DATA_CLAUSE = re.compile(r'data-clause="([^"]+)"')
_STEP = re.compile(r"[一二三四五六七八九十]+|\([^)]*\)|（[^）]*）|\d+|[①-⑳]|[a-z]|第[^条]*条")
_NUMBER = re.compile(
    r"^(?:[一二三四五六]、|[一二三四五六]?\([一二三四五六七八九]\)|\d+\.|\(\d+\)|[①-⑳]"
    r"|[a-z]\)?(?= ))\s*"
)
_POINT = re.compile(r"[①-⑳]").fullmatch
_BRACKETS = str.maketrans({"（": "(", "）": ")", " ": None})
_NEAR = 8


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading that carries a clause: its page, its line in the body, its anchor and its words."""

    clause: str
    page: str
    line: int
    anchor: str
    title: str = ""


Steps: TypeAlias = tuple[str, ...]
Headings: TypeAlias = Mapping[Steps, Heading]


def headings_of(pages: Iterable[Page]) -> dict[Steps, Heading]:
    """Every clause that some page has a heading for, by the clause's steps."""
    found: dict[Steps, Heading] = {}
    for page in pages:
        for line, text in enumerate(page.body.splitlines()):
            heading = _heading(page, text, line=line) if text.startswith("#") else None
            if heading:
                found.setdefault(clause_steps(heading.clause), heading)
    return found


def heading_of(clause: str, headings: Headings) -> Heading | None:
    """The heading of this clause, else of the nearest clause that contains it."""
    return headings.get(_nearest(clause_steps(clause), headings))


def clause_faults(
    clause: str, where: Where, *, headings: Headings, layer: str = ""
) -> Iterator[Fault]:
    """A clause of the handbook has a heading there; where there is no handbook nothing is told.

    One that spans several points, such as ②③, stands under the first.
    """
    of_handbook = layer == _LAYER or cited(clause) != clause  # a law's is cited as it stands
    if not headings or not of_handbook:
        return
    steps = clause_steps(clause)
    while len(steps) > 1 and _POINT(steps[-1]) and _POINT(steps[-2]):
        steps = steps[:-1]
    if steps not in headings:
        hint = _near(clause, headings)
        yield Fault(where, "content/handbook/ 里没有这一条的标题", clause, hint)


def list_faults(
    listed: Mapping[str, ClauseEntry], *, kinds: Container[str], pages: Container[str]
) -> Iterator[Fault]:
    """What the list of clauses names is there; prose and a record exclude each other."""
    for clause, entry in listed.items():
        for n, kind in enumerate(entry.kinds):
            if kind not in kinds:
                yield Fault((clause, "类别", n), "没有这个类别或者登记簿", kind)
        for n, page in enumerate(entry.pages):
            if page not in pages:
                yield Fault((clause, "页面", n), "content/ 里没有这个页面", page)
        if entry.prose and (entry.kinds or entry.pages):
            yield Fault((clause, "仅文字"), "写了“类别”或者“页面”的不是仅文字", entry.prose)


def _near(clause: str, headings: Headings) -> str:
    """The clause it may stand for, else those beside it."""
    plain = clause_steps(clause.translate(_BRACKETS))
    if plain in headings:
        return f"您是不是想写“{headings[plain].clause}”？"
    above = _nearest(plain, headings)
    depth = len(above) + 1 if above else min(map(len, headings))
    beside = [
        each.clause
        for steps, each in headings.items()
        if len(steps) == depth and steps[: len(above)] == above
    ]
    listed = [*([headings[above].clause] if above else ()), *beside[:_NEAR]]
    return f"相近的有：{'、'.join(listed)}{'……' if len(beside) > _NEAR else ''}"


def _nearest(steps: Steps, headings: Headings) -> Steps:
    """The longest part from the front that has a heading."""
    lengths = range(len(steps), 0, -1)
    return next((steps[:length] for length in lengths if steps[:length] in headings), ())


def _heading(page: Page, text: str, *, line: int) -> Heading | None:
    match = MARKDOWN_HEADING.match(text)
    if not match or not match[3]:
        return None
    anchor, clause = _ANCHOR.search(match[3]), _DATA_CLAUSE.search(match[3])
    name = clause[1] if clause else match[2].split()[0]
    if not anchor or not clause_steps(name):
        return None
    return Heading(name, page.rel, line, anchor[1], _NUMBER.sub("", match[2]))


def clause_steps(clause: str) -> Steps:
    """四(五)2(4)① → 四 (五) 2 (4) ①; a law's name is one step, its article the next."""
    law, space, article = clause.partition(" ")
    if space:
        return (law, article)
    whole = tuple(_STEP.findall(clause))
    return whole if "".join(whole) == clause else (clause,)
