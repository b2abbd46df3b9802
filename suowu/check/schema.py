"""Cerberus behind one function: a record and its schema → faults, by error code."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from cerberus import TypeDefinition, Validator, errors

from suowu.check.blank import pruned_fields
from suowu.model import Data, Where
from suowu.problems import NOTHING, did_you_mean, nearest


class Fault(NamedTuple):
    """Something wrong with one value: where, what must be, the value, a hint."""

    where: Where
    says: str
    value: object = NOTHING
    hint: str | None = None


class _Strict(Validator):  # type: ignore[misc]  # cerberus ships no types
    """Why a subclass: it is the only way to tell Cerberus that true is not the number 1."""

    types_mapping = Validator.types_mapping | {
        "integer": TypeDefinition("integer", (int,), (bool,)),
        "float": TypeDefinition("float", (int, float), (bool,)),
    }


def schema_faults(data: Data, schema: Data, metas: Mapping[str, Data]) -> tuple[Fault, ...]:
    """Every fault of a record against its schema; `metas` (by dotted path) give the examples."""
    validator = _Strict(schema)
    validator.validate(pruned_fields(data, schema), normalize=False)
    found = list(_leaves(validator._errors))
    renamed = {_meant(error, data, schema) for error in found if _is_unknown(error)}
    return tuple(
        _fault(error, data, schema, metas)
        for error in found
        if error.code != errors.REQUIRED_FIELD.code or tuple(error.document_path) not in renamed
    )


def _leaves(found: Any) -> Iterator[Any]:
    for error in found:
        if error.is_group_error:
            yield from _leaves(error.child_errors)
        else:
            yield error


def _is_unknown(error: Any) -> bool:
    return bool(error.code == errors.UNKNOWN_FIELD.code)


def _meant(error: Any, data: Data, schema: Data) -> Where:
    """The missing field that an unknown one was meant to be; telling it twice helps nobody."""
    where: Where = tuple(error.document_path)
    near = nearest(str(where[-1]), _unused(where, data, schema))
    return (*where[:-1], near) if near else ()


def _fault(error: Any, data: Data, schema: Data, metas: Mapping[str, Data]) -> Fault:
    where: Where = tuple(error.document_path)
    meta = metas.get(".".join(str(step) for step in where if isinstance(step, str)), {})
    sentence = _SENTENCES.get(error.code)
    if sentence is None:
        return Fault(where, "不合要求", error.value)
    case = _Case(where, error.constraint, error.value, error.info, data, schema, meta)
    return sentence(case)


class _Case(NamedTuple):
    where: Where
    constraint: Any
    value: Any
    info: Any
    data: Data
    schema: Data
    meta: Data


_TYPE_WORDS = {
    "string": "文字",
    "integer": "整数",
    "float": "数字",
    "number": "数字",
    "boolean": " true 或 false",
    "date": "日期（YYYY-MM-DD）",
    "dict": "一组“字段: 值”",
    "list": "列表",
}
_TYPE_HINTS = {
    "date": "例如 2026-03-09",
    "boolean": "是写 true，否写 false",
    "list": "例如 [甲, 乙]，只有一项也写 [甲]",
    "dict": "例如 {日期: 2026-03-09}",
}


def _required(case: _Case) -> Fault:
    return Fault(case.where, "须填写", NOTHING, _wanted(case))


def _unknown(case: _Case) -> Fault:
    known = _siblings(case.where, case.schema)
    unused = _unused(case.where, case.data, case.schema)
    wrong = str(case.where[-1])
    hint = did_you_mean(wrong, unused) or did_you_mean(wrong, known)
    hint = hint or f"这里可用的有：{'、'.join(known)}"
    return Fault(case.where, "没有这个字段", case.where[-1], hint)


def _bad_type(case: _Case) -> Fault:
    says = f"须为{_TYPE_WORDS[case.constraint]}"
    return Fault(case.where, says, case.value, _type_hint(case.constraint, case))


def _type_hint(named: str, case: _Case) -> str | None:
    if named == "string" and isinstance(case.value, (int, float, date)):
        return f'请加引号："{case.value}"'
    if named == "date" and (day := _likely_date(case.value)):
        return f"例如 {day}"
    return _shape_hint(_rules_at(case.where, case.schema)) or _example(case.meta)


def _likely_date(value: object) -> date | None:
    """2026/3/9, 2026.3.9, 2026年3月9日 → 2026-03-09."""
    text = "".join(c if c.isdecimal() else " " for c in str(value))
    parts = [int(part) for part in text.split()]
    if len(parts) != 3 or len(str(value)) > 12:
        return None
    try:
        return date(*parts)
    except (ValueError, OverflowError):
        return None


def _blank(case: _Case) -> Fault:
    return Fault(case.where, "须填写，不得留空", NOTHING, _wanted(case))


def _wanted(case: _Case) -> str | None:
    """What may be written into an empty field."""
    rules = _rules_at(case.where, case.schema)
    if allowed := rules.get("allowed"):
        return f"可填：{'、'.join(str(value) for value in allowed)}"
    return _example(case.meta) or _shape_hint(rules)


def _shape_hint(rules: Data) -> str | None:
    if rules.get("schema", {}).get("type") == "dict":
        return "每一项另起一行，以“- ”开头"
    return _TYPE_HINTS.get(str(rules.get("type")))


def _unallowed(case: _Case) -> Fault:
    allowed = [str(value) for value in case.constraint]
    says = f"须为 {'、'.join(allowed)}{' 之一' if len(allowed) > 1 else ''}"
    return Fault(case.where, says, case.value, did_you_mean(str(case.value), allowed))


def _unallowed_items(case: _Case) -> Fault:
    allowed = "、".join(str(value) for value in case.constraint)
    return Fault(case.where, f"各项须为 {allowed} 之一", case.info[0], None)


def _mismatch(case: _Case) -> Fault:
    example = _example(case.meta)
    says = "格式须同示例" if example else f"须符合格式 {case.constraint}"
    return Fault(case.where, says, case.value, example or case.meta.get("说明"))


def _bound(words: str) -> Callable[[_Case], Fault]:
    return lambda case: Fault(case.where, words.format(case.constraint), case.value)


def _length(words: str) -> Callable[[_Case], Fault]:
    def fault(case: _Case) -> Fault:
        unit = "字" if isinstance(case.value, str) else "项"
        says = words.format(case.constraint, unit)
        return Fault(case.where, says, case.value, f"现有 {len(case.value)} {unit}")

    return fault


def _dependency(case: _Case) -> Fault:
    needed = case.constraint if isinstance(case.constraint, str) else "、".join(case.constraint)
    return Fault(case.where, f"填了这一项，就须同时填写 {needed}")


_SENTENCES: Mapping[int, Callable[[_Case], Fault]] = {
    errors.REQUIRED_FIELD.code: _required,
    errors.UNKNOWN_FIELD.code: _unknown,
    errors.DEPENDENCIES_FIELD.code: _dependency,
    errors.DEPENDENCIES_FIELD_VALUE.code: _dependency,
    errors.EMPTY_NOT_ALLOWED.code: _blank,
    errors.NOT_NULLABLE.code: _blank,
    errors.BAD_TYPE.code: _bad_type,
    errors.MIN_LENGTH.code: _length("须不少于 {} {}"),
    errors.MAX_LENGTH.code: _length("须不超过 {} {}"),
    errors.REGEX_MISMATCH.code: _mismatch,
    errors.MIN_VALUE.code: _bound("须不小于 {}"),
    errors.MAX_VALUE.code: _bound("须不大于 {}"),
    errors.UNALLOWED_VALUE.code: _unallowed,
    errors.UNALLOWED_VALUES.code: _unallowed_items,
}


def _example(meta: Data) -> str | None:
    value = meta.get("例")
    if isinstance(value, str) and value.isdecimal():
        return f'例如 "{value}"（写在引号里）'
    return f"例如 {value}" if "例" in meta else None


def _unused(where: Where, data: Data, schema: Data) -> list[str]:
    """The fields that might have been meant where an unknown one stands."""
    table: Any = data
    for step in where[:-1]:
        table = table[step]
    return [name for name in _siblings(where, schema) if name not in table]


def _siblings(where: Where, schema: Data) -> list[str]:
    """The fields known where an unknown one stands."""
    around = _rules_at(where[:-1], schema)
    return list(around.get("schema", {}))


def _rules_at(where: Where, schema: Data) -> Data:
    """The rules of a field or list item; the whole record counts as a table."""
    rules: Data = {"type": "dict", "schema": schema}
    for step in where:
        inner = rules.get("schema", {})
        rules = inner if isinstance(step, int) else inner.get(step, {})
    return rules
