"""One folder → its files, read, digested and, where wanted, parsed (in parallel, from a cache)."""

from __future__ import annotations

import hashlib
import os
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_all_start_methods, get_context
from pathlib import Path
from typing import Any, TypeAlias

from suowu.load.store import keep, quiet_gc, recall, version_of
from suowu.yamlfile import Parsed, read

_POOL_FROM = 200
_CHUNK = 60

Data: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file of a tree; `error` says why it was not read."""

    rel: str
    path: str
    digest: str
    blob: bytes
    link: bool = False
    error: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """A folder: its files by `rel`, sorted, and what the wanted YAML among them says, by digest."""

    root: Path
    files: tuple[File, ...]
    parsed: Mapping[str, Parsed]


def tree_of(root: Path, *, wanted: Callable[[str], bool], cache: Path | None) -> Tree:
    """Every file below `root`; those with a `wanted` rel are parsed. Links and pipes are listed
    but never opened."""
    with quiet_gc():
        files = tuple(_file(root, rel, link=link) for rel, link in sorted(_walk(root, "")))
        shards: dict[str, list[File]] = defaultdict(list)
        for file in files:
            if not (file.link or file.error) and wanted(file.rel):
                shards[file.rel.partition("/")[0]].append(file)
        parsed = _parsed(shards, _cache_of(root, cache))
    return Tree(root=root, files=files, parsed=parsed)


def text_of(path: str) -> str:
    """The text of a file that was loaded before, to find a line in it; "" if it is gone."""
    try:
        return Path(path).read_bytes().decode("utf-8", "replace").removeprefix("\ufeff")
    except OSError:
        return ""


def _walk(root: Path, under: str) -> Iterator[tuple[str, bool]]:
    try:
        entries = list(os.scandir(root / under))
    except OSError:
        return
    for entry in entries:
        rel = f"{under}/{entry.name}" if under else entry.name
        if entry.is_symlink() or not (entry.is_dir() or entry.is_file()):
            yield rel, True
        elif entry.is_file():
            yield rel, False
        elif not entry.name.startswith(".") and entry.name != "__pycache__":
            yield from _walk(root, rel)


def _file(root: Path, rel: str, *, link: bool) -> File:
    path = f"{root}/{rel}"
    blob, error = (b"", None) if link else _bytes(path)
    digest = hashlib.sha256(blob).hexdigest()
    return File(rel=rel, path=path, digest=digest, blob=blob, link=link, error=error)


def _bytes(path: str) -> tuple[bytes, str | None]:
    try:
        with open(path, "rb", buffering=0) as stream:
            return stream.read(), None
    except OSError as error:
        return b"", error.strerror or "?"


def _cache_of(root: Path, cache: Path | None) -> Callable[[str], Path] | None:
    """Why the root's name: two trees in one cache must not push each other out."""
    if cache is None:
        return None
    tag = hashlib.sha256(str(root.resolve()).encode()).hexdigest()[:8]
    return lambda shard: cache / "load" / f"{tag}-{shard}.pickle"


def _parsed(
    shards: Mapping[str, Sequence[File]], place: Callable[[str], Path] | None
) -> dict[str, Parsed]:
    """Why shards: one edited record rewrites the cache of its own office only."""
    version = version_of("yamlfile", "data")
    known = {s: (recall(place(s), version=version) if place else None) or {} for s in shards}
    missing = [f for s, files in shards.items() for f in files if f.digest not in known[s]]
    fresh = _parse(missing)
    parsed: dict[str, Parsed] = {}
    for shard, files in shards.items():
        mine = {f.digest: fresh.get(f.digest) or known[shard][f.digest] for f in files}
        parsed |= mine
        if place and mine.keys() != known[shard].keys():
            keep(place(shard), mine, version=version)
    return parsed


def _parse(files: Sequence[File]) -> dict[str, Parsed]:
    blobs = list({file.digest: file.blob for file in files}.items())
    chunks = [blobs[at : at + _CHUNK] for at in range(0, len(blobs), _CHUNK)]
    workers = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    if len(blobs) < _POOL_FROM or (workers or 1) < 2 or "fork" not in get_all_start_methods():
        return dict(pair for chunk in chunks for pair in _read_chunk(chunk))
    with ProcessPoolExecutor(workers, mp_context=get_context("fork")) as pool:
        return dict(pair for chunk in pool.map(_read_chunk, chunks) for pair in chunk)


def _read_chunk(blobs: Sequence[tuple[str, bytes]]) -> list[tuple[str, Parsed]]:
    with quiet_gc():
        seen: dict[str, Any] = {}
        return [(digest, read(blob, seen=seen)) for digest, blob in blobs]
