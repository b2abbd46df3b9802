"""Values as YAML gives them: mappings, lists and leaves, walked in one way by every stage."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from suowu.model import Where


def leaves_of(value: Any, where: Where = ()) -> Iterator[tuple[Where, Any]]:
    """Every value that is neither mapping nor list, with the keys and positions leading to it.

    `Any`, because a record may hold whatever its kind's schema allows.
    """
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from leaves_of(inner, (*where, key))
    elif isinstance(value, list | tuple):
        for position, inner in enumerate(value):
            yield from leaves_of(inner, (*where, position))
    else:
        yield where, value


def texts_of(value: Any) -> Iterator[str]:
    """Every text in a value, the keys of its mappings too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield str(key)
            yield from texts_of(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from texts_of(inner)
