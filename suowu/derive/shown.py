"""Public values and secrets of a county, for the leak gate: what is shown on purpose, what not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

from suowu.definitions import Definitions, Page
from suowu.grammar.documents import Signed, SignedPicture, SignedPlace
from suowu.grammar.sorts import sorts_of
from suowu.ledger import Case, Secret
from suowu.model import Data, Problem, Record
from suowu.privacy import Found
from suowu.privacy.folding import flat_of
from suowu.privacy.secrets import BORN, NAME
from suowu.problems import field_of, problem
from suowu.values import leaves_of
from suowu.wording import chinese_date
from suowu.yamlfile import Locate

_LAST_DAYS: Final = timedelta(14)
"""How long before its end a signature is told of."""
_HINT = "改掉公开的一处；两处只是碰巧相同、说的不是同一人的，写进 content/leak-gate.yml，由人签名"


class PublicPlace(NamedTuple):
    """A public field of the county or of an office: its file, its name, its 类."""

    path: str
    field: str
    sorts: frozenset[str]


class OwnDay(NamedTuple):
    """A day of the county or of an office, as it is written behind the name of its field."""

    field: str
    text: str


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


def days_of(shown: Iterable[tuple[Record, Data]]) -> Iterator[OwnDay]:
    """The days that offices and county show of themselves behind the name of the field."""
    for _, view in shown:
        for name, leaf in view.items():
            if isinstance(leaf, date):
                yield from (OwnDay(name, text) for text in _spellings(leaf))


def shown_by(views: Iterable[object], cases: Iterable[Case]) -> frozenset[str]:
    """Every text and day of the public views and of the notices on the web."""
    public = [list(views), [_on_the_web(case) for case in cases]]
    return frozenset(text for _, leaf in leaves_of(public) for text in _spellings(leaf))


def kept_from(found: Mapping[str, Iterable[Found]], places: Places) -> dict[str, Secret]:
    """The secrets of all records by value. A public value elsewhere makes none of them public.

    Whom an office names as its staff is no secret where a record names who acted.
    """
    held: dict[str, tuple[str, Found]] = {}
    spread = Counter[str]()
    for key, values in found.items():
        kept = dict[str, Found]()
        for each in values:
            if not _staff(each, places):
                kept.setdefault(each.value, each)
        spread.update(kept.keys())
        for value, each in kept.items():
            known = held.get(value)
            if known is None or (each.strict and not known[1].strict):
                held[value] = key, each
    return {
        value: Secret(value, key, each.field, each.strict, each.sort, spread[value])
        for value, (key, each) in held.items()
    }


def clashes(secrets: Mapping[str, Secret], places: Places, *, signed: Signed) -> Iterator[Problem]:
    """Ensure that nothing by which a person is known stands in a public field too.

    A day is no name: on a birthday others are founded and papers signed.
    """
    passed = {flat_of(place.value) for place in signed.places}
    for secret in secrets.values():
        flat = flat_of(secret.value)
        place = places.get(flat) if secret.strict else None
        chance = secret.sort == BORN and place is not None and BORN not in place.sorts
        if place is not None and not chance and flat not in passed:
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


def lapsing(signed: Signed, file: str, *, on: date, locate: Locate) -> Iterator[Problem]:
    """What is signed for no longer, or soon will not be: then the gate stops a publication."""
    for each in signed.places:
        where = (*each.where, "至")
        if each.until < on:
            says = f"放行已于 {each.until} 到期，不再起作用"
            hint = "再看一遍这一页：还要放行的改“至”，不要了的删去这一项"
        elif each.until - on <= _LAST_DAYS:
            says = f"放行到 {each.until} 为止，只剩 {(each.until - on).days} 天：过后此页会停止发布"
            hint = "再看一遍这一页，还要放行的改“至”"
        else:
            continue
        yield problem(
            says,
            path=file,
            place=locate(file, where),
            level="提醒",
            field=field_of(where),
            rule="leak",
            hint=hint,
        )


def unused_signature(each: SignedPlace | SignedPicture, *, file: str, locate: Locate) -> Problem:
    """Of one line of the signed list, that nothing in the public site asks for it."""
    if isinstance(each, SignedPicture):
        says = "公开站点里没有这个文件，或者内容不是这个摘要"
        hint = "核对“文件”和“摘要”，或者删去这一项"
    else:
        says, hint = "这一页没有要放行的地方，这一项没有用到", "核对“值”和“页”，或者删去这一项"
    return problem(
        says,
        path=file,
        place=locate(file, each.where),
        level="提醒",
        field=field_of(each.where),
        rule="leak",
        hint=hint,
    )


def _staff(each: Found, places: Places) -> bool:
    if each.sort != NAME or each.own:
        return False
    place = places.get(flat_of(each.value))
    return place is not None and NAME in place.sorts


def _on_the_web(case: Case) -> list[Data]:
    return [n.view for n in case.notices if n.state == "公示中" and "网页" in n.channels]


def _spellings(leaf: Any) -> Iterator[str]:
    """A text as it is, a day as it is written in records and on pages; one character is nothing."""
    if isinstance(leaf, date):
        yield from (leaf.isoformat(), chinese_date(leaf))
    elif isinstance(leaf, str) and len(leaf) > 1:
        yield leaf
