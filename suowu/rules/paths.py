"""Paths and selectors: how rules, notices, forms and derived fields name a value of a record."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeAlias

from suowu.calendars import Calendar
from suowu.model import EMPTY, Data, Where

ANCHORS = ("所:", "县:", "内容:")
OUTER = "../"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sibling:
    """Another record as selectors see it: its data with derived fields, and whether it is 在办."""

    kind: str
    office: str
    data: Data
    active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What surrounds a record at `as_of`. `siblings` gives the records of a kind in reach."""

    as_of: date
    calendar: Calendar
    office: Data = field(default_factory=dict)
    county: Data = field(default_factory=dict)
    words: frozenset[str] = frozenset()
    siblings: Callable[[str], Sequence[Sibling]] = lambda kind: ()
    offices: Sequence[Data] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """A place to look from: `item` is what a bare path starts at, `where` how to get there.

    `outer` is the place from which this one was entered; `ended` the day on which the case ended.
    """

    item: Data
    root: Data
    world: World
    where: Where = ()
    minor: bool = False
    active: bool = True
    year: int | None = None
    outer: Scope | None = None
    ended: date | None = None

    def at(self, item: Data, where: Where) -> Scope:
        """The same surroundings, seen from `item`."""
        return Scope(
            item=item,
            root=self.root,
            world=self.world,
            where=where,
            minor=self.minor,
            active=self.active,
            year=self.year,
            outer=self,
            ended=self.ended,
        )


Get: TypeAlias = Callable[[Scope], Any]
Hit: TypeAlias = tuple[Any, Where]
Find: TypeAlias = Callable[[Scope], list[Hit]]
Test: TypeAlias = Callable[[Scope], bool]


def present(value: Any) -> bool:
    """Whether a value says anything: None, "", [] and mappings of nothing do not."""
    if isinstance(value, dict):
        return any(present(inner) for inner in value.values())
    return value is not None and value != "" and value != []


def split(path: str) -> tuple[str, tuple[str, ...]]:
    """`所:人员.姓名` → ("所:", ("人员", "姓名")); a bare path has the anchor "", `/a` has "/".

    `../a` is `a` of the item from which this one was entered.
    """
    for anchor in (*ANCHORS, OUTER, "/"):
        if path.startswith(anchor):
            return anchor, tuple(path[len(anchor) :].split("."))
    return "", tuple(path.split("."))


def getter(path: str) -> Get:
    """The value at `path`, None if absent; through a list, the list of values."""
    anchor, keys = split(path)
    if anchor == "内容:":
        return lambda scope: (keys[0] in scope.world.words) or None
    base = _base(anchor)
    if len(keys) == 1:
        only = keys[0]
        return lambda scope: base(scope).get(only)

    def get(scope: Scope) -> Any:
        return descend(base(scope), keys)

    return get


def descend(value: Any, keys: Sequence[str]) -> Any:
    """Follow mapping keys; a list on the way answers with the list of what its items hold."""
    for position, key in enumerate(keys):
        if isinstance(value, dict):
            value = value.get(key)
        elif isinstance(value, list):
            return [inner for item in value for inner in _listed(descend(item, keys[position:]))]
        else:
            return None
    return value


def finder(path: str) -> Find:
    """All values at `path` with their places, lists flattened; absent ones are left out."""
    anchor, keys = split(path)
    base, start_of = _base(anchor), _start(anchor)

    def find(scope: Scope) -> list[Hit]:
        return list(_walk(base(scope), keys, start_of(scope)))

    return find


def place(path: str) -> Callable[[Scope], Where]:
    """Where `path` stands or would stand, for pointing at it."""
    anchor, keys = split(path)
    if anchor in ANCHORS:
        return lambda scope: ()
    start_of = _start(anchor)
    return lambda scope: (*start_of(scope), *keys)


def first_day(paths: str | Sequence[str]) -> Get:
    """The first of these paths that holds a date; None if none does."""
    gets = [getter(path) for path in ([paths] if isinstance(paths, str) else paths)]
    return lambda scope: next((d for get in gets if isinstance(d := get(scope), date)), None)


def items(path: str) -> Callable[[Scope], Iterator[Scope]]:
    """One scope for each mapping of the list at `path`."""
    find = finder(path)

    def each(scope: Scope) -> Iterator[Scope]:
        for value, where in find(scope):
            if isinstance(value, dict):
                yield scope.at(value, where)

    return each


def _base(anchor: str) -> Callable[[Scope], Data]:
    return {
        "": lambda scope: scope.item,
        "/": lambda scope: scope.root,
        OUTER: lambda scope: scope.outer.item if scope.outer else EMPTY,
        "所:": lambda scope: scope.world.office,
        "县:": lambda scope: scope.world.county,
        "内容:": lambda scope: EMPTY,
    }[anchor]


def _start(anchor: str) -> Callable[[Scope], Where]:
    if anchor == OUTER:
        return lambda scope: scope.outer.where if scope.outer else ()
    return (lambda scope: ()) if anchor else (lambda scope: scope.where)


def _walk(value: Any, keys: tuple[str, ...], where: Where) -> Iterator[Hit]:
    if isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _walk(inner, keys, (*where, index))
    elif keys:
        if isinstance(value, dict) and keys[0] in value:
            yield from _walk(value[keys[0]], keys[1:], (*where, keys[0]))
    elif present(value):
        yield value, where


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
