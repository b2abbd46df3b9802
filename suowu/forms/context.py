"""Context that forms are filled in from: the forms of each kind, and each record as they see it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeAlias

from suowu.calendars import calendar_of
from suowu.derive.views import lens_of
from suowu.forms.definitions import Form, forms_of, layout_digest, notice_forms
from suowu.forms.grid import laid_out
from suowu.forms.layout import LaidOutForm, Packet
from suowu.model import EMPTY, Case, Data, FormDue, Ledger, Record, Where
from suowu.rules.paths import Scope, World

DAYS = 31
"""A form is due from its event on for so many days; an older one is printed on request."""

ScopeOf: TypeAlias = Callable[[Record], Scope]
FormsByKind: TypeAlias = Mapping[str, Mapping[str, Form]]
Selected: TypeAlias = tuple[Case, FormDue]


@dataclass(frozen=True, slots=True, kw_only=True)
class FormContext:
    """All forms of a county and what fills them in, compiled once."""

    ledger: Ledger
    forms: FormsByKind
    """By kind and id."""
    scope_of: ScopeOf
    """A record with its derived fields, its office and its county."""
    notice_forms: Mapping[str, Form]
    """Posters and proof, by id."""
    layout: str
    """A digest of everything that draws them."""
    sample: bool
    """Whether the county is made up, which every form says."""

    def form(self, case: Case, due: FormDue) -> LaidOutForm:
        """The form of one event of a case, filled in."""
        form = self.forms[case.record.kind][due.form]
        scope = _entered(self.scope_of(case.record), due.where)
        subject = f"{case.title}　{case.record.id}"
        return laid_out(form.data, scope, sample=self.sample, subject=subject)

    def notice_form(self, form: str, case: Case, *, view: Data) -> LaidOutForm:
        """A poster or the proof of a case's notice; `view` is what its paths see."""
        scope = Scope(item=view, root=view, world=self.scope_of(case.record).world)
        data = self.notice_forms[form].data
        return laid_out(data, scope, sample=self.sample, subject=case.record.key)

    def packet(self, title: str, selected: list[Selected]) -> Packet:
        """These forms as one file with a contents page."""
        return Packet(title=title, forms=tuple(self.form(case, due) for case, due in selected))

    def office_name(self, office: str) -> str:
        """The office's name as printed."""
        own = self.ledger.book.offices.get(office, self.ledger.book.county)
        return str(own.data.get("名称", office))


def form_context(
    ledger: Ledger, *, scope_of: ScopeOf | None = None, forms: FormsByKind | None = None
) -> FormContext:
    """What prints a county. Records are looked at, and forms compiled, unless they are given."""
    book = ledger.book
    kinds = book.raw.kinds.values()
    return FormContext(
        ledger=ledger,
        forms=forms or {kind.id: forms_of(kind) for kind in kinds if kind.forms},
        scope_of=scope_of or _scopes(ledger),
        notice_forms=notice_forms(book.raw.templates),
        layout=layout_digest(book.raw.templates),
        sample=bool(book.county.data.get("示例数据")),
    )


def recent_forms(ledger: Ledger, case: Case, *, days: int = DAYS) -> Iterator[FormDue]:
    """The forms of a case whose event is not longer ago than `days`."""
    since = ledger.as_of - timedelta(days=days)
    return (due for due in case.forms if due.since > since)


def select_forms(
    ledger: Ledger,
    target: str = "",
    *,
    only_due: bool = False,
    kind: str | None = None,
    event: str | None = None,
) -> list[Selected]:
    """The forms of a record (`office/kind/id`), of an office, or of the whole county.

    `only_due` leaves out what is older than a month, `event` all but one list of events (外出).
    """
    return [
        (case, due)
        for case in ledger.cases.values()
        if _is_in(case.record.key, target) and kind in (None, case.record.kind)
        for due in (recent_forms(ledger, case) if only_due else case.forms)
        if event is None or event in (*due.where[:1], due.name, due.form)
    ]


def _is_in(key: str, target: str) -> bool:
    return not target or key == target or key.startswith(f"{target}/")


def _entered(scope: Scope, where: Where) -> Scope:
    """The scope of one event of a record."""
    item: Any = scope.root  # Any: mappings and lists by turns, as the record has them
    for step in where:
        item = item[step]
    return scope.at(item, where) if where else scope


def _scopes(ledger: Ledger) -> ScopeOf:
    """Looks at each record anew: what `derive` worked out is not handed on yet."""
    book = ledger.book
    calendar = calendar_of(book.raw.calendars)
    lenses = {kind.id: lens_of(kind) for kind in book.raw.kinds.values()}

    def scope_of(record: Record) -> Scope:
        office = book.offices.get(record.office)
        world = World(
            as_of=ledger.as_of,
            calendar=calendar,
            office=office.data if office else EMPTY,
            county=book.county.data,
        )
        year = record.id.partition("/")[0]
        number = int(year) if year.isdigit() else None
        return lenses[record.kind].view(record.data, world, number).scope

    return scope_of
