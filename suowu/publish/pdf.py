"""Laid-out forms as PDF/A-2u: one compiler and one font set a worker, data in as JSON.

The document is a line that calls the layout with its data. In `sys_inputs` the data would be part
of Typst's library, and nothing that it remembers of one document would hold for the next.
"""

from __future__ import annotations

import json
from dataclasses import replace
from functools import lru_cache
from io import BytesIO
from pathlib import Path

import pikepdf
import typst

from suowu.forms import LaidOutForm, Packet, as_data
from suowu.publish.fonts import Fonts, fonts, missing_glyphs

GETA = "〓"
_LAYOUT = "print/form.typ"
WRITTEN_AT = 1_704_067_200  # 2024-01-01T00:00:00Z: the same input gives the same bytes

_GENERATE = pikepdf.ObjectStreamMode.generate


def pdf(form: LaidOutForm, *, templates: Path, county: Path | None = None) -> bytes:
    """One form as PDF. `templates` is the templates folder, `county` a folder of licensed fonts."""
    if form.page_fit != "several":
        made = _alone(replace(form, page_fit="one"), templates=templates, county=county)
        if pages(made) == 1:
            return _packed(made)
    return _packed(_alone(replace(form, page_fit="several"), templates=templates, county=county))


def _alone(form: LaidOutForm, *, templates: Path, county: Path | None) -> bytes:
    packet = Packet(title=form.title, forms=(form,), contents=False)
    return _drawn(_LAYOUT, packet, templates=templates, county=county)


def packet_pdf(packet: Packet, *, templates: Path, county: Path | None = None) -> bytes:
    """Many forms as one PDF, with a contents page if wanted, a bookmark and maybe a place each."""
    return compiled(_LAYOUT, packet, templates=templates, county=county)


def compiled(layout: str, data: object, *, templates: Path, county: Path | None = None) -> bytes:
    """A layout of templates/ as PDF, given its data: JSON or a laid-out part."""
    return _packed(_drawn(layout, data, templates=templates, county=county))


def _drawn(layout: str, data: object, *, templates: Path, county: Path | None) -> bytes:
    have = fonts(county)
    given = _drawable(data, have).replace("\\", "\\\\").replace('"', '\\"')
    document = f'#import "/{layout}": drawn\n#drawn(json(bytes("{given}")))\n'
    made = _compiler(str(templates), have).compile(
        document.encode(), format="pdf", pdf_standards="a-2u", timestamp=WRITTEN_AT
    )
    assert isinstance(made, bytes)
    return made


def _packed(made: bytes) -> bytes:
    """The same PDF with its small objects packed into streams: tags are half of a long one."""
    with pikepdf.Pdf.open(BytesIO(made)) as pdf, BytesIO() as packed:
        pdf.save(
            packed,
            object_stream_mode=_GENERATE,
            deterministic_id=True,
            fix_metadata_version=False,
        )
        return packed.getvalue()


def compiles_here() -> bool:
    """Whether this process has made a PDF: a fork would wait forever for the threads it has not."""
    return _compiler.cache_info().currsize > 0


def _drawable(value: object, have: Fonts) -> str:
    """Data as JSON, with 〓 for what no font has. Why: PDF/A refuses a missing character."""
    text = json.dumps(value, ensure_ascii=False, default=as_data)
    missing = missing_glyphs(text, have)
    return text.translate(dict.fromkeys(map(ord, missing), GETA)) if missing else text


def pages(made: bytes) -> int:
    """How many pages a PDF of ours has."""
    with pikepdf.Pdf.open(BytesIO(made)) as pdf:
        return len(pdf.pages)


@lru_cache(maxsize=4)
def _compiler(root: str, have: Fonts) -> typst.Compiler:
    return typst.Compiler(
        root=root,
        font_paths=list(have.folders),
        ignore_system_fonts=True,
        sys_inputs={"fonts": json.dumps(have.view(), ensure_ascii=False)},
    )
