"""Workflows: a diagram and the steps beside it, for a line {流程:名称} of a public page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from suowu.definitions import Definitions
from suowu.grammar.leaves import Parameter
from suowu.grammar.workflows import FLOW_LINE, FlowStep
from suowu.law_text import with_parameters
from suowu.render import templates

_TEMPLATE: Final = "site/pages/workflow.html.j2"

# All in units of the drawing; a Chinese character is _LETTER wide.
_LETTER: Final = 15
_LINE: Final = 22
_PAD, _GAP, _ASIDE = 12, 26, 36
_WIDE, _NARROW = 26 * _LETTER, 14 * _LETTER


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowLine:
    """One line of words at its baseline."""

    x: float
    y: float
    words: str
    style: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowBox:
    """A box of the diagram with its words; a branch stands beside the step it leaves."""

    x: float
    y: float
    width: float
    height: float
    lines: tuple[FlowLine, ...]
    branch: bool = False

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def below(self) -> float:
        return self.y + self.height

    @property
    def middle(self) -> float:
        return self.y + self.height / 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagram:
    """Boxes from the first step to the last; `pairs` are a step with the branch that leaves it."""

    width: float
    height: float
    steps: tuple[FlowBox, ...]
    pairs: tuple[tuple[FlowBox, FlowBox], ...]


def with_workflows(text: str, definitions: Definitions, *, on: date) -> str:
    """A page's Markdown with each workflow drawn, its numbers as on a day; each is one line."""
    if not FLOW_LINE.search(text):
        return text
    environment = templates.environment(templates.sources(definitions, on=on))

    def drawn(found: re.Match[str]) -> str:
        workflow = definitions.workflows.get(found[1])
        if workflow is None:
            return ""
        steps = [_in_words(step, definitions.parameters, on=on) for step in workflow.steps]
        diagram = diagram_of(steps)
        view = {"name": workflow.name, "id": found[1], "steps": steps, "diagram": diagram}
        html = templates.written_out(environment, _TEMPLATE, view=view)
        return "".join(line.strip() for line in html.splitlines())

    return FLOW_LINE.sub(drawn, text)


def workflows_key(definitions: Definitions, *, on: date) -> list[object]:
    """All that the drawings depend on besides the law's numbers, as plain data."""
    digest = templates.digests(templates.sources(definitions, on=on)).get(_TEMPLATE, "")
    return [digest, [[name, repr(flow)] for name, flow in sorted(definitions.workflows.items())]]


def _in_words(step: FlowStep, parameters: Mapping[str, Parameter], *, on: date) -> dict[str, str]:
    """A step with the law's numbers put in."""
    branch = step.branch
    said = {
        "who": step.who,
        "does": step.does,
        "says": step.says or "",
        "within": step.within or "",
        "when": branch.when if branch else "",
        "then": branch.then if branch else "",
    }
    return {key: with_parameters(text, parameters, on=on) for key, text in said.items()}


def diagram_of(steps: list[dict[str, str]]) -> Diagram:
    """Boxes one under another, branches to their right."""
    boxes, pairs, y = list[FlowBox](), list[tuple[FlowBox, FlowBox]](), 1.0
    for number, step in enumerate(steps, 1):
        box = _step(number, step, y=y)
        aside = _aside(step, y=y) if step["when"] else None
        if aside and aside.height > box.height:
            box = _step(number, step, y=y + (aside.height - box.height) / 2)
        elif aside:
            aside = _aside(step, y=y + (box.height - aside.height) / 2)
        boxes.append(box)
        pairs += [(box, aside)] if aside else []
        y = max(box.below, aside.below if aside else 0) + _GAP
    width = _WIDE + (_ASIDE + _NARROW if pairs else 0) + 2
    return Diagram(width=width, height=y - _GAP + 1, steps=tuple(boxes), pairs=tuple(pairs))


def _step(number: int, step: Mapping[str, str], *, y: float) -> FlowBox:
    """Who does it stands at the end of the first line where there is room."""
    does, who = f"{number}　{step['does']}", step["who"]
    beside = len(does) + len(who) + 2 <= (_WIDE - 2 * _PAD) / _LETTER
    lines = [(does, "does"), *(() if beside else ((who, "who"),))]
    lines += [(step["within"], "within")] if step["within"] else []
    box = _box(lines, x=1, y=y, width=_WIDE)
    end = FlowLine(x=box.right - _PAD, y=box.lines[0].y, words=who, style="who flow__end")
    return replace(box, lines=(*box.lines, end)) if beside else box


def _aside(step: Mapping[str, str], *, y: float) -> FlowBox:
    lines = [(step["when"], "when"), (step["then"], "then")]
    return _box(lines, x=1 + _WIDE + _ASIDE, y=y, width=_NARROW, branch=True)


def _box(
    lines: list[tuple[str, str]], *, x: float, y: float, width: float, branch: bool = False
) -> FlowBox:
    room = int((width - 2 * _PAD) / _LETTER)
    set_ = [(part, style) for words, style in lines for part in _wrapped(words, room)]
    said = tuple(
        FlowLine(x=x + _PAD, y=y + _PAD + _LETTER + n * _LINE, words=words, style=style)
        for n, (words, style) in enumerate(set_)
    )
    height = 2 * _PAD + len(set_) * _LINE - (_LINE - _LETTER)
    return FlowBox(x=x, y=y, width=width, height=height, lines=said, branch=branch)


def _wrapped(words: str, room: int) -> Iterator[str]:
    """Lines of at most `room` wide characters; no line begins with a closing mark."""
    line, width = "", 0.0
    for char in words:
        wide = 0.55 if char.isascii() else 1.0
        if width + wide > room and char not in "，。；、）》”":
            yield line
            line, width = "", 0.0
        line, width = line + char, width + wide
    if line:
        yield line
