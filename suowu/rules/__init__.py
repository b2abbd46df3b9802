"""Rules: what each entry of content/rules says of a record. One function a word.

期限 deadlines · 次数 frequencies · 人数, 须, 提示 counts · 公示 postings
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, is_dataclass
from datetime import date
from typing import Final

from suowu.grammar.conditions import (
    All,
    AnyOf,
    Condition,
    Exists,
    Named,
    Not,
    PathOrSet,
    Set,
    Test,
)
from suowu.grammar.leaves import RECORD
from suowu.grammar.rules import Must, Rule
from suowu.grammar.tables import keys_of
from suowu.model import Outcome
from suowu.rules.conditions import holds
from suowu.rules.counts import advise, must, numbers
from suowu.rules.deadlines import NoticeCandidate, Window, applies_on, deadline, posting
from suowu.rules.frequencies import frequency
from suowu.rules.scopes import Scope, first_day, items

__all__ = [
    "OFFICES",
    "NoticeCandidate",
    "RuleSet",
    "Window",
    "judge",
    "reached",
    "reaches_out",
    "rule_set",
]

OFFICES: Final = "所"
"""Stands for all offices of the county among the kinds that a rule looks at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSet:
    """The rules by kind: those that look at the record, its office and its county alone (`local`),
    those that look at other records too, and those about notices.

    `counting` are the kinds of which something has to happen so often, `reach` the kinds that a
    rule looks at besides its own, by its id (所: all offices). Of a record that has none of the
    `needs` of a rule, keys at its top, the rule says nothing.
    """

    local: Mapping[str, tuple[Rule, ...]]
    cross_record: Mapping[str, tuple[Rule, ...]]
    postings: Mapping[str, tuple[Rule, ...]]
    counting: frozenset[str] = frozenset()
    reach: Mapping[str, frozenset[str]] = field(default_factory=dict)
    needs: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def judge(self, kind: str, scope: Scope) -> Iterator[Outcome]:
        """Outcomes that follow from the record, its office and its county alone."""
        has, needs = scope.root.keys(), self.needs
        for rule in self.local.get(kind, ()):
            wanted = needs.get(rule.id)
            if not wanted or not wanted.isdisjoint(has):
                yield from judge(rule, scope)

    def judge_notice(self, kind: str, candidate: NoticeCandidate) -> Iterator[Outcome]:
        """What the 公示 rules say of one notice."""
        for rule in self.postings.get(kind, ()):
            assert rule.posting is not None  # it is what they were chosen by
            outcome = posting(rule, rule.posting, candidate=candidate)
            if outcome is not None:
                yield outcome

    def posting(self, kind: str, rule: str) -> Rule | None:
        """The 公示 rule of this id, if there is one for the kind."""
        return next((each for each in self.postings.get(kind, ()) if each.id == rule), None)


def rule_set(rules: Iterable[Rule]) -> RuleSet:
    """The rules sorted by what they look at."""
    local: dict[str, list[Rule]] = {}
    cross: dict[str, list[Rule]] = {}
    postings: dict[str, list[Rule]] = {}
    counting, reach = set[str](), dict[str, frozenset[str]]()
    needs: dict[str, frozenset[str]] = {}
    for rule in rules:
        needs[rule.id] = _needs(rule)
        reach[rule.id] = reached(rule)
        if rule.frequency is not None:
            counting.add(rule.kind)
        shelf = postings if rule.posting else cross if reach[rule.id] else local
        for kind in (rule.kind, *rule.also):
            shelf.setdefault(kind, []).append(rule)
    return RuleSet(
        local={kind: tuple(found) for kind, found in local.items()},
        cross_record={kind: tuple(found) for kind, found in cross.items()},
        postings={kind: tuple(found) for kind, found in postings.items()},
        counting=frozenset(counting),
        reach=reach,
        needs=needs,
    )


def _needs(rule: Rule) -> frozenset[str]:
    """The keys of which a record must have one; empty where nobody can tell."""
    starts: Sequence[PathOrSet]
    if rule.each is not None:
        starts = (rule.each,)
    else:
        starts = rule.deadline.start if rule.deadline is not None else rule.dated
    found = [_root_of(start) for start in starts]
    return frozenset(found) if all(found) else frozenset()


def _root_of(source: PathOrSet | None) -> str:
    """The key at the top of its record where a path or a set begins; empty for other records."""
    while isinstance(source, Set):
        source = source.items
    return source.keys[0] if source is not None and source.anchor in ("", RECORD) else ""


def judge(rule: Rule, scope: Scope) -> Iterator[Outcome]:
    """What one rule says of a record, item by item where it says 逐项."""
    for item in items(rule.each, scope):
        if rule.deadline is not None:
            yield from deadline(rule, rule.deadline, scope=item)
        else:
            yield from _judged(rule, item)


def _judged(rule: Rule, scope: Scope) -> Iterator[Outcome]:
    """The other words: under the law of the 适用日, periods by their own first day."""
    on = first_day(rule.dated, scope) if rule.dated else scope.world.as_of
    if on is None:
        return
    scope = scope.dated(on)
    if not holds(rule.when, scope):
        return
    if rule.frequency is not None:
        yield from frequency(rule, rule.frequency, scope=scope)
    elif applies_on(rule, on):
        if rule.numbers:
            yield from numbers(rule, rule.numbers, scope=scope)
        elif rule.must is not None:
            yield from must(rule, rule.must, scope=scope)
        elif rule.advice is not None:
            yield from advise(rule, rule.advice, scope=scope)


def reaches_out(node: object) -> bool:
    """Whether a rule looks at other records than its own, the office's and the county's."""
    return bool(reached(node))


def reached(node: object) -> frozenset[str]:
    """The kinds whose records a rule looks at besides its own, the office's and the county's.

    所 stands for the offices of the county.
    """
    if node is None or isinstance(node, (str, int, date)):
        return frozenset()
    if isinstance(node, Set) and (node.cases or node.offices):
        own = frozenset((node.cases,) if node.cases else (OFFICES,))
        return own | _reached(getattr(node, key.attribute) for key in keys_of(Set))
    if isinstance(node, (tuple, list)):
        return _reached(node)
    if isinstance(node, Mapping):
        return _reached(node.values())
    if isinstance(node, (All, AnyOf, Not, Exists, Named, Test, Must)):
        return _reached(_parts(node))
    if is_dataclass(node) and not isinstance(node, type):
        return _reached(getattr(node, key.attribute) for key in keys_of(node.__class__))
    return frozenset()


def _reached(nodes: Iterable[object]) -> frozenset[str]:
    return frozenset().union(*map(reached, nodes))


def _parts(node: Condition | Must) -> Iterator[object]:
    for name in ("parts", "part", "items", "condition", "value", "lines"):
        found = getattr(node, name, None)
        yield from found if isinstance(found, tuple) else (found,)
