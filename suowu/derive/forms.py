"""Due forms: which forms of a record are due to be printed, once for each event that has come."""

from __future__ import annotations

from collections.abc import Iterator

from suowu.definitions import Kind
from suowu.ledger import FormDue
from suowu.rules.conditions import holds
from suowu.rules.scopes import Scope, day, items


def due_forms(kind: Kind, record: str, *, scope: Scope) -> Iterator[FormDue]:
    """By the 打印 of each form; one without it is printed on request only."""
    for form in kind.forms.values():
        for printed in form.file.printed:
            for item in items(printed.each, scope):
                on = day(printed.day, item)
                if on is None or on > scope.world.as_of:
                    continue
                if holds(printed.when, item.dated(on)):
                    yield FormDue(
                        record=record, form=form.id, name=form.name, where=item.where, since=on
                    )
