"""Crew of a command: the workers that --scheduler names, if any."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from suowu.commands import Mistake
from suowu.commands.options import Options
from suowu.crew import Disagreed

if TYPE_CHECKING:
    from suowu.crew import Crew

_INSTALL = ".venv/bin/pip install --require-hashes -r requirements-cluster.lock"
_ADDRESS = re.compile(r"(?:tcp|tls|ws|wss)://[^/\s]+:[0-9]+")
_SAME = "每台机器用同一个提交、同一份依赖，看得见同一个共享目录，见 docs/scale.md"


@contextmanager
def crew_for(options: Options) -> Iterator[Crew | None]:
    """None without --scheduler. A Mistake where its workers cannot be had, or would not do the
    same as this process."""
    if options.scheduler is None:
        yield None
        return
    if not _ADDRESS.fullmatch(options.scheduler):
        like = "例如 --scheduler tcp://10.0.0.5:8786"
        raise Mistake(f"--scheduler 须为 tcp://主机:端口：{options.scheduler!r}\n  提示：{like}")
    if options.cache is None:
        raise Mistake("--scheduler 要用缓存，不能同时写 --no-cache\n  提示：去掉 --no-cache")
    try:
        from suowu.cluster import NoCrew, crew_of
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] not in ("distributed", "dask"):
            raise
        raise Mistake(f"没有安装 Dask\n  提示：{_INSTALL}") from missing
    try:
        with crew_of(options.scheduler) as crew:
            yield crew
    except NoCrew as none:
        raise Mistake(
            f"{none}\n  提示：先启动 dask scheduler 和 dask worker，见 docs/scale.md"
        ) from none
    except Disagreed as differs:
        raise Mistake(f"{differs}，没有发布\n  提示：{_SAME}") from differs
