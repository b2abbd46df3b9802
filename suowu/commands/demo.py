"""`demo`: write a synthetic county into an empty folder."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from suowu.commands import Mistake, Options


def run(options: Options) -> int:
    """Same seed, same bytes. Refuses a folder that holds anything."""
    from suowu.demo import AS_OF, write

    out = options.out or Path("demo-records")
    if out.exists() and any(out.iterdir()):
        raise Mistake(f"--out 须为空目录，以免覆盖：{str(out)!r}")
    day = date.fromisoformat(options.as_of) if options.as_of else AS_OF
    number = write(
        out,
        offices=options.extra["offices"],
        cases=options.extra["cases"],
        seed=options.extra["seed"],
        as_of=day,
    )
    print(f"已写 {number} 个文件到 {out}\n  提示：python3 build.py --records {out}")
    return 0
