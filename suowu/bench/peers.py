"""Peers: the same pages and forms made by others, side by side in the same run, where installed."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from suowu.bench.measure import Figure, Sandbox, at_most, watched

MOST_PAGES: Final = 2_000
"""So many dossier bodies at most, as often as there are: a body again under another name."""
LARGEST_NAV: Final = 500
"""For those whose navigation is quadratic."""
FORMS_ALONE: Final = 5
_ARTICLE = re.compile(r"(<article[^>]*>)(.*)(</article>)", re.DOTALL)
_BODY, _TITLE = "%%suowu:body%%", "%%suowu:title%%"
_MKDOCS = (
    "site_name: bench\nuse_directory_urls: false\nplugins: []\n"
    "theme: {name: material, font: false}\nmarkdown_extensions: [md_in_html]\n"
)


def peer_figures(sandbox: Sandbox, county: Path, *, say: Callable[[str], None]) -> Iterator[Figure]:
    """Milliseconds a page and a form by each, and the ratios of ours to theirs."""
    work = sandbox.work / "peers"
    say("同样的网页，各用各的工具")
    bodies = _bodies(county.with_name(f"site-{county.name}"), work / "bodies")
    ours = min(_poured(sandbox, work, nth=nth) for nth in range(2))
    yield Figure(name="our frames and pours", value=ours, unit="ms a page")
    if hugo := shutil.which("hugo"):
        theirs = min(_hugo(hugo, bodies, work=work / f"hugo{nth}") for nth in range(2))
        yield Figure(name="Hugo", value=theirs, unit="ms a page")
        yield at_most("ours to Hugo", ours / theirs, unit="times", goal=1.1)
    for name, command in _engines():
        theirs = _engine(command, bodies[:LARGEST_NAV], work=work / name)
        yield Figure(name=name, value=theirs, unit=f"ms a page of {LARGEST_NAV}")
        yield Figure(name=f"ours to {name}", value=ours / theirs, unit="times")
    yield from _forms(sandbox, county, say=say)


def _bodies(site: Path, out: Path) -> list[Path]:
    """What stands in the articles of dossiers, as files, and the frame around the first."""
    out.mkdir(parents=True)
    pages = sorted((site / "internal" / "cases").rglob("*.html"))
    first = pages[0].read_text(encoding="utf-8")
    frame = _ARTICLE.sub(lambda m: f"{m[1]}{_BODY}{m[3]}", first)
    frame = re.sub(r"<title>.*?</title>", f"<title>{_TITLE}</title>", frame, flags=re.DOTALL)
    (out / "frame").write_text(frame, encoding="utf-8")
    made: list[Path] = []
    for number in range(MOST_PAGES):
        found = _ARTICLE.search(pages[number % len(pages)].read_text(encoding="utf-8"))
        made.append(out / f"page-{number:05}.html")
        made[-1].write_text(found[2].strip() if found else "", encoding="utf-8")
    return made


def _poured(sandbox: Sandbox, work: Path, *, nth: int) -> float:
    _, told = sandbox.stage("pour", work / "bodies", work / f"ours{nth}")
    return float(told["seconds"]) * 1000 / int(told["pages"])


def _hugo(hugo: str, bodies: Sequence[Path], *, work: Path) -> float:
    """A content file each, and one layout that is our frame."""
    for folder in ("content", "layouts/_default"):
        (work / folder).mkdir(parents=True)
    frame = (bodies[0].parent / "frame").read_text(encoding="utf-8")
    layout = frame.replace(_BODY, "{{ .Content }}").replace(_TITLE, "{{ .Title }}")
    (work / "layouts/_default/single.html").write_text(layout, encoding="utf-8")
    kinds = '["taxonomy","term","RSS","sitemap","robotsTXT","404","home","section"]'
    (work / "config.toml").write_text(f"disableKinds = {kinds}\nuglyURLs = true\n", "utf-8")
    for body in bodies:
        text = f"---\ntitle: {body.stem}\n---\n{body.read_text(encoding='utf-8')}"
        (work / "content" / body.name).write_text(text, encoding="utf-8")
    seconds = _ran([hugo, "--quiet", "--source", str(work)])
    made = sum(1 for _ in (work / "public").rglob("page-*.html"))
    if made != len(bodies):
        raise SystemExit(f"hugo made {made} of {len(bodies)} pages")
    return seconds * 1000 / made


def _engines() -> Iterator[tuple[str, list[str]]]:
    yield "mkdocs-material", [sys.executable, "-P", "-m", "mkdocs", "build", "-q"]
    if zensical := shutil.which("zensical"):
        yield "Zensical", [zensical, "build"]


def _engine(command: Sequence[str], bodies: Sequence[Path], *, work: Path) -> float:
    (work / "docs").mkdir(parents=True)
    (work / "mkdocs.yml").write_text(_MKDOCS, encoding="utf-8")
    (work / "docs" / "index.md").write_text("# bench\n", encoding="utf-8")
    for body in bodies:
        text = body.read_text(encoding="utf-8")
        flat = "\n".join(line.strip() for line in text.splitlines() if line.strip())
        page = f"---\ntitle: {body.stem}\n---\n\n<div>\n{flat}\n</div>\n"
        (work / "docs" / f"{body.stem}.md").write_text(page, encoding="utf-8")
    return _ran(list(command), cwd=work) * 1000 / len(bodies)


def _forms(sandbox: Sandbox, county: Path, *, say: Callable[[str], None]) -> Iterator[Figure]:
    say("同样的表格，各用各的工具")
    _, told = sandbox.stage("paper", county)
    ours = told["packet"] * 1000 / told["forms"]
    yield Figure(name="our forms, in a packet", value=ours, unit="ms a form")
    alone = [sandbox.stage("form", county, str(n))[1]["seconds"] for n in range(FORMS_ALONE)]
    typst = sum(alone) * 1000 / FORMS_ALONE
    yield Figure(name="a Typst compiler a form", value=typst, unit="ms a form")
    yield Figure(name="ours to a Typst compiler a form", value=ours / typst, unit="times")
    if find_spec("weasyprint"):
        _, told = sandbox.stage("weasyprint", county)
        theirs = told["seconds"] * 1000 / told["forms"]
        yield Figure(name="WeasyPrint", value=theirs, unit="ms a form")
        yield Figure(name="ours to WeasyPrint", value=ours / theirs, unit="times")


def _ran(command: list[str], *, cwd: Path | None = None) -> float:
    env = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    before = Path.cwd()
    os.chdir(cwd or before)
    try:
        return watched(command, env=env).seconds
    finally:
        os.chdir(before)
