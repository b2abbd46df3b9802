"""Stories of a kind: its stories.yml read strictly and made ready to be played."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

from suowu.define.kinds import folders_of
from suowu.demo import play as words
from suowu.demo.play import Given, Play, Value
from suowu.demo.reader import (
    READERS,
    KindOutline,
    Spot,
    arguments,
    closed,
    given_of,
    pool_of,
    story_steps,
    value_of,
)
from suowu.fields import all_fields, item_of
from suowu.grammar.reading import issue_problems
from suowu.grammar.stories import AT_TIMES, AWAY, EDIT, EVENT, PLOT, STORY_FILE, STORY_WORDS
from suowu.model import Problem, TextFile
from suowu.problems import choice_hint
from suowu.yamlfile import read

NEEDED = {"案": ("份数", "立案"), "簿": ("年度",)}
Happening = Callable[[Play], None]
Edit = Callable[[Play, dict[str, Any]], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """A story with a name: what is set otherwise, what happens, and the rules it fires."""

    tells: str
    rules: tuple[str, ...]
    office: int
    year: str
    given: Given
    happenings: tuple[Happening, ...]
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stories:
    """All that a kind's stories.yml says; `head` is what is not played (头注, 份数, 词, …)."""

    kind: KindOutline
    head: Mapping[str, Any]
    record: Value
    everyday: Plot
    plots: tuple[Plot, ...]


def stories_of(
    texts: Mapping[str, TextFile],
) -> tuple[tuple[Stories, ...], tuple[Problem, ...]]:
    """The stories among the files of templates/, by kind, and what is wrong in them."""
    folders, problems, found = folders_of(texts)[0], list[Problem](), list[Stories]()
    for kind, folder in folders.items():
        file = texts.get(folder.file.rel.replace("kind.yml", "stories.yml"))
        parsed = read(file.text) if file else None
        if file and parsed:
            problems += issue_problems(file, parsed.issues)
        if file and parsed and not parsed.issues:
            fields = dict(all_fields(folder.fields))
            dates = frozenset(p for p, field in fields.items() if item_of(field).type == "date")
            scope = folder.read.scope
            outline = KindOutline(
                id=kind,
                scope=scope,
                fields=tuple(fields),
                dates=dates,
                by_county=folder.read.by_county,
                attached={name: path.keys for name, path in folder.read.attached.items()},
            )
            site = Spot(kind=outline, data={}, file=file, problems=problems)
            needed = NEEDED.get(scope, ())
            if whole := closed(parsed.data, site, keys=STORY_FILE, needed=needed):
                found.append(_stories(replace(site, data=whole)))
    return tuple(found), tuple(problems)


def _stories(site: Spot) -> Stories:
    data = site.data
    site = site.knowing([*data.get("词", {}), *data.get("轮换", {})])
    given, names = given_of(data.get("定", {}), lambda name: site.at("定"))
    whole = site.knowing(names)
    for name in data.get("事", {}):
        _event(name, whole, own={})
    for path in data.get("预定", ()):
        site.at("预定").filling(str(path))
    closed(data.get("不在", {"集": "", "起": "", "止": ""}), site.at("不在"), keys=AWAY)
    if "立案" in data:
        READERS["名"](data["立案"], whole.at("立案"))
    plots = enumerate(data.get("情节", ()))
    return Stories(
        kind=site.kind,
        head=data,
        record=value_of(data.get("办理", {}), replace(whole.at("办理"), field="")),
        everyday=_plot({"讲": "", "发生": data.get("平日", [])}, whole.at("平日"), given=given),
        plots=tuple(_plot(one, whole.at("情节", n), given=given) for n, one in plots),
    )


def _plot(spec: Any, site: Spot, *, given: Given) -> Plot:
    spec = closed(spec, site, keys=PLOT)
    own = {**(site.data.get("情节定", {}) if spec.get("讲") else {}), **spec.get("定", {})}
    there = site.at("发生") if spec.get("讲") else site
    happenings = (_happening(one, there.at(n)) for n, one in enumerate(spec.get("发生", ())))
    return Plot(
        tells=spec.get("讲", ""),
        rules=tuple(spec.get("触发", ())),
        office=spec.get("所", 0),
        year=spec.get("年度", "今年"),
        given=_otherwise(given, own, site=site.at("定")),
        happenings=tuple(happenings),
        edits=_edits(spec, site),
    )


def _otherwise(given: Given, own: Mapping[str, Any], *, site: Spot) -> Given:
    """The named values with some of them given otherwise; an unknown name is told."""
    known = [name for name, _ in given]
    for name in own.keys() - set(known):
        site.wrong("没有这个名", name, hint=choice_hint(name, known))
    values = {name: value_of(one, site.at(name)) for name, one in own.items()}
    return [(name, values.get(name, value)) for name, value in given]


