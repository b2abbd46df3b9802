"""The text pages of content/ and the frames that record pages are poured into, as Markdown."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from suowu.digest import digest_of
from suowu.model import Page, Raw
from suowu.render import handbook, paths

MARKS = ("head", "title", "site", "banner", "foot", "heading", "body")
COUNTY_MARKS = {"司法局": "bureau", "名称": "county", "标识码": "code", "域名": "domain"}

Nav = tuple[tuple[str, Any], ...]

# Menu entry, then the pages that stand under it: poured ones first.
_PUBLIC = (
    ("首页", ("index.md",)),
    ("司法所", ("offices.md", paths.PUBLIC_OFFICE_FRAME)),
    ("公示公告", ("notices.md", paths.NOTICE_FRAME)),
    ("统计", ("statistics.md",)),
    ("政府信息公开", ("catalogue.md",)),
    ("", ("search.md",)),
)
_INTERNAL = (
    ("期限看板", ("index.md",)),
    ("案件", ("cases.md", paths.CASE_FRAME)),
    ("登记簿", ("registers.md", paths.REGISTER_FRAME)),
    ("司法所", ("offices.md", paths.OFFICE_FRAME)),
    ("统计", ("statistics.md",)),
    ("", ("search.md",)),
)
GUIDES = "办事指南"
HANDBOOK = "手册"


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


def mark(name: str) -> str:
    """The place in a frame where a poured value belongs."""
    return f"%%suowu:{name}%%"


def public_text(raw: Raw) -> SiteText:
    """The public site's text pages and frames."""
    texts = public_pages(raw)
    nav = (*_menu(_PUBLIC), *_guides(texts))

    def make() -> dict[str, str]:
        return {_below(page): _with_title(page, page.body) for page in texts} | _frames(_PUBLIC)

    return _site("public", _key(texts, _PUBLIC), make, nav)


def internal_text(raw: Raw) -> SiteText:
    """The internal site's frames and the handbook, each clause with its live rules."""
    texts = handbook_pages(raw)
    nav = (*_menu(_INTERNAL), (HANDBOOK, _handbook_menu(texts)))

    def make() -> dict[str, str]:
        own = {page.rel: _with_title(page, body) for page, body in handbook.filled(raw, texts)}
        made = {
            handbook.INDEX: handbook.index_page(_parts(texts)),
            handbook.LAWS: handbook.laws_page(raw, texts),
        }
        return made | own | _frames(_INTERNAL)

    return _site("internal", _key(texts, _INTERNAL, *handbook.key_of(raw)), make, nav)


def public_pages(raw: Raw) -> list[Page]:
    """Pages of content/public that everybody may read, in reading order."""
    return sorted((p for p in raw.pages if p.rel.startswith("public/")), key=_order)


def handbook_pages(raw: Raw) -> list[Page]:
    """Pages of content/handbook in reading order."""
    return sorted((p for p in raw.pages if p.rel.startswith("handbook/")), key=_order)


def title_of(page: Page) -> str:
    """The page's 标题, else its first heading, else its file name."""
    heading = next((line[2:] for line in page.body.splitlines() if line.startswith("# ")), "")
    return str(page.meta.get("标题") or heading.partition("{")[0].strip() or page.rel)


def section_of(page: Page) -> str:
    """The menu entry a text page stands under."""
    if page.rel.startswith("handbook/"):
        return HANDBOOK
    return title_of(page) if page.meta.get("菜单") else GUIDES


def address_of(page: Page) -> str:
    """The page's address inside its own site."""
    return f"{_below(page).removesuffix('.md')}.html"


def _below(page: Page) -> str:
    return page.rel.removeprefix("public/")


def _order(page: Page) -> tuple[Any, ...]:
    number = page.meta.get("次序", page.meta.get("顺序", 999))
    return (page.rel.count("/"), number if isinstance(number, (int, float)) else 999, page.rel)


def _key(texts: list[Page], *parts: Any) -> str:
    return digest_of([[page.rel, page.digest] for page in texts], *parts)


def _site(audience: str, key: str, make: Callable[[], Mapping[str, str]], nav: Nav) -> SiteText:
    extra = {
        "audience": audience,
        "tokens": {name: mark(name) for name in MARKS},
        "county": {key: mark(name) for key, name in COUNTY_MARKS.items()},
    }
    return SiteText(audience=audience, key=key, make=make, nav=nav, extra=extra)


def _menu(sections: Iterable[tuple[str, tuple[str, ...]]]) -> Nav:
    return tuple((title, names[0]) for title, names in sections if title)


def _guides(texts: list[Page]) -> Nav:
    own = tuple((title_of(page), _below(page)) for page in texts if page.meta.get("菜单"))
    others = [page for page in texts if not page.meta.get("菜单")]
    others.sort(key=lambda page: title_of(page) != GUIDES)
    rest = tuple((title_of(page), _below(page)) for page in others)
    return (*own, (GUIDES, rest)) if rest else own


def _parts(texts: list[Page]) -> dict[str, list[tuple[str, str]]]:
    """Titles and paths of the handbook's pages by part; the laws come last."""
    parts: dict[str, list[tuple[str, str]]] = {}
    for page in texts:
        if page.rel != handbook.INDEX:
            part = str(page.meta.get("部分", ""))
            parts.setdefault(part, []).append((title_of(page), page.rel))
    parts.setdefault("附录", []).append((handbook.LAWS_TITLE, handbook.LAWS))
    return parts


def _handbook_menu(texts: list[Page]) -> Nav:
    parts = _parts(texts)
    flat = parts.pop("", [])
    grouped = [(part, tuple(entries)) for part, entries in parts.items()]
    return ((handbook.INDEX_TITLE, handbook.INDEX), *flat, *grouped)


def _frames(sections: Iterable[tuple[str, tuple[str, ...]]]) -> dict[str, str]:
    return {_frame_name(name): _frame(title) for title, names in sections for name in names}


def _frame_name(name: str) -> str:
    return name if name.endswith(".md") else f"{paths.within(name).removesuffix('.html')}.md"


def _frame(section: str) -> str:
    meta = {"title": mark("heading"), "栏目": section, "hide": ["navigation", "toc"]}
    return _front(meta) + mark("body") + "\n"


def _with_title(page: Page, body: str) -> str:
    return _front({"title": title_of(page), "栏目": section_of(page)}) + body


def _front(meta: Mapping[str, Any]) -> str:
    """Front matter; JSON is YAML too, and escapes everything."""
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in meta.items()]
    return "\n".join(["---", *lines, "---", "", ""])
