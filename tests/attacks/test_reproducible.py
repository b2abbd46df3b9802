"""The same commit gives the same site: under any locale, folder, umask and way to run Python."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

from tests.counties import ROOT

PLAIN = {k: v for k, v in os.environ.items() if not k.startswith(("LC_", "LANG", "PYTHON"))}
LOCALES = ("C", "POSIX", "C.UTF-8", "zh_CN.GB18030")
BOOK = """
import sys
from pathlib import Path
from suowu.forms.handbook import HandbookText
from suowu.publish.paper import handbook_docx
book = HandbookText(title="青河县手册", publisher="青河县司法局", sample=False, markdown="# 甲章")
sys.stdout.buffer.write(handbook_docx(book, templates=Path("templates")))
"""


def python(code: str, *flags: str, env: dict[str, str]) -> bytes:
    """What a Python of its own writes when it runs this in the project's folder."""
    run = [sys.executable, *flags, "-c", code]
    return subprocess.run(run, cwd=ROOT, env=env, capture_output=True, check=True).stdout


def test_the_handbook_has_its_title_under_every_locale(tmp_path: Path) -> None:
    made = {name: python(BOOK, env={**PLAIN, "LC_ALL": name}) for name in LOCALES}
    (tmp_path / "book.docx").write_bytes(made["C"])
    with zipfile.ZipFile(tmp_path / "book.docx") as book:
        text = book.read("word/document.xml").decode()
    assert "青河县手册" in text and "青河县司法局" in text
    assert len(set(made.values())) == 1
