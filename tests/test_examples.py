"""Every rule's own 示例, as a lawyer wrote them: given this, the rule says that."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from suowu import examples
from suowu.check import check
from suowu.definitions import Definitions
from suowu.examples import SPOKEN, example_problems, merged, outcomes_of
from suowu.grammar.examples import Example, Expected
from suowu.grammar.rules import Rule
from suowu.model import Outcome, Problem
from suowu.problems import to_text
from suowu.yamlfile import positions
from tests.counties import ROOT, definitions, repository

RULE = "correction-announcement"
KEPT = ("已办", "待办")
"""What an example may say of a rule that is kept, besides 无."""


def rule_of(name: str) -> Rule:
    return next(rule for rule in definitions().rules if rule.id == name)


def only(*rules: Rule) -> Definitions:
    return replace(definitions(), rules=rules)


def with_example(rule: Rule, number: int, **change: object) -> Rule:
    """The rule with one of its examples changed."""
    found = list(rule.examples)
    found[number] = replace(found[number], **change)  # type: ignore[arg-type]  # any of its keys
    return replace(rule, examples=tuple(found), digest=f"{rule.digest}{change}")


def is_broken(example: Example) -> bool:
    """It says that the rule finds something: 违反, 逾期, 提醒 or 停发."""
    return any(each.state in SPOKEN for each in example.expected)


def is_kept(example: Example) -> bool:
    """无, or that the duty is done or still open."""
    return all(each.state in KEPT for each in example.expected)


def broken_example(rule: Rule) -> int:
    return next(n for n, example in enumerate(rule.examples) if is_broken(example))


def kept_example(rule: Rule) -> int:
    return next(n for n, example in enumerate(rule.examples) if is_kept(example))


def test_every_example_comes_out_as_it_says() -> None:
    assert to_text(example_problems(definitions())) == ""


def one_sided(found: Definitions) -> list[str]:
    """The rules without a kept example or without a broken one."""
    return [
        rule.id
        for rule in found.rules
        if not (any(map(is_kept, rule.examples)) and any(map(is_broken, rule.examples)))
    ]


def test_every_rule_has_an_example_that_fires_and_one_that_does_not() -> None:
    assert one_sided(definitions()) == []


def test_done_and_open_are_kept_as_well_as_nothing() -> None:
    rule = rule_of(RULE)
    kept, broken = rule.examples[kept_example(rule)], rule.examples[broken_example(rule)]
    for state in KEPT:
        said = replace(kept, expected=(Expected(state=state),))
        assert one_sided(only(replace(rule, examples=(said, broken)))) == []
    for state in SPOKEN:
        said = replace(kept, expected=(Expected(state=state),))
        assert one_sided(only(replace(rule, examples=(said, broken)))) == [RULE]
    assert one_sided(only(replace(rule, examples=(kept,)))) == [RULE]


@pytest.mark.parametrize("rule", definitions().rules, ids=lambda rule: rule.id)
def test_no_example_holds_whatever_the_rule_says(rule: Rule) -> None:
    """Each is wrong with the opposite of what it wants."""
    assert told_of_the_opposite(rule) == (["错误"], ["错误"])


def told_of_the_opposite(rule: Rule, within: Definitions | None = None) -> tuple[list[str], ...]:
    """Levels of what is said of a broken example that wants nothing, and of a kept one that wants
    what the broken one does."""
    found = within or definitions()
    number = broken_example(rule)
    fired = rule.examples[number].expected
    silent = with_example(rule, number, expected=())
    loud = with_example(rule, kept_example(rule), expected=fired)
    return tuple(
        [problem.level for problem in example_problems(replace(found, rules=(each,)))]
        for each in (silent, loud)
    )


def test_a_wrong_example_is_an_error_on_its_line() -> None:
    rule = rule_of(RULE)
    number = broken_example(rule)
    (problem,) = example_problems(only(with_example(rule, number, expected=())))
    place = positions(Path(rule.path).read_text("utf-8"))[(*rule.where, "示例", number, "得")]
    assert (problem.level, problem.rule, problem.path) == ("错误", "example", rule.path)
    assert (problem.line, problem.column) == place and problem.line > 1
    assert RULE in problem.message and rule.examples[number].name in problem.message
    assert problem.hint and "examples/good/minimal.yml" in problem.hint


def fired(**change: object) -> tuple[Problem, ...]:
    """The problems of an example of a late announcement that wants something else."""
    rule = rule_of(RULE)
    number = broken_example(rule)
    (wanted,) = rule.examples[number].expected
    return example_problems(
        only(with_example(rule, number, expected=(replace(wanted, **change),)))  # type: ignore[arg-type]
    )


def test_state_day_and_lateness_are_compared() -> None:
    assert fired() == ()
    (state,) = fired(state="逾期")
    (due,) = fired(due=date(2026, 2, 11))
    (late,) = fired(late=2)
    assert "状态应为 逾期，得到 违反" in state.message
    assert "应在应为 2026-02-11，得到 2026-02-12" in due.message
    assert "迟应为 2，得到 1" in late.message


def test_what_is_not_asked_about_is_not_compared() -> None:
    assert fired(due=None, late=None) == ()


def test_an_example_speaks_of_its_own_rule_in_its_own_world() -> None:
    """A deadline runs from the day of the example, not from today's."""
    rule = rule_of(RULE)
    example = rule.examples[broken_example(rule)]
    late = merged(example.given, {"宣告": {"日期": None}})
    found = outcomes_of(rule, changed(example, late, date(2026, 2, 12)), definitions=definitions())
    assert [(o.rule, o.state) for o in found] == [(RULE, "待办")]
    found = outcomes_of(rule, changed(example, late, date(2026, 2, 13)), definitions=definitions())
    assert [o.state for o in found] == ["逾期"]


