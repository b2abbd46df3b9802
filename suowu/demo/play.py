"""Values of a story: what each word of stories.yml makes, drawn from a seeded play."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random
from typing import Any

from stdnum.cn.ric import calc_check_digit

from suowu.data import data_table
from suowu.demo import days
from suowu.draw.selection import fingerprint_of, first_drawn

AREA = "990000"


@dataclass(frozen=True, slots=True)
class Register:
    """What a county gives out only once; `shown` are the names that its offices make public."""

    persons: Counter[str] = field(default_factory=Counter)
    phones: set[int] = field(default_factory=set)
    series: Counter[str] = field(default_factory=Counter)
    shown: set[str] = field(default_factory=set)

    def identity(self, born: date, sex: str) -> str:
        """The next free number of that birth date and sex."""
        self.persons[f"{born}{sex}"] += 1
        nth = self.persons[f"{born}{sex}"] * 2 - (sex == "男")
        stem = f"{AREA}{born:%Y%m%d}{nth % 1000:03d}"
        return stem + calc_check_digit(stem + "0")

    def phone(self, rng: Random) -> str:
        """A free one of 199 00…; drawn, so that one kind more leaves the others' as they are."""
        number = rng.randrange(10**6)
        while number in self.phones:
            number = (number + 1) % 10**6
        self.phones.add(number)
        return f"19900{number:06d}"

    def serial(self, series: str) -> str:
        """The next number of a series of documents, from 1."""
        self.series[series] += 1
        return str(self.series[series])


@dataclass(frozen=True, slots=True, kw_only=True)
class Play:
    """One story as it is told: its names so far, the rows and edits that its events add."""

    names: dict[str, Any]
    rng: Random
    register: Register
    as_of: date
    taken: set[str] = field(default_factory=set)
    rows: dict[str, list[Any]] = field(default_factory=dict)
    edits: list[Callable[[dict[str, Any]], None]] = field(default_factory=list)

    def within(self) -> Play:
        """The same play with names of its own."""
        return replace(self, names=dict(self.names))


# `Any`: a value of a record is whatever its kind.yml says; check types it afterwards.
Value = Callable[[Play], Any]
Given = Sequence[tuple[str, Value]]
Args = Mapping[str, Any]
PlayTest = Callable[[Play, Mapping[str, Any]], bool]


def settle(play: Play, given: Given) -> None:
    """Draw the named values one after another, each knowing those before it."""
    for name, value in given:
        play.names[name] = value(play)


def named(path: str) -> Value:
    """The value of a name; `批准.月` is the month of a date, `本人.姓名` a field."""
    first, *rest = path.split(".")
    if first == "手机号":
        return lambda p: p.register.phone(p.rng)
    return (lambda p: step_into(p.names[first], rest)) if rest else lambda p: p.names[first]


def step_into(value: Any, steps: Iterable[str]) -> Any:
    """What stands at the end of the steps; None where there is nothing."""
    for step in steps:
        if isinstance(value, date):
            value = f"{value:%Y-%m}" if step == "月" else value.year
        else:
            value = value.get(step) if isinstance(value, dict) else None
    return value


def text(parts: Sequence[Value | str], *, numbered: bool) -> Value:
    """A text put together; `numbered`: its 「号」 counts up among texts otherwise the same."""

    def make(play: Play) -> str:
        said = "".join([part if isinstance(part, str) else str(part(play)) for part in parts])
        return said.replace("「号」", play.register.serial(said)) if numbered else said

    return make


def record(fields: Sequence[tuple[str, Any, bool]]) -> Value:
    """A mapping of (key, value, may lie ahead); what has no value, or a day to come, is left out.

    A mapping whose first day has not come is not there at all.
    """

    def make(play: Play) -> dict[str, Any] | None:
        made: dict[str, Any] = {}
        dated, as_of = False, play.as_of
        for key, value, ahead in fields:
            if callable(value):
                value = value(play)
            if type(value) is date:
                if value > as_of and not ahead:
                    if not dated:
                        return None
                    continue
                dated = True
            if value is not None:
                made[key] = value
        return made

    return make


def listing(items: Sequence[tuple[Any, bool]], path: str) -> Value:
    """A list of (item, is many), with the rows that events have added, by day."""

    def make(play: Play) -> list[Any]:
        made: list[Any] = []
        for item, many in items:
            value = drawn(item, play)
            made.extend(value if many else [value])
        made = [one for one in made if one is not None]
        more = play.rows.get(path)
        return sorted([*made, *more], key=_first_day) if more else made

    return make


def _first_day(row: Any) -> date:
    if isinstance(row, date):
        return row
    return next((day for day in row.values() if isinstance(day, date)), date.min)


def drawn(item: Any, play: Play) -> Any:
    """A constant as it is, anything else made now."""
    return item(play) if callable(item) else item


def rows_of(play: Play, args: Args) -> Iterator[dict[str, Any]]:
    """What each row of 逐, 每 or 首 knows: its 项, or its 日, 月 and 月末."""
    if "逐" in args:
        yield from ({"项": drawn(one, play)} for one in args["逐"](play))
        return
    for day in _days(play, args):
        yield {"日": day, "月": f"{day:%Y-%m}", "月末": days.month_end(day)}


