"""Files of one folder, read, digested and, where wanted, parsed (in parallel, from a cache)."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeAlias

from suowu.cache import PARSED, folder_name, keep, recall, stamp_of
from suowu.digest import digest_of_bytes
from suowu.load.seen import SeenFiles
from suowu.parallel import Tell, parallel_map, silent, telling
from suowu.yamlfile import MAX_BYTES, Parsed, read

_CHUNK = 60
_DEEPEST = 16  # folders below one another
_MOST_BYTES = 32 << 20  # of a file that is not YAML
_LEAST = 4  # chunks, for which children are worth starting

_Data: TypeAlias = dict[str, Any]


Sort: TypeAlias = Literal["file", "link", "hidden", "folder", "deep"]
"""What a name stands for: only of a file the bytes are read. A link may be a pipe too; a folder is
named where a file should be; what is hidden, or too deep, is a folder that nobody looks into."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TreeFile:
    """A file of a tree; `error` says why the system did not let us read it, `most` how many bytes
    it would have to be at most. `blob` is empty if nobody wants it and the digest was known."""

    rel: str
    path: str
    digest: str
    blob: bytes = b""
    sort: Sort = "file"
    error: str | None = None
    most: int = 0

    @property
    def is_read(self) -> bool:
        return self.sort == "file" and not (self.error or self.most)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """A folder: its files by `rel`, sorted, and what the wanted YAML among them says, by digest."""

    root: Path
    files: tuple[TreeFile, ...]
    parsed: Mapping[str, Parsed]


def tree_of(
    root: Path,
    *,
    wanted: Callable[[str], bool],
    cache: Path | None,
    tell: Tell = silent,
    only: str = "",
    held: Callable[[str], bool] = lambda rel: True,
) -> Tree:
    """Every file below `root`, or below its folder `only`; those with a `wanted` rel are parsed.
    Whatever is no file is listed but never opened. A file that was not changed since it was last
    read is read again only if its bytes are `held`, or wanted and not in the cache."""
    seen = SeenFiles(root, cache=None if only else cache)
    shards: dict[str, list[TreeFile]] = defaultdict(list)
    places: dict[str, Path | None] = {}
    known: dict[str, dict[str, Parsed]] = {}
    files = list[TreeFile]()
    for rel, sort, error in sorted(_walk(root, only)):
        file = _file(root, rel, sort=sort, error=error, seen=None if held(rel) else seen)
        if file.is_read and wanted(rel):
            shard = rel.partition("/")[0]
            if shard not in known:
                places[shard] = parsed_file(root, shard, cache=cache)
                known[shard] = recall(places[shard]) or {}
            if file.digest not in known[shard] and not file.blob:
                file = _file(root, rel, sort=sort, error=error)
            shards[shard].append(file)
        files.append(file)
    seen.close(file.rel for file in files)
    parsed = _parsed(shards, places, known=known, tell=tell)
    return Tree(root=root, files=tuple(files), parsed=parsed)


def parsed_file(root: Path, shard: str, *, cache: Path | None) -> Path | None:
    """Where is kept what the files of a top folder say. Why the tag: two trees in one cache must
    not push each other out."""
    return PARSED.file(f"{folder_name(root)[:8]}-{shard}", root=cache)


def text_of(path: str) -> str:
    """The text of a file that was loaded before, to find a line in it, and no more of it than a
    file may hold; "" if it is gone."""
    try:
        with Path(path).open("rb") as file:
            return file.read(_most_of(path)).decode("utf-8", "replace").removeprefix("\ufeff")
    except OSError:
        return ""


def _most_of(name: str) -> int:
    return MAX_BYTES if name.endswith(".yml") else _MOST_BYTES


_Found: TypeAlias = tuple[str, Sort, str | None]  # rel, sort, why it cannot be looked into


def _walk(root: Path, under: str) -> Iterator[_Found]:
    try:
        entries = list(os.scandir(root / under))
    except OSError as error:
        if under or not isinstance(error, FileNotFoundError):
            yield under, "file", error.strerror or "?"
        return
    for entry in entries:
        rel = f"{under}/{entry.name}" if under else entry.name
        sort = _sort(entry, rel)
        if sort is not None:
            yield rel, sort, None
        if sort in (None, "folder"):
            yield from _walk(root, rel)


def _sort(entry: os.DirEntry[str], rel: str) -> Sort | None:
    """None of a folder to look into; why one called x.yml is told: no file of it is a record."""
    if entry.is_symlink() or not (entry.is_dir() or entry.is_file()):
        return "link"
    if entry.is_file():
        return "file"
    if entry.name.startswith(".") or entry.name == "__pycache__":
        return "hidden"
    if rel.count("/") >= _DEEPEST:
        return "deep"
    return "folder" if entry.name.endswith(".yml") else None


def _file(
    root: Path, rel: str, *, sort: Sort, error: str | None, seen: SeenFiles | None = None
) -> TreeFile:
    """Read, unless it was `seen` before."""
    path = f"{root}/{rel}" if rel else str(root)
    stamp = stamp_of(path) if seen and sort == "file" and not error else None
    if seen and stamp and (known := seen.digest(rel, stamp)):
        return TreeFile(rel=rel, path=path, digest=known)
    most = _most_of(rel)
    blob = b""
    if sort == "file" and not error:
        blob, error = _bytes(path, most)
    most = most if len(blob) > most else 0
    digest = digest_of_bytes(blob)
    if seen and stamp and not error and not most:
        seen.note(rel, stamp, digest=digest)
    return TreeFile(
        rel=rel, path=path, digest=digest, blob=b"" if most else blob,
        sort=sort, error=error, most=most,
    )  # fmt: skip


def _bytes(path: str, most: int) -> tuple[bytes, str | None]:
    """No more of a file than it may hold, and a byte by which to see that it holds more."""
    try:
        with open(path, "rb") as stream:
            return stream.read(most + 1), None
    except OSError as error:
        return b"", error.strerror or "?"


def _parsed(
    shards: Mapping[str, Sequence[TreeFile]],
    places: Mapping[str, Path | None],
    *,
    known: Mapping[str, Mapping[str, Parsed]],
    tell: Tell,
) -> dict[str, Parsed]:
    """Why shards: one edited record rewrites the cache of its own office only."""
    missing = [f for s, files in shards.items() for f in files if f.digest not in known[s]]
    fresh = _parse(missing, tell)
    parsed: dict[str, Parsed] = {}
    for shard, files in shards.items():
        mine = {f.digest: fresh.get(f.digest) or known[shard][f.digest] for f in files}
        parsed |= mine
        if mine.keys() != known[shard].keys():
            keep(places[shard], mine)
    return parsed


def _parse(files: Sequence[TreeFile], tell: Tell) -> dict[str, Parsed]:
    blobs = list({file.digest: file.blob for file in files}.items())
    chunks = [blobs[at : at + _CHUNK] for at in range(0, len(blobs), _CHUNK)]
    results = parallel_map(_read_chunk, chunks, least=_LEAST, chunk=1)
    told = telling(results, tell, step="读取记录", of=len(chunks), every=1)
    return dict(pair for result in told for pair in result)


def _read_chunk(blobs: Sequence[tuple[str, bytes]]) -> list[tuple[str, Parsed]]:
    seen: dict[str, Any] = {}
    return [(digest, read(blob, seen=seen)) for digest, blob in blobs]
