"""What the last build left on the disk, so that a file changed by hand is never carried over."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path

Stamp = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Stamps:
    """Size and time of each file by path; `key` is the digest of all that the build was made of."""

    key: str
    files: dict[str, Stamp]
    problems: str = ""


def file_of(cache: Path, out: Path) -> Path:
    name = hashlib.sha256(str(out.resolve()).encode()).hexdigest()[:16]
    return cache / "stamps" / f"{name}.json"


def read(file: Path) -> Stamps:
    """The stamps of the last build; none if they cannot be read."""
    try:
        key, files, problems = json.loads(file.read_bytes())
        return Stamps(key, {path: (size, time) for path, (size, time) in files.items()}, problems)
    except (OSError, ValueError, TypeError):
        return Stamps("", {})


def save(file: Path, stamps: Stamps) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_suffix(".new")
    fresh.write_text(json.dumps([stamps.key, stamps.files, stamps.problems]), encoding="utf-8")
    fresh.replace(file)


def taken(out: Path) -> dict[str, Stamp]:
    """Size and time of every file below a folder."""
    found: dict[str, Stamp] = {}
    _walk(str(out), "", found)
    return found


def _walk(folder: str, prefix: str, found: dict[str, Stamp]) -> None:
    try:
        entries = os.scandir(folder)
    except OSError:
        return
    with entries:
        for entry in entries:
            name = f"{prefix}{entry.name}"
            if entry.is_dir(follow_symlinks=False):
                _walk(entry.path, f"{name}/", found)
            else:
                stat = entry.stat(follow_symlinks=False)
                found[name] = (stat.st_size, stat.st_mtime_ns)