def changed(example: Example, given: dict[str, object], as_of: date) -> Example:
    return replace(example, given=given, as_of=as_of)


def test_mappings_merge_and_everything_else_replaces() -> None:
    base = {"甲": {"一": 1, "二": [1, 2]}, "乙": "原"}
    over = {"甲": {"二": [3]}, "丙": None}
    assert merged(base, over) == {"甲": {"一": 1, "二": [3]}, "乙": "原", "丙": None}
    assert base == {"甲": {"一": 1, "二": [1, 2]}, "乙": "原"}


def test_a_wrong_example_stops_the_build() -> None:
    rule = rule_of(RULE)
    wrong = example_problems(only(with_example(rule, broken_example(rule), expected=())))
    found = check(repository(), definitions(), more=wrong)
    assert isinstance(found, tuple) and [p for p in found if p.level == "错误"] == list(wrong)


# What is kept


@cache
def some() -> tuple[Rule, ...]:
    return definitions().rules[:4]


def ran(
    given: Definitions, cache_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[list[str], tuple[Problem, ...]]:
    """The rules whose examples were run, and what was wrong."""
    run: list[str] = []

    def noted(rule: Rule, example: Example, definitions: Definitions) -> list[Outcome]:
        run.append(rule.id)
        return outcomes_of(rule, example, definitions=definitions)

    with monkeypatch.context() as patch:
        patch.setattr(examples, "outcomes_of", noted)
        problems = example_problems(given, cache=cache_folder)
    return list(dict.fromkeys(run)), problems


def test_good_examples_are_kept_by_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second, *_ = some()
    whole = only(*some())
    assert ran(whole, tmp_path, monkeypatch) == ([rule.id for rule in some()], ())
    assert ran(whole, tmp_path, monkeypatch) == ([], ())
    other = replace(first, digest="rewritten")
    assert ran(only(other, second), tmp_path, monkeypatch) == ([first.id], ())


def test_a_wrong_example_is_told_every_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule, *rest = some()
    whole = only(with_example(rule, broken_example(rule), expected=()), *rest)
    once, again = (ran(whole, tmp_path, monkeypatch) for _ in range(2))
    assert once[1] == again[1] != ()
    assert again[0] == [rule.id]


def test_another_calendar_base_or_number_runs_them_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = only(*some())
    calendar = replace(whole.calendar, working=whole.calendar.working[:-1])
    kind = replace(whole.kinds["correction"], examples={"minimal": {}, "full": {}})
    parameters = {name: whole.parameters[name] for name in list(whole.parameters)[1:]}
    ran(whole, tmp_path, monkeypatch)
    for other in (
        replace(whole, calendar=calendar),
        replace(whole, kinds={**whole.kinds, "county": replace(kind, id="county")}),
        replace(whole, parameters=parameters),
    ):
        assert ran(other, tmp_path, monkeypatch)[0] == [rule.id for rule in some()]


def test_what_was_kept_holds_wherever_the_definitions_lie(tmp_path: Path) -> None:
    """The same county opened from another folder has nothing to work out again."""
    import shutil

    from suowu.define import define
    from suowu.load import load

    found = list[str]()
    for place in (tmp_path / "a", tmp_path / "b" / "c"):
        for name in ("content", "templates"):
            shutil.copytree(ROOT / name, place / name)
        raw = load(
            records=place, content=place / "content", templates=place / "templates", cache=None
        )
        found.append(examples._around(define(raw)))
    assert found[0] == found[1]
