"""Secrets of a record: every value of it that no public byte may hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from suowu.data import data_table
from suowu.definitions import Kind
from suowu.model import Data, Where
from suowu.privacy.masks import STEMS, is_name, name_parts
from suowu.values import leaves_of
from suowu.wording import chinese_date

Found = tuple[str, str, bool]

_WORDS = data_table("names")
_AFTER = "|".join((f"[{STEMS}]", *_WORDS["隐名后"].split()))
_TITLES = "|".join(_WORDS["称呼"].split())
_MASKED = re.compile(rf"(?:.{{1,2}}某某?|.{{0,2}}某)(?:{_AFTER})?|.{{1,2}}(?:{_TITLES})")
_PLAIN = re.compile(r"\d{1,4}|\d{4}-\d{2}(?:-\d{2})?")

IDENTITY = frozenset({"姓名", "身份证号", "电话", "邮箱", "出生日期", "银行账号"})
"""Field classes (类) that identify one person; never excused by fixed wording.

Places and health are free text that may be a common word (居住地): those pass where content/ or
templates/ say the same; not so an address with a house number, nor the number of a judgment, by
which anyone can look the person up.
"""


def secrets_of(kind: Kind, data: Data) -> Iterator[Found]:
    """(text, field, strict) of all that is not public in one record; birth dates as written.

    Words from a closed list (allowed) and single characters say nothing about anyone.
    """
    for where, value in leaves_of(data):
        path = ".".join(step for step in where if isinstance(step, str))
        meta = kind.metas.get(path, {})
        if meta.get("公开") == "原样":
            continue
        named = meta.get("类") == "姓名"
        strict = _singles_out(str(meta.get("类")), str(value))
        if isinstance(value, date):
            if meta.get("类") == "出生日期" or path.endswith("出生日期"):
                yield value.isoformat(), path, True
                yield chinese_date(value), path, True
        elif isinstance(value, str) and _tells(value, strict=strict) and not _listed(kind, where):
            yield value, path, strict
            yield from ((part, path, True) for part in (name_parts(value) if named else ()))


def _singles_out(sort: str, value: str) -> bool:
    if sort == "姓名":
        return is_name(value)
    if sort in ("住址", "位置"):
        return any(character.isdigit() for character in value)
    if sort == "文号":
        return value.startswith(("（", "("))
    return sort in IDENTITY


def _tells(value: str, *, strict: bool) -> bool:
    """Whether a text says anything about anyone: one character does not, nor a name written masked
    (黄某, 王女士), nor a small number or a month, nor two or three Latin letters that are no name.
    """
    if len(value) < 2 or _MASKED.fullmatch(value) or _PLAIN.fullmatch(value):
        return False
    return strict or len(value) > 3 or not value.isascii()


def _listed(kind: Kind, where: Where) -> bool:
    """Whether the schema holds a closed list of values for the field at `where`."""
    rule: Data = {"schema": kind.schema}
    for step in where:
        inner = rule.get("schema") or {}
        rule = inner if isinstance(step, int) else inner.get(step) or {}
    return "allowed" in rule
