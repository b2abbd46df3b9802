"""What there is to check in the records of one kind, worked out once from its kind.yml."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from suowu.check.doorman import Test, compiled
from suowu.check.paths import Steps, steps_of
from suowu.model import Data, Kind


class Order(NamedTuple):
    """Dates that must not run backwards, within each item of a list if `items` is given."""

    items: Steps | None
    paths: tuple[Steps, ...]


class Claim(NamedTuple):
    """A field others must confirm: 引用 names a target, 唯一 a scope and a class."""

    steps: Steps
    target: str
    scope: str
    group: str


class Plan(NamedTuple):
    """The checks of one kind."""

    kind: Kind
    passes: Test
    named: re.Pattern[str]
    identities: tuple[Steps, ...]
    phones: tuple[Steps, ...]
    numbered: tuple[Steps, ...]
    agreement: dict[str, Steps]
    orders: tuple[Order, ...]
    claims: tuple[Claim, ...]


def plan_of(kind: Kind) -> Plan:
    """The plan of one kind."""
    return Plan(
        kind=kind,
        passes=compiled(kind.schema),
        named=re.compile(str(kind.meta.get("文件名") or r"[0-9A-Za-z][0-9A-Za-z_-]*")),
        identities=_of_class(kind, "身份证号"),
        phones=_of_class(kind, "电话"),
        numbered=tuple(steps_of(path) for path in kind.fields if path.endswith(".编号")),
        agreement={role: steps_of(str(path)) for role, path in _mapping(kind, "对照").items()},
        orders=tuple(_order(entry) for entry in _sequence(kind, "先后")),
        claims=tuple(_claims(kind)),
    )


def _of_class(kind: Kind, name: str) -> tuple[Steps, ...]:
    return tuple(steps_of(path) for path, meta in kind.fields.items() if meta.get("类") == name)


def _mapping(kind: Kind, key: str) -> Data:
    value = kind.meta.get(key)
    return value if isinstance(value, dict) else {}


def _sequence(kind: Kind, key: str) -> Sequence[Any]:
    value = kind.meta.get(key)
    return value if isinstance(value, list) else ()


def _order(entry: Any) -> Order:
    if isinstance(entry, dict):
        paths = tuple(steps_of(str(path)) for path in entry.get("依次") or ())
        return Order(steps_of(str(entry.get("逐项"))), paths)
    return Order(None, tuple(steps_of(str(path)) for path in entry))


def _claims(kind: Kind) -> list[Claim]:
    """Values of one 类 are compared over all kinds; without a 类, those of fields named alike."""
    return [
        Claim(
            steps_of(path),
            str(meta.get("引用") or ""),
            str(meta.get("唯一") or ""),
            str(meta.get("类") or path.rpartition(".")[2]),
        )
        for path, meta in kind.fields.items()
        if meta.get("引用") or meta.get("唯一")
    ]
