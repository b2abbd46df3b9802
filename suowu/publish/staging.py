"""The folder beside site/ that a build fills, and the swap that puts it in site's place."""

from __future__ import annotations

import hashlib
import itertools
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

OURS = ("public", "internal", "print", "manifest.json", "report.json", "next-change.json")
OURS_TOO = ("next-change.ics", ".gitkeep")
MANY = 1500


class Busy(Exception):
    """Another build is writing the same site."""


class Foreign(Exception):
    """The output folder holds files that are not ours; a swap would destroy them."""


class Staging:
    """A new site in the making. Nothing of it is seen until `swap`."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.new = out.with_name(f".{out.name}.new")
        self.old = out.with_name(f".{out.name}.old")
        self._made: set[str] = set()

    def write(self, path: str, content: bytes) -> None:
        Path(self._place(path)).write_bytes(content)

    def carry(self, path: str) -> None:
        """Take an unchanged file over from the site that stands."""
        source, target = f"{self.out}/{path}", self._place(path)
        try:
            os.link(source, target)
        except OSError:  # another file system, or one without links
            shutil.copy2(source, target)

    def read(self, path: str) -> bytes:
        return (self.new / path).read_bytes()

    def swap(self) -> None:
        """Two renames; a crash between them is mended by the next build."""
        keep = self.out / ".gitkeep"
        if keep.exists():
            self.write(".gitkeep", keep.read_bytes())
        if self.out.exists():
            self.out.rename(self.old)
        try:
            self.new.rename(self.out)
        except OSError:
            if self.old.exists():
                self.old.rename(self.out)
            raise

    def _place(self, path: str) -> str:
        target = f"{self.new}/{path}"
        folder = target.rpartition("/")[0]
        if folder not in self._made:
            Path(folder).mkdir(parents=True, exist_ok=True)
            self._made.add(folder)
        return target


@contextmanager
def staging(out: Path, *, locks: Path) -> Iterator[Staging]:
    """One build at a time; whatever is left of a broken one is mended first and cleared at the end.

    Raises Busy or Foreign before anything is touched.
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    locks.mkdir(parents=True, exist_ok=True)
    with (locks / f"{_place_of(out)}.lock").open("a") as handle:
        _lock(handle)
        room = Staging(out)
        if not out.exists() and room.old.exists():
            room.old.rename(out)
        _refuse_foreign(out)
        _clear(room)
        try:
            room.new.mkdir()
            yield room
        finally:
            _clear(room)


def _place_of(out: Path) -> str:
    """A file name for this very folder: another county's `site` is no concern of ours."""
    return hashlib.sha256(str(out.resolve()).encode()).hexdigest()[:16]


def _clear(room: Staging) -> None:
    """Remove what is no longer needed; a crowd of old files goes in the background."""
    if room.new.exists():
        shutil.rmtree(room.new)
    for left in room.out.parent.glob(f".{room.out.name}.gone-*"):
        shutil.rmtree(left, ignore_errors=True)
    if room.old.exists():
        gone = room.old.with_name(f".{room.out.name}.gone-{os.getpid()}")
        room.old.rename(gone)
        _remove(gone)


def _remove(folder: Path) -> None:
    """Delete a folder, in a process of its own where there is much to delete.

    Why: taking 12,000 names out of a file system lasts as long as the rest of a small edit.
    """
    many = sum(1 for _ in itertools.islice(folder.rglob("*"), MANY)) == MANY
    if not many or not hasattr(os, "fork"):
        shutil.rmtree(folder, ignore_errors=True)
        return
    child = os.fork()
    if child:
        os.waitpid(child, 0)
        return
    if os.fork() == 0:  # not ours any more: nobody waits for it
        os.closerange(3, 1024)  # the lock above all
        shutil.rmtree(folder, ignore_errors=True)
    os._exit(0)


def _refuse_foreign(out: Path) -> None:
    if out.exists():
        names = {entry.name for entry in out.iterdir()} if out.is_dir() else {out.name}
        foreign = sorted(names - {*OURS, *OURS_TOO})
        if foreign:
            raise Foreign("、".join(foreign[:3]))


def _lock(handle: IO[str]) -> None:
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        lock = getattr(msvcrt, "locking")  # noqa: B009  # the name is unknown elsewhere
        _or_busy(lambda: lock(handle.fileno(), getattr(msvcrt, "LK_NBLCK"), 1))  # noqa: B009
    else:
        _or_busy(lambda: fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB))


def _or_busy(lock: object) -> None:
    try:
        lock()  # type: ignore[operator]
    except OSError as error:
        raise Busy from error
