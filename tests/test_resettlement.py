"""Resettlement: nothing of it is public, its terms are counted, its papers lie in filing order."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pytest

from suowu.define import define
from suowu.definitions import Kind
from suowu.derive.views import record_view
from suowu.load import load
from suowu.rules.scopes import World
from tests.counties import GOLDEN_RECORDS

ROOT = Path(__file__).resolve().parent.parent
OURS = ("resettlement", "resettlement-reports", "resettlement-work")


@cache
def kinds() -> dict[str, tuple[Kind, World]]:
    found = define(
        load(records=GOLDEN_RECORDS, content=ROOT / "content", templates=ROOT / "templates")
    )
    world = World(
        as_of=date(2026, 3, 20),
        calendar=found.calendar,
        office={},
        county={},
        words=frozenset(),
        siblings=lambda wanted: (),
        offices=(),
    )
    return {name: (found.kinds[name], world) for name in OURS}


@pytest.mark.parametrize("name", OURS)
def test_nothing_of_it_may_ever_be_public(name: str) -> None:
    kind, _ = kinds()[name]
    assert not kind.notices
    assert kind.file.public_count is None
    assert [path for path, meta in kind.metas.items() if "公开" in meta] == []


@pytest.mark.parametrize(
    ("example", "ends", "kept"),
    [
        ("full", date(2031, 1, 15), date(2041, 12, 31)),
        ("key", date(2031, 1, 20), date(2046, 12, 31)),
        ("corrected", date(2026, 2, 20), date(2036, 12, 31)),
    ],
)
def test_the_term_and_the_keeping_of_the_file(example: str, ends: date, kept: date) -> None:
    kind, world = kinds()["resettlement"]
    derived = record_view(kind, kind.examples[example], world=world, year=None).derived
    assert (derived["帮教期满"], derived["保存期满"]) == (ends, kept)


def test_the_papers_of_a_case_come_in_the_order_of_its_contents() -> None:
    """Of a packet: the cover, the contents, then as the contents list them."""
    kind, _ = kinds()["resettlement"]
    names = [form.name for form in kind.forms.values()]
    assert names[:2] == ["安置帮教对象档案", "安置帮教档案卷内目录"]
    rows = [row[1].label for row in kind.forms["02-contents"].file.blocks[1:]]
    listed = [names.index(label) for label in rows if label in names]
    assert len(listed) >= 9 and listed == sorted(listed)
    assert all(form.file.printed for form in kind.forms.values()), "printed with the packet"