def _days(play: Play, args: Args) -> Iterator[date]:
    last = args["至"](play) if "至" in args else play.as_of
    if "每" in args:
        nth = args["第"](play) if "第" in args else 0
        yield from days.occasions(args["每"], args["自"](play), end=last, nth=nth)
        return
    roll, gap, chance = args.get("遇休"), args.get("隔"), args.get("几率")
    day = days.rolled(args["首"](play), roll)
    while day <= last:
        if not chance or play.rng.random() * 100 < chance(play):
            yield day
        if not gap:
            return
        day = days.rolled(day + timedelta(gap(play)), roll)


def _rows(args: Args) -> Value:
    """One row an occasion; where the person is away that day, rewritten or left out."""
    given, row, away = args.get("定", ()), args["记"], args.get("不在时")

    def make(play: Play) -> list[Any]:
        inner, made = play.within(), []
        for nth, names in enumerate(rows_of(play, args), 1):
            inner.names.update(names, 次=nth)
            settle(inner, given)
            one = row(inner)
            if away and any(a <= names["日"] <= b for a, b in play.names["不在"]):
                one = (change := away(inner)) and {**one, **change}
            made.append(one)
        return made

    return make


def _sample(args: Args) -> Value:
    pool, count = args["抽"], args.get("个数")
    chance: Value = args.get("几率", lambda p: 100)

    def make(play: Play) -> list[Any]:
        items = pool(play)
        if count:
            return play.rng.sample(items, min(len(items), count(play)))
        return [one for one in items if play.rng.random() * 100 < chance(play)]

    return make


def _all_of(args: Args) -> Value:
    rows, where, take = args["全部"], args.get("其中", lambda p, row: True), args.get("取")
    return lambda p: [row[take] if take else row for row in rows(p) if where(p, row)]


def _number(args: Args) -> Value:
    low, high = args["数"]
    if isinstance(low, float):
        return lambda p: round(p.rng.uniform(low, high), 1)
    return lambda p: p.rng.randint(low, high)


def _person(args: Args) -> Value:
    sex, family, born = args["人"], args.get("姓"), args.get("出生")

    def make(play: Play) -> dict[str, Any]:
        who = _called(play, sex(play), family=family and family(play), mixed=bool(born))
        if not born:
            return who
        day = born(play)
        return who | {"出生日期": day, "身份证号": play.register.identity(day, who["性别"])}

    return make


def _called(play: Play, sex: str, *, family: str | None, mixed: bool) -> dict[str, Any]:
    """Called like no other in the story or in public; `mixed`: one in thirty is not 汉族."""
    words, rng = data_table("demo"), play.rng
    if mixed and rng.random() < 0.035:
        return {"姓": None, **rng.choice([one for one in words["各族"] if one["性别"] == sex])}
    while True:
        surname = family or rng.choice(words[rng.choices(("姓", "复姓", "罕姓"), (190, 6, 3))[0]])
        name = f"{surname}{rng.choice(words['名'][sex])}"
        if name not in play.taken and name not in play.register.shown:
            play.taken.add(name)
            return {"姓名": name, "性别": sex, "姓": surname, "民族": "汉族"}


def _by(args: Args) -> Value:
    name, cases, other = args["按"], args["值"], args.get("否则", lambda p: None)
    return lambda p: cases.get(str(name(p)), other)(p)


def _if(args: Args) -> Value:
    yes, no = (args.get(key, lambda p: None) for key in ("则", "否则"))
    return lambda p: (yes if args["若"](p, p.names) else no)(p)


def _distance(args: Args) -> Value:
    back = "前" in args
    base = args["前" if back else "后"]
    unit = next((unit for unit in ("工作日", "日", "月") if unit in args), "日")
    count, roll = args.get(unit, lambda p: 0), args.get("遇休")
    bounds = [(args[key], cut) for key, cut in (("不早于", max), ("不晚于", min)) if key in args]

    def make(play: Play) -> date | None:
        if (day := base(play)) is None:
            return None
        day = days.moved(day, count(play), unit=unit, back=back)
        for bound, cut in bounds:
            day = cut(day, bound(play) or day)
        return days.rolled(day, roll)

    return make


def _span_end(args: Args) -> Value:
    unit = "月" if "月" in args else "日"
    return lambda p: days.moved(args["满"](p), args[unit](p), unit=unit) - timedelta(1)


def _on(args: Args) -> Value:
    parts, roll = [args[unit] for unit in "年月日"], args.get("遇休")
    return lambda p: days.rolled(date(*(part(p) for part in parts)), roll)


def _in_turn(args: Args) -> Value:
    rows, nth, every = args["轮"], args["次"], args.get("每", lambda p: 1)
    return lambda p: rows(p)[(nth(p) - 1) // every(p) % len(rows(p))]


MAKERS: dict[str, Callable[[Args], Value]] = {
    "选": lambda args: lambda p: drawn(p.rng.choice(args["选"](p)), p),
    "抽": _sample,
    "全部": _all_of,
    "数": _number,
    "几率": lambda args: lambda p: p.rng.random() * 100 < args["几率"](p),
    **dict.fromkeys(("后", "前"), _distance),
    "满": _span_end,
    "年": _on,
    "人": _person,
    "指纹": lambda args: lambda p: fingerprint_of(args["指纹"](p)),
    "抽签": lambda args: (
        lambda p: first_drawn(args["抽签"](p), args["随机源"](p), count=args["个数"](p))
    ),
    "配": lambda args: lambda p: max(1, -(-args["配"](p) // args["一人管"](p))),
    "轮": _in_turn,
    "按": _by,
    "若": _if,
    **dict.fromkeys(("逐", "每", "首"), _rows),
}
