"""Schemas of kinds: 字段 of a kind.yml with named types written out, and what is said of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Any, Final

from suowu.addresses import FORMER_NUMBER, FORMER_PATTERN, FORMER_SAYS
from suowu.draw import LISTS
from suowu.fields import Field, item_of
from suowu.grammar.kinds import DRAFT_FIELD, DRAFT_SAYS, TYPES, Derivation
from suowu.grammar.leaves import Path
from suowu.grammar.shapes import Fault
from suowu.model import Data, Where
from suowu.problems import did_you_mean

_TYPES_FILE: Final = "templates/shared/types.yml"
_KEPT = frozenset(
    "type required nullable allowed min max minlength maxlength regex empty dependencies".split()
)


@dataclass(frozen=True, slots=True)
class Expansion:
    """A Cerberus schema, what is said of its fields by dotted path, and what is wrong with it.

    `places` tells of each word of each meta where it is written, or the type that has it is named.
    """

    schema: dict[str, Any] = field(default_factory=dict)
    metas: dict[str, Data] = field(default_factory=dict)
    places: dict[tuple[str, str], Where] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def expand(fields: Data, types: Data, *, drafts: bool = False) -> Expansion:
    """The schema of a kind; a field of no known type is left out, with a fault below 字段.

    With `drafts` its records may begin with 草稿, and those with a 编号 have a 原编号 if moved.
    """
    done = Expansion()
    if drafts:
        done.schema[DRAFT_FIELD], done.metas[DRAFT_FIELD] = (
            {"type": "boolean"},
            {"说明": DRAFT_SAYS},
        )
    for name in {DRAFT_FIELD, FORMER_NUMBER} & fields.keys() if drafts else ():
        done.faults.append(Fault(("字段", name), f"每个类别都有“{name}”，不得另写"))
    done.schema.update(_fields(fields, types, where=("字段",), path=(), done=done))
    if drafts and "编号" in fields:
        done.schema[FORMER_NUMBER] = {"type": "string", "regex": FORMER_PATTERN}
        done.metas[FORMER_NUMBER] = {"说明": FORMER_SAYS, "例": "qinghe/2026-001"}
    return done


def with_derived(
    fields: Mapping[str, Field], derived: Mapping[Path, Derivation]
) -> dict[str, Field]:
    """The fields with those that 推算 works out, at most one list down; each is a number, but for
    the end of a term and for what is drawn."""
    found = dict(fields)
    for path, derivation in derived.items():
        head, *rest = path.keys
        added = _derived_field(path.keys[-1], derivation)
        if not rest:
            found[head] = added
        elif head in found:
            inner = item_of(found[head])
            grown = replace(inner, fields={**inner.fields, rest[0]: added})
            whole = found[head]
            found[head] = replace(whole, item=grown) if whole.item is not None else grown
    return found


def _derived_field(name: str, derivation: Derivation) -> Field:
    if derivation.draw is None:
        return Field(name=name, type="date" if derivation.end else "number")
    columns = LISTS.get(derivation.draw)
    if columns is None:
        return Field(name=name, type="number" if derivation.draw == "熵" else "string")
    below = {column: Field(name=column, type=of) for column, of in columns.items()}
    return Field(name=name, type="list", item=Field(name=name, type="dict", fields=below))


def _fields(
    fields: Data, types: Data, *, where: Where, path: tuple[str, ...], done: Expansion
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, written in fields.items():
        rules = _rules(written, types, where=(*where, name), path=(*path, name), done=done)
        if rules is not None:
            found[name] = rules
            _dependencies(rules, fields, where=(*where, name, "dependencies"), done=done)
    return found


def _dependencies(rules: Data, fields: Data, *, where: Where, done: Expansion) -> None:
    """What must be filled in together stands side by side."""
    needed = rules.get("dependencies", ())
    for name in (needed,) if isinstance(needed, str) else needed:
        if name not in fields:
            done.faults.append(Fault(where, "没有这个字段", name, did_you_mean(name, fields)))


def _rules(
    written: Any, types: Data, *, where: Where, path: tuple[str, ...], done: Expansion
) -> dict[str, Any] | None:
    """The rules of one field (or list item), with `meta` moved to `done.metas`."""
    rules = _named(written, types, where=where, done=done)
    if rules is None:
        return None
    dotted = ".".join(path)
    meta = rules.get("meta") or {}
    done.metas[dotted] = {**meta, **done.metas.get(dotted, {})}
    own = {} if isinstance(written, str) else written.get("meta") or {}
    for word in meta:
        place = (*where, "meta", word) if word in own else where
        done.places.setdefault((dotted, word), place)
    known = {key: value for key, value in rules.items() if key in _KEPT}
    chosen = known["type"] == "string" and "allowed" in known  # then "" is none of them
    if known["type"] in ("string", "list") and known.get("required") and not chosen:
        known.setdefault("empty", False)
    inner = rules.get("schema")
    if known["type"] == "dict" and isinstance(inner, Mapping):
        known["schema"] = _fields(inner, types, where=(*where, "schema"), path=path, done=done)
    elif known["type"] == "list" and inner is not None:
        item = _rules(inner, types, where=(*where, "schema"), path=path, done=done)
        known |= {"schema": item} if item is not None else {}
    elif inner is not None:
        done.faults.append(Fault((*where, "schema"), "只有 dict 和 list 有下级字段"))
    return known


def _near(name: str, types: Data) -> str:
    """The types that it may stand for, and where they are written."""
    if name in TYPES:
        return f"写作 {{type: {name}}}"
    near = get_close_matches(name, list(types), n=3, cutoff=0.4)
    listed = f"相近的有：{'、'.join(near)}；" if near else ""
    return f"{listed}类型写在 {_TYPES_FILE}，全部见 docs/reference.md 的“共用的字段类型”"


def _named(
    written: Any, types: Data, *, where: Where, done: Expansion, trail: tuple[str, ...] = ()
) -> dict[str, Any] | None:
    """A field written as the name of a type becomes the type; {类型: 名, …} adds to it."""
    name = written if isinstance(written, str) else written.get("类型")
    own = {} if isinstance(written, str) else {k: v for k, v in written.items() if k != "类型"}
    if name is None:
        return own
    if name in trail or name not in types:
        place = where if isinstance(written, str) else (*where, "类型")
        done.faults.append(Fault(place, "没有这个类型", name, _near(str(name), types)))
        return None
    base = _named(types[name], types, where=where, done=done, trail=(*trail, name))
    if base is None:
        return None
    return {**base, **own, "meta": {**base.get("meta", {}), **own.get("meta", {})}}
