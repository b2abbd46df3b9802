"""County of the demo: who gets which story, in which office, under which number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from itertools import accumulate, pairwise, product
from pathlib import Path
from random import Random
from typing import Any

from suowu.data import data_table
from suowu.demo import days
from suowu.demo.play import Play, Register, settle, step_into
from suowu.demo.stories import Plot, Stories, stories_of
from suowu.draw.selection import canonical_text
from suowu.load.files import tree_of
from suowu.model import Problem, TextFile

AGAIN = 0.065
"""How many of the later cases of a large county tell one of the plots again."""


class BadStories(Exception):
    """Something in a stories.yml is not understood; `problems` says what and where."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(f"{one.path}:{one.line} {one.message}" for one in problems))
        self.problems = problems


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One file of the county: where it goes, what it says, its plots and the rules they fire.

    `sheets` are the lists that go to CSV files beside it, by their path.
    """

    path: str
    data: dict[str, Any]
    head: str
    rules: frozenset[str]
    sheets: Mapping[str, str] = field(default_factory=dict)


def tell(
    *,
    offices: int,
    cases: int | None,
    seed: int,
    as_of: date,
    templates: Path,
) -> Iterator[Told]:
    """Every file of the county: its own, then office by office. The same seed, the same county.

    `cases` None: as many of each kind as its stories say. Raises BadStories and Unannounced.
    """
    days.require_announced(as_of)
    found, problems = stories_of(template_texts(templates))
    if problems:
        raise BadStories(problems)
    today = {"今日": as_of, "今年": as_of.year, "去年": as_of.year - 1}
    stage = _Stage(seed=seed, as_of=as_of, register=Register(), names=today)
    own = [one for one in found if one.kind.by_county]
    rest = [one for one in found if not one.kind.by_county]
    stories = {scope: [one for one in rest if one.kind.scope == scope] for scope in "县所簿案"}
    for one in stories["县"]:
        yield stage.shown(one, one.everyday, path=f"county/{one.kind.id}.yml")
    casts = _casts(stories, offices=offices, cases=cases, seed=seed)
    settings = [
        stage.knowing({
            "所号": key,
            "所名": place,
            "所次": nth + 1,
            "所码": f"{nth + 1:03d}",
            "案数": {kind: len(cast[nth]) for kind, cast in casts.items()},
        })
        for nth, (key, place) in enumerate(_places(offices))
    ]  # fmt: skip
    own_records = [_own_records(here, stories["所"]) for here in settings]  # the shown come first
    for nth, (here, told) in enumerate(zip(settings, own_records, strict=True)):
        yield from told
        knowing = here.knowing({"所": told[-1].data})
        mine = {kind: cast[nth] for kind, cast in casts.items()}
        yield from _registers_and_cases(knowing, stories, casts=mine)
    for one in own:  # last: what the county does changes no office's numbers
        roles = enumerate([*one.plots, *[one.everyday] * one.head["份数"]][: one.head["份数"]])
        yield from _cases(stage.knowing({"所号": "county"}), one, roles=[*roles])


def template_texts(templates: Path) -> dict[str, TextFile]:
    """What stories_of reads: stories, kinds and their shared types, by path in templates/."""
    tree = tree_of(templates, wanted=lambda rel: False, cache=None)
    wanted = ("/stories.yml", "/kind.yml", "/types.yml")
    return {
        one.rel: TextFile(
            rel=one.rel, path=one.path, digest=one.digest, text=one.blob.decode("utf-8", "replace")
        )
        for one in tree.files
        if one.rel.endswith(wanted)
    }


_Role = tuple[int, Plot]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stage:
    """What the stories of a county, or of one of its offices, have in common."""

    seed: int
    as_of: date
    register: Register
    names: Mapping[str, Any]

    def knowing(self, more: Mapping[str, Any]) -> _Stage:
        return replace(self, names={**self.names, **more})

    def opened(self, story: Stories, plot: Plot, *, key: str, shown: bool = False) -> Play:
        """A play with its names drawn; `key` is its own part of the seed, its people may be
        `shown` in public."""
        nth = self.names.get("所次", 1) - 1
        turns = {name: row[nth % len(row)] for name, row in story.head.get("轮换", {}).items()}
        names = {**story.head.get("词", {}), **turns, **self.names}
        rng = Random(f"{self.seed}/{story.kind.id}/{key}")
        taken = self.register.shown if shown else set[str]()
        play = Play(names=names, rng=rng, register=self.register, as_of=self.as_of, taken=taken)
        settle(play, plot.given)
        return play

    def whole(self, story: Stories, plot: Plot, *, path: str) -> Told:
        """A file that is the only one of its kind there."""
        return _told(story, plot, path=path, play=self.opened(story, plot, key=path))

    def shown(self, story: Stories, plot: Plot, *, path: str) -> Told:
        """The same of a file whose people are shown in public."""
        return _told(story, plot, path=path, play=self.opened(story, plot, key=path, shown=True))


def _told(story: Stories, plot: Plot, *, path: str, play: Play) -> Told:
    """What happens, the record, and what is then changed in it."""
    for happen in plot.happenings:
        happen(play)
    away = story.head.get("不在", {"集": ""})
    rows = play.rows.get(away["集"], ())
    play.names["不在"] = [(row[away["起"]], row[away["止"]]) for row in rows]
    data = story.record(play)
    edits: list[Callable[[dict[str, Any]], None]] = list(play.edits)
    edits += [partial(edit, play) for edit in plot.edits]
    if edits:
        data = deepcopy(data)
        for edit in edits:
            edit(data)
        data = _in_order(data, {field: n for n, field in enumerate(story.kind.fields)})
    sheets = {
        f"{path.rpartition('/')[0]}/{step_into(data, at)}": canonical_text(data.pop(name))
        for name, at in story.kind.attached.items()
        if name in data and step_into(data, at)
    }
    head = story.head["头注"].strip() + (f"\n示例情节：{plot.tells}" if plot.tells else "")
    return Told(path=path, data=data, head=head, rules=frozenset(plot.rules), sheets=sheets)


def _in_order(value: Any, order: Mapping[str, int], *, path: str = "") -> Any:
    """The fields as they stand in kind.yml."""
    if isinstance(value, list):
        return [_in_order(item, order, path=path) for item in value]
    if not isinstance(value, dict):
        return value
    below = {key: f"{path}.{key}" if path else key for key in value}
    return {
        k: _in_order(value[k], order, path=below[k])
        for k in sorted(value, key=lambda k: order[below[k]])
    }


def _own_records(stage: _Stage, stories: list[Stories]) -> list[Told]:
    """An office's own record."""
    key, nth = stage.names["所号"], stage.names["所次"]
    return [
        stage.shown(one, _plot_of(one, nth), path=f"{key}/{one.kind.id}.yml") for one in stories
    ]


