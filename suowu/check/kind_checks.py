"""Checks of a kind: what there is to check in its records, worked out once from its kind.yml."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from suowu.check.fast_validator import Passes, fast_validator
from suowu.fields import Fields, all_fields, fields_of
from suowu.model import Data, Kind, Where
from suowu.problems import NOTHING
from suowu.values import PathSteps, PlacedValue, steps_of, values_at


class FieldIssue(NamedTuple):
    """Something wrong with one value: where, what must be, the value, a hint."""

    where: Where
    says: str
    value: object = NOTHING
    hint: str | None = None


class DateOrder(NamedTuple):
    """Dates that must not run backwards, within each item of a list if `items` is given."""

    items: PathSteps | None
    paths: tuple[PathSteps, ...]


class Reference(NamedTuple):
    """A field others must confirm: 引用 names a target, 唯一 a scope and a group."""

    steps: PathSteps
    target: str
    scope: str
    group: str


class ReferenceValues(NamedTuple):
    """What a record says that only other records can confirm, by what it is compared with.

    `refers` maps a target (所:人员.姓名) to the values that must be there; `unique` maps
    (scope, group) to the values that nobody else there may have.
    """

    refers: Mapping[str, frozenset[Any]]
    unique: Mapping[tuple[str, str], tuple[Any, ...]]


class KindChecks(NamedTuple):
    """All checks of one kind; `passes` is true for records that its schema lets pass."""

    kind: Kind
    fields: Fields
    passes: Passes
    file_name: re.Pattern[str]
    identities: tuple[PathSteps, ...]
    phones: tuple[PathSteps, ...]
    numbered: tuple[PathSteps, ...]
    agreement: Mapping[str, PathSteps]
    orders: tuple[DateOrder, ...]
    references: tuple[Reference, ...]


def kind_checks(kind: Kind) -> KindChecks:
    """The checks of one kind."""
    fields = fields_of(kind.schema, kind.fields)
    paths = [path for path, _ in all_fields(fields)]
    return KindChecks(
        kind=kind,
        fields=fields,
        passes=fast_validator(fields),
        file_name=re.compile(str(kind.meta.get("文件名") or r"[0-9A-Za-z][0-9A-Za-z_-]*")),
        identities=_of_sort("身份证号", fields),
        phones=_of_sort("电话", fields),
        numbered=tuple(steps_of(path) for path in paths if path.endswith(".编号")),
        agreement={role: steps_of(str(path)) for role, path in _mapping(kind, "对照").items()},
        orders=tuple(_order(entry) for entry in _sequence(kind, "先后")),
        references=tuple(_references(fields)),
    )


def reference_values(data: Data, checks: KindChecks) -> ReferenceValues:
    """What the references of a record say."""
    refers: dict[str, set[Any]] = defaultdict(set)
    unique: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for reference in checks.references:
        for _, value in referring(data, reference):
            if reference.target:
                refers[reference.target].add(value)
            if reference.scope:
                unique[reference.scope, reference.group].append(value)
    return ReferenceValues(
        {target: frozenset(values) for target, values in refers.items()},
        {key: tuple(values) for key, values in unique.items()},
    )


def referring(data: Data, reference: Reference) -> list[PlacedValue]:
    """The values of a reference that can be compared; others are field issues already."""
    found = values_at(data, reference.steps)
    return [(where, value) for where, value in found if value != "" and type(value) is not dict]


def _of_sort(sort: str, fields: Fields) -> tuple[PathSteps, ...]:
    return tuple(steps_of(path) for path, field in all_fields(fields) if field.meta.sort == sort)


def _mapping(kind: Kind, key: str) -> Data:
    value = kind.meta.get(key)
    return value if isinstance(value, dict) else {}


def _sequence(kind: Kind, key: str) -> Sequence[Any]:
    value = kind.meta.get(key)
    return value if isinstance(value, list) else ()


def _order(entry: Any) -> DateOrder:
    if isinstance(entry, dict):
        paths = tuple(steps_of(str(path)) for path in entry.get("依次") or ())
        return DateOrder(steps_of(str(entry.get("逐项"))), paths)
    return DateOrder(None, tuple(steps_of(str(path)) for path in entry))


def _references(fields: Fields) -> list[Reference]:
    """Values of one 类 are compared over all kinds; without a 类, those of fields named alike."""
    return [
        Reference(
            steps_of(path),
            target=field.meta.refers or "",
            scope=field.meta.unique or "",
            group=field.meta.sort or field.name,
        )
        for path, field in all_fields(fields)
        if field.meta.refers or field.meta.unique
    ]
