"""Scopes: places in a record to look from, and what paths and sets give when seen from there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, NamedTuple, TypeAlias

from suowu.calendars import Calendar
from suowu.county import County, county_of
from suowu.grammar.conditions import PathOrSet, Set
from suowu.grammar.leaves import CONTENT, COUNTY, OFFICE, OUTER, PARAMETER, RECORD, Parameter, Path
from suowu.model import EMPTY, Data, Where
from suowu.values import value_at

Hit: TypeAlias = tuple[Any, Where]

IN_USE: Final = "启用日期"
"""The field of office.yml and county.yml with the day from which records are kept here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sibling:
    """Another record as sets see it: its data with derived fields, and whether it is 在办."""

    kind: str
    office: str
    data: Data
    active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What surrounds a record at `as_of`. `siblings` gives the records of a kind in reach.

    `words` are the subjects that the public pages disclose; `county_read` is `county`, if that has
    been read already.
    """

    as_of: date
    calendar: Calendar
    office: Data = field(default_factory=dict)
    county: Data = field(default_factory=dict)
    words: frozenset[str] = frozenset()
    siblings: Callable[[str], Sequence[Sibling]] = lambda kind: ()
    offices: Sequence[Data] = ()
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    county_read: County | None = None

    @property
    def of_county(self) -> County:
        """The county with its typed attributes."""
        return self.county_read or county_of(self.county)

    @property
    def in_use(self) -> date:
        """The 启用日期 of the office, else of the county: what there was before is not counted."""
        found = (place.get(IN_USE) for place in (self.office, self.county))
        return next((on for on in found if isinstance(on, date)), date.min)


class Scope(NamedTuple):
    """A place to look from: `item` is what a bare path starts at, `where` how to get there.

    `outer` is the place from which this one was entered, `ended` the day on which the case ended,
    `on` the day whose law applies (as of today where no event says otherwise).
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
    on: date | None = None

    def at(self, item: Data, where: Where) -> Scope:
        """The same surroundings, seen from `item`; built directly, as `_replace` is slow and a
        record is entered a hundred times."""
        return Scope(
            item, self.root, self.world, where, self.minor, self.active, self.year, self,
            self.ended, self.on,
        )  # fmt: skip

    def at_root(self) -> Scope:
        """The same record, seen as a whole."""
        return self if self.item is self.root else self.at(self.root, ())._replace(outer=None)

    def dated(self, day: date | None) -> Scope:
        """The same place under the law of a day."""
        if day is None or day == self.on:
            return self
        return Scope(
            self.item, self.root, self.world, self.where, self.minor, self.active, self.year,
            self.outer, self.ended, day,
        )  # fmt: skip

    @property
    def law_day(self) -> date:
        """The day whose law applies."""
        return self.on or self.world.as_of


def present(value: Any) -> bool:
    """Whether a value says anything: None, "", [] and mappings of nothing do not."""
    if isinstance(value, dict):
        return any(present(inner) for inner in value.values())
    return value is not None and value != "" and value != []


def value(path: Path, scope: Scope) -> Any:
    """The value at `path`, None if absent; through a list, the list of values."""
    keys, anchor = path.keys, path.anchor
    if anchor == CONTENT:
        return (keys[0] in scope.world.words) or None
    below = _below(anchor, scope) if anchor else scope.item
    return below.get(keys[0]) if len(keys) == 1 else value_at(below, keys)


def day(path: Path | None, scope: Scope) -> date | None:
    """The date at `path`, None if there is none."""
    found = value(path, scope) if path is not None else None
    return found if isinstance(found, date) else None


def first_day(paths: Sequence[Path], scope: Scope) -> date | None:
    """The first of these paths that holds a date."""
    return next((d for path in paths if (d := day(path, scope)) is not None), None)


def place_at(path: Path, scope: Scope) -> Where:
    """Where `path` stands or would stand, for pointing at it."""
    if path.anchor in (OFFICE, COUNTY, CONTENT, PARAMETER):
        return ()
    if path.anchor == OUTER:
        return (*(scope.outer.where if scope.outer else ()), *path.keys)
    return (*(() if path.anchor else scope.where), *path.keys)


