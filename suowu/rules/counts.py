"""Counts, requirements and advice (人数, 须, 提示): who and how many, and what has to be there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Final, NamedTuple

from suowu.calendars import back
from suowu.grammar.conditions import Amount, InOrder
from suowu.grammar.leaves import Path
from suowu.grammar.rules import Advice, Headcount, Line, Must, Rule
from suowu.law_text import law_text
from suowu.model import Outcome, Where
from suowu.rules.conditions import Failing, as_length, holds, in_force, number, some_day
from suowu.rules.failing import failing
from suowu.rules.outcomes import advice, broken, met, waiting
from suowu.rules.scopes import (
    Scope,
    count,
    day,
    days,
    hits,
    items,
    members,
    place_at,
    place_of,
    value,
)  # fmt: skip


class Ratio(NamedTuple):
    """How many of how many, and the least of it that there should be: upper to lower."""

    have: int
    of: int
    upper: int
    lower: int

    @property
    def kept(self) -> bool:
        """Whether there are enough."""
        return self.have * self.lower >= self.of * self.upper


BOUNDS: Final = (("at_least", "至少"), ("at_most", "至多"), ("equal", "恰好"))


def numbers(rule: Rule, word: tuple[Headcount, ...], *, scope: Scope) -> Iterator[Outcome]:
    """Enough of each sort, everyone who should be there, a ratio, or a table of classes."""
    first = word[0]
    if first.expected is not None:
        yield from _attendance(rule, first, scope=scope)
    elif first.of is not None:
        yield from _ratio(rule, first, scope=scope)
    elif first.by is not None:
        yield from _classes(rule, first, scope=scope)
    else:
        wrong = [words for each in word for words in _outside(each, scope)]
        yield _verdict(rule, place_of(first.items, scope), wrong=wrong)


def _verdict(rule: Rule, where: Where, *, wrong: list[str]) -> Outcome:
    words = f"{rule.name}不符：{'；'.join(wrong)}"
    return broken(rule, where, message=words) if wrong else met(rule, where)


def _outside(word: Headcount, scope: Scope) -> Iterator[str]:
    assert word.items is not None  # the grammar asks for 集 or 应到
    have = len(counted(word, scope))
    name = word.label or (word.items.text if isinstance(word.items, Path) else "")
    for attribute, said in BOUNDS:
        wanted: Amount | None = getattr(word, attribute)
        need = number(wanted, scope) if wanted else None
        if need is not None and not _within(attribute, have, need=need):
            yield f"{name}应{said} {need:g} 人，实为 {have} 人{_once(word, scope)}"


def _once(word: Headcount, scope: Scope) -> str:
    """Who stands there more than once, and counts once."""
    if word.items is None or word.distinct is None:
        return ""
    found = Counter(
        value(word.distinct, i) for i in members(word.items, scope) if holds(word.when, i)
    )
    twice = "、".join(str(name) for name, times in found.items() if times > 1)
    return f"（{twice} 列了不止一次，只算一个）" if twice else ""


def counted(word: Headcount, scope: Scope) -> list[Scope]:
    """The items that 人数 counts: each person once, however often listed, if it says 不重."""
    assert word.items is not None  # the grammar asks for 集 or 应到
    found = [item for item in members(word.items, scope) if holds(word.when, item)]
    if word.distinct is None:
        return found
    return [*{value(word.distinct, item): item for item in reversed(found)}.values()]


def _within(attribute: str, have: int, *, need: float) -> bool:
    if attribute == "equal":
        return have == need
    return have >= need if attribute == "at_least" else have <= need


def _attendance(rule: Rule, word: Headcount, *, scope: Scope) -> Iterator[Outcome]:
    assert word.expected is not None and word.present is not None
    where = place_of(word.present, scope)
    there = {found for found, _ in hits(word.present, scope)}
    names = [found for found, _ in hits(word.expected, scope)]
    lacking = [str(name) for name in dict.fromkeys(names) if name not in there]
    if lacking:
        words = f"{rule.name}不符：{word.label or '应到而未到'} {'、'.join(lacking)}"
        yield broken(rule, where, message=words)
    else:
        yield met(rule, where)


def sets_ratio(rule: Rule) -> bool:
    """Whether a rule sets one number against another (1:15, 85%)."""
    word = rule.numbers[0] if rule.numbers else None
    return word is not None and None not in (word.items, word.of, word.ratio)


def ratio_of(rule: Rule, scope: Scope) -> Ratio | None:
    """What a rule that sets a ratio counts in a record; None where there is nothing to count."""
    if not sets_ratio(rule):
        return None
    word = rule.numbers[0]
    assert word.items is not None and word.of is not None and word.ratio is not None
    found = in_force(word.ratio, scope)
    of = count(word.of, scope) if found else 0
    return Ratio(count(word.items, scope), of, *found.value) if found and of else None


def _ratio(rule: Rule, word: Headcount, *, scope: Scope) -> Iterator[Outcome]:
    assert word.items is not None
    ratio, where = ratio_of(rule, scope), place_of(word.items, scope)
    if ratio is not None and not ratio.kept:
        least = f"{ratio.upper}:{ratio.lower}"
        words = f"{rule.name}不足：{ratio.have} 比 {ratio.of}，应不低于 {least}"
        yield broken(rule, where, message=words)
    elif ratio is not None:
        yield met(rule, where)


def _classes(rule: Rule, word: Headcount, *, scope: Scope) -> Iterator[Outcome]:
    assert word.items is not None and word.by is not None and word.table is not None
    by = word.by
    have = Counter(value(by, member) for member in members(word.items, scope))
    wanted = value(word.table, scope) or {}
    wrong = [
        f"{k}应 {n} 家、实 {have.get(k, 0)} 家" for k, n in wanted.items() if have.get(k, 0) != n
    ]
    where = place_at(word.table, scope)
    if wrong:
        yield broken(rule, where, message=f"{rule.name}与名册不一致：{'；'.join(wrong)}")
    elif wanted:
        yield met(rule, where)


def must(rule: Rule, word: Must, *, scope: Scope) -> Iterator[Outcome]:
    """Every line holds; what fails is named."""
    wrong = [found for line in word.lines for found in _line(rule, line, scope=scope)]
    if wrong:
        yield broken(rule, wrong[0].where, message=_lacking(rule, wrong))
    elif not _waits(word, scope):
        yield met(rule, scope.where)


def _line(rule: Rule, line: Line, *, scope: Scope) -> Iterator[Failing]:
    for item in items(line.each, scope):
        if not holds(line.given, item):
            continue
        found = failing(line.must, item, otherwise=law_text(rule.says, scope.law_day))
        if found and line.label:
            yield Failing(line.label, found[0].where, missing=all(each.missing for each in found))
        else:
            yield from found


def _lacking(rule: Rule, wrong: list[Failing]) -> str:
    """X不符：… where all is there but wrong, X不全：缺 … where nothing is, else X不全或不符：…"""
    if all(found.missing for found in wrong):
        return f"{rule.name}不全：缺 {'、'.join(dict.fromkeys(found.words for found in wrong))}"
    words = "；".join(dict.fromkeys(map(str, wrong)))
    how = "不符" if all(found.wrong for found in wrong) else "不全或不符"
    return f"{rule.name}{how}：{words}"


def _waits(word: Must, scope: Scope) -> bool:
    """An order of which no step has been taken yet says nothing."""
    orders = [line.must for line in word.lines if isinstance(line.must, InOrder)]
    return bool(orders) and not any(some_day(order, scope) for order in orders)


def advise(rule: Rule, word: Advice, *, scope: Scope) -> Iterator[Outcome]:
    """A count has been reached and what should follow is not there; or a day draws near."""
    if word.expiry is not None:
        yield from _expiry(rule, word, scope=scope)
    elif word.counted is not None and word.at_least is not None:
        need, have = number(word.at_least, scope), count(word.counted, scope)
        if need is not None and have >= need and not _followed(word, need, scope=scope):
            words = f"{rule.name}：已有 {have} 次。{law_text(rule.says, scope.law_day)}"
            yield advice(rule, place_of(word.counted, scope), message=words)


def _followed(word: Advice, need: float, *, scope: Scope) -> bool:
    """Whether what should follow has been done; if days are known, after the last full count."""
    if word.unless is None or word.counted is None:
        return False
    if not word.in_time:
        return count(word.unless, scope) > 0
    counted_on = days(word.counted, scope)
    reached = counted_on[len(counted_on) - len(counted_on) % int(need) - 1 :]
    return bool(reached) and any(on >= reached[0] for on in days(word.unless, scope))


def _expiry(rule: Rule, word: Advice, *, scope: Scope) -> Iterator[Outcome]:
    last: date | None = day(word.expiry, scope)
    if last is None or word.expiry is None or not scope.active or scope.world.as_of > last:
        return
    where, left = place_at(word.expiry, scope), (last - scope.world.as_of).days
    found = in_force(word.ahead, scope) if word.ahead else None
    ahead = as_length(found) if found else None
    if left > ((last - back(last, ahead)).days if ahead else 0):
        yield waiting(
            rule, scope, where=where, label=f"{rule.name}，", soon=0, start=None, due=last
        )
    else:
        words = f"{rule.name}将于 {last} 到期，还有 {left} 天"
        yield advice(rule, where, message=words, due=last, days_left=left)
