"""The spare tree: what two sites in a row have in common, with which the next one begins.

Why: to link 8,000 unchanged files and make their folders takes as long as all else in an edit. It
lies in the cache, where nobody else looks, and holds nothing that the site does not hold too.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from suowu.cache import SPARE, folder_name
from suowu.publish.beside import MANY, discard
from suowu.publish.manifest import FileStat, snapshot

_MOST = 2
"""Sites that have a spare: the county's, and a preview."""


def begin_with_spare(out: Path, new: Path, *, cache: Path | None) -> dict[str, FileStat]:
    """Make the folder `new`, of the spare of this site if there is one; what is in it."""
    try:
        if cache is not None:
            _place(out, cache).rename(new)
            return snapshot(new)
    except OSError:  # there is none, or it is on another disk
        pass
    new.mkdir()
    return {}


def put_away(
    old: Path,
    out: Path,
    *,
    cache: Path | None,
    before: Mapping[str, FileStat],
    now: Mapping[str, FileStat],
) -> None:
    """Keep of the old site what is the same file in the one that stands now; if it is not worth it,
    or cannot be, the old site stays where it is."""
    stale = [path for path, stat in before.items() if now.get(path) != stat]
    if cache is None or len(stale) >= MANY:
        return
    with suppress(OSError):
        remove(old, stale)
        place = _place(out, cache)
        place.parent.mkdir(parents=True, exist_ok=True)
        old.rename(place)
        os.utime(place)
        others = sorted(place.parent.iterdir(), key=lambda each: each.stat().st_mtime)
        for each in others[:-_MOST]:
            discard(each, out)


def drop_spare(out: Path, *, cache: Path | None) -> None:
    """It is about to hold what the site holds no more."""
    if cache is not None and _place(out, cache).is_dir():
        discard(_place(out, cache), out)


def remove(folder: Path, paths: Iterable[str]) -> None:
    """Take files out of a folder, and the folders that are empty then."""
    for path in paths:
        os.unlink(f"{folder}/{path}")
        with suppress(OSError):  # there is more in it
            while path := path.rpartition("/")[0]:
                os.rmdir(f"{folder}/{path}")


def _place(out: Path, cache: Path) -> Path:
    return SPARE.folder(cache) / folder_name(out)
