"""Links: paths and names in the data languages, followed to the fields and definitions they mean.

`link` walks a typed tree with the view from which its paths are seen. What it gives back is the
same tree with every name replaced by what it stands for; what leads nowhere is a fault.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from datetime import date
from typing import Any, Final

from suowu.calendars import Duration
from suowu.define.views import (
    FREE,
    View,
    enter,
    fields_from,
    find,
    inside_set,
    is_known,
    type_word,
)  # fmt: skip
from suowu.fields import Field, item_of
from suowu.grammar.conditions import (
    All,
    Amount,
    AnyOf,
    Condition,
    Exists,
    Named,
    Not,
    OpenOn,
    Set,
    Test,
)  # fmt: skip
from suowu.grammar.documents import SUBJECTS
from suowu.grammar.kinds import Definition
from suowu.grammar.leaves import (
    CONTENT,
    PARAMETER,
    WANTED_WORDS,
    ParameterName,
    Path,
    Template,
    relinked,
)  # fmt: skip
from suowu.grammar.operators import CONDITION_WORDS, OPERATORS
from suowu.grammar.shapes import Fault
from suowu.grammar.tables import keys_of
from suowu.model import Where
from suowu.problems import choice_hint, did_you_mean

NUMBERS: Final = ("integer", "float", "number")


def link(node: Any, view: View) -> Any:  # Any: whatever the grammar has read
    """The same tree with its names followed; faults are noted in the view."""
    if isinstance(node, Path):
        return _path(node, view)
    if isinstance(node, ParameterName):
        return _parameter(node, view)
    if isinstance(node, Test):
        return _test(node, view)
    if isinstance(node, Named):
        return _named(node, view)
    if isinstance(node, Set):
        return _set(node, view)
    if isinstance(node, Template):
        return _template(node, view)
    if isinstance(node, Amount):
        return _amount(node, view)
    if isinstance(node, tuple):
        return _tuple(node, view)
    if isinstance(node, dict):
        return {link(name, view): link(value, view) for name, value in node.items()}
    return (
        _table(node, view)
        if is_dataclass(node) and not isinstance(node, (Duration, type))
        else node
    )


def _tuple(nodes: tuple[Any, ...], view: View) -> tuple[Any, ...]:
    """Each linked; a name that 定义 gives to several dates becomes those dates."""
    found: list[Any] = []
    for node in nodes:
        linked = link(node, view)
        several = isinstance(node, Path) and isinstance(linked, tuple)
        found.extend(linked if several else (linked,))
    return tuple(found)


def _fault(view: View, where: Where, *, says: str, value: object, hint: str | None = None) -> None:
    view.faults.append(Fault(where, says, value, hint))


def _path(path: Path, view: View) -> Any:
    definition = view.definitions.get(path.text) if path.or_set else None
    if definition is not None and definition.items is not None:
        return _defined_set(definition, view)
    if definition is not None and definition.days:
        return link(definition.days, replace(view.at_root(), faults=[]))
    found = find(path, view)
    if found is None:
        _nowhere(path, view)
    elif path.wanted and not _is(found, path.wanted):
        says = f"须为{WANTED_WORDS[path.wanted]}，这里是{type_word(found)}"
        _fault(view, path.where, says=says, value=path.text)
    return path


def _nowhere(path: Path, view: View) -> None:
    if is_known(path.anchor, view):
        _fault(view, path.where, says="没有这个字段", value=path.text, hint=_near(path, view))


def _near(path: Path, view: View) -> str | None:
    """The nearest known path of as many steps, from where it would stand."""
    if path.anchor == CONTENT:
        return f"可用的有：{'、'.join(SUBJECTS)}"
    if path.anchor == PARAMETER:
        return choice_hint(path.keys[0], view.names.parameters)
    below = fields_from(path.anchor, view)
    good: list[str] = []
    for step in path.keys:
        if step not in below:
            known = [*below, *view.extra] if not good and not path.anchor else [*below]
            sets = [n for n, d in view.definitions.items() if d.items] if path.or_set else []
            words = [*CONDITION_WORDS] if not good else []
            hint = did_you_mean(step, [*known, *sets, *words])
            return hint or (f"这里可用的有：{'、'.join(known[:16])}" if known else None)
        good.append(step)
        below = item_of(below[step]).fields
    return None


def _is(found: Field, wanted: str) -> bool:
    inner = item_of(found)
    if wanted == "list":
        return found.type == "list"
    if wanted == "table":
        return found.type == "list" and inner.type == "dict"
    if wanted == "number":
        return inner.type in NUMBERS
    return inner.type == {"date": "date", "text": "string"}[wanted]


def _parameter(name: ParameterName, view: View) -> ParameterName:
    parameter = view.names.parameters.get(name.name)
    if parameter is not None:
        return relinked(name, parameter)
    if is_known(PARAMETER, view):
        hint = did_you_mean(name.name, view.names.parameters) or "参数写在 content/parameters/ 里"
        _fault(view, name.where, says="没有这个参数", value=name.name, hint=hint)
    return name


def _amount(amount: Amount, view: View) -> Amount:
    linked = []
    for when, value in amount.choices:
        found = link(value, view)
        linked.append((link(when, view), found))
    return replace(amount, choices=tuple(linked))


def _named(named: Named, view: View) -> Named:
    definition = view.definitions.get(named.name)
    if definition is None or definition.holds is None:
        known = [name for name, each in view.definitions.items() if each.holds is not None]
        hint = did_you_mean(named.name, known)
        hint = hint or (
            f"可用的有：{'、'.join(known)}" if known else "条件写在 kind.yml 的“定义”里"
        )
        _fault(view, named.where, says="没有这个条件", value=named.name, hint=hint)
        return named
    of_items = definition.each is not None
    if of_items and definition.each is not None and definition.each.text != view.base:
        says = f"“{named.name}”说的是 {definition.each} 的条目，不能用在这里"
        _fault(view, named.where, says=says, value=named.name)
        return named
    quiet = replace(view if of_items else view.at_root(), faults=[])
    linked: Condition = link(definition.holds, quiet)
    return replace(named, condition=linked, of_items=of_items)


def _defined_set(definition: Definition, view: View) -> Set:
    quiet = replace(view.at_root(), faults=[])
    linked = link(definition.items, quiet)
    made = linked if isinstance(linked, Set) else Set(items=linked)
    return replace(made, rooted=True)


def _set(found: Set, view: View) -> Set:
    items = link(found.items, view)
    if found.cases is not None and found.cases not in view.names.kinds:
        if found.cases not in {*view.names.planned, *view.names.unread}:
            hint = choice_hint(found.cases, view.names.kinds)
            _fault(view, (*found.where, "案"), says="没有这个类别", value=found.cases, hint=hint)
        return replace(found, items=items, on=link(found.on, view))
    within = inside_set(replace(found, items=items), view)
    if within.item is not view.item or items is None:
        inner = {
            name: link(getattr(found, name), within) for name in ("when", "field", "since", "until")
        }
        found = replace(found, **inner)
    return replace(found, items=items, on=link(found.on, view))


def _template(words: Template, view: View) -> Template:
    parts = [p if isinstance(p, str) else (_hole(p[0], view), p[1]) for p in words.parts]
    return replace(words, parts=tuple(parts))


def _hole(path: Any, view: View) -> Any:
    """A hole for a parameter leads to the parameter itself."""
    if isinstance(path, Path) and path.anchor == PARAMETER:
        return _parameter(ParameterName(path.keys[0], path.where), view)
    return link(path, view)


def _table(node: Any, view: View) -> Any:
    """A declared table, each key linked from where its paths are seen."""
    if isinstance(node, (All, AnyOf)):
        return replace(node, parts=tuple(link(part, view) for part in node.parts))
    if isinstance(node, Not):
        return replace(node, part=link(node.part, view))
    if isinstance(node, Exists):
        return replace(node, items=link(node.items, view))
    if isinstance(node, OpenOn):
        return replace(node, day=link(node.day, view))
    if not any("key" in f.metadata for f in fields(node)):
        return node if not hasattr(node, "lines") else replace(node, lines=link(node.lines, view))
    done: dict[str, Any] = {}
    for k in keys_of(node.__class__):
        if not k.inside:
            done[k.attribute] = link(getattr(node, k.attribute), view)
    for k in keys_of(node.__class__):
        if k.inside:
            within = enter(done[k.inside], view)
            done[k.attribute] = link(getattr(node, k.attribute), within)
    return replace(node, **done)


def _test(test: Test, view: View) -> Test:
    found = find(test.path, view)
    if found is None:
        _nowhere(test.path, view)
        return test
    if found is not FREE:
        _fits(test, found, view=view)
    value = test.value
    linked = (
        _path(replace(value, wanted=""), view) if isinstance(value, Path) else link(value, view)
    )
    return replace(test, value=linked)


def _fits(test: Test, found: Field, *, view: View) -> None:
    """Whether the comparison can be made with such a field, and its value ever be met."""
    many = "list" if found.type == "list" else found.type
    operator = OPERATORS[test.operator]
    if many not in operator.fits:
        says = f"“{test.operator}”不能用于{type_word(found)}"
        hint = "列表用“含”或“在”" if many == "list" else f"{type_word(found)}可用：{_usable(many)}"
        _fault(view, test.where, says=says, value=test.path.text, hint=hint)
    elif test.operator in ("等于", "在", "不在", "含") and not isinstance(test.value, (Path, Set)):
        values = test.value if isinstance(test.value, tuple) else (test.value,)
        for value in values:
            _met(test, value, found=item_of(found), view=view)


def _usable(kind: str) -> str:
    return "、".join(word for word, operator in OPERATORS.items() if kind in operator.fits)


def _met(test: Test, value: Any, *, found: Field, view: View) -> None:
    allowed = [*found.allowed]
    if allowed and value not in allowed:
        hint = choice_hint(value, [str(a) for a in allowed])
        says = f"{test.path} 须为 {'、'.join(map(str, allowed))} 之一"
        _fault(view, test.where, says=says, value=value, hint=hint)
    elif not _same_type(value, found):
        _fault(
            view, test.where, says=f"{test.path} 是{type_word(found)}，不会等于这个值", value=value
        )


def _same_type(value: Any, found: Field) -> bool:
    if found.type == "boolean":
        return isinstance(value, bool)
    if found.type in NUMBERS:
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    if found.type == "date":
        return isinstance(value, date)
    return isinstance(value, str)
