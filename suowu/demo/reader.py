"""Values of stories.yml read strictly: each type of the vocabulary made ready to be played."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from suowu.demo import play as words
from suowu.demo.play import Given, PlayTest, Value
from suowu.grammar.stories import GIVEN, STORY_WORDS, TESTS, StoryKey
from suowu.model import Problem, TextFile, Where
from suowu.problems import NOTHING, choice_hint, did_you_mean, field_of, nearest, problem
from suowu.yamlfile import locate

_REFERENCE = re.compile("「([^」]+)」")


@dataclass(frozen=True, slots=True, kw_only=True)
class KindOutline:
    """What stories must know of a kind: how many files of it there are, its fields in order.

    `dates` are those of its fields that hold a date, or a list of them. `by_county` says that the
    county keeps them, `attached` which lists go to the file that another field names.
    """

    id: str
    scope: str
    fields: tuple[str, ...]
    dates: frozenset[str] = frozenset()
    by_county: bool = False
    attached: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where the reader stands in the file and in the record, and the names known there.

    `dated` says that what is written there becomes a date of the record.
    """

    kind: KindOutline
    data: dict[str, Any]
    file: TextFile
    problems: list[Problem]
    names: frozenset[str] = frozenset(GIVEN)
    where: Where = ()
    field: str | None = None
    dated: bool = False

    def at(self, *steps: str | int) -> Spot:
        """Further in, by these steps."""
        return replace(self, where=(*self.where, *steps))

    def knowing(self, names: Iterable[str]) -> Spot:
        """The same with more names."""
        return replace(self, names=self.names | set(names))

    def filling(self, path: str) -> Spot:
        """The same for a value of this field, which the kind must have."""
        bare = ".".join(step for step in story_steps(path) if isinstance(step, str) and step != "*")
        if bare not in self.kind.fields:
            self.wrong("没有这个字段", path, hint=choice_hint(bare, self.kind.fields))
        return replace(self, field=bare, dated=bare in self.kind.dates)

    def naming(self, key: str) -> Spot:
        """The same for a field of a row that 定 makes: misspelt words must not pass for one."""
        if not any(field.rpartition(".")[2] == key for field in self.kind.fields):
            self.wrong("没有这个词", key, hint=choice_hint(key, STORY_WORDS))
        return self

    def wrong(self, says: str, value: object = NOTHING, *, hint: str | None = None) -> None:
        """Note a problem of this place."""
        place, name = locate(self.file.text, self.where), field_of(self.where)
        self.problems.append(
            problem(says, value, path=self.file.path, place=place, field=name, hint=hint)
        )


def template(spec: Any, site: Spot) -> Any:
    """A constant, or the Value that makes it."""
    if isinstance(spec, str):
        return _words(spec, site)
    if isinstance(spec, list):
        items = [(template(one, site.at(n)), _is_many(one)) for n, one in enumerate(spec)]
        return words.listing(items, site.field or "")
    if not isinstance(spec, dict):
        return spec
    if (word := STORY_WORDS.get(next(iter(spec), ""))) is not None:
        args = arguments(spec, site.knowing(word.gives), keys=word.keys)
        whole = all(key.name in args for key in word.keys if key.required)
        return words.MAKERS[word.name](args) if whole else None
    ahead, rows = site.data.get("预定", ()), []
    for key, one in spec.items():
        path = f"{site.field}.{key}" if site.field else key
        inner = site.at(key).naming(key) if site.field is None else site.at(key).filling(path)
        rows.append((key, template(one, inner), path in ahead))
    return words.record(rows)


def _is_many(spec: Any) -> bool:
    word = STORY_WORDS.get(next(iter(spec), "")) if isinstance(spec, dict) else None
    return word is not None and word.many


def value_of(spec: Any, site: Spot) -> Value:
    made = template(spec, site)
    return made if callable(made) else lambda play: made


