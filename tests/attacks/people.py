"""People of one office, made up for the tests: how they are recorded, derived and shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from suowu.addresses import addresses_of, key_text
from suowu.check import check
from suowu.define import define
from suowu.definitions import Definitions
from suowu.derive import derive
from suowu.ledger import Book, Ledger
from suowu.load import load
from suowu.model import Raw, Record
from suowu.render import view_of
from suowu.render.context import site_context
from suowu.render.public import public_documents
from suowu.render.templates import environment, sources
from tests.counties import GOLDEN_RECORDS, ROOT

AS_OF = date(2026, 3, 12)
OFFICE = "qinghe"
LEAVE = {
    "编号": 1,
    "申请日期": date(2026, 3, 5),
    "收件日期": date(2026, 3, 5),
    "起": date(2026, 3, 17),
    "止": date(2026, 3, 19),
    "事由": "就医",
    "所审核": {"意见": "同意", "日期": date(2026, 3, 6)},
    "公示": {"张贴日期": date(2026, 3, 9)},
}


@cache
def law() -> Raw:
    return load(records=GOLDEN_RECORDS, content=ROOT / "content", templates=ROOT / "templates")


@cache
def definitions() -> Definitions:
    return define(law())


def changed(rel: str, old: str, new: str) -> Definitions:
    """The definitions with one file of templates/ changed."""
    raw = law()
    file = raw.shapes[rel]
    assert old in file.text, old
    shapes = {**raw.shapes, rel: replace(file, text=file.text.replace(old, new, 1))}
    return define(replace(raw, shapes=shapes, definitions_digest=f"{rel}{old}→{new}"))


@cache
def golden() -> Book:
    """The miniature county as it stands."""
    book = check(law(), definitions())
    assert isinstance(book, Book)
    return book


def case(number: int, data: Mapping[str, Any]) -> Record:
    """A case on the minimal example, of an adult under supervision since February."""
    whole = {**definitions().kinds["correction"].examples["minimal"], **data}
    whole |= {"编号": f"2026-{number:03d}", "接收": {"到所报到日期": date(2026, 2, 2)}}
    whole = {"出生日期": date(1970, 5, 6), "犯罪日期": date(2024, 1, 2), **whole}
    return Record(
        office=OFFICE,
        kind="correction",
        id=f"2026-{number:03d}",
        path=f"{number}",
        digest=f"{sorted(whole.items(), key=str)}",
        data=whole,
    )


def county_of(people: Iterable[Mapping[str, Any]], *, key: str | None = key_text()) -> Book:
    """A county of one office with these cases; without a key there are no addresses."""
    kinds = definitions().kinds
    office = Record(
        office=OFFICE,
        kind="office",
        id="office",
        path="office",
        digest="office",
        data=kinds["office"].examples["full"],
    )
    county = replace(golden().county, digest="county")
    cases = [case(number, data) for number, data in enumerate(people, 1)]
    return Book(
        digest="",
        county=county,
        offices={OFFICE: office},
        records=(county, *cases, office),
        addresses=addresses_of(key) if key is not None else None,
    )


def seen(book: Book, on: date = AS_OF, *, laws: Definitions | None = None) -> Ledger:
    return derive(book, laws or definitions(), on)


def public_text(found: Ledger) -> str:
    """Every public page as it would stand in its frame, its path and head with it."""
    jinja = environment(sources(found.definitions, on=found.as_of))
    parts = list[str]()
    for document in public_documents(site_context(found, internal=False)):
        parts += [document.path, document.title, str(document.head), document.search or ""]
        if document.template:
            parts.append(jinja.get_template(document.template).render(view_of(document)))
    return "\n".join(parts)
