"""Laid-out forms as PDF/A-2u: one compiler and one font set a worker, data in as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

from suowu.publish.fonts import Fonts, fonts

LAYOUT = "print/form.typ"
STANDARD = "a-2u"
WRITTEN_AT = 1_704_067_200  # 2024-01-01T00:00:00Z: the same input gives the same bytes

Form = dict[str, Any]


def pdf(form: Form, *, templates: Path, county: Path | None = None) -> bytes:
    """One form as PDF. `templates` is the templates folder, `county` a folder of licensed fonts."""
    return packet_pdf(form["name"], [form], templates=templates, county=county, contents=False)


def packet_pdf(
    title: str,
    forms: Sequence[Form],
    *,
    templates: Path,
    county: Path | None = None,
    contents: bool = True,
) -> bytes:
    """Many forms as one PDF, with a contents sheet and a bookmark each."""
    have = fonts(county)
    data = {"title": title, "contents": contents, "forms": list(forms)}
    inputs = {
        "packet": json.dumps(data, ensure_ascii=False),
        "fonts": json.dumps(have.view(), ensure_ascii=False),
    }
    made = _compiler(str(templates), have).compile(
        format="pdf", sys_inputs=inputs, pdf_standards=STANDARD, timestamp=WRITTEN_AT
    )
    return bytes(made)


@lru_cache(maxsize=2)
def _compiler(templates: str, have_folders: Fonts) -> typst.Compiler:
    return typst.Compiler(
        f"{templates}/{LAYOUT}",
        root=templates,
        font_paths=list(have_folders.folders),
        ignore_system_fonts=True,
    )
