"""The same commit gives the same site: under any locale, folder, umask and way to run Python."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from suowu import __version__
from suowu.commands.origin import origin_of
from suowu.publish.manifest import standing_head
from tests.attacks import warm_home
from tests.counties import ROOT, golden_county, suowu

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


def test_a_site_is_verified_and_an_edit_of_it_is_found(tmp_path: Path) -> None:
    """Built by one run, checked by another, without a cache; then a page is changed by hand."""
    records = golden_county(tmp_path)
    words = ("--records", records, "--out", tmp_path / "site")
    home = warm_home()
    assert suowu("verify", *words, home=home).code == 2
    assert suowu("build", *words, "--as-of", "2026-03-20", home=home).code == 0
    head = standing_head(tmp_path / "site") or {}
    assert head["tool"] == __version__ and "commit" not in head
    whole = suowu("verify", *words, home=home)
    assert whole.code == 0 and "按 2026-03-20 计算" in whole.out
    page = tmp_path / "site" / "public" / "index.html"
    page.write_bytes(page.read_bytes().replace("司法".encode(), "司 法".encode()))
    (tmp_path / "site" / "public" / "guide.html").unlink()
    edited = suowu("verify", *words, home=home)
    assert edited.code == 1
    assert "public/index.html 与清单不符" in edited.out and "guide.html 不见了" in edited.out


def test_the_manifest_says_which_records_they_were(tmp_path: Path) -> None:
    records = golden_county(tmp_path)
    assert origin_of(records) == {"tool": __version__}
    named = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
    for words in (["init", "-q"], ["add", "-A"], [*named, "commit", "-q", "-m", "all"]):
        subprocess.run(["git", "-C", str(tmp_path), *words], check=True)
    clean = origin_of(records)
    assert len(str(clean["commit"])) == 40 and clean["dirty"] is False
    (records / "new.txt").write_text("x", encoding="utf-8")
    assert origin_of(records) == {**clean, "dirty": True}


@pytest.mark.parametrize("name", LOCALES)
def test_check_says_the_same_under_every_locale(tmp_path: Path, name: str) -> None:
    records = golden_county(tmp_path)
    code = (
        "import sys; from suowu import cli;"
        f"sys.exit(cli.main(['check', '--no-cache', '--records', {str(records)!r}]) - 0)"
    )
    assert "共 12 份记录".encode() in python(code, env={**PLAIN, "LC_ALL": name})
