"""Public values and secrets of a county, for the leak gate: what is shown on purpose, what not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from suowu.definitions import Definitions, Page
from suowu.grammar.documents import Signed
from suowu.grammar.sorts import sorts_of
from suowu.ledger import Case, Secret
from suowu.model import Data, Problem, Record
from suowu.privacy import Found
from suowu.privacy.folding import flat_of
from suowu.privacy.secrets import NAME
from suowu.problems import problem
from suowu.values import leaves_of
from suowu.wording import chinese_date

_HINT = "改掉公开的一处；两处只是碰巧相同、说的不是同一人的，写进 content/leak-gate.yml，由人签名"


class PublicPlace(NamedTuple):
    """A public field of the county or of an office: its file, its name, its 类."""

    path: str
    field: str
    sorts: frozenset[str]


Places = Mapping[str, PublicPlace]
"""Where public values stand, by the folded value; the first place of each."""


def places_of(shown: Iterable[tuple[Record, Data]], definitions: Definitions) -> Places:
    """The fields that offices and county show of themselves."""
    places: dict[str, PublicPlace] = {}
    for record, view in shown:
        metas = definitions.kinds[record.kind].metas
        for where, leaf in leaves_of(view):
            path = ".".join(step for step in where if isinstance(step, str))
            sorts = sorts_of(path, metas.get(path, {}))
            for text in _spellings(leaf):
                place = PublicPlace(record.path, path, sorts)
                places.setdefault(flat_of(text), place)
    return places


def shown_by(views: Iterable[object], cases: Iterable[Case]) -> frozenset[str]:
    """Every text and day of the public views and of the notices on the web."""
    public = [list(views), [_on_the_web(case) for case in cases]]
    return frozenset(text for _, leaf in leaves_of(public) for text in _spellings(leaf))


def kept_from(found: Mapping[str, Iterable[Found]], places: Places) -> dict[str, Secret]:
    """The secrets of all records by value. A public value elsewhere makes none of them public.

    Whom an office names as its staff is no secret where a record names who acted.
    """
    secrets: dict[str, Secret] = {}
    spread = Counter[str]()
    for key, values in found.items():
        kept = dict[str, Found]()
        for each in values:
            if not _staff(each, places):
                kept.setdefault(each.value, each)
        spread.update(kept.keys())
        for value, each in kept.items():
            known = secrets.get(value)
            if known is None or (each.strict and not known.strict):
                secrets[value] = Secret(value, key, each.field, each.strict, each.sort)
    return {value: each._replace(spread=spread[value]) for value, each in secrets.items()}


def clashes(secrets: Mapping[str, Secret], places: Places, *, signed: Signed) -> Iterator[Problem]:
    """Ensure that nothing by which a person is known stands in a public field too."""
    passed = {flat_of(place.value) for place in signed.places}
    for secret in secrets.values():
        flat = flat_of(secret.value)
        place = places.get(flat) if secret.strict else None
        if place is not None and flat not in passed:
            office, kind, record = secret.record.split("/", 2)
            yield problem(
                f"公开的“{place.field}”与不公开的内容相同：{secret.record} 的“{secret.field}”",
                path=place.path,
                office=office,
                kind=kind,
                record=record,
                field=secret.field,
                rule="leak",
                hint=_HINT,
            )


def namesakes(
    pages: Iterable[Page], secrets: Mapping[str, Secret], *, signed: Signed
) -> Iterator[Problem]:
    """Words of the public pages that are somebody's name of two characters.

    The gate will refuse the page; whoever only checks hears of it in time.
    """
    passed = {place.value for place in signed.places}
    for page in pages:
        if not page.rel.startswith("public/"):
            continue
        pairs = {page.body[at : at + 2] for at in range(len(page.body) - 1)}
        for value in sorted(pairs & secrets.keys()):
            secret = secrets[value]
            if secret.strict and not any(value in phrase for phrase in passed):
                yield problem(
                    f"页面里有一个词与不公开的姓名相同：{secret.record} 的“{secret.field}”",
                    level="提醒",
                    path=page.path,
                    rule="leak",
                    hint="看一遍这一页；若不是指此人，写进 content/leak-gate.yml，由人签名",
                )


def _staff(each: Found, places: Places) -> bool:
    place = places.get(flat_of(each.value)) if each.sort == NAME and not each.own else None
    return place is not None and NAME in place.sorts


def _on_the_web(case: Case) -> list[Data]:
    return [n.view for n in case.notices if n.state == "公示中" and "网页" in n.channels]


def _spellings(leaf: Any) -> Iterator[str]:
    """A text as it is, a day as it is written in records and on pages; one character is nothing."""
    if isinstance(leaf, date):
        yield from (leaf.isoformat(), chinese_date(leaf))
    elif isinstance(leaf, str) and len(leaf) > 1:
        yield leaf
