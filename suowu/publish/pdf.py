"""Laid-out forms as PDF/A-2u: one compiler and one font set a worker, data in as JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

from suowu.publish.fonts import Fonts, fonts, missing_glyphs

GETA = "〓"
LAYOUT = "print/form.typ"
WRITTEN_AT = 1_704_067_200  # 2024-01-01T00:00:00Z: the same input gives the same bytes

_COUNT = re.compile(rb"/Type/Pages/Count (\d+)")

Form = dict[str, Any]


def pdf(form: Form, *, templates: Path, county: Path | None = None) -> bytes:
    """One form as PDF. `templates` is the templates folder, `county` a folder of licensed fonts."""
    likely = form | {"short": form["likely"]}
    made = packet_pdf(form["name"], [likely], templates=templates, county=county, contents=False)
    if form["likely"] and pages(made) != 1:
        return pdf(form | {"likely": False}, templates=templates, county=county)
    return made


def packet_pdf(
    title: str,
    forms: Sequence[Form],
    *,
    templates: Path,
    county: Path | None = None,
    contents: bool = True,
) -> bytes:
    """Many forms as one PDF, with a contents sheet and a bookmark each."""
    data = {"title": title, "contents": contents, "forms": list(forms)}
    return compiled(LAYOUT, {"packet": data}, templates=templates, county=county)


def compiled(
    layout: str, data: dict[str, Any], *, templates: Path, county: Path | None = None
) -> bytes:
    """A layout of templates/ with its data, as PDF."""
    have = fonts(county)
    inputs = {key: _drawable(value, have) for key, value in data.items()}
    inputs["fonts"] = json.dumps(have.view(), ensure_ascii=False)
    made = _compiler(f"{templates}/{layout}", str(templates), have).compile(
        format="pdf", sys_inputs=inputs, pdf_standards="a-2u", timestamp=WRITTEN_AT
    )
    assert isinstance(made, bytes)
    return made


def _drawable(value: Any, have: Fonts) -> str:
    """Data as JSON, with 〓 for what no font has. Why: PDF/A refuses a missing character."""
    text = json.dumps(value, ensure_ascii=False)
    return text.translate({ord(char): GETA for char in missing_glyphs(text, have)})


def pages(made: bytes) -> int:
    """How many pages a PDF of ours has."""
    found = _COUNT.search(made)
    assert found is not None
    return int(found[1])


@lru_cache(maxsize=4)
def _compiler(layout: str, root: str, have: Fonts) -> typst.Compiler:
    return typst.Compiler(
        layout, root=root, font_paths=list(have.folders), ignore_system_fonts=True
    )
