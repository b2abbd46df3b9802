"""Folders → Raw: the only module that reads records, content and templates. It judges nothing."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from pathlib import Path

from suowu.digest import digest_of
from suowu.load.content import calendars_of, is_yaml, pages_of
from suowu.load.files import Tree, text_of, tree_of
from suowu.load.kinds import is_shape, kinds_of, templates_of
from suowu.load.layout import RecordLocation, is_supported, kind_of, location_of
from suowu.load.places import locator
from suowu.load.records import records_of
from suowu.load.rules import WORDS, rules_of
from suowu.model import Raw

__all__ = [
    "WORDS",
    "RecordLocation",
    "digest",
    "kind_of",
    "load",
    "location_of",
    "locator",
    "text_of",
]


def load(*, records: Path, content: Path, templates: Path, cache: Path | None = None) -> Raw:
    """Everything a build reads. What cannot be read is a problem in the answer, never an exception.

    `cache` is a folder for parsed files, keyed by their bytes; deleting it only costs time.
    """
    shapes = tree_of(templates, wanted=is_shape, cache=cache)
    words = tree_of(content, wanted=is_yaml, cache=cache)
    kinds, kind_problems = kinds_of(shapes)
    facts = tree_of(records, wanted=partial(is_supported, kinds=kinds), cache=cache)
    rules, rule_problems = rules_of(words, kinds)
    calendars, calendar_problems = calendars_of(words)
    pages, page_problems = pages_of(words)
    found, data_files, record_problems = records_of(facts, kinds)
    return Raw(
        root=str(records),
        digest=_digest((shapes, words, facts)),
        shape_digest=_digest((shapes, words)),
        records=found,
        kinds=kinds,
        rules=rules,
        calendars=calendars,
        pages=pages,
        templates=templates_of(shapes),
        data_files=data_files,
        problems=(
            *kind_problems,
            *rule_problems,
            *calendar_problems,
            *page_problems,
            *record_problems,
        ),
    )


def digest(*, records: Path, content: Path, templates: Path) -> str:
    """What Raw.digest would be, without parsing anything."""
    roots = (templates, content, records)
    return _digest(tree_of(root, wanted=lambda rel: False, cache=None) for root in roots)


def _digest(trees: Iterable[Tree]) -> str:
    return digest_of([[(file.rel, file.digest) for file in tree.files] for tree in trees])
