"""Text pages of content/ and the frames that record pages are poured into, as Markdown."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, TypeAlias

from suowu.data import data_table
from suowu.definitions import Definitions, Page
from suowu.digest import digest_of
from suowu.law_text import with_parameters
from suowu.render import clauses, coverage, paths, workflows
from suowu.render.marks import mark

MARKS = ("head", "title", "site", "banner", "foot", "heading", "body")
ORGAN = "{机构}"
"""On a line of its own in a public page: the bureau's name, address, hours and contacts."""
COUNTY_MARKS = {"司法局": "bureau", "名称": "county", "标识码": "code", "域名": "domain"}

Nav: TypeAlias = tuple[tuple[str, Any], ...]
"""Titles, each with a page or with a menu of its own."""

_WORDS: Final = data_table("menus")
GUIDES: Final = str(_WORDS["guides"])
HANDBOOK: Final = str(_WORDS["handbook"]["menu"])
APPENDIX: Final = str(_WORDS["handbook"]["appendix"])

# The frames that stand under a menu entry of each site, by the entry's page.
_FRAMES: Final[Mapping[str, Mapping[str, str]]] = {
    "public": {"offices": paths.PUBLIC_OFFICE_FRAME, "notices": paths.NOTICE_FRAME},
    "portal": {},
    "internal": {
        "cases": paths.CASE_FRAME,
        "registers": paths.REGISTER_FRAME,
        "offices": paths.OFFICE_FRAME,
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteText:
    """What the engine is given for one site: Markdown by path, the menu, and the theme's extras.

    `key` is a digest of all that `make` puts into the pages, known without making them.
    """

    audience: str
    key: str
    make: Callable[[], Mapping[str, str]]
    nav: Nav
    extra: Mapping[str, Any]


def public_text(definitions: Definitions, *, on: date) -> SiteText:
    """The public site's text pages and frames, the law's numbers as `on`."""
    texts = public_pages(definitions)

    def make() -> dict[str, str]:
        return {_below(page): _with_title(page, said(page)) for page in texts} | _frames("public")

    def said(page: Page) -> str:
        body = page.body.replace(ORGAN, mark("organ"))
        body = workflows.with_workflows(body, definitions, on=on)
        return with_parameters(body, definitions.parameters, on=on)

    nav = (*_menu("public"), *_guides(texts))
    more = [*workflows.workflows_key(definitions, on=on), *_numbers(definitions, on)]
    return _site("public", texts, make=make, nav=nav, more=more)


def portal_text() -> SiteText:
    """The frames of a portal over several counties, which has no text pages of its own."""
    return _site("portal", [], make=lambda: _frames("portal"), nav=_menu("portal"))


def internal_text(definitions: Definitions, *, on: date) -> SiteText:
    """The internal site's frames and the handbook, each clause with its live rules."""
    texts = handbook_pages(definitions)

    def make() -> dict[str, str]:
        own = {
            page.rel: _with_title(page, body)
            for page, body in clauses.filled(definitions, texts, on=on)
        }
        made = {
            clauses.INDEX: clauses.index_page(_parts(texts)),
            clauses.LAWS: clauses.laws_page(definitions, texts, on=on),
            coverage.COVERAGE: coverage.coverage_page(definitions, texts, top=clauses.top),
        }
        return made | own | _frames("internal")

    nav = (*_menu("internal"), (HANDBOOK, _handbook_menu(texts)))
    more = [*clauses.clauses_key(definitions, on=on), *_numbers(definitions, on)]
    more.append(coverage.clause_rows(definitions, texts))
    return _site("internal", texts, make=make, nav=nav, more=more)


def _numbers(definitions: Definitions, on: date) -> list[str]:
    """The law's numbers on a day; pages name some of them."""
    return [f"{p.name} {p.said(on)}" for p in definitions.parameters.values()]


def public_pages(definitions: Definitions) -> list[Page]:
    """Pages of content/public that everybody may read, in reading order."""
    return sorted((p for p in definitions.pages if p.rel.startswith("public/")), key=_order)


def handbook_pages(definitions: Definitions) -> list[Page]:
    """Pages of content/handbook in reading order."""
    return sorted((p for p in definitions.pages if p.rel.startswith("handbook/")), key=_order)


def title_of(page: Page) -> str:
    """The page's 标题, else its first heading, else its file name."""
    heading = next((line[2:] for line in page.body.splitlines() if line.startswith("# ")), "")
    return str(page.head.title or heading.partition("{")[0].strip() or page.rel)


def section_of(page: Page) -> str:
    """The menu entry a text page stands under."""
    if page.rel.startswith("handbook/"):
        return HANDBOOK
    return title_of(page) if page.head.menu else GUIDES


def address_of(page: Page) -> str:
    """The page's address inside its own site."""
    return paths.page_address(page.rel)


def _below(page: Page) -> str:
    return page.rel.removeprefix("public/")


def _order(page: Page) -> tuple[Any, ...]:
    number = 999 if page.head.order is None else page.head.order
    return (page.rel.count("/"), number, page.rel)


def _site(
    audience: str,
    texts: list[Page],
    *,
    make: Callable[[], Mapping[str, str]],
    nav: Nav,
    more: Iterable[Any] = (),
) -> SiteText:
    """`more` is all that the pages depend on besides the texts and the menu."""
    extra = {
        "audience": audience,
        "tokens": {name: mark(name) for name in MARKS},
        "county": {key: mark(name) for key, name in COUNTY_MARKS.items()},
    }
    key = digest_of([[page.rel, page.digest] for page in texts], _WORDS, _FRAMES[audience], *more)
    return SiteText(audience=audience, key=key, make=make, nav=nav, extra=extra)


def _menu(audience: str) -> Nav:
    return tuple((title, source) for source, title in _listed(audience))


def _listed(audience: str) -> list[tuple[str, str]]:
    """Markdown path and title of the pages that the menu lists."""
    listed = _WORDS[audience].items()
    return [(f"{name}.md", title) for name, title in listed if name not in _WORDS["unlisted"]]


def _guides(texts: list[Page]) -> Nav:
    own = tuple((title_of(page), _below(page)) for page in texts if page.head.menu)
    others = [page for page in texts if not page.head.menu]
    others.sort(key=lambda page: title_of(page) != GUIDES)
    rest = tuple((title_of(page), _below(page)) for page in others)
    return (*own, (GUIDES, rest)) if rest else own


def _parts(texts: list[Page]) -> dict[str, list[tuple[str, str]]]:
    """Titles and paths of the handbook's pages by part; the laws come last."""
    parts: dict[str, list[tuple[str, str]]] = {}
    for page in texts:
        if page.rel != clauses.INDEX:
            part = page.head.part or ""
            parts.setdefault(part, []).append((title_of(page), page.rel))
    appendix = parts.setdefault(APPENDIX, [])
    appendix.append((clauses.LAWS_TITLE, clauses.LAWS))
    appendix.append((coverage.COVERAGE_TITLE, coverage.COVERAGE))
    return parts


def _handbook_menu(texts: list[Page]) -> Nav:
    parts = _parts(texts)
    flat = parts.pop("", [])
    grouped = [(part, tuple(entries)) for part, entries in parts.items()]
    return ((clauses.INDEX_TITLE, clauses.INDEX), *flat, *grouped)


def _frames(audience: str) -> dict[str, str]:
    """The frames of a site by Markdown path: of its own pages, and of the pages under them."""
    titles = _WORDS[audience]
    own = {f"{name}.md": "" if name in _WORDS["unlisted"] else titles[name] for name in titles}
    under = {paths.frame_source(path): titles[name] for name, path in _FRAMES[audience].items()}
    return {source: _frame(section) for source, section in (own | under).items()}


def _frame(section: str) -> str:
    meta = {"title": mark("heading"), "栏目": section, "hide": ["navigation", "toc"]}
    return _front(meta) + mark("body") + "\n"


def _with_title(page: Page, body: str) -> str:
    return _front({"title": title_of(page), "栏目": section_of(page)}) + body


def _front(meta: Mapping[str, Any]) -> str:
    """Front matter; JSON is YAML too, and escapes everything."""
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in meta.items()]
    return "\n".join(["---", *lines, "---", "", ""])
