"""A path in the data → its line and column, worked out only when there is something to say."""

from __future__ import annotations

from collections.abc import Iterator

from yaml import YAMLError
from yaml._yaml import CParser
from yaml.events import Event, MappingStartEvent, ScalarEvent, SequenceStartEvent

from suowu.model import Where

Place = tuple[int, int]


def locate(text: str, where: Where) -> Place:
    """Line and column (from 1) of the key of `where`, or of the list item; if that is missing from
    the text, of the nearest thing around it."""
    known = places(text)
    while where and where not in known:
        where = where[:-1]
    return known.get(where, (1, 1))


def places(text: str) -> dict[Where, Place]:
    """Every path in the text with its place: for a field its key, for a list item its beginning."""
    known: dict[Where, Place] = {}
    try:
        parser = CParser(text.removeprefix("\ufeff"))
        _walk(_events(parser), known)
    except YAMLError:
        pass
    return known


def _events(parser: CParser) -> Iterator[Event]:
    while (event := parser.get_event()) is not None:
        yield event


def _walk(events: Iterator[Event], known: dict[Where, Place]) -> None:
    for event in events:
        if isinstance(event, (MappingStartEvent, SequenceStartEvent, ScalarEvent)):
            known[()] = _place(event)
            _inside(event, (), events, known)
            return


def _inside(event: Event, where: Where, events: Iterator[Event], known: dict[Where, Place]) -> None:
    if isinstance(event, MappingStartEvent):
        _mapping(where, events, known)
    elif isinstance(event, SequenceStartEvent):
        _sequence(where, events, known)


def _mapping(where: Where, events: Iterator[Event], known: dict[Where, Place]) -> None:
    while isinstance(key := next(events), ScalarEvent):
        here = (*where, key.value)
        known.setdefault(here, _place(key))
        _inside(next(events), here, events, known)


def _sequence(where: Where, events: Iterator[Event], known: dict[Where, Place]) -> None:
    item = next(events)
    position = 0
    while isinstance(item, (MappingStartEvent, SequenceStartEvent, ScalarEvent)):
        here = (*where, position)
        known[here] = _place(item)
        _inside(item, here, events, known)
        item, position = next(events), position + 1


def _place(event: Event) -> Place:
    mark = event.start_mark
    assert mark is not None  # libyaml always marks
    return mark.line + 1, mark.column + 1
