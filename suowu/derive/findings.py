"""Problems made from outcomes: what the report and the terminal say of a true record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from suowu.grammar.rules import Rule
from suowu.ledger import Case
from suowu.model import Level, Outcome, Problem
from suowu.problems import field_of, problem
from suowu.yamlfile import Locate, Position


def problems_of(
    cases: Iterable[Case], rules: Mapping[str, Rule], *, locate: Locate
) -> Iterator[Problem]:
    """Findings, withheld notices and reminders of all cases, with the line of each."""
    for case in cases:
        for outcome in case.outcomes:
            level = level_of(outcome)
            if level is not None:
                place = locate(case.record.path, outcome.where)
                rule = rules[outcome.rule]
                yield _problem(case, outcome, rule=rule, level=level, place=place)


def level_of(outcome: Outcome) -> Level | None:
    """The level an outcome is reported at; None if there is nothing to say."""
    if outcome.state in ("违反", "逾期"):
        return outcome.level
    if outcome.state == "停发" or outcome.state == "提醒":
        return outcome.state
    if outcome.state == "未公布" or (outcome.state == "待办" and outcome.remind):
        return "提醒"
    return None


def _problem(case: Case, outcome: Outcome, *, rule: Rule, level: Level, place: Position) -> Problem:
    record = case.record
    return problem(
        outcome.message,
        level=level,
        path=record.path,
        place=place,
        office=record.office,
        kind=record.kind,
        record=record.id,
        field=field_of(outcome.where),
        rule=rule.id,
        clause=rule.clause,
        hint=None if rule.verified else "此条所据条文未核实，请以正式文本为准",
        due=outcome.due,
        days_late=outcome.days_late,
    )
