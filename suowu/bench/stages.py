"""Stages run inside a measured process: `python -m suowu.bench.stages NAME COUNTY …` → JSON."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from suowu.check import check
from suowu.define import define
from suowu.definitions import Definitions
from suowu.demo import AS_OF
from suowu.ledger import Book, Ledger
from suowu.load import load
from suowu.parallel import county_kept

_PROJECT = Path(__file__).resolve().parent.parent.parent
FORMS = 300


def read_county(county: Path, cache: Path | None) -> tuple[Book, Definitions, float]:
    """load → define → check, and the seconds it took."""
    start = time.perf_counter()
    templates = _PROJECT / "templates"
    with county_kept():
        raw = load(records=county, content=_PROJECT / "content", templates=templates, cache=cache)
        definitions = define(raw, cache=cache)
        book = check(raw, definitions, cache=cache)
    if not isinstance(book, Book):
        raise SystemExit("\n".join(f"{p.path}:{p.line} {p.message}" for p in book[:5]))
    return book, definitions, time.perf_counter() - start


def reading(county: Path, cache: Path) -> dict[str, Any]:
    """How fast records are read and checked."""
    book, _, seconds = read_county(county, cache)
    return {"records": len(book.records), "seconds": seconds}


def page_speed(county: Path) -> dict[str, Any]:
    """How fast pages are poured and written, the frames being there."""
    from suowu.publish import Target, publish
    from suowu.render import render

    ledger = _ledger(county)
    documents = render(ledger)
    heard: list[tuple[int, float]] = []

    def tell(step: str, done: tuple[int, int]) -> None:
        if step == "网页":
            heard.append((done[1], time.perf_counter()))

    with tempfile.TemporaryDirectory() as folder:
        publish(
            documents,
            ledger,
            target=Target(out=Path(folder, "site"), cache=_PROJECT / ".cache"),
            gate=lambda files: (),
            tell=tell,
        )
    return {"pages": heard[-1][0], "seconds": heard[-1][1] - heard[0][1]}


def paper_speed(county: Path) -> dict[str, Any]:
    """Forms a second on one core, and the seconds a packet of 300 takes."""
    from suowu.forms import Packet, form_context, select_forms
    from suowu.publish.docx import docx
    from suowu.publish.pdf import packet_pdf, pdf

    ledger = _ledger(county)
    context, selected = form_context(ledger), select_forms(ledger)
    values = [context.form(case, due) for case, due in islice(cycle(selected), FORMS)]
    templates = _PROJECT / "templates"
    for value in values[:20]:
        docx(value, templates=templates)
    packet_pdf(Packet(title="热身", forms=(values[0],)), templates=templates)
    whole = Packet(title="三百份", forms=tuple(values))
    packet = _seconds(lambda: packet_pdf(whole, templates=templates))
    _on_one_core()
    pdfs = _seconds(lambda: [pdf(value, templates=templates) for value in values])
    docxs = _seconds(lambda: [docx(value, templates=templates) for value in values])
    return {"packet": packet, "pdf": FORMS / pdfs, "docx": FORMS / docxs}


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _on_one_core() -> None:
    if sys.platform == "linux":
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def _ledger(county: Path) -> Ledger:
    from suowu.derive import derive

    book, definitions, _ = read_county(county, None)
    return derive(book, definitions, AS_OF)


STAGES: dict[str, Callable[..., dict[str, Any]]] = {
    "read": reading,
    "pages": page_speed,
    "paper": paper_speed,
}

if __name__ == "__main__":
    print(json.dumps(STAGES[sys.argv[1]](*map(Path, sys.argv[2:]))))
