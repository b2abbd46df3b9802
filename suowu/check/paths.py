"""Dotted paths through a record: every value they lead to, with its exact place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from suowu.model import Where


def values_at(data: Any, path: str) -> Iterator[tuple[Where, Any]]:
    """All values at a dotted path; a list on the way, or at the end, stands for each of its items.

    Missing and empty (None) values are passed over.
    """
    yield from _walk(data, tuple(path.split(".")), ())


def _walk(value: Any, steps: tuple[str, ...], where: Where) -> Iterator[tuple[Where, Any]]:
    if isinstance(value, list):
        for position, item in enumerate(value):
            yield from _walk(item, steps, (*where, position))
    elif steps:
        if isinstance(value, dict) and steps[0] in value:
            yield from _walk(value[steps[0]], steps[1:], (*where, steps[0]))
    elif value is not None:
        yield where, value
