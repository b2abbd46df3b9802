"""Record views: a record as rules and forms see it, with what is derived of it, its story, and the
forms that are due."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from suowu.calendars import Unannounced, age_on, inclusive_days
from suowu.definitions import Kind
from suowu.draw import draw_result
from suowu.grammar.forms import PrintTime
from suowu.grammar.kinds import ACTIVE, CLOSED, Derivation, Event, TermEnd
from suowu.grammar.leaves import Path
from suowu.ledger import FormDue
from suowu.model import Data, Where
from suowu.privacy import is_known_minor
from suowu.rules.conditions import as_length, holds, in_force
from suowu.rules.scopes import Scope, World, count, day, first_day, hits, items, present, value
from suowu.wording import chinese_month, written

Story: TypeAlias = tuple[tuple[date, str, Where], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordView:
    """One record seen at `as_of`; `ended` is the earliest 了结 date that has come."""

    scope: Scope
    data: Data
    derived: Mapping[str, Any]
    active: bool
    minor: bool
    ended: date | None


def record_view(kind: Kind, data: Data, *, world: World, year: int | None) -> RecordView:
    """Look at one record; `year` is that of a register."""
    plain = Scope(item=data, root=data, world=world, year=year)
    minor = is_known_minor(kind.file.minority, plain)
    active = holds(kind.file.active, plain)
    ends = [on for path in kind.file.ends if (on := day(path, plain)) is not None]
    ended = min((on for on in ends if on <= world.as_of), default=None)
    full, derived = _derived(kind.file.derived, plain)
    return RecordView(
        scope=Scope(
            item=full, root=full, world=world, minor=minor, active=active, year=year, ended=ended
        ),
        data=full,
        derived=derived,
        active=active,
        minor=minor,
        ended=ended,
    )


def state_of(kind: Kind, scope: Scope) -> str:
    """在办, or the first 状态 of the kind that holds, or else 已办结."""
    if scope.active:
        return ACTIVE
    found = (state.name for state in kind.file.states if holds(state.holds, scope))
    return next(found, CLOSED)


def waiting_of(kind: Kind, scope: Scope) -> str:
    """What a case is called that is neither 在办 nor 已办结, else nothing."""
    state = state_of(kind, scope)
    return "" if state in (ACTIVE, CLOSED) else state


def case_title(kind: Kind, scope: Scope) -> str:
    """The one-line title for internal lists."""
    return " ".join(text for path in kind.file.title if (text := written(value(path, scope))))


def person_of(kind: Kind, scope: Scope) -> str:
    """Who of the staff answers for it: the first that 责任人 finds."""
    found = (hit[0] for people in kind.file.people for hit in hits(people, scope))
    return next((str(name) for name in found if name), "")


def story_of(kind: Kind, scope: Scope) -> Story:
    """The dated story, oldest first."""
    found = [event for part in kind.file.timeline for event in _events(part, scope)]
    return tuple(sorted(found, key=lambda event: event[0]))


def _derived(wanted: Mapping[Path, Derivation], scope: Scope) -> tuple[Data, Mapping[str, Any]]:
    if not wanted:
        return scope.item, {}
    data, found = dict(scope.item), dict[str, Any]()
    plain, grown = scope, scope._replace(item=data, root=data)  # later ones see earlier ones
    for path, derivation in wanted.items():
        scope = plain if derivation.draw else grown  # a list is drawn from as it was committed to
        if len(path.keys) == 1:
            data[path.keys[0]] = found[path.text] = _worked_out(derivation, scope)
        else:
            found[path.text] = _in_items(data, path, derivation=derivation, scope=scope)
    return data, found


def _in_items(data: dict[str, Any], path: Path, *, derivation: Derivation, scope: Scope) -> Any:
    """Put the derived field into each item of a list, or into a table that says anything."""
    head, name = path.keys[0], path.keys[1]
    inner = data.get(head)
    if isinstance(inner, list):
        data[head] = [
            {**item, name: _worked_out(derivation, scope.at(item, (head, index)))}
            for index, item in enumerate(inner)
        ]
        return [item[name] for item in data[head]]
    if isinstance(inner, Mapping) and present(inner):
        data[head] = {**inner, name: _worked_out(derivation, scope.at(inner, (head,)))}
        return data[head][name]
    return None


def _worked_out(derivation: Derivation, scope: Scope) -> Any:
    if derivation.count is not None:
        return count(derivation.count, scope)
    if derivation.total is not None:
        return sum(number for number, _ in hits(derivation.total, scope))
    if derivation.draw is not None:
        return draw_result(derivation.draw, scope.root)
    if derivation.end is not None:
        return _term_end(derivation.end, scope)
    if derivation.ratio is not None:
        over, under = (value(path, scope) for path in derivation.ratio)
        return over / under if over is not None and under else None
    first, last = (day(path, scope) for path in derivation.days or derivation.age or ())
    if first is None or last is None:
        return None
    return inclusive_days(first, last) if derivation.days else age_on(first, last)


def _term_end(end: TermEnd, scope: Scope) -> date | None:
    """The day on which a term is full; without a length its first day. None if a year matters
    that is not announced."""
    first = first_day(end.start, scope)
    if first is None or end.length is None:
        return first
    found = in_force(end.length, scope.dated(first))
    length = as_length(found) if found else None
    try:
        last = scope.world.calendar.add(first, length, roll=False) if length else None
    except Unannounced:
        return None
    return date(last.year, 12, 31) if last and end.year_end else last


def _events(event: Event, scope: Scope) -> Iterator[tuple[date, str, Where]]:
    for item in items(event.each, scope):
        for on in _several(value(event.day, item)):
            extra = "，".join(text for p in event.details if (text := _short(value(p, item))))
            words = f"{event.says}：{extra}" if extra else event.says
            yield on, words, (*item.where, *event.day.keys)


def _several(found: Any) -> Iterator[date]:
    for each in found if isinstance(found, list) else (found,):
        if isinstance(each, date):
            yield each


def _short(found: Any) -> str:
    return chinese_month(found) if isinstance(found, str) else written(found)


def due_forms(kind: Kind, record: str, *, scope: Scope) -> Iterator[FormDue]:
    """By the 打印 of each form; one without it is printed on request only."""
    for form in kind.forms.values():
        for printed in form.file.printed:
            for item in items(printed.each, scope):
                on = day(printed.day, item)
                item = item.dated(on)
                since = _since(printed, on, scope=item) if on else None
                if since is None or since > scope.world.as_of:
                    continue
                if holds(printed.when, item):
                    yield FormDue(
                        record=record, form=form.id, name=form.name, where=item.where, since=since
                    )


def _since(printed: PrintTime, on: date, *, scope: Scope) -> date | None:
    """From when a form is printed; None if that depends on a year that is not announced."""
    calendar = scope.world.calendar
    try:
        for amount, count in ((printed.after, calendar.add), (printed.ahead, calendar.before)):
            found = in_force(amount, scope) if amount else None
            length = as_length(found) if found else None
            on = count(on, length) if length else on
    except Unannounced:
        return None
    return on
