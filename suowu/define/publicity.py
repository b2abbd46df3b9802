"""Publicity: which fields of a kind may be public and how, by their sort and not by good will."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from suowu.define.schema import Expansion
from suowu.draw import SHOWN
from suowu.fields import Field, field_at, item_of
from suowu.grammar.kinds import Derivation, KindFile
from suowu.grammar.leaves import Path
from suowu.grammar.shapes import Fault
from suowu.grammar.sorts import may_be_shown, sorts_of

OWN: Final = ("所", "县")
"""Kinds in which an office or the county speaks of itself."""
UNMASKED: Final = "原样"


def public_of(
    expansion: Expansion, fields: Mapping[str, Field], *, file: KindFile
) -> tuple[dict[str, str], list[Fault]]:
    """How each field is shown to the public, by dotted path, and what the 公开 of a kind may not
    say. A field that is not there is not public, whatever its kind.yml says."""
    public: dict[str, str] = {}
    faults: list[Fault] = []
    for path, meta in expansion.metas.items():
        rule = meta.get("公开")
        if rule is None:
            continue
        found = [*_not_a_leaf(path, fields), *_below_the_floor(path, expansion, file=file)]
        place = expansion.places.get((path, "公开"), ("字段",))
        faults += [Fault(place, *said) for said in found]
        if not found:
            public[path] = str(rule)
    shown = (
        (path.text, _derived(path, each, public=public)) for path, each in file.derived.items()
    )
    return public | {path: UNMASKED for path, good in shown if good} | _by_lot(file), faults


def _by_lot(file: KindFile) -> dict[str, str]:
    """What the law wants in public of those who were drawn; no kind.yml says more or less of it."""
    return {
        f"{path.text}.{column}": UNMASKED
        for path, each in file.derived.items()
        for column in SHOWN.get(each.draw or "", ())
    }


_Said = tuple[str, object, str]


def _not_a_leaf(path: str, fields: Mapping[str, Field]) -> Iterator[_Said]:
    found = field_at(fields, path)
    if found is not None and item_of(found).type == "dict":
        hint = "删去这里的“公开”，写到要公开的各个下级字段上"
        yield "“公开”只写在最下一级的字段上，不写在一组字段上", path, hint


def _below_the_floor(path: str, expansion: Expansion, *, file: KindFile) -> Iterator[_Said]:
    meta = expansion.metas[path]
    sorts = sorts_of(path, meta)
    answers = file.by_county and sorts <= {"电话"}  # a number that the county answers
    allowed = may_be_shown(sorts, own=file.scope in OWN or answers)
    if meta["公开"] not in allowed:
        said = "、".join(sorted(sorts))
        hint = f"可以写 公开: {allowed[0]}" if allowed else "删去“公开”；各类信息的底线写在程序里"
        yield f"{said}一类的信息{'不得这样公开' if allowed else '一律不公开'}", meta["公开"], hint


def _derived(path: Path, derivation: Derivation, *, public: Mapping[str, str]) -> bool:
    """Whether a derived value may be shown: only if all it is made from is, whole.

    A count of a list or of other records tells of what is in them, and is never shown.
    """
    counted = derivation.count if derivation.count is not None else derivation.total
    sources = (counted,) if counted is not None else (derivation.days or derivation.age or ())
    return bool(sources) and all(
        isinstance(source, Path) and public.get(_dotted(source, path.keys[:-1])) == UNMASKED
        for source in sources
    )


def _dotted(source: Path, base: tuple[str, ...]) -> str:
    """Where a source stands in its record; nowhere if it leads out of it."""
    if source.anchor not in ("", "/"):
        return ""
    return ".".join(source.keys if source.anchor else (*base, *source.keys))
