"""Changes of records, field by field: values only where they are public, of others the name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from typing import Any

from suowu.changes.pages import Change
from suowu.definitions import Kind
from suowu.ledger import Case, Notice
from suowu.model import Data, Where
from suowu.wording import written


def field_label(where: Where) -> str:
    """("外出", 1, "止") → 外出[2].止."""
    text = "".join(f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in where)
    return text.removeprefix(".")


def view_changes(old: Data, new: Data) -> list[Change]:
    """Two public views of an office or of the county."""
    return [Change(field_label(where), _said(a), _said(b)) for where, a, b in _leaves(old, new)]


def notice_changes(old: Notice, new: Notice, *, kind: Kind) -> list[Change]:
    """The masked values of a notice that was and is public, by the fields they come from."""
    names = [*old.view, *(name for name in new.view if name not in old.view)]
    found = [
        Change(_source(name, new, kind=kind), _said(old.view.get(name)), _said(new.view.get(name)))
        for name in names
        if old.view.get(name) != new.view.get(name)
    ]
    days = (("张贴日期", old.posted, new.posted), ("公示末日", old.last_day, new.last_day))
    told = {change.where.rpartition(".")[2] for change in found}
    more = (Change(name, _said(a), _said(b)) for name, a, b in days if a != b and name not in told)
    return [*found, *more]


def hidden_changes(old: Case, new: Case, *, but: set[str]) -> list[Change]:
    """The other fields of a record that changed; their values are not told."""
    found = _leaves(old.record.data, new.record.data)
    labels = dict.fromkeys(field_label(where) for where, _, _ in found)
    return [Change(label, "", "", shown=False) for label in labels if label not in but]


def _source(name: str, notice: Notice, *, kind: Kind) -> str:
    """The field that a name in a notice stands for; what the program adds has its own name."""
    shape = next((shape for shape in kind.notices if shape.id == notice.shape), None)
    path = shape.head.fields.get(name) if shape else None
    if path is None:
        return name
    return field_label(path.keys if path.anchor else (*notice.where, *path.keys))


def _leaves(old: Any, new: Any, *, where: Where = ()) -> Iterator[tuple[Where, Any, Any]]:
    """Every place where two values differ, as deep as both have it; `Any`: YAML data."""
    if old == new:
        return
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in [*old, *(key for key in new if key not in old)]:
            yield from _leaves(old.get(key), new.get(key), where=(*where, key))
    elif _is_list(old) and _is_list(new):
        yield from _items(list(old), list(new), where=where)
    else:
        yield where, old, new


def _items(old: list[Any], new: list[Any], *, where: Where) -> Iterator[tuple[Where, Any, Any]]:
    """Items of a list: those that are the same on both sides hold the others in their places."""
    if not any(isinstance(item, Mapping) for item in (*old, *new)):
        yield where, old, new
        return
    matcher = SequenceMatcher(None, [repr(i) for i in old], [repr(i) for i in new], autojunk=False)
    for sort, i, j, k, m in matcher.get_opcodes():
        if sort == "equal":
            continue
        both = min(j - i, m - k)
        for step in range(both):
            yield from _leaves(old[i + step], new[k + step], where=(*where, k + step))
        yield from ((((*where, at), old[at], None)) for at in range(i + both, j))
        yield from ((((*where, at), None, new[at])) for at in range(k + both, m))


def _is_list(value: Any) -> bool:
    return isinstance(value, (list, tuple))


def _said(value: Any) -> str:
    return written(dict(value) if isinstance(value, Mapping) else value)
