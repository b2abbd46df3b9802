"""Validator: Cerberus behind one function; a record and its kind's schema → field issues."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from cerberus import TypeDefinition, Validator, errors

from suowu.addresses import FORMER_NUMBER
from suowu.check.fast_validator import pruned, shortened
from suowu.check.kind_checks import MOST_ISSUES, FieldIssue
from suowu.check.meant import meant_hint
from suowu.data import data_table
from suowu.fields import NO_META, Field, FieldMeta, Fields, all_fields
from suowu.model import Data, Where
from suowu.problems import NOTHING, did_you_mean, nearest

_FEW = 3  # groups that are named where a field stands in a wrong one
_MOST_LISTED = 24
_LONG = 60  # characters of a hint that are not read twice


class _Strict(Validator):  # type: ignore[misc]  # cerberus ships no types
    """Why a subclass: it is the only way to tell Cerberus that true is not the number 1."""

    types_mapping = Validator.types_mapping | {
        "integer": TypeDefinition("integer", (int,), (bool,)),
        "float": TypeDefinition("float", (int, float), (bool,)),
    }


def schema_issues(data: Data, schema: Data, *, fields: Fields) -> tuple[FieldIssue, ...]:
    """Every issue of a record with its Cerberus schema; `fields` is the same schema as a tree."""
    validator = _Strict(schema)
    data = shortened(data, fields, most=MOST_ISSUES)
    validator.validate(pruned(data, fields), normalize=False)
    found = list(_leaves(validator._errors))
    renamed = {_meant(error, data, fields=fields) for error in found if _is_unknown(error)}
    issues = (
        _issue(error, data, fields=fields)
        for error in found
        if error.code != errors.REQUIRED_FIELD.code or tuple(error.document_path) not in renamed
    )
    order: dict[str | int, int] = {name: number for number, name in enumerate(data)}
    return tuple(_said_once(sorted(issues, key=lambda issue: order.get(issue.where[0], -1))))


def _said_once(issues: Iterable[FieldIssue]) -> Iterator[FieldIssue]:
    """Why: of a record in a wrong folder every field would list all that there are."""
    said = set[str | None]()
    for issue in issues:
        long = len(issue.hint or "") > _LONG
        yield issue._replace(hint=None) if long and issue.hint in said else issue
        said.add(issue.hint)


def _leaves(found: Any) -> Iterator[Any]:
    for error in found:
        if error.is_group_error:
            yield from _leaves(error.child_errors)
        else:
            yield error


def _is_unknown(error: Any) -> bool:
    return bool(error.code == errors.UNKNOWN_FIELD.code)


def _meant(error: Any, data: Data, *, fields: Fields) -> Where:
    """The missing field that an unknown one was meant to be; reporting it twice helps nobody."""
    where: Where = tuple(error.document_path)
    near = nearest(str(where[-1]), _unused(where, data, fields=fields))
    return (*where[:-1], near) if near else ()


class _Case(NamedTuple):
    """One error of Cerberus, with the field it is about (None: there is no such field)."""

    where: Where
    constraint: Any
    value: Any
    info: Any
    data: Data
    fields: Fields
    field: Field | None

    @property
    def meta(self) -> FieldMeta:
        return self.field.meta if self.field else NO_META


def _issue(error: Any, data: Data, *, fields: Fields) -> FieldIssue:
    where: Where = tuple(error.document_path)
    sentence = _SENTENCES.get(error.code)
    if sentence is None:
        return FieldIssue(where, _said("其他"), error.value)
    field = _field_at(where, fields)
    case = _Case(where, error.constraint, error.value, error.info, data, fields, field)
    issue = sentence(case)
    if error.code in (errors.UNKNOWN_FIELD.code, errors.MIN_VALUE.code, errors.MAX_VALUE.code):
        return issue
    year = str(data.get("编号"))[:4]
    year = year if year.isdecimal() and len(year) == 4 else ""
    hint = meant_hint(issue.value, where, field=field, year=year)
    return issue._replace(hint=hint or issue.hint)


def _said(name: str, *words: object) -> str:
    return _text("句子", name).format(*words)


def _hint(name: str, *words: object) -> str:
    return _text("提示", name).format(*words)


def _text(part: str, name: str) -> str:
    return str(data_table("field_words")[part][name])


def _required(case: _Case) -> FieldIssue:
    return FieldIssue(case.where, _said("必填"), NOTHING, _wanted(case))


def _unknown(case: _Case) -> FieldIssue:
    known = _siblings(case.where, case.fields)
    unused = _unused(case.where, case.data, fields=case.fields)
    wrong = str(case.where[-1])
    hint: str | None
    bare = wrong.strip("“”\"‘’'【】[]*＊ 　")
    if bare in known and bare != wrong:
        hint = _hint("字段名", bare)
    else:
        hint = did_you_mean(wrong, unused) or _elsewhere(wrong, case.fields)
        hint = hint or did_you_mean(wrong, known) or _loose_item(case, known)
    return FieldIssue(case.where, _said("没有字段"), case.where[-1], hint)


def _elsewhere(wrong: str, fields: Fields) -> str | None:
    """Below which groups a field of that name stands, if there are few."""
    above = [
        path.removesuffix(f".{wrong}")
        for path, _ in all_fields(fields)
        if path.endswith(f".{wrong}")
    ]
    few = 0 < len(above) <= _FEW
    return _hint("写在", wrong, "、".join(f"“{path}”" for path in above)) if few else None


def _loose_item(case: _Case, known: Sequence[str]) -> str:
    """Names after a comma in braces are fields without a value."""
    if case.value is None and len(case.where) > 1:
        return _hint("散项")
    offered = [name for name in known if name != FORMER_NUMBER]  # nobody writes it by hand
    more = "等" if len(offered) > _MOST_LISTED else ""
    return _hint("可用", "、".join(offered[:_MOST_LISTED]) + more)


def _bad_type(case: _Case) -> FieldIssue:
    says = str(data_table("field_words")["类型"][case.constraint]["须为"])
    return FieldIssue(case.where, says, case.value, _type_hint(case.constraint, case))


def _type_hint(named: str, case: _Case) -> str | None:
    if case.field and case.field.allowed:
        return _wanted(case)
    if named == "string" and isinstance(case.value, (int, float, date)):
        return _hint("加引号", case.value)
    return _shape_hint(case.field) or _example(case.meta)


def _blank(case: _Case) -> FieldIssue:
    hint = _hint("空项") if isinstance(case.where[-1], int) else _wanted(case)
    return FieldIssue(case.where, _said("留空"), NOTHING, hint)


def _wanted(case: _Case) -> str | None:
    """What may be written into an empty field."""
    if case.field and case.field.allowed:
        return _hint("可填", "、".join(str(value) for value in case.field.allowed))
    return _example(case.meta) or _shape_hint(case.field)


def _shape_hint(field: Field | None) -> str | None:
    if field is None:
        return None
    if field.item and field.item.type == "dict":
        return _hint("逐项")
    if field.type == "dict" and field.fields:
        return _hint("一组", ", ".join(f"{name}: …" for name in list(field.fields)[:2]))
    hint = data_table("field_words")["类型"][field.type].get("例如")
    return str(hint) if hint else None


def _unallowed(case: _Case) -> FieldIssue:
    allowed = [str(value) for value in case.constraint]
    says = _said("可填" if len(allowed) > 1 else "只可填", "、".join(allowed))
    return FieldIssue(case.where, says, case.value, did_you_mean(str(case.value), allowed))


def _unallowed_items(case: _Case) -> FieldIssue:
    allowed = "、".join(str(value) for value in case.constraint)
    return FieldIssue(case.where, _said("各项可填", allowed), case.info[0])


def _mismatch(case: _Case) -> FieldIssue:
    example = _example(case.meta)
    says = _said("格式同例") if example else _said("格式", case.constraint)
    return FieldIssue(case.where, says, case.value, example or case.meta.says)


def _bound(name: str) -> Callable[[_Case], FieldIssue]:
    return lambda case: FieldIssue(case.where, _said(name, case.constraint), case.value)


def _length(name: str) -> Callable[[_Case], FieldIssue]:
    def issue(case: _Case) -> FieldIssue:
        unit = "字" if isinstance(case.value, str) else "项"
        says = _said(name, case.constraint, unit)
        return FieldIssue(case.where, says, case.value, _hint("现有", len(case.value), unit))

    return issue


def _dependency(case: _Case) -> FieldIssue:
    needed = case.constraint if isinstance(case.constraint, str) else "、".join(case.constraint)
    return FieldIssue(case.where, _said("同时填写", needed))


_SENTENCES: Mapping[int, Callable[[_Case], FieldIssue]] = {
    errors.REQUIRED_FIELD.code: _required,
    errors.UNKNOWN_FIELD.code: _unknown,
    errors.DEPENDENCIES_FIELD.code: _dependency,
    errors.DEPENDENCIES_FIELD_VALUE.code: _dependency,
    errors.EMPTY_NOT_ALLOWED.code: _blank,
    errors.NOT_NULLABLE.code: _blank,
    errors.BAD_TYPE.code: _bad_type,
    errors.MIN_LENGTH.code: _length("最短"),
    errors.MAX_LENGTH.code: _length("最长"),
    errors.REGEX_MISMATCH.code: _mismatch,
    errors.MIN_VALUE.code: _bound("最小"),
    errors.MAX_VALUE.code: _bound("最大"),
    errors.UNALLOWED_VALUE.code: _unallowed,
    errors.UNALLOWED_VALUES.code: _unallowed_items,
}


def _example(meta: FieldMeta) -> str | None:
    value = meta.example
    if isinstance(value, str) and value.isdecimal():
        return _hint("例如引号", value)
    return None if value is None else _hint("例如", value)


def _unused(where: Where, data: Data, *, fields: Fields) -> list[str]:
    """The fields that might have been meant where an unknown one stands."""
    beside: Any = data
    for step in where[:-1]:
        beside = beside[step]
    return [name for name in _siblings(where, fields) if name not in beside]


def _siblings(where: Where, fields: Fields) -> list[str]:
    """The fields known where an unknown one stands."""
    if len(where) == 1:
        return list(fields)
    around = _field_at(where[:-1], fields)
    return list(around.fields) if around else []


def _field_at(where: Where, fields: Fields) -> Field | None:
    """The field (or list item) that a value belongs to; positions go from a list to its item."""
    found: Field | None = None
    for step in where:
        if isinstance(step, int):
            found = found.item if found else None
        else:
            found = (found.fields if found else fields).get(step)
        if found is None:
            return None
    return found
