"""Exemptions of the leak gate: the places that somebody signed for, and nothing else.

A page never excuses itself, nor does a value that is public somewhere. Two things are known by
their type: a person whom an office names as its staff (邱丽 within 邱丽娟 is her), and a day that
stands behind the name of its own public field (设立日期 1987年5月16日 is nobody's birth).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from suowu.grammar.documents import Signed, SignedPicture, SignedPlace
from suowu.privacy.folding import flat_of, han_of, in_figures

SITE = "public/"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnWords:
    """What the county says of itself by the type of its fields: the names of its staff, its
    telephones, its days behind the names of their fields (all folded), the hosts its pages may lead
    to."""

    names: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    days: frozenset[str] = frozenset()
    hosts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemptions:
    """The signed list as the gate asks it, and what is known by its type; `used` is what of the
    list has let something pass."""

    signed: Signed
    known: OwnWords
    used: set[SignedPlace | SignedPicture] = field(default_factory=set)

    def excuse(self, path: str, flat: str, *, span: tuple[int, int]) -> bool:
        """Whether flat[span] on this page lies within words that somebody signed for."""
        return self._pass(
            each
            for each in self._signed_for(path)
            if any(_covers(spelled(each.value), flat, span=span) for spelled in _SPELLED)
        )

    def names_staff(
        self, flat: str, span: tuple[int, int], *, names: frozenset[str] = frozenset()
    ) -> bool:
        """Whether flat[span] is part of a longer name of a member of the staff, or of `names`."""
        found = flat[slice(*span)]
        known = self.known.names | names
        return any(found in name and _covers(name, flat, span=span) for name in known)

    def names_day(self, flat: str, span: tuple[int, int]) -> bool:
        """Whether flat[span] is a day of the county's own behind the name of its field."""
        return any(_covers(day, flat, span=span) for day in self.known.days)

    def excuse_shape(self, path: str, number: str) -> bool:
        """Whether a number that looks like a telephone or card may stand there; no ID is asked."""
        if number in self.known.phones:
            return True
        return self._pass(s for s in self._signed_for(path) if number in flat_of(s.value))

    def excuse_address(self, path: str, address: str) -> bool:
        """Whether somebody signed for an address outside the site."""
        return self._pass(each for each in self._signed_for(path) if each.value == address)

    def excuse_picture(self, path: str, digest: str) -> bool:
        """Whether somebody signed for these very bytes."""
        rel = path.removeprefix(SITE)
        pictures = self.signed.pictures
        return self._pass(each for each in pictures if (each.file, each.digest) == (rel, digest))

    def unused(self) -> Iterator[SignedPlace | SignedPicture]:
        """What somebody signed for and is not there."""
        yield from (each for each in self.signed.places if each not in self.used)
        yield from (each for each in self.signed.pictures if each not in self.used)

    def _pass(self, found: Iterator[SignedPlace | SignedPicture]) -> bool:
        first = next(found, None)
        if first is not None:
            self.used.add(first)
        return first is not None

    def _signed_for(self, path: str) -> Iterator[SignedPlace]:
        return (each for each in self.signed.places if _is_on(path, each.page))


def current(signed: Signed, on: date) -> Signed:
    """What is still signed for on a day."""
    return replace(signed, places=tuple(each for each in signed.places if each.until >= on))


def occurrences(needle: str, flat: str) -> Iterator[int]:
    """Where a text stands in another."""
    at = flat.find(needle) if needle else -1
    while at >= 0:
        yield at
        at = flat.find(needle, at + 1)


def _covers(phrase: str, flat: str, *, span: tuple[int, int]) -> bool:
    start, end = span
    near = flat[max(0, start - len(phrase)) : end + len(phrase)]
    shift = max(0, start - len(phrase))
    return any(
        shift + at <= start and end <= shift + at + len(phrase) for at in occurrences(phrase, near)
    )


_SPELLED: tuple[Callable[[str], str], ...] = (
    flat_of,
    lambda phrase: in_figures(flat_of(phrase)),
    han_of,
)


def _is_on(path: str, page: str) -> bool:
    rel = path.removeprefix(SITE)
    return rel == page or (page.endswith("/*") and rel.startswith(page[:-1]))
