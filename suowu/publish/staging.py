"""Staging: the folder beside site/ that a build fills, and the exchange that puts it in its place.

Whoever writes holds the lock beside the output; nothing of another owner's is ever removed.
"""

from __future__ import annotations

import errno
import itertools
import os
import re
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from suowu.cache import SITE_NOTE, private_files
from suowu.publish.manifest import standing_head

OURS = ("public", "internal", "print", "manifest.json", "report.json", "next-change.json")
OURS_TOO = ("next-change.ics", ".gitkeep")
PUBLIC = "public/"
MANY = 1500
SWAPPED = f"{SITE_NOTE}新网站已经换上。"
"""A note on an exception that came after the exchange."""

_LEFT = r"\.{}\.(new|old|gone)-(\d+)-[0-9a-f]{{8}}"
_EXCHANGE, _HERE = 2, -100  # RENAME_EXCHANGE, AT_FDCWD
_NO_EXCHANGE = (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP)


class NotWritten(Exception):
    """Nothing was touched: what is said of it, and what to do."""

    def __init__(self, says: str, hint: str) -> None:
        super().__init__(says)
        self.says, self.hint = says, hint


class Busy(NotWritten):
    """Another build is writing the same site."""


class Foreign(NotWritten):
    """The output is not ours; an exchange would destroy, miss or empty it."""


