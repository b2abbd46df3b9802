"""Document parts: the tags of a page's head, and views made only when their page is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from html import escape
from typing import Any

from suowu.ledger import Document
from suowu.model import Data


@dataclass(frozen=True, slots=True)
class LazyView(Mapping[str, Any]):
    """A view that is made again each time it is asked for; nothing of it is kept.

    Why: a county has thousands of dossiers and an edit touches one. The digest of such a document
    covers everything the view is made from, so the view itself is not needed to know it unchanged.
    `known` is the part of it that is at hand.
    """

    make: Callable[[], dict[str, Any]]
    known: Data = field(default_factory=dict)

    def __getitem__(self, key: str) -> Any:
        return self.known[key] if key in self.known else self.make()[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.make())

    def __len__(self) -> int:
        return len(self.make())


def view_of(document: Document) -> Data:
    """The view as plain data."""
    view = document.view
    return view.make() if isinstance(view, LazyView) else view


def meta_tags(tags: Mapping[str, object], *, robots: str | None = None) -> str:
    """The `<meta>` elements of a page's head, escaped; empty values are left out."""
    shown = {"robots": robots, **tags} if robots else dict(tags)
    return "".join(
        f'<meta name="{escape(name)}" content="{escape(_written(value))}">\n'
        for name, value in shown.items()
        if value not in (None, "")
    )


def _written(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
