"""Files of one folder, read, digested and, where wanted, parsed (in parallel, from a cache)."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from suowu.cache import PARSED, folder_name, keep, recall
from suowu.digest import digest_of_bytes
from suowu.parallel import parallel_map
from suowu.yamlfile import Parsed, read

_CHUNK = 60
_LEAST = 4  # chunks, for which children are worth starting

_Data: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class TreeFile:
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
    files: tuple[TreeFile, ...]
    parsed: Mapping[str, Parsed]


def tree_of(root: Path, *, wanted: Callable[[str], bool], cache: Path | None) -> Tree:
    """Every file below `root`; those with a `wanted` rel are parsed. Links and pipes are listed
    but never opened."""
    files = tuple(_file(root, rel, link=link) for rel, link in sorted(_walk(root, "")))
    shards: dict[str, list[TreeFile]] = defaultdict(list)
    for file in files:
        if not (file.link or file.error) and wanted(file.rel):
            shards[file.rel.partition("/")[0]].append(file)
    tag = folder_name(root)[:8]  # two trees in one cache must not push each other out
    places = {shard: PARSED.file(f"{tag}-{shard}", root=cache) for shard in shards}
    return Tree(root=root, files=files, parsed=_parsed(shards, places))


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


def _file(root: Path, rel: str, *, link: bool) -> TreeFile:
    path = f"{root}/{rel}"
    blob, error = (b"", None) if link else _bytes(path)
    digest = digest_of_bytes(blob)
    return TreeFile(rel=rel, path=path, digest=digest, blob=blob, link=link, error=error)


def _bytes(path: str) -> tuple[bytes, str | None]:
    try:
        with open(path, "rb", buffering=0) as stream:
            return stream.read(), None
    except OSError as error:
        return b"", error.strerror or "?"


def _parsed(
    shards: Mapping[str, Sequence[TreeFile]], places: Mapping[str, Path | None]
) -> dict[str, Parsed]:
    """Why shards: one edited record rewrites the cache of its own office only."""
    known = {shard: recall(places[shard]) or {} for shard in shards}
    missing = [f for s, files in shards.items() for f in files if f.digest not in known[s]]
    fresh = _parse(missing)
    parsed: dict[str, Parsed] = {}
    for shard, files in shards.items():
        mine = {f.digest: fresh.get(f.digest) or known[shard][f.digest] for f in files}
        parsed |= mine
        if mine.keys() != known[shard].keys():
            keep(places[shard], mine)
    return parsed


def _parse(files: Sequence[TreeFile]) -> dict[str, Parsed]:
    blobs = list({file.digest: file.blob for file in files}.items())
    chunks = [blobs[at : at + _CHUNK] for at in range(0, len(blobs), _CHUNK)]
    results = parallel_map(_read_chunk, chunks, least=_LEAST, chunk=1)
    return dict(pair for result in results for pair in result)


def _read_chunk(blobs: Sequence[tuple[str, bytes]]) -> list[tuple[str, Parsed]]:
    seen: dict[str, Any] = {}
    return [(digest, read(blob, seen=seen)) for digest, blob in blobs]
