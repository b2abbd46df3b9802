"""Fuzz, for a bounded number of mutants: whatever stands in a record, the program judges it.

`corpus/` keeps what once broke it. HYPOTHESIS_PROFILE=long tries a hundred times as many.
"""

from __future__ import annotations

import os
import random
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from suowu.check import check
from suowu.define import define
from suowu.definitions import Definitions
from suowu.derive import derive
from suowu.ledger import Book
from suowu.load import load, locator
from tests.counties import ROOT, golden_county

CORPUS = sorted((Path(__file__).parent / "corpus").iterdir())
CASE = "baihe/correction/2026-001.yml"
MUTANTS = 6000 if os.environ.get("HYPOTHESIS_PROFILE") == "long" else 60
DAY = date(2026, 3, 20)
PIECES = (
    *("无", "{}", "[]", "[[]]", "{a: {b: 1}}", "~", "''", "true", "-1", "1e9", "0", "2026-02-30"),
    *("2026-03-20", "1900-01-01", "2100-12-31", "9999-12-31", "3.5", "\u200b", "\ufeff", "<<: *a"),
    *(
        "- ",
        ": ",
        "：",
        " #x",
        "{{ n }}",
        "<script>",
        "\n",
        "\n  ",
        "\t",
        "“",
        "\U0001f600",
        "|\n  x",
    ),
)


@cache
def law() -> Definitions:
    records = ROOT / "tests" / "golden" / "county" / "records"
    raw = load(records=records, content=ROOT / "content", templates=ROOT / "templates")
    return define(raw)


def judged(records: Path) -> Book | None:
    """The county as far as the ledger; None if it is refused in sentences."""
    raw = load(records=records, content=records / "none", templates=ROOT / "templates")
    book = check(raw, law())
    if not isinstance(book, Book):
        assert all(problem.message and problem.path for problem in book)
        return None
    for problem in derive(book, law(), DAY, locate=locator()).problems:
        assert problem.message and problem.path
    return book


@pytest.mark.parametrize("file", CORPUS, ids=lambda file: file.stem)
def test_what_once_broke_it_is_judged(tmp_path: Path, file: Path) -> None:
    records = golden_county(tmp_path)
    (records / CASE).write_bytes(file.read_bytes())
    judged(records)


def test_mutants_are_judged(tmp_path: Path) -> None:
    records = golden_county(tmp_path)
    files = sorted(records.rglob("*.yml"))
    good = {file: file.read_text("utf-8") for file in files}
    dice = random.Random(2026)
    for _ in range(MUTANTS):
        file = dice.choice(files)
        text = mutated(good[file], dice)
        file.write_text(text, encoding="utf-8")
        try:
            judged(records)
        except Exception as error:
            error.add_note(f"{file.name}:\n{text}")
            raise
        file.write_text(good[file], encoding="utf-8")


def mutated(text: str, dice: random.Random) -> str:
    """One to three edits: a value changed, a line lost, doubled or moved, a piece put anywhere."""
    lines = text.splitlines(keepends=True)
    for _ in range(dice.randint(1, 3)):
        at = dice.randrange(len(lines))
        kind = dice.randrange(5)
        if kind == 0 and ": " in lines[at]:
            lines[at] = f"{lines[at].partition(': ')[0]}: {dice.choice(PIECES)}\n"
        elif kind == 1:
            lines[at] = lines[at] * dice.choice((0, 2))
        elif kind == 2:
            lines.insert(at, lines.pop(dice.randrange(len(lines))))
        elif kind == 3:
            column = dice.randrange(len(lines[at]) + 1)
            lines[at] = lines[at][:column] + dice.choice(PIECES) + lines[at][column:]
        else:
            words = lines[at].split(" ")
            words[dice.randrange(len(words))] = dice.choice(PIECES)
            lines[at] = " ".join(words).rstrip("\n") + "\n"
    return "".join(lines)
