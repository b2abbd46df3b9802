"""RFC 3797: numbers drawn from a list by published random values, so that anyone can draw again."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import md5
from math import comb, log2
from typing import Final, NamedTuple

LARGEST: Final = 65535
"""The largest list: the counter that is hashed has two bytes (RFC 3797, reference code)."""


class Pick(NamedTuple):
    """One pick: the MD5 in hexadecimal, how many were left, and which of the list it is, from 1."""

    digest: str
    left: int
    chosen: int


def key_string(sources: Sequence[Sequence[int]]) -> str:
    """`9319./2.5.8.10.12./`: the numbers of each source sorted, each with a full stop, then a
    slash (RFC 3797, section 4)."""
    return "".join("".join(f"{number}." for number in sorted(source)) + "/" for source in sources)


def picks(key: str, size: int, *, count: int) -> tuple[Pick, ...]:
    """The first `count` picks from a list of `size`; ValueError beyond what the RFC allows.

    The counter, two bytes, stands before and behind the key; the hash is divided by how many are
    left, and the remainder tells which of them (section 5).
    """
    if not 0 <= count <= size <= LARGEST:
        raise ValueError(f"{count} of {size}")
    left, made = list(range(1, size + 1)), list[Pick]()
    for number in range(count):
        counter = number.to_bytes(2, "big")
        digest = md5(counter + key.encode("ascii") + counter, usedforsecurity=False).hexdigest()
        divisor = len(left)
        made.append(Pick(digest.upper(), divisor, left.pop(int(digest, 16) % divisor)))
    return tuple(made)


def bits_needed(size: int, count: int) -> float:
    """How many bits it takes to choose `count` of `size` (section 3)."""
    return log2(comb(size, count)) if 0 < count < size else 0.0
