"""Dotted paths through a record: every value they lead to, with its exact place."""

from __future__ import annotations

from typing import Any

from suowu.model import Where

Steps = tuple[str, ...]
Found = list[tuple[Where, Any]]


def steps_of(path: str) -> Steps:
    """A dotted path, cut up."""
    return tuple(path.split("."))


def values_at(data: Any, steps: Steps) -> Found:
    """All values at a path; a list on the way, or at the end, stands for each of its items.

    Missing and empty (None) values are passed over.
    """
    found: Found = []
    _walk(data, steps, (), found)
    return found


def _walk(value: Any, steps: Steps, where: Where, found: Found) -> None:
    for at, step in enumerate(steps):
        if type(value) is list:
            for position, item in enumerate(value):
                _walk(item, steps[at:], (*where, position), found)
            return
        if type(value) is not dict or step not in value:
            return
        value = value[step]
        where = (*where, step)
    if type(value) is list:
        for position, item in enumerate(value):
            _walk(item, (), (*where, position), found)
    elif value is not None:
        found.append((where, value))
