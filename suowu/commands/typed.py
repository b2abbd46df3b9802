"""Typed words: offices by their Chinese names, and commands told back with the user's own flags."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Protocol

_COMMAND = "python3 build.py"
_NAME = re.compile(r"(?m)^名称[ ]*:[ ]*(['\"]?)([^\s#'\"][^#'\"\n]*?)\1[ ]*(?:#.*)?$").search


class _Asked(Protocol):
    """The options, as far as they matter here."""

    @property
    def root(self) -> Path: ...
    @property
    def records(self) -> Path: ...


def retold(options: _Asked, text: str) -> str:
    """Commands in a text as they must be typed for the records that were asked for."""
    own = options.root / "records"
    if options.records.absolute() == own.absolute():
        return text
    return text.replace(f"{_COMMAND} ", f"{_COMMAND} --records {options.records} ")


def office_names(records: Path) -> dict[str, str]:
    """The offices there are, by folder, with the name that each gives itself, or ""."""
    return {path.parent.name: _name(path) for path in sorted(records.glob("*/office.yml"))}


def office_word(records: Path, word: str) -> str:
    """青河司法所 or 青河司法所/correction/2026-001 → qinghe…; any other word as it is."""
    head, slash, rest = word.partition("/")
    if head.isascii():
        return word
    folder = next((id for id, name in office_names(records).items() if name == head), head)
    return f"{folder}{slash}{rest}"


def as_typed(path: Path) -> Path:
    """Relative to where the user stands if it lies below, as they would type it."""
    try:
        return path.resolve().relative_to(Path.cwd()) if path.is_absolute() else path
    except (ValueError, FileNotFoundError):
        return path


def _name(path: Path) -> str:
    try:
        found = _NAME(path.read_text("utf-8", "replace"))
    except OSError:
        return ""
    return found[2] if found else ""
