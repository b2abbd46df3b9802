"""Check on the screen: every problem of the county, or those of one file or folder of it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from suowu.commands import (
    LoadedCounty,
    Mistake,
    day_sentence,
    exit_code,
    for_the_log,
    json_of,
    load_county,
    near_hint,
    report,
)
from suowu.commands.options import Options
from suowu.commands.said import said_again
from suowu.commands.typed import retold
from suowu.ledger import Ledger
from suowu.model import LEVELS, Problem
from suowu.problems import in_order, summary, to_text


def run_check(options: Options) -> int:
    """Print every problem; 1 if there are errors, or with --strict findings or withholdings."""
    chosen = _chosen(options)
    return said_again(options, lambda: _checked(options, chosen))


def _checked(options: Options, chosen: Path | None) -> tuple[int, LoadedCounty]:
    county = load_county(options)
    if county.ledger is not None:
        rare = _unprintable(county.ledger, fonts_of=options.root / "fonts")
        county = replace(county, problems=in_order([*county.problems, *rare]))
    if chosen is None:
        report(options, county)
        return exit_code(options, county), county
    return _of_one(options, county, chosen=chosen), county


def _of_one(options: Options, county: LoadedCounty, *, chosen: Path) -> int:
    """The lines of one file, or of the files of a folder, then one line about all others."""
    own = tuple(p for p in county.problems if _lies_in(p.path, chosen))
    narrowed, told = replace(county, problems=own), for_the_log(own, county)
    if options.json:
        print(json_of(options, narrowed, problems=told))
        return exit_code(options, narrowed)
    rest = [p for p in county.problems if p not in own]
    lines = [to_text(told)] if told else []
    lines.append(f"{options.words[0]}：{_counted(own) or '没有发现问题'}")
    if said := _counted(rest):
        lines.append(f"其余的文件：{said}，运行 python3 build.py check 查看")
    judged = county.ledger is not None
    lines.append(day_sentence(county) if judged else "没有判断规则：先改正错误，再运行一次。")
    print(retold(options, "\n".join(lines)))
    return exit_code(options, narrowed)


def _counted(problems: Iterable[Problem]) -> str:
    """错误 1，提醒 2; nothing if there is none."""
    counts = summary(problems, records=0)
    return "，".join(f"{level} {counts[level]}" for level in LEVELS if counts[level])


def _lies_in(path: str, chosen: Path) -> bool:
    return chosen == (real := Path(os.path.realpath(path))) or chosen in real.parents


def _chosen(options: Options) -> Path | None:
    """The file or folder that was named, by its path, with or without .yml; a Mistake if none."""
    if not options.words:
        return None
    word, records = options.words[0], options.records
    for base in (Path(), records, options.root):
        for path in (base / word, base / f"{word}.yml"):
            if path.exists():
                return Path(os.path.realpath(path))
    known = [path.relative_to(records).as_posix() for path in records.rglob("*.yml")]
    tail = word.removeprefix(f"{records}/")
    near = near_hint(tail, known) or near_hint(Path(tail).name, {Path(k).name for k in known})
    hint = near or "写文件的路径，例如 qinghe/correction/2026-001.yml，或者文件夹的路径"
    raise Mistake(f"没有这个文件或者文件夹：{word!r}\n  提示：{hint}")


def _unprintable(ledger: Ledger, *, fonts_of: Path) -> Iterator[Problem]:
    """Characters that no font has. Fonts are looked into only if somebody wrote such."""
    rare = [case.record for case in ledger.cases.values() if not case.common]
    if rare:
        from suowu.load import locator
        from suowu.publish.fonts import fonts, glyph_problems

        have, locate = fonts(fonts_of), locator()
        for record in rare:
            yield from glyph_problems(record, have, locate=locate)
