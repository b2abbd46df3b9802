"""Adulthood: whether a record shows that the person was an adult at the deed and is one today.

A matter is published only if it does; no rule can say otherwise. Source: 社区矫正法 54, 58.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from suowu.calendars import age_on, is_minor
from suowu.definitions import Kind
from suowu.grammar.kinds import Minority
from suowu.grammar.leaves import path_of
from suowu.rules.scopes import Scope, day, value

CITED: Final = "notice-minor"
"""The rule whose article and words the withholding quotes; without it, these:"""
ARTICLE: Final = "社区矫正法 第五十四条"
LAW: Final = "没有证明犯罪时和公示期内已满十八周岁的，一切公示停发"
SURE: Final = 38
"""Who is as old at the judgment was an adult at the deed: after twenty years none is prosecuted
(刑法 87)."""


def is_known_minor(spec: Minority | None, scope: Scope) -> bool:
    """Whether the record says so, or shows an age under eighteen at the deed, the judgment or now.

    The earliest of these days decides: nobody grows younger.
    """
    if spec is None:
        return False
    born, days = _youngest(spec, scope), (day(spec.deed, scope), day(spec.judged, scope))
    first = min(on for on in (*days, scope.world.as_of) if on is not None)
    return _said(spec, scope) is True or (born is not None and is_minor(born, first))


def withheld(kind: Kind, scope: Scope, *, posted: date | None) -> str | None:
    """Why nothing about this person may be published, None if the record shows an adult.

    The words are empty where the law says it all, else they tell what to fill in.
    """
    spec, as_of = kind.file.minority, scope.world.as_of
    if spec is None:
        return "kind.yml 没有写“未成年”，看不出本人是否成年" if kind.personal else None
    whole = scope.at_root()
    born = _youngest(spec, whole)
    if is_known_minor(spec, whole):
        return ""
    if born is None:
        return f"现有记录不能排除未成年，请填 {spec.born}"
    if is_minor(born, min(posted or as_of, as_of)):
        return ""
    return None if _was_adult(spec, born, scope=whole) else _what_to_fill_in(spec)


def _was_adult(spec: Minority, born: date, *, scope: Scope) -> bool:
    """Of one who is no known minor: whether the record shows an adult at the deed."""
    if spec.no_deed:
        return True
    deed, as_of = day(spec.deed, scope), scope.world.as_of
    last = min(day(spec.judged, scope) or as_of, as_of)
    dated = deed is not None and deed <= last
    return _said(spec, scope) is False or dated or age_on(born, last) >= SURE


def _youngest(spec: Minority, scope: Scope) -> date | None:
    """The birth date; of several people the latest, and none if one of them is not known."""
    born = value(spec.born, scope)
    several = born if isinstance(born, list) else [born]
    people = [] if len(spec.born.keys) < 2 else value(path_of(spec.born.keys[0]), scope)
    if not several or (isinstance(people, list) and len(several) < len(people)):
        return None
    known = [on for on in several if isinstance(on, date)]
    return max(known) if len(known) == len(several) else None


def _said(spec: Minority, scope: Scope) -> object:
    return value(spec.said, scope) if spec.said else None


def _what_to_fill_in(spec: Minority) -> str:
    fields = " 或者 ".join(str(path) for path in (spec.deed, spec.said) if path is not None)
    return f"现有记录不能排除犯罪时未成年{f'，请填 {fields}' if fields else ''}"
