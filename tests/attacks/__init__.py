"""What was tried against the program: each file an attack, each test one that must not succeed."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

_KEPT: list[TemporaryDirectory[str]] = []


@cache
def warm_home() -> Path:
    """A home whose cache all tests of this process share, so that the law is compiled once."""
    _KEPT.append(TemporaryDirectory(prefix="suowu-"))
    return Path(_KEPT[0].name)
