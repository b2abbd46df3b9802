"""Views of Documents that are worked out only when poured."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from suowu.model import Data, Document


@dataclass(frozen=True, slots=True)
class Late(Mapping[str, Any]):
    """A view that is made again each time it is asked for; nothing of it is kept.

    Why: a county has thousands of dossiers and an edit touches one. The digest of such a document
    covers everything the view is made from, so the view itself is not needed to know it unchanged.
    """

    make: Callable[[], dict[str, Any]]

    def __getitem__(self, key: str) -> Any:
        return self.make()[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.make())

    def __len__(self) -> int:
        return len(self.make())


def view_of(document: Document) -> Data:
    """The view as plain data."""
    view = document.view
    return view.make() if isinstance(view, Late) else view
