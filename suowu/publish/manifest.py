"""Manifest: what stands in site/, what made it, and what a later build may carry over."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from suowu.cache import BUILT, folder_name, keep, recall
from suowu.digest import digest_of_bytes
from suowu.model import Problem
from suowu.watched import DaySpan

MANIFEST_FILE = "manifest.json"

_KEY = '"key":"'
_DAYS = '"days":["'
_FILES = ',"files":{\n'


class NoticeLine(NamedTuple):
    """A notice page: until when it may stand, and the record (its digest too) that it is about."""

    last_day: str
    record: str
    digest: str


def line(
    content: bytes,
    *,
    audience: str,
    key: str,
    template: str = "",
    sources: tuple[str, ...] = (),
    posted: NoticeLine | None = None,
    days: DaySpan | None = None,
) -> str:
    """What the manifest says of one file, as JSON; `key` is a digest of all that it says and holds,
    `days` are those on which it holds the same, where that is not for the key to say.

    The key stands last, so that a carried file's line is read and written without parsing it.
    """
    said = {
        "sha256": digest_of_bytes(content),
        "bytes": len(content),
        "audience": audience,
        "template": template,
        "sources": sources,
        **({"notice": posted._asdict()} if posted else {}),
        **({"days": [day.isoformat() for day in days]} if days else {}),
        "key": key,
    }
    return _json(said)


def line_key(text: str) -> str:
    """The key in a line of the manifest."""
    return text.rpartition(_KEY)[2].removesuffix('"}')


def line_days(text: str) -> DaySpan | None:
    """On which days the file of a line holds the same, if the line says that."""
    since, _, until = text.partition(_DAYS)[2].partition('"]')[0].partition('","')
    return DaySpan(date.fromisoformat(since), date.fromisoformat(until)) if until else None


def rewritten(text: str, content: bytes) -> str:
    """The line of a file whose content was replaced; no later build carries it over."""
    return _json(
        {**json.loads(text), "sha256": digest_of_bytes(content), "bytes": len(content), "key": ""}
    )


def agrees(text: str, content: bytes) -> bool:
    """Whether the file holds what its line says."""
    return f'"sha256":"{digest_of_bytes(content)}"' in text


def line_sum(text: str) -> str:
    """The SHA-256 in a line of the manifest."""
    return text.partition('"sha256":"')[2].partition('"')[0]


def line_bytes(text: str) -> int:
    """The length in a line of the manifest."""
    return int(text.partition('"bytes":')[2].partition(",")[0])


def notice_in(text: str) -> NoticeLine | None:
    """What a line says of a notice; None of any other file."""
    return NoticeLine(**json.loads(text)["notice"]) if '"notice":{' in text else None


def manifest_text(lines: Mapping[str, str], *, as_of: date, notes: Mapping[str, object]) -> bytes:
    """The manifest, one line a file, so that two of them can be compared line by line."""
    return with_head({"as_of": as_of.isoformat(), **notes}, lines)


def with_head(head: Mapping[str, object], lines: Mapping[str, str]) -> bytes:
    """The manifest with a head of one's own."""
    files = ",\n".join(f"{_json(path)}:{lines[path]}" for path in sorted(lines))
    return f"{_json(head)[:-1]}{_FILES}{files}\n}}}}\n".encode()


def standing_lines(out: Path) -> dict[str, str]:
    """The lines of the manifest that stands there, by path; empty if there is none like ours."""
    if standing_head(out) is None:
        return {}
    found: dict[str, str] = {}
    for entry in _standing_text(out).splitlines()[1:-1]:
        path, colon, said = entry.removesuffix(",").partition(":{")
        if colon:
            found[json.loads(path) if "\\" in path else path[1:-1]] = f"{{{said}"
    return found


def standing_head(out: Path) -> dict[str, Any] | None:  # Any: JSON
    """What the manifest there says of the whole site; None if there is none, or none like ours."""
    first, mark, _ = _standing_text(out).partition(_FILES)
    try:
        head: dict[str, Any] = json.loads(f"{first}}}") if mark else {}
        date.fromisoformat(head["as_of"])
    except (ValueError, KeyError, TypeError):
        return None
    return head


def standing_day(out: Path) -> date | None:
    """The day that the site there was last made or cleared for."""
    head = standing_head(out) or {}
    days = [head.get("as_of"), head.get("taken_down", {}).get("day")]
    return max((date.fromisoformat(day) for day in days if day), default=None)


def seal_of(out: Path) -> str:
    """The digest of the manifest there; empty without one."""
    try:
        return digest_of_bytes((out / MANIFEST_FILE).read_bytes())
    except OSError:
        return ""


def _standing_text(out: Path) -> str:
    try:
        return (out / MANIFEST_FILE).read_text(encoding="utf-8")
    except (OSError, ValueError):
        return ""


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


FileStat: TypeAlias = tuple[int, int]  # bytes, and the time of the last change in nanoseconds


class LastBuild(NamedTuple):
    """What a build left behind: the digest of all it was made of, its findings, each file's stat.

    `key` is empty where that digest was not asked for. `seal` is the digest of the manifest.
    """

    key: str = ""
    files: Mapping[str, FileStat] = {}
    problems: tuple[Problem, ...] = ()
    seal: str = ""


def last_build(out: Path, *, cache: Path) -> LastBuild:
    """The last build into `out` by this very program; an empty one if there is none."""
    return LastBuild(*(recall(BUILT.file(folder_name(out), root=cache)) or ()))


def remember(last: LastBuild, *, out: Path, cache: Path) -> None:
    """Let the next build into `out` know of this one."""
    keep(BUILT.file(folder_name(out), root=cache), tuple(last))


def snapshot(folder: Path) -> dict[str, FileStat]:
    """The stat of every file below a folder, by its path there."""
    found: dict[str, FileStat] = {}
    waiting = [(str(folder), "")]
    while waiting:
        here, prefix = waiting.pop()
        try:
            entries = os.scandir(here)
        except OSError:
            continue
        with entries:
            for entry in entries:
                name = prefix + entry.name
                if entry.is_dir(follow_symlinks=False):
                    waiting.append((entry.path, f"{name}/"))
                else:
                    stat = entry.stat(follow_symlinks=False)
                    found[name] = stat.st_size, stat.st_mtime_ns
    return found
