"""Exemptions of the leak gate: the places that somebody signed for, and nothing else.

A page never excuses itself, nor does a value that is public somewhere. The one thing known by its
type is a person whom an office names as its staff: 邱丽 within 邱丽娟 is her.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from suowu.grammar.documents import Signed
from suowu.privacy.folding import flat_of, han_of, in_figures

SITE = "public/"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnWords:
    """What the county says of itself by the type of its fields: the names of its staff, its
    telephones (both folded), the hosts its pages may lead to."""

    names: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    hosts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemptions:
    """The signed list as the gate asks it, and what is known by its type."""

    signed: Signed
    known: OwnWords

    def excuse(self, path: str, flat: str, *, span: tuple[int, int]) -> bool:
        """Whether flat[span] on this page lies within words that somebody signed for."""
        signed = list(self._signed_for(path))
        phrases = (spelled(phrase) for phrase in signed for spelled in _SPELLED)
        return any(_covers(phrase, flat, span=span) for phrase in phrases)

    def names_staff(
        self, flat: str, span: tuple[int, int], *, names: frozenset[str] = frozenset()
    ) -> bool:
        """Whether flat[span] is part of a longer name of a member of the staff, or of `names`."""
        found = flat[slice(*span)]
        known = self.known.names | names
        return any(found in name and _covers(name, flat, span=span) for name in known)

    def excuse_shape(self, path: str, number: str) -> bool:
        """Whether a number that looks like a telephone or card may stand there; no ID is asked."""
        signed = (flat_of(phrase) for phrase in self._signed_for(path))
        return number in self.known.phones or any(number in phrase for phrase in signed)

    def excuse_address(self, path: str, address: str) -> bool:
        """Whether somebody signed for an address outside the site."""
        return any(each.value == address and _is_on(path, each.page) for each in self.signed.places)

    def excuse_picture(self, path: str, digest: str) -> bool:
        """Whether somebody signed for these very bytes."""
        rel = path.removeprefix(SITE)
        return any(each.file == rel and each.digest == digest for each in self.signed.pictures)

    def _signed_for(self, path: str) -> Iterator[str]:
        for each in self.signed.places:
            if _is_on(path, each.page):
                yield each.value


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
