"""Selectors: a list of items or values, filtered; of this record or of others in reach."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from suowu.model import Where
from suowu.rules.conditions import condition
from suowu.rules.paths import Hit, Scope, finder, getter, present


def scopes(spec: str | Mapping[str, Any]) -> Callable[[Scope], Iterator[Scope]]:
    """The items a selector picks, each as a scope; values that are no mappings are wrapped."""
    if isinstance(spec, str):
        spec = {"集": spec}
    source = _source(spec)
    holds = condition(spec.get("条件"))

    def each(scope: Scope) -> Iterator[Scope]:
        for found in source(scope):
            if holds(found):
                yield found

    return each


def values(spec: str | Mapping[str, Any]) -> Callable[[Scope], list[Hit]]:
    """The values a selector picks with their places: items' 字段, or the bare values themselves."""
    if isinstance(spec, str):
        return finder(spec)
    if "字段" not in spec and "集" in spec and "条件" not in spec:
        return finder(spec["集"])
    each, field = scopes(spec), finder(spec["字段"]) if "字段" in spec else None

    def find(scope: Scope) -> list[Hit]:
        found = each(scope)
        if field is None:
            return [(item.item, item.where) for item in found]
        return [hit for item in found for hit in field(item)]

    return find


def count(spec: str | Mapping[str, Any]) -> Callable[[Scope], int]:
    """How many items a selector picks; a selector with 总数: path reads that number instead."""
    if isinstance(spec, Mapping) and "总数" in spec:
        get = getter(spec["总数"])
        return lambda scope: int(get(scope) or 0)
    if isinstance(spec, str):
        find = finder(spec)
        return lambda scope: len(find(scope))
    each = scopes(spec)
    return lambda scope: sum(1 for _ in each(scope))


def reaches_out(spec: Any) -> bool:
    """Whether a rule looks at other records than its own, the office's and the county's."""
    if isinstance(spec, Mapping):
        return bool({"案", "所"} & set(spec)) or any(reaches_out(v) for v in spec.values())
    return isinstance(spec, list) and any(reaches_out(v) for v in spec)


def _source(spec: Mapping[str, Any]) -> Callable[[Scope], Iterator[Scope]]:
    if "案" in spec:
        return _siblings(spec["案"], spec.get("在办"))
    if "所" in spec:
        return _offices
    find = finder(spec["集"])

    def each(scope: Scope) -> Iterator[Scope]:
        for value, where in find(scope):
            yield _entered(scope, value, where)

    return each


def _entered(scope: Scope, value: Any, where: Where) -> Scope:
    return scope.at(value if isinstance(value, Mapping) else {"值": value}, where)


def _siblings(kind: str, active: bool | None) -> Callable[[Scope], Iterator[Scope]]:
    def each(scope: Scope) -> Iterator[Scope]:
        for other in scope.world.siblings(kind):
            if active is None or other.active is active:
                yield Scope(
                    item=other.data, root=other.data, world=scope.world, active=other.active
                )

    return each


def _offices(scope: Scope) -> Iterator[Scope]:
    for office in scope.world.offices:
        if present(office):
            yield Scope(item=office, root=office, world=scope.world)
