"""A record as rules and forms see it: with derived fields, minority, activity, title and story."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from suowu.calendars import Duration, age_on, inclusive_days, is_minor, shift
from suowu.model import Data, Kind, Where
from suowu.rules.conditions import condition
from suowu.rules.paths import Get, Hit, Scope, Test, World, getter, items, present
from suowu.rules.selectors import count, values
from suowu.wording import chinese_month, written

Derive = Callable[[Scope], Any]
DOUBT = Duration(23, "年")
"""A judgment before this age may be about a deed done as a minor (追诉期限 of five years)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One record seen at `as_of`. `doubtful` says that minority cannot be ruled out; `ended` is the
    earliest 了结 date that has come."""

    scope: Scope
    data: Data
    derived: Mapping[str, Any]
    active: bool
    minor: bool
    doubtful: bool
    ended: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lens:
    """A kind's 推算, 在办, 未成年, 标题 and 时间线, compiled once."""

    derived: tuple[tuple[str, tuple[str, ...], Derive], ...]
    active: Test
    ends: tuple[Get, ...]
    minor: Callable[[Scope], tuple[bool, bool]]
    title: tuple[Get, ...]
    people: tuple[Callable[[Scope], list[Hit]], ...]
    story: tuple[Callable[[Scope], Iterator[tuple[date, str, Where]]], ...]

    def view(self, data: Data, world: World, year: int | None) -> View:
        """Look at one record."""
        plain = Scope(item=data, root=data, world=world, year=year)
        minor, doubtful = self.minor(plain)
        active = self.active(plain)
        ends = [day for get in self.ends if isinstance(day := get(plain), date)]
        ended = min((day for day in ends if day <= world.as_of), default=None)
        full, derived = _augment(self.derived, plain)
        scope = Scope(
            item=full, root=full, world=world, minor=minor, active=active, year=year, ended=ended
        )
        return View(
            scope=scope,
            data=full,
            derived=derived,
            active=active,
            minor=minor,
            doubtful=doubtful,
            ended=ended,
        )

    def name(self, scope: Scope) -> str:
        """The one-line title for internal lists."""
        return " ".join(text for get in self.title if (text := written(get(scope))))

    def person(self, scope: Scope) -> str:
        """Who of the staff answers for it: the first that 责任人 finds."""
        found = (hit[0] for people in self.people for hit in people(scope))
        return next((str(name) for name in found if name), "")

    def events(self, scope: Scope) -> tuple[tuple[date, str, Where], ...]:
        """The dated story, oldest first."""
        found = [event for part in self.story for event in part(scope)]
        return tuple(sorted(found, key=lambda event: event[0]))


def lens_of(kind: Kind) -> Lens:
    """Compile what kind.yml says of looking at a record; ValueError if it is not understood."""
    meta = kind.meta
    return Lens(
        derived=tuple(
            (path, tuple(path.split(".")), _derivation(spec))
            for path, spec in (meta.get("推算") or {}).items()
        ),
        active=condition(meta.get("在办")),
        ends=tuple(getter(path) for path in meta.get("了结") or ()),
        minor=_minority(meta.get("未成年")),
        people=tuple(values(spec) for spec in meta.get("责任人") or ()),
        title=tuple(getter(path) for path in meta.get("标题") or ()),
        story=tuple(_story(entry) for entry in meta.get("时间线") or ()),
    )


def _derivation(spec: Mapping[str, Any]) -> Derive:
    ((word, args),) = spec.items()
    if word == "含首尾天数":
        first, last = getter(args[0]), getter(args[1])
        return lambda scope: _days(first(scope), last(scope))
    if word == "计数":
        return count(args)
    if word == "合计":
        find = values(args)
        return lambda scope: sum(value for value, _ in find(scope))
    if word == "周岁":
        birth, day = getter(args[0]), getter(args[1])
        return lambda scope: _age(birth(scope), day(scope))
    raise ValueError(f"推算里没有“{word}”这个词，可用：含首尾天数、计数、合计、周岁")


def _days(first: Any, last: Any) -> int | None:
    if isinstance(first, date) and isinstance(last, date):
        return inclusive_days(first, last)
    return None


def _age(birth: Any, day: Any) -> int | None:
    if isinstance(birth, date) and isinstance(day, date):
        return age_on(birth, day)
    return None


def _augment(
    derived: tuple[tuple[str, tuple[str, ...], Derive], ...], scope: Scope
) -> tuple[Data, Mapping[str, Any]]:
    if not derived:
        return scope.item, {}
    data, found = dict(scope.item), dict[str, Any]()
    for path, keys, derive in derived:
        if len(keys) == 1:
            data[keys[0]] = found[path] = derive(scope)
        else:
            found[path] = _augment_list(data, keys, derive, scope)
    return data, found


def _augment_list(data: dict[str, Any], keys: tuple[str, ...], derive: Derive, scope: Scope) -> Any:
    inner = data.get(keys[0])
    if isinstance(inner, list):
        data[keys[0]] = [
            {**item, keys[1]: derive(scope.at(item, (keys[0], index)))}
            for index, item in enumerate(inner)
        ]
        return [item[keys[1]] for item in data[keys[0]]]
    if isinstance(inner, Mapping) and present(inner):
        value = derive(scope.at(inner, (keys[0],)))
        data[keys[0]] = {**inner, keys[1]: value}
        return value
    return None


def _minority(spec: Mapping[str, str] | None) -> Callable[[Scope], tuple[bool, bool]]:
    if spec is None:
        return lambda scope: (False, False)
    birth, said, crime, judged = (
        getter(spec.get(key, key)) for key in ("出生", "犯罪时未成年", "犯罪日期", "裁判日期")
    )

    def minority(scope: Scope) -> tuple[bool, bool]:
        born, flag, deed, verdict = birth(scope), said(scope), crime(scope), judged(scope)
        if flag is True:
            return True, True
        if not isinstance(born, date):
            return False, flag is not False
        if isinstance(deed, date):
            minor = is_minor(born, deed)
            return minor, minor
        day = verdict if isinstance(verdict, date) else scope.world.as_of
        minor = is_minor(born, day)
        return minor, minor or (flag is None and day < shift(born, DOUBT))

    return minority


def _story(entry: Mapping[str, Any]) -> Callable[[Scope], Iterator[tuple[date, str, Where]]]:
    day_of, each = getter(entry["日期"]), items(entry["逐项"]) if "逐项" in entry else None
    details = [getter(path) for path in entry.get("附", ())]
    key = tuple(entry["日期"].lstrip("/").split("."))

    def events(scope: Scope) -> Iterator[tuple[date, str, Where]]:
        for item in each(scope) if each else (scope,):
            for day in _several(day_of(item)):
                extra = "，".join(text for get in details if (text := _short(get(item))))
                words = f"{entry['事']}：{extra}" if extra else str(entry["事"])
                yield day, words, (*item.where, *key)

    return events


def _several(value: Any) -> Iterator[date]:
    for each in value if isinstance(value, list) else (value,):
        if isinstance(each, date):
            yield each


def _short(value: Any) -> str:
    return chinese_month(value) if isinstance(value, str) else written(value)
