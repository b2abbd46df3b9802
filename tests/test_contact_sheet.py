"""A contact sheet: the first page of every form as a picture, with ink where paper may have it.

The pictures stay in the test's folder; `CONTACT_SHEET=folder` keeps them for looking at.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from suowu.publish.pdf import pdf
from tests.blanks import TEMPLATES, all_forms
from tests.test_pdf import value_of

DPI = 50
EDGE_MM = 5
DARK = 160
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.mark.skipif(not shutil.which("pdftoppm"), reason="pdftoppm draws the pages")
def test_every_form_has_its_ink_inside_the_paper(tmp_path: Path) -> None:
    folder = Path(os.environ.get("CONTACT_SHEET") or tmp_path)
    folder.mkdir(parents=True, exist_ok=True)
    wrong = [words for name in sorted(all_forms()) for words in _faults(name, folder)]
    assert wrong == []


def _faults(name: str, folder: Path) -> Iterator[str]:
    file = folder / f"{name.replace('/', '-')}.pdf"
    file.write_bytes(pdf(value_of(name), templates=TEMPLATES))
    if not _drawn(file, "png").read_bytes().startswith(PNG):
        yield f"{name}: no picture"
    wide, high, rows = _grey(_drawn(file, "gray"))
    edge = round(EDGE_MM / 25.4 * DPI)
    ink = sum(pixel < DARK for row in rows for pixel in row)
    if not 0.005 < ink / (wide * high) < 0.4:
        yield f"{name}: {ink / (wide * high):.1%} ink"
    strips = [*rows[:edge], *rows[-edge:]]
    strips += [row[:edge] for row in rows] + [row[-edge:] for row in rows]
    if any(pixel < DARK for strip in strips for pixel in strip):
        yield f"{name}: ink within {EDGE_MM} mm of the edge"


def _drawn(file: Path, kind: str) -> Path:
    """The first page as a picture beside the PDF."""
    to = file.with_suffix("")
    command = ["pdftoppm", f"-{kind}", "-r", str(DPI), "-f", "1", "-l", "1", "-singlefile"]
    subprocess.run([*command, str(file), str(to)], check=True, capture_output=True)
    return to.with_suffix(".png" if kind == "png" else ".pgm")


def _grey(file: Path) -> tuple[int, int, list[bytes]]:
    """A binary PGM: width, height and its rows."""
    magic, size, most, pixels = file.read_bytes().split(b"\n", 3)
    assert (magic, most) == (b"P5", b"255")
    wide, high = map(int, size.split())
    return wide, high, [pixels[at : at + wide] for at in range(0, wide * high, wide)]
