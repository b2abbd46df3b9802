"""Origin of a site, for its manifest: the tool's version and the commit of the records."""

from __future__ import annotations

import subprocess
from pathlib import Path

from suowu import __version__

SHORT = 10
"""So many characters of a commit's number are shown."""


def origin_of(records: Path) -> dict[str, object]:
    """`tool`, and if the records lie in git `commit`, and `dirty` if they differ from it."""
    said: dict[str, object] = {"tool": __version__}
    if commit := _said(records, "rev-parse", "--verify", "-q", "HEAD"):
        said |= {
            "commit": commit,
            "dirty": bool(_said(records, "status", "--porcelain", "--", ".")),
        }
    return said


def git(folder: Path, *words: str) -> bytes:
    """What git answers there; nothing if it refuses, or is not there."""
    command = ["git", "-C", str(folder), *words]
    try:
        return subprocess.run(command, capture_output=True, check=False).stdout
    except OSError:
        return b""


def commit_of(folder: Path, revision: str) -> str:
    """The number of a commit; empty if there is none. What looks like an option is none."""
    wanted = f"{revision}^{{commit}}"
    return _said(folder, "rev-parse", "--verify", "-q", "--end-of-options", wanted)


def _said(folder: Path, *words: str) -> str:
    return git(folder, *words).decode("utf-8", "replace").strip()
