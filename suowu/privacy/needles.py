"""Needles of the leak gate: every spelling of what no public byte may hold, ready to be found."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from suowu.ledger import Secret
from suowu.privacy.days import days_in
from suowu.privacy.folding import SHORT, flat_of, folded
from suowu.privacy.reading import Reading, spellings
from suowu.privacy.secrets import BORN, needles_of

_LATIN: Final = 7
"""Latin letters that a name needs to be looked for within words."""


class Search:
    """All needles at once, overlapping ones too."""

    def __init__(self, needles: Mapping[str, Secret]) -> None:
        from ahocorasick_rs import AhoCorasick

        self._automaton = AhoCorasick(list(needles)) if needles else None

    def __call__(self, text: str) -> Iterator[tuple[str, int, int]]:
        """Each needle that stands in a folded text, with its start and end there."""
        if self._automaton is not None:
            for _, a, b in self._automaton.find_matches_as_indexes(text, overlapping=True):
                yield text[a:b], a, b


@dataclass(slots=True)
class Needles:
    """The strict secrets by their spellings: those to be found wherever they stand, short names in
    Latin letters, which are words of their own, and days of birth in bare figures."""

    everywhere: dict[str, Secret] = field(default_factory=dict)
    latin: dict[str, Secret] = field(default_factory=dict)
    days: dict[str, Secret] = field(default_factory=dict)

    def add(self, secret: Secret) -> None:
        """Take in every spelling of one secret; of two equal ones the first counts."""
        for needle in needles_of(secret):
            if len(needle) >= SHORT:
                self._of(needle, secret).setdefault(needle, secret)

    def in_latin(self, plain: str) -> Iterator[Secret]:
        """The short Latin names that stand in a plain text."""
        for needle, secret in self.latin.items():
            if re.search(rf"(?<![a-z0-9]){re.escape(needle)}(?![a-z0-9])", plain):
                yield secret

    def in_days(self, text: str, read: Reading) -> Iterator[tuple[Secret, str, tuple[int, int]]]:
        """The days of birth in bare figures, with the text on one line and their place in it."""
        if read.days.isdisjoint(self.days):
            return
        for spelled in spellings(text, read.plain):
            for day in days_in(spelled):
                if (secret := self.days.get(day.figures)) is not None:
                    start = len(flat_of(spelled[: day.start]))
                    yield secret, flat_of(spelled), (start, start + len(day.figures))

    def _of(self, needle: str, secret: Secret) -> dict[str, Secret]:
        if secret.sort == BORN and needle.isdigit():
            return self.days
        return self.latin if needle.isascii() and len(needle) < _LATIN else self.everywhere


def needles_in(secrets: Mapping[str, Secret]) -> Needles:
    """The needles of all strict secrets."""
    needles = Needles()
    for secret in secrets.values():
        if secret.strict:
            needles.add(secret)
    return needles


def found(secrets: Mapping[str, Secret], text: str) -> list[Secret]:
    """The secrets that stand in a text as it is, whatever excuses them, once each."""
    whole = {needle: secret for secret in secrets.values() for needle in needles_of(secret)}
    hits = dict.fromkeys(needle for needle, _, _ in Search(whole)(folded(text)))
    return list(dict.fromkeys(whole[needle] for needle in hits))
