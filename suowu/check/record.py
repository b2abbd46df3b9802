"""One record at a time: schema and self-agreement, and what it claims about other records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from suowu.check.doorman import Test, compiled
from suowu.check.paths import values_at
from suowu.check.schema import Fault, schema_faults
from suowu.check.single import single_faults
from suowu.load import text_of
from suowu.load.layout import Place, kind_of, place_of
from suowu.load.store import keep, quiet_gc, recall, version_of
from suowu.model import Data, Kind, Problem, Raw, Source, Where
from suowu.problems import field_of, problem
from suowu.yamlfile import places


class Entry(NamedTuple):
    """A record file that can be judged: it parsed, and its kind is built."""

    place: Place
    kind: Kind
    source: Source


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


_NO_CLAIMS = Claims({}, {})


def entries_of(raw: Raw) -> tuple[Entry, ...]:
    """The files that can be judged, in the order of their paths."""
    found = ((place_of(source.rel), source) for source in raw.records)
    judged = ((place, kind_of(place, raw.kinds), source) for place, source in found if place)
    return tuple(
        Entry(place, kind, source)
        for place, kind, source in judged
        if kind and fits(place, kind) and isinstance(source.data, dict)
    )


def fits(place: Place, kind: Kind) -> bool:
    """Whether a record of this kind may stand there: registers apart, one office.yml an office."""
    if not place.folder:
        return True
    return kind.scope in ("案", "簿") and ("/" in place.id) == (kind.scope == "簿")


def verdicts_of(entries: Sequence[Entry], raw: Raw, *, cache: Path | None) -> dict[str, Verdict]:
    """A verdict for every entry, by its rel; those of good records are remembered."""
    shelf = cache / "check.pickle" if cache else None
    version = version_of("check", "yamlfile")
    known: dict[str, Claims] = (recall(shelf, version=version) if shelf else None) or {}
    doormen = {kind.id: compiled(kind.schema) for kind in raw.kinds.values()}
    verdicts: dict[str, Verdict] = {}
    good: dict[str, Claims] = {}
    with quiet_gc():
        for entry in entries:
            key = f"{entry.source.digest} {entry.kind.digest} {entry.place.id}"
            claims = known.get(key)
            verdict = Verdict((), claims) if claims else _verdict(entry, doormen[entry.kind.id])
            verdicts[entry.source.rel] = verdict
            if not verdict.problems:
                good[key] = verdict.claims
    if shelf and good.keys() != known.keys():
        keep(shelf, good, version=version)
    return verdicts


def _verdict(entry: Entry, passes: Test) -> Verdict:
    data, kind = entry.source.data, entry.kind
    faults = () if passes(data) else schema_faults(data, kind.schema, kind.fields)
    wrong = {fault.where for fault in faults}
    more = [f for f in single_faults(data, kind, entry.place) if f.where not in wrong]
    if faults or more:
        return Verdict(problems_of(entry, [*faults, *more]), _claims(data, kind))
    return Verdict((), _claims(data, kind))


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


def _claims(data: Data, kind: Kind) -> Claims:
    refers: dict[str, set[Any]] = defaultdict(set)
    unique: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for path, meta in kind.fields.items():
        if target := meta.get("引用"):
            refers[target].update(v for _, v in _plain(data, path))
        if scope := meta.get("唯一"):
            unique[scope, unique_class(path, meta)].extend(v for _, v in _plain(data, path))
    return Claims(
        {target: frozenset(values) for target, values in refers.items() if values},
        {key: tuple(values) for key, values in unique.items() if values},
    )


def _plain(data: Data, path: str) -> list[tuple[Where, Any]]:
    """Values that can be compared; others are already schema faults."""
    found = values_at(data, path)
    return [(where, v) for where, v in found if v != "" and not isinstance(v, (dict, list))]


def unique_class(path: str, meta: Data) -> str:
    """Values of one class are compared over all kinds; without a 类, those of the same field."""
    return str(meta.get("类") or path.rpartition(".")[2])
