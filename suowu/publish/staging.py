"""Staging: the folder beside site/ that a build fills, and the exchange that puts it in its place.

Whoever writes holds the lock beside the output; nothing of another owner's is ever removed.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Container, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from suowu.cache import private_files
from suowu.failures import SITE_NOTE
from suowu.publish.beside import beside, clear_left, discard, exchange, heal, left_of
from suowu.publish.manifest import FileStat, standing_head
from suowu.publish.spare import begin_with_spare, remove

OURS = ("public", "internal", "print", "manifest.json", "report.json", "next-change.json")
OURS_TOO = ("next-change.ics", ".gitkeep")
PUBLIC = "public/"
SWAPPED = f"{SITE_NOTE}新网站已经换上。"
"""A note on an exception that came after the exchange."""


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
    """A new site in the making. Nothing of it is seen until `swap`.

    `held` is what it began with: links to files of the site that stands, of which `standing` says
    how they are now.
    """

    def __init__(self, out: Path) -> None:
        self.out = out
        self.new = beside(out, "new")
        self.swapped = False
        self.held: dict[str, FileStat] = {}
        self.standing: Mapping[str, FileStat] = {}
        self._made: set[str] = set()

    @classmethod
    def joined(cls, out: Path, new: Path) -> Staging:
        """The folder `new` that another process is filling too; it alone swaps."""
        found = cls(out)
        found.new = new
        return found

    def write(self, path: str, content: bytes) -> None:
        target = self._place(path)
        with suppress(FileNotFoundError):
            os.unlink(target)  # it may be a link to a file of the site that stands
        Path(target).write_bytes(content)
        if path.startswith(PUBLIC):
            os.chmod(target, 0o644)  # whatever the builder's umask, citizens may read it

    def carry(self, path: str) -> None:
        """Take an unchanged file over from the site that stands."""
        source, target = f"{self.out}/{path}", f"{self.new}/{path}"
        if path in self.held and self.held[path] == self.standing.get(path):
            return
        self._place(path)
        try:
            if path in self.held:
                os.unlink(target)
            os.link(source, target, follow_symlinks=False)
        except OSError:  # another file system, or one without links
            shutil.copy2(source, target, follow_symlinks=False)
        if path.startswith(PUBLIC):
            os.chmod(target, 0o644)

    def read(self, path: str) -> bytes:
        return (self.new / path).read_bytes()

    def leave_only(self, paths: Container[str]) -> None:
        """Of what it began with, what belongs to the new site."""
        remove(self.new, [path for path in self.held if path not in paths])

    def keep_placeholder(self) -> None:
        """What git keeps the empty folder by."""
        if (self.out / ".gitkeep").exists():
            self.write(".gitkeep", b"")

    def swap(self) -> None:
        """Put the new tree in place of the old one in a single step; a reader sees one or other."""
        if os.path.lexists(self.out):
            exchange(self.new, self.out)
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


def real_folder(out: Path) -> Path:
    """Where a site really lies: a link is followed once, here. Foreign if it leads nowhere."""
    if out.is_symlink() and not out.exists():
        raise Foreign(f"输出目录是失效的链接：{out}", "改正链接，或者用 --out 写实际的目录")
    real = out.resolve()
    if not real.name:
        raise Foreign("输出目录不能是根目录", "写一个单独的目录，例如 --out site")
    return real


@contextmanager
def staging(
    out: Path, *, beside_others: bool = False, cache: Path | None = None
) -> Iterator[Staging]:
    """One writer at a time; whatever is left of a broken one is mended first and cleared.

    Raises Busy or Foreign before anything is touched; `beside_others` lets files that are not ours
    stay, for whoever takes them over. The spare tree of the site, if any, is in `cache`.
    """
    out = real_folder(out)
    out.parent.mkdir(parents=True, exist_ok=True)
    with _locked(out), private_files():
        heal(out)
        _refuse_foreign(out, strict=not beside_others)
        clear_left(out)
        new = Staging(out)
        try:
            new.held = begin_with_spare(out, new.new, cache=cache)
            new.new.chmod(0o755)
            yield new
        except BaseException as error:
            if new.swapped:
                error.add_note(SWAPPED)
            raise
        finally:
            if new.new.exists():  # the old site, or one that came to nothing
                discard(new.new, out)


def sweep(out: Path) -> None:
    """Clear what broken builds left beside a site; who is building now is left in peace."""
    if any(left_of(out)) or os.path.lexists(_lock_of(out)):
        with suppress(OSError, Busy), _locked(out):
            clear_left(out)


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
