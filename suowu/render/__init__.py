"""Documents made of a ledger: every file of both sites, as a pure value."""

from __future__ import annotations

from suowu.failures import trace_of
from suowu.ledger import Document, Ledger
from suowu.model import EMPTY, Data
from suowu.render import internal, public
from suowu.render.context import site_context
from suowu.render.document import view_of
from suowu.yamlfile import Locate, nowhere

__all__ = ["failing_pages", "render", "view_of"]


def render(
    ledger: Ledger,
    *,
    printed: tuple[Document, ...] = (),
    locate: Locate = nowhere,
    origin: Data = EMPTY,
) -> tuple[Document, ...]:
    """Every document of the county, sorted by path; `printed` are the paper ones.

    `locate` gives (line, column) of a place in a file, for what dossiers say of their sources;
    `origin` is the tool's version and the commit of the records, for the page that names them.
    """
    paper = {document.path: document.title for document in printed}
    found = [
        *public.public_documents(site_context(ledger, internal=False), origin),
        *internal.internal_documents(site_context(ledger, internal=True, locate=locate), paper),
        *printed,
    ]
    return tuple(sorted(found, key=lambda document: document.path))


def failing_pages(ledger: Ledger) -> dict[str, str]:
    """The records whose pages cannot be made, by path, each with its traceback.

    Only asked for when rendering broke: every page of a case or register is tried.
    """
    context, outside = (site_context(ledger, internal=inside) for inside in (True, False))
    failed: dict[str, str] = {}
    for case in ledger.cases.values():
        if context.kind_of(case).fenced:
            try:
                internal.try_pages(context, case)
                public.try_notices(outside, case)
            except Exception as error:
                failed[case.record.path] = trace_of(error)
    return failed
