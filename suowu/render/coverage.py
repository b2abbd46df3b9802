"""Coverage: the numbered clauses of the handbook and what carries each, as a page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from suowu.data import data_table
from suowu.define.clauses import Headings, Steps, clause_steps, heading_of, headings_of
from suowu.definitions import Definitions, Page

_WORDS: Final = data_table("menus")["handbook"]
COVERAGE = "handbook/coverage.md"
COVERAGE_TITLE: Final = str(_WORDS["coverage"])
_SPOT = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


class Carrier(NamedTuple):
    """What carries a clause: 规则, 表格, 公示, 登记, 页面, 下分 or 仅文字, and its name."""

    sort: str
    name: str


class ClauseRow(NamedTuple):
    """A clause of the handbook: its title, its heading as page.md#anchor, what carries it."""

    clause: str
    title: str
    href: str
    carriers: tuple[Carrier, ...]


def clause_rows(definitions: Definitions, pages: Iterable[Page]) -> tuple[ClauseRow, ...]:
    """Every listed clause in the order of the list; one without carriers is unaccounted for."""
    headings, cited = headings_of(pages), _cited(definitions)
    listed = {clause: clause_steps(clause) for clause in definitions.clauses}
    inner = {steps[:length] for steps in listed.values() for length in range(1, len(steps))}
    rows = []
    for clause, entry in definitions.clauses.items():
        own = [*cited.get(listed[clause], ())]
        own += [Carrier("登记", _kind_name(definitions, kind)) for kind in entry.kinds]
        own += [Carrier("页面", _page_name(definitions, page)) for page in entry.pages]
        own += [Carrier("仅文字", entry.prose)] if entry.prose else []
        own += [Carrier("下分", "下面各项")] if listed[clause] in inner else []
        heading = heading_of(clause, headings)
        href = f"{heading.page.removeprefix('handbook/')}#{heading.anchor}" if heading else ""
        title = entry.title or _title(clause, headings)
        rows.append(ClauseRow(clause, title, href, tuple(own)))
    return tuple(rows)


def coverage_page(
    definitions: Definitions, pages: Iterable[Page], *, top: Callable[[str], list[str]]
) -> str:
    """The page in Markdown: the totals, then a table a part; `top` gives its first lines."""
    rows = clause_rows(definitions, pages)
    lines = [*top(COVERAGE_TITLE), _summary(rows), ""]
    for part, found in _by_part(rows).items():
        named = next((row.title for row in found if row.clause == part), "")
        lines += [
            f"## {part} {named}".rstrip(),
            "",
            "| 条款 | 说什么 | 由什么承载 |",
            "|---|---|---|",
        ]
        lines += [_line(row) for row in found]
        lines.append("")
    return "\n".join(lines) + "\n"


def _cited(definitions: Definitions) -> Mapping[Steps, list[Carrier]]:
    """Rules, forms and notices by the clause they cite; one of ②③ counts for both."""
    found: dict[Steps, list[Carrier]] = {}
    for clause, carrier in _citing(definitions):
        for steps in _each(clause_steps(clause)):
            found.setdefault(steps, []).append(carrier)
    return found


def _citing(definitions: Definitions) -> Iterator[tuple[str, Carrier]]:
    for rule in definitions.rules:
        yield rule.clause, Carrier("规则", rule.name)
    for kind in definitions.kinds.values():
        for form in kind.forms.values():
            yield form.file.clause or "", Carrier("表格", form.name)
        for notice in kind.notices:
            yield notice.head.clause, Carrier("公示", notice.head.name)


def _each(steps: Steps) -> Iterator[Steps]:
    """A clause that spans several points, such as ②③, as each of them."""
    points = [step for step in steps if step in _SPOT]
    if len(points) < 2:
        yield steps
    for point in points if len(points) > 1 else ():
        yield (*(step for step in steps if step not in _SPOT), point)


def _summary(rows: tuple[ClauseRow, ...]) -> str:
    prose = sum(any(c.sort == "仅文字" for c in row.carriers) for row in rows)
    bare = [row.clause for row in rows if not row.carriers]
    missing = f"没有着落的 {len(bare)} 条：{'、'.join(bare)}。" if bare else "没有着落的 0 条。"
    return f"手册编了号的 {len(rows)} 条，其中只有文字、没有可记可查的 {prose} 条。{missing}"


def _by_part(rows: Iterable[ClauseRow]) -> dict[str, list[ClauseRow]]:
    parts: dict[str, list[ClauseRow]] = {}
    for row in rows:
        steps = clause_steps(row.clause)
        depth = 2 if len(steps) > 1 and steps[1].startswith("(") else 1
        parts.setdefault("".join(steps[:depth]), []).append(row)
    return parts


def _line(row: ClauseRow) -> str:
    clause = f"[{row.clause}]({row.href})" if row.href else row.clause
    sorts: dict[str, list[str]] = {}
    for carrier in row.carriers:
        sorts.setdefault(carrier.sort, []).append(carrier.name)
    said = "；".join(f"**{sort}** {'、'.join(dict.fromkeys(n))}" for sort, n in sorts.items())
    return f"| {clause} | {_cell(row.title)} | {_cell(said) or '**没有着落**'} |"


def _cell(text: str) -> str:
    return text.replace("|", "&#124;")


def _title(clause: str, headings: Headings) -> str:
    own = headings.get(clause_steps(clause))
    return own.title if own else ""


def _kind_name(definitions: Definitions, kind: str) -> str:
    known = definitions.kinds.get(kind)
    return known.name if known else definitions.planned.get(kind, kind)


def _page_name(definitions: Definitions, rel: str) -> str:
    page = next((page for page in definitions.pages if page.rel == rel), None)
    return str(page.head.title or rel) if page else rel
