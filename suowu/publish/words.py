"""All fixed wording of a tree: what the leak gate may meet without anybody having told it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from suowu.model import Ledger, Problem, Raw
from suowu.privacy import gate


def gated(files: Iterable[tuple[str, bytes]], ledger: Ledger) -> tuple[Problem, ...]:
    """The leak gate over these public files, for this county."""
    return gate(
        files,
        secrets=ledger.secrets,
        public=ledger.public_values,
        words=fixed_words(ledger.book.raw),
    )


def fixed_words(raw: Raw) -> str:
    """Templates, text pages, and the words of kinds and rules: everything but the records."""
    kinds = ([kind.name, kind.meta, dict(kind.fields)] for kind in raw.kinds.values())
    notices = ([shape.meta, shape.template] for k in raw.kinds.values() for shape in k.notices)
    rules = ([rule.name, rule.clause, rule.meta] for rule in raw.rules)
    pages = ([page.meta, page.body] for page in raw.pages)
    parts = (raw.templates, list(kinds), list(notices), list(rules), list(pages))
    return "\n".join(_texts(parts))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield str(key)
            yield from _texts(inner)
    elif isinstance(value, Sequence):
        for inner in value:
            yield from _texts(inner)
