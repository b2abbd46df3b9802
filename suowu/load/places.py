"""Lines of loaded files, worked out only for the files that need one."""

from __future__ import annotations

from collections.abc import Callable

from suowu.load.files import text_of
from suowu.model import Where
from suowu.yamlfile import places

Place = tuple[int, int]


def locator() -> Callable[[str, Where], Place]:
    """(path, where) → (line, column) of a field, or of the nearest thing around it if it is absent.

    Keeps one file's places at a time, since problems come file by file.
    """
    kept: dict[str, dict[Where, Place]] = {}

    def locate(path: str, where: Where) -> Place:
        if path not in kept:
            kept.clear()
            kept[path] = places(text_of(path))
        known = kept[path]
        while where and where not in known:
            where = where[:-1]
        return known.get(where, (1, 1))

    return locate
