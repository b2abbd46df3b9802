"""Verification: the same inputs built once more and compared with the site's manifest."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from suowu.commands import Mistake, Options, publish_county
from suowu.digest import digest_of_bytes
from suowu.problems import to_text
from suowu.publish.manifest import standing_head, standing_lines

_SHOWN = 30
_OWN = "report.json"
"""Names the folder of the records as it was typed, and so is compared by nobody."""


def run_verify(options: Options) -> int:
    """Build the standing site anew for its own day; 1 if a file differs from what stands there."""
    site = options.site_folder
    standing = _sums(site)
    if not standing:
        raise Mistake(f"这里没有可以核对的网站：{str(site)!r}\n  提示：先运行 python3 build.py")
    with TemporaryDirectory(prefix="suowu-") as scratch:
        fresh = replace(options, out=Path(scratch, "site"), as_of=_day(site), cache=None)
        made = publish_county(fresh, tell=lambda step, done: None)
        if made.report is None or made.report.refused:
            print(to_text(made.report.problems if made.report else made.problems))
            print("现在的记录不能生成网站，无法核对。")
            return 1
        again = _sums(fresh.site_folder)
    wrong = sorted({*_edited(site, standing), *_differing(standing, again)})
    for line in wrong[:_SHOWN]:
        print(line)
    if wrong:
        print(
            f"共 {len(wrong)} 处不符。" if len(wrong) <= _SHOWN else f"…… 共 {len(wrong)} 处不符。"
        )
        return 1
    print(f"一致：{len(standing)} 个文件与重新生成的完全相同（按 {_day(site)} 计算）。")
    return 0


def _day(site: Path) -> str:
    return str((standing_head(site) or {})["as_of"])


def _sums(site: Path) -> dict[str, str]:
    """What the manifest says of each file's bytes, by path."""
    lines = standing_lines(site).items()
    return {path: json.loads(line)["sha256"] for path, line in lines if path != _OWN}


def _edited(site: Path, sums: Mapping[str, str]) -> Iterator[str]:
    """Files that are no longer what their own manifest says."""
    for path, said in sums.items():
        file = site / path
        if not file.is_file():
            yield f"{path} 不见了"
        elif digest_of_bytes(file.read_bytes()) != said:
            yield f"{path} 与清单不符，生成以后被改动过"


def _differing(standing: Mapping[str, str], again: Mapping[str, str]) -> Iterator[str]:
    for path in standing.keys() | again.keys():
        if path not in again:
            yield f"{path} 重新生成没有这个文件"
        elif path not in standing:
            yield f"{path} 重新生成多出这个文件"
        elif standing[path] != again[path]:
            yield f"{path} 与重新生成的不同"
