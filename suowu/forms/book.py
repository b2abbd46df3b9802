"""The forms of a kind, with the pieces they share written out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from suowu.definitions import Kind
from suowu.model import Data, Source

PIECE = "片段"
USE = "用"


@dataclass(frozen=True, slots=True)
class Form:
    """One form file: `id` is its stem, `digest` covers it and every piece it may use."""

    id: str
    path: str
    digest: str
    data: Data

    @property
    def name(self) -> str:
        """The title printed on it."""
        return str(self.data["名称"])


def forms_of(kind: Kind) -> Mapping[str, Form]:
    """All forms of a kind by id, pieces filled in; KeyError names a piece nobody wrote."""
    return _written_out(kind.forms)


def _written_out(sources: tuple[Source, ...]) -> Mapping[str, Form]:
    pieces = {s.data[PIECE]: s for s in sources if PIECE in (s.data or {})}
    shared = "".join(pieces[name].digest for name in sorted(pieces))
    return {
        stem: Form(stem, s.path, s.digest + shared, _filled(s.data, pieces))
        for s in sources
        if "名称" in (s.data or {})
        for stem in (s.rel.rsplit("/", 1)[-1].removesuffix(".yml"),)
    }


def _filled(data: Data, pieces: Mapping[str, Source]) -> dict[str, Any]:
    rows = {key: list(_entries(data[key], pieces)) for key in ("栏", "尾栏") if key in data}
    return {**data, **rows}


def _entries(entries: list[Any], pieces: Mapping[str, Source]) -> Iterator[Any]:
    for entry in entries:
        if isinstance(entry, dict) and USE in entry:
            yield from _entries(pieces[entry[USE]].data["栏"], pieces)
        else:
            yield entry
