"""The rule vocabulary: each entry of content/rules compiled once into a judge of records."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from suowu.model import Outcome, Rule
from suowu.rules.conditions import condition
from suowu.rules.dated import in_force
from suowu.rules.deadlines import deadline, term
from suowu.rules.frequencies import frequency
from suowu.rules.limits import threshold
from suowu.rules.outcomes import Judge
from suowu.rules.paths import Scope, first_day, items
from suowu.rules.presence import choice, documents, must, order, required
from suowu.rules.selectors import reaches_out
from suowu.rules.sets import advisory, coverage, quorum, ratio
from suowu.rules.windows import Draft, WindowJudge, window

WORDS: Mapping[str, Callable[[Rule, Any], Judge]] = {
    "deadline": deadline,
    "frequency": frequency,
    "quorum": quorum,
    "coverage": coverage,
    "required": required,
    "documents": documents,
    "order": order,
    "choice": choice,
    "threshold": threshold,
    "ratio": ratio,
    "term": term,
    "retention": term,
    "advisory": advisory,
}
SELF_DATED = ("deadline", "frequency", "term", "retention")
VOCABULARY = (*WORDS, "window", "draw")


class Unusable(ValueError):
    """A rule whose words are not understood; `rule` tells which."""

    def __init__(self, rule: Rule, reason: str) -> None:
        super().__init__(f"规则 {rule.id} 不能用：{reason}")
        self.rule = rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """The compiled rules, by kind. `wide` are those that look at other records too.

    `counting` are the kinds of which something has to happen so often.
    """

    own: Mapping[str, tuple[Judge, ...]]
    wide: Mapping[str, tuple[Judge, ...]]
    windows: Mapping[str, tuple[WindowJudge, ...]]
    counting: frozenset[str] = frozenset()

    def judge(self, kind: str, scope: Scope) -> Iterator[Outcome]:
        """Outcomes that follow from the record, its office and its county alone."""
        for each in self.own.get(kind, ()):
            yield from each(scope)

    def judge_wide(self, kind: str, scope: Scope) -> Iterator[Outcome]:
        """Outcomes that also follow from other records."""
        for each in self.wide.get(kind, ()):
            yield from each(scope)

    def judge_notice(self, kind: str, draft: Draft) -> Iterator[Outcome]:
        """What the window rules say of one notice."""
        for each in self.windows.get(kind, ()):
            outcome = each(draft)
            if outcome is not None:
                yield outcome


def compile_rules(rules: Iterable[Rule]) -> Bench:
    """Raises Unusable for the first rule that is not understood."""
    own: dict[str, list[Judge]] = {}
    wide: dict[str, list[Judge]] = {}
    windows: dict[str, list[WindowJudge]] = {}
    counting: set[str] = set()
    for rule in rules:
        if rule.word == "frequency":
            counting.add(rule.kind)
        if rule.word == "window":
            windows.setdefault(rule.kind, []).append(_guarded(rule, window))
        else:
            shelf = wide if reaches_out(rule.args) else own
            judge = _guarded(rule, compile_rule)
            for kind in (rule.kind, *rule.meta.get("也适用", ())):
                shelf.setdefault(kind, []).append(judge)
    return Bench(
        own=_frozen(own),
        wide=_frozen(wide),
        windows=_frozen(windows),
        counting=frozenset(counting),
    )


def compile_rule(rule: Rule, args: Any = None) -> Judge:
    """One judge for one rule: items, condition and date of force around its word."""
    inner = _parts(rule)
    applies = condition(rule.meta.get("条件"))
    start_of = first_day(rule.meta["起算"]) if "起算" in rule.meta else None
    each = items(rule.meta["逐项"]) if "逐项" in rule.meta else None
    dated = start_of is not None or rule.word not in SELF_DATED

    def judge_one(scope: Scope) -> Iterator[Outcome]:
        if not applies(scope):
            return
        if dated:
            day = start_of(scope) if start_of else scope.world.as_of
            if not isinstance(day, date) or not in_force(rule, day):
                return
        for part in inner:
            found = list(part(scope))
            yield from found
            if any(outcome.state in ("违反", "逾期") for outcome in found):
                return

    def judge(scope: Scope) -> Iterator[Outcome]:
        if each is None:
            yield from judge_one(scope)
        else:
            for item in each(scope):
                yield from judge_one(item)

    return judge


def _parts(rule: Rule) -> list[Judge]:
    parts = [WORDS[rule.word](rule, rule.args)]
    if "并须" in rule.meta:
        parts.append(must(rule, rule.meta["并须"]))
    return parts


def _guarded(rule: Rule, build: Callable[[Rule, Any], Any]) -> Any:
    try:
        return build(rule, rule.args)
    except (KeyError, TypeError, ValueError, StopIteration, AttributeError) as error:
        reason = f"缺“{error.args[0]}”" if isinstance(error, KeyError) else str(error)
        raise Unusable(rule, reason) from error


def _frozen(shelves: dict[str, list[Any]]) -> Mapping[str, tuple[Any, ...]]:
    return {kind: tuple(judges) for kind, judges in shelves.items()}


__all__ = [
    "VOCABULARY",
    "WORDS",
    "Bench",
    "Draft",
    "Unusable",
    "compile_rule",
    "compile_rules",
]
