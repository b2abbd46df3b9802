"""The handbook's pages with the live rules, forms and notices under each clause."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from suowu.model import Page, Raw, Rule
from suowu.render import templates

INDEX = "handbook/index.md"
INDEX_TITLE = "手册目录"
LAWS = "handbook/laws.md"
LAWS_TITLE = "依据国家法律的规则"
CLAUSE = "site/pages/handbook-clause.html.j2"

_HEADING = re.compile(r"^(#{1,6})\s+(.*?)\s*(?:\{([^{}]*)\})?\s*$")
_ANCHOR = re.compile(r"#([\w-]+)")
_CLAUSE = re.compile(r'data-clause="([^"]+)"')
_STEP = re.compile(r"[一二三四五六七八九十]+|\([^)]*\)|（[^）]*）|\d+|[①-⑳]|[a-z]|第[^条]*条")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading that carries a clause: its page, its line in the body and its anchor."""

    clause: str
    page: str
    line: int
    anchor: str


Steps: TypeAlias = tuple[str, ...]
Headings: TypeAlias = Mapping[Steps, Heading]


@dataclass(slots=True)
class _Under:
    rules: list[Rule] = field(default_factory=list)
    forms: list[dict[str, Any]] = field(default_factory=list)
    notices: list[dict[str, Any]] = field(default_factory=list)


def headings_of(pages: Iterable[Page]) -> Headings:
    """Every clause that some page has a heading for, by the clause's steps."""
    found: dict[Steps, Heading] = {}
    for page in pages:
        for line, text in enumerate(page.body.splitlines()):
            heading = _heading(page, line, text) if text.startswith("#") else None
            if heading:
                found.setdefault(_steps(heading.clause), heading)
    return found


def place_of(clause: str, headings: Headings) -> Heading | None:
    """The heading of this clause, else of the nearest clause that contains it."""
    steps = _steps(clause)
    for length in range(len(steps), 0, -1):
        if steps[:length] in headings:
            return headings[steps[:length]]
    return None


def links(raw: Raw, pages: Iterable[Page]) -> dict[str, str]:
    """Where each rule stands in the handbook, by rule id: addresses inside the internal site."""
    headings = headings_of(pages)
    home = LAWS.removesuffix(".md")
    found = {}
    for rule in raw.rules:
        place = place_of(rule.clause, headings)
        page, anchor = (place.page, place.anchor) if place else (home, rule.id)
        found[rule.id] = f"{page.removesuffix('.md')}.html#{anchor}"
    return found


def filled(raw: Raw, pages: list[Page]) -> list[tuple[Page, str]]:
    """Each page with its Markdown, the clause blocks put under their headings."""
    headings = headings_of(pages)
    under = _placed(raw, headings)
    shown = _painter(raw)
    return [(page, _body(page, headings, under, shown)) for page in pages]


def index_page(parts: Mapping[str, Iterable[tuple[str, str]]]) -> str:
    """The table of contents: each part with its pages (title, path)."""
    lines = ["---", f"title: {INDEX_TITLE}", "栏目: 手册", "---", "", f"# {INDEX_TITLE}", ""]
    for part, entries in parts.items():
        lines += [f"## {part}", ""] if part else []
        lines += [f"- [{title}]({path.removeprefix('handbook/')})" for title, path in entries]
        lines.append("")
    return "\n".join(lines)


def laws_page(raw: Raw, pages: Iterable[Page]) -> str:
    """The rules that no heading of the handbook is about, by law and article."""
    headings = headings_of(pages)
    left = [rule for rule in raw.rules if place_of(rule.clause, headings) is None]
    shown = _painter(raw)
    lines = ["---", f"title: {LAWS_TITLE}", "栏目: 手册", "---", "", f"# {LAWS_TITLE}", ""]
    lines.append("手册正文没有单列的规则，按法律和条文排列。")
    for rule in sorted(left, key=lambda rule: (rule.basis, rule.clause, rule.id)):
        lines += ["", f"## {rule.clause} {rule.name} {{#{rule.id}}}", ""]
        lines.append(shown(rule.clause, _Under(rules=[rule])))
    return "\n".join(lines) + "\n"


