"""Views: from where a path is seen, and the fields it leads to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from suowu.define.clauses import Headings
from suowu.fields import Field, field_at, item_of
from suowu.grammar.conditions import Set
from suowu.grammar.documents import SUBJECTS
from suowu.grammar.kinds import Definition
from suowu.grammar.leaves import (
    CONTENT,
    COUNTY,
    OFFICE,
    OUTER,
    PARAMETER,
    RECORD,
    Parameter,
    Path,
    path_of,
)  # fmt: skip
from suowu.grammar.shapes import Fault

_VALUE: Final = "值"
_FLAG: Final = Field(name="", type="boolean")
FREE: Final = Field(name="", type="string")


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """All that a name may mean: fields of kinds, parameters, clauses, kinds only planned.

    `unread` are kinds whose own files are wrong, `parameters_unread` says so of some parameters:
    that is told there, and nothing more is told of the names that lead to them.
    """

    kinds: Mapping[str, Mapping[str, Field]]
    office: Mapping[str, Field]
    county: Mapping[str, Field]
    parameters: Mapping[str, Parameter]
    planned: Mapping[str, str] = field(default_factory=dict)
    clauses: Headings = field(default_factory=dict)
    unread: frozenset[str] = frozenset()
    parameters_unread: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Where paths are seen from: the fields of the record and of the item stood in.

    `base` is the dotted path of the list the item belongs to, "" for the record itself.
    `definitions` are those of the kind, not yet linked; `extra` are fields of this place alone.
    `lost` says that what was entered is not known, so that nothing is told of the paths inside.
    """

    names: Names
    root: Mapping[str, Field]
    item: Mapping[str, Field]
    base: str = ""
    outer: View | None = None
    definitions: Mapping[str, Definition] = field(default_factory=dict)
    extra: Mapping[str, Field] = field(default_factory=dict)
    lost: bool = False
    faults: list[Fault] = field(default_factory=list)

    def at_root(self) -> View:
        """The same, seen from the record."""
        return replace(self, item=self.root, base="", outer=None, lost=False)

    def known(self) -> list[str]:
        """What a bare path may begin with."""
        return [*self.item, *self.extra]


def kind_view(names: Names, kind: str, *, definitions: Mapping[str, Definition]) -> View:
    """The view from a record of a kind."""
    root = names.kinds[kind]
    return View(names=names, root=root, item=root, definitions=definitions)


def enter(source: Any, view: View) -> View:  # Any: a path or a set, as written
    """The view from the items of a list, set or dict that `source` leads to."""
    if isinstance(source, Set):
        return inside_set(source, view)
    if not isinstance(source, Path):
        return view
    found = find(source, view)
    inner = item_of(found) if found else None
    if inner is None:
        below: Mapping[str, Field] = {}
    else:
        below = inner.fields if inner.type == "dict" else {_VALUE: inner}
    base = ".".join(
        (*(view.base.split(".") if view.base and not source.anchor else ()), *source.keys)
    )
    return replace(view, item=below, base=base, outer=view, lost=inner is None)


def find(path: Path, view: View) -> Field | None:
    """The field that a path leads to; None if there is no such field."""
    dotted = ".".join(path.keys)
    if path.anchor == CONTENT:
        return _FLAG if dotted in SUBJECTS else None
    if path.anchor == PARAMETER:
        return FREE if dotted in view.names.parameters else None
    if not path.anchor and path.keys[0] in view.extra:
        return view.extra[path.keys[0]]
    return field_at(fields_from(path.anchor, view), dotted)


def fields_from(anchor: str, view: View) -> Mapping[str, Field]:
    """The fields that a path with this anchor may begin with."""
    if anchor == RECORD:
        return view.root
    if anchor == OUTER:
        return view.outer.item if view.outer else {}
    if anchor == OFFICE:
        return view.names.office
    return view.names.county if anchor == COUNTY else view.item


def is_known(anchor: str, view: View) -> bool:
    """Whether all that a path with this anchor may lead to could be read."""
    if anchor in (OFFICE, COUNTY):
        return bool(fields_from(anchor, view)) or not view.names.unread
    if anchor == OUTER:
        return view.outer is None or not view.outer.lost
    return not (view.names.parameters_unread if anchor == PARAMETER else not anchor and view.lost)


_TYPE_WORDS: Final = {
    "string": "文字", "integer": "整数", "float": "数字", "number": "数字", "boolean": "是否",
    "date": "日期", "dict": "一组字段", "list": "列表",
}  # fmt: skip


def type_word(found: Field) -> str:
    """What a type of field is called in messages."""
    return _TYPE_WORDS[found.type]


def inside_set(found: Set, view: View) -> View:
    """The view from the items of a set."""
    if found.rooted:
        view = view.at_root()
    if found.cases is not None:
        return _inside_record(view.names.kinds.get(found.cases), view)
    if found.offices is not None:
        return _inside_record(view.names.office or None, view)
    return enter(found.items, view)


def _inside_record(root: Mapping[str, Field] | None, view: View) -> View:
    known = root or {}
    return replace(view, root=known, item=known, base="", outer=view, lost=root is None)


def undated_reason(source: Any, view: View) -> str | None:  # Any: a path or a set, as written
    """Why a linked source gives no dates, or None if it does; a month is its first day."""
    if isinstance(source, Path):
        there = find(source, view)
        if there is None or item_of(there).type == "date":
            return None
        return f"须为日期，这里是{type_word(there)}"
    within = inside_set(source, view)
    if within.lost:
        return None
    path = source.field or path_of(_VALUE)
    found = find(path, within)
    if found is None:
        return "集合须写“字段”：取条目的哪一个日期"
    inner = item_of(found)
    month = inner.type == "string" and "\\d{4}-" in (inner.regex or "")
    return None if inner.type == "date" or month else f"“字段”须为日期，这里是{type_word(inner)}"
