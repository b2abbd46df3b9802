"""content/ → Markdown pages with their front matter, and the calendars of the years."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from suowu.load.files import File, Tree
from suowu.load.front import front_matter
from suowu.load.records import syntax_problem, unreadable
from suowu.model import Data, Page, Problem
from suowu.problems import problem

_CALENDAR = re.compile(r"calendars/(.+)\.yml").fullmatch
_YEAR = re.compile(r"[0-9]{4}").fullmatch


def is_yaml(rel: str) -> bool:
    """The YAML of content/: all of it."""
    return rel.endswith(".yml")


def pages_of(tree: Tree) -> tuple[tuple[Page, ...], tuple[Problem, ...]]:
    """Every Markdown page but the README files, by path relative to content/."""
    files = [f for f in tree.files if f.rel.endswith(".md") and not f.rel.endswith("README.md")]
    problems = [problem_ for file in files for problem_ in _page_problems(file)]
    return tuple(_page(file) for file in files), tuple(problems)


def calendars_of(tree: Tree) -> tuple[dict[int, Data], tuple[Problem, ...]]:
    """content/calendars/<year>.yml by year."""
    calendars: dict[int, Data] = {}
    problems: list[Problem] = []
    for file in tree.files:
        if not (found := _CALENDAR(file.rel)):
            continue
        data = _data(file, tree)
        if _YEAR(found[1]) and isinstance(data, dict):
            calendars[int(found[1])] = data
        else:
            problems.extend(_calendar_problems(file, tree))
    return calendars, tuple(problems)


def _page(file: File) -> Page:
    parsed, body, _ = front_matter(_text(file))
    meta = parsed.data if isinstance(parsed.data, dict) else {}
    return Page(rel=file.rel, path=file.path, digest=file.digest, meta=meta, body=body)


def _page_problems(file: File) -> Iterator[Problem]:
    if file.error:
        yield unreadable(file)
    parsed, _, below = front_matter(_text(file))
    for issue in parsed.issues:
        yield syntax_problem(issue, path=file.path, below=below)
    if not parsed.issues and not isinstance(parsed.data, dict | None):
        yield problem("两行 --- 之间须为“字段: 值”的清单", path=file.path, place=(2, 1))


def _calendar_problems(file: File, tree: Tree) -> Iterator[Problem]:
    parsed = tree.parsed.get(file.digest)
    if file.error:
        yield unreadable(file)
    elif parsed and parsed.issues:
        yield from (syntax_problem(issue, path=file.path) for issue in parsed.issues)
    else:
        hint = "文件名为 <年份>.yml，内容为“字段: 值”的清单"
        yield problem("须为一年的日历", path=file.path, hint=hint)


def _data(file: File, tree: Tree) -> Any:
    parsed = tree.parsed.get(file.digest)
    return parsed.data if parsed else None


def _text(file: File) -> str:
    return file.blob.decode("utf-8", "replace").removeprefix("\ufeff")