def _words(said: str, site: Spot) -> Any:
    """第「次」项: every second piece is a name."""
    pieces = _REFERENCE.split(said)
    names = {n: _name(one, site) for n, one in enumerate(pieces) if n % 2 and one != "号"}
    if len(pieces) == 3 and not pieces[0] and not pieces[2] and names:
        return names[1]
    if site.dated:
        known = f"「{said}」" if said in site.names else "「名」，或者 {后: 名, 日: 3}"
        site.wrong("须为日期", said, hint=f"写作 {known}")
    parts = [names.get(n, f"「{one}」" if n % 2 else one) for n, one in enumerate(pieces)]
    return words.text(parts, numbered="「号」" in said) if len(pieces) > 1 else said


_BECOMING = ("值", "表", "池")
_BESIDE = ("逐", "人", "姓")
"""Keys of these types hold what a word becomes, but for these, which it is only made from."""


def arguments(spec: Mapping[str, Any], site: Spot, *, keys: Sequence[StoryKey]) -> dict[str, Any]:
    """What a word is given, key by key; names given by 定 are known to the keys after it."""
    spec, args = closed(spec, site, keys=keys), {}
    for key in keys:
        if key.name in spec:
            dated = site.dated and key.type in _BECOMING and key.name not in _BESIDE
            inner = replace(site.at(key.name), dated=dated)
            args[key.name] = READERS[key.type](spec[key.name], inner)
            if key.type == "定":
                site = site.knowing(spec["定"])
    return args


def closed(
    spec: Any, site: Spot, *, keys: Sequence[StoryKey], needed: Sequence[str] = ()
) -> dict[str, Any]:
    """The mapping without what is not known in it, or is of the wrong type.

    `needed` are keys that must be there beside those that always must.
    """
    if not isinstance(spec, dict):
        site.wrong("须为“字段: 值”的清单", spec)
        return {}
    known = {key.name: key for key in keys}
    strange, unused = [n for n in spec if n not in known], [n for n in known if n not in spec]
    for name in strange:
        hint = did_you_mean(name, unused) or choice_hint(name, known)
        site.at(name).wrong("没有这个词", name, hint=hint)
    meant = {nearest(name, unused) for name in strange}
    for key in keys:
        if (key.required or key.name in needed) and key.name not in {*spec, *meant}:
            site.wrong(f"缺“{key.name}”", hint=f"{key.name}：{key.means}")
    return {
        name: one
        for name, one in spec.items()
        if name in known and _typed(one, site, key=known[name])
    }


SHAPES: dict[str, tuple[str, type | tuple[type, ...]]] = {
    **dict.fromkeys(("文字", "字段", "择一", "名"), ("文字", str)),
    **dict.fromkeys(("定", "表", "设", "事项", "轮换", "词表", "跨度"), ("“字段: 值”的清单", dict)),
    **dict.fromkeys(("名单", "字段名单", "改动", "发生", "情节", "区间"), ("名单", list)),
    **dict.fromkeys(("整数", "真"), ("整数或者 true", int)),
    "数": ("数", (int, float, str, list, dict)),
    "日": ("一个名，或者一个日子", (str, dict)),
    "池": ("名单", (str, int, list, dict)),
    "条件": ("条件", (str, dict)),
    "筛选": ("条件", dict),
    "缺席": ("“略”或者改写的字段", (str, dict)),
    "值": ("值", (str, int, float, bool, list, dict)),
}


def _typed(spec: Any, site: Spot, *, key: StoryKey) -> bool:
    says, type_ = SHAPES[key.type]
    if not isinstance(spec, type_):
        site.at(key.name).wrong(f"须为{says}", spec, hint=key.means)
        return False
    if key.options and spec not in key.options:
        site.at(key.name).wrong(f"须为 {'、'.join(key.options)} 之一", spec)
        return False
    return True


def _name(spec: Any, site: Spot) -> Value:
    first = spec.split(".")[0]
    if first not in site.names:
        own = [*sorted(site.names - {*GIVEN}), *GIVEN]
        site.wrong("没有这个名", spec, hint=choice_hint(first, own))
    return words.named(spec)


