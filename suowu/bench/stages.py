"""Stages run inside a measured process: `python -m suowu.bench.stages NAME COUNTY …` → JSON."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from datetime import date
from io import BytesIO
from itertools import cycle, islice, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from suowu.bench.sampled import sampled
from suowu.check import check
from suowu.define import define
from suowu.definitions import Definitions
from suowu.demo import AS_OF
from suowu.ledger import Book, Ledger
from suowu.load import load
from suowu.parallel import county_kept, parallel_map
from suowu.serve.standby import Standby

if TYPE_CHECKING:
    from suowu.forms import LaidOutForm

_PROJECT = Path(__file__).resolve().parent.parent.parent
FORMS = 300
STEP_NAMES = {
    "读取记录": "load",
    "检查": "check",
    "推算期限": "derive",
    "排版": "render",
    "文字页面": "text pages",
    "网页": "pages",
    "泄露检查": "gate, swap",
}
"""What a build tells of, in the words of the page that is written."""


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


def build_stages(county: Path, out: Path, day: Path) -> dict[str, Any]:
    """A whole build, and the seconds of each step that it tells of, until it tells of the next."""
    from suowu.corridor import renew
    from suowu.publish import Target
    from suowu.stages import SourceTree

    begun = [("start", time.perf_counter())]

    def tell(step: str, done: tuple[int, int]) -> None:
        if step != begun[-1][0]:
            begun.append((step, time.perf_counter()))

    cache, on = _PROJECT / ".cache", date.fromisoformat(str(day))
    content, templates = _PROJECT / "content", _PROJECT / "templates"
    tree = SourceTree(records=county, content=content, templates=templates, cache=cache)
    target = Target(out=out, cache=cache, key=f"bench {on}", day=on)
    built = renew(tree, lambda book: on, target=target, tell=tell)
    if built.report is None or built.report.refused:
        raise SystemExit(f"not published: {built.problems[:3]}")
    seconds: dict[str, float] = {}
    for (step, since), (_, until) in pairwise([*begun, ("", time.perf_counter())]):
        name = STEP_NAMES.get(step, step)
        seconds[name] = round(seconds.get(name, 0) + until - since, 3)
    drawn = _on_paper(built.ledger, out) if built.ledger else 0
    files, written = built.report.files, built.report.written
    return {**seconds, "files": files, "written": written, "forms on paper": drawn}


def _on_paper(ledger: Ledger, out: Path) -> int:
    """How many forms the site's PDFs hold: each stands in its week, a case's in its own too."""
    from suowu.forms.context import recent_forms

    kinds = ledger.definitions.kinds
    posters = sum(1 for _ in (out / "print").glob("*/notices/*.pdf"))
    return posters + sum(
        1 if kinds[case.record.kind].scope == "簿" else 2
        for case in ledger.cases.values()
        for _ in recent_forms(ledger, case)
    )


def saved(county: Path, out: Path, day: Path) -> dict[str, Any]:
    """From a save to the exchanged site, while `serve` waits for it."""
    folders = {"records": county, "content": _PROJECT / "content", "out": out}
    words = [f"--{name}={folder}" for name, folder in folders.items()]
    asked = ["serve", "--once", *words, f"--as-of={day}"]
    with closing(Standby(asked, cache=_PROJECT / ".cache")) as standby:
        standby.run()
        standby.wait_until_ready()
        edit_one(county)
        seconds = _seconds(lambda: _good(standby.run()))
    return {"seconds": seconds}


def _good(made: subprocess.CompletedProcess[str]) -> None:
    if made.returncode not in (0, 1):
        raise SystemExit(f"{made.stdout}{made.stderr}")


def edit_one(county: Path) -> None:
    """Change one word in one record, as a clerk would."""
    for file in sorted(county.glob("*/*/*.yml")):
        text = file.read_text(encoding="utf-8")
        new = re.sub(r"(内容: [^,}\n\"]*[^,}\n\"。])", r"\1，已核", text, count=1)
        if new != text:
            file.write_text(new, encoding="utf-8")
            return


def poured_pages(bodies: Path, out: Path) -> dict[str, Any]:
    """How fast bodies that are there are poured into a frame and written, on all cores."""
    from suowu.publish.pages import cut, pour

    frame = cut((bodies / "frame").read_text(encoding="utf-8"))
    files = sorted(bodies.glob("*.html"))
    out.mkdir(parents=True)

    def work(file: Path) -> int:
        html = pour(frame, {"body": file.read_text(encoding="utf-8"), "title": file.stem})
        return (out / file.name).write_bytes(html)

    start = time.perf_counter()
    written = sum(parallel_map(work, files, least=2, chunk=50))
    return {"pages": len(files), "seconds": time.perf_counter() - start, "bytes": written}


def paper_speed(county: Path) -> dict[str, Any]:
    """Forms a second on one core, and the seconds a packet of 300 takes."""
    from suowu.forms import Packet
    from suowu.publish.docx import docx
    from suowu.publish.docx.frame import shape_of
    from suowu.publish.pdf import packet_pdf, pdf

    values, templates = _some_forms(_ledger(county), FORMS), _PROJECT / "templates"
    packet_pdf(Packet(title="热身", forms=(values[0],)), templates=templates)
    whole = Packet(title="三百份", forms=tuple(values))
    packet = _seconds(lambda: packet_pdf(whole, templates=templates))
    _on_one_core()
    pdfs = _seconds(lambda: [pdf(value, templates=templates) for value in values])
    one_a_shape = list({shape_of(value): value for value in values}.values())
    frames = _seconds(lambda: [docx(value, templates=templates) for value in one_a_shape])
    docxs = _seconds(lambda: [docx(value, templates=templates) for value in values])
    made = len(packet_pdf(whole, templates=templates))
    alone = [pdf(value, templates=templates) for value in one_a_shape]
    return {
        "forms": FORMS,
        "packet": packet,
        "pdf": FORMS / pdfs,
        "docx": FORMS / docxs,
        "frame": frames / len(one_a_shape),
        "bytes": made / FORMS,
        "alone": sum(map(len, alone)) / len(alone),
        "fonts": sum(map(_fonts_in, alone)) / sum(map(len, alone)),
    }


def _some_forms(ledger: Ledger, number: int) -> list[LaidOutForm]:
    """So many forms of a county; of a small one, more than once."""
    from suowu.forms import form_context, select_forms

    context = form_context(ledger)
    found = islice(cycle(select_forms(ledger)), number)
    return [context.form(case, due) for case, due in found]


def _fonts_in(made: bytes) -> int:
    """The bytes of a PDF that are fonts."""
    import pikepdf

    with pikepdf.Pdf.open(BytesIO(made)) as found:
        streams = (each for each in found.objects if isinstance(each, pikepdf.Stream))
        fonts = (each for each in streams if "/CIDFontType" in str(each.get("/Subtype", "")))
        return sum(len(each.read_raw_bytes()) for each in fonts)


def profiles(county: Path, out: Path, day: Path) -> dict[str, Any]:
    """Where the time of what falls short goes, on one core: by run, the shares of our modules."""
    from suowu.publish.pdf import pdf

    _on_one_core()
    templates = _PROJECT / "templates"
    with sampled() as checking:
        ledger = _ledger(county)
    values = _some_forms(ledger, FORMS)
    edit_one(county)
    with sampled() as edit:
        build_stages(county, out, day)
    with sampled() as pdfs:
        [pdf(value, templates=templates) for value in values]
    found = {"check, cold": checking, "one edit": edit, "single PDF forms": pdfs}
    return {name: samples.shares for name, samples in found.items()}


def typst_form(county: Path, number: Path) -> dict[str, Any]:
    """One form in a process of its own: what `print` would cost without a compiler that stays."""
    from suowu.forms import form_context, select_forms
    from suowu.publish.pdf import pdf

    ledger = _ledger(county)
    case, due = next(islice(select_forms(ledger), int(str(number)), None))
    value = form_context(ledger).form(case, due)
    return {"seconds": _seconds(lambda: pdf(value, templates=_PROJECT / "templates"))}


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


def weasyprint_forms(county: Path) -> dict[str, Any]:
    """The HTML that our DOCX are made of, as PDF by WeasyPrint."""
    from weasyprint import HTML

    from suowu.publish.docx.frame import form_html, shape_of

    values, templates = _some_forms(_ledger(county), 20), _PROJECT / "templates"
    pages = [form_html(shape_of(value), templates) for value in values]
    seconds = _seconds(lambda: [HTML(string=page).write_pdf() for page in pages])
    return {"forms": len(pages), "seconds": seconds}


STAGES: dict[str, Callable[..., dict[str, Any]]] = {
    "build": build_stages,
    "saved": saved,
    "pour": poured_pages,
    "paper": paper_speed,
    "profiles": profiles,
    "form": typst_form,
    "weasyprint": weasyprint_forms,
}

if __name__ == "__main__":
    print(json.dumps(STAGES[sys.argv[1]](*map(Path, sys.argv[2:]))))
