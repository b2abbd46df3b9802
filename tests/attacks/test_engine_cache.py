"""Edits of text pages, many of them: the engine's kept runs are forgotten, never those in use."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from suowu import site_engine
from suowu.publish import PROJECT
from suowu.render import templates
from suowu.render.pages import SiteText, internal_text, public_text
from suowu.site_engine import rendered
from tests.small_ledger import AS_OF, definitions

CONFIG = PROJECT / "mkdocs.yml"


def texts(edit: int) -> tuple[SiteText, SiteText]:
    said = definitions()
    pages = tuple(replace(p, digest=f"{p.digest} {edit}") for p in said.pages)
    edited = replace(said, pages=pages)
    return public_text(edited, on=AS_OF), replace(internal_text(edited, on=AS_OF), key=f"i{edit}")


@pytest.fixture
def quick_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that writes one page: what is kept, not what is in it, is the matter here."""

    def run(text: SiteText, *, config: Path, docs: Path, out: Path) -> None:
        out.mkdir()
        (out / "404.html").write_text(text.audience, encoding="utf-8")

    monkeypatch.setattr(site_engine, "_mkdocs", run)


@pytest.mark.usefixtures("quick_engine")
def test_thirty_edits_lose_no_run_in_use(tmp_path: Path) -> None:
    for edit in range(30):
        made = [rendered(text, config=CONFIG, cache=tmp_path)[0] for text in texts(edit)]
        assert all((folder / "404.html").is_file() for folder in made), edit


@pytest.mark.usefixtures("quick_engine")
def test_a_run_that_is_used_again_outlives_newer_ones(tmp_path: Path) -> None:
    """Edits of the handbook alone: the public run is the oldest, and always asked for first."""
    for edit in range(30):
        public, _ = texts(0)
        _, internal = texts(edit)
        made = [rendered(text, config=CONFIG, cache=tmp_path)[0] for text in (public, internal)]
        assert all((folder / "404.html").is_file() for folder in made), edit


@pytest.mark.usefixtures("quick_engine")
def test_old_runs_are_forgotten_even_by_a_clock_set_back(tmp_path: Path) -> None:
    kept = set[Path]()
    for edit in range(12):
        folder, _ = rendered(texts(edit)[0], config=CONFIG, cache=tmp_path)
        os.utime(folder, (10**9 - edit, 10**9 - edit))
        kept.add(folder)
    assert folder.is_dir() and sum(each.is_dir() for each in kept) == 8


@pytest.mark.parametrize(
    "pulled",
    [
        '{% include "b.j2" %}',
        "{%+ include 'b.j2' %}",
        '{% include ["a.j2", "b.j2"] %}',
        '{%-\n  import "b.j2" as b -%}',
        '{% from "b.j2" import x %}',
        '{% extends ("b.j2") %}',
    ],
)
def test_an_edit_of_what_a_template_pulls_in_changes_its_digest(pulled: str) -> None:
    one, two = (templates.digests({"p.j2": pulled, "b.j2": text}) for text in ("甲", "乙"))
    assert one["p.j2"] != two["p.j2"]
