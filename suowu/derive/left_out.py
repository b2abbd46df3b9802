"""Left out records: what is not judged for want of them, and what they must not give away."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from suowu.definitions import Definitions, Kind
from suowu.failures import RecordsFailed, system_error, trace_of
from suowu.grammar.rules import Rule
from suowu.ledger import Book, LeftOut
from suowu.load.layout import COUNTY
from suowu.model import Problem, Record
from suowu.privacy import Found, secrets_of
from suowu.problems import problem
from suowu.rules import OFFICES, RuleSet
from suowu.values import leaves_of

FORGOTTEN: Final = 15
"""A 草稿 whose last day is so many days old has been forgotten."""
_NAMED: Final = 3
_NAME = r"\s:：#,，{}\[\]-"
_WORD = re.compile(  # a name begins where no name goes on: a long word is looked at once
    rf"(?<![^{_NAME}])([^{_NAME}]++)[ \t]*+[:：][ \t]*+[\"'“”]?([^\n\"'“”,{{}}\[\]]+)"
)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(slots=True)
class Unjudged:
    """The rules that are not judged, by the office whose records they are about."""

    missing: Mapping[str, frozenset[str]]
    rules: dict[str, dict[str, Rule]] = field(default_factory=dict)

    def leaves(self, rules: Iterable[Rule], *, record: Record, reach: RuleSet) -> list[Rule]:
        """The rules that can be judged; the others are remembered."""
        missing, kept = self.missing.get(record.office, frozenset()), list[Rule]()
        for rule in rules:
            if missing & reach.reach[rule.id]:
                self.rules.setdefault(record.office, {})[rule.id] = rule
            else:
                kept.append(rule)
        return kept


def unjudged(book: Book) -> Unjudged:
    """What is missing where: kinds of which a record is left out with an 错误, by office.

    The county looks at the records of all offices.
    """
    missing: dict[str, set[str]] = {COUNTY: set()}
    for each in book.left_out:
        if each.why != "草稿":
            missing.setdefault(each.office, set()).add(each.kind)
            missing[COUNTY].add(each.kind)
    lost = {each.office for each in book.left_out if each.office not in book.offices} - {COUNTY}
    if lost:
        for kinds in missing.values():
            kinds.add(OFFICES)
        missing |= {office: {*missing.get(office, ()), OFFICES} for office in book.offices}
    return Unjudged({office: frozenset(kinds) for office, kinds in missing.items()})


def said_of(book: Book, definitions: Definitions, *, unjudged: Unjudged) -> Iterator[Problem]:
    """One line an office of what was not judged because a record of it is left out."""
    for office in sorted({COUNTY, *book.offices}):
        rules = unjudged.rules.get(office, {})
        registers = [
            each
            for each in book.left_out
            if each.office == office and definitions.kinds[each.kind].scope == "簿"
        ]
        names = [*(f"登记簿 {each.id}" for each in registers), *(r.name for r in rules.values())]
        if not names:
            continue
        home = book.offices.get(office, book.county)
        more = f"等 {len(names)} 项" if len(names) > _NAMED else ""
        yield problem(
            f"未判断：{'、'.join(names[:_NAMED])}{more}，所依据的记录没有计入",
            level="提醒",
            path=home.path,
            office=home.office,
            kind=home.kind,
            record=home.id,
            rule="left-out",
            hint="先改正没有计入的记录，再检查一次",
        )


def drafts_of(book: Book, as_of: date) -> Iterator[Problem]:
    """One 提醒 a 草稿, and since when nobody has gone on with it."""
    for each in book.left_out:
        if each.why != "草稿":
            continue
        says, last = "草稿，没有计入", _last_day(each, as_of)
        if last is not None and (as_of - last).days > FORGOTTEN:
            says = f"{says}；最近写到 {last}，已经 {(as_of - last).days} 日没有续写"
        yield problem(
            says,
            level="提醒",
            path=each.path,
            office=each.office,
            kind=each.kind,
            record=each.id,
            rule="draft",
            hint="写完以后删去“草稿: true”这一行；不要了就删去这个文件",
        )


def _last_day(each: LeftOut, as_of: date) -> date | None:
    days = (leaf for _, leaf in leaves_of(each.data) if isinstance(leaf, date))
    return max((on for on in days if on <= as_of), default=None)


def kept_registers(book: Book, kept: Mapping[str, Collection[str]]) -> dict[str, frozenset[str]]:
    """The ids of the registers that each office keeps, those that are left out among them."""
    found = {office: set(ids) for office, ids in kept.items()}
    for each in book.left_out:
        if "/" in each.id:
            found.setdefault(each.office, set()).add(each.id)
    return {office: frozenset(ids) for office, ids in found.items()}


def secrets_left_out(book: Book, definitions: Definitions) -> dict[str, tuple[Found, ...]]:
    """What the left out records hold that no public byte may hold, by record."""
    return {each.key: tuple(_secrets(definitions.kinds[each.kind], each)) for each in book.left_out}


def _secrets(kind: Kind, each: LeftOut) -> Iterator[Found]:
    """Of a file that is no YAML, what stands behind the names of its fields.

    A name at the start of a line is that of a field of the record itself.
    """
    yield from secrets_of(kind, each.data)
    for found in _WORD.finditer(each.text):
        at = found.start()
        outermost = at == 0 or each.text[at - 1] in "\n\ufeff"
        for path in kind.metas:
            *above, last = path.split(".")
            if last == found[1] and outermost is not bool(above):
                data: Any = {last: _meant(found[2].strip())}
                for step in reversed(above):
                    data = {step: data}
                yield from secrets_of(kind, data)


def _meant(value: str) -> str | date:
    try:
        return date.fromisoformat(value) if _DAY.fullmatch(value) else value
    except ValueError:
        return value


@contextmanager
def blamed(record: Record, kind: Kind, *, failed: dict[str, str]) -> Iterator[None]:
    """What goes wrong with a case or register is put down to it; all else is raised."""
    try:
        yield
    except Exception as error:
        if not kind.fenced or system_error(error):
            raise
        failed[record.path] = trace_of(error)


def raise_failed(failed: Mapping[str, str]) -> None:
    """Raise RecordsFailed if any has."""
    if failed:
        raise RecordsFailed(failed)
