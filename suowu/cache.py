"""Cache: all that is kept on disk below `.cache`, and the version of the program that it is for.

Deleting the folder, or any part of it, costs time and changes nothing. Nobody else writes there.
"""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

from suowu.digest import digest_of, digest_of_bytes

PACKAGE = Path(__file__).resolve().parent
FileStamp: TypeAlias = tuple[int, int, int, int]
"""A file's number, its bytes, the last change of what it holds and of its name or rights, in ns."""

_SIGN = b"suowu"
_SEAL = 64
_HEAD = len(_SIGN) + 2 * _SEAL  # the sign, then the seals of version and body


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One folder below the cache: what it holds, what an entry is found by, when it is void."""

    name: str
    holds: str
    key: str
    version: str

    def folder(self, root: Path) -> Path:
        """Where it lies below the cache `root`."""
        return root / self.name

    def file(self, name: str, *, root: Path | None) -> Path | None:
        """Where `keep` writes a value of this name; None without a cache."""
        return self.folder(root) / f"{name}.pickle" if root else None

    def files(self, root: Path | None) -> list[Path]:
        """What is kept in it, by name; nothing without a cache."""
        return sorted(self.folder(root).glob("*.pickle")) if root else []


_OURS = "code_digest()"
PARSED = Section(
    name="load",
    holds="parsed YAML files, one pickle for each tree and its top folders",
    key="the digest of a file's bytes",
    version=_OURS,
)
SEEN = Section(
    name="seen",
    holds="the digests of files, one pickle a folder that is read",
    key="a file's path, number, bytes and times",
    version=_OURS,
)
DEFINED = Section(
    name="define",
    holds="the compiled definitions, one pickle a state of content/ and templates/",
    key="the digest of every file of both, and where they lie",
    version=_OURS,
)
EXAMPLES = Section(
    name="examples",
    holds="which rules say of their examples what these say",
    key="the digests of rule, kind, calendar and parameters",
    version=_OURS,
)
CHECKED = Section(
    name="check",
    holds="what records found good refer to",
    key="the digests of record and kind, and the record's id",
    version=_OURS,
)
DERIVED = Section(
    name="derive",
    holds="results of single records, one pickle an office",
    key="the digests of record, office, county, rules and words; it says on which days it holds",
    version=_OURS,
)
ENGINE = Section(
    name="engine",
    holds="text pages and frames as HTML, one folder a run of the site engine",
    key="the digest of pages, theme and configuration",
    version=f"{_OURS} and the engine's own",
)
PANDOC = Section(
    name="pandoc",
    holds="what pandoc made: of each form a frame without anybody's words, of the handbook a body",
    key="the digest of what it was made of",
    version=_OURS,
)
READ = Section(
    name="read",
    holds="public texts as the leak gate reads them",
    key="the digest of a text",
    version=_OURS,
)
COMPILED = Section(
    name="jinja",
    holds="compiled page templates",
    key="the name and text of a template",
    version="Jinja's own",
)
BUILT = Section(
    name="builds",
    holds="the last build into each output folder: its key and problems, each file's stat",
    key="the digest of the folder's path",
    version=_OURS,
)
SPARE = Section(
    name="spare",
    holds="of the site in each output folder what its last two builds have in common, as links",
    key="the digest of the folder's path",
    version="each file's stat, compared with the site's",
)
SAID = Section(
    name="said",
    holds="what `check` and `due` said last of a county",
    key="the digest of the folder's path; inside it that of every file, the day and the flags",
    version=_OURS,
)
PREVIEW = Section(
    name="preview", holds="the site that `serve` shows", key="none", version="its own manifest"
)
SETUP_LOG = Section(  # written by `suowu.bootstrap`, which runs before anything is installed
    name="setup.log", holds="what pip said last", key="none", version="none"
)
SECTIONS = (
    PARSED,
    SEEN,
    DEFINED,
    EXAMPLES,
    CHECKED,
    DERIVED,
    ENGINE,
    PANDOC,
    READ,
    COMPILED,
    BUILT,
    SPARE,
    SAID,
    PREVIEW,
    SETUP_LOG,
)


_WORTH_IT = (PARSED, SEEN, DEFINED, EXAMPLES, CHECKED, DERIVED, READ, BUILT)
_MOST = 128 * 2**20  # bytes; a county of 15,000 cases keeps about as much
_at_hand: dict[Path, tuple[FileStamp, Any]] = {}


def take_to_hand(root: Path | None) -> None:
    """Read now what one build will recall, as far as it is no more than fits well into memory."""
    files = [file for section in _WORTH_IT for file in section.files(root)]
    stamps = {file: stamp for file in files if (stamp := stamp_of(file))}
    if sum(size for _, size, _, _ in stamps.values()) <= _MOST:
        _at_hand.update({file: (stamp, recall(file)) for file, stamp in stamps.items()})


def recall(file: Path | None) -> Any:  # Any: whatever was kept under this name
    """What `keep` put there for this version of the program; None if missing, void or spoilt."""
    stamp, at_hand = _at_hand.pop(file, (None, None)) if file else (None, None)
    if file and stamp and stamp == stamp_of(file):
        return at_hand
    try:
        blob = file.read_bytes() if file else b""
    except OSError:
        return None
    if not blob.startswith(_head(blob[_HEAD:])):
        return None
    with suppress(Exception):  # whatever is wrong with it, it is only a cache
        return pickle.loads(blob[_HEAD:])  # our own file, its seal checked
    return None


def keep(file: Path | None, value: Any) -> None:
    """Write the value whole or not at all; a disk that refuses only costs time next run."""
    if file is None:
        return
    body = pickle.dumps(value, protocol=5)
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    with suppress(OSError), private_files():
        file.parent.mkdir(parents=True, exist_ok=True)
        draft.write_bytes(_head(body) + body)
        draft.replace(file)


@contextmanager
def private_files(root: Path | None = None) -> Iterator[None]:
    """What is written meanwhile is the user's own; nobody else looks into the cache `root`."""
    before = os.umask(0o077)
    try:
        if root is not None:
            with suppress(OSError):  # it is somebody else's, or the disk refuses
                root.mkdir(parents=True, exist_ok=True)
                root.chmod(0o700)
        yield
    finally:
        os.umask(before)


def _head(body: bytes) -> bytes:
    seals = digest_of_bytes(code_digest().encode()) + digest_of_bytes(body)
    return _SIGN + seals.encode()


def stamp_of(file: Path | str) -> FileStamp | None:
    """What changes whenever a file is written, or another takes its name; None if nobody tells."""
    try:
        stat = os.stat(file, follow_symlinks=False)
    except OSError:
        return None
    return stat.st_ino, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns


@cache
def code_digest() -> str:
    """The digest of this program: its sources and tables, its locked libraries, this Python."""
    files = _program()
    names = [file.relative_to(PACKAGE.parent).as_posix() for file in files]
    contents = [digest_of_bytes(file.read_bytes()) for file in files]
    return digest_of(sys.version, names, contents)


def program_stamp() -> str:
    """What tells at a glance that the program was edited since."""
    return digest_of([(str(file), stamp_of(file)) for file in _program()])


def _program() -> list[Path]:
    lock = PACKAGE.parent / "requirements.lock"
    sources = (file for file in PACKAGE.rglob("*") if file.suffix in (".py", ".yml"))
    return [*([lock] if lock.exists() else []), *sorted(sources)]


def folder_name(path: Path) -> str:
    """A name for this very folder: another county's `site` is no concern of ours."""
    return digest_of(str(path.resolve()))[:16]
