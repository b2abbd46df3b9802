"""Documents made of a ledger: every file of both sites, as a pure value."""

from __future__ import annotations

from suowu.ledger import Document, Ledger
from suowu.render import internal, public
from suowu.render.context import site_context
from suowu.render.document import view_of
from suowu.yamlfile import Locate, nowhere

__all__ = ["render", "view_of"]


def render(
    ledger: Ledger, *, printed: tuple[Document, ...] = (), locate: Locate = nowhere
) -> tuple[Document, ...]:
    """Every document of the county, sorted by path; `printed` are the paper ones.

    `locate` gives (line, column) of a place in a file, for what dossiers say of their sources.
    """
    paper = {document.path: document.title for document in printed}
    found = [
        *public.public_documents(site_context(ledger, internal=False)),
        *internal.internal_documents(site_context(ledger, internal=True, locate=locate), paper),
        *printed,
    ]
    return tuple(sorted(found, key=lambda document: document.path))
