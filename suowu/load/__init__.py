"""Raw: what folders hold. The only module that reads records, content and templates; no judge."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache, partial
from pathlib import Path

from suowu.digest import digest_of
from suowu.load.files import Tree, text_of, tree_of
from suowu.load.layout import RecordLocation, is_supported, location_of
from suowu.load.records import records_of, unreadable
from suowu.model import Problem, Raw, TextFile, Where
from suowu.yamlfile import Locate, Position, nearest_position, positions

__all__ = ["RecordLocation", "digest", "load", "location_of", "locator", "text_of"]


def load(*, records: Path, content: Path, templates: Path, cache: Path | None = None) -> Raw:
    """Everything a build reads. What cannot be read is a problem in the answer, never an exception.

    `cache` is a folder for parsed records, keyed by their bytes; deleting it only costs time.
    """
    shapes = tree_of(templates, wanted=lambda rel: False, cache=None)
    words = tree_of(content, wanted=lambda rel: False, cache=None)
    kinds = frozenset(
        file.rel.split("/")[1] for file in shapes.files if file.rel.endswith("/kind.yml")
    )
    facts = tree_of(records, wanted=partial(is_supported, kinds=kinds), cache=cache)
    found, data_files, record_problems = records_of(facts, kinds)
    return Raw(
        root=str(records),
        digest=_digest((shapes, words, facts)),
        definitions_digest=_digest((shapes, words)),
        records=found,
        shapes=_texts(shapes),
        words=_texts(words),
        data_files=data_files,
        problems=(*_unread(shapes), *_unread(words), *record_problems),
    )


def digest(*, records: Path, content: Path, templates: Path) -> str:
    """What Raw.digest would be, without parsing anything."""
    roots = (templates, content, records)
    return _digest(tree_of(root, wanted=lambda rel: False, cache=None) for root in roots)


def locator() -> Locate:
    """(path, where) → the position of a field, or of the nearest thing around it if it is absent.

    Keeps the last few files: problems come file by file, beside them the files of the law.
    """
    positions_in = lru_cache(maxsize=64)(_positions)

    def locate(path: str, where: Where) -> Position:
        return nearest_position(positions_in(path), where)

    return locate


def _positions(path: str) -> dict[Where, Position]:
    return positions(text_of(path))


def _texts(tree: Tree) -> dict[str, TextFile]:
    return {
        file.rel: TextFile(
            rel=file.rel,
            path=file.path,
            digest=file.digest,
            text=file.blob.decode("utf-8", "replace").removeprefix("\ufeff"),
        )
        for file in tree.files
        if not file.link and not file.error
    }


def _unread(tree: Tree) -> Iterable[Problem]:
    return (unreadable(file) for file in tree.files if file.error)


def _digest(trees: Iterable[Tree]) -> str:
    return digest_of(*([[file.rel, file.digest] for file in tree.files] for tree in trees))
