"""Registers that an office should keep this year and has not even begun."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from suowu.derive.views import Lens, View
from suowu.model import Book, Outcome
from suowu.rules import Bench

Kept = Mapping[str, frozenset[str]]


def registers_of(book: Book) -> Kept:
    """The ids of the registers that each office keeps."""
    found: dict[str, set[str]] = {}
    for record in book.records:
        if book.raw.kinds[record.kind].scope == "簿":
            found.setdefault(record.office, set()).add(record.id)
    return {office: frozenset(ids) for office, ids in found.items()}


def absent(
    book: Book, bench: Bench, lenses: Mapping[str, Lens], kept: Kept, office: str, view: View
) -> Iterator[Outcome]:
    """What an empty register would be found guilty of, where the file of this year is not there.

    An office that keeps no register at all is not using this part, and is left alone.
    """
    world = view.scope.world
    year, ids = world.as_of.year, kept.get(office, frozenset())
    for kind in book.raw.kinds.values() if ids else ():
        if kind.scope != "簿" or f"{year}/{kind.id}" in ids or kind.id not in bench.counting:
            continue
        empty = lenses[kind.id].view({}, world, year)
        told: set[str] = set()
        for outcome in bench.judge(kind.id, empty.scope):
            if outcome.state == "违反" and outcome.rule not in told:
                told.add(outcome.rule)
                words = f"没有 {year} 年的{kind.name}登记簿（registers/{year}/{kind.id}.yml）"
                yield outcome._replace(where=(), message=words)
