"""Processes: parallel map over forks, and the garbage collector kept out of the way of a county."""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeAlias, TypeVar

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")

Tell: TypeAlias = Callable[[str, tuple[int, int]], None]
"""Hears of progress: the step, and how much of it is done, of how much."""

_ALONE: ContextVar[bool] = ContextVar("alone", default=False)
_jobs: list[Callable[[int], list[Any]]] = []  # in a child: what it was forked for


def parallel_map(
    work: Callable[[_Item], _Result], items: Sequence[_Item], *, least: int, chunk: int
) -> Iterator[_Result]:
    """`map(work, items)`, in order; from `least` items on it runs on all cores, `chunk` at a time.

    `work` must depend on nothing that another call changes, and may be any function, as it is
    never pickled; its results are. An exception in a child is raised here.
    """
    workers = min(cores(), -(-len(items) // chunk)) if len(items) >= least else 1
    if _ALONE.get() or workers < 2 or not hasattr(os, "fork"):
        yield from map(work, items)
        return
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    def job(start: int) -> list[_Result]:
        return [work(item) for item in items[start : start + chunk]]

    fork = get_context("fork")
    with ProcessPoolExecutor(workers, fork, initializer=_inherit, initargs=(job,)) as pool:
        for results in pool.map(_run, range(0, len(items), chunk)):
            yield from results


@contextmanager
def in_one_process() -> Iterator[None]:
    """No forks meanwhile: this process is one of many already, or has threads."""
    before = _ALONE.set(True)
    try:
        yield
    finally:
        _ALONE.reset(before)


def silent(step: str, done: tuple[int, int]) -> None:
    """Nobody hears of it."""


def telling(
    found: Iterable[_Item], tell: Tell, *, step: str, of: int, every: int = 100
) -> Iterator[_Item]:
    """The same, while `tell` hears how many of them have come."""
    for done, each in enumerate(found):
        if done % every == 0:
            tell(step, (done, of))
        yield each


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _inherit(job: Callable[[int], list[Any]]) -> None:
    """Why no ^C: it reaches the whole group, and only the parent should say something about it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _jobs.append(job)


def _run(start: int) -> list[Any]:
    return _jobs[-1](start)


@contextmanager
def county_kept() -> Iterator[None]:
    """No collection while a county is built; afterwards none looks at what was built.

    Why: every full collection walks all live values, and Python runs many of them while values are
    added, and one more at its end. A county kept before this one may go.
    """
    if gc.get_freeze_count():
        gc.unfreeze()
        gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def put_off_collection() -> None:
    """No collection until the next county is kept: what is read for it beforehand is all needed."""
    gc.disable()
