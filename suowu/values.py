"""Values of a record: by dotted path, all leaves, all texts; with where each one stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, TypeAlias

from suowu.model import Data, Where

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


def leaves_of(value: Any, where: Where = ()) -> Iterator[tuple[Where, Any]]:
    """Every value that is neither mapping nor list, with the keys and positions leading to it."""
    found: list[tuple[Where, Any]] = []
    _leaves(value, where, found=found)
    return iter(found)


def _leaves(value: Any, where: Where, *, found: list[tuple[Where, Any]]) -> None:
    """Why into a list: generators within generators take three times as long."""
    kind = type(value)
    if kind is dict or (kind not in _PLAIN and isinstance(value, Mapping)):
        for key, inner in value.items():
            _leaves(inner, (*where, key), found=found)
    elif kind is list or kind is tuple:
        for position, inner in enumerate(value):
            _leaves(inner, (*where, position), found=found)
    else:
        found.append((where, value))


_PLAIN = frozenset((str, int, float, bool, date, type(None), list, tuple))


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


def text_in(data: Data, key: str) -> str:
    """The value of a key as text; empty if it is not there."""
    value = data.get(key)
    return "" if value is None else str(value)


def items_in(data: Data, key: str) -> list[Data]:
    """The tables in a list; none if it is not there."""
    return [item for item in data.get(key) or () if isinstance(item, Mapping)]


def as_day(value: Any) -> date | None:
    """A day if it is one."""
    return value if isinstance(value, date) else None


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
