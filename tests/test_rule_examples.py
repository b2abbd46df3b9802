"""Every rule's own 示例, as a lawyer wrote them: given this, the rule says that."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from suowu.rules.paths import Sibling, World

from suowu.calendars import calendar_of
from suowu.derive.notices import mould_of, notices_of
from suowu.derive.views import lens_of
from suowu.grammar.rules import Rule
from suowu.ledger import Outcome
from suowu.load import load
from suowu.model import Raw, Record
from suowu.rules import compile_rule, compile_rules
from suowu.yamlfile import read

ROOT = Path(__file__).resolve().parent.parent
SPOKEN = ("违反", "逾期", "提醒", "停发")


@cache
def tree() -> Raw:
    return load(records=ROOT / "records", content=ROOT / "content", templates=ROOT / "templates")


@cache
def minimal(kind: str) -> Any:
    folder = Path(tree().kinds[kind].path).parent / "examples" / "good"
    path = ROOT / folder / "minimal.yml"
    data, problems = read(path.read_text(encoding="utf-8"))
    assert not problems, (path, problems)
    return data


def merged(base: Any, over: Any) -> Any:
    """Mappings merge, everything else replaces."""
    if isinstance(base, Mapping) and isinstance(over, Mapping):
        keys = [*base, *(key for key in over if key not in base)]
        return {
            key: merged(base[key], over[key])
            if key in base and key in over
            else copy.deepcopy(over.get(key, base.get(key)))
            for key in keys
        }
    return copy.deepcopy(over)


def kind_with_scope(scope: str) -> str:
    return next(kind.id for kind in tree().kinds.values() if kind.scope == scope)


def cases() -> Iterator[Any]:
    for rule in tree().rules:
        for number, example in enumerate(rule.examples):
            yield pytest.param(rule, example, id=f"{rule.id}-{example.get('名', number)}")


@pytest.mark.parametrize(("rule", "example"), list(cases()))
def test_example(rule: Rule, example: Mapping[str, Any]) -> None:
    found = [o for o in outcomes(rule, example) if o.rule == rule.id]
    wanted = example["得"]
    if wanted == "无":
        assert [o.message for o in found if o.state in SPOKEN] == []
        return
    wanted = wanted if isinstance(wanted, list) else [wanted]
    states = {each["状态"] for each in wanted if "状态" in each} | set(SPOKEN)
    spoken = [o for o in found if o.state in states]
    assert len(spoken) == len(wanted), [(o.state, o.message) for o in found]
    for outcome, want in zip(spoken, wanted, strict=True):
        assert {key: told(outcome)[key] for key in want} == dict(want), outcome.message


def told(outcome: Outcome) -> dict[str, Any]:
    return {
        "状态": outcome.state,
        "级别": outcome.level,
        "应在": outcome.due,
        "迟": outcome.days_late,
        "剩": outcome.days_left,
    }


def outcomes(rule: Rule, example: Mapping[str, Any]) -> list[Outcome]:
    raw, as_of = tree(), example["截至"]
    kind = raw.kinds[rule.kind]
    data = merged(minimal(rule.kind), example.get("给") or {})
    office = merged(minimal(kind_with_scope("所")), example.get("所") or {})
    county = merged(minimal(kind_with_scope("县")), example.get("县") or {})
    world = World(
        as_of=as_of,
        calendar=calendar_of(raw.calendars),
        office=data if kind.scope == "所" else office,
        county=data if kind.scope == "县" else county,
        words=frozenset(example.get("内容", ("职能", "流程", "规则"))),
        siblings=lambda wanted: siblings(wanted, example, as_of),
        offices=[merged(minimal(kind_with_scope("所")), each) for each in offices(example)],
    )
    year = example.get("簿年", as_of.year) if kind.scope == "簿" else None
    view = lens_of(kind).view(data, world, year)
    if rule.word != "window":
        return list(compile_rule(rule)(view.scope))
    record = Record(office="qinghe", kind=kind.id, id="1", path="", digest="", data=data)
    moulds = tuple(mould_of(shape) for shape in kind.notices)
    return list(notices_of(record, view, kind, moulds, compile_rules([rule]))[1])


def offices(example: Mapping[str, Any]) -> list[Any]:
    given = (example.get("案") or {}).get(kind_with_scope("所"))
    return given if given is not None else [example.get("所") or {}]


def siblings(wanted: str, example: Mapping[str, Any], as_of: date) -> list[Sibling]:
    raw = tree()
    found = []
    for given in (example.get("案") or {}).get(wanted, ()):
        active = True
        if wanted in raw.kinds:
            given = merged(minimal(wanted), given)
            world = World(as_of=as_of, calendar=calendar_of(raw.calendars))
            active = lens_of(raw.kinds[wanted]).view(given, world, None).active
        found.append(Sibling(kind=wanted, office="qinghe", data=given, active=active))
    return found


def test_every_rule_has_an_example_that_fires_and_one_that_does_not() -> None:
    lacking = [
        rule.id
        for rule in tree().rules
        if not any(e["得"] == "无" for e in rule.examples)
        or not any(e["得"] != "无" for e in rule.examples)
    ]
    assert lacking == []
