"""Index numbers: the 索引号 of public documents, given once and kept in the county's records.

records/county/disclosure/index-numbers.csv has one line a document. `build.py number` writes it and
no build changes it, so that a number never moves, whatever else comes or goes.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from io import StringIO
from typing import Final

INDEX_FILE: Final = "county/disclosure/index-numbers.csv"
_HEAD: Final = ("文件", "索引号", "形成日期", "发布日期")
_NUMBER: Final = re.compile(r"[0-9]{9}/[0-9]{4}-[0-9]{5,6}").fullmatch
_FIRST: Final = 90001
"""Smaller ones are the bureau's own, which it gives to its papers elsewhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberedDocument:
    """A line of the file. `document` is a page's address in the public site, or an owner and the
    name of what it lists as disclosed; the days are empty where nothing is known of them."""

    document: str
    index_no: str
    formed: date | None = None
    published: date | None = None
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongLine:
    """What is wrong with a line of the file."""

    line: int
    says: str
    value: str


def numbered_documents(
    text: str,
) -> tuple[Mapping[str, NumberedDocument], tuple[WrongLine, ...]]:
    """The lines of the file by document, and what is wrong with the others."""
    found: dict[str, NumberedDocument] = {}
    wrong: list[WrongLine] = []
    taken: set[str] = set()
    for line, cells in enumerate(csv.reader(StringIO(text)), 1):
        if not any(cells) or (line == 1 and tuple(cells) == _HEAD):
            continue
        fault = _fault(cells, found, taken=taken)
        if fault:
            wrong.append(WrongLine(line=line, says=fault[0], value=fault[1]))
            continue
        document, number, formed, published = cells
        taken.add(number)
        found[document] = NumberedDocument(
            document=document,
            index_no=number,
            formed=_day(formed),
            published=_day(published),
            line=line,
        )
    return found, tuple(wrong)


def numbered_text(lines: Iterable[NumberedDocument]) -> str:
    """The text of the file, in the order of the numbers."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_HEAD)
    for each in sorted(lines, key=lambda each: each.index_no):
        days = (str(day or "") for day in (each.formed, each.published))
        writer.writerow([each.document, each.index_no, *days])
    return out.getvalue()


def free_numbers(code: str, year: int, *, taken: Iterable[str]) -> Iterator[str]:
    """The numbers of a year that come after all that have ever been given, one after another."""
    start = f"{code}/{year}-"
    used = [int(each.removeprefix(start)) for each in taken if each.startswith(start)]
    number = max(_FIRST - 1, *used, 0) + 1
    while True:
        yield f"{start}{number:05d}"
        number += 1


def _fault(
    cells: list[str], found: Mapping[str, NumberedDocument], *, taken: set[str]
) -> tuple[str, str] | None:
    """What must be, and what is there instead."""
    if len(cells) != len(_HEAD):
        return f"一行须为 {len(_HEAD)} 格：{'、'.join(_HEAD)}", ",".join(cells)
    document, number, *days = cells
    if not _NUMBER(number):
        return "索引号须为 机构代码/年份-顺序号", number
    wrong = next((day for day in days if day and _day(day) is None), None)
    if wrong is not None:
        return "须为日期（YYYY-MM-DD）", wrong
    if not document or document in found:
        return "每个文件须恰有一行", document
    return ("索引号不得重复", number) if number in taken else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == len("2026-01-05") else None
    except ValueError:
        return None
