"""Where forms are filled in: the forms of each kind, and a record as they see it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from suowu.calendars import Calendar, calendar_of
from suowu.derive.views import Lens, lens_of
from suowu.digest import digest_of
from suowu.forms.book import Form, forms_of
from suowu.forms.grid import laid_out
from suowu.forms.sentences import Sentence, sentences_of
from suowu.model import EMPTY, Case, Data, FormDue, Kind, Ledger, Notice, Where
from suowu.rules.paths import Scope, World
from suowu.yamlfile import read

DAYS = 31
"""A form is due from its event on for so many days; an older one is printed on request."""

_OWN = "print/forms/"


@dataclass(frozen=True, slots=True)
class Desk:
    """All forms of a county, compiled once; `layout` is a digest of everything that draws them."""

    ledger: Ledger
    forms: Mapping[str, Mapping[str, Form]]
    lenses: Mapping[str, Lens]
    calendar: Calendar
    own: Mapping[str, Form]
    sentences: Mapping[str, Sentence]
    layout: str
    sample: bool

    def value(self, case: Case, due: FormDue) -> dict[str, Any]:
        """The laid-out form of one event of a case."""
        form = self.forms[case.record.kind][due.form]
        made = laid_out(form.data, _at(self._scope(case), due.where), sample=self.sample)
        return made | {"about": f"{case.title}　{case.record.id}"}

    def poster(self, form: str, notice: Notice, view: Data) -> dict[str, Any]:
        """A form of our own about a notice: poster or proof. `view` is what its paths see."""
        scope = Scope(item=view, root=view, world=self._world(notice.office))
        made = laid_out(self.own[form].data, scope, sample=self.sample)
        return made | {"about": notice.record}

    def office_name(self, office: str) -> str:
        """The office's name as printed."""
        own = self.ledger.book.offices.get(office, self.ledger.book.county)
        return str(own.data.get("名称", office))

    def _scope(self, case: Case) -> Scope:
        record = case.record
        year = record.id.partition("/")[0]
        lens = self.lenses[record.kind]
        world = self._world(record.office)
        return lens.view(record.data, world, int(year) if year.isdigit() else None).scope

    def _world(self, office: str) -> World:
        book = self.ledger.book
        own = book.offices.get(office)
        return World(
            as_of=self.ledger.as_of,
            calendar=self.calendar,
            office=own.data if own else EMPTY,
            county=book.county.data,
        )


def desk_of(ledger: Ledger) -> Desk:
    """Read the forms of every kind, and ours for notices."""
    raw = ledger.book.raw
    kinds: list[Kind] = [kind for kind in raw.kinds.values() if kind.forms]
    return Desk(
        ledger=ledger,
        forms={kind.id: forms_of(kind) for kind in kinds},
        lenses={kind.id: lens_of(kind) for kind in kinds},
        calendar=calendar_of(raw.calendars),
        own=dict(_own_forms(raw.templates)),
        sentences=sentences_of(raw),
        layout=_layout(raw.templates),
        sample=bool(ledger.book.county.data.get("示例数据")),
    )


def recent(ledger: Ledger, case: Case, days: int = DAYS) -> Iterator[FormDue]:
    """The forms of a case whose event is not longer ago than `days`."""
    since = ledger.as_of - timedelta(days=days)
    return (due for due in case.forms if due.since > since)


def _at(scope: Scope, where: Where) -> Scope:
    item: Any = scope.root
    for step in where:
        item = item[step]
    return scope.at(item, where) if where else scope


def _own_forms(templates: Mapping[str, str]) -> Iterator[tuple[str, Form]]:
    for rel, text in sorted(templates.items()):
        if rel.startswith(_OWN):
            stem = rel.removeprefix(_OWN).removesuffix(".yml")
            digest = digest_of(text)
            yield stem, Form(stem, f"templates/{rel}", digest, read(text).data)


def _layout(templates: Mapping[str, str]) -> str:
    return digest_of(
        [(rel, templates[rel]) for rel in sorted(templates) if rel.startswith("print/")]
    )
