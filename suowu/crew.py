"""Crew: other processes that do a county's work office by office, and the job they are told of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A county to be built; every process of the crew sees the same folders.

    `inputs` is Raw.digest and `day` the day it is built for, as soon as they are known; `program`
    is the digest of the program, `origin` what the site says of its own as JSON, `failed` are
    records left out because the program stumbled over them, by path.
    """

    records: Path
    content: Path
    templates: Path
    fonts: Path | None
    cache: Path
    project: Path
    program: str
    inputs: str = ""
    day: date | None = None
    origin: str = "{}"
    failed: tuple[tuple[str, str], ...] = ()


class Disagreed(Exception):
    """A process of the crew would not do the same as we; the message says why."""


class Crew(Protocol):
    """What is asked of other processes. Whoever of them dies, another takes the work over."""

    def read(self, job: Job, folders: Sequence[str]) -> None:
        """Parse the records of these offices into the cache."""

    def derive(self, job: Job, offices: Sequence[str]) -> None:
        """Work out the records of these offices into the cache."""

    def make(self, job: Job, paths: Sequence[str], *, staged: Path) -> Iterator[tuple[str, str]]:
        """Write these documents into the folder `staged`; (path, manifest line) as they come."""
