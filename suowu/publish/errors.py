"""Errors of the system, in words: what no record is to blame for and whoever runs it can mend."""

from __future__ import annotations

import errno
from concurrent.futures import BrokenExecutor

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
