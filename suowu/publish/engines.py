"""Engines: the text pages and frames of both sites, as the site engine renders them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from suowu import site_engine
from suowu.cache import code_digest

if TYPE_CHECKING:
    from suowu.ledger import Ledger


def engines_of(
    ledger: Ledger, *, cache: Path, project: Path
) -> tuple[dict[str, Path], tuple[str, ...]]:
    """The engine's HTML for both sites, and for which of them it had to run."""
    from suowu.render import pages  # here: a site that may stand waits for none of this

    definitions, on = ledger.definitions, ledger.as_of
    texts = (pages.public_text(definitions, on=on), pages.internal_text(definitions, on=on))
    config = project / "mkdocs.yml"
    made = {
        text.audience: site_engine.rendered(text, config=config, cache=cache, tool=code_digest())
        for text in texts
    }
    folders = {audience: folder for audience, (folder, _) in made.items()}
    return folders, tuple(audience for audience, (_, ran) in made.items() if ran)
