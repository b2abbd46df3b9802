"""Context that forms are filled in from: the forms of each kind, and each record as they see it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import chain
from typing import Any, TypeAlias

from suowu.county import county_of, office_of
from suowu.definitions import Form
from suowu.digest import digest_of
from suowu.forms.grid import laid_out
from suowu.forms.layout import BoundPages, LaidOutForm, Packet
from suowu.ledger import Case, FormDue, Ledger
from suowu.model import Data, Where
from suowu.render.paths import form_place
from suowu.rules.scopes import Scope
from suowu.wording import chinese_date

_FOLDER = "print/"
RECENT_DAYS = 31
"""A form is due from its event on for so many days; an older one is printed on request."""

FormsByKind: TypeAlias = Mapping[str, Mapping[str, Form]]
Selected: TypeAlias = tuple[Case, FormDue]


@dataclass(frozen=True, slots=True, kw_only=True)
class FormContext:
    """All forms of a county and what fills them in, compiled once."""

    ledger: Ledger
    forms: FormsByKind
    """By kind and id."""
    notice_forms: Mapping[str, Form]
    """Posters and proof, by id."""
    layout: str
    """A digest of everything that draws them."""
    sample: bool
    """Whether the county is made up, which every form says."""

    def form(self, case: Case, due: FormDue) -> LaidOutForm:
        """The form of one event of a case, filled in under the law of its day."""
        form = self.forms[case.record.kind][due.form]
        scope = _entered(case.scope, due.where).dated(due.since)
        subject = self._about(case, chinese_date(due.since))
        return laid_out(form.data, scope, sample=self.sample, subject=subject)

    def blank(self, case: Case, form: Form, *, record: bool = True) -> LaidOutForm:
        """A form before its event: what the record says of itself is there, the event is not.

        Without `record` only the office and the county are known.
        """
        listed = any(printed.each is not None for printed in form.file.printed)
        scope = case.scope if record else case.scope._replace(item={}, root={})
        item = scope.at({}, ()) if listed else scope
        year = f"{case.record.id.partition('/')[0]} 年"
        subject = self._about(case, year) if record else case.title
        data, on = form.data if record else _unfilled(form.data), self.ledger.as_of
        return laid_out(data, item.dated(on), sample=self.sample, subject=subject)

    def notice_form(self, form: str, case: Case, *, view: Data) -> LaidOutForm:
        """A poster or the proof of a case's notice; `view` is what its paths see."""
        scope = Scope(item=view, root=view, world=case.scope.world)
        data = self.notice_forms[form].data
        return laid_out(data, scope, sample=self.sample, subject=case.record.key)

    def packet(self, title: str, selected: list[Selected]) -> Packet:
        """These forms as one file with a contents page."""
        return Packet(title=title, forms=tuple(self.form(case, due) for case, due in selected))

    def of_case(self, title: str, selected: list[Selected]) -> Packet:
        """The forms of a case as one file that pages link into, form by form."""
        places = tuple(self._place(case, due) for case, due in selected)
        return replace(self.packet(title, selected), contents=False, places=places)

    def of_week(self, title: str, selected: list[Selected]) -> Packet:
        """The forms of an office's week with a contents page; pages link to those of registers."""
        kinds = self.ledger.definitions.kinds
        places = tuple(
            self._place(case, due) if kinds[case.record.kind].scope == "簿" else None
            for case, due in selected
        )
        return replace(self.packet(title, selected), places=places)

    def _about(self, case: Case, day: str) -> str:
        """Whom or what a form is about, for a contents page; of a register also of which day."""
        kind = self.ledger.definitions.kinds[case.record.kind]
        return f"{kind.name}　{day}" if kind.scope == "簿" else f"{case.title}　{case.record.id}"

    def _place(self, case: Case, due: FormDue) -> str:
        return form_place(case.record, due, kind=self.ledger.definitions.kinds[case.record.kind])

    def dossier(self, case: Case) -> Packet | None:
        """A case as one file in filing order: cover, contents, materials, back, numbered through.

        None if its kind has no 卷宗. Cover, contents and back are there before they are due.
        """
        kind = self.ledger.definitions.kinds[case.record.kind]
        bundle = kind.file.bundle
        if bundle is None:
            return None
        front, back = [bundle.cover, bundle.contents], [bundle.back] if bundle.back else []
        own = [due for due in case.forms if due.form not in (*front, *back)]
        own.sort(key=lambda due: due.form)
        found = {due.form: due for due in case.forms}
        new = FormDue(record=case.record.key, form="", name="", where=(), since=self.ledger.as_of)
        around = {f: found.get(f) or new._replace(form=f) for f in (*front, *back)}
        whole = [*(around[f] for f in front), *own, *(around[f] for f in back)]
        first = len(front)
        return Packet(
            title=f"{kind.name}　{case.title}　{case.record.id}",
            forms=tuple(self.form(case, due) for due in whole),
            contents=False,
            bound=BoundPages(contents=1, first=first, last=first + len(own) - 1) if own else None,
        )

    def office_name(self, office: str) -> str:
        """The office's name as printed."""
        book = self.ledger.book
        if office in book.offices:
            return office_of(book.offices[office].data, id=office).name
        return county_of(book.county.data).name


def form_context(ledger: Ledger) -> FormContext:
    """What prints a county: the forms of its definitions, and each case as `derive` saw it."""
    definitions = ledger.definitions
    drawn = [(r, t) for r, t in sorted(definitions.templates.items()) if r.startswith(_FOLDER)]
    return FormContext(
        ledger=ledger,
        forms={kind.id: kind.forms for kind in definitions.kinds.values()},
        notice_forms=definitions.notice_forms,
        layout=digest_of(drawn),
        sample=county_of(ledger.book.county.data).sample,
    )


def recent_forms(ledger: Ledger, case: Case, *, days: int = RECENT_DAYS) -> Iterator[FormDue]:
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
    since: date | None = None,
) -> list[Selected]:
    """The forms of a record (`office/kind/id`), of an office, or of the whole county.

    `only_due` leaves out what is older than a month, `since` what came up before that day, `event`
    all that it is no word of.
    """
    return [
        (case, due)
        for case in ledger.cases.values()
        if _is_in(case.record.key, target) and kind in (None, case.record.kind)
        for due in (recent_forms(ledger, case) if only_due else case.forms)
        if event is None or event in event_words(due)
        if since is None or due.since >= since
    ]


def form_words(form: Form) -> tuple[str, ...]:
    """What names a form before it is due, as `event_words` one that is: lists, title, file."""
    lists = (p.each.keys for p in form.file.printed if p.each is not None)
    return (*chain.from_iterable(lists), form.name, form.id)


def event_words(due: FormDue) -> tuple[str, ...]:
    """What names a form that is due: the lists that its event is in (外出), its title, its file."""
    return (*(step for step in due.where if isinstance(step, str)), due.name, due.form)


def _is_in(key: str, target: str) -> bool:
    return not target or key == target or key.startswith(f"{target}/")


def _unfilled(data: Any) -> Any:
    """A form whose cells say nothing where nothing is known: 无 is not known of nobody."""
    if isinstance(data, Mapping):
        own = {key: _unfilled(each) for key, each in data.items()}
        return own | {"缺": ""} if "缺" in own and "段" not in own else own
    return [_unfilled(each) for each in data] if isinstance(data, list) else data


def _entered(scope: Scope, where: Where) -> Scope:
    """The scope of one event of a record."""
    item: Any = scope.root  # Any: mappings and lists by turns, as the record has them
    for step in where:
        item = item[step]
    return scope.at(item, where) if where else scope
