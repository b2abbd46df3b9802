"""Which forms are due to be printed: once for each event that has come."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from suowu.model import FormDue, Kind, Source
from suowu.rules.conditions import condition
from suowu.rules.paths import Scope, getter, items

Due = Callable[[str, Scope], Iterator[FormDue]]


def due_forms(kind: Kind) -> tuple[Due, ...]:
    """Compile the 打印 of a kind's forms; a form without it is printed on request only."""
    return tuple(
        _due(form, spec)
        for form in kind.forms
        for spec in _several((form.data or {}).get("打印") or [])
    )


def _several(spec: Any) -> list[Mapping[str, Any]]:
    return spec if isinstance(spec, list) else [spec]


def form_id(form: Source) -> str:
    """The file's stem is the form's id."""
    return form.rel.rsplit("/", 1)[-1].removesuffix(".yml")


def _due(form: Source, spec: Mapping[str, Any]) -> Due:
    each = items(spec["逐项"]) if "逐项" in spec else lambda scope: iter((scope,))
    holds, day_of = condition(spec.get("条件")), getter(spec["日期"])
    name, ident = form.data["名称"], form_id(form)

    def due(record: str, scope: Scope) -> Iterator[FormDue]:
        for item in each(scope):
            day = day_of(item)
            if isinstance(day, date) and day <= scope.world.as_of and holds(item):
                yield FormDue(record=record, form=ident, name=name, where=item.where, since=day)

    return due
