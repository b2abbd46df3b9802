"""The words quorum, coverage, ratio and advisory: who and how many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from suowu.model import Outcome, Rule
from suowu.rules.conditions import condition
from suowu.rules.dated import Dated, dated_number
from suowu.rules.outcomes import Judge, advice, broken, met
from suowu.rules.paths import Scope, finder, getter, place
from suowu.rules.selectors import count, scopes, values

BOUNDS = ("至少", "至多", "恰好")


def quorum(rule: Rule, args: dict[str, Any]) -> Judge:
    """Enough of each sort among a list, or everyone who should be there is there."""
    return _attendance(rule, args) if "应到" in args else _numbers(rule, args)


def coverage(rule: Rule, args: dict[str, Any]) -> Judge:
    """Each of a list has one: lists those that do not."""
    wanted, covering, where_of = finder(args["每一"]), values(args["有"]), _place(args["有"])

    def judge(scope: Scope) -> Iterator[Outcome]:
        have = {value for value, _ in covering(scope)}
        lacking = [str(value) for value, _ in wanted(scope) if value not in have]
        if lacking:
            yield broken(rule, where_of(scope), f"{rule.name}未全覆盖：缺 {'、'.join(lacking)}")
        else:
            yield met(rule, where_of(scope))

    return judge


def ratio(rule: Rule, args: dict[str, Any]) -> Judge:
    """分子 : 分母 不低于 a:b, or counts by class equal to a table."""
    if "分类" in args:
        return _classes(rule, args)
    upper, lower = count(args["分子"]), count(args["分母"])
    least: Dated[tuple[float, float]] = Dated(args["不低于"], _pair)
    where_of = _place(args["分子"])

    def judge(scope: Scope) -> Iterator[Outcome]:
        have, of, need = upper(scope), lower(scope), least.on(scope.world.as_of, scope)
        if need is None or of == 0:
            return
        if have * need[1] < of * need[0]:
            words = f"{rule.name}不足：{have} 比 {of}，应不低于 {need[0]:g}:{need[1]:g}"
            yield broken(rule, where_of(scope), words)
        else:
            yield met(rule, where_of(scope))

    return judge


def advisory(rule: Rule, args: dict[str, Any]) -> Judge:
    """A count has been reached and what should follow is not there."""
    number, limit = count(args["计数"]), dated_number(args["达到"])
    followed, where_of = _followed(args.get("且无")), _place(args["计数"])

    def judge(scope: Scope) -> Iterator[Outcome]:
        need = limit.on(scope.world.as_of, scope)
        have = number(scope)
        if need is not None and have >= need and not followed(scope):
            words = rule.meta.get("说明", rule.name)
            yield advice(rule, where_of(scope), f"{rule.name}：已有 {have} 次。{words}")

    return judge


def _followed(spec: Any) -> Any:
    if spec is None:
        return lambda scope: False
    if isinstance(spec, dict) and "集" in spec:
        number = count(spec)
        return lambda scope: number(scope) > 0
    return condition(spec)


def _numbers(rule: Rule, args: dict[str, Any]) -> Judge:
    where_of = place(args["集"])
    parts = [_part(args["集"], part) for part in args["须"]]

    def judge(scope: Scope) -> Iterator[Outcome]:
        wrong = [words for part in parts for words in _outside(part, scope)]
        if wrong:
            yield broken(rule, where_of(scope), f"{rule.name}不符：{'；'.join(wrong)}")
        else:
            yield met(rule, where_of(scope))

    return judge


def _outside(part: tuple[str, Any, list[tuple[str, Dated[float]]]], scope: Scope) -> Iterator[str]:
    name, number, bounds = part
    have = number(scope)
    for bound, dated in bounds:
        need = dated.on(scope.world.as_of, scope)
        if need is not None and not _within(bound, have, need):
            yield f"{name}应{bound} {need:g} 人，实为 {have} 人"


def _part(path: str, part: dict[str, Any]) -> tuple[str, Any, list[tuple[str, Dated[float]]]]:
    number = count({"集": path, "条件": part.get("条件")})
    bounds = [(bound, dated_number(part[bound])) for bound in BOUNDS if bound in part]
    return part.get("称", path), number, bounds


def _within(bound: str, have: int, need: float) -> bool:
    if bound == "恰好":
        return have == need
    return have >= need if bound == "至少" else have <= need


def _attendance(rule: Rule, args: dict[str, Any]) -> Judge:
    expected = [values(spec) for spec in args["应到"]]
    present_at, where_of = finder(args["在"]), place(args["在"])

    def judge(scope: Scope) -> Iterator[Outcome]:
        there = {value for value, _ in present_at(scope)}
        names = [value for find in expected for value, _ in find(scope)]
        lacking = [name for name in dict.fromkeys(names) if name not in there]
        if lacking:
            words = f"{rule.name}不符：应到而未到 {'、'.join(lacking)}"
            yield broken(rule, where_of(scope), words)
        else:
            yield met(rule, where_of(scope))

    return judge


def _classes(rule: Rule, args: dict[str, Any]) -> Judge:
    members, by = scopes(args["分类"]), getter(args["按"])
    wanted_of, where_of = getter(args["等于"]), place(args["等于"])

    def judge(scope: Scope) -> Iterator[Outcome]:
        have = Counter(by(member) for member in members(scope))
        wanted = wanted_of(scope) or {}
        wrong = [
            f"{k}应 {n} 家、实 {have.get(k, 0)} 家"
            for k, n in wanted.items()
            if have.get(k, 0) != n
        ]
        if wrong:
            yield broken(rule, where_of(scope), f"{rule.name}与名册不一致：{'；'.join(wrong)}")
        elif wanted:
            yield met(rule, where_of(scope))

    return judge


def _pair(text: str) -> tuple[float, float]:
    upper, _, lower = str(text).partition(":")
    return float(upper), float(lower)


def _place(spec: Any) -> Any:
    path = spec if isinstance(spec, str) else spec.get("集")
    return place(path) if path else lambda scope: scope.where
