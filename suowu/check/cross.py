"""What only several records together can tell: references to nobody, numbers used twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from suowu.check.paths import steps_of, values_at
from suowu.check.record import Entry, Verdict, claimed, problems_of
from suowu.check.schema import Fault
from suowu.load.layout import COUNTY
from suowu.model import Data, Problem, Where
from suowu.problems import did_you_mean, field_of

Homes = Mapping[str, Entry]


def cross_problems(entries: Sequence[Entry], verdicts: Mapping[str, Verdict]) -> Iterator[Problem]:
    """Every problem between records; records that could not be read are not held against others."""
    homes = {entry.place.office: entry for entry in entries if not entry.place.folder}
    known: dict[tuple[str, str], frozenset[Any] | None] = {}
    for entry in entries:
        yield from _references(entry, verdicts[entry.source.rel], homes, known)
    yield from _twice(entries, verdicts)


def _references(
    entry: Entry,
    verdict: Verdict,
    homes: Homes,
    known: dict[tuple[str, str], frozenset[Any] | None],
) -> Iterator[Problem]:
    """Ensure every name and number that refers to something refers to something that is there."""
    for target, values in verdict.claims.refers.items():
        key = (entry.place.office if target.startswith("所:") else COUNTY, target)
        if ":" not in target:
            there: frozenset[Any] | None = _values(entry.source.data, target)
        else:
            if key not in known:
                home = homes.get(key[0])
                known[key] = _values(home.source.data, target.partition(":")[2]) if home else None
            there = known[key]
        if there is not None and not values <= there:
            yield from problems_of(entry, list(_nobody(entry, target, there)))


def _values(data: Data, path: str) -> frozenset[Any]:
    found = values_at(data, steps_of(path.removeprefix("/")))
    return frozenset(value for _, value in found if type(value) is not dict)


def _nobody(entry: Entry, target: str, there: frozenset[Any]) -> Iterator[Fault]:
    names = sorted(str(name) for name in there)
    for claim in entry.plan.claims:
        for where, value in claimed(entry.source.data, claim) if claim.target == target else ():
            if value not in there:
                hint = did_you_mean(str(value), names) or f"可填：{'、'.join(names[:12])}"
                yield Fault(where, f"须为{_said(target)}之一", value, hint)


def _said(target: str) -> str:
    home, _, path = target.rpartition(":")
    file = {"所": " office.yml 的", "县": " county.yml 的"}.get(home, "本文件的")
    return f"{file} {path.removeprefix('/')} "


def _twice(entries: Iterable[Entry], verdicts: Mapping[str, Verdict]) -> Iterator[Problem]:
    """Ensure a number that belongs to one thing is not used for another."""
    first: dict[tuple[str, str, Any], Entry] = {}
    for entry in entries:
        for (scope, group), values in verdicts[entry.source.rel].claims.unique.items():
            within = entry.place.office if scope == "所" else ""
            again = [v for at, v in enumerate(values) if v in values[:at]]
            taken = [v for v in values if (within, group, v) in first]
            if again or taken:
                others = {v: first.get((within, group, v), entry) for v in (*again, *taken)}
                yield from problems_of(entry, list(_taken(entry, scope, group, others)))
            for value in values:
                first.setdefault((within, group, value), entry)


def _taken(entry: Entry, scope: str, group: str, others: Mapping[Any, Entry]) -> Iterator[Fault]:
    """Why `met`: within one file the first use is right and only the later ones are told about."""
    met: set[Any] = set()
    for where, value in _unique_values(entry, scope, group):
        if value in others:
            other = others[value]
            if other is not entry or value in met:
                place = next(w for w, v in _unique_values(other, scope, group) if v == value)
                hint = f"另见 {other.source.path} 的 {field_of(place)}"
                yield Fault(where, "不得与别处重复", value, hint)
            met.add(value)


def _unique_values(entry: Entry, scope: str, group: str) -> Iterator[tuple[Where, Any]]:
    for claim in entry.plan.claims:
        if (claim.scope, claim.group) == (scope, group):
            yield from claimed(entry.source.data, claim)
