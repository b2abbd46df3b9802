"""What runs inside a measured process: `python -m suowu.bench.stages NAME COUNTY …`, JSON out."""

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
from suowu.demo import AS_OF
from suowu.load import load
from suowu.model import Book, Ledger

PROJECT = Path(__file__).resolve().parent.parent.parent
FORMS = 300


def read(county: Path, cache: Path | None) -> tuple[Book, float]:
    """load → check, and the seconds it took."""
    start = time.perf_counter()
    raw = load(
        records=county, content=PROJECT / "content", templates=PROJECT / "templates", cache=cache
    )
    book = check(raw, cache=cache)
    if not isinstance(book, Book):
        raise SystemExit("\n".join(f"{p.path}:{p.line} {p.message}" for p in book[:5]))
    return book, time.perf_counter() - start


def reading(county: Path, cache: Path) -> dict[str, Any]:
    """How fast records are read and checked."""
    book, seconds = read(county, cache)
    return {"records": len(book.records), "seconds": seconds}


def pages(county: Path) -> dict[str, Any]:
    """How fast pages are poured and written, the frames being there."""
    from suowu.publish import Target, publish
    from suowu.render import render

    ledger = _ledger(county)
    documents = render(ledger)
    heard: list[tuple[str, int, int, float]] = []
    with tempfile.TemporaryDirectory() as folder:
        publish(
            documents,
            ledger,
            target=Target(out=Path(folder, "site"), cache=PROJECT / ".cache"),
            gate=lambda files: (),
            tell=lambda step, done, of: heard.append((step, done, of, time.perf_counter())),
        )
    steps = [one for one in heard if one[0] == "网页"]
    return {"pages": steps[-1][2], "seconds": steps[-1][3] - steps[0][3]}


def paper(county: Path) -> dict[str, Any]:
    """Forms a second on one core, and the seconds a packet of 300 takes."""
    from suowu.forms import choose, desk_of
    from suowu.publish.docx import docx
    from suowu.publish.pdf import packet_pdf, pdf

    ledger = _ledger(county)
    desk = desk_of(ledger)
    values = [desk.value(case, due) for case, due in islice(cycle(choose(ledger)), FORMS)]
    templates = PROJECT / "templates"
    for value in values[:20]:
        docx(value, templates=templates)
    packet_pdf("热身", values[:1], templates=templates)
    packet = _seconds(lambda: packet_pdf("三百份", values, templates=templates))
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

    book, _ = read(county, None)
    return derive(book, AS_OF)


STAGES: dict[str, Callable[..., dict[str, Any]]] = {"read": reading, "pages": pages, "paper": paper}

if __name__ == "__main__":
    print(json.dumps(STAGES[sys.argv[1]](*map(Path, sys.argv[2:]))))
