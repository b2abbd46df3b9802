"""One record at a time: schema and self-agreement, and what it claims about other records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from suowu.cache import CHECKED, keep, recall
from suowu.check.paths import Found, values_at
from suowu.check.plan import Claim, Plan, plan_of
from suowu.check.schema import Fault, schema_faults
from suowu.check.single import single_faults
from suowu.load import text_of
from suowu.load.layout import Place, kind_of
from suowu.model import Data, Kind, Problem, Raw, Source, Where
from suowu.problems import field_of, problem
from suowu.yamlfile import places


class Entry(NamedTuple):
    """A record file that can be judged: it parsed, and its kind is built."""

    place: Place
    plan: Plan
    source: Source

    @property
    def kind(self) -> Kind:
        """The kind of the record."""
        return self.plan.kind


class Claims(NamedTuple):
    """What a record says that only other records can confirm, by what it is compared with.

    `refers` maps a target (所:人员.姓名) to the values that must be there; `unique` maps
    (scope, class) to the values that nobody else there may have.
    """

    refers: Mapping[str, frozenset[Any]]
    unique: Mapping[tuple[str, str], tuple[Any, ...]]


class Verdict(NamedTuple):
    """The problems of one record, and its claims (none if it has problems)."""

    problems: tuple[Problem, ...]
    claims: Claims


def entries_of(placed: Sequence[tuple[Place, Source]], raw: Raw) -> tuple[Entry, ...]:
    """The files that can be judged, in the order of their paths."""
    plans = {kind.id: plan_of(kind) for kind in raw.kinds.values()}
    return tuple(
        Entry(place, plans[kind.id], source)
        for place, source in placed
        if isinstance(source.data, dict)
        and (kind := kind_of(place, raw.kinds))
        and fits(place, kind)
    )


def fits(place: Place, kind: Kind) -> bool:
    """Whether a record of this kind may stand there: registers apart, one office.yml an office."""
    if not place.folder:
        return True
    return kind.scope in ("案", "簿") and ("/" in place.id) == (kind.scope == "簿")


def verdicts_of(entries: Sequence[Entry], *, cache: Path | None) -> dict[str, Verdict]:
    """A verdict for every entry, by its rel; those of good records are remembered."""
    file = CHECKED.file("records", root=cache)
    known: dict[str, Claims] = recall(file) or {}
    verdicts: dict[str, Verdict] = {}
    good: dict[str, Claims] = {}
    for entry in entries:
        key = f"{entry.source.digest} {entry.kind.digest} {entry.place.id}"
        claims = known.get(key)
        verdict = Verdict((), claims) if claims else _verdict(entry)
        verdicts[entry.source.rel] = verdict
        if not verdict.problems:
            good[key] = verdict.claims
    if good.keys() != known.keys():
        keep(file, good)
    return verdicts


def _verdict(entry: Entry) -> Verdict:
    data, plan = entry.source.data, entry.plan
    kind = plan.kind
    faults = () if plan.passes(data) else schema_faults(data, kind.schema, kind.fields)
    wrong = {fault.where for fault in faults}
    more = [f for f in single_faults(data, plan, entry.place) if f.where not in wrong]
    problems = problems_of(entry, [*faults, *more]) if faults or more else ()
    return Verdict(problems, _claims(data, plan))


def problems_of(entry: Entry, faults: Sequence[Fault]) -> tuple[Problem, ...]:
    """The faults with the lines they stand on."""
    known = places(text_of(entry.source.path))
    return tuple(
        problem(
            fault.says,
            fault.value,
            path=entry.source.path,
            place=_nearest(known, fault.where),
            field=field_of(fault.where),
            hint=fault.hint,
            office=entry.place.office,
            kind=entry.kind.id,
            record=entry.place.id,
        )
        for fault in faults
    )


def _nearest(known: Mapping[Where, tuple[int, int]], where: Where) -> tuple[int, int]:
    while where and where not in known:
        where = where[:-1]
    return known.get(where, (1, 1))


def _claims(data: Data, plan: Plan) -> Claims:
    refers: dict[str, set[Any]] = defaultdict(set)
    unique: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for claim in plan.claims:
        for _, value in claimed(data, claim):
            if claim.target:
                refers[claim.target].add(value)
            if claim.scope:
                unique[claim.scope, claim.group].append(value)
    return Claims(
        {target: frozenset(values) for target, values in refers.items()},
        {key: tuple(values) for key, values in unique.items()},
    )


def claimed(data: Data, claim: Claim) -> Found:
    """The values of a claim that can be compared; others are already schema faults."""
    return [(w, v) for w, v in values_at(data, claim.steps) if v != "" and type(v) is not dict]
