"""Which program wrote a site: another one writes every page again."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path


@cache
def tool_digest() -> str:
    """A digest of this package's own source and of the versions of the libraries it runs with."""
    package = Path(__file__).resolve().parent.parent
    total = hashlib.sha256()
    if (lock := package.parent / "requirements.lock").exists():
        total.update(lock.read_bytes())
    for file in sorted(package.rglob("*.py")):
        total.update(f"\0{file.relative_to(package).as_posix()}\0".encode())
        total.update(file.read_bytes())
    return total.hexdigest()[:32]
