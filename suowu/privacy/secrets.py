"""Secrets of a record: every value of it that no public byte may hold, in all its spellings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from suowu.data import data_table
from suowu.definitions import Kind
from suowu.grammar.sorts import sorts_of
from suowu.ledger import Secret
from suowu.model import Data, Where
from suowu.privacy.folding import flat_of, in_figures
from suowu.privacy.masks import STEMS, name_parts
from suowu.values import PathSteps, leaves_of
from suowu.wording import chinese_date


class Found(NamedTuple):
    """A private value as a record has it; `own` says that it is the name of whom it is about."""

    value: str
    field: str
    strict: bool
    sort: str = ""
    own: bool = False


NAME, BORN, KEY = "姓名", "出生日期", "密钥"
_PLACES = ("住址", "位置")
_NUMBERS = ("电话", "银行卡", "证件")
IDENTITY = (NAME, "身份证号", *_NUMBERS, "邮箱", "车牌", *_PLACES, "文号", BORN)
"""Sorts (类) by which one person is known, the surest first. Their values are looked for on every
page; those of other fields only where eight characters of them stand, or on the person's own page.
"""

_WORDS = data_table("names")
_AFTER = "|".join((f"[{STEMS}]", *_WORDS["隐名后"].split()))
_TITLES = "|".join(_WORDS["称呼"].split())
_MASKED = re.compile(rf"(?:.{{1,2}}某某?|.{{0,2}}某)(?:{_AFTER})?|.{{1,2}}(?:{_TITLES})")
_PLAIN = re.compile(r"\d{1,4}|\d{4}-\d{2}(?:-\d{2})?")
_HOUSE = re.compile(r"\d+(?:号|组|队|室|栋|幢|座|单元|弄|巷|楼|层|户|$)|\d+-\d+")
_TOWN = re.compile(r".*(?:镇|街道|乡|苏木)(?=.{4})")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_LEAST_DIGITS, _TAIL = 7, 4


def secrets_of(
    kind: Kind, data: Data, *, known: dict[PathSteps, SecretField] | None = None
) -> Iterator[Found]:
    """All that is not public in one record; strict are those by which one person is known.

    Words from a closed list (allowed) and single characters say nothing about anyone. `known` keeps
    what holds of the fields of this kind, for its next record.
    """
    known = {} if known is None else known
    for where, value in leaves_of(data):
        steps = tuple([step for step in where if type(step) is str])
        held = known.get(steps) or known.setdefault(steps, _field(kind, where))
        if held.open or _says_nothing(value, held.sort):
            continue
        own = held.named and len(where) == 1
        for text in _texts(value, held.sort):
            yield Found(text, held.path, _singles_out(held.sort, text), held.sort, own)


class SecretField(NamedTuple):
    """What holds of every value of a field: its sort, whether it is public or from a closed list,
    and whether it may be the name of whom the record is about."""

    path: str
    sort: str
    open: bool
    named: bool


def _field(kind: Kind, where: Where) -> SecretField:
    path = ".".join(step for step in where if isinstance(step, str))
    meta = kind.metas.get(path, {})
    sorts = sorts_of(path, meta)
    sort = next((each for each in (*IDENTITY, "编号") if each in sorts), "")
    is_open = meta.get("公开") == "原样" or _listed(kind, where)
    return SecretField(path, sort, is_open, sort == NAME and not meta.get("引用"))


def needles_of(secret: Secret) -> Iterator[str]:
    """Every folded spelling of a secret that gives it away, its parts too."""
    flat = flat_of(secret.value)
    yield from (flat, in_figures(flat))
    if (born := _ISO.fullmatch(secret.value)) is not None:
        yield from _born(int(born[1]), int(born[2]), day=int(born[3]))
    if secret.sort in _PLACES and (town := _TOWN.match(secret.value)):
        tail = flat_of(secret.value[town.end() :])
        if _HOUSE.search(in_figures(tail)) and len(tail) >= _TAIL:
            yield from (tail, in_figures(tail))
    if secret.sort in _NUMBERS and re.fullmatch(r"86\d{11}", flat):
        yield flat[2:]


def _texts(value: object, sort: str) -> Iterator[str]:
    if isinstance(value, date):
        yield from (value.isoformat(), chinese_date(value))
    else:
        yield str(value)
        yield from name_parts(str(value)) if sort == NAME else ()


def _says_nothing(value: object, sort: str) -> bool:
    """Whether a value says nothing about anyone: one character does not, nor a name written masked
    (黄某, 王女士), nor a small number or a month, nor two or three Latin letters that are no name.
    """
    if isinstance(value, date):
        return sort != BORN
    if not isinstance(value, str) or sort == "编号":
        return True
    if len(value) < 2 or _MASKED.fullmatch(value) or _PLAIN.fullmatch(value):
        return True
    return value.isascii() and len(value) <= 3 and not _singles_out(sort, value)


def _singles_out(sort: str, value: str) -> bool:
    if sort == "电话":
        return len(re.findall(r"\d", flat_of(value))) >= _LEAST_DIGITS
    if sort in _PLACES:
        return bool(re.search(r"\d", value) or _HOUSE.search(in_figures(flat_of(value))))
    if sort == "文号":
        return value.startswith(("（", "("))
    return sort in IDENTITY


def _born(year: int, month: int, *, day: int) -> Iterator[str]:
    """A day in every spelling, folded: marks between the figures are gone already."""
    yield f"{year}{month:02}{day:02}"
    for end in "日号":
        yield from (f"{year}年{month}月{day}{end}", f"{year}年{month:02}月{day:02}{end}")
    if month > 9 or day > 9:  # 1987.5.16, but not 198751
        yield f"{year}{month}{day}"


def _listed(kind: Kind, where: Where) -> bool:
    """Whether the schema holds a closed list of values for the field at `where`."""
    rule: Data = {"schema": kind.schema}
    for step in where:
        inner = rule.get("schema") or {}
        rule = inner if isinstance(step, int) else inner.get(step) or {}
    return "allowed" in rule
