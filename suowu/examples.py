"""Examples of rules (示例): each run on the record it stands on; what does not come out right."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from suowu.cache import EXAMPLES, keep, recall
from suowu.definitions import Definitions, Kind
from suowu.derive.notices import notices_of
from suowu.derive.views import RecordView, record_view
from suowu.digest import digest_of
from suowu.grammar.documents import SUBJECTS
from suowu.grammar.examples import Example, Expected
from suowu.grammar.rules import Rule
from suowu.model import EMPTY, Data, Outcome, Problem, Record, Where
from suowu.problems import field_of, problem
from suowu.rules import judge, rule_set
from suowu.rules.scopes import Sibling, World
from suowu.yamlfile import nearest_position, positions

SPOKEN: Final = frozenset(("违反", "逾期", "提醒", "停发"))


def example_problems(definitions: Definitions, *, cache: Path | None = None) -> tuple[Problem, ...]:
    """One 错误 for each example whose rule does not say what it should, if all else is sound.

    Rules whose examples all came out right are kept in `cache` by content; they cost nothing.
    """
    if not definitions.sound:
        return ()
    file = EXAMPLES.file("kept", root=cache)
    known: frozenset[str] = recall(file) or frozenset()
    good, found = set[str](), list[Problem]()
    around = _around(definitions)
    for rule in definitions.rules:
        key = digest_of(rule.id, rule.digest, around)
        if key not in known:
            wrong = list(_wrong(rule, definitions))
            found.extend(wrong)
            if wrong:
                continue
        good.add(key)
    if good != known:
        keep(file, frozenset(good))
    return tuple(found)


def _around(definitions: Definitions) -> str:
    """What an example depends on besides its rule: kinds with their examples, numbers, days."""
    kinds = [(kind.id, kind.digest, repr(kind.file), kind.examples) for kind in _kinds(definitions)]
    parameters = [repr(each) for each in definitions.parameters.values()]
    return digest_of(kinds, parameters, definitions.calendar.working)


def _kinds(definitions: Definitions) -> Iterator[Kind]:
    return iter(definitions.kinds.values())


def _wrong(rule: Rule, definitions: Definitions) -> Iterator[Problem]:
    known: dict[Where, tuple[int, int]] = {}
    for number, example in enumerate(rule.examples):
        said = [o for o in outcomes_of(rule, example, definitions=definitions) if o.rule == rule.id]
        reason = _differs(said, example.expected)
        if reason is None:
            continue
        where: Where = (*rule.where, "示例", number, "得")
        known = known or positions(_text(rule.path))
        yield problem(
            f"规则 {rule.id} 的示例“{example.name}”没有得到应得的结果：{reason}",
            path=rule.path,
            place=nearest_position(known, where),
            field=field_of(where),
            rule="example",
            hint=f"底本是 {rule.kind} 的 examples/good/{example.base}.yml，按 {example.as_of} 计算",
        )


def _text(path: str) -> str:
    from suowu.load import text_of

    return text_of(path)


def _differs(said: list[Outcome], expected: tuple[Expected, ...]) -> str | None:
    """Why the outcomes are not those wanted; None if they are."""
    states = {each.state for each in expected} | SPOKEN
    spoken = [outcome for outcome in said if outcome.state in states]
    if len(spoken) != len(expected):
        told = "；".join(f"{o.state} {o.message}" for o in spoken) or "什么也没有说"
        return f"应有 {len(expected)} 条，得到 {len(spoken)} 条（{told}）"
    for outcome, want in zip(spoken, expected, strict=True):
        if (reason := _unlike(outcome, want)) is not None:
            return reason
    return None


def _unlike(outcome: Outcome, want: Expected) -> str | None:
    pairs = (
        ("状态", outcome.state, want.state),
        ("应在", outcome.due, want.due),
        ("迟", outcome.days_late, want.late),
    )
    for name, have, wanted in pairs:
        if wanted is not None and have != wanted:
            return f"{name}应为 {wanted}，得到 {have}"
    return None


def outcomes_of(rule: Rule, example: Example, *, definitions: Definitions) -> list[Outcome]:
    """What a rule says of its example."""
    kind = definitions.kinds[rule.kind]
    data = merged(kind.examples[example.base or ""], example.given)
    view = record_view(
        kind,
        data,
        world=_world(example, data, kind=kind, definitions=definitions),
        year=_year(example, kind),
    )
    if rule.posting is None:
        return list(judge(rule, view.scope))
    return _of_notices(rule, kind, view=view)


def _of_notices(rule: Rule, kind: Kind, *, view: RecordView) -> list[Outcome]:
    record = Record(office="qinghe", kind=kind.id, id="1", path="", digest="", data=view.data)
    return list(notices_of(record, view, kind=kind, rules=rule_set([rule]))[1])


def _year(example: Example, kind: Kind) -> int | None:
    return (example.year or example.as_of.year) if kind.scope == "簿" else None


def _world(example: Example, data: Data, *, kind: Kind, definitions: Definitions) -> World:
    office = merged(_minimal(definitions, "所"), example.office or {})
    county = merged(_minimal(definitions, "县"), example.county or {})
    offices = [merged(_minimal(definitions, "所"), each) for each in _offices(example, definitions)]
    return World(
        as_of=example.as_of,
        calendar=definitions.calendar,
        office=data if kind.scope == "所" else office,
        county=data if kind.scope == "县" else county,
        words=frozenset(SUBJECTS if example.words is None else example.words),
        siblings=lambda wanted: _siblings(wanted, example, definitions=definitions),
        offices=offices,
    )


def _minimal(definitions: Definitions, scope: str) -> Data:
    kind = next((kind for kind in _kinds(definitions) if kind.scope == scope), None)
    return kind.examples.get("minimal", EMPTY) if kind else EMPTY


def _offices(example: Example, definitions: Definitions) -> list[Data]:
    office = next((kind.id for kind in _kinds(definitions) if kind.scope == "所"), "")
    given = (example.cases or {}).get(office)
    return given if given is not None else [example.office or {}]


def _siblings(wanted: str, example: Example, *, definitions: Definitions) -> list[Sibling]:
    found: list[Sibling] = []
    kind = definitions.kinds.get(wanted)
    for given in (example.cases or {}).get(wanted, ()):
        data, active = given, True
        if kind is not None:
            data = merged(kind.examples.get("minimal", EMPTY), given)
            world = World(as_of=example.as_of, calendar=definitions.calendar)
            active = record_view(kind, data, world=world, year=None).active
        found.append(Sibling(kind=wanted, office="qinghe", data=data, active=active))
    return found


def merged(base: Any, over: Any) -> Any:
    """Mappings merge, everything else replaces."""
    if isinstance(base, Mapping) and isinstance(over, Mapping):
        return {
            key: merged(base[key], over[key])
            if key in base and key in over
            else copy.deepcopy(over[key] if key in over else base[key])
            for key in [*base, *(key for key in over if key not in base)]
        }
    return copy.deepcopy(over)
