"""Explanations: how a rule came to what it says of a record, as the typed tree it is made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from suowu.explain.deadlines import LONGEST, calculations, counted_steps, deadline_steps
from suowu.explain.steps import Step, condition_step, dated, members_step, step_in
from suowu.grammar.conditions import Amount
from suowu.grammar.rules import Advice, Frequency, Number, Posting, Rule
from suowu.law_text import amount_text, law_text, rule_sentence
from suowu.ledger import Case
from suowu.model import Outcome
from suowu.problems import cited
from suowu.rules.conditions import holds
from suowu.rules.deadlines import applies_on
from suowu.rules.failing import said
from suowu.rules.frequencies import duty_of
from suowu.rules.scopes import Scope, first_day, items, place, value

__all__ = ["Explanation", "Step", "calculations", "explain"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """One rule on one record: its words, the steps to each finding, and the findings.

    A rule that says nothing has no `findings`; the last of its `steps` says why.
    """

    rule: Rule
    cited: str
    says: str
    sentence: str
    steps: tuple[Step, ...]
    findings: tuple[Outcome, ...]


def explain(case: Case, rule: Rule) -> Explanation:
    """How `rule` came to what the ledger says of `case`."""
    today = case.scope.law_day
    outcomes = tuple(outcome for outcome in case.outcomes if outcome.rule == rule.id)
    if rule.posting is not None:
        steps = [
            step for outcome in outcomes for step in _posted(case, rule.posting, outcome=outcome)
        ]
        steps = steps or [Step(label="不适用", says="没有这一条所管的、已经可以判断的公示")]
    else:
        places = items(rule.each, case.scope)
        steps = [step for item in places for step in _steps(case, rule, scope=item)]
    if rule.each and not steps:
        steps = [Step(label="不适用", says=f"{rule.each}没有任何一项")]
    return Explanation(
        rule=rule,
        cited=cited(rule.clause, rule.basis),
        says=law_text(rule.says, today),
        sentence=rule_sentence(rule, today),
        steps=tuple(steps),
        findings=outcomes,
    )


def _steps(case: Case, rule: Rule, *, scope: Scope) -> Iterator[Step]:
    if rule.deadline is not None:
        yield from deadline_steps(case, rule, word=rule.deadline, scope=scope)
        return
    on = first_day(rule.dated, scope) if rule.dated else scope.world.as_of
    if on is None:
        fields = "、".join(map(str, rule.dated))
        yield Step(label="不适用", says=f"{fields}未填，还定不下适用哪一天的规定")
        return
    scope = scope.dated(on)
    yield from _applies(case, rule, on=on, scope=scope)
    if holds(rule.when, scope):
        yield from _of_word(case, rule, scope=scope)


def _applies(case: Case, rule: Rule, *, on: date, scope: Scope) -> Iterator[Step]:
    """Which day's law applies, and the 条件."""
    field = next((path for path in rule.dated if value(path, scope) == on), None)
    if field is not None:
        yield step_in(case, f"适用 {on} 当日的规定", says=str(field), where=place(field, scope))
    if rule.frequency is None and not applies_on(rule, on):
        yield Step(label="不适用", says=f"这一条自 {rule.since} 起生效，不管 {on} 的事")
    if rule.when is not None:
        yield condition_step("条件", rule.when, case=case, scope=scope)


def _of_word(case: Case, rule: Rule, *, scope: Scope) -> Iterator[Step]:
    if rule.must is not None:
        for line in rule.must.lines:
            for item in items(line.each, scope):
                if line.given is not None:
                    yield condition_step("若", line.given, case=case, scope=item)
                if holds(line.given, item):
                    yield condition_step("须", line.must, case=case, scope=item, name=line.label)
    for number in rule.numbers:
        yield from _number(case, number, scope=scope)
    if rule.frequency is not None:
        yield from _frequency(case, rule.frequency, scope=scope)
    if rule.advice is not None:
        yield from _advice(case, rule.advice, scope=scope)
    yield from _found(case, rule, scope=scope)


def _found(case: Case, rule: Rule, *, scope: Scope) -> Iterator[Step]:
    for outcome in case.outcomes:
        if outcome.rule == rule.id and outcome.where[: len(scope.where)] == scope.where:
            words = f"{outcome.state}　{outcome.message}"
            yield step_in(case, "结果", says=words, where=outcome.where)


def _posted(case: Case, word: Posting, *, outcome: Outcome) -> Iterator[Step]:
    """What a 公示 rule says of one notice."""
    calendar = case.scope.world.calendar
    if outcome.start is not None:
        yield step_in(case, "批准", says=dated(outcome.start), where=outcome.where)
    if outcome.start is not None and word.within is not None:
        yield Step(label="期限", says=f"批准之后 {amount_text(word.within, outcome.start)}内张贴")
        if outcome.due is not None and (outcome.due - outcome.start).days <= LONGEST:
            parts = tuple(counted_steps(calendar, outcome.start, last=outcome.due))
            yield Step(label="计算", says="当日不计，节假日不计", parts=parts)
            yield Step(label="应在", says=dated(outcome.due))
    if outcome.done is not None:
        yield Step(label="实际", says=dated(outcome.done))
    words = f"{outcome.state}　{outcome.message}"
    yield step_in(case, "结果", says=words, where=outcome.where)


def _number(case: Case, word: Number, *, scope: Scope) -> Iterator[Step]:
    for attribute, label in (("at_least", "不少于"), ("at_most", "不超过"), ("equal", "恰好")):
        wanted: Amount | None = getattr(word, attribute)
        if wanted is not None:
            yield Step(label=label, says=amount_text(wanted, scope.law_day))
    for source, label in ((word.items, "数到"), (word.of, "比"), (word.expected, "应到")):
        if source is not None:
            when = word.when if source is word.items else None
            yield members_step(case, label, source=source, scope=scope, when=when)
    if word.ratio is not None:
        yield Step(label="不低于", says=amount_text(word.ratio, scope.law_day))


def _frequency(case: Case, word: Frequency, *, scope: Scope) -> Iterator[Step]:
    span = duty_of(word, scope) if word.running is None else None
    if span is not None:
        until = "" if span[1] == date.max else f"至 {span[1]}"
        yield Step(label="应办期间", says=f"自 {span[0]} 起{until}，每{word.every or '期'}为一期")
    elif word.running is None:
        yield Step(label="不起算", says=f"{word.start}未填")
    yield members_step(case, "记录", source=word.records, scope=scope)


def _advice(case: Case, word: Advice, *, scope: Scope) -> Iterator[Step]:
    if word.expiry is not None:
        words = f"{word.expiry}　{said(value(word.expiry, scope))}，提前 {word.ahead}提醒"
        yield step_in(case, "到期", says=words, where=place(word.expiry, scope))
    for source, label in ((word.counted, "数到"), (word.unless, "尚无")):
        if source is not None:
            yield members_step(case, label, source=source, scope=scope)
    if word.at_least is not None:
        yield Step(label="不少于", says=amount_text(word.at_least, scope.law_day))
