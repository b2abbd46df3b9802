"""The fields that a kind.yml names outside 字段, so that a misspelt one is found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from suowu.model import Data, Where

Named = Iterator[tuple[Where, str]]


def paths_in(data: Data) -> Named:
    """Where in kind.yml, and which field from the record's root: 标题, 统计, 对照, 先后, 登记."""
    for key in ("标题", "统计"):
        yield from _listed(data.get(key), (key,), "")
    roles = data.get("对照")
    for role, path in roles.items() if isinstance(roles, dict) else ():
        yield ("对照", role), str(path)
    orders = data.get("先后")
    for position, entry in enumerate(orders if isinstance(orders, list) else ()):
        yield from _ordered(entry, ("先后", position))
    register = data.get("登记")
    if isinstance(register, dict):
        yield from _listed(register.get("列"), ("登记", "列"), "条目.")


def _ordered(entry: Any, where: Where) -> Named:
    if isinstance(entry, dict):
        items = str(entry.get("逐项"))
        yield (*where, "逐项"), items
        yield from _listed(entry.get("依次"), (*where, "依次"), f"{items}.")
    else:
        yield from _listed(entry, where, "")


def _listed(value: Any, where: Where, under: str) -> Named:
    for position, path in enumerate(value if isinstance(value, list) else ()):
        yield (*where, position), f"{under}{path}"