def _heading(page: Page, line: int, text: str) -> Heading | None:
    match = _HEADING.match(text)
    if not match or not match[3]:
        return None
    anchor, clause = _ANCHOR.search(match[3]), _CLAUSE.search(match[3])
    name = clause[1] if clause else match[2].split()[0]
    return Heading(name, page.rel, line, anchor[1]) if anchor and _steps(name) else None


def _steps(clause: str) -> Steps:
    """四(五)2(4)① → 四 (五) 2 (4) ①; a law's name is one step, its article the next."""
    law, space, article = clause.partition(" ")
    if space:
        return (law, article)
    whole = tuple(_STEP.findall(clause))
    return whole if "".join(whole) == clause else (clause,)


def _placed(raw: Raw, headings: Headings) -> dict[str, _Under]:
    under: dict[str, _Under] = {}

    def at(clause: str) -> _Under | None:
        place = place_of(clause, headings)
        return under.setdefault(place.clause, _Under()) if place else None

    for rule in raw.rules:
        if found := at(rule.clause):
            found.rules.append(rule)
    for kind in raw.kinds.values():
        for form in kind.forms:
            data = form.data if isinstance(form.data, Mapping) else {}
            if found := at(str(data.get("条款", ""))):
                found.forms.append({"name": data.get("名称", form.rel), "kind_name": kind.name})
        for shape in kind.notices:
            if found := at(str(shape.meta.get("条款", ""))):
                found.notices.append(_notice(shape.meta, kind.name))
    return under


def _notice(meta: Mapping[str, Any], kind_name: str) -> dict[str, Any]:
    return {
        "name": meta.get("名称", ""),
        "kind_name": kind_name,
        "days": meta.get("期限", ""),
        "channels": list(meta.get("渠道", [])),
    }


def key_of(raw: Raw) -> list[Any]:
    """All that `filled` and `laws_page` depend on besides the pages, as plain data."""
    texts = templates.sources(raw)
    shapes = [dict(shape.meta) for kind in raw.kinds.values() for shape in kind.notices]
    forms = [form.digest for kind in raw.kinds.values() for form in kind.forms]
    rules = [_rule(raw, rule) for rule in raw.rules]
    return [templates.digests(texts).get(CLAUSE, ""), shapes, forms, rules]


def _rule(raw: Raw, rule: Rule) -> dict[str, Any]:
    kind = raw.kinds.get(rule.kind)
    return {
        "id": rule.id,
        "name": rule.name,
        "clause": rule.clause,
        "text": str(rule.meta.get("说明", "")),
        "layer": rule.layer,
        "basis": rule.basis,
        "verified": rule.verified,
        "level": rule.level,
        "since": rule.since,
        "kind_name": kind.name if kind else rule.kind,
        "word": rule.word,
    }


def _painter(raw: Raw) -> Any:
    """A function from a clause and what belongs under it to one line of HTML."""
    texts = templates.sources(raw)
    if CLAUSE not in texts:
        return lambda clause, under: ""
    template = templates.environment(texts).get_template(CLAUSE)

    def shown(clause: str, under: _Under) -> str:
        html = template.render(
            clause=clause,
            rules=[_rule(raw, rule) for rule in under.rules],
            forms=under.forms,
            notices=under.notices,
        )
        return "".join(line.strip() for line in html.splitlines())

    return shown


def _body(page: Page, headings: Headings, under: Mapping[str, _Under], shown: Any) -> str:
    """The page's lines; a clause's block ends its own text, before the next heading."""
    blocks = {h.line: h.clause for h in headings.values() if h.page == page.rel}
    lines: list[str] = []
    waiting = ""
    for number, text in enumerate(page.body.splitlines()):
        if _HEADING.match(text):
            lines += ["", waiting, ""] if waiting else []
            clause = blocks.get(number, "")
            waiting = shown(clause, under[clause]) if clause in under else ""
        lines.append(text)
    lines += ["", waiting, ""] if waiting else []
    return "\n".join(lines) + "\n"
