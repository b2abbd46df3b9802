"""Positions: the line and column of a path in the data, worked out only for a problem."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import TypeAlias

from yaml import CSafeLoader, YAMLError
from yaml.events import Event, MappingStartEvent, ScalarEvent, SequenceStartEvent

from suowu.model import Where

Position: TypeAlias = tuple[int, int]
"""Line and column, both from 1."""

Locate: TypeAlias = Callable[[str, Where], Position]
"""From a file and a place in its data to the position."""


def nowhere(path: str, where: Where) -> Position:
    """For when nobody asks for positions."""
    return 0, 0


def locate(text: str, where: Where) -> Position:
    """The position of the key of `where`, or of the list item; if the text does not hold it, of
    the nearest thing around it."""
    return nearest_position(_last_positions(text), where)


def nearest_position(known: Mapping[Where, Position], where: Where) -> Position:
    """The same among positions that are known already."""
    while where and where not in known:
        where = where[:-1]
    return known.get(where, (1, 1))


def positions(text: str) -> dict[Where, Position]:
    """Every path in the text: for a field the position of its key, for a list item its start."""
    known: dict[Where, Position] = {}
    try:
        parser = CSafeLoader(text.removeprefix("\ufeff"))
        _walk(_events(parser), known)
    except (YAMLError, RecursionError):  # a broken text may be nested without end
        pass
    return known


@lru_cache(maxsize=4)
def _last_positions(text: str) -> Mapping[Where, Position]:
    """Kept for the next problem: where there is one in a file there are more."""
    return positions(text)


def _events(parser: CSafeLoader) -> Iterator[Event]:
    while (event := parser.get_event()) is not None:
        yield event


def _walk(events: Iterator[Event], known: dict[Where, Position]) -> None:
    for event in events:
        if isinstance(event, (MappingStartEvent, SequenceStartEvent, ScalarEvent)):
            known[()] = _position(event)
            _inside(event, events, where=(), known=known)
            return


def _inside(
    event: Event, events: Iterator[Event], *, where: Where, known: dict[Where, Position]
) -> None:
    if isinstance(event, MappingStartEvent):
        _mapping(events, where=where, known=known)
    elif isinstance(event, SequenceStartEvent):
        _sequence(events, where=where, known=known)


def _mapping(events: Iterator[Event], *, where: Where, known: dict[Where, Position]) -> None:
    while isinstance(key := next(events), ScalarEvent):
        here = (*where, key.value)
        known.setdefault(here, _position(key))
        _inside(next(events), events, where=here, known=known)


def _sequence(events: Iterator[Event], *, where: Where, known: dict[Where, Position]) -> None:
    item = next(events)
    position = 0
    while isinstance(item, (MappingStartEvent, SequenceStartEvent, ScalarEvent)):
        here = (*where, position)
        known[here] = _position(item)
        _inside(item, events, where=here, known=known)
        item, position = next(events), position + 1


def _position(event: Event) -> Position:
    mark = event.start_mark
    assert mark is not None  # libyaml always marks
    return mark.line + 1, mark.column + 1
