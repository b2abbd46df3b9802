"""Watched days: a day that notes on which other days all it was asked would be answered alike.

Why: on a new day every record is judged anew, and most of what they hold is settled. Which, is for
no author of a rule to say: it follows from what was asked of the day.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, Final, Literal, NamedTuple, TypeAlias

_Side: TypeAlias = Literal["below", "above", ""]

_ONE = timedelta(1)
_NONE_INSIDE = frozenset((str, date, int, bool, type(None)))


class DaySpan(NamedTuple):
    """Days on end, both ends counted."""

    since: date
    until: date

    def covers(self, day: date) -> bool:
        """Whether it is one of them."""
        return self.since <= day <= self.until


ALL_DAYS: Final = DaySpan(date.min, date.max)


class WatchedDay(date):
    """A date that narrows the span of its days with each question: a comparison to the side on
    which it lies, its year to that year, anything else to the day itself.

    `Any` in it: what dates are compared with, and what they say of themselves.
    """

    __slots__ = ("_plain", "_since", "_until")
    _plain: date
    _since: date
    _until: date

    def __new__(cls, day: date, *, within: DaySpan = ALL_DAYS) -> WatchedDay:
        """Of a plain date, one of those `within` which what it is asked for was made."""
        self = date.__new__(cls, day.year, day.month, day.day)
        self._plain, (self._since, self._until) = day, within
        return self

    def span_of(self, found: object) -> DaySpan:
        """The days on which all answers so far, and what was `found` with them, are the same."""
        if _holds(found, self):
            self._exactly()
        return DaySpan(self._since, self._until)

    def _narrow(self, since: date = date.min, until: date = date.max) -> None:
        if since > self._since:
            self._since = since
        if until < self._until:
            self._until = until

    def _exactly(self) -> date:
        self._narrow(self._plain, self._plain)
        return self._plain

    def _asked(self, compare: Callable[[Any, Any], bool], other: Any, *, at: _Side) -> bool:
        """The answer, narrowed to the side of `other` on which the day lies; `at` says to which
        side `other` itself belongs, if to one."""
        plain = self._plain
        if other is self:
            return compare(plain, plain)
        if not isinstance(other, date):
            return compare(plain, other)
        if plain == other and not at:
            self._exactly()
        elif plain < other or (plain == other and at == "below"):
            self._narrow(until=other if at == "below" else other - _ONE)
        else:
            self._narrow(since=other if at == "above" else other + _ONE)
        return compare(plain, other)

    @property
    def year(self) -> int:
        """The year, which is that of all its days."""
        found = self._plain.year
        self._narrow(date(found, 1, 1), date(found, 12, 31))
        return found

    def __lt__(self, other: Any) -> bool:
        return self._asked(operator.lt, other, at="above")

    def __ge__(self, other: Any) -> bool:
        return self._asked(operator.ge, other, at="above")

    def __le__(self, other: Any) -> bool:
        return self._asked(operator.le, other, at="below")

    def __gt__(self, other: Any) -> bool:
        return self._asked(operator.gt, other, at="below")

    def __eq__(self, other: object) -> bool:
        return self._asked(operator.eq, other, at="")

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(self._exactly())

    def __add__(self, other: Any) -> Any:
        return self._exactly() + other

    __radd__ = __add__

    def __sub__(self, other: Any) -> Any:
        return self._exactly() - other

    def __rsub__(self, other: Any) -> Any:
        return other - self._exactly()

    def __str__(self) -> str:
        return str(self._exactly())

    def __repr__(self) -> str:
        return repr(self._exactly())

    def __format__(self, form: str) -> str:
        return format(self._exactly(), form)

    def __reduce_ex__(self, protocol: Any) -> Any:
        return self._exactly().__reduce_ex__(protocol)


def _exact(name: str) -> property:
    """What a plain date has of this name, asked of the day itself."""
    return property(lambda self: getattr(self._exactly(), name))


for _name in vars(date):
    if _name not in vars(WatchedDay) and not _name.startswith("__"):
        setattr(WatchedDay, _name, _exact(_name))


def _holds(found: object, day: WatchedDay) -> bool:
    """Whether the day itself is in it."""
    heap: list[object] = [found]
    for each in heap:  # it grows meanwhile
        if type(each) in _NONE_INSIDE:
            continue
        if isinstance(each, (tuple, list)):
            heap += each
        elif isinstance(each, dict):
            heap += each.values()
        elif each is day:
            return True
    return False