def place_of(source: PathOrSet | None, scope: Scope) -> Where:
    """Where a source is listed in this record; the place itself if it is elsewhere."""
    while isinstance(source, Set):
        source = source.items
    return place_at(source, scope) if source is not None else scope.where


def hits(source: PathOrSet, scope: Scope) -> list[Hit]:
    """All values of a path (lists flattened, absent ones left out) or of a set, with places."""
    if isinstance(source, Path):
        start: Where = () if source.anchor else scope.where
        if source.anchor == OUTER and scope.outer:
            start = scope.outer.where
        listed: list[Hit] = []
        _walk(_below(source.anchor, scope), source.keys, where=start, listed=listed)
        return listed
    found = members(source, scope)
    if source.field is None:
        return [(_bare(item.item), item.where) for item in found]
    return [hit for item in found for hit in hits(source.field, item)]


def days(source: PathOrSet, scope: Scope) -> list[date]:
    """The dates of a source, in order; a month (YYYY-MM) counts as its first day."""
    found = (value for value, _ in hits(source, scope))
    return sorted(v if isinstance(v, date) else date.fromisoformat(f"{v}-01") for v in found)


def count(source: PathOrSet, scope: Scope) -> int:
    """How many items a source has."""
    if isinstance(source, Path):
        return len(hits(source, scope))
    return sum(1 for _ in members(source, scope))


def items(source: Path | None, scope: Scope) -> Iterator[Scope]:
    """One scope for each mapping of the list at a path; without a path the place itself."""
    if source is None:
        yield scope
        return
    for found, where in hits(source, scope):
        if isinstance(found, dict):
            yield scope.at(found, where)


def members(source: PathOrSet, scope: Scope, *, by: Path | None = None) -> Iterator[Scope]:
    """The items of a list or set, each as a scope; values that are no mappings are wrapped.

    An item with a date at the set's 字段, or else at `by`, is judged by the law of that day.
    """
    from suowu.rules.conditions import holds  # conditions look into sets, and sets at conditions

    if isinstance(source, Path):
        yield from (_entered(scope, found, where=where) for found, where in hits(source, scope))
        return
    start = scope.at_root() if source.rooted else scope
    on, by = day(source.on, start), source.field or by
    for item in _all_of(source, start, by=by):
        own = item.dated(day(by, item))
        if (source.when is None or holds(source.when, own)) and _counts(source, item, on=on):
            yield item


def _counts(source: Set, item: Scope, *, on: date | None) -> bool:
    """Whether an item counts on the day that 在日 asks for."""
    if source.on is None:
        return True
    if on is None:
        return False
    since, until = day(source.since, item), day(source.until, item)
    return (since is None or since <= on) and (until is None or until > on)


def _all_of(source: Set, scope: Scope, *, by: Path | None) -> Iterator[Scope]:
    world = scope.world
    if source.cases is not None:
        for other in world.siblings(source.cases):
            if source.active is None or other.active is source.active:
                yield Scope(
                    item=other.data, root=other.data, world=world, active=other.active, on=scope.on
                )
    elif source.offices is not None:
        for office in world.offices:
            if present(office):
                yield Scope(item=office, root=office, world=world, on=scope.on)
    elif source.items is not None:
        yield from members(source.items, scope, by=by)


def _entered(scope: Scope, found: Any, *, where: Where) -> Scope:
    return scope.at(found if isinstance(found, Mapping) else {"值": found}, where)


def _bare(item: Data) -> Any:
    return item["值"] if item.keys() == {"值"} else item


def _below(anchor: str, scope: Scope) -> Data:
    if not anchor:
        return scope.item
    if anchor == RECORD:
        return scope.root
    if anchor == OUTER:
        return scope.outer.item if scope.outer else EMPTY
    if anchor == OFFICE:
        return scope.world.office
    return scope.world.county if anchor == COUNTY else EMPTY


def _walk(found: Any, keys: tuple[str, ...], *, where: Where, listed: list[Hit]) -> None:
    if isinstance(found, list):
        for index, inner in enumerate(found):
            _walk(inner, keys, where=(*where, index), listed=listed)
    elif keys:
        if isinstance(found, dict) and keys[0] in found:
            _walk(found[keys[0]], keys[1:], where=(*where, keys[0]), listed=listed)
    elif present(found):
        listed.append((found, where))
