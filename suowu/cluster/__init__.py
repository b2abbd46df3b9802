"""Cluster: a crew of Dask workers. Which of them lives, dies or comes late is Dask's concern."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from distributed import Client, as_completed

from suowu.cluster import tasks
from suowu.crew import Job

_PATIENCE: Final = 30
"""Seconds to wait for the scheduler, and for its first worker."""
_MOST: Final = 60
"""So many documents are asked for at once: what a dead worker takes with it is made again."""


class NoCrew(Exception):
    """The scheduler does not answer, or has no workers; the message says which."""


class DaskCrew:
    """What a build asks of a crew (suowu.crew), done by the workers of one Dask scheduler."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def read(self, job: Job, folders: Sequence[str]) -> None:
        """Parse the records of these offices into the cache."""
        self._all(tasks.read_office, job, asked=folders)

    def derive(self, job: Job, offices: Sequence[str]) -> None:
        """Work out the records of these offices into the cache."""
        self._all(tasks.work_out_office, job, asked=offices)

    def make(self, job: Job, paths: Sequence[str], *, staged: Path) -> Iterator[tuple[str, str]]:
        """Write these documents into the folder `staged`; (path, manifest line) as they come."""
        asked = [(str(staged), some) for some in _by_office(paths)]
        for lines in self._each(tasks.write_documents, job, asked=asked):
            yield from lines

    def _all(self, task: Callable[[Job, Any], Any], job: Job, *, asked: Iterable[Any]) -> None:
        for _ in self._each(task, job, asked=asked):
            pass

    def _each(
        self, task: Callable[[Job, Any], Any], job: Job, *, asked: Iterable[Any]
    ) -> Iterator[Any]:  # Any: what a task takes and gives is its own
        futures = [self.client.submit(task, job, each, pure=False) for each in asked]
        try:
            for _, result in as_completed(futures, loop=self.client.loop, with_results=True):
                yield result
        finally:
            self.client.cancel(futures)


@contextmanager
def crew_of(address: str) -> Iterator[DaskCrew]:
    """The workers of the scheduler at `address` (tcp://host:8786). Raises NoCrew."""
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # a dead worker is no news
    try:
        client = Client(address, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        raise NoCrew(f"连接不上调度程序：{address}") from error
    try:
        client.wait_for_workers(1, timeout=_PATIENCE)
        yield DaskCrew(client)
    except TimeoutError as error:
        raise NoCrew(f"调度程序没有工作进程：{address}") from error
    finally:
        client.close()


def _by_office(paths: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """The documents of each office by themselves, no more than _MOST at a time."""
    for _, group in groupby(sorted(paths, key=_office), key=_office):
        own = list(group)
        yield from (tuple(own[at : at + _MOST]) for at in range(0, len(own), _MOST))


def _office(path: str) -> tuple[str, ...]:
    """print/qinghe/…, internal/cases/qinghe/…: what stands before the record's own name."""
    return tuple(path.split("/")[:3])
