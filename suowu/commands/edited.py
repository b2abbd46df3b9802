"""Edited files: a field or items put into a record's text, all the rest as it was written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from textwrap import dedent, indent

from suowu.commands import Mistake
from suowu.model import Data
from suowu.yamlfile import read

_STAFF = "人员"


def text_at(path: Path) -> str:
    """A record's text, line ends as they are."""
    return path.read_bytes().decode("utf-8", "replace")


def data_at(path: Path) -> Data:
    """What a record says; a Mistake if it is none that can be read."""
    data = read(text_at(path)).data
    if not isinstance(data, dict):
        raise Mistake(
            f"这个文件读不出来，先改正再移：{str(path)!r}\n  提示：python3 build.py check"
        )
    return data


def flow(values: Sequence[str]) -> str:
    """[甲, 乙]"""
    return f"[{', '.join(values)}]"


def with_field(path: Path, name: str, *, value: str, after: str) -> str:
    """The text of a file with `name: value` in place of what it says of it, else below `after`."""
    lines = text_at(path).splitlines(keepends=True)
    end_of_line = "\r\n" if lines and lines[0].endswith("\r\n") else "\n"
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += end_of_line
    start, end = _block(lines, name)
    if start == end:
        start = end = _block(lines, after)[1] or len(lines)
    text = "".join([*lines[:start], f"{name}: {value}{end_of_line}", *lines[end:]])
    written = read(f"{name}: {value}").data
    if read(text).data != {**data_at(path), **(written if isinstance(written, dict) else {})}:
        raise unwritable(path, f"{name}: {value}")
    return text


def renumbered(text: str, *, old: str, new: str) -> str:
    """The text of a record under another 编号."""
    number = re.compile(rf"(?m)^(\ufeff?编号:[ ]*['\"]?){re.escape(old)}\b")
    return number.sub(rf"\g<1>{new}", text, count=1)


def with_staff(text: str, other: str, *, names: Sequence[str]) -> str | None:
    """An office's text with these of another's staff below its own; None if the way in which
    either is written does not allow it."""
    lines, theirs = text.splitlines(keepends=True), other.splitlines(keepends=True)
    start, end = _block(lines, _STAFF)
    first, last = _block(theirs, _STAFF)
    own, coming = _items(lines[start + 1 : end]), _items(theirs[first + 1 : last])
    if not own:
        return None
    margin = " " * (len(own[0]) - len(own[0].lstrip()))
    added = "".join(indent(dedent(item), margin) for item in coming if _name(item) in names)
    whole = "".join([*lines[:end], added, *lines[end:]])
    return whole if _staff(whole) == [*_staff(text), *names] else None


def unwritable(path: Path, line: str) -> Mistake:
    """That a file is written in a way that only its writer can change."""
    return Mistake(f"{path} 的写法不能自动改\n  提示：请在里面手工写上一行 {line}，再运行一次")


def _block(lines: Sequence[str], name: str) -> tuple[int, int]:
    """The lines of a field with all that belongs to it, from and up to; twice 0 without it."""
    start = next((at for at, line in enumerate(lines) if line.startswith(f"{name}:")), None)
    if start is None:
        return 0, 0
    end = start + 1
    for at, line in enumerate(lines[start + 1 :], start + 1):
        if line.strip() and line[0] not in " \t-#":
            break
        end = at + 1 if line.strip() and line[0] != "#" else end
    return start, end


def _items(lines: Sequence[str]) -> list[str]:
    """The items of a list that is written one below the other, each with its own lines."""
    items: list[str] = []
    margin: str | None = None
    for line in lines:
        own = line[: len(line) - len(line.lstrip(" "))]
        if line.lstrip(" ").startswith("- ") and margin in (None, own):
            margin = own
            items.append(line)
        elif items:
            items[-1] += line
    return items


def _name(item: str) -> str:
    return (_staff(f"{_STAFF}:\n{item}") or [""])[0]


def _staff(text: str) -> list[str]:
    data = read(text).data
    items = data.get(_STAFF) if isinstance(data, dict) else None
    return [str(item.get("姓名")) for item in items or () if isinstance(item, dict)]
