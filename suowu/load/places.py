"""Positions in loaded files, worked out only for the files that need one."""

from __future__ import annotations

from collections.abc import Callable

from suowu.load.files import text_of
from suowu.model import Where
from suowu.yamlfile import Position, nearest_position, positions


def locator() -> Callable[[str, Where], Position]:
    """(path, where) → the position of a field, or of the nearest thing around it if it is absent.

    Keeps one file's positions at a time, since problems come file by file.
    """
    kept: dict[str, dict[Where, Position]] = {}

    def locate(path: str, where: Where) -> Position:
        if path not in kept:
            kept.clear()
            kept[path] = positions(text_of(path))
        return nearest_position(kept[path], where)

    return locate
