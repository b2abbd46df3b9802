"""Findings: problems made from outcomes, and what an office has not even begun to keep."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from suowu.definitions import Definitions
from suowu.derive.views import RecordView, record_view
from suowu.derive.web import kept_off_the_web
from suowu.grammar.rules import Rule
from suowu.ledger import Book, Case
from suowu.model import Data, Level, Outcome, Problem, Where
from suowu.privacy import ARTICLE
from suowu.problems import field_of, problem
from suowu.rules import RuleSet
from suowu.yamlfile import Locate, Position


def problems_of(
    cases: Iterable[Case], rules: Mapping[str, Rule], *, locate: Locate
) -> Iterator[Problem]:
    """Findings, withheld notices and reminders of all cases, with the line of each."""
    for case in cases:
        for outcome in case.outcomes:
            level = level_of(outcome)
            if level is not None:
                place = locate(case.record.path, place_in(outcome, case.record.data))
                rule = rules.get(outcome.rule)
                yield _problem(case, outcome, rule=rule, level=level, place=place)
        for where, why in kept_off_the_web(case):
            yield _off_the_web(case, why, where=where, place=locate(case.record.path, where))


def place_in(outcome: Outcome, data: Data) -> Where:
    """What to point at: what decides, or what started it if the record has no such part yet."""
    missing = outcome.where[:1] and outcome.where[0] not in data
    return outcome.since or outcome.where if missing else outcome.where


def level_of(outcome: Outcome) -> Level | None:
    """The level an outcome is reported at; None if there is nothing to say."""
    if outcome.state in ("违反", "逾期"):
        return outcome.level
    if outcome.state == "停发" or outcome.state == "提醒":
        return outcome.state
    if outcome.state == "未公布" or (outcome.state == "待办" and outcome.remind):
        return "提醒"
    return None


def _problem(
    case: Case, outcome: Outcome, *, rule: Rule | None, level: Level, place: Position
) -> Problem:
    """Without a rule it is the program itself that withholds."""
    record, verified = case.record, rule is None or rule.verified
    return problem(
        outcome.message,
        level=level,
        path=record.path,
        place=place,
        office=record.office,
        kind=record.kind,
        record=record.id,
        field=field_of(outcome.where),
        rule=outcome.rule,
        clause=rule.clause if rule else ARTICLE,
        hint=None if verified else "此条所据条文未核实，请以正式文本为准",
        due=outcome.due,
        days_late=outcome.days_late,
    )


def _off_the_web(case: Case, why: str, *, where: Where, place: Position) -> Problem:
    record = case.record
    return problem(
        why,
        level="提醒",
        path=record.path,
        place=place,
        office=record.office,
        kind=record.kind,
        record=record.id,
        field=field_of(where),
        rule="web",
        hint="公示栏照常张贴，不必改记录",
    )


Kept: TypeAlias = Mapping[str, frozenset[str]]


def registers_of(book: Book, definitions: Definitions) -> Kept:
    """The ids of the registers that each office keeps."""
    found: dict[str, set[str]] = {}
    for record in book.records:
        if definitions.kinds[record.kind].scope == "簿":
            found.setdefault(record.office, set()).add(record.id)
    return {office: frozenset(ids) for office, ids in found.items()}


def absent(
    definitions: Definitions, rules: RuleSet, *, ids: frozenset[str], view: RecordView
) -> Iterator[Outcome]:
    """What an empty register would be found guilty of, where the file of this year is not there.

    `ids` are the registers that the office keeps, `view` its own record. An office that keeps no
    register at all is not using this part, and is left alone.
    """
    world = view.scope.world
    year = world.as_of.year
    for kind in definitions.kinds.values() if ids else ():
        if kind.scope != "簿" or f"{year}/{kind.id}" in ids or kind.id not in rules.counting:
            continue
        empty = record_view(kind, {}, world=world, year=year)
        said: set[str] = set()
        for outcome in rules.judge(kind.id, empty.scope):
            if outcome.state == "违反" and outcome.rule not in said:
                said.add(outcome.rule)
                words = f"没有 {year} 年的{kind.name}登记簿（registers/{year}/{kind.id}.yml）"
                yield outcome._replace(where=(), message=words)
