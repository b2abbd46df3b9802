"""Checks of a kind: what there is to check in its records, worked out once from its kind.yml."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from typing import Any, NamedTuple

from suowu.check.fast_validator import Passes, fast_validator
from suowu.definitions import Kind
from suowu.fields import Field, Fields, all_fields, fields_of
from suowu.grammar.kinds import IN_LIST, Agreement, ItemOrder, Minority, MonthDays
from suowu.grammar.leaves import Path
from suowu.model import Data, Where
from suowu.problems import NOTHING
from suowu.values import PathSteps, PlacedValue, steps_of, values_at

MOST_ISSUES = 100
"""Of one record are told; who reads more than that mends a hundred first."""


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
    names: tuple[PathSteps, ...]
    numbered: tuple[PathSteps, ...]
    once: tuple[PathSteps, ...]
    agreement: Mapping[str, PathSteps]
    orders: tuple[DateOrder, ...]
    minority: Minority | None
    months: tuple[MonthDays, ...]
    references: tuple[Reference, ...]


def kind_checks(kind: Kind) -> KindChecks:
    """The checks of one kind."""
    fields = fields_of(kind.schema, kind.metas)
    paths = [path for path, _ in all_fields(fields)]
    return KindChecks(
        kind=kind,
        fields=fields,
        passes=fast_validator(fields),
        file_name=re.compile(kind.file.file_name or r"[0-9A-Za-z][0-9A-Za-z_-]*"),
        identities=_of_sort("身份证号", fields),
        names=_of_sort("姓名", fields),
        numbered=tuple(steps_of(path) for path in paths if path.endswith(".编号")),
        once=tuple(
            steps_of(path) for path, field in all_fields(fields) if field.meta.unique == IN_LIST
        ),
        agreement=_agreement(kind.file.agreement),
        orders=tuple(map(_order, kind.file.orders)),
        minority=kind.file.minority,
        months=kind.file.months,
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


def _agreement(spec: Agreement | None) -> dict[str, PathSteps]:
    if spec is None:
        return {}
    paths = {"身份证号": spec.number, "出生日期": spec.born, "性别": spec.sex}
    return {role: path.keys for role, path in paths.items() if path is not None}


def _order(entry: tuple[Path, ...] | ItemOrder) -> DateOrder:
    if isinstance(entry, ItemOrder):
        return DateOrder(entry.each.keys, tuple(path.keys for path in entry.days))
    return DateOrder(None, tuple(path.keys for path in entry))


def _references(fields: Fields) -> list[Reference]:
    """Values of one 类 are compared over all kinds; without a 类, those of fields named alike."""
    return [
        Reference(
            steps_of(path),
            target=field.meta.refers or "",
            scope=_scope(field),
            group=field.meta.sort or field.name,
        )
        for path, field in all_fields(fields)
        if field.meta.refers or _scope(field)
    ]


def _scope(field: Field) -> str:
    return "" if field.meta.unique in (None, IN_LIST) else str(field.meta.unique)
