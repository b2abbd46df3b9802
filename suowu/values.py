"""Values of a record by dotted path, through lists as paths go, with where each one stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

from suowu.model import Where

PathSteps: TypeAlias = tuple[str, ...]
PlacedValue: TypeAlias = tuple[Where, Any]


def steps_of(path: str) -> PathSteps:
    """A dotted path, cut up."""
    return tuple(path.split("."))


def value_at(data: Any, steps: Sequence[str]) -> Any:
    """The value at a path, None if absent; a list on the way answers with what its items hold."""
    for position, step in enumerate(steps):
        if isinstance(data, dict):
            data = data.get(step)
        elif isinstance(data, list):
            inner = (value_at(item, steps[position:]) for item in data)
            return [value for each in inner for value in _listed(each)]
        else:
            return None
    return data


def values_at(data: Any, steps: Sequence[str]) -> list[PlacedValue]:
    """All values at a path; a list on the way, or at the end, stands for each of its items.

    Missing and empty (None) values are passed over.
    """
    found: list[PlacedValue] = []
    _collect(data, steps, where=(), found=found)
    return found


def _collect(value: Any, steps: Sequence[str], *, where: Where, found: list[PlacedValue]) -> None:
    for at, step in enumerate(steps):
        if type(value) is list:
            for position, item in enumerate(value):
                _collect(item, steps[at:], where=(*where, position), found=found)
            return
        if type(value) is not dict or step not in value:
            return
        value = value[step]
        where = (*where, step)
    if type(value) is list:
        for position, item in enumerate(value):
            _collect(item, (), where=(*where, position), found=found)
    elif value is not None:
        found.append((where, value))


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
