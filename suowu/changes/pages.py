"""Changes of one page, in the words that stand on it: facts and cells one by one, lines in turn."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from typing import NamedTuple, TypeAlias

from suowu.changes.reading import PagePiece, ReadPage

_Key: TypeAlias = tuple[str, str, str, int]
_FIGURES = re.compile(r"\d+")


class Change(NamedTuple):
    """One thing that reads otherwise: where it stands, in words, and what it says; `old` is empty
    of what is new, `new` of what is gone.

    `shown` is False of a field whose value no public page shows: both are empty then.
    """

    where: str
    old: str
    new: str
    shown: bool = True


def page_changes(old: ReadPage, new: ReadPage) -> list[Change]:
    """What a reader of the page finds changed, in the order of the page."""
    return [*_named(old, new), *_lines(old, new)]


def _named(old: ReadPage, new: ReadPage) -> Iterator[Change]:
    """Facts and cells by their names; a row that comes or goes is told whole."""
    before, after = _by_name(old.pieces), _by_name(new.pieces)
    heads = _rows(before), _rows(after)
    told = set[_Key]()
    for key in [*before, *(key for key in after if key not in before)]:
        section, head, _, number = key
        row = (section, head, "", number)
        if head and (row in heads[0]) != (row in heads[1]):
            if row not in told:
                told.add(row)
                yield _row(row, before if row in heads[0] else after, gone=row in heads[0])
            continue
        a, b = before.get(key), after.get(key)
        if a is None or b is None or a.text != b.text:
            said, page = (b, new) if b else (a, old)
            where = _words(_under(said, page), said.head, said.name) if said else ""
            yield Change(where, a.text if a else "", b.text if b else "")


def _row(row: _Key, cells: dict[_Key, PagePiece], *, gone: bool) -> Change:
    own = [piece for key, piece in cells.items() if (*key[:2], "", key[3]) == row]
    said = "，".join(f"{piece.name} {piece.text}" for piece in own if piece.text)
    where = _words(own[0].section, row[1])
    return Change(where, said, "") if gone else Change(where, "", said)


def _by_name(pieces: Iterable[PagePiece]) -> dict[_Key, PagePiece]:
    """Facts and cells; what has the same name is told apart by its turn. Numbers in a section's
    name change with what it holds, and make it no other."""
    seen = Counter[tuple[str, str, str]]()
    found: dict[_Key, PagePiece] = {}
    for piece in pieces:
        if piece.name:
            key = (_FIGURES.sub("#", piece.section), piece.head, piece.name)
            seen[key] += 1
            found[(*key, seen[key])] = piece
    return found


def _rows(cells: Iterable[_Key]) -> set[_Key]:
    return {(section, head, "", number) for section, head, _, number in cells if head}


def _lines(old: ReadPage, new: ReadPage) -> Iterator[Change]:
    a, b = ([piece for piece in page.pieces if not piece.name] for page in (old, new))
    texts = [[piece.text for piece in side] for side in (a, b)]
    matcher = SequenceMatcher(None, texts[0], texts[1], autojunk=False)
    for sort, i, j, k, m in matcher.get_opcodes():
        if sort == "equal":
            continue
        gone, come = a[i:j], b[k:m]
        if len(gone) == len(come):
            for before, after in zip(gone, come, strict=True):
                yield Change(_under(after, new), before.text, after.text)
        else:
            yield from (Change(_under(each, old), each.text, "") for each in gone)
            yield from (Change(_under(each, new), "", each.text) for each in come)


def _under(piece: PagePiece, page: ReadPage) -> str:
    return "" if piece.section in (page.title, piece.text) else piece.section


def _words(*steps: str) -> str:
    return " ".join(step for step in steps if step)
