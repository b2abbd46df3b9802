"""Site engine, the only place that knows MkDocs: Markdown in, HTML text pages and frames out."""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from fnmatch import fnmatch
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from suowu.cache import ENGINE, keep, recall
from suowu.digest import digest_of, digest_of_bytes

if TYPE_CHECKING:
    from suowu.render.pages import SiteText

# Written by the engine for itself, or replaced by our own.
_NOT_KEPT = (
    "sitemap.xml*",
    "assets/javascripts/*",
    "assets/images/favicon.png",
    "assets/stylesheets/palette.*",
    "*.map",
)


class EngineError(Exception):
    """The engine refused the pages; the text says why."""


def rendered(text: SiteText, *, config: Path, cache: Path, tool: str = "") -> tuple[Path, bool]:
    """The folder with the HTML of these pages, and whether the engine had to run for it.

    Kept below `cache`, apart for each audience, by a digest of pages, theme, configuration and
    engine version, so that editing a record never runs the engine.
    """
    parts = (tool, _versions(), look_digest(config), text.key, text.nav, text.extra)
    folder = ENGINE.folder(cache) / text.audience / digest_of(parts)
    if folder.is_dir() and recall(_seal_of(folder)) == _contents(folder):
        os.utime(folder)  # so that what is used is never the oldest
        return folder, False
    shutil.rmtree(folder, ignore_errors=True)  # a run that was cut or changed is none
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
        docs, out = Path(scratch, "docs"), Path(scratch, "html")
        _write(text.make(), docs)
        _mkdocs(text, config=config, docs=docs, out=out)
        _tidy(out)
        keep(_seal_of(folder), _contents(out))
        _put(out, folder)
    _forget_old(folder)
    return folder, True


def _put(made: Path, folder: Path) -> None:
    """Another build may have made the same run meanwhile."""
    try:
        made.rename(folder)
    except OSError:
        if not folder.is_dir():
            raise


def _seal_of(folder: Path) -> Path:
    """Where the digest of all that a run wrote is kept: beside it, as all in it is published."""
    return folder.with_name(f"{folder.name}.pickle")


def _contents(folder: Path) -> str:
    return _digest_of_files(_files(folder), folder)


def look_digest(config: Path) -> str:
    """The digest of the engine's configuration and theme."""
    files = (config, *_files(config.parent / "templates" / "site" / "theme"))
    return _digest_of_files(files, config.parent)


def _digest_of_files(files: Iterable[Path], root: Path) -> str:
    return digest_of(
        [(file.relative_to(root).as_posix(), digest_of_bytes(file.read_bytes())) for file in files]
    )


def _versions() -> tuple[str, ...]:
    return tuple(version(name) for name in ("mkdocs", "mkdocs-material", "Markdown"))


def _files(folder: Path) -> list[Path]:
    return sorted(file for file in folder.rglob("*") if file.is_file())


def _write(pages: Mapping[str, str], docs: Path) -> None:
    for name, page in pages.items():
        file = docs / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(page, encoding="utf-8")


def _mkdocs(text: SiteText, *, config: Path, docs: Path, out: Path) -> None:
    os.environ["NO_MKDOCS_2_WARNING"] = "1"  # Material's advertisement for its successor
    from mkdocs.commands.build import build
    from mkdocs.config import load_config
    from mkdocs.exceptions import Abort, MkDocsException

    said = _Listener()
    try:
        with said:
            settings = load_config(
                str(config),
                docs_dir=str(docs),
                site_dir=str(out),
                nav=_nav(text.nav),
                extra=dict(text.extra),
            )
            build(settings)
    except (Abort, MkDocsException) as error:
        raise EngineError("\n".join([*said.lines, str(error)])) from error


def _nav(items: Iterable[Any]) -> list[dict[str, Any]]:
    return [{title: target if isinstance(target, str) else _nav(target)} for title, target in items]


def _tidy(out: Path) -> None:
    """Drop what no page of ours asks for, and what differs from one build to the next."""
    for file in _files(out):
        name = file.relative_to(out).as_posix()
        if any(fnmatch(name, pattern) for pattern in _NOT_KEPT):
            file.unlink()
    for folder in sorted((f for f in out.rglob("*") if f.is_dir()), reverse=True):
        if not any(folder.iterdir()):
            folder.rmdir()


def _forget_old(used: Path, *, least: int = 8) -> None:
    """Drop the oldest runs beside this one, and never this one, whatever the clock says."""
    beside = (folder for folder in used.parent.iterdir() if folder.is_dir() and folder != used)
    for old in sorted(beside, key=_age, reverse=True)[least - 1 :]:
        shutil.rmtree(old, ignore_errors=True)
        _seal_of(old).unlink(missing_ok=True)


def _age(folder: Path) -> float:
    """When it was last used; another build may have dropped it meanwhile."""
    try:
        return folder.stat().st_mtime
    except OSError:
        return 0.0


class _Listener:
    """Keeps what the engine logs while it runs, and lets none of it reach the screen."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._log = logging.getLogger("mkdocs")
        self._handler = logging.Handler(logging.ERROR)
        self._handler.emit = lambda record: self.lines.append(record.getMessage())  # type: ignore[method-assign]

    def __enter__(self) -> None:
        self._before = self._log.propagate
        self._log.propagate = False
        self._log.addHandler(self._handler)

    def __exit__(self, *_: object) -> None:
        self._log.propagate = self._before
        self._log.removeHandler(self._handler)
