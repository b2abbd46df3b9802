"""A pickled value on disk that answers None when it is missing, old, cut short or spoilt."""

from __future__ import annotations

import gc
import hashlib
import os
import pickle
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

_SIGN = b"suowu"
_HEAD = len(_SIGN) + 64  # the sign, then the seals of version and body


def recall(path: Path, *, version: str) -> Any:
    """What `keep` put there under the same version, else None."""
    try:
        blob = path.read_bytes()
    except OSError:
        return None
    if not blob.startswith(_SIGN + _seal(version.encode()) + _seal(blob[_HEAD:])):
        return None
    with suppress(Exception), quiet_gc():  # whatever is wrong with it, it is only a cache
        return pickle.loads(blob[_HEAD:])  # our own file, its seal checked
    return None


def keep(path: Path, value: Any, *, version: str) -> None:
    """Write the value whole or not at all; a disk that refuses only costs time next run."""
    with quiet_gc():
        body = pickle.dumps(value, protocol=5)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_bytes(_SIGN + _seal(version.encode()) + _seal(body) + body)
        draft.replace(path)


def _seal(blob: bytes) -> bytes:
    return hashlib.sha256(blob).digest()


@contextmanager
def quiet_gc() -> Iterator[None]:
    """Why: a county is a million live dicts, and every full collection walks all of them."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@cache
def version_of(*modules: str) -> str:
    """A digest of this Python and of the sources (code and tables) of these modules of ours."""
    total = hashlib.sha256(sys.version.encode())
    for module in modules:
        for source in _sources_of(Path(__file__).parent.parent / module):
            total.update(source.read_bytes())
    return total.hexdigest()


def _sources_of(module: Path) -> list[Path]:
    if module.is_dir():
        return sorted((*module.glob("*.py"), *module.glob("*.yml")))
    return [module.with_suffix(".py")]
