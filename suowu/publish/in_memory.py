"""Public pages of a ledger as they would stand on the web, made in memory and written nowhere."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from suowu import site_engine
from suowu.cache import COMPILED, code_digest
from suowu.ledger import Ledger
from suowu.publish import PROJECT
from suowu.publish.pages import renderer_of
from suowu.publish.version import VERSION_PAGE
from suowu.render import pages
from suowu.render.context import site_context
from suowu.render.public import public_documents


def pages_in_memory(ledger: Ledger, *, cache: Path | None) -> dict[str, bytes]:
    """Every public page but that of the version, by path. Raises NotRendered, EngineError."""
    found = public_documents(site_context(ledger, internal=False))
    documents = [document for document in found if document.path != VERSION_PAGE]
    text = pages.public_text(ledger.definitions, on=ledger.as_of)
    with TemporaryDirectory() as scratch:
        kept = cache or Path(scratch)
        folder, _ = site_engine.rendered(
            text, config=PROJECT / "mkdocs.yml", cache=kept, tool=code_digest()
        )
        engines, compiled = {"public": folder}, COMPILED.folder(kept)
        renderer = renderer_of(documents, ledger, engines=engines, compiled=compiled)
        renderer.preload(documents)
        return {document.path: renderer.page(document).content for document in documents}
