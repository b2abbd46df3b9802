"""Workflows: content/workflows/*.yml, and the lines of public pages that ask for one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

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


def unknown_workflows(words: Mapping[str, TextFile]) -> Iterator[Problem]:
    """Lines {流程:名称} that lead nowhere, or stand where nothing is drawn.

    A workflow that has a mistake of its own is there all the same.
    """
    known = {PurePosixPath(rel).stem for rel in words if is_workflow(rel)}
    for rel, file in sorted(words.items()):
        if not rel.endswith(".md") or rel.endswith("README.md"):
            continue
        for number, text in enumerate(file.text.splitlines(), 1):
            if _FLOW not in text:
                continue
            line, place = FLOW_LINE.fullmatch(text), (number, 1)
            if line is None or not rel.startswith("public/"):
                hint = "在公开页面里单独写一行，例如 {流程:mediation}"
                says = "{流程:…} 须单独一行"
                yield problem(says, text.strip(), path=file.path, place=place, hint=hint)
            elif line[1] not in known:
                near = did_you_mean(line[1], known)
                yield problem("没有这个流程", line[1], path=file.path, place=place, hint=near)
