"""Fences: which cases and registers count nowhere, so that nobody else's work waits for them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from suowu.check.county import Located
from suowu.check.record import kind_of
from suowu.definitions import Definitions, Kind
from suowu.grammar.kinds import DRAFT_FIELD
from suowu.ledger import LeftOut, WhyLeftOut
from suowu.load import text_of
from suowu.load.layout import RecordLocation
from suowu.model import EMPTY, Problem, Source
from suowu.problems import problem

_SAYS_DRAFT = re.compile(rf"(?m)^{DRAFT_FIELD}[:：][ \t]*true\b")


class _Fenceable(NamedTuple):
    location: RecordLocation
    kind: Kind
    source: Source

    @property
    def is_draft(self) -> bool:
        """Why the text too: a draft may not be YAML yet."""
        data = self.source.data
        if isinstance(data, dict):
            return data.get(DRAFT_FIELD) is True
        return _SAYS_DRAFT.search(text_of(self.source.path)) is not None


class Fences(NamedTuple):
    """What is left out, sorted, and the problems as they are told: those of a 草稿 as 提醒."""

    left_out: tuple[LeftOut, ...]
    problems: tuple[Problem, ...]


def fences_of(
    located: Located,
    definitions: Definitions,
    *,
    problems: Iterable[Problem],
    failed: Mapping[str, str],
) -> Fences:
    """The fences that these problems put up; `failed` are tracebacks by the path of a record.

    A record of an office that cannot be used itself is left out with it.
    """
    files = {each.source.path: each for each in _fenceable(located, definitions)}
    problems = [*problems, *_failures(files, failed)]
    lost = _lost(located, problems)
    own: dict[str, list[Problem]] = defaultdict(list)
    for each in problems:
        if each.path in files:
            own[each.path].append(each)
    drafts = {path for path, file in files.items() if file.is_draft}
    told = {path: _softened(own[path]) if path in drafts else own[path] for path in own}
    left = [
        _left_out(file, why, problems=told.get(path, ()), trace=failed.get(path, ""))
        for path, file in files.items()
        if (why := _why(file, told.get(path, ()), draft=path in drafts, lost=lost))
    ]
    rest = (each for each in problems if each.path not in files)
    return Fences(
        tuple(sorted(left, key=lambda each: each.key)),
        (*rest, *(each for path in told for each in told[path])),
    )


def _fenceable(located: Located, definitions: Definitions) -> Iterator[_Fenceable]:
    for location, source in located:
        kind = kind_of(location, definitions)
        if kind is not None and location.folder and kind.fenced:
            yield _Fenceable(location, kind, source)


def _failures(files: Mapping[str, _Fenceable], failed: Mapping[str, str]) -> Iterator[Problem]:
    for path in files.keys() & failed.keys():
        location, kind, _ = files[path]
        yield problem(
            "这份记录处理时出错，没有计入",
            path=path,
            office=location.office,
            kind=kind.id,
            record=location.id,
            rule="failed",
            hint="这是程序的毛病，不必改记录；请把日志交给维护人员",
        )


def _lost(located: Located, problems: Iterable[Problem]) -> frozenset[str]:
    """The offices whose own record is not there or has an 错误."""
    homes = {source.path: place.office for place, source in located if not place.folder}
    there = frozenset(homes.values())
    wrong = frozenset(homes[p.path] for p in problems if p.level == "错误" and p.path in homes)
    return wrong | (frozenset(place.office for place, _ in located) - there)


def _why(
    file: _Fenceable, problems: Iterable[Problem], *, draft: bool, lost: frozenset[str]
) -> WhyLeftOut | None:
    if draft:
        return "草稿"
    if any(each.level == "错误" for each in problems):
        return "错误"
    return "所" if file.location.office in lost else None


def _softened(problems: Iterable[Problem]) -> list[Problem]:
    return [
        replace(each, level="提醒", message=f"草稿：{each.message}")
        if each.level == "错误"
        else each
        for each in problems
    ]


def _left_out(
    file: _Fenceable, why: WhyLeftOut, *, problems: Iterable[Problem], trace: str
) -> LeftOut:
    source, readable = file.source, isinstance(file.source.data, dict)
    return LeftOut(
        office=file.location.office,
        kind=file.kind.id,
        id=file.location.id,
        path=source.path,
        rel=source.rel,
        why=why,
        problems=tuple(problems),
        data=source.data if readable else EMPTY,
        text="" if readable else text_of(source.path),
        trace=trace,
    )
