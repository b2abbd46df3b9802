"""Explain: `build.py explain RECORD [RULE]` shows how each finding came about."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from suowu.commands import (
    RECORD_NAMES,
    Mistake,
    case_named,
    day_sentence,
    load_county,
    near_case,
    near_hint,
    report,
)
from suowu.commands.left_out import refused
from suowu.commands.options import Options
from suowu.derive.views import state_of
from suowu.explain import Explanation, Step, explain
from suowu.grammar.rules import Rule
from suowu.ledger import Case, Ledger
from suowu.load import locator
from suowu.model import Where
from suowu.yamlfile import Locate

_MARKS = {True: "✓ ", False: "✗ ", None: ""}


def run_explain(options: Options) -> int:
    """Print how the rules judge one record; exit 1 only if the records cannot be used."""
    county = load_county(options)
    if county.ledger is None:
        report(options, county)
        return 1
    if told := refused(county.ledger, options.words, records=options.records):
        print(told)
        return 1
    case = _case_of(county.ledger, options.words[0], records=options.records)
    found = _explanations(county.ledger, case, asked=next(iter(options.words[1:]), None))
    locate = locator()
    if options.json:
        data = [_as_data(each, locate) for each in found]
        head = {"as_of": county.ledger.as_of.isoformat(), "record": case.record.key}
        print(json.dumps(head | {"title": case.title, "rules": data}, ensure_ascii=False, indent=2))
        return 0
    kind = county.ledger.definitions.kinds[case.record.kind]
    state = f"　{state_of(kind, case.scope)}" if kind.scope == "案" else ""
    print(f"{kind.name} {case.record.id}　{case.title}{state}　{case.record.path}")
    for each in found:
        print("\n" + "\n".join(_lines(each, locate)))
    print(f"\n{day_sentence(county)}")
    return 0


def _case_of(ledger: Ledger, asked: str, *, records: Path) -> Case:
    name = asked.removesuffix(".yml").rstrip("/")
    case = case_named(ledger, name, records=records)
    if case is None:
        near = near_case(ledger, name, records=records)
        raise Mistake(f"没有这份记录：{asked!r}\n  提示：{near}{RECORD_NAMES}")
    return case


def _explanations(ledger: Ledger, case: Case, *, asked: str | None) -> list[Explanation]:
    """The rule that was asked for, else every rule that says something of the record."""
    own = ledger.definitions.kinds[case.record.kind]
    rules = {r.id: r for r in ledger.definitions.rules if own.id in (r.kind, *r.also)}
    if asked is None:
        said = {outcome.rule for outcome in case.outcomes}
        return [explain(case, r, kind=own) for r in rules.values() if r.id in said]
    if asked not in rules:
        hint = _near_rule(asked, rules, ledger=ledger)
        raise Mistake(f"{own.name}没有这条规则：{asked!r}\n  提示：{hint}")
    return [explain(case, rules[asked], kind=own)]


def _near_rule(asked: str, rules: Mapping[str, Rule], *, ledger: Ledger) -> str:
    """The nearest rule of the kind, or whose this one is."""
    others = {rule.id: rule for rule in ledger.definitions.rules}
    if asked in others:
        return f"这是{ledger.definitions.kinds[others[asked].kind].name}的规则"
    return near_hint(asked, rules) or "不写规则，就列出各条规则对这份记录的判断"


def _lines(found: Explanation, locate: Locate) -> Iterator[str]:
    rule = found.rule
    mark = "" if rule.verified else "（待核）"
    place = _place(rule.path, rule.where, locate=locate)
    yield f"{rule.name} [{rule.id}]　{found.cited}{mark}　{place}"
    yield f"  要求　{found.says}"
    yield f"  执行　{found.sentence}"
    for step in found.steps:
        yield from _step(step, locate, depth=1)


def _step(step: Step, locate: Locate, *, depth: int) -> Iterator[str]:
    place = _place(step.path, step.where, locate=locate) if step.path else ""
    words = "　".join(filter(None, (step.label, step.says, place)))
    yield f"{'  ' * depth}{_MARKS[step.holds]}{words}"
    for part in step.parts:
        yield from _step(part, locate, depth=depth + 2)


def _place(path: str, where: Where, *, locate: Locate) -> str:
    return f"{path}:{locate(path, where)[0]}"


def _as_data(found: Explanation, locate: Locate) -> dict[str, Any]:
    rule = found.rule
    return {
        "rule": rule.id,
        "name": rule.name,
        "level": rule.level,
        "clause": found.cited,
        "verified": rule.verified,
        "path": rule.path,
        "line": locate(rule.path, rule.where)[0],
        "says": found.says,
        "sentence": found.sentence,
        "steps": [_step_data(step, locate) for step in found.steps],
        "findings": [
            {
                "state": outcome.told,
                "message": outcome.message,
                "start": outcome.start.isoformat() if outcome.start else None,
                "due": outcome.due.isoformat() if outcome.due else None,
                "done": outcome.done.isoformat() if outcome.done else None,
                "days_late": outcome.days_late,
                "days_left": outcome.days_left,
            }
            for outcome in found.findings
        ],
    }


def _step_data(step: Step, locate: Locate) -> dict[str, Any]:
    return {
        "label": step.label,
        "says": step.says,
        "path": step.path or None,
        "line": locate(step.path, step.where)[0] if step.path else None,
        "holds": step.holds,
        "parts": [_step_data(part, locate) for part in step.parts],
    }
