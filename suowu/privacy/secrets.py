"""Every value of a record that no public byte may hold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from suowu.model import Data, Kind
from suowu.privacy.masks import is_name, name_parts
from suowu.wording import chinese_date

Found = tuple[str, str, bool]

_MASKED = re.compile(
    r"(?:.{1,2}某某?|.{0,2}某)(?:[甲乙丙丁戊己庚辛壬癸]|人|先生|女士)?"
    r"|.{1,2}(?:先生|女士|小姐|大爷|大妈|大姐|大哥|阿姨|师傅|老板|同志|老师)"
)
_PLAIN = re.compile(r"\d{1,4}|\d{4}-\d{2}(?:-\d{2})?")

IDENTITY = frozenset({"姓名", "身份证号", "电话", "邮箱", "出生日期", "银行账号"})
"""Classes (类) whose values are one person's alone: not even the fixed wording may hold them.

Places and health are free text that may be a common word (居住地), so those are let pass where
the words of content/ and templates/ say the same; not so an address with a house number, nor the
number of a judgment, by which anyone can look the person up.
"""


def secrets_of(kind: Kind, data: Data) -> Iterator[Found]:
    """(text, field, strict) of all that is not public in one record; birth dates as written.

    Words from a closed list (allowed) and single characters say nothing about anyone.
    """
    for path, value, rule in _leaves(kind.schema, data, ""):
        meta = kind.fields.get(path, {})
        if meta.get("公开") == "原样":
            continue
        named = meta.get("类") == "姓名"
        strict = _singles_out(str(meta.get("类")), str(value))
        if isinstance(value, date):
            if meta.get("类") == "出生日期" or path.endswith("出生日期"):
                yield value.isoformat(), path, True
                yield chinese_date(value), path, True
        elif isinstance(value, str) and _tells(value, strict=strict) and "allowed" not in rule:
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


def _leaves(schema: Data, data: Any, prefix: str) -> Iterator[tuple[str, Any, Mapping[str, Any]]]:
    for key, value in data.items():
        rule = schema.get(key) or {}
        yield from _leaf(rule, value, f"{prefix}{key}")


def _leaf(
    rule: Mapping[str, Any], value: Any, path: str
) -> Iterator[tuple[str, Any, Mapping[str, Any]]]:
    if isinstance(value, dict):
        yield from _leaves(rule.get("schema") or {}, value, f"{path}.")
    elif isinstance(value, list):
        inner = rule.get("schema") or {}
        for item in value:
            yield from _leaf(inner, item, path)
    else:
        yield path, value, rule
