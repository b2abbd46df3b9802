"""Definitions of forms: the form files of a kind and the program's own, pieces written out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from suowu.digest import digest_of
from suowu.model import Data, Kind, Source
from suowu.yamlfile import read

FOLDER = "print/"
OWN = "print/forms/"


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
    pieces = {s.data["片段"]: s for s in kind.forms if "片段" in (s.data or {})}
    shared = "".join(pieces[name].digest for name in sorted(pieces))
    return {
        stem: Form(stem, s.path, s.digest + shared, _written_out(s.data, pieces))
        for s in kind.forms
        if "名称" in (s.data or {})
        for stem in (_stem(s.rel),)
    }


def notice_forms(templates: Mapping[str, str]) -> Mapping[str, Form]:
    """The forms about a notice by id, poster-a4, poster-a3 and proof: one shape for all kinds."""
    return {
        _stem(rel): Form(
            _stem(rel),
            f"templates/{rel}",
            digest_of(text),
            read(text).data,
        )
        for rel, text in sorted(templates.items())
        if rel.startswith(OWN)
    }


def layout_digest(templates: Mapping[str, str]) -> str:
    """A digest of everything that draws forms."""
    return digest_of([(r, templates[r]) for r in sorted(templates) if r.startswith(FOLDER)])


def _stem(rel: str) -> str:
    return rel.rpartition("/")[2].removesuffix(".yml")


def _written_out(data: Data, pieces: Mapping[str, Source]) -> Data:
    rows = {key: list(_entries(data[key], pieces)) for key in ("栏", "尾栏") if key in data}
    return {**data, **rows}


# Any: an entry is a list of cells or a mapping with the key of its block, as the grammar has it.
def _entries(entries: Sequence[Any], pieces: Mapping[str, Source]) -> Iterator[Any]:
    for entry in entries:
        if isinstance(entry, dict) and "用" in entry:
            yield from _entries(pieces[entry["用"]].data["栏"], pieces)
        else:
            yield entry
