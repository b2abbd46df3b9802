"""One job for many items on all cores: children are forked, so nothing has to be sent to them."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Sequence
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

WORTH = 300


def shared(items: Sequence[Item], work: Callable[[Item], Result]) -> list[Result]:
    """`[work(item) for item in items]`, on all cores where that is worth it and can be done.

    `work` must depend on nothing that another call changes. An exception in a child is raised here.
    """
    workers = min(os.cpu_count() or 1, 1 + len(items) // WORTH)
    if workers < 2 or not hasattr(os, "fork"):
        return [work(item) for item in items]
    children = [_child(items[start::workers], work) for start in range(1, workers)]
    shares = [[work(item) for item in items[::workers]], *map(_answer, children)]
    found: list[Result] = [shares[0][0]] * len(items)
    for start, share in enumerate(shares):
        found[start::workers] = share
    return found


def _child(items: Sequence[Item], work: Callable[[Item], Result]) -> tuple[int, int]:
    """Start a child on its share; gives its id and where its answer can be read."""
    source, sink = os.pipe()
    process = os.fork()
    if process:
        os.close(sink)
        return process, source
    os.close(source)
    answer: object
    try:
        answer = [work(item) for item in items]
    except BaseException as error:
        answer = error
    with os.fdopen(sink, "wb") as pipe:
        pickle.dump(answer, pipe)
    os._exit(0)


def _answer(child: tuple[int, int]) -> list[Result]:
    process, source = child
    with os.fdopen(source, "rb") as pipe:
        data = pipe.read()
    os.waitpid(process, 0)
    answer = pickle.loads(data) if data else RuntimeError("a worker died")
    if isinstance(answer, BaseException):
        raise answer
    return list(answer)
