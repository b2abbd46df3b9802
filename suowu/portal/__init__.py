"""Portal: one public site over the sites of several counties, with its own index, search, figures.

It reads nothing but what these have published, so that it can give nothing away.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any, Final

from suowu import site_engine
from suowu.cache import code_digest
from suowu.data import data_table
from suowu.definitions import Definitions
from suowu.digest import digest_of_bytes
from suowu.model import Problem
from suowu.portal.counties import SEARCH_DATA, CountySite, county_sites
from suowu.portal.sums import county_tables, portal_figures
from suowu.problems import problem
from suowu.publish import manifest
from suowu.publish.extras import robots, search_script
from suowu.publish.pages import SURROUND, cut, pour
from suowu.publish.staging import PUBLIC, NotWritten, Staging, staging
from suowu.render import templates
from suowu.render.document import meta_tags
from suowu.render.pages import portal_text

PORTAL_PAGES: Final = ("index", "offices", "statistics", "search")


@dataclass(frozen=True, slots=True, kw_only=True)
class Portal:
    """What came of a portal: with `problems` nothing was written."""

    counties: int = 0
    offices: int = 0
    files: int = 0
    problems: tuple[Problem, ...] = ()


def make_portal(
    folders: Sequence[Path],
    *,
    out: Path,
    name: str,
    definitions: Definitions,
    cache: Path,
    project: Path,
) -> Portal:
    """Read the sites in `folders` and swap the portal in; `name` is what it is called and who
    answers for it. `project` holds mkdocs.yml."""
    sites, wrong = county_sites(folders, out=out)
    if wrong:
        return Portal(problems=tuple(wrong))
    config = project / "mkdocs.yml"
    text = portal_text()
    engine, _ = site_engine.rendered(text, config=config, cache=cache, tool=code_digest())
    try:
        with staging(out) as new:
            files = _Files(new)
            for path, content in _pages(sites, name=name, definitions=definitions, engine=engine):
                files.write(path, content)
            for file in sorted(engine.rglob("*")):
                if file.is_file() and file.suffix != ".html":
                    files.write(f"{PUBLIC}{file.relative_to(engine).as_posix()}", file.read_bytes())
            files.write(SEARCH_DATA, _search(sites))
            files.write(f"{PUBLIC}robots.txt", robots(audience="public"))
            day = max(site.as_of for site in sites)
            text_of_manifest = manifest.manifest_text(
                files.lines, as_of=day, notes={"portal": [site.name for site in sites]}
            )
            new.write(manifest.MANIFEST_FILE, text_of_manifest)
            new.swap()
    except NotWritten as error:
        said = problem(error.says, path=str(out), rule="publish", hint=error.hint)
        return Portal(problems=(said,))
    offices = sum(len(site.offices) for site in sites)
    return Portal(counties=len(sites), offices=offices, files=len(files.lines))


class _Files:
    """What is written, with its lines for the manifest."""

    def __init__(self, new: Staging) -> None:
        self.new, self.lines = new, dict[str, str]()

    def write(self, path: str, content: bytes) -> None:
        self.new.write(path, content)
        key = digest_of_bytes(content)
        self.lines[path] = manifest.line(content, audience="public", key=key)


def _pages(
    sites: Sequence[CountySite], *, name: str, definitions: Definitions, engine: Path
) -> Iterable[tuple[str, bytes]]:
    day = max(site.as_of for site in sites)
    environment = templates.environment(templates.sources(definitions, on=day))
    titles = data_table("menus")["portal"]
    about = {"name": name, "bureau": name, "county": name, "domain": "", "id_code": ""}
    site = {**about, "internal": False, "demo": any(s.sample for s in sites), "as_of": day}
    view = {
        "site": site,
        "counties": sites,
        "offices": sum(len(s.offices) for s in sites),
        "tables": county_tables(sites),
        "figures": portal_figures(sites),
    }
    around = {
        mark: templates.written_out(environment, template, view={"site": site})
        for mark, template in SURROUND.items()
        if mark != "organ"
    }
    for page in PORTAL_PAGES:
        title = name if page == "index" else titles[page]
        marks = {**around, **_marks(site, title=title, column=titles[page])}
        body = templates.written_out(environment, f"site/portal/{page}.html.j2", view=view)
        frame = cut((engine / f"{page}.html").read_text(encoding="utf-8"))
        yield f"{PUBLIC}{page}.html", pour(frame, {**marks, "body": body})


def _marks(site: Mapping[str, Any], *, title: str, column: str) -> dict[str, str]:
    name = escape(site["name"])
    tags = {"SiteName": site["name"], "ColumnName": column, "ColumnType": "概况"}
    return {
        "head": meta_tags(tags),
        "title": name if title == site["name"] else f"{escape(title)}_{name}",
        "heading": escape(title),
        "site": name,
        "bureau": name,
        "county": name,
        "code": "",
        "domain": "",
    }


def _search(sites: Iterable[CountySite]) -> bytes:
    """The counties' own entries, each with its county and the way there."""
    entries = [
        {**entry, "u": f"{site.base}{entry['u']}", "s": f"{site.name} {entry['s']}".strip()}
        for site in sites
        for entry in site.search
    ]
    return search_script(entries)
