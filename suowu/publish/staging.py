"""Staging: the folder beside site/ that a build fills, and the swap that puts it in its place."""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from suowu.cache import folder_name

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
    with _locked(locks / f"{folder_name(out)}.lock"):
        new = Staging(out)
        if not out.exists() and new.old.exists():
            new.old.rename(out)
        _refuse_foreign(out)
        _clear(new)
        try:
            new.new.mkdir()
            yield new
        finally:
            _clear(new)


@contextmanager
def _locked(file: Path) -> Iterator[None]:
    from filelock import FileLock, Timeout  # here: a build with nothing to do never locks

    lock = FileLock(file, timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise Busy from error
    try:
        yield
    finally:
        lock.release()


def _refuse_foreign(out: Path) -> None:
    if out.exists():
        names = {entry.name for entry in out.iterdir()} if out.is_dir() else {out.name}
        foreign = sorted(names - {*OURS, *OURS_TOO})
        if foreign:
            raise Foreign("、".join(foreign[:3]))


def _clear(staged: Staging) -> None:
    """Remove what is no longer needed; a crowd of old files goes in the background."""
    if staged.new.exists():
        shutil.rmtree(staged.new)
    for left in staged.out.parent.glob(f".{staged.out.name}.gone-*"):
        shutil.rmtree(left, ignore_errors=True)
    if staged.old.exists():
        gone = staged.old.with_name(f".{staged.out.name}.gone-{os.getpid()}")
        staged.old.rename(gone)
        _remove(gone)


def _remove(folder: Path) -> None:
    """Delete a folder, in a process of its own where there is much to delete.

    Why: taking 12,000 names out of a file system lasts as long as the rest of a small edit.
    """
    many = sum(1 for _ in itertools.islice(folder.rglob("*"), MANY)) == MANY
    if not many:
        shutil.rmtree(folder, ignore_errors=True)
        return
    code = "import shutil, sys; shutil.rmtree(sys.argv[1], ignore_errors=True)"
    subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", code, str(folder.resolve())],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # ^C is not meant for it, and nobody waits for it
    )
