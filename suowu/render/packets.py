"""Packets: the paper of an office as its pages list it, week by week."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TypeAlias

from suowu import wording
from suowu.render import paths

PaperTitles: TypeAlias = Mapping[str, Mapping[str, str]]
"""Titles of printed files by path, by folder."""


def packets(office: str, paper: PaperTitles, *, latest: bool = False) -> list[dict[str, str]]:
    """What is printed for an office as a whole: its weeks, the last one first, each in its
    volumes."""
    weeks: dict[date, list[tuple[int, str, str]]] = {}
    for path, name in paper.get(f"print/{office}", {}).items():
        if (found := paths.week_of(path)) is not None:
            weeks.setdefault(found[0], []).append((found[1], name, path))
    return [
        {"name": name, "href": f"../{path}", "week": _called(monday, volume, of=len(own))}
        for monday, own in sorted(weeks.items(), reverse=True)[: 1 if latest else None]
        for volume, name, path in sorted(own)
    ]


def _called(monday: date, volume: int, *, of: int) -> str:
    """3 月 9 日起, of several volumes 3 月 9 日起第 1 册."""
    return f"{wording.day_and_month(monday)}起{f'第 {volume} 册' if of > 1 else ''}"


def by_folder(printed: Mapping[str, str]) -> PaperTitles:
    """Titles by path, by folder; the posters of a notice by its slug as if it were a folder."""
    folders: dict[str, dict[str, str]] = {}
    for path in sorted(printed):
        folder, _, name = path.rpartition("/")
        if folder.endswith("/notices"):
            folder = f"{folder}/{name.partition('-')[0]}"
        folders.setdefault(folder, {})[path] = printed[path]
    return folders
