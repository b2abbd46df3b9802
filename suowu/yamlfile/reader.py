"""Text → data, straight from libyaml's events, with every doubtful thing refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, NamedTuple

from yaml import MarkedYAMLError, YAMLError
from yaml._yaml import CParser
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from suowu.model import Where
from suowu.yamlfile.scalars import Flaw, Refused, meaning, refusal
from suowu.yamlfile.syntax import explain

MAX_BYTES = 1 << 20
MAX_DEPTH = 32
MAX_CHARACTERS = 20  # of one file are told about

_FORBIDDEN = re.compile(
    "[\t\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u2028\u2029\ufeff\ufffe\uffff]"
)
_FIELD_LIKE = re.compile(r"\s*\w{1,12}：").match
_GLUED = re.compile(r"[^:：]+[:：]").match
_ORDINARY = re.compile("[^0-9+\\-.~tfnoyTFNOY<\u3000\u00a0]").match
_MISSING = object()


class Parsed(NamedTuple):
    """Data, or None with the flaws that made it unusable."""

    data: Any
    flaws: tuple[Flaw, ...]


def read(blob: bytes | str, *, seen: dict[str, Any] | None = None) -> Parsed:
    """One YAML document as data, or every flaw that was found in it.

    `seen` remembers the meaning of plain words, so that the files of one load share their values.
    Keys are always str. Empty text gives None without a flaw.
    """
    text = _decoded(blob)
    if isinstance(text, Flaw):
        return Parsed(None, (text,))
    if flaws := _forbidden(text):
        return Parsed(None, flaws)
    data, found = _built(text, {} if seen is None else seen)
    return Parsed(None if found else data, tuple(found))


def _decoded(blob: bytes | str) -> str | Flaw:
    if len(blob) > MAX_BYTES:
        return Flaw(0, 0, (), "文件须不超过 1 MiB", f"{len(blob)} 字节", "请把它拆成几个文件")
    if isinstance(blob, str):
        return blob.removeprefix("\ufeff")
    try:
        return blob.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        good = blob[: error.start].decode("utf-8")
        line, column = good.count("\n") + 1, len(good) - good.rfind("\n")
        hint = "请在编辑器里另存为 UTF-8 编码（现在可能是 GBK）"
        return Flaw(line, column, (), "文件须为 UTF-8 编码", None, hint)


def _forbidden(text: str) -> tuple[Flaw, ...]:
    found = islice(_FORBIDDEN.finditer(text), MAX_CHARACTERS)
    return tuple(_bad_character(text, match.start()) for match in found)


def _bad_character(text: str, at: int) -> Flaw:
    line, column = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
    if text[at] == "\t":
        return Flaw(line, column, (), "不得用制表符（Tab），须用空格", None, "每级缩进用两个空格")
    code = f"U+{ord(text[at]):04X}"
    return Flaw(line, column, (), "不得有看不见的控制字符", code, "请删除这个字符后重新输入")


def _built(text: str, seen: dict[str, Any]) -> tuple[Any, list[Flaw]]:
    """Why one long loop: it turns 400 times a record, and a call for each would double the time."""
    flaws: list[Flaw] = []
    outer: list[Any] = []
    here: Any = None
    key: str | None = None
    root: Any = None
    key_event: Any = None
    try:
        next_event: Callable[[], Any] = CParser(text).get_event
        while (kind := type(event := next_event())) is not StreamEndEvent:
            if kind is ScalarEvent:
                value = event.value
                if event.tag is not None or event.anchor is not None:
                    flaws.append(_fancy(event, _path(outer, here, key)))
                if key is None and type(here) is dict:
                    key, key_event = value, event
                    if value in here or not _ORDINARY(value):
                        flaws.extend(_bad_key(event, _path(outer, here, key), here))
                    continue
                if event.implicit[0]:
                    plain = value
                    value = seen.get(plain, _MISSING)
                    if value is _MISSING:
                        value = seen[plain] = meaning(plain)
                    if value is None or type(value) is Refused or "：" in plain:
                        path = _path(outer, here, key)
                        flaws.extend(_doubts(text, event, key_event, value, path))
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                if event.tag is not None or event.anchor is not None:
                    flaws.append(_fancy(event, _path(outer, here, key)))
                if key is None and type(here) is dict:
                    return None, [*flaws, _braces(event, _path(outer, here, key))]
                if len(outer) > MAX_DEPTH:
                    return None, [*flaws, _deep(event, _path(outer, here, key))]
                value = {} if kind is MappingStartEvent else []
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                here = outer.pop()
                continue
            elif kind is AliasEvent:
                return None, [*flaws, _fancy(event, _path(outer, here, key))]
            elif kind is DocumentStartEvent and root is not None:
                return None, [*flaws, _second_document(event)]
            else:
                continue
            if type(here) is dict:
                here[key] = value
                key = None
            elif here is None:
                root = value
            else:
                here.append(value)
            if kind is not ScalarEvent:
                outer.append(here)
                here = value
    except MarkedYAMLError as error:
        flaws.append(explain(text, error, _path(outer, here, key)))
    except YAMLError:
        flaws.append(Flaw(0, 0, (), "文件须为文本", None, "请用文本编辑器重新保存"))
    return root, flaws


def _path(outer: list[Any], here: Any, key: str | None) -> Where:
    """Where the reader is; a collection still being filled is the last one in its parent."""
    path: list[str | int] = []
    for container in outer[1:]:
        path.append(len(container) - 1 if type(container) is list else next(reversed(container)))
    if type(here) is list:
        path.append(len(here))
    elif key is not None:
        path.append(key)
    return tuple(path)


def _flaw(event: Any, where: Where, says: str, value: str | None, hint: str | None) -> Flaw:
    mark = event.start_mark
    return Flaw(mark.line + 1, mark.column + 1, where, says, value, hint)


def _fancy(event: Any, where: Where) -> Flaw:
    """A tag, an anchor or an alias."""
    sign = f"!{event.tag}" if getattr(event, "tag", None) else f"&{event.anchor}"
    if type(event) is AliasEvent:
        sign = f"*{event.anchor}"
    hint = "如果是文字，请给整段加引号"
    return _flaw(event, where, "不得使用 YAML 的标签、锚点和引用（! & *）", sign, hint)


def _bad_key(event: Any, where: Where, here: dict[str, Any]) -> Iterator[Flaw]:
    key = event.value
    if key in here:
        yield _flaw(event, where, "字段不得重复", key, "请合并或删除其中一处")
    elif not key or key == "~":
        yield _flaw(event, where, "冒号前须有字段名", None, "例如 姓名: 张三")
    elif key == "<<":
        yield _flaw(event, where, "不得使用合并键", key, "请把内容写全")
    elif key[0] in "\u3000\u00a0":
        hint = "请删除全角空格，每级缩进两个半角空格"
        yield _flaw(event, where, "行首须用半角空格缩进", key, hint)
    elif event.implicit[0] and (refused := refusal(key)):
        yield _flaw(event, where, refused.says, key, refused.hint)


def _doubts(text: str, event: Any, key_event: Any, value: Any, where: Where) -> Iterator[Flaw]:
    """What may be wrong with a plain word that is empty, refused or holds a full-width colon."""
    if type(value) is Refused:
        yield _flaw(event, where, value.says, event.value, value.hint)
    elif value is None and where and isinstance(where[-1], str):
        if _GLUED(where[-1]) and key_event.implicit[0]:
            hint = "冒号须为半角“:”，后面空一格，例如 日期: 2026-03-09"
            yield _flaw(key_event, where[:-1], "冒号的写法不对", where[-1], hint)
    elif event.start_mark.line < event.end_mark.line:
        yield from _swallowed(text, event, where)


def _swallowed(text: str, event: Any, where: Where) -> Iterator[Flaw]:
    """A field with a full-width colon that became the tail of the value above it."""
    lines = text.splitlines()
    for number in range(event.start_mark.line + 1, event.end_mark.line + 1):
        if number < len(lines) and _FIELD_LIKE(lines[number]):
            line = lines[number]
            column = len(line) - len(line.lstrip()) + 1
            hint = "请改用半角冒号加空格，例如 日期: 2026-03-09；如果是上一行的文字，请给整段加引号"
            yield Flaw(number + 1, column, where, "这一行没有被当作字段", line.strip(), hint)


def _braces(event: Any, where: Where) -> Flaw:
    hint = "以 { 或 [ 开头的文字请加引号"
    return _flaw(event, where, "字段名须为文字", None, hint)


def _deep(event: Any, where: Where) -> Flaw:
    return _flaw(event, where, f"层次须不超过 {MAX_DEPTH} 层", None, "请检查缩进和括号")


def _second_document(event: Any) -> Flaw:
    return _flaw(event, (), "一个文件只写一份内容，不得有第二个 ---", None, "请删除这一行")