class Staging:
    """A new site in the making. Nothing of it is seen until `swap`."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.new = _beside(out, "new")
        self.swapped = False
        self._made: set[str] = set()

    def write(self, path: str, content: bytes) -> None:
        target = self._place(path)
        Path(target).write_bytes(content)
        if path.startswith(PUBLIC):
            os.chmod(target, 0o644)  # whatever the builder's umask, citizens may read it

    def carry(self, path: str) -> None:
        """Take an unchanged file over from the site that stands."""
        source, target = f"{self.out}/{path}", self._place(path)
        try:
            os.link(source, target, follow_symlinks=False)
        except OSError:  # another file system, or one without links
            shutil.copy2(source, target, follow_symlinks=False)
        if path.startswith(PUBLIC):
            os.chmod(target, 0o644)

    def read(self, path: str) -> bytes:
        return (self.new / path).read_bytes()

    def keep_placeholder(self) -> None:
        """What git keeps the empty folder by."""
        if (self.out / ".gitkeep").exists():
            self.write(".gitkeep", b"")

    def swap(self) -> None:
        """Put the new tree in place of the old one in a single step; a reader sees one or other."""
        if os.path.lexists(self.out):
            _exchange(self.new, self.out)
        else:
            self.new.rename(self.out)
        self.swapped = True

    def _place(self, path: str) -> str:
        target = f"{self.new}/{path}"
        folder = target.rpartition("/")[0]
        if folder not in self._made:
            Path(folder).mkdir(parents=True, exist_ok=True)
            self._made.add(folder)
            for part in self._opened(path):
                os.chmod(part, 0o755)
        return target

    def _opened(self, path: str) -> Iterator[str]:
        """The folders on the way to a public file."""
        steps = path.split("/")[:-1] if path.startswith(PUBLIC) else []
        return (f"{self.new}/{'/'.join(steps[: n + 1])}" for n in range(len(steps)))


def place_of(out: Path) -> Path:
    """Where a site really lies: a link is followed once, here. Foreign if it leads nowhere."""
    if out.is_symlink() and not out.exists():
        raise Foreign(f"输出目录是失效的链接：{out}", "改正链接，或者用 --out 写实际的目录")
    real = out.resolve()
    if not real.name:
        raise Foreign("输出目录不能是根目录", "写一个单独的目录，例如 --out site")
    return real


@contextmanager
def staging(out: Path, *, beside_others: bool = False) -> Iterator[Staging]:
    """One writer at a time; whatever is left of a broken one is mended first and cleared.

    Raises Busy or Foreign before anything is touched; `beside_others` lets files that are not ours
    stay, for whoever takes them over.
    """
    out = place_of(out)
    out.parent.mkdir(parents=True, exist_ok=True)
    with _locked(out), private_files():
        _heal(out)
        _refuse_foreign(out, strict=not beside_others)
        _sweep(out)
        new = Staging(out)
        try:
            new.new.mkdir()
            new.new.chmod(0o755)
            yield new
        except BaseException as error:
            if new.swapped:
                error.add_note(SWAPPED)
            raise
        finally:
            _clear(new)


def sweep(out: Path) -> None:
    """Clear what broken builds left beside a site; who is building now is left in peace."""
    left = list(_left(out))
    if left or os.path.lexists(_lock_of(out)):
        with suppress(OSError, Busy), _locked(out):
            _sweep(out)


def _lock_of(out: Path) -> Path:
    return out.with_name(f".{out.name}.lock")


@contextmanager
def _locked(out: Path) -> Iterator[None]:
    from filelock import FileLock, Timeout  # here: a build with nothing to do never locks

    file = _lock_of(out)
    lock = FileLock(file, timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise Busy("另一次生成正在写同一个输出目录", "等它结束后再试") from error
    try:
        yield
    finally:
        with suppress(OSError):  # while it is ours: who waits for it sees that it is gone
            file.unlink()
        lock.release()


def _refuse_foreign(out: Path, *, strict: bool) -> None:
    if not os.path.lexists(out):
        return
    entries = list(os.scandir(out)) if out.is_dir() else []
    names = {entry.name for entry in entries} if out.is_dir() else {out.name}
    foreign = sorted(names - {*OURS, *OURS_TOO})
    links = sorted(entry.name for entry in entries if entry.is_symlink())
    away = "换一个空目录，例如 --out site，或者把这些文件移走"
    if mounts := _mounts_in(out):
        raise Foreign(
            f"输出目录里有挂载点，整站换上时会落空：{mounts[0]}",
            "把挂载点移到输出目录的上一级，--out 写它下面的一个目录",
        )
    if links and (strict or set(links) & {*OURS}):
        raise Foreign(f"输出目录里有链接，没有动它：{'、'.join(links[:3])}", away)
    if foreign and strict:
        raise Foreign(f"输出目录里有不是本工具写的文件，没有动它：{'、'.join(foreign[:3])}", away)
    if names - {".gitkeep"} and standing_head(out) is None:
        raise Foreign(
            f"输出目录里没有本工具的 manifest.json，不是本工具写的，没有动它："
            f"{'、'.join(sorted(names)[:3])}",
            away,
        )


def _mounts_in(out: Path) -> list[str]:
    """What is mounted at or below the output, as far as this system tells."""
    try:
        told = Path("/proc/self/mountinfo").read_text("utf-8", "surrogateescape").splitlines()
    except OSError:
        return []
    points = (line.split(" ")[4].replace("\\040", " ") for line in told)
    return [point for point in points if point == str(out) or point.startswith(f"{out}/")]


# --- what is left beside it -----------------------------------------------------------------------


def _beside(out: Path, role: str) -> Path:
    return out.with_name(f".{out.name}.{role}-{os.getpid()}-{secrets.token_hex(4)}")


def _left(out: Path) -> Iterator[tuple[Path, str]]:
    """Folders of broken builds and their role, by the names that only we give."""
    pattern = re.compile(_LEFT.format(re.escape(out.name)))
    try:
        names = sorted(os.listdir(out.parent))
    except OSError:
        return
    for name in names:
        match = pattern.fullmatch(name)
        if match and not _lives(int(match[2])):
            yield out.with_name(name), match[1]


def _lives(pid: int) -> bool:
    """Whether another process of this number runs; we ourselves hold the lock."""
    if pid == os.getpid() or os.name == "nt":  # there a signal would end it
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _heal(out: Path) -> None:
    """Put back the site of a build that died between two renames."""
    if not os.path.lexists(out):
        for folder, role in _left(out):
            if role == "old" and standing_head(folder) is not None:
                folder.rename(out)
                return


def _sweep(out: Path) -> None:
    for folder, role in _left(out):
        if role != "old" or os.path.lexists(out):
            _discard(folder, out)


def _clear(staged: Staging) -> None:
    """Remove what is no longer needed. Nothing here may fail a site that stands already."""
    if staged.new.exists():
        _discard(staged.new, staged.out)


def _discard(folder: Path, out: Path) -> None:
    gone = _beside(out, "gone")
    try:
        folder.rename(gone)
    except OSError:
        gone = folder
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
    try:
        subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", code, str(folder.resolve())],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # ^C is not meant for it, and nobody waits for it
        )
    except OSError:  # no more processes: then it takes the time it takes
        shutil.rmtree(folder, ignore_errors=True)


# --- the exchange ---------------------------------------------------------------------------------


def _exchange(new: Path, out: Path) -> None:
    """Both folders change names at once; afterwards `new` is the old site."""
    if not _at_once(new, out):
        _one_by_one(new, out)


def _at_once(new: Path, out: Path) -> bool:
    """False where the system or its file system cannot; OSError for any other reason."""
    from ctypes import CDLL, c_char_p, c_int, c_uint, get_errno

    if os.name != "posix":
        return False
    here, there = os.fsencode(new), os.fsencode(out)
    system = CDLL(None, use_errno=True)
    if hasattr(system, "renameat2"):  # Linux
        call = system.renameat2
        call.argtypes = (c_int, c_char_p, c_int, c_char_p, c_uint)
        failed = call(_HERE, here, _HERE, there, _EXCHANGE)
    elif hasattr(system, "renamex_np"):  # macOS
        call = system.renamex_np
        call.argtypes = (c_char_p, c_char_p, c_uint)
        failed = call(here, there, _EXCHANGE)
    else:
        return False
    if failed and (code := get_errno()) not in _NO_EXCHANGE:
        raise OSError(code, os.strerror(code), str(out))
    return not failed


def _one_by_one(new: Path, out: Path) -> None:
    """Two renames: for a moment there is no site; a crash between them is mended by the next."""
    old = _beside(out, "old")
    out.rename(old)
    try:
        new.rename(out)
    except OSError:
        old.rename(out)
        raise
    with suppress(OSError):
        old.rename(new)
