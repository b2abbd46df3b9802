"""Explanations: how a rule came to what it says of a record, as the typed tree it is made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from suowu.definitions import Kind
from suowu.explain.conditions import condition_step
from suowu.explain.deadlines import (
    calculations,
    dated_step,
    deadline_steps,
    out_of_force,
    undated,
)  # fmt: skip
from suowu.explain.steps import Step, not_met, step_in
from suowu.explain.words import posting_steps, word_steps
from suowu.grammar.rules import Posting, Rule
from suowu.law_text import law_text, path_text, rule_sentence
from suowu.ledger import Case
from suowu.model import Outcome
from suowu.problems import cited, field_of
from suowu.rules.conditions import holds
from suowu.rules.deadlines import applies_on
from suowu.rules.scopes import Scope, first_day, items

__all__ = ["Explanation", "Step", "calculations", "explain"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """One rule on one record: its words, the steps to each finding, and the findings.

    Of a rule for each item of a list every step is an item. A rule that says nothing has no
    `findings`; the last of its `steps` says why.
    """

    rule: Rule
    cited: str
    says: str
    sentence: str
    steps: tuple[Step, ...]
    findings: tuple[Outcome, ...]


def explain(case: Case, rule: Rule, *, kind: Kind) -> Explanation:
    """How `rule` came to what the ledger says of `case`, a record of `kind`."""
    today = case.scope.law_day
    outcomes = tuple(outcome for outcome in case.outcomes if outcome.rule == rule.id)
    if rule.posting is not None:
        steps = list(_posted(case, rule, word=rule.posting, outcomes=outcomes, kind=kind))
    elif rule.each is not None:
        steps = list(_items(case, rule))
    else:
        steps = list(_steps(case, rule, scope=case.scope))
    return Explanation(
        rule=rule,
        cited=cited(rule.clause, rule.basis),
        says=law_text(rule.says, today),
        sentence=rule_sentence(rule, today),
        steps=tuple(steps),
        findings=outcomes,
    )


def _items(case: Case, rule: Rule) -> Iterator[Step]:
    """One step for each item of the list, with its own steps as parts."""
    found = list(items(rule.each, case.scope))
    for item in found:
        parts = tuple(_steps(case, rule, scope=item))
        label = field_of(item.where, between=" ") or ""
        yield step_in(case, label, says="", where=item.where, parts=parts)
    if not found and rule.each is not None:
        yield Step(label="不适用", says=f"{path_text(rule.each)}一项也没有")


def _steps(case: Case, rule: Rule, *, scope: Scope) -> Iterator[Step]:
    if rule.deadline is not None:
        yield from deadline_steps(case, rule, word=rule.deadline, scope=scope)
        return
    on = first_day(rule.dated, scope) if rule.dated else scope.world.as_of
    if on is None:
        yield undated(rule)
        return
    scope = scope.dated(on)
    yield from dated_step(case, rule, on=on, scope=scope)
    if rule.frequency is None and not applies_on(rule, on):
        yield Step(label="不适用", says=out_of_force(rule, on))
        return
    if rule.when is not None:
        yield condition_step("条件", rule.when, case=case, scope=scope)
    if holds(rule.when, scope):
        yield from word_steps(case, rule, scope=scope)
    else:
        yield not_met()


def _posted(
    case: Case, rule: Rule, *, word: Posting, outcomes: tuple[Outcome, ...], kind: Kind
) -> Iterator[Step]:
    """One step for each notice, in the order of the findings."""
    for outcome in outcomes:
        yield posting_steps(case, rule, word=word, outcome=outcome, kind=kind)
    if not outcomes:
        yield Step(label="不适用", says="没有这一条所管的、已经可以判断的公示")
