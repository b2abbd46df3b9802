"""Processes watched from outside: how long each took and how much memory it wanted at most."""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class Failed(Exception):
    """A measured process did not end well; the argument is what it said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """`peak` in MiB covers the process and the children it waited for; 0 where unknown."""

    seconds: float
    peak: float
    said: str


def watched(command: Sequence[str], *, env: Mapping[str, str]) -> Run:
    """Run to the end; the exit codes 0 and 1 (problems were found) are both a measurement."""
    with tempfile.TemporaryFile() as said:
        start = time.perf_counter()
        process = subprocess.Popen(
            command, env=dict(env), stdin=subprocess.DEVNULL, stdout=said, stderr=said
        )
        code, peak = _waited(process)
        seconds = time.perf_counter() - start
        said.seek(0)
        text = said.read().decode("utf-8", "replace")
    if code not in (0, 1):
        raise Failed(f"{' '.join(command)}: {code}\n{text[-2000:]}")
    return Run(seconds=seconds, peak=peak, said=text)


def _waited(process: subprocess.Popen[bytes]) -> tuple[int, float]:
    if sys.platform == "win32":
        return process.wait(), 0.0
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return process.returncode, usage.ru_maxrss / unit


def machine() -> dict[str, str | int]:
    """What the figures were measured on."""
    return {
        "system": f"{platform.system()} {platform.machine()}",
        "processor": _processor(),
        "cores": os.cpu_count() or 1,
        "python": platform.python_version(),
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor())


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One thing measured; `goal` is what the design asks for, `good` None where it asks nothing."""

    name: str
    value: float
    unit: str
    goal: str = ""
    good: bool | None = None


@dataclass(frozen=True, slots=True)
class Sandbox:
    """A copy of the project with caches of its own, so that nothing of the user's is touched."""

    work: Path
    project: Path

    def run(self, *words: str | Path) -> Run:
        """One process of ours."""
        env = {**os.environ, "PYTHONPATH": str(self.project)}
        return watched([sys.executable, "-P", "-m", *map(str, words)], env=env)

    def stage(self, name: str, *words: str | Path) -> tuple[Run, dict[str, Any]]:
        """One of suowu.bench.stages, and what it told."""
        run = self.run("suowu.bench.stages", name, *words)
        try:
            return run, json.loads(run.said.splitlines()[-1])
        except (ValueError, IndexError) as error:
            raise Failed(run.said[-2000:]) from error

    def forget(self) -> None:
        """Drop all that was kept."""
        shutil.rmtree(self.project / ".cache", ignore_errors=True)


def at_most(name: str, value: float, *, unit: str, goal: float) -> Figure:
    """A figure that should be no more than its goal."""
    return Figure(name=name, value=value, unit=unit, goal=f"≤ {goal:,g}", good=value <= goal)


def at_least(name: str, value: float, *, unit: str, goal: float) -> Figure:
    """A figure that should be no less than its goal."""
    return Figure(name=name, value=value, unit=unit, goal=f"≥ {goal:,g}", good=value >= goal)