def _happening(spec: Any, site: Spot) -> Happening:
    """`{外出: {几日前: 1}}`, or 首, 隔, 至 with 事: an event, and what is set otherwise in it."""
    if not isinstance(spec, dict) or "首" not in spec:
        name, own = next(iter(spec.items())) if isinstance(spec, dict) else (str(spec), {})
        if not isinstance(own, dict):
            site.at(name).wrong("须为改定的名", own)
        return _event(name, site.at(name), own=own if isinstance(own, dict) else {})
    inner = site.knowing(STORY_WORDS["首"].gives)
    args = arguments(spec, inner, keys=AT_TIMES)
    names, own = spec.get("事", []), spec.get("定", {})
    events = {name: _event(name, inner.at("定"), own=own) for name in names}
    pool = pool_of(names, site.at("事"))

    def happen(play: Play) -> None:
        for day in words.rows_of(play, args):
            within = play.within()
            within.names.update(day)
            events[words.drawn(play.rng.choice(pool(play)), play)](within)

    return happen


def _event(name: str, site: Spot, *, own: Mapping[str, Any]) -> Happening:
    """What an event adds: its rows, each where its list is, and its edits."""
    spec, file = _inherited(name, site), replace(site, where=("事", name))
    given, names = given_of(spec.get("定", {}), lambda one: file.at("定"))
    body = file.knowing(names | {"次"})
    rows = {
        path: value_of(one, body.at("记", path).filling(path))
        for path, one in spec.get("记", {}).items()
    }
    given, edits = _otherwise(given, own, site=site.knowing(names)), _edits(spec, body)

    def happen(play: Play) -> None:
        inner = play.within()
        words.settle(inner, given)
        for path, row in rows.items():
            there = play.rows.setdefault(path, [])
            inner.names["次"] = len(there) + 1
            made = row(inner)
            if made and not (type(made) is date and made > play.as_of):
                there.append(made)
        play.edits.extend(partial(edit, inner) for edit in edits)

    return happen


def _inherited(name: str, site: Spot) -> dict[str, Any]:
    """An event with what it takes over by 同."""
    events, here = site.data.get("事", {}), replace(site, where=("事", name))
    if name not in events:
        site.wrong("没有这件事", name, hint=choice_hint(name, events))
        return {}
    spec = closed(events[name], here, keys=EVENT)
    base = _inherited(spec["同"], here.at("同")) if spec.get("同", name) != name else {}
    return {**base, **spec, "定": {**base.get("定", {}), **spec.get("定", {})}}


def _edits(spec: Mapping[str, Any], site: Spot) -> tuple[Edit, ...]:
    """改 first, then 设 and 去 of the record itself."""
    changes = [closed(one, site.at("改", n), keys=EDIT) for n, one in enumerate(spec.get("改", ()))]
    return (
        *(_of_rows(one, site.at("改", n)) for n, one in enumerate(changes)),
        *_of_fields(spec, site, below=""),
    )


def _of_rows(spec: Mapping[str, Any], site: Spot) -> Edit:
    """The rows of a list that fit: a field set or cut, or the whole row."""
    where = READERS["筛选"](spec.get("其中", {}), site.at("其中"))
    path, nth, kept = spec.get("集", ""), spec.get("第"), spec.get("留", 0)
    steps, edits = story_steps(path), tuple(_of_fields(spec, site.filling(path), below=f"{path}."))

    def edit(play: Play, data: dict[str, Any]) -> None:
        for parent in _parents(data, steps):
            rows = parent.get(steps[-1], [])
            found = [row for row in rows if where(play, row)][kept:]
            for row in found if nth is None else found[nth : nth + 1 or None]:
                if spec.get("去项"):
                    rows.remove(row)
                for one in edits:
                    one(play, row)

    return edit


def _of_fields(spec: Mapping[str, Any], site: Spot, *, below: str) -> Iterator[Edit]:
    for path, one in spec.get("设", {}).items():
        value = value_of(one, site.at("设", path).filling(below + path))
        yield partial(_set, steps=story_steps(path), value=value)
    for path in spec.get("去", ()):
        site.at("去").filling(f"{below}{path}")
        yield partial(_set, steps=story_steps(str(path)), value=None)


def _set(play: Play, data: dict[str, Any], *, steps: list[Any], value: Value | None) -> None:
    """Nothing happens where there is no such place: the day for it has not come."""
    last = steps[-1]
    for parent in _parents(data, steps):
        if value:
            parent[last] = value(play)
        elif last in parent if isinstance(parent, dict) else -len(parent) <= last < len(parent):
            del parent[last]


def _parents(node: Any, steps: list[Any]) -> Iterator[Any]:
    """Where the last step is taken: of a list the item of that number, `*` all, else the last."""
    step, *rest = steps
    if isinstance(node, list) and not isinstance(step, int):
        for item in node if step == "*" else node[-1:]:
            yield from _parents(item, rest if step == "*" else steps)
    elif not rest:
        yield node
    elif isinstance(node, list):
        for item in node[step:][:1]:
            yield from _parents(item, rest)
    elif step in node:
        yield from _parents(node[step], rest)