def _registers_and_cases(
    stage: _Stage, stories: Mapping[str, list[Stories]], *, casts: Mapping[str, list[_Role]]
) -> Iterator[Told]:
    """What an office keeps beside its own record."""
    key, nth = stage.names["所号"], stage.names["所次"]
    registers = [(one, year) for one in stories["簿"] for year in one.head["年度"]]
    for one, year in registers:
        here = stage.knowing({"本年": stage.names[year]})
        path = f"{key}/registers/{here.names['本年']}/{one.kind.id}.yml"
        yield here.whole(one, _plot_of(one, nth, year=year), path=path)
    for one in stories["案"]:
        yield from _cases(stage, one, roles=casts[one.kind.id])


def _plot_of(story: Stories, nth: int, *, year: str = "今年") -> Plot:
    """The plot that is told of the nth office, if any."""
    mine = (one for one in story.plots if (one.office, one.year) == (nth, year))
    return next(mine, story.everyday)


def _cases(stage: _Stage, story: Stories, *, roles: list[_Role]) -> Iterator[Told]:
    """The cases of an office, numbered by year in the order of their first days."""
    steps = story.head["立案"].split(".")
    opened = [(stage.opened(story, plot, key=str(nth)), nth, plot) for nth, plot in roles]
    opened.sort(key=lambda one: (step_into(one[0].names, steps), one[1]))
    count: Counter[int] = Counter()
    for play, _, plot in opened:
        year = step_into(play.names, steps).year
        count[year] += 1
        play.names["编号"] = f"{year}-{count[year]:03d}"
        path = f"{stage.names['所号']}/{story.kind.id}/{play.names['编号']}.yml"
        yield _told(story, plot, path=path, play=play)


def _casts(
    stories: Mapping[str, list[Stories]], *, offices: int, cases: int | None, seed: int
) -> dict[str, list[list[_Role]]]:
    """The roles of each kind by office: each plot once, then everyday cases."""
    shares = [one.head["份数"] for one in stories["案"]]
    total = sum(shares) if cases is None else cases
    upto = [round(total * n / sum(shares)) for n in accumulate(shares, initial=0)]
    turns = next((one.head["轮换"]["案权"] for one in stories["所"]), [1])
    seats = [nth for nth in range(offices) for _ in range(turns[nth % len(turns)])]
    return {
        one.kind.id: _cast(one, seats, count=last - first, seed=seed)
        for one, (first, last) in zip(stories["案"], pairwise(upto), strict=True)
    }


def _cast(story: Stories, seats: list[int], *, count: int, seed: int) -> list[list[_Role]]:
    rng = Random(f"{seed}/{story.kind.id}/cast")
    seats = rng.sample(seats, len(seats))
    roles: list[list[_Role]] = [[] for _ in range(max(seats) + 1)]
    for nth in range(count):
        again = rng.random() < AGAIN
        plot = rng.choice(story.plots) if again and story.plots else story.everyday
        plot = story.plots[nth] if nth < len(story.plots) else plot
        roles[seats[nth % len(seats)]].append((nth, plot))
    return roles


def _places(count: int) -> list[tuple[str, str]]:
    """`count` office ids with their names; combinations follow once the named ones are used up."""
    words = data_table("demo")
    made = [
        (head + tail, first + last)
        for (tail, last), (head, first) in product(words["尾"].items(), words["头"].items())
    ]
    again = [(f"{key}{n}", f"{name}{n}") for n in range(2, 99) for key, name in made]
    return [*words["所"].items(), *made, *again][:count]
