"""Files seen before: what they held, by what the system says of them, so that none is read twice.

As git does it: a file that changed so shortly before this was written down that it might have
changed once more since, within the same tick of the clock, is read again.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from suowu.cache import SEEN, FileStamp, folder_name, keep, recall, stamp_of

_TICK = 2_000_000_000  # ns: the coarsest clock of a file system


class SeenFiles:
    """The digests of a folder's files as they were when somebody last looked."""

    def __init__(self, root: Path, *, cache: Path | None) -> None:
        self._file = SEEN.file(folder_name(root), root=cache)
        self._last: dict[str, tuple[FileStamp, str]] = recall(self._file) or {}
        self._until = _written(self._file) - _TICK
        self._now: dict[str, tuple[FileStamp, str]] = {}
        self._read = False

    def digest(self, rel: str, stamp: FileStamp) -> str | None:
        """What the file of this stamp holds, if that is known for sure."""
        known = self._last.get(rel)
        if known is None or known[0] != stamp or max(stamp[2:]) >= self._until:
            return None
        self._now[rel] = known
        return known[1]

    def note(self, rel: str, stamp: FileStamp, *, digest: str) -> None:
        """What a file holds that was read just now, and was of this stamp before."""
        self._now[rel] = stamp, digest
        self._read = True

    def close(self, rels: Iterable[str]) -> None:
        """Keep what was seen, if anything had to be read; of these files and no others."""
        if self._read:
            keep(self._file, {rel: self._now[rel] for rel in rels if rel in self._now})


def _written(file: Path | None) -> int:
    stamp = stamp_of(file) if file else None
    return stamp[2] if stamp else 0
