"""Workflows: content/workflows/*.yml, and the lines of public pages that ask for one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath

from suowu.definitions import Page
from suowu.grammar.reading import read_file
from suowu.grammar.workflows import FLOW_LINE, WORKFLOW, Workflow
from suowu.model import Problem, TextFile
from suowu.problems import did_you_mean, problem

_FOLDER = "workflows/"
_FLOW = "{流程:"


def is_workflow(rel: str) -> bool:
    """Whether a file of content/ is a workflow."""
    return rel.startswith(_FOLDER) and rel.endswith(".yml")


def workflows_of(
    words: Mapping[str, TextFile],
) -> tuple[dict[str, Workflow], list[Problem]]:
    """Every workflow by the name of its file."""
    found: dict[str, Workflow] = {}
    problems: list[Problem] = []
    for rel, file in sorted(words.items()):
        if is_workflow(rel):
            read, wrong = read_file(file, WORKFLOW)
            problems.extend(wrong)
            if read is not None:
                found[PurePosixPath(rel).stem] = read
    return found, problems


def unknown_workflows(pages: Iterable[Page], known: Mapping[str, Workflow]) -> Iterator[Problem]:
    """Lines {流程:名称} that lead nowhere, or stand where nothing is drawn."""
    for page in pages:
        for text in page.body.splitlines():
            if _FLOW not in text:
                continue
            line = FLOW_LINE.fullmatch(text)
            if line is None or not page.rel.startswith("public/"):
                hint = "在公开页面里单独写一行，例如 {流程:mediation}"
                yield problem("{流程:…} 须单独一行", text.strip(), path=page.path, hint=hint)
            elif line[1] not in known:
                near = did_you_mean(line[1], known)
                yield problem("没有这个流程", line[1], path=page.path, hint=near)
