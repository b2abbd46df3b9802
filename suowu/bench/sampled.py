"""Sampling: of which of our modules a piece of work's processor time is."""

from __future__ import annotations

import signal
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType

from suowu.cache import PACKAGE

_EVERY = 0.001
"""Seconds of processor time; a kernel with a slower clock gives fewer samples, not other shares."""
_ROOT = f"{PACKAGE}/"


@dataclass(slots=True)
class Samples:
    """How often each module was found at work, itself or in what it calls of others."""

    by_module: Counter[str] = field(default_factory=Counter)

    def take(self, signum: int, frame: FrameType | None) -> None:
        """Note the innermost of our modules; called by the clock."""
        while frame is not None and not frame.f_code.co_filename.startswith(_ROOT):
            frame = frame.f_back
        if frame is not None:
            name = frame.f_code.co_filename.removeprefix(_ROOT).removesuffix(".py")
            self.by_module[name.removesuffix("/__init__")] += 1

    @property
    def shares(self) -> Mapping[str, float]:
        """Each module's share of the whole, the largest first."""
        whole = self.by_module.total() or 1
        return {name: round(n / whole, 4) for name, n in self.by_module.most_common()}


@contextmanager
def sampled() -> Iterator[Samples]:
    """Sample this process meanwhile, its children not; nothing on a system without such a clock."""
    found = Samples()
    if not hasattr(signal, "setitimer"):
        yield found
        return
    before = signal.signal(signal.SIGPROF, found.take)
    signal.setitimer(signal.ITIMER_PROF, _EVERY, _EVERY)
    try:
        yield found
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
