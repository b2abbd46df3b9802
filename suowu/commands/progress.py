"""Progress on the screen: which step, how much of it is done, how fast, how long it will take."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from suowu.commands.options import Options
from suowu.parallel import Tell, silent

if TYPE_CHECKING:
    from rich.progress import Progress, Task, TaskID
    from rich.text import Text

PATIENCE: Final = 2.0
"""So many seconds pass before anything is shown: what is over by then needs no progress."""
_PAUSE: Final = 0.1


@contextmanager
def progress_of(options: Options) -> Iterator[Tell]:
    """What steps are told to. Nobody sees them with --quiet or --format json, in CI, or where
    nobody is looking; the line is gone when the work is done."""
    if options.quiet or options.json or in_ci() or not sys.stderr.isatty():
        yield silent
        return
    line = _Line(time.monotonic())
    try:
        yield line.tell
    finally:
        line.close()


def in_ci() -> bool:
    """Whether others read what is printed here."""
    return os.environ.get("CI", "").lower() in ("1", "true", "yes")


@dataclass(slots=True)
class _Line:
    """One line at the bottom of the screen."""

    begun: float
    step: str = ""
    bar: Progress | None = None
    task: TaskID | None = None
    drawn: float = 0.0

    def tell(self, step: str, done: tuple[int, int]) -> None:
        now = time.monotonic()
        if now - self.begun < PATIENCE or (step == self.step and now - self.drawn < _PAUSE):
            return
        if self.bar is None:
            self.bar = _bar()
            self.bar.start()
        if step != self.step or self.task is None:
            if self.task is not None:
                self.bar.remove_task(self.task)
            self.step, self.task = step, self.bar.add_task(step, total=None)
        self.bar.update(self.task, completed=done[0], total=done[1] if done[1] > 1 else None)
        self.bar.refresh()
        self.drawn = now

    def close(self) -> None:
        if self.bar is not None:
            self.bar.stop()


def _bar() -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, ProgressColumn, TextColumn

    class Counts(ProgressColumn):
        """How many of how many, how many a second, and how long for the rest."""

        def render(self, task: Task) -> Text:
            from rich.text import Text

            return Text(counts_of(task.completed, task.total, speed=task.speed))

    console = Console(file=sys.stderr, highlight=False)
    columns = (TextColumn("{task.description}"), BarColumn(24), Counts())
    # no thread draws it: the stages fork
    return Progress(*columns, console=console, transient=True, auto_refresh=False)


def counts_of(done: float, total: float | None, *, speed: float | None) -> str:
    """`1,200/8,000，每秒 310，还要 22 秒`; nothing of what is not known."""
    if not total:
        return ""
    said = [f"{done:,.0f}/{total:,.0f}"]
    if speed:
        left = (total - done) / speed
        said.append(f"每秒 {speed:,.{0 if speed >= 10 else 1}f}")
        said.append(f"还要 {left / 60:.0f} 分钟" if left >= 90 else f"还要 {left:.0f} 秒")
    return "，".join(said)
