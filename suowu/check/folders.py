"""The folders of a county: what must be there, what is not supported yet, what stands wrong."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from suowu.check.record import Entry, fits
from suowu.load.layout import COUNTY, Place, kind_of
from suowu.model import Problem, Raw, Source
from suowu.problems import did_you_mean, problem

Placed = Sequence[tuple[Place, Source]]


def folder_problems(raw: Raw, placed: Placed, entries: Sequence[Entry]) -> Iterator[Problem]:
    """Every problem of the tree as such."""
    yield from _missing(raw, placed)
    yield from _unsupported(raw, placed)
    judged = {entry.source.rel for entry in entries}
    rest = [(place, source) for place, source in placed if source.rel not in judged]
    yield from _empty(raw, rest)
    yield from _misplaced(raw, rest)


def _missing(raw: Raw, placed: Placed) -> Iterator[Problem]:
    """Ensure every office folder holds its office.yml, and the tree a county.yml."""
    there = {place.office for place, _ in placed if not place.folder}
    for office in sorted({place.office for place, _ in placed} | {COUNTY}):
        if office in there:
            continue
        name = "county.yml" if office == COUNTY else "office.yml"
        kind = kind_of(Place(office, "", ""), raw.kinds)
        hint = f"python3 build.py new {kind.id} {office}" if kind else None
        path = f"{raw.root}/{office}/{name}"
        yield problem(f"须有 {name}", path=path, office=office, hint=hint)
    if COUNTY in there and kind_of(Place(COUNTY, "", ""), raw.kinds) is None:
        yield problem(
            "templates/kinds 里须有范围为县的类别", path=f"{raw.root}/{COUNTY}/county.yml"
        )


def _unsupported(raw: Raw, placed: Placed) -> Iterator[Problem]:
    """Say once for every kind that is not built that its records are not read."""
    found: dict[str, list[Source]] = defaultdict(list)
    for place, source in placed:
        if kind_of(place, raw.kinds) is None:
            found[place.folder].append(source)
    for folder, sources in sorted(found.items()):
        says = f"未支持：{folder or 'office'}，{len(sources)} 个文件没有读取"
        hint = did_you_mean(folder, sorted(raw.kinds), cutoff=0.8)
        path = sources[0].path
        hint = hint or f"templates/kinds/{folder}/kind.yml 尚未建立"
        yield problem(says, path=path, level="提醒", kind=folder or None, hint=hint)


def _empty(raw: Raw, placed: Placed) -> Iterator[Problem]:
    """Ensure a file that reads well says something."""
    told = {p.path for p in raw.problems if p.level == "错误"}
    for place, source in placed:
        kind = kind_of(place, raw.kinds)
        if kind and fits(place, kind) and source.path not in told:
            says = "文件是空的，须写“字段: 值”" if source.data is None else "须写成“字段: 值”的清单"
            yield problem(
                says,
                path=source.path,
                place=(1, 1),
                office=place.office,
                kind=kind.id,
                record=place.id,
                hint="例如 姓名: 张三（冒号后空一格）",
            )


def _misplaced(raw: Raw, placed: Placed) -> Iterator[Problem]:
    """Ensure registers stand in registers/<year>/ and nothing else does."""
    for place, source in placed:
        kind = kind_of(place, raw.kinds)
        if kind is None or fits(place, kind):
            continue
        where = {
            "簿": f"{place.office}/registers/<年份>/{kind.id}.yml",
            "案": f"{place.office}/{kind.id}/<编号>.yml",
            "所": f"{place.office}/office.yml",
        }.get(kind.scope, f"{COUNTY}/county.yml")
        says = f"{kind.name}须放在约定的位置"
        yield problem(
            says, path=source.path, office=place.office, kind=kind.id, hint=f"应为 {where}"
        )
