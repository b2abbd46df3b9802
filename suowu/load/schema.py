"""字段 of a kind.yml → the Cerberus schema with named types written out, and the meta by path."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from suowu.model import Data, Where
from suowu.problems import did_you_mean

TYPES = ("string", "integer", "float", "number", "boolean", "date", "dict", "list")
RULES = frozenset(
    "type required nullable allowed min max minlength maxlength regex schema empty dependencies"
    " meta 类型".split()
)
META = frozenset("说明 公开 公开条件 类 引用 唯一 例".split())


class Fault(NamedTuple):
    """Something wrong in a schema: where below 字段, what must be, the value, a hint."""

    where: Where
    says: str
    value: object
    hint: str | None


@dataclass(frozen=True, slots=True)
class Expansion:
    """A whole schema, its meta by dotted path, and what is wrong with it."""

    schema: dict[str, Any] = field(default_factory=dict)
    fields: dict[str, Data] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def expand(fields: Any, types: Data) -> Expansion:
    """The schema of a kind; faulty fields are left out and told about."""
    done = Expansion()
    if not isinstance(fields, dict):
        done.faults.append(Fault((), "须为字段的清单", fields, "例如 字段: {姓名: {type: string}}"))
        return done
    done.schema.update(_fields(fields, types, (), (), done))
    return done


def _fields(
    fields: Data, types: Data, where: Where, path: tuple[str, ...], done: Expansion
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, written in fields.items():
        rules = _rules(written, types, (*where, name), (*path, name), done)
        if rules is not None:
            found[name] = rules
    return found


def _rules(
    written: Any, types: Data, where: Where, path: tuple[str, ...], done: Expansion
) -> dict[str, Any] | None:
    """The rules of one field (or list item), with `meta` moved to `done.fields`."""
    rules = _named(written, types, where, done)
    if rules is None:
        return None
    done.faults.extend(_faults(rules, where))
    dotted = ".".join(path)
    done.fields[dotted] = {**(rules.get("meta") or {}), **done.fields.get(dotted, {})}
    known = {k: v for k, v in rules.items() if k in RULES and k not in ("meta", "schema", "类型")}
    if known.get("type") == "string" and known.get("required") and "allowed" not in known:
        known.setdefault("empty", False)
    inner = rules.get("schema")
    if known.get("type") == "dict" and isinstance(inner, dict):
        known["schema"] = _fields(inner, types, (*where, "schema"), path, done)
    elif known.get("type") == "list" and inner is not None:
        item = _rules(inner, types, (*where, "schema"), path, done)
        known |= {"schema": item} if item is not None else {}
    return known


def _named(
    written: Any, types: Data, where: Where, done: Expansion, trail: tuple[str, ...] = ()
) -> dict[str, Any] | None:
    """A field written as the name of a type becomes the type; {类型: 名, …} adds to it."""
    name = written if isinstance(written, str) else None
    own: dict[str, Any] = {}
    if isinstance(written, dict):
        name, own = written.get("类型"), {k: v for k, v in written.items() if k != "类型"}
        if name is None:
            return own
    if name in trail or not isinstance(name, str) or name not in types:
        hint = did_you_mean(str(name), types) or "类型写在 templates/shared/types.yml"
        done.faults.append(Fault(where, "须为已有的类型，或写成 {type: …}", written, hint))
        return None
    base = _named(types[name], types, where, done, (*trail, name))
    if base is None:
        return None
    return {**base, **own, "meta": {**base.get("meta", {}), **own.get("meta", {})}}


def _faults(rules: dict[str, Any], where: Where) -> Iterator[Fault]:
    for key in rules.keys() - RULES:
        yield Fault((*where, key), "没有这条校验", key, did_you_mean(key, sorted(RULES)))
    meta = rules.get("meta") or {}
    for key in meta.keys() - META:
        yield Fault((*where, "meta", key), "没有这个说明项", key, did_you_mean(key, sorted(META)))
    kind = rules.get("type")
    if kind not in TYPES:
        yield Fault((*where, "type"), f"须为 {'、'.join(TYPES)} 之一", kind, None)
    if kind == "dict" and not isinstance(rules.get("schema", {}), dict):
        yield Fault((*where, "schema"), "须为字段的清单", rules["schema"], None)
    if not isinstance(rules.get("allowed", []), list):
        yield Fault((*where, "allowed"), "须为列表", rules["allowed"], "例如 [男, 女]")
    if not _compiles(rules.get("regex", "")):
        yield Fault((*where, "regex"), "须为正则表达式", rules["regex"], None)


def _compiles(pattern: object) -> bool:
    try:
        return isinstance(pattern, str) and bool(re.compile(pattern))
    except re.error:
        return False
