"""Failures no record is to blame for: what the system refuses and our own mistakes, in words."""

from __future__ import annotations

import errno
import tempfile
import traceback
from collections.abc import Mapping
from concurrent.futures import BrokenExecutor

SITE_NOTE = "网站："
"""How a note on an exception begins that tells what became of the standing site."""

_WORDS = {
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "磁盘配额已用完",
    errno.EROFS: "磁盘是只读的",
    errno.EACCES: "没有写入的权限",
    errno.EPERM: "没有写入的权限",
    errno.EFBIG: "文件超过了系统允许的大小",
    errno.EMFILE: "同时打开的文件超过了系统允许的数目",
    errno.ENFILE: "同时打开的文件超过了系统允许的数目",
    errno.ENOMEM: "内存不够",
    errno.EAGAIN: "进程超过了系统允许的数目",
    errno.EIO: "磁盘读写出错",
    errno.EBUSY: "目录正被占用，或者是挂载点",
    errno.EXDEV: "目录跨越两个磁盘，不能整个换上",
    errno.EMLINK: "文件的链接数超过了系统允许的数目",
    errno.ENOTDIR: "路径中间有一段不是目录",
    errno.EEXIST: "路径中间有一段不是目录",
    errno.ENAMETOOLONG: "路径太长",
    errno.ELOOP: "链接绕成了圈",
}
HINT = "请管理员处理后再运行一次"


def system_error(error: BaseException) -> str | None:
    """What the system refused, and of which file; None if it may be our own mistake."""
    if isinstance(error, MemoryError | BrokenExecutor):
        return _WORDS[errno.ENOMEM]
    if not isinstance(error, OSError) or error.errno not in _WORDS:
        return None
    named = f"：{error.filename}" if error.filename else ""
    return f"{_WORDS[error.errno]}{named}"


def of_the_site(error: BaseException) -> str:
    """What became of the standing site, as far as somebody noted it on the way."""
    return "\n".join(notes_of(error)) or "原有网站未改动。"


def notes_of(error: BaseException) -> list[str]:
    """The notes on an exception that speak of the standing site."""
    notes = getattr(error, "__notes__", ())
    return [note.removeprefix(SITE_NOTE) for note in notes if note.startswith(SITE_NOTE)]


def our_mistake(error: BaseException) -> str:
    """Write the traceback of our own mistake to a log, and say where it is."""
    log = logged(trace_of(error))
    return f"程序出错了，不是您的记录有问题。{of_the_site(error)}\n  提示：请把 {log} 交给维护人员"


class RecordsFailed(Exception):
    """Records that the program could not work out, by path, each with its traceback."""

    def __init__(self, failed: Mapping[str, str]) -> None:
        super().__init__("\n".join(failed))
        self.failed = failed


def trace_of(error: BaseException) -> str:
    """The traceback of an exception as text."""
    return "".join(traceback.format_exception(error))


def logged(text: str) -> str:
    """Write a text to a log of its own; the file's path."""
    with tempfile.NamedTemporaryFile(
        "w", prefix="suowu-", suffix=".log", delete=False, encoding="utf-8"
    ) as log:
        log.write(text)
    return log.name
