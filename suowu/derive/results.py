"""Results: what follows from one record, its office and its county alone; kept by content."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, NamedTuple, TypeAlias

from suowu.definitions import Definitions, Kind
from suowu.derive.doubts import Doubt, doubts_in
from suowu.derive.findings import level_of, place_in
from suowu.derive.left_out import blamed, raise_failed
from suowu.derive.notices import barred_by, notices_of
from suowu.derive.views import (
    RecordView,
    Story,
    case_title,
    due_forms,
    person_of,
    record_view,
    story_of,
)
from suowu.digest import digest_of
from suowu.glyphs import is_common
from suowu.ledger import Book, FormDue, Notice
from suowu.model import Outcome, Record, Where
from suowu.parallel import Tell, parallel_map, silent, telling
from suowu.privacy import Found, secrets_of
from suowu.privacy.secrets import SecretField
from suowu.rules import RuleSet
from suowu.values import PathSteps
from suowu.watched import DaySpan, WatchedDay
from suowu.yamlfile import Locate, Position

PARALLEL_FROM, CHUNK = 150, 60

Elsewhere: TypeAlias = Callable[[Sequence[str]], Mapping[str, "RecordResult"]]
"""Other processes that work out the records of these offices; results by content."""


class OfAnyDay(NamedTuple):
    """What follows from one record whatever the day is: its secrets and doubts, and whether every
    font has its characters."""

    secrets: tuple[Found, ...]
    doubts: tuple[Doubt, ...]
    common: bool


@dataclass(frozen=True, slots=True)
class RecordResult:
    """What follows from one record, its office and its county alone; may be kept by content.

    It is the same on all of its `days`; `made_of` is the digest of the content and of these.
    """

    made_of: str
    days: DaySpan
    outcomes: tuple[Outcome, ...]
    notices: tuple[Notice, ...]
    forms: tuple[FormDue, ...]
    events: Story
    title: str
    person: str
    of_any_day: OfAnyDay
    positions: Mapping[Where, Position]


@dataclass(frozen=True, slots=True)
class ResultCache:
    """Results of the last build by content, and those this build used or made."""

    last: Mapping[str, RecordResult] = field(default_factory=dict)
    kept: dict[str, RecordResult] = field(default_factory=dict)


def results_of(
    book: Book,
    definitions: Definitions,
    *,
    rules: RuleSet,
    views: Mapping[str, RecordView],
    cache: ResultCache,
    locate: Locate,
    tell: Tell = silent,
    elsewhere: Elsewhere | None = None,
    only: str | None = None,
) -> dict[str, RecordResult]:
    """What follows from each record alone, by its key: as the cache has it, or worked out now;
    `only` of one office. Raises RecordsFailed when all others are in the cache.
    """
    records = [each for each in book.records if only in (None, each.office)]
    pool: dict[Any, Any] = {}
    known: dict[str, dict[PathSteps, SecretField]] = {kind: {} for kind in definitions.kinds}
    keys = {r.key: _key(book, definitions, view=views[r.key], record=r) for r in records}

    def known_in(kept: Mapping[str, RecordResult], record: Record) -> bool:
        found = kept.get(keys[record.key])
        return found is not None and found.days.covers(views[record.key].scope.world.as_of)

    def read(record: Record, kind: Kind) -> OfAnyDay:
        written = json.dumps(record.data, ensure_ascii=False, default=str)
        secrets = dict.fromkeys(secrets_of(kind, record.data, known=known[kind.id]))
        return OfAnyDay(tuple(secrets), doubts_in(kind, record), is_common(written))

    def work(record: Record) -> tuple[RecordResult | None, dict[str, str]]:
        failed: dict[str, str] = {}
        with blamed(record, definitions.kinds[record.kind], failed=failed):
            kind, key = definitions.kinds[record.kind], keys[record.key]
            before = cache.last.get(key)
            made = _worked_out(
                record,
                views[record.key],
                kind=kind,
                rules=rules,
                of_any_day=before.of_any_day if before else read(record, kind),
                find=locate,
                key=key,
            )
            return _pooled(made, pool), failed
        return None, failed

    last = cache.last
    missing = [record for record in records if not known_in(last, record)]
    if elsewhere and len(missing) >= PARALLEL_FROM:
        last = {**last, **elsewhere(sorted({record.office for record in missing}))}
        missing = [record for record in missing if not known_in(last, record)]
    worked = parallel_map(work, missing, least=PARALLEL_FROM, chunk=CHUNK)
    made = telling(worked, tell, step="推算期限", of=len(missing))
    failed: dict[str, str] = {}
    for record, (result, why) in zip(missing, made, strict=True):
        failed |= why
        if result is not None:
            cache.kept[keys[record.key]] = result
    cache.kept.update((keys[r.key], last[keys[r.key]]) for r in records if known_in(last, r))
    raise_failed(failed)
    return {record.key: cache.kept[keys[record.key]] for record in records}


def _pooled(result: RecordResult, pool: dict[Any, Any]) -> RecordResult:
    """The same, of which equal parts are one object with those of other records.

    Why: there are a hundred days, places and sentences for each case, and few different ones.
    """

    def same(parts: Iterable[Any]) -> list[Any]:
        return [pool.setdefault(p, p) if type(p) in (str, tuple, date) else p for p in parts]

    return replace(
        result,
        outcomes=tuple([Outcome._make(same(each)) for each in result.outcomes]),
        forms=tuple([FormDue._make(same(each)) for each in result.forms]),
        events=tuple([tuple(same(each)) for each in result.events]),
        of_any_day=result.of_any_day._replace(
            secrets=tuple([Found._make(same(each)) for each in result.of_any_day.secrets])
        ),
    )


def _worked_out(
    record: Record,
    view: RecordView,
    *,
    kind: Kind,
    rules: RuleSet,
    of_any_day: OfAnyDay,
    find: Locate,
    key: str,
) -> RecordResult:
    world, year = view.scope.world, view.scope.year
    today = WatchedDay(world.as_of)
    view = record_view(kind, record.data, world=replace(world, as_of=today), year=year)
    judged = tuple(rules.judge(record.kind, view.scope))
    notices, posted = notices_of(record, view, kind=kind, rules=rules, barred=barred_by(judged))
    outcomes = (*judged, *posted)
    places = {place_in(outcome, record.data) for outcome in outcomes if level_of(outcome)}
    places |= {where for where, _, _ in of_any_day.doubts}
    forms = tuple(due_forms(kind, record.key, scope=view.scope))
    events, title = story_of(kind, view.scope), case_title(kind, view.scope)
    person = person_of(kind, view.scope)
    days = today.span_of((outcomes, notices, forms, events))  # when all has been asked
    return RecordResult(
        made_of=digest_of(key, days),
        days=days,
        outcomes=outcomes,
        notices=notices,
        forms=forms,
        events=events,
        title=title,
        person=person,
        of_any_day=of_any_day,
        positions={where: find(record.path, where) for where in places},
    )


def _key(book: Book, definitions: Definitions, *, view: RecordView, record: Record) -> str:
    """Why the derived fields: they may count other records."""
    beside = (book.office_digest(record.office), book.county.digest, view.derived)
    made_of = digest_of(record.key, record.digest, beside, definitions.digest)
    return f"{record.office}:{made_of}"
