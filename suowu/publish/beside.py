"""Folders beside site/: the names only we give, what broken builds left, and the exchange."""

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
from contextlib import suppress
from pathlib import Path

from suowu.publish.manifest import standing_head

MANY = 1500

_LEFT = r"\.{}\.(new|old|gone)-(\d+)-[0-9a-f]{{8}}"
_EXCHANGE, _HERE = 2, -100  # RENAME_EXCHANGE, AT_FDCWD
_NO_EXCHANGE = (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP)


def beside(out: Path, role: str) -> Path:
    """A name of one's own beside a site: new, gone, or old."""
    return out.with_name(f".{out.name}.{role}-{os.getpid()}-{secrets.token_hex(4)}")


def left_of(out: Path) -> Iterator[tuple[Path, str]]:
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


def heal(out: Path) -> None:
    """Put back the site of a build that died between two renames."""
    if not os.path.lexists(out):
        for folder, role in left_of(out):
            if role == "old" and standing_head(folder) is not None:
                folder.rename(out)
                return


def clear_left(out: Path) -> None:
    """Remove what broken builds left. Whoever asks holds the lock."""
    for folder, role in left_of(out):
        if role != "old" or os.path.lexists(out):
            discard(folder, out)


def discard(folder: Path, out: Path) -> None:
    """Remove a folder beside a site; it never fails, as the site stands already."""
    gone = beside(out, "gone")
    try:
        folder.rename(gone)
    except OSError:
        gone = folder
    _remove(gone)


def _remove(folder: Path) -> None:
    """Delete a folder, in a process of its own where there is much to delete.

    Why: taking 12,000 names out of a file system lasts as long as the rest of a small edit.
    """
    # Why walk: what an earlier build is still clearing away vanishes while it is counted.
    files = (name for _, _, names in os.walk(folder) for name in names)
    many = sum(1 for _ in itertools.islice(files, MANY)) == MANY
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


def exchange(new: Path, out: Path) -> None:
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
    old = beside(out, "old")
    out.rename(old)
    try:
        new.rename(out)
    except OSError:
        old.rename(out)
        raise
    with suppress(OSError):
        old.rename(new)
