"""Registers that an office should keep this year and has not even begun."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from suowu.definitions import Definitions
from suowu.derive.views import RecordView, record_view
from suowu.ledger import Book
from suowu.model import Outcome
from suowu.rules import RuleSet

Kept: TypeAlias = Mapping[str, frozenset[str]]


def registers_of(book: Book, definitions: Definitions) -> Kept:
    """The ids of the registers that each office keeps."""
    found: dict[str, set[str]] = {}
    for record in book.records:
        if definitions.kinds[record.kind].scope == "簿":
            found.setdefault(record.office, set()).add(record.id)
    return {office: frozenset(ids) for office, ids in found.items()}


def absent(
    definitions: Definitions, rules: RuleSet, *, ids: frozenset[str], view: RecordView
) -> Iterator[Outcome]:
    """What an empty register would be found guilty of, where the file of this year is not there.

    `ids` are the registers that the office keeps, `view` its own record. An office that keeps no
    register at all is not using this part, and is left alone.
    """
    world = view.scope.world
    year = world.as_of.year
    for kind in definitions.kinds.values() if ids else ():
        if kind.scope != "簿" or f"{year}/{kind.id}" in ids or kind.id not in rules.counting:
            continue
        empty = record_view(kind, {}, world=world, year=year)
        said: set[str] = set()
        for outcome in rules.judge(kind.id, empty.scope):
            if outcome.state == "违反" and outcome.rule not in said:
                said.add(outcome.rule)
                words = f"没有 {year} 年的{kind.name}登记簿（registers/{year}/{kind.id}.yml）"
                yield outcome._replace(where=(), message=words)
