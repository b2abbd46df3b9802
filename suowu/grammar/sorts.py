"""Sorts of private information (类): which fields hold them, and how much may ever be public.

What stands here no kind.yml can lower: a field has the sorts it is said to have and those that its
name tells, and each of them has its floor.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

ANYTHING: Final = ("原样", "姓某", "年月", "年", "镇街")
_NOTHING: Final[tuple[str, ...]] = ()

SORTS: Final[Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "姓名": (("姓某",), ANYTHING),
    "身份证号": (_NOTHING, _NOTHING),
    "电话": (_NOTHING, ("原样",)),
    "住址": (_NOTHING, _NOTHING),
    "健康": (_NOTHING, _NOTHING),
    "位置": (_NOTHING, _NOTHING),
    "出生日期": (_NOTHING, _NOTHING),
    "罪名": (_NOTHING, _NOTHING),
    "证件": (_NOTHING, _NOTHING),
    "银行卡": (_NOTHING, _NOTHING),
    "车牌": (_NOTHING, _NOTHING),
    "亲属": (_NOTHING, _NOTHING),
    "编号": (ANYTHING, ANYTHING),
    "文号": (ANYTHING, ANYTHING),
    "邮箱": (_NOTHING, ("原样",)),
}
"""What 公开 may say of each sort: in a case or register, and in what an office or county says of
itself (its own telephone, its staff)."""

_NAMED: Final[Mapping[str, str]] = {
    "姓名": "姓名",
    "曾用名": "姓名",
    "别名": "姓名",
    "身份证": "身份证号",
    "身份号码": "身份证号",
    "证件号": "证件",
    "护照": "证件",
    "住址": "住址",
    "居住地": "住址",
    "户籍地": "住址",
    "手机": "电话",
    "电话": "电话",
    "健康": "健康",
    "病情": "健康",
    "病史": "健康",
    "诊断": "健康",
    "残疾": "健康",
    "出生": "出生日期",
    "生日": "出生日期",
    "罪名": "罪名",
    "案由": "罪名",
    "银行": "银行卡",
    "车牌": "车牌",
    "亲属": "亲属",
}
"""Words in the name of a field that tell its sort."""


def sorts_of(path: str, meta: Mapping[str, Any]) -> frozenset[str]:
    """The sorts of a field: the one it is said to have and those that its last key tells."""
    name = path.rpartition(".")[2]
    told = {sort for word, sort in _NAMED.items() if word in name}
    said = meta.get("类")
    return frozenset(told | ({str(said)} if said else set()))


def may_be_shown(sorts: frozenset[str], *, own: bool) -> tuple[str, ...]:
    """What 公开 may say of a field of these sorts; `own` says that an office or county speaks of
    itself."""
    floors = [SORTS[sort][own] for sort in sorts if sort in SORTS]
    return tuple(mask for mask in ANYTHING if all(mask in floor for floor in floors))
