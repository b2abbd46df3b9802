"""Numbers: `number` gives every public document that has none its 索引号, once and for all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from suowu.commands import load_county, report
from suowu.commands.options import Options
from suowu.commands.origin import git
from suowu.commands.typed import retold
from suowu.county import county_of
from suowu.index_numbers import (
    INDEX_FILE,
    NumberedDocument,
    free_numbers,
    numbered_text,
)

if TYPE_CHECKING:
    from suowu.ledger import Ledger
    from suowu.render.catalogue import CatalogueEntry


def run_number(options: Options) -> int:
    """Add the lines that are missing, and the days of pages that were changed since."""
    from suowu.render.catalogue import catalogued

    county = load_county(options)
    if county.ledger is None or not county.ledger.publishable:
        report(options, county)
        return 1
    ledger, entries = county.ledger, catalogued(county.ledger)
    given = dict(ledger.book.index_numbers)
    new = _new_lines(entries, ledger)
    lines = {**given, **new}
    if not county_of(ledger.book.county.data).sample:
        lines |= _redated(options, entries, lines=lines, day=ledger.as_of)
    changed = [line for key, line in lines.items() if line != given.get(key)]
    if not changed:
        print("目录里的文件都有索引号，日期也没有变化。")
        return 0
    path = options.records / INDEX_FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"\ufeff{numbered_text(lines.values())}", encoding="utf-8", newline="\n")
    for line in sorted(changed, key=lambda line: line.index_no):
        said = "新编号" if line.document in new else "内容有变化"
        print(f"{line.index_no}  {line.document}（{said}，形成日期 {line.formed or '未载明'}）")
    hint = "随记录一起提交；里面的行不要改动，也不要删去"
    print(retold(options, f"已写入 {path}\n  提示：{hint}"))
    return 0


def unnumbered(ledger: Ledger) -> int:
    """How many lines of the catalogue have no 索引号 yet."""
    from suowu.render.catalogue import catalogued

    return len({each.document for each in catalogued(ledger) if not each.shown.index_no})


def _new_lines(entries: list[CatalogueEntry], ledger: Ledger) -> dict[str, NumberedDocument]:
    """A line for each document without a number; of what its file says the line says nothing."""
    code, day = county_of(ledger.book.county.data).code, ledger.as_of
    known = (line.index_no for line in ledger.book.index_numbers.values())
    taken = [*chain(known, (each.shown.index_no for each in entries))]
    new: dict[str, NumberedDocument] = {}
    for entry in entries:
        if entry.shown.index_no or entry.document in new:
            continue
        year = (entry.shown.published or day).year
        number = next(free_numbers(code, year, taken=taken))
        taken.append(number)
        published = None if entry.says_days else day
        new[entry.document] = NumberedDocument(
            document=entry.document, index_no=number, published=published
        )
    return new


def _redated(
    options: Options,
    entries: list[CatalogueEntry],
    *,
    lines: Mapping[str, NumberedDocument],
    day: date,
) -> dict[str, NumberedDocument]:
    """The lines of pages that git knows to have changed since, published anew on `day`.

    What came with the program has none of these days: they are nobody's in the county.
    """
    ours = (options.root / "content").resolve()
    found: dict[str, NumberedDocument] = {}
    for entry in entries:
        line, source = lines.get(entry.document), Path(entry.source).resolve()
        if line is None or entry.says_days or source.is_relative_to(ours):
            continue
        formed = _changed(source)
        if formed and formed <= day and (line.formed or date.min) < formed:
            found[entry.document] = replace(line, formed=formed, published=day)
    return found


def _changed(source: Path) -> date | None:
    """The day of the last commit that touched a file."""
    said = git(source.parent, "log", "-1", "--format=%cs", "--", source.name).decode().strip()
    return date.fromisoformat(said) if said else None
