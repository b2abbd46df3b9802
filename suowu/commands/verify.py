"""Verification: the same inputs built once more and compared with the site's manifest."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from suowu.cache import PACKAGE
from suowu.commands import Mistake, today
from suowu.commands.options import Options
from suowu.commands.origin import SHORT
from suowu.digest import digest_of_bytes
from suowu.publish.manifest import MANIFEST_FILE, snapshot, standing_head
from suowu.publish.version import VERSION_DATA, VERSION_PAGE

_SHOWN = 30
_VERSION = (VERSION_PAGE, VERSION_DATA)
_NOT_LISTED = (MANIFEST_FILE, ".gitkeep")


def run_verify(options: Options) -> int:
    """Build the standing site anew for its own day; 1 if a file differs from what stands there."""
    site = options.site_folder
    head = standing_site(site)
    day, standing = str(head["as_of"]), _sums(site)
    for line in _of_the_clock(day):
        print(line)
    with TemporaryDirectory(prefix="suowu-") as scratch:
        fresh = Path(scratch, "site")
        said = _built_elsewhere(options, fresh, day=day)
        if not (fresh / MANIFEST_FILE).is_file():
            _say([line for _, line in _edited(site, standing)])
            print(f"{said}\n现在的记录不能生成网站，不能重新生成来核对。")
            return 1
        told = list(_otherwise_made(head, standing_head(fresh) or {}))
        expected = _VERSION if told else ()
        differing = _differing(standing, _sums(fresh), but=expected)
        found = {
            path: f"{path} {_in_words(site, fresh, path=path, says=says)}"
            for path, says in _but_sums(dict(differing)).items()
        }
    wrong = sorted({**found, **dict(_edited(site, standing))}.values())
    for line in told:
        print(line)
    if wrong:
        _say(wrong)
        return 1
    rest = "（写明版本的两个文件因此不同，不计）" if told else ""
    number = len(standing.keys() - set(expected))
    print(f"一致：{number} 个文件与重新生成的完全相同{rest}（按 {day} 计算）。")
    return 0


def _built_elsewhere(options: Options, out: Path, *, day: str) -> str:
    """Build in a process that has nothing of ours but the program and the sources; what it said.

    Another folder, home, umask, time zone, language and hash seed: none of them may be seen in a
    file.
    """
    home = out.parent / "home"
    home.mkdir()
    folders = {
        name: getattr(options, name).resolve() for name in ("records", "content", "templates")
    }
    words = [f"--{name}={folder}" for name, folder in folders.items()]
    code = f"import os, sys; os.umask(0o077); sys.path[0:0] = [{str(PACKAGE.parent)!r}]; "
    code += "from suowu.cli import main; sys.exit(main(sys.argv[1:]))"
    command = [sys.executable, "-P", "-c", code, "build", f"--as-of={day}", f"--out={out}"]
    done = subprocess.run(
        [*command, "--no-cache", *words],
        cwd=home,
        env=_other_surroundings(home),
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    return f"{done.stdout}{done.stderr}".strip()


def _other_surroundings(home: Path) -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("LC_", "LANG", "PYTHON"))
    }
    zone = "Pacific/Kiritimati" if os.environ.get("TZ") != "Pacific/Kiritimati" else "UTC"
    return {**kept, "HOME": str(home), "TZ": zone, "LC_ALL": "C", "PYTHONHASHSEED": "20260320"}


def _in_words(site: Path, fresh: Path, *, path: str, says: str) -> str:
    """What differs, of a public page in the words that stand on it; of others no value is told."""
    files = (site / path, fresh / path)
    if not (
        path.startswith("public/")
        and path.endswith(".html")
        and all(each.is_file() for each in files)
    ):
        return says
    from suowu.changes.pages import page_changes
    from suowu.changes.reading import read_page
    from suowu.changes.words import old_and_new

    found = page_changes(*(read_page(file.read_bytes()) for file in files))
    if not found:
        return f"{says}：文字相同，版面、页首或者页脚不同"
    first = found[0]
    more = f"，共 {len(found)} 处" if len(found) > 1 else ""
    return f"{says}：{first.where and first.where + '：'}{old_and_new(first)}{more}"


def standing_site(site: Path) -> dict[str, Any]:  # Any: JSON
    """What the manifest of a standing site says of the whole; a Mistake if it cannot be used."""
    manifest = site / MANIFEST_FILE
    if not manifest.is_file():
        says = f"这里没有生成过的网站：{str(site)!r}"
        raise Mistake(f"{says}\n  提示：先运行 python3 build.py，或者用 --out 指明网站的目录")
    try:
        files = json.loads(manifest.read_bytes())["files"]
        whole = all(isinstance(said["sha256"], str) for said in files.values())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        whole = False
    head = standing_head(site)
    if head is None or not whole:
        says = f"网站的清单不完整，被截断或者改动过：{str(manifest)!r}"
        raise Mistake(f"{says}\n  提示：运行 python3 build.py 重新生成网站")
    return head


def _say(wrong: list[str]) -> None:
    for line in wrong[:_SHOWN]:
        print(line)
    if wrong:
        more = "…… " if len(wrong) > _SHOWN else ""
        print(f"{more}共 {len(wrong)} 处不符。")


def _otherwise_made(then: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    """Why a site may differ though nobody touched it: other records, another tool, taken pages."""
    if then.get("tool") != now.get("tool"):
        yield f"网站是用程序 {then.get('tool')} 生成的，现在的是 {now.get('tool')}。"
    if then.get("commit") != now.get("commit"):
        hint = f"\n  提示：git checkout {then['commit']} 以后再核对" if then.get("commit") else ""
        yield f"网站的记录是{_committed(then)}，现在的是{_committed(now)}。{hint}"
    elif then.get("dirty") != now.get("dirty"):
        yield f"网站的记录是{_committed(then)}，现在的是{_committed(now)}。"
    if taken := then.get("taken_down"):
        day, pages = taken.get("day"), taken.get("pages", ())
        yield f"网站在 {day} 没有重新生成，只撤下了 {len(pages)} 个页面，列出它们的页面也随着改了。"


def _committed(head: Mapping[str, Any]) -> str:
    if not head.get("commit"):
        return "没有提交号的"
    return f"提交 {head['commit'][:SHORT]}{'（有未提交的修改）' if head.get('dirty') else ''}"


def _of_the_clock(day: str) -> Iterator[str]:
    if day > today().isoformat():
        yield f"网站是按 {day} 生成的，比今天（{today()}）还晚：请核对电脑的日期。"


def _sums(site: Path) -> dict[str, str]:
    """What the manifest says of each file's bytes, by path."""
    files = json.loads((site / MANIFEST_FILE).read_bytes())["files"]
    return {path: said["sha256"] for path, said in files.items()}


def _edited(site: Path, sums: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Files that are no longer what their own manifest says, and files that it does not know."""
    for path, said in sums.items():
        file = site / path
        if not file.is_file():
            yield path, f"{path} 不见了"
        elif digest_of_bytes(file.read_bytes()) != said:
            yield path, f"{path} 与清单不符，生成以后被改动过"
    for path in sorted(snapshot(site).keys() - sums.keys() - set(_NOT_LISTED)):
        yield path, f"{path} 清单里没有，不是生成的"


def _but_sums(found: Mapping[str, str]) -> Mapping[str, str]:
    """Where other public files differ, their sum goes without saying."""
    others = {path: says for path, says in found.items() if path not in _VERSION}
    return others if any(path.startswith("public/") for path in others) else found


def _differing(
    standing: Mapping[str, str], again: Mapping[str, str], *, but: tuple[str, ...]
) -> Iterator[tuple[str, str]]:
    for path in (standing.keys() | again.keys()) - set(but):
        if path not in again:
            yield path, "重新生成没有这个文件"
        elif path not in standing:
            yield path, "重新生成多出这个文件"
        elif standing[path] != again[path]:
            yield path, "与重新生成的不同"
