"""Law text: rules, conditions and amounts in words, with parameters as they are on a day."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, Final

from suowu.grammar.conditions import (
    Active,
    All,
    Amount,
    AnyOf,
    Condition,
    Exists,
    InOrder,
    Minor,
    Named,
    Not,
    OpenOn,
    Set,
    Step,
    Term,
    Test,
)
from suowu.grammar.leaves import Parameter, ParameterName, Path, Template
from suowu.grammar.rules import Advice, Deadline, Frequency, Must, Number, Posting, Rule

_HOLE: Final = re.compile(r"\{参数:([^{}|]+)(?:\|([^{}|]+))?\}")


def law_text(words: Template, on: date) -> str:
    """A 说明 with its parameters as they are on a day."""
    return "".join(part if isinstance(part, str) else _filled(*part, on=on) for part in words.parts)


def _filled(name: Path | ParameterName, style: str, *, on: date) -> str:
    known = isinstance(name, ParameterName) and name.parameter
    return known.said(on, style) if known else str(name)


def with_parameters(text: str, parameters: Mapping[str, Parameter], *, on: date) -> str:
    """A text of content/ with `{参数:名称}` and `{参数:名称|汉字}` put in."""

    def said(match: re.Match[str]) -> str:
        found = parameters.get(match[1])
        return found.said(on, match[2] or "") if found else match[0]

    return _HOLE.sub(said, text)


def amount_text(amount: Amount, on: date) -> str:
    """`5 个工作日`; by case: `委托.速裁程序为“是”的 5 个工作日，其余 10 个工作日`."""
    parts = []
    for when, value in amount.choices:
        said = _amount(value, on)
        several = len(amount.choices) > 1
        parts.append(
            f"{condition_text(when)}的 {said}" if when else f"其余 {said}" if several else said
        )
    return "，".join(parts)


def _amount(value: Any, on: date) -> str:
    if isinstance(value, ParameterName):
        return value.parameter.said(on) if value.parameter else value.name
    if isinstance(value, tuple):
        return ":".join(map(str, value))
    return f"{value:g}" if isinstance(value, (int, float)) else str(value)


def condition_text(condition: Condition | None) -> str:
    """A condition as one would say it; "" for none."""
    return "" if condition is None else _SAID[type(condition)](condition)


def _test(test: Test) -> str:
    path, value = _path(test.path), test.value
    if test.operator == "有":
        return f"有{path}" if value else f"没有{path}"
    if test.operator == "等于":
        return f"{path}为“{_plain(value)}”"
    if test.operator in ("在", "不在", "含"):
        verb = {"在": "是", "不在": "不是", "含": "含有"}[test.operator]
        return f"{path}{verb} {_listed(value)}"
    if test.operator == "已到":
        return f"{path}{'已到' if value else '未到'}"
    if test.operator == "已过":
        return f"{path}已过" if value is True else f"{path}已过 {_bare(value)}"
    return f"{path}{test.operator} {_bare(value)}"


def _bare(value: Any) -> str:
    if isinstance(value, Amount):
        return "、".join(_name(found) for _, found in value.choices)
    return _path(value) if isinstance(value, Path) else _name(value)


def _name(value: Any) -> str:
    if isinstance(value, ParameterName):
        return f"“{value.name}”"
    return _plain(value)


def _listed(value: Any) -> str:
    if isinstance(value, Path):
        return f"{_path(value)}之一"
    values = value if isinstance(value, tuple) else (value,)
    return "、".join(map(_plain, values)) + ("之一" if len(values) > 1 else "")


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _path(path: Path) -> str:
    return path.text.removeprefix("/").replace("../", "")


def _term(term: Term) -> str:
    word, wanted = ("超过", term.longer) if term.longer else ("不超过", term.at_most)
    assert wanted is not None  # the grammar asks for exactly one of the two
    return f"{_path(term.first)}至{_path(term.last)}{word} {_bare(wanted)}"


def _steps(order: InOrder) -> str:
    return "依次 " + "、".join(
        "和".join(_path(s.day if isinstance(s, Step) else s) for s in step) for step in order.steps
    )


_SAID: Final[Mapping[type, Callable[[Any], str]]] = {
    Test: _test,
    All: lambda found: "，".join(map(condition_text, found.parts)),
    AnyOf: lambda found: "或者".join(map(condition_text, found.parts)),
    Not: lambda found: f"不是（{condition_text(found.part)}）",
    Exists: lambda found: f"有{set_text(found.items)}",
    Term: _term,
    InOrder: _steps,
    Minor: lambda found: "按未成年人对待" if found.wanted else "不按未成年人对待",
    Active: lambda found: "在办" if found.wanted else "不在办",
    OpenOn: lambda found: f"{_path(found.day)}时尚未了结",
    Named: lambda found: found.name,
}


def set_text(source: Path | Set | None) -> str:
    """A set or path as one would say it."""
    if source is None:
        return ""
    if isinstance(source, Path):
        return _path(source)
    what = (
        source.label or source.cases or ("各司法所" if source.offices else set_text(source.items))
    )
    which = condition_text(source.when)
    field = f"的{_path(source.field)}" if source.field else ""
    return f"{what}（{which}）{field}" if which and not source.label else f"{what}{field}"


def rule_sentence(rule: Rule, on: date) -> str:
    """What a rule does, from its own tree: `宣告.日期须在接收.到所报到日期之后 5 个工作日内`."""
    head = [f"{_path(rule.each)}的每一项" if rule.each else "", condition_text(rule.when)]
    said = "；".join(_words(rule, on))
    lead = "，".join(part for part in head if part)
    return f"{lead}：{said}" if lead else said


def _words(rule: Rule, on: date) -> Iterator[str]:
    if rule.deadline is not None:
        yield _deadline(rule.deadline, on)
    elif rule.frequency is not None:
        yield _frequency(rule.frequency, on)
    elif rule.must is not None:
        yield from _must(rule.must)
    elif rule.posting is not None:
        yield _posting(rule.posting, on)
    elif rule.advice is not None:
        yield _advice(rule.advice, on)
    for number in rule.numbers:
        yield _number(number, on)


def _deadline(word: Deadline, on: date) -> str:
    start, done = "、".join(map(set_text, word.start)), "、".join(map(set_text, word.done))
    if word.within is not None:
        length = amount_text(word.within, on)
        when = "当日" if length.startswith("0 ") else f"之后 {length}内"
    else:
        wanted = word.ahead or word.after
        length = amount_text(wanted, on) if wanted else ""
        when = f"之前至少 {length}" if word.ahead else f"满 {length}之后"
    roll = "，末日不顺延" if word.no_roll else ""
    return f"{done}须在{start}{when}{roll}"


def _frequency(word: Frequency, on: date) -> str:
    records = set_text(word.records)
    if word.running is not None:
        most = amount_text(word.running.at_most, on)
        return f"{records}任何 {word.running.window}内累计不超过 {most}"
    if word.persons is not None:
        enough = "或者".join(f"{path} {amount_text(n, on)}" for path, n in word.enough.items())
        return f"每{word.every}每人{records}满{enough}"
    least = amount_text(word.at_least, on) if word.at_least else "1"
    least = least if least.endswith("次") else f"{least} 次"
    return f"每{word.every}不少于 {least}（{records}）"


def _number(word: Number, on: date) -> str:
    if word.expected is not None and word.present is not None:
        return f"{_path(word.present)}里有每一个{set_text(word.expected)}"
    items = word.label or set_text(word.items)
    if word.of is not None and word.ratio is not None:
        return f"{set_text(word.items)}比{set_text(word.of)}不低于 {amount_text(word.ratio, on)}"
    if word.by is not None and word.table is not None:
        return f"{items}按{_path(word.by)}的数与{_path(word.table)}相同"
    bounds = (("不少于", word.at_least), ("不超过", word.at_most), ("恰好", word.equal))
    return items + "，".join(f"{said} {amount_text(n, on)}" for said, n in bounds if n)


def _must(word: Must) -> Iterator[str]:
    for line in word.lines:
        each = f"{_path(line.each)}的每一项" if line.each else ""
        given = f"{condition_text(line.given)}的，" if line.given else ""
        yield f"{each}{given}须{condition_text(line.must)}"


def _posting(word: Posting, on: date) -> str:
    names = "、".join(word.names)
    if word.within is None:
        return f"公示（{names}）不得发布"
    return f"公示（{names}）在批准之后 {amount_text(word.within, on)}内张贴"


def _advice(word: Advice, on: date) -> str:
    if word.expiry is not None:
        return f"{_path(word.expiry)}之前 {word.ahead}提醒"
    least = amount_text(word.at_least, on) if word.at_least else ""
    unless = f"，还没有{set_text(word.unless)}" if word.unless else ""
    return f"{set_text(word.counted)}到 {least}{unless}的提醒"
