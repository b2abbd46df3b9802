"""Joined: a process that writes some documents of a site which another one fills and swaps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeAlias

from suowu.cache import COMPILED
from suowu.ledger import Document, Ledger
from suowu.parallel import silent
from suowu.publish.build import Build, Makers, posted_pages
from suowu.publish.engines import engines_of
from suowu.publish.pages import renderer_of
from suowu.publish.staging import Staging

WriteDocuments: TypeAlias = Callable[[Path, Sequence[str]], list[tuple[str, str]]]
"""Write these documents into that folder; their manifest lines by path."""


def documents_writer(
    documents: tuple[Document, ...],
    ledger: Ledger,
    *,
    makers: Makers,
    project: Path,
    cache: Path,
) -> WriteDocuments:
    """Whatever of a site is asked for, with the bytes that the site's own process would make."""
    engines, _ = engines_of(ledger, cache=cache, project=project)
    framed = [document for document in documents if document.frame]
    compiled = COMPILED.folder(cache)
    renderer = renderer_of(framed, ledger, engines=engines, compiled=compiled)
    by_path = {document.path: document for document in documents}
    posted = posted_pages(ledger)

    def write(staged: Path, paths: Sequence[str]) -> list[tuple[str, str]]:
        joined = Staging.joined(staged.parent, staged)
        site = Build(staging=joined, ledger=ledger, kept={}, tell=silent, posted=posted)
        return list(site.made_of([by_path[path] for path in paths], renderer, makers=makers))

    return write
