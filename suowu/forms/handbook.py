"""The whole handbook as one Markdown text: its pages in order, the rule tables, the forms index."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from suowu.digest import digest_of
from suowu.forms.book import forms_of
from suowu.model import Document, Ledger, Page, Raw, Rule
from suowu.render.document import Late

FOLDER = "handbook/"
TEMPLATE = "print/handbook.typ"


def handbook_documents(ledger: Ledger, *, look: str) -> tuple[Document, ...]:
    """handbook.pdf and handbook.docx; none where content/ has no handbook."""
    raw = ledger.book.raw
    pages = _pages(raw)
    if not pages:
        return ()
    county = ledger.book.county
    kinds = [
        kind.digest + "".join(form.digest for form in kind.forms) for kind in raw.kinds.values()
    ]
    rules = [(r.id, r.name, r.clause, r.basis, r.level, r.verified) for r in raw.rules]
    key = digest_of(look, county.digest, [p.digest for p in pages], kinds, rules)
    view = Late(lambda: _view(ledger, pages))
    return tuple(
        Document(
            path=f"print/handbook.{suffix}",
            audience="print",
            template=TEMPLATE,
            view=view,
            digest=digest_of(key, suffix),
            title="手册",
            sources=tuple(page.path for page in pages),
        )
        for suffix in ("docx", "pdf")
    )


def _view(ledger: Ledger, pages: list[Page]) -> dict[str, object]:
    raw, county = ledger.book.raw, ledger.book.county.data
    name = str(county.get("名称", ""))
    return {
        "title": f"{name}司法所规范化建设工作手册",
        "publisher": str(county.get("司法局") or f"{name}司法局"),
        "sample": bool(county.get("示例数据")),
        "markdown": markdown_of(raw, pages),
    }


def markdown_of(raw: Raw, pages: Iterable[Page]) -> str:
    """The text that pandoc reads."""
    parts = [page.body.strip() for page in pages]
    parts += ["# 附录一　规则表 {#appendix-rules}", *_rule_tables(raw.rules)]
    parts += ["# 附录二　表格索引 {#appendix-forms}", "\n".join(_forms_index(raw))]
    return "\n\n".join(parts) + "\n"


def _pages(raw: Raw) -> list[Page]:
    own = [p for p in raw.pages if p.rel.startswith(FOLDER) and "次序" in p.meta]
    return sorted(own, key=lambda page: (page.meta["次序"], page.rel))


def _rule_tables(rules: Iterable[Rule]) -> Iterator[str]:
    yield "条款前注明法律名称的，规则出自该法；名称后有“†”的，编写时没有核对到原文。"
    ordered = sorted(rules, key=lambda rule: (rule.topic, rule.id))
    for topic, found in groupby(ordered, lambda rule: rule.topic):
        rows = [_rule_row(rule) for rule in found]
        yield f"## {topic}"
        yield _table(("条款", "规则", "要求", "级别"), (4, 4, 7, 2), rows)


def _rule_row(rule: Rule) -> tuple[str, ...]:
    name = rule.name + ("" if rule.verified else "†")
    return rule.clause, name, str(rule.meta.get("说明", "")), rule.level


def _forms_index(raw: Raw) -> Iterator[str]:
    rows = sorted(
        {
            (str(form.data.get("条款", "")), form.name, kind.name, _layout(form.data.get("版式")))
            for kind in raw.kinds.values()
            for form in forms_of(kind).values()
        }
    )
    yield _table(("条款", "表格", "类别", "版式"), (3, 7, 3, 3), rows)


def _layout(word: object) -> str:
    return {"推定": "推定，待核", "文书2012": "2012年文书格式"}.get(str(word), str(word or ""))


def _table(heads: tuple[str, ...], widths: tuple[int, ...], rows: Iterable[tuple[str, ...]]) -> str:
    line = "|" + "|".join(":" + "-" * (10 * width) for width in widths) + "|"
    body = ["| " + " | ".join(map(_cell, row)) + " |" for row in rows]
    return "\n".join(["| " + " | ".join(heads) + " |", line, *body])


def _cell(text: str) -> str:
    return text.replace("\n", " ").replace("|", "\\|")
