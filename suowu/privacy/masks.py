"""Masks of names, dates and addresses that may be public; none of them shows a length."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from suowu.data import data_table
from suowu.grammar.sorts import ANYTHING

_WORDS = data_table("names")
COMPOUND = frozenset(_WORDS["复姓"].split())
SURNAMES = frozenset(_WORDS["单姓"]) - {" "}
NOT_NAMES = tuple(_WORDS["非人名结尾"].split())
_FOREIGN = re.compile(r"[A-Za-z][A-Za-z .'-]+|[^\s·•]+(?:[·•][^\s·•]+)+")
_TOWN = re.compile(r"^(?:.*?(?:省|自治区|市|区|县|旗))*?([^省市县区旗]{1,12}?(?:镇|街道|乡|苏木))")
STEMS = str(_WORDS["天干"])
NOBODY = "某某"
"""Who may not even be called by the surname."""


def mask(rule: str, value: Any) -> Any:
    """Write `value` as its 公开 rule allows; ValueError for a rule that does not exist."""
    if rule == "原样":
        return value
    if isinstance(value, list):
        return [mask(rule, item) for item in value]
    if rule == "姓某":
        return f"{surname(str(value))}某"
    if rule == "镇街":
        return town(str(value))
    if rule in ("年月", "年"):
        return _shortened(rule, value)
    raise ValueError(f"公开只能是 {'、'.join(ANYTHING)}：{rule!r}")


def surname(name: str) -> str:
    """The surname: compound ones whole; of a name with a dot (minority, foreign) the first part's
    first character only."""
    name = name.strip()
    return name[:2] if name[:2] in COMPOUND and len(name) > 2 else name[:1]


def is_name(value: str, *, least: int = 2) -> bool:
    """Whether a text reads as a person's name: 派出所 and 居民代表 are no names.

    A name this does not know is still kept secret, but fixed wording may say the same word.
    """
    if _FOREIGN.fullmatch(value):
        return True
    known = value[:1] in SURNAMES or value[:2] in COMPOUND
    return known and least <= len(value) <= 4 and not value.endswith(NOT_NAMES)


def name_parts(value: str) -> list[str]:
    """阿依古丽·买买提 → also 阿依古丽 and 买买提, since each of them tells who it is."""
    parts = re.split(r"[·•]", value)
    return [part for part in parts if len(part) > 1] if len(parts) > 1 else []


def masked_names(names: Sequence[str]) -> list[str]:
    """Masks for all names of one notice: repeats become 张某甲, 张某乙; one person, one mask."""
    people = list(dict.fromkeys(names))
    shared = Counter(surname(name) for name in people)
    seen: Counter[str] = Counter()
    masks: dict[str, str] = {}
    for name in people:
        family = surname(name)
        masks[name] = f"{family}某"
        if shared[family] > 1:
            masks[name] += _stem(seen[family])
            seen[family] += 1
    return [masks[name] for name in names]


def nobodies(number: int) -> list[str]:
    """So many names that show no surname: 某某, or 某某甲 and 某某乙."""
    return [NOBODY] if number == 1 else [NOBODY + _stem(n) for n in range(number)]


def town(address: str) -> str:
    """The town or street of an address, nothing below it; empty if none can be told."""
    found = _TOWN.match(address)
    return found[1] if found else ""


def _stem(index: int) -> str:
    turn, at = divmod(index, len(STEMS))
    return STEMS[at] + (str(turn + 1) if turn else "")


def _shortened(rule: str, value: Any) -> str:
    if isinstance(value, date):
        return f"{value.year}年{value.month}月" if rule == "年月" else f"{value.year}年"
    return str(value)[: 7 if rule == "年月" else 4]
