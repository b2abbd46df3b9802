"""A packet on request: the forms of a case, of an office or of one kind of event, as files."""

from __future__ import annotations

from pathlib import Path

from suowu.forms import choose, desk_of, packet
from suowu.load import locator
from suowu.model import Ledger, Problem
from suowu.publish.docx import docx
from suowu.publish.fonts import fonts, glyph_problems
from suowu.publish.pdf import packet_pdf
from suowu.render.paths import form_file


def packet_files(
    ledger: Ledger,
    target: str = "",
    *,
    only_due: bool = False,
    kind: str | None = None,
    event: str | None = None,
    with_docx: bool = False,
    templates: Path,
    county: Path | None = None,
) -> tuple[dict[str, bytes], tuple[Problem, ...]]:
    """The files of a packet by name: one PDF, and each form as DOCX if wanted.

    Problems are characters that no font has; then there are no files. Both empty: nothing to print.
    """
    chosen = choose(ledger, target, only_due=only_due, kind=kind, event=event)
    have = fonts(county)
    records = {case.record.key: case.record for case, _ in chosen}
    locate = locator()
    problems = tuple(p for r in records.values() for p in glyph_problems(r, have, locate=locate))
    if problems or not chosen:
        return {}, problems
    name = "-".join(filter(None, [target.replace("/", "-"), kind, event])) or "county"
    value = packet(desk_of(ledger), f"打印表格：{len(chosen)} 份", chosen)
    made = packet_pdf(value["title"], value["forms"], templates=templates, county=county)
    files = {f"{name}.pdf": made}
    if with_docx:
        for (case, due), form in zip(chosen, value["forms"], strict=True):
            path = form_file(case.record, due.form, due.where, "docx").removeprefix("print/")
            files[f"{name}/{path}"] = docx(form, templates=templates)
    return files, ()
