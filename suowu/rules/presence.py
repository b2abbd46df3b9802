"""The words required, documents, order and choice: what must be there, and in which order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from suowu.model import Outcome, Rule, Where
from suowu.rules.conditions import SPECIAL, condition, failing
from suowu.rules.outcomes import Judge, broken, met
from suowu.rules.paths import Scope, Test, getter, items, place, split

VAGUE = frozenset({"日期", "结果", "文号", "意见", "材料", "起", "止"})

Step = list[tuple[str, Callable[[Scope], Any], Callable[[Scope], Where], Test]]


def required(rule: Rule, args: dict[str, Any]) -> Judge:
    """Conditions that must hold; what fails is named by its last key."""
    parts = args.get("分别") or [args]
    compiled = [
        (_each(p.get("逐项")), condition(p.get("条件")), failing(p["须"]), p.get("称"))
        for p in parts
    ]

    def judge(scope: Scope) -> Iterator[Outcome]:
        wrong = [
            (name or _lacking(rule, keys), _where(keys[0], item))
            for each, applies, lacking, name in compiled
            for item in each(scope)
            if applies(item) and (keys := lacking(item))
        ]
        if wrong:
            words = "、".join(dict.fromkeys(words for words, _ in wrong))
            yield broken(rule, wrong[0][1], f"{rule.name}不全或不符：{words}")
        else:
            yield met(rule, scope.where)

    return judge


def _lacking(rule: Rule, keys: list[str]) -> str:
    if any(key in SPECIAL for key in keys):
        return str(rule.meta.get("说明", rule.name))
    return "、".join(_word(key) for key in keys)


def must(rule: Rule, spec: dict[str, Any]) -> Judge:
    """The 并须 of any rule: a condition beside its word."""
    return required(rule, {"须": spec})


def documents(rule: Rule, args: dict[str, Any]) -> Judge:
    """A list holds all that it must, or all named items are in order; the missing are listed."""
    if "项" in args:
        return _items(rule, args["项"])
    get, where_of = getter(args["字段"]), place(args["字段"])
    needed, either = args.get("必备", []), args.get("任一", [])

    def judge(scope: Scope) -> Iterator[Outcome]:
        have = get(scope) or []
        lacking = [name for name in needed if name not in have]
        lacking += [" 或 ".join(group) for group in either if not set(group) & set(have)]
        if lacking:
            yield broken(rule, where_of(scope), f"{rule.name}不全：缺 {'、'.join(lacking)}")
        else:
            yield met(rule, where_of(scope))

    return judge


def order(rule: Rule, args: dict[str, Any]) -> Judge:
    """Dates that may not run backwards, and no later step without the earlier ones.

    A step `{字段: path, 条件: …}` may be missing where its condition does not hold.
    """
    steps = [_step(entry) for entry in args["依次"]]
    whole = args.get("必填", False)

    def judge(scope: Scope) -> Iterator[Outcome]:
        wrong = list(_disorder(scope, steps, whole=whole))
        if wrong:
            words = "；".join(words for words, _ in wrong)
            yield broken(rule, wrong[0][1], f"{rule.name}不符：{words}")
        elif any(isinstance(get(scope), date) for step in steps for _, get, _, _ in step):
            yield met(rule, scope.where)

    return judge


def choice(rule: Rule, args: dict[str, Any]) -> Judge:
    """A value must be, be among, or not be; by branches if need be."""
    branches = args.get("分支") or [args]
    compiled = [(condition(b.get("条件")), b.get("字段") or args["字段"], b) for b in branches]

    def judge(scope: Scope) -> Iterator[Outcome]:
        for applies, path, branch in compiled:
            if not applies(scope):
                continue
            actual, where = getter(path)(scope), place(path)(scope)
            wanted = _unmet(actual, branch)
            if wanted:
                words = f"{rule.name}不符：{_word(path)}{wanted}，实为 {_shown(actual)}"
                yield broken(rule, where, words)
            else:
                yield met(rule, where)

    return judge


def _each(path: str | None) -> Callable[[Scope], Iterator[Scope]]:
    return items(path) if path else lambda scope: iter((scope,))


def _items(rule: Rule, spec: dict[str, Any]) -> Judge:
    tests = [(name, condition(cond), cond) for name, cond in spec.items()]

    def judge(scope: Scope) -> Iterator[Outcome]:
        lacking = [(name, cond) for name, test, cond in tests if not test(scope)]
        if lacking:
            names = "、".join(name for name, _ in lacking)
            where = _where(next(iter(lacking[0][1])), scope)
            yield broken(rule, where, f"{rule.name}不全：缺 {names}")
        else:
            yield met(rule, scope.where)

    return judge


def _step(entry: Any) -> Step:
    parts = [
        part if isinstance(part, dict) else {"字段": part}
        for part in (entry if isinstance(entry, list) else [entry])
    ]
    return [
        (p["字段"], getter(p["字段"]), place(p["字段"]), condition(p.get("条件"))) for p in parts
    ]


def _disorder(scope: Scope, steps: list[Step], *, whole: bool) -> Iterator[tuple[str, Where]]:
    as_of = scope.world.as_of
    before: list[tuple[str, date | None, Where]] = []
    for step in steps:
        now = [
            (path, day, where(scope))
            for path, get, where, wanted in step
            if isinstance(day := get(scope), date) or wanted(scope)
        ]
        for path, day, where in now:
            if not isinstance(day, date):
                if whole:
                    yield f"缺{_word(path)}", where
                continue
            for earlier, first, first_where in before:
                if first is None and day <= as_of and not whole:
                    yield f"有{_word(path)}（{day}）而无{_word(earlier)}", first_where
                elif first is not None and first > day:
                    yield f"{_word(earlier)}（{first}）晚于{_word(path)}（{day}）", first_where
        before = [(p, d if isinstance(d, date) else None, w) for p, d, w in now] + [
            entry for entry in before if entry[1] is not None
        ]


def _unmet(actual: Any, branch: dict[str, Any]) -> str | None:
    if "须为" in branch:
        return None if actual == branch["须为"] else f"须为 {_shown(branch['须为'])}"
    if "须在" in branch:
        return (
            None if actual in branch["须在"] else f"须为 {'、'.join(map(str, branch['须在']))} 之一"
        )
    barred = branch["不得为"]
    barred = barred if isinstance(barred, list) else [barred]
    return f"不得为 {_shown(actual)}" if actual in barred else None


def _shown(value: Any) -> str:
    if value is None:
        return "空"
    return ("是" if value else "否") if isinstance(value, bool) else str(value)


def _where(key: str, scope: Scope) -> Where:
    return scope.where if key in SPECIAL else place(key)(scope)


def _word(path: str) -> str:
    """`机构决定.日期` → 机构决定日期: a last key that says little alone takes the one before it."""
    _, keys = split(path)
    return "".join(keys[-2:]) if keys[-1] in VAGUE else keys[-1]
