"""File stats of the last build, so that a file changed by hand is never carried over."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple, TypeAlias

from suowu.cache import BUILT, folder_name, keep, recall
from suowu.model import Problem

FileStat: TypeAlias = tuple[int, int]  # bytes, and the time of the last change in nanoseconds


class LastBuild(NamedTuple):
    """What a build left behind: the digest of all it was made of, its findings, each file's stat.

    `key` is empty where that digest was not asked for.
    """

    key: str = ""
    files: Mapping[str, FileStat] = {}
    problems: tuple[Problem, ...] = ()


def last_build(out: Path, *, cache: Path) -> LastBuild:
    """The last build into `out` by this very program; an empty one if there is none."""
    return LastBuild(*(recall(BUILT.file(folder_name(out), root=cache)) or ()))


def remember(last: LastBuild, *, out: Path, cache: Path) -> None:
    """Let the next build into `out` know of this one."""
    keep(BUILT.file(folder_name(out), root=cache), tuple(last))


def snapshot(folder: Path) -> dict[str, FileStat]:
    """The stat of every file below a folder, by its path there."""
    found: dict[str, FileStat] = {}
    _walk(str(folder), "", found)
    return found


def _walk(folder: str, prefix: str, found: dict[str, FileStat]) -> None:
    try:
        entries = os.scandir(folder)
    except OSError:
        return
    with entries:
        for entry in entries:
            name = f"{prefix}{entry.name}"
            if entry.is_dir(follow_symlinks=False):
                _walk(entry.path, f"{name}/", found)
            else:
                stat = entry.stat(follow_symlinks=False)
                found[name] = (stat.st_size, stat.st_mtime_ns)
