"""Leak check of a new site: the gate over its public files, with the county's fixed wording."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from suowu.model import Kind, Ledger, Problem, Raw
from suowu.privacy import gate
from suowu.privacy.gate import found, leak, readable
from suowu.privacy.masks import is_name

LONG_NAME, LONGEST_NAME = 3, 4


def leaks_in(
    files: Iterable[tuple[str, bytes]], ledger: Ledger, *, frames: Iterable[Path] = ()
) -> tuple[Problem, ...]:
    """What of this county may not be public and stands in these public files.

    `frames` are the engine's own files, made before any record is poured: fixed wording too.
    """
    return (
        *names_in_public_fields(ledger),
        *gate(
            files,
            secrets=ledger.secrets,
            public=ledger.public_values,
            words="\n".join([fixed_words(ledger.book.raw), *_framed(frames)]),
        ),
    )


def names_in_public_fields(ledger: Ledger) -> Iterator[Problem]:
    """Persons of a case whose full name somebody wrote into a field that is public."""
    names = {
        value: secret
        for value, secret in ledger.secrets.items()
        if secret.strict and is_name(value, least=LONG_NAME)
    }
    texts = sorted(text for text in ledger.public_values if len(text) > LONGEST_NAME)
    for secret in found(names, "\n".join(texts)):
        yield leak(
            "public",
            secret,
            says="公开字段的文字里写有不公开的姓名",
            hint="检查 office.yml、county.yml 里对外公开的文字（职责、信息公开等）",
        )


def _framed(frames: Iterable[Path]) -> Iterator[str]:
    for folder in frames:
        for file in sorted(folder.rglob("*")):
            if file.suffix in (".html", ".js", ".css"):
                yield from readable(file.name, file.read_bytes()) or ()


def _described(kind: Kind) -> list[Mapping[str, Any]]:
    """What a kind says of its fields, without the examples: those may be anybody's."""
    return [
        {path: {k: v for k, v in meta.items() if k != "例"}} for path, meta in kind.fields.items()
    ]


def fixed_words(raw: Raw) -> str:
    """Templates, text pages, and the words of kinds and rules: everything but the records."""
    kinds = ([kind.name, kind.meta, _described(kind)] for kind in raw.kinds.values())
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
