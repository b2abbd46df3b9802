"""Counties for tests that go the whole way, and the command as one would type it."""

from __future__ import annotations

import atexit
import io
import json
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from unittest.mock import patch

from suowu import cli, commands
from suowu import define as defining
from suowu.cache import COMPILED, DEFINED, ENGINE, EXAMPLES, PANDOC, READ, recall
from suowu.commands.options import Options
from suowu.define import define
from suowu.definitions import Definitions
from suowu.load import load
from suowu.model import Raw

ROOT = Path(__file__).resolve().parent.parent
KINDS = ROOT / "templates" / "kinds"
REGISTERS = ROOT / "templates" / "registers"
GOLDEN = ROOT / "tests" / "golden"
GOLDEN_RECORDS = GOLDEN / "county" / "records"
SHAPES = ("content", "templates")
OUR_LAW = (DEFINED, EXAMPLES, PANDOC, ENGINE, COMPILED, READ)
"""What of the cache is made of our own content and templates, and not of any record's fields."""

Files = dict[str, bytes]

_LAWS: dict[bytes, Any] = {}


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command said and the code it left with."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def problems(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.json["problems"]
        return found


@cache
def _our_law() -> Path:
    """The cache of a checkout in which our own content and templates were compiled, tried out and
    rendered."""
    home = Path(mkdtemp(prefix="suowu-law-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    (home / ".cache").mkdir()
    suowu("build", "--records", GOLDEN_RECORDS, home=home)
    return home / ".cache"


def _with_our_law(home: Path) -> None:
    """Spare a fresh home the compiling, which takes longer than most commands."""
    if not (home / ".cache").exists():
        for section in OUR_LAW:
            if (kept := section.folder(_our_law())).exists():  # a test may do without paper
                shutil.copytree(kept, section.folder(home / ".cache"))


@contextmanager
def _quick() -> Iterator[None]:
    """What a process does once, a command of many in one process need not do each time: read our
    law back from the cache, and go through all there is in memory."""
    with (
        patch.object(defining, "recall", _law_in),
        patch("gc.freeze", lambda: None),
    ):
        yield


def _law_in(file: Path | None) -> Any:
    """Of the last few laws each is read back once, wherever it is kept."""
    content = file.read_bytes() if file and file.exists() else b""
    if content not in _LAWS:
        while len(_LAWS) > 3:
            del _LAWS[next(iter(_LAWS))]
        _LAWS[content] = recall(file)
    return _LAWS[content]


def suowu(*words: str | Path, home: Path) -> Ran:
    """Run one command as from a checkout at `home`; our own content and templates if not given."""
    argv = [str(word) for word in words]
    for name in SHAPES:
        if f"--{name}" not in argv and not (home / name).exists():
            argv += [f"--{name}", str(ROOT / name)]
    if argv.count(str(ROOT / "content")) and argv.count(str(ROOT / "templates")):
        _with_our_law(home)
    out, err = io.StringIO(), io.StringIO()
    with _quick(), patch.object(cli, "ROOT", home), redirect_stdout(out), redirect_stderr(err):
        code = cli.main(argv)
    return Ran(code, out.getvalue(), err.getvalue())


def built(records: Path, out: Path, *more: str | Path, home: Path) -> Path:
    """The site made of these records; its folder."""
    ran = suowu("build", "--records", records, "--out", out, *more, home=home)
    assert ran.code == 0, ran.out + ran.err
    return out


@cache
def repository() -> Raw:
    """The repository as it stands: the demo's records, our content and templates."""
    return load(records=ROOT / "records", content=ROOT / "content", templates=ROOT / "templates")


@cache
def definitions() -> Definitions:
    """The law and the shapes of the repository."""
    return define(repository())


def example_county(folder: Path) -> Path:
    """A county of one office whose every record is a kind's complete good example."""
    records = folder / "records"
    office = records / "qinghe"
    _copy(KINDS / "county", records / "county" / "county.yml")
    _copy(KINDS / "office", office / "office.yml")
    for kind in sorted(KINDS.iterdir()):
        if kind.name not in ("county", "office"):
            own = "县级: true" in (kind / "kind.yml").read_text("utf-8")
            home = records / "county" if own else office
            _copy(kind, home / kind.name / f"{_number(kind)}.yml")
    for register in sorted(REGISTERS.iterdir()):
        _copy(register, office / "registers" / "2026" / f"{register.name}.yml")
    return records


def golden_county(folder: Path) -> Path:
    """A copy of the miniature county that may be changed."""
    return Path(shutil.copytree(GOLDEN_RECORDS, folder / "records"))


def real_county(folder: Path) -> Path:
    """The miniature county, no longer marked as made up: its notices end by the reader's clock."""
    records = golden_county(folder)
    edit(records / "county/county.yml", "示例数据: true\n示例日期: 2026-03-20\n", "")
    (records / "county/addresses.key").write_text("5a7c91e3" * 8 + "\n")  # no real county has ours
    return records


def edit(file: Path, old: str, new: str) -> int:
    """Replace the one place where `old` stands; the line it stood on."""
    text = file.read_text("utf-8")
    assert text.count(old) == 1, (file, old, text.count(old))
    file.write_text(text.replace(old, new), "utf-8")
    return text[: text.index(old)].count("\n") + 1


def tree(folder: Path) -> Files:
    """Every file below a folder, by its path."""
    files: Iterable[Path] = (file for file in folder.rglob("*") if file.is_file())
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in sorted(files)}


def _copy(kind: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(kind / "examples" / "good" / "full.yml", target)


def _number(kind: Path) -> str:
    first = (kind / "examples" / "good" / "full.yml").read_text("utf-8").splitlines()
    return next(line for line in first if line.startswith("编号:")).split()[1]


def web_only(records: Path, out: Path, *, home: Path, as_of: str | None = None) -> Path:
    """Both sites without any paper, which takes most of a first build."""
    from suowu.load import locator
    from suowu.publish import Target, publish
    from suowu.render import render

    options = Options(
        command="build", records=records, content=ROOT / "content", templates=ROOT / "templates",
        root=home, as_of=as_of, cache=home / ".cache",
    )  # fmt: skip
    ledger = commands.load_county(options).ledger
    assert ledger is not None
    pages = render(ledger, locate=locator())
    made = publish(pages, ledger, target=Target(out=out, cache=home / ".cache"))
    assert not made.refused, made.problems
    return out
