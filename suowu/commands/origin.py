"""Origin of a site, for its manifest: the tool's version and the commit of the records."""

from __future__ import annotations

import subprocess
from pathlib import Path

from suowu import __version__


def origin_of(records: Path) -> dict[str, object]:
    """`tool`, and if the records lie in git `commit`, and `dirty` if they differ from it."""
    said: dict[str, object] = {"tool": __version__}
    if commit := _git(records, "rev-parse", "--verify", "-q", "HEAD"):
        said |= {"commit": commit, "dirty": bool(_git(records, "status", "--porcelain", "--", "."))}
    return said


def _git(folder: Path, *words: str) -> str:
    """What git says there; nothing if it refuses, or there is none."""
    try:
        done = subprocess.run(["git", "-C", str(folder), *words], capture_output=True, check=False)
    except OSError:
        return ""
    return done.stdout.decode("utf-8", "replace").strip()
