"""Measurements of speed and size on synthetic counties: whole processes, never inside a test."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from suowu import demo
from suowu.bench.measure import Failed, Figure, Sandbox, at_least, at_most, machine
from suowu.bench.peers import peer_figures
from suowu.bench.stages import edit_one
from suowu.parallel import cores

PARTS = ("suowu", "content", "templates", "fonts", "mkdocs.yml")
SIZES = (200, 2_000, 8_000, 30_000)
FACTOR = 4
PROFILED = 2_000
"""The most cases of which it is told where the time goes."""
GROWTH = 4.2
"""4N may take so many times what N takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SizeMeasured:
    """A county of one size: its figures, the seconds of each stage by run, its bytes by folder, and
    the shares of our modules by run."""

    cases: int
    offices: int
    files: int
    figures: tuple[Figure, ...]
    stages: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    folders: Mapping[str, int] = field(default_factory=dict)
    profiles: Mapping[str, Mapping[str, float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What was measured, on what; `peers` are ratios to the same work done by others."""

    machine: dict[str, str | int]
    seed: int
    sizes: tuple[SizeMeasured, ...]
    figures: tuple[Figure, ...]
    peers: tuple[Figure, ...] = ()


def bench(
    *,
    root: Path,
    work: Path,
    offices: int,
    sizes: Sequence[int],
    seed: int,
    say: Callable[[str], None],
    peers: bool = False,
) -> Iterator[Measured]:
    """Measure in the empty folder `work`, the smallest county first: after each size all that is
    known, so that whoever stops early keeps it. A thousand cases take about two minutes."""
    sandbox = Sandbox(work, work / "project")
    _copy(root, sandbox.project)
    found: list[SizeMeasured] = []
    beside, on_paper = tuple[Figure, ...](), tuple[Figure, ...]()
    for number in sorted(sizes):
        county = work / f"n{number}"
        say(f"{number:,} 案：写示例县")
        files = demo.write(county, offices=offices, cases=number, seed=seed)
        try:
            size = _size(sandbox, county, cases=number, offices=offices, files=files, say=say)
        except Failed as error:  # what the other sizes told is kept
            say(f"{number:,} 案没有量成：{error}")
            continue
        found.append(size)
        if peers and not beside:
            beside = tuple(peer_figures(sandbox, county, say=say))
        on_paper = on_paper or tuple(_paper(sandbox, county, say=say))
        shutil.rmtree(_site(county))
        yield Measured(
            machine=machine(),
            seed=seed,
            sizes=tuple(found),
            figures=(*_growth(found), *on_paper),
            peers=beside,
        )


def _copy(root: Path, project: Path) -> None:
    project.mkdir(parents=True)
    for name in PARTS:
        if (root / name).is_dir():
            shutil.copytree(root / name, project / name)
        elif (root / name).exists():
            shutil.copy2(root / name, project / name)


def _site(county: Path) -> Path:
    return county.with_name(f"site-{county.name}")


def _size(
    sandbox: Sandbox,
    county: Path,
    *,
    cases: int,
    offices: int,
    files: int,
    say: Callable[[str], None],
) -> SizeMeasured:
    stages: dict[str, Mapping[str, float]] = {}
    figures = [
        *_checking(sandbox, county, files=files, say=say),
        *_building(sandbox, county, stages=stages, say=say),
    ]
    site = _site(county)
    folders = {name: _bytes(site / name) for name in ("public", "internal", "print")}
    if cases == SIZES[0]:
        figures.append(at_most("print/", folders["print"] / 1024**2, unit="MiB", goal=12))
    return SizeMeasured(
        cases=cases,
        offices=offices,
        files=files,
        figures=tuple(figures),
        stages=stages,
        folders=folders,
        profiles=_profiles(sandbox, county, say=say) if cases <= PROFILED else {},
    )


def _profiles(
    sandbox: Sandbox, county: Path, *, say: Callable[[str], None]
) -> Mapping[str, Mapping[str, float]]:
    say(f"{county.name}：时间花在哪里")
    day = demo.AS_OF + timedelta(1)
    _, told = sandbox.stage("profiles", county, _site(county), day.isoformat())
    return told


def _checking(
    sandbox: Sandbox, county: Path, *, files: int, say: Callable[[str], None]
) -> Iterator[Figure]:
    for name, least in (("cold", 1000), ("warm", 10_000)):
        say(f"{county.name}：check（{'冷' if name == 'cold' else '热'}）")
        if name == "cold":
            sandbox.forget()
        run = sandbox.run("suowu", "check", "--records", county, "--format", "json")
        yield Figure(name=f"check, {name}", value=run.seconds, unit="s")
        yield at_least(f"records a second, {name}", files / run.seconds, unit="/s", goal=least)
        yield at_most(f"memory of check, {name}", run.peak, unit="MiB", goal=1024)


def _building(
    sandbox: Sandbox,
    county: Path,
    *,
    stages: dict[str, Mapping[str, float]],
    say: Callable[[str], None],
) -> Iterator[Figure]:
    site = _site(county)
    sandbox.forget()
    day, next_day = demo.AS_OF, demo.AS_OF + timedelta(1)
    runs = (("first build", day, None), ("one edit", day, 1.0), ("new day", next_day, 8.0))
    for name, on, goal in runs:
        say(f"{county.name}：{name}")
        if name == "one edit":
            edit_one(county)
        run, told = sandbox.stage("build", county, site, on.isoformat())
        stages[name] = told
        if goal is None:
            yield Figure(name=name, value=run.seconds, unit="s")
            yield at_most("memory of a build", run.peak, unit="MiB", goal=2048)
            rate = told["forms on paper"] / told.get("PDF", 1) / cores()
            yield at_least("PDF forms a second a core in it", rate, unit="/s", goal=250)
        else:
            yield at_most(name, run.seconds, unit="s", goal=goal)
        if name == "one edit":
            asked = ("--records", county, "--out", site, "--as-of", on.isoformat())
            words = ("suowu", "build", *asked)
            sandbox.run(*words)  # the first by the command line, which remembers what it was asked
            again = sandbox.run(*words)
            yield at_most("nothing changed", again.seconds, unit="s", goal=0.3)
            _, told = sandbox.stage("saved", county, site, on.isoformat())
            yield at_most("one edit, serve waiting", told["seconds"], unit="s", goal=1.0)


def _growth(found: Sequence[SizeMeasured]) -> Iterator[Figure]:
    """What four times as many cases cost."""
    by_cases = {size.cases: size for size in found}
    for size in found:
        larger = by_cases.get(FACTOR * size.cases)
        if larger is not None:
            ratio = _first(larger) / _first(size)
            name = f"first build of {larger.cases:,} to {size.cases:,} cases"
            yield at_most(name, ratio, unit="times", goal=GROWTH)


def _first(size: SizeMeasured) -> float:
    return next(figure.value for figure in size.figures if figure.name == "first build")


def _paper(sandbox: Sandbox, county: Path, *, say: Callable[[str], None]) -> Iterator[Figure]:
    say("表格")
    _, told = sandbox.stage("paper", county)
    yield at_least("single PDF forms, one core", told["pdf"], unit="/s", goal=200)
    yield at_least("DOCX forms, frames there, one core", told["docx"], unit="/s", goal=300)
    yield Figure(name="a frame of DOCX, by pandoc", value=told["frame"] * 1000, unit="ms a shape")
    yield at_most("a packet of 300 forms", told["packet"], unit="s", goal=1.2)
    yield at_most("bytes of a form in it", told["bytes"] / 1024, unit="KiB", goal=6)
    yield Figure(name="bytes of a single form", value=told["alone"] / 1024, unit="KiB")
    yield Figure(name="fonts of these", value=told["fonts"] * 100, unit="%")


def _bytes(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
