"""Measurements of speed and size on synthetic counties: whole processes, never inside a test."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from suowu import demo
from suowu.bench.measure import Run, machine, watched

PARTS = ("suowu", "content", "templates", "fonts", "mkdocs.yml")
FACTOR = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One thing measured; `goal` is what the design asks for, `good` None where it asks nothing."""

    name: str
    value: float
    unit: str
    goal: str = ""
    good: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What was measured, on what, of which size."""

    machine: dict[str, str | int]
    county: dict[str, int]
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class _Sandbox:
    """A copy of the project with caches of its own, so that nothing of the user's is touched."""

    work: Path
    project: Path

    def run(self, *words: str | Path) -> Run:
        env = {**os.environ, "PYTHONPATH": str(self.project)}
        return watched([sys.executable, "-P", "-m", *map(str, words)], env=env)

    def stage(self, name: str, *words: str | Path) -> tuple[Run, dict[str, Any]]:
        run = self.run("suowu.bench.stages", name, *words)
        return run, json.loads(run.said.splitlines()[-1])

    def build(self, county: Path, *, first: bool = False) -> Run:
        if first:
            shutil.rmtree(self.project / ".cache", ignore_errors=True)
        return self.run("suowu", "build", "--records", county, "--out", self.site(county))

    def site(self, county: Path) -> Path:
        return self.work / f"site-{county.name}"


def bench(
    *, root: Path, work: Path, offices: int, cases: int, seed: int, say: Callable[[str], None]
) -> Measured:
    """Measure in the empty folder `work`; takes about a minute per thousand cases."""
    sandbox = _Sandbox(work, work / "project")
    _copy(root, sandbox.project)
    small, large = work / "n", work / f"{FACTOR}n"
    day = demo.AS_OF
    files = {
        county: _county(county, offices=offices, cases=number, seed=seed, day=day, say=say)
        for county, number in ((small, cases), (large, FACTOR * cases))
    }
    figures = [
        *_reading(sandbox, large, say=say),
        *_building(sandbox, small=small, large=large, say=say),
        *_paper(sandbox, small, say=say),
    ]
    size = {"offices": offices, "cases": cases, "files": files[small], "seed": seed}
    return Measured(machine=machine(), county=size, figures=tuple(figures))


def _copy(root: Path, project: Path) -> None:
    project.mkdir(parents=True)
    for name in PARTS:
        if (root / name).is_dir():
            shutil.copytree(root / name, project / name)
        elif (root / name).exists():
            shutil.copy2(root / name, project / name)


def _county(
    out: Path, *, offices: int, cases: int, seed: int, day: date, say: Callable[[str], None]
) -> int:
    say(f"写示例县：{cases} 案")
    return demo.write(out, offices=offices, cases=cases, seed=seed, as_of=day)


def _reading(sandbox: _Sandbox, county: Path, *, say: Callable[[str], None]) -> Iterator[Figure]:
    say("读入与检查")
    for name, goal in (("冷", 1000), ("热", 10000)):
        run, told = sandbox.stage("read", county, sandbox.work / "cache")
        rate = told["records"] / run.seconds
        yield _at_least(f"读入与检查（{name}）", rate, unit="份/秒", goal=goal)
        yield Figure(
            name=f"　其中不计启动（{name}）", value=told["records"] / told["seconds"], unit="份/秒"
        )


def _building(
    sandbox: _Sandbox, *, small: Path, large: Path, say: Callable[[str], None]
) -> Iterator[Figure]:
    say("整站生成")
    peak, first = sandbox.build(large, first=True), sandbox.build(small, first=True)
    pages = _pages(sandbox.site(large)) - _pages(sandbox.site(small))
    again = sandbox.build(small)
    _edit(small)
    edited = sandbox.build(small)
    _, told = sandbox.stage("pages", small)
    yield _at_most(
        "记录网页（倒入框架）", told["seconds"] * 1000 / told["pages"], unit="毫秒/页", goal=0.5
    )
    more = (peak.seconds - first.seconds) * 1000 / max(1, pages)
    yield Figure(name="每多一页的全程耗时", value=more, unit="毫秒/页")
    yield Figure(name="首次生成 N 案", value=first.seconds, unit="秒")
    yield Figure(name=f"首次生成 {FACTOR}N 案", value=peak.seconds, unit="秒")
    yield _at_most(f"{FACTOR}N 与 N 之比", peak.seconds / first.seconds, unit="倍", goal=4.2)
    yield _at_most("没有改动", again.seconds, unit="秒", goal=0.5)
    yield _at_most("改一份记录", edited.seconds, unit="秒", goal=1.0)
    yield _at_most(f"最大内存（{FACTOR}N 案）", peak.peak, unit="MiB", goal=1024)


def _paper(sandbox: _Sandbox, county: Path, *, say: Callable[[str], None]) -> Iterator[Figure]:
    say("表格")
    _, told = sandbox.stage("paper", county)
    yield _at_least("PDF 表格（一核）", told["pdf"], unit="份/秒", goal=200)
    yield _at_least("DOCX 表格（一核）", told["docx"], unit="份/秒", goal=300)
    yield _at_most("300 份表格的打印包", told["packet"], unit="秒", goal=1.0)


def _pages(site: Path) -> int:
    return sum(1 for _ in site.rglob("*.html"))


def _edit(county: Path) -> None:
    """Change one word in one record, as a clerk would."""
    for file in sorted(county.glob("*/*/*.yml")):
        text = file.read_text(encoding="utf-8")
        new = re.sub(r"(内容: [^,}\n\"]*[^,}\n\"。])", r"\1，已核", text, count=1)
        if new != text:
            file.write_text(new, encoding="utf-8")
            return


def _at_most(name: str, value: float, *, unit: str, goal: float) -> Figure:
    return Figure(name=name, value=value, unit=unit, goal=f"≤ {goal:g}", good=value <= goal)


def _at_least(name: str, value: float, *, unit: str, goal: float) -> Figure:
    return Figure(name=name, value=value, unit=unit, goal=f"≥ {goal:g}", good=value >= goal)
