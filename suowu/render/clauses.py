"""Clauses of the handbook: the rules, forms and notices that stand under each heading."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Final, NamedTuple, TypeAlias

from suowu.data import data_table
from suowu.define.clauses import MARKDOWN_HEADING, Headings, heading_of, headings_of
from suowu.definitions import Definitions, Page
from suowu.grammar.rules import Rule
from suowu.law_text import amount_text, law_text, rule_sentence, with_parameters
from suowu.problems import cited
from suowu.render import paths, templates
from suowu.render.marks import mark, mark_of

_WORDS: Final = data_table("menus")["handbook"]
INDEX = "handbook/index.md"
INDEX_TITLE: Final = str(_WORDS["index"])
LAWS = "handbook/laws.md"
LAWS_TITLE: Final = str(_WORDS["laws"])
CLAUSE = "site/pages/handbook-clause.html.j2"


class RuleEntry(NamedTuple):
    """A rule as its clause shows it; `beside` is the law or layer that its citation leaves out,
    `sentence` what the program does with it."""

    name: str
    text: str
    sentence: str
    level: str
    cited: str
    beside: str
    verified: bool
    since: date
    mark: str


class FormEntry(NamedTuple):
    """A form as its clause shows it."""

    name: str


class NoticeEntry(NamedTuple):
    """A notice as its clause shows it."""

    name: str
    days: str
    channels: tuple[str, ...]


Entry: TypeAlias = RuleEntry | FormEntry | NoticeEntry
Painter: TypeAlias = Callable[[str, Iterable[Entry]], str]
"""From a clause and what stands under it to one line of HTML."""


def links(definitions: Definitions, pages: Iterable[Page]) -> dict[str, str]:
    """Where each rule stands in the handbook, by rule id: addresses inside the internal site."""
    headings = headings_of(pages)
    found = {}
    for rule in definitions.rules:
        place = heading_of(rule.clause, headings)
        page, anchor = (place.page, place.anchor) if place else (LAWS, rule.id)
        found[rule.id] = f"{paths.page_address(page)}#{anchor}"
    return found


def filled(definitions: Definitions, pages: list[Page], *, on: date) -> list[tuple[Page, str]]:
    """Each page with its Markdown, the clause blocks put under their headings, the law as `on`."""
    headings, paint = headings_of(pages), _painter(definitions, on)
    entries = _placed(definitions, headings, on=on)
    blocks = {
        (heading.page, heading.line): paint(heading.clause, entries[heading.clause])
        for heading in headings.values()
        if heading.clause in entries
    }
    return [
        (page, with_parameters(_body(page, blocks), definitions.parameters, on=on))
        for page in pages
    ]


def index_page(parts: Mapping[str, Iterable[tuple[str, str]]]) -> str:
    """The table of contents: each part with its pages (title, path)."""
    lines = top(INDEX_TITLE)
    for part, entries in parts.items():
        lines += [f"## {part}", ""] if part else []
        lines += [f"- [{title}]({path.removeprefix('handbook/')})" for title, path in entries]
        lines.append("")
    return "\n".join(lines)


def laws_page(definitions: Definitions, pages: Iterable[Page], *, on: date) -> str:
    """The rules that no heading of the handbook is about, by law and article."""
    headings = headings_of(pages)
    left = [rule for rule in definitions.rules if heading_of(rule.clause, headings) is None]
    paint = _painter(definitions, on)
    lines = [*top(LAWS_TITLE), str(_WORDS["laws_lead"])]
    for rule in sorted(left, key=lambda rule: (rule.basis, rule.clause, rule.id)):
        lines += ["", f"## {rule.clause} {rule.name} {{#{rule.id}}}", ""]
        lines.append(paint(rule.clause, [_rule(rule, on)]))
    return "\n".join(lines) + "\n"


def clauses_key(definitions: Definitions, *, on: date) -> list[object]:
    """All that `filled` and `laws_page` depend on besides the pages, as plain data."""
    digest = templates.digests(templates.sources(definitions, on=on)).get(CLAUSE, "")
    rules = list(_entries(definitions, on))
    return [digest, rules, [rule.id for rule in definitions.rules]]


def top(title: str) -> list[str]:
    """The first lines of a page of the handbook that nobody wrote."""
    return ["---", f"title: {title}", f"栏目: {_WORDS['menu']}", "---", "", f"# {title}", ""]


def _placed(definitions: Definitions, headings: Headings, *, on: date) -> dict[str, list[Entry]]:
    """What stands under each clause that has a heading."""
    placed: dict[str, list[Entry]] = {}
    for clause, entry in _entries(definitions, on):
        if place := heading_of(clause, headings):
            placed.setdefault(place.clause, []).append(entry)
    return placed


def _entries(definitions: Definitions, on: date) -> Iterator[tuple[str, Entry]]:
    """Each rule, form and notice with its own clause."""
    for rule in definitions.rules:
        yield rule.clause, _rule(rule, on)
    for kind in definitions.kinds.values():
        for form in kind.forms.values():
            yield form.file.clause or "", FormEntry(form.name)
        for notice in kind.notices:
            head = notice.head
            entry = NoticeEntry(head.name, amount_text(head.length, on), head.channels)
            yield head.clause, entry


def _rule(rule: Rule, on: date) -> RuleEntry:
    place = cited(rule.clause, rule.basis)
    layer = rule.layer if rule.layer != rule.basis else ""
    return RuleEntry(
        name=rule.name,
        text=law_text(rule.says, on),
        sentence=rule_sentence(rule, on),
        level=rule.level,
        cited=place,
        beside=layer if rule.basis in place else rule.basis,
        verified=rule.verified,
        since=rule.since,
        mark=mark(mark_of(rule.id)),
    )


def _painter(definitions: Definitions, on: date) -> Painter:
    texts = templates.sources(definitions, on=on)
    if CLAUSE not in texts:
        return lambda clause, entries: ""
    environment = templates.environment(texts)

    def paint(clause: str, entries: Iterable[Entry]) -> str:
        held = tuple(entries)
        view = {
            "clause": clause,
            "rules": [entry for entry in held if isinstance(entry, RuleEntry)],
            "forms": [entry for entry in held if isinstance(entry, FormEntry)],
            "notices": [entry for entry in held if isinstance(entry, NoticeEntry)],
        }
        html = templates.written_out(environment, CLAUSE, view=view)
        return "".join(line.strip() for line in html.splitlines())

    return paint


def _body(page: Page, blocks: Mapping[tuple[str, int], str]) -> str:
    """The page's lines; a clause's block ends its own text, before the next heading."""
    lines: list[str] = []
    waiting = ""
    for number, text in enumerate(page.body.splitlines()):
        if MARKDOWN_HEADING.match(text):
            lines += ["", waiting, ""] if waiting else []
            waiting = blocks.get((page.rel, number), "")
        lines.append(text)
    lines += ["", waiting, ""] if waiting else []
    return "\n".join(lines) + "\n"
