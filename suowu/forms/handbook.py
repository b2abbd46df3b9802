"""Text of the whole handbook as Markdown: its pages in order, the rule tables, the forms index."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from suowu.data import data_table
from suowu.definitions import Definitions, Page
from suowu.digest import digest_of
from suowu.forms.layout import PAPER
from suowu.grammar.rules import Rule
from suowu.law_text import law_text, with_parameters
from suowu.ledger import Document, Ledger
from suowu.render.document import LazyView

_FOLDER = "handbook/"
_LINK = re.compile(r"\]\([\w-]+\.md#")
"""A link from page to page; all pages are one document on paper."""
_TEMPLATE = "print/handbook.typ"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandbookText:
    """The handbook before it is set: its title page, and its Markdown for pandoc."""

    title: str
    publisher: str
    sample: bool
    markdown: str


def handbook_documents(ledger: Ledger, *, look: str) -> tuple[Document, ...]:
    """handbook.pdf and handbook.docx; none where content/ has no handbook."""
    definitions = ledger.definitions
    pages = _pages(definitions)
    if not pages:
        return ()
    county = ledger.book.county
    kinds = [
        kind.digest + "".join(form.digest for form in kind.forms.values())
        for kind in definitions.kinds.values()
    ]
    on = ledger.as_of
    rules = [
        (r.id, r.name, r.clause, r.basis, r.level, r.verified, law_text(r.says, on))
        for r in definitions.rules
    ]
    numbers = [p.said(on) for p in definitions.parameters.values()]
    key = digest_of(look, county.digest, [p.digest for p in pages], kinds, rules, numbers)
    view = LazyView(lambda: {PAPER: _text(ledger, pages)})
    return tuple(
        Document(
            path=f"print/handbook.{suffix}",
            audience="print",
            template=_TEMPLATE,
            view=view,
            digest=digest_of(key, suffix),
            title="手册",
            sources=tuple(page.path for page in pages),
        )
        for suffix in ("docx", "pdf")
    )


def _text(ledger: Ledger, pages: Iterable[Page]) -> HandbookText:
    definitions, county, words = ledger.definitions, ledger.book.county.data, _words()
    name = str(county.get("名称", ""))
    return HandbookText(
        title=words["书名"].format(县=name),
        publisher=str(county.get("司法局") or words["编者"].format(县=name)),
        sample=bool(county.get("示例数据")),
        markdown=markdown_of(definitions, pages, on=ledger.as_of),
    )


def markdown_of(definitions: Definitions, pages: Iterable[Page], *, on: date) -> str:
    """The text that pandoc reads, the law as it is `on` that day."""
    rules, forms = _words()["规则表"], _words()["表格索引"]
    bodies = (_LINK.sub("](#", page.body.strip()) for page in pages)
    parts = [with_parameters(body, definitions.parameters, on=on) for body in bodies]
    parts += [
        f"# {rules['题']} {{#appendix-rules}}",
        rules["说明"],
        *_rule_tables(definitions.rules, on),
    ]
    parts += [f"# {forms['题']} {{#appendix-forms}}", _forms_index(definitions)]
    return "\n\n".join(parts) + "\n"


# Any: a table of words as its file has it, suowu/data/paper.yml.
def _words() -> Mapping[str, Any]:
    words: Mapping[str, Any] = data_table("paper")["手册"]
    return words


def _pages(definitions: Definitions) -> list[Page]:
    own = [p for p in definitions.pages if p.rel.startswith(_FOLDER) and p.head.order is not None]
    return sorted(own, key=lambda page: (page.head.order or 0, page.rel))


def _rule_tables(rules: Iterable[Rule], on: date) -> Iterator[str]:
    columns = _words()["规则表"]["栏"]
    ordered = sorted(rules, key=lambda rule: (rule.topic, rule.id))
    for topic, found in groupby(ordered, lambda rule: rule.topic):
        yield f"## {topic}"
        yield _table(columns, [_rule_row(rule, on) for rule in found])


def _rule_row(rule: Rule, on: date) -> Sequence[str]:
    name = rule.name if rule.verified else rule.name + _words()["规则表"]["未核"]
    return rule.clause, name, law_text(rule.says, on), rule.level


def _forms_index(definitions: Definitions) -> str:
    rows = sorted(
        {
            (form.file.clause or "", form.name, kind.name, _origin(form.file.layout))
            for kind in definitions.kinds.values()
            for form in kind.forms.values()
        }
    )
    return _table(_words()["表格索引"]["栏"], rows)


def _origin(word: object) -> str:
    return str(_words()["版式"].get(str(word), word or ""))


def _table(columns: Mapping[str, int], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table. `columns` are headings with their relative widths."""
    heads = "| " + " | ".join(columns) + " |"
    line = "|" + "|".join(":" + "-" * (10 * width) for width in columns.values()) + "|"
    return "\n".join([heads, line, *("| " + " | ".join(map(_cell, row)) + " |" for row in rows)])


def _cell(text: str) -> str:
    return text.replace("\n", " ").replace("|", "\\|")