def _amount(spec: Any, site: Spot) -> Value:
    """A day or a number: as it is, between two, of a name, or made by a word."""
    if isinstance(spec, list):
        return value_of({"数": spec}, site)
    return _name(spec, site) if isinstance(spec, str) else value_of(spec, site)


def pool_of(spec: Any, site: Spot) -> Value:
    """Some things: written here, with weights, named, made by a word, or 1 to a number."""
    if isinstance(spec, list):
        items = [template(one, site.at(n)) for n, one in enumerate(spec)]
        return lambda play: items
    if isinstance(spec, dict) and next(iter(spec), "") not in STORY_WORDS:
        for one, n in spec.items():
            if not isinstance(n, int):
                site.at(one).wrong("须为份数（整数）", n)
        shares = [one for one, n in spec.items() if isinstance(n, int) for _ in range(n)]
        return lambda play: shares
    many = _amount(spec, site)
    return lambda p: list(range(1, n + 1)) if isinstance(n := many(p), int) else n


def _condition(spec: Any, site: Spot, *, named: bool = True) -> PlayTest:
    """Every path is equal to, one of, before or after the value; `named`: paths are names."""
    if isinstance(spec, str):
        name = _name(spec, site)
        return lambda p, row: bool(name(p))
    tests: list[tuple[list[str], str, Value]] = []
    for path, wanted in spec.items():
        inner = site.at(path)
        if named:
            _name(path, inner)
        compared = wanted if isinstance(wanted, dict) else {"在": wanted}
        for word, one in compared.items():
            if word not in (*TESTS, "在"):
                inner.wrong("没有这个词", word, hint=f"可用的有：{'、'.join(TESTS)}")
            read = _amount if "于" in word else value_of
            tests.append((path.split("."), word, read(one, inner)))
    return lambda p, row: all(_holds(words.step_into(row, s), v(p), test=w) for s, w, v in tests)


def _holds(actual: Any, wanted: Any, *, test: str) -> bool:
    """One comparison; a value that is not there is neither before nor after."""
    if test == "在":
        return actual in wanted if isinstance(wanted, list) else bool(actual == wanted)
    if test == "有":
        return (actual not in (None, [], {}, "")) is wanted
    if actual is None or wanted is None:
        return False
    return bool(actual < wanted if "早" in test else actual > wanted) is not test.startswith("不")


def _local(spec: Any, site: Spot) -> Given:
    return given_of(spec, lambda name: site)[0]


def given_of(
    specs: Mapping[str, Any], place: Callable[[str], Spot]
) -> tuple[Given, frozenset[str]]:
    """Named values in order, each knowing those before it; and all the names known then."""
    given: list[tuple[str, Value]] = []
    names: frozenset[str] = frozenset()
    for name, spec in specs.items():
        site = place(name)
        names |= site.names
        given.append(
            (name, value_of(spec, replace(site.at(name), names=names, field=None, dated=False)))
        )
        names |= {name}
    return given, names


def _plain(spec: Any, site: Spot) -> Any:
    del site
    return spec


READERS: dict[str, Callable[[Any, Spot], Any]] = {
    "值": value_of,
    "名": _name,
    "日": _amount,
    "数": _amount,
    "池": pool_of,
    "条件": _condition,
    "筛选": lambda spec, site: _condition(spec, site, named=False),
    "表": lambda spec, site: {key: value_of(one, site.at(key)) for key, one in spec.items()},
    "定": _local,
    "缺席": lambda spec, site: value_of(None if spec == "略" else spec, site),
    **dict.fromkeys(("区间", "择一", "文字", "整数"), _plain),
}


def story_steps(path: str) -> list[str | int]:
    """教育.-1.日期 → 教育, -1, 日期; `*` stands for every item of a list."""
    return [int(s) if s.removeprefix("-").isdecimal() else s for s in path.split(".")]
