"""A schema compiled to closures: lets good records pass thirty times faster than Cerberus.

Why a second reading of the schema: Cerberus takes 3 ms a record. The doorman only ever says "pass"
or "ask Cerberus"; a property test holds the two together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from suowu.check.blank import is_blank, pruned
from suowu.model import Data

Test = Callable[[Any], bool]

_TYPES: Mapping[str, frozenset[type]] = {
    "string": frozenset((str,)),
    "integer": frozenset((int,)),
    "float": frozenset((int, float)),
    "number": frozenset((int, float)),
    "boolean": frozenset((bool,)),
    "date": frozenset((date,)),
    "dict": frozenset((dict,)),
    "list": frozenset((list,)),
}
_BARE = frozenset(("type", "required"))
_MANY = frozenset((list, dict))
_SIZED = _MANY | {str}


def compiled(schema: Data) -> Test:
    """A test that is true for the records Cerberus would pass (blank optional fields left out).

    It expects data as YAML gives it: exact str, int, float, bool, None, date, list and dict.
    """
    fields = {name: _field(rules) for name, rules in schema.items()}
    bare = {name: _TYPES[r["type"]] for name, r in schema.items() if r.keys() <= _BARE}
    required = [name for name, rules in schema.items() if rules.get("required")]
    linked = [(n, _links(r)) for n, r in schema.items() if "dependencies" in r]

    def passes(value: Any) -> bool:
        if type(value) is not dict:
            return False
        for name in required:
            if name not in value:
                return False
        for name, part in value.items():
            if name in bare and type(part) in bare[name]:
                continue
            test = fields.get(name)
            if test is None or not test(part):
                return False
        return all(_linked(name, links, value, schema) for name, links in linked)

    return passes


def _links(rules: Data) -> list[str] | None:
    """The names a field depends on; None for the forms that only Cerberus understands."""
    links = rules["dependencies"]
    names = [links] if isinstance(links, str) else links
    plain = isinstance(names, list) and all(isinstance(n, str) and n.isidentifier() for n in names)
    return names if plain else None


def _linked(name: str, links: list[str] | None, value: Data, schema: Data) -> bool:
    def given(field: str) -> bool:
        rules = schema.get(field, {})
        return field in value and bool(rules.get("required") or not is_blank(value[field], rules))

    return not given(name) or (links is not None and all(given(link) for link in links))


def _field(rules: Data) -> Test:
    test = _value(rules)
    if rules.get("required"):
        return test
    return lambda value: test(value) or is_blank(value, rules)


def _value(rules: Data) -> Test:
    """Why the order: Cerberus stops at the first of nullable, type, empty that settles it."""
    types = _TYPES[rules["type"]]
    tests = _tests(rules)
    nullable = bool(rules.get("nullable"))
    inner = _inner(rules)
    empty = rules.get("empty")

    def passes(value: Any) -> bool:
        if value is None:
            return nullable
        if type(value) not in types:
            return False
        if empty is not None and not value and type(value) in _SIZED:
            return bool(empty) and (inner is None or inner(value))
        for test in tests:
            if not test(value):
                return False
        return inner is None or inner(value)

    if rules["type"] == "dict" and inner and (tests or empty is not None):
        return lambda value: passes(pruned(value, rules))  # its size counts without the blanks
    return passes


def _inner(rules: Data) -> Test | None:
    schema = rules.get("schema")
    if schema is None:
        return None
    if rules.get("type") == "dict":
        return compiled(schema)
    item = _value(schema)
    return lambda value: all(map(item, value))


def _tests(rules: Data) -> list[Test]:
    found = (_TESTS[name](bound) for name, bound in rules.items() if name in _TESTS)
    return list(found)


def _allowed(values: list[Any]) -> Test:
    def passes(value: Any) -> bool:
        return all(v in values for v in value) if type(value) in _MANY else value in values

    return passes


def _matching(pattern: str) -> Test:
    """Why `$` and not fullmatch: so that it agrees with Cerberus to the letter."""
    match = re.compile(pattern if pattern.endswith("$") else pattern + "$").match
    return lambda value: type(value) is not str or match(value) is not None


def _ordered(holds: Callable[[Any], bool]) -> Test:
    """Values that cannot be compared are somebody else's problem (their type is wrong)."""

    def passes(value: Any) -> bool:
        try:
            return holds(value)
        except TypeError:
            return True

    return passes


def _sized(holds: Callable[[int], bool]) -> Test:
    return lambda value: type(value) not in _SIZED or holds(len(value))


_TESTS: Mapping[str, Callable[[Any], Test]] = {
    "allowed": _allowed,
    "regex": _matching,
    "min": lambda bound: _ordered(lambda value: not value < bound),
    "max": lambda bound: _ordered(lambda value: not value > bound),
    "minlength": lambda bound: _sized(lambda size: size >= bound),
    "maxlength": lambda bound: _sized(lambda size: size <= bound),
}
