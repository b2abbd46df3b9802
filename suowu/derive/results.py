"""Results: what follows from one record, its office and its county alone; kept by content."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, TypeAlias

from suowu.definitions import Definitions, Kind
from suowu.derive.doubts import Doubt, doubts_in
from suowu.derive.findings import level_of, place_in
from suowu.derive.left_out import blamed, raise_failed
from suowu.derive.notices import barred_by, notices_of
from suowu.derive.views import RecordView, Story, case_title, due_forms, person_of, story_of
from suowu.digest import digest_of
from suowu.glyphs import is_common
from suowu.ledger import Book, FormDue, Notice
from suowu.model import Outcome, Record, Where
from suowu.parallel import Tell, parallel_map, silent, telling
from suowu.privacy import Found, secrets_of
from suowu.privacy.secrets import SecretField
from suowu.rules import RuleSet
from suowu.values import PathSteps
from suowu.yamlfile import Locate, Position

PARALLEL_FROM, CHUNK = 150, 60

Elsewhere: TypeAlias = Callable[[Sequence[str]], Mapping[str, "RecordResult"]]
"""Other processes that work out the records of these offices; results by content."""


@dataclass(frozen=True, slots=True)
class RecordResult:
    """What follows from one record, its office and its county alone; may be kept by content, of
    which `made_of` is the digest."""

    made_of: str
    outcomes: tuple[Outcome, ...]
    notices: tuple[Notice, ...]
    forms: tuple[FormDue, ...]
    events: Story
    title: str
    person: str
    secrets: tuple[Found, ...]
    doubts: tuple[Doubt, ...]
    common: bool
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

    def work(record: Record) -> tuple[RecordResult | None, dict[str, str]]:
        failed: dict[str, str] = {}
        with blamed(record, definitions.kinds[record.kind], failed=failed):
            view = views[record.key]
            kind = definitions.kinds[record.kind]
            secrets = secrets_of(kind, record.data, known=known[kind.id])
            made = _worked_out(
                record,
                view,
                kind=kind,
                rules=rules,
                secrets=secrets,
                find=locate,
                made_of=keys[record.key],
            )
            return _pooled(made, pool), failed
        return None, failed

    keys = {r.key: _key(book, definitions, view=views[r.key], record=r) for r in records}
    missing = [record for record in records if keys[record.key] not in cache.last]
    last = cache.last
    if elsewhere and len(missing) >= PARALLEL_FROM:
        last = {**last, **elsewhere(sorted({record.office for record in missing}))}
        missing = [record for record in missing if keys[record.key] not in last]
    worked = parallel_map(work, missing, least=PARALLEL_FROM, chunk=CHUNK)
    made = telling(worked, tell, step="推算期限", of=len(missing))
    failed: dict[str, str] = {}
    for record, (result, why) in zip(missing, made, strict=True):
        failed |= why
        if result is not None:
            cache.kept[keys[record.key]] = result
    for key in keys.values():
        if key in last:
            cache.kept[key] = last[key]
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
        secrets=tuple([Found._make(same(each)) for each in dict.fromkeys(result.secrets)]),
    )


def _worked_out(
    record: Record,
    view: RecordView,
    *,
    kind: Kind,
    rules: RuleSet,
    secrets: Iterable[Found],
    find: Locate,
    made_of: str,
) -> RecordResult:
    judged = tuple(rules.judge(record.kind, view.scope))
    notices, posted = notices_of(record, view, kind=kind, rules=rules, barred=barred_by(judged))
    outcomes = (*judged, *posted)
    doubts = doubts_in(kind, record)
    places = {place_in(outcome, record.data) for outcome in outcomes if level_of(outcome)}
    places |= {where for where, _, _ in doubts}
    return RecordResult(
        made_of=made_of,
        outcomes=outcomes,
        notices=notices,
        forms=tuple(due_forms(kind, record.key, scope=view.scope)),
        events=story_of(kind, view.scope),
        title=case_title(kind, view.scope),
        person=person_of(kind, view.scope),
        secrets=tuple(secrets),
        doubts=doubts,
        common=is_common(json.dumps(record.data, ensure_ascii=False, default=str)),
        positions={where: find(record.path, where) for where in places},
    )


def _key(book: Book, definitions: Definitions, *, view: RecordView, record: Record) -> str:
    """Why the derived fields: they may count other records."""
    office, as_of = book.offices.get(record.office), view.scope.world.as_of
    beside = (office.digest if office else "", book.county.digest, view.derived)
    made_of = digest_of(record.key, record.digest, beside, as_of, definitions.digest)
    return f"{record.office}:{made_of}"
