"""Reader of strict YAML: libyaml's events → data, with every doubtful thing refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import islice
from sys import intern
from typing import Any, NamedTuple

from yaml import CSafeLoader, MarkedYAMLError, YAMLError
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
from suowu.yamlfile.scalars import Refused, SyntaxIssue, explained, meaning, refusal

MAX_BYTES = 1 << 20
MAX_DEPTH = 32
MAX_CHARACTERS = 20  # of one file are told about
MAX_ISSUES = 100

_FORBIDDEN = re.compile(
    "[\t\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff"
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
"""What is not seen: controls, and signs of no width that are pasted along out of chat programs."""
_HASH = re.compile(r"(?m)(?<=\S)(?: #| {2,}#(?! |$))")
"""What may cut a value off; a comment beside one has two blanks before its # and one after it."""
_COMMENT = re.compile(r"(?:^|(?<=\s))#")
_MERGE = re.compile(r"(?m)^(?:<{7}|>{7}|\|{7})(?= |$)")
_OTHER_FILES = (
    (b"PK\x03\x04", "Word、Excel、WPS 文档或者压缩文件"),
    (b"\xd0\xcf\x11\xe0", "旧式的 Word、Excel 文档"),
    (b"%PDF", "PDF"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
)
_FIELD_LIKE = re.compile(r"\s*\w{1,12}：").match
_GLUED = re.compile(r"[^:：]+[:：]").match
_ORDINARY = re.compile("[^0-9+\\-.~tfnoyTFNOY<\u3000\u00a0]").match
_PASTED = "改为一个空格；从表格粘贴来的，要改写成一行一个“字段: 值”"
_MISSING = object()


class Parsed(NamedTuple):
    """Data, or None with the issues that made it unusable."""

    data: Any
    issues: tuple[SyntaxIssue, ...]


def read(blob: bytes | str, *, seen: dict[str, Any] | None = None) -> Parsed:
    """One YAML document as data, or every issue that was found in it.

    `seen` remembers the meaning of plain words, so that the files of one load share their values.
    Keys are always str. Empty text gives None without an issue.
    """
    text = _decoded(blob)
    if isinstance(text, SyntaxIssue):
        return Parsed(None, (text,))
    if issues := _forbidden(text) or _unmerged(text):
        return Parsed(None, issues)
    data, found = _built(text, {} if seen is None else seen)
    if not found and _HASH.search(text):
        found.extend(islice(_cut_off(text), MAX_CHARACTERS))
    return Parsed(None if found else data, tuple(found))


def _decoded(blob: bytes | str) -> str | SyntaxIssue:
    if len(blob) > MAX_BYTES:
        size = f"{len(blob)} 字节"
        return SyntaxIssue(0, 0, (), "文件须不超过 1 MiB", size, "请把它拆成几个文件")
    if isinstance(blob, str):
        return blob.removeprefix("\ufeff")
    if name := next((name for sign, name in _OTHER_FILES if blob.startswith(sign)), None):
        return SyntaxIssue(1, 1, (), "须为文本文件", name, "请用记事本等文本编辑器重新写一份")
    try:
        return blob.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        good = blob[: error.start].decode("utf-8")
        line, column = good.count("\n") + 1, len(good) - good.rfind("\n")
        wide = blob.startswith((b"\xff\xfe", b"\xfe\xff"))
        now = "是 UTF-16，记事本里叫 Unicode" if wide else "可能是 GBK"
        hint = f"请在编辑器里另存为 UTF-8 编码（现在{now}）"
        return SyntaxIssue(line, column, (), "文件须为 UTF-8 编码", None, hint)


def _forbidden(text: str) -> tuple[SyntaxIssue, ...]:
    found = islice(_FORBIDDEN.finditer(text), MAX_CHARACTERS)
    issues = [_bad_character(text, match.start()) for match in found]
    return tuple({(each.line, each.value): each for each in reversed(issues)}.values())[::-1]


def _bad_character(text: str, at: int) -> SyntaxIssue:
    line, column = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
    if text[at] == "\t":
        leading = not text[text.rfind("\n", 0, at) + 1 : at].strip()
        hint = "每级缩进用两个空格" if leading else _PASTED
        return SyntaxIssue(line, column, (), "不得用制表符（Tab），须用空格", None, hint)
    code = f"U+{ord(text[at]):04X}"
    return SyntaxIssue(line, column, (), "不得有看不见的控制字符", code, "请删除这个字符后重新输入")


def _unmerged(text: str) -> tuple[SyntaxIssue, ...]:
    """The first of the marks that git leaves where two people changed the same lines."""
    found = _MERGE.search(text)
    if found is None:
        return ()
    line, says = text.count("\n", 0, found.start()) + 1, "两个人改了同一处，git 没有能合并"
    hint = "请留下对的那几行，删去另外几行和 <<<<<<<、=======、>>>>>>> 这三行"
    return (SyntaxIssue(line, 1, (), says, found[0], hint),)


def _cut_off(text: str) -> Iterator[SyntaxIssue]:
    """Words that YAML takes for a comment, and nobody meant as one."""
    suspect = {text.count("\n", 0, found.start()) for found in _HASH.finditer(text)}
    spans = _scalars(text, suspect)
    lines = _lines(text)
    for number in sorted(suspect):
        line, within = lines[number], spans.get(number, ())
        starts = (found.start() for found in _COMMENT.finditer(line))
        at = next((s for s in starts if not any(a <= s < b for a, b in within)), None)
        if (
            at
            and line[:at].strip()
            and not (line[:at].endswith("  ") and line[at + 1 :][:1] in " ")
        ):
            hint = "是文字就给整段加引号；是注释就另起一行，或者在 # 前空两格、后空一格"
            says = "“ #”后面的文字不会被读取"
            yield SyntaxIssue(number + 1, at + 1, (), says, line[at:].strip(), hint)


def _scalars(text: str, lines: set[int]) -> dict[int, list[tuple[int, int]]]:
    """From where to where these lines hold values and keys, by columns."""
    spans: dict[int, list[tuple[int, int]]] = {}
    next_event: Callable[[], Any] = CSafeLoader(text).get_event
    while type(event := next_event()) is not StreamEndEvent:
        if type(event) is ScalarEvent:
            start, end = event.start_mark, event.end_mark
            assert start is not None and end is not None  # libyaml always marks
            for line in lines & set(range(start.line, end.line + 1)):
                first = start.column if line == start.line else 0
                last = end.column if line == end.line else len(text)
                spans.setdefault(line, []).append((first, last))
    return spans


def _built(text: str, seen: dict[str, Any]) -> tuple[Any, list[SyntaxIssue]]:
    """Why one long loop: it turns 500 times a record, and two calls in it make it a fifth slower
    (measured: 25 µs a record on top of 140; libyaml itself takes 320)."""
    issues: list[SyntaxIssue] = []
    outer: list[Any] = []
    here: Any = None
    key: str | None = None
    root: Any = None
    key_event: Any = None
    try:
        next_event: Callable[[], Any] = CSafeLoader(text).get_event
        while (kind := type(event := next_event())) is not StreamEndEvent:
            if kind is ScalarEvent:
                value = event.value
                if event.tag is not None or event.anchor is not None:
                    issues.append(_fancy(event, where=_path(outer, here, key=key)))
                if key is None and type(here) is dict:
                    key, key_event = intern(value), event
                    if value in here or not _ORDINARY(value):
                        issues.extend(_bad_key(event, here, where=_path(outer, here, key=key)))
                        if len(issues) > MAX_ISSUES:
                            return None, [*issues[:MAX_ISSUES], _too_many(event)]
                    continue
                if event.implicit[0]:
                    if len(issues) > MAX_ISSUES:
                        return None, [*issues[:MAX_ISSUES], _too_many(event)]
                    plain = value
                    value = seen.get(plain, _MISSING)
                    if value is _MISSING:
                        value = seen[plain] = meaning(plain)
                    if value is None or type(value) is Refused or "：" in plain:
                        path = _path(outer, here, key=key)
                        issues.extend(_doubts(value, event, where=path, key=key_event, text=text))
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                if event.tag is not None or event.anchor is not None:
                    issues.append(_fancy(event, where=_path(outer, here, key=key)))
                if key is None and type(here) is dict:
                    return None, [*issues, _braces(event, where=_path(outer, here, key=key))]
                if len(outer) > MAX_DEPTH:
                    return None, [*issues, _deep(event, where=_path(outer, here, key=key))]
                value = {} if kind is MappingStartEvent else []
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                here = outer.pop()
                continue
            elif kind is AliasEvent:
                return None, [*issues, _fancy(event, where=_path(outer, here, key=key))]
            elif kind is DocumentStartEvent and root is not None:
                return None, [*issues, _second_document(event)]
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
        issue = explained(text, error, where=_path(outer, here, key=key))
        if key is not None and issue.line != key_event.start_mark.line + 1:
            issue = issue._replace(where=issue.where[:-1])  # of the line below, not of this field
        if all(each.line != issue.line for each in issues):
            issues.append(issue)
    except YAMLError:
        issues.append(SyntaxIssue(0, 0, (), "文件须为文本", None, "请用文本编辑器重新保存"))
    return root, issues


def _too_many(event: Any) -> SyntaxIssue:
    return _issue(event, f"问题太多，只列出前 {MAX_ISSUES} 处", where=(), hint="改好后再检查一次")


def _path(outer: list[Any], here: Any, *, key: str | None) -> Where:
    """Where the reader is; a collection still being filled is the last one in its parent."""
    path: list[str | int] = []
    for container in outer[1:]:
        path.append(len(container) - 1 if type(container) is list else next(reversed(container)))
    if type(here) is list:
        path.append(len(here))
    elif key is not None:
        path.append(key)
    return tuple(path)


def _issue(
    event: Any, says: str, *, where: Where, value: str | None = None, hint: str
) -> SyntaxIssue:
    mark = event.start_mark
    return SyntaxIssue(mark.line + 1, mark.column + 1, where, says, value, hint)


def _fancy(event: Any, *, where: Where) -> SyntaxIssue:
    """A tag, an anchor or an alias."""
    sign = f"!{event.tag}" if getattr(event, "tag", None) else f"&{event.anchor}"
    if type(event) is AliasEvent:
        sign = f"*{event.anchor}"
    hint = "如果是文字，请给整段加引号"
    says = "不得使用 YAML 的标签、锚点和引用（! & *）"
    return _issue(event, says, where=where, value=sign, hint=hint)


def _bad_key(event: Any, here: dict[str, Any], *, where: Where) -> Iterator[SyntaxIssue]:
    key = event.value
    if key in here:
        hint = "请合并或删除其中一处"
        if len(where) > 1:
            hint = "如果是另一项，请在它的第一个字段前加“- ”；如果写重了，请删去一处"
        yield _issue(event, "字段不得重复", where=where, value=key, hint=hint)
    elif not key or key == "~":
        yield _issue(event, "冒号前须有字段名", where=where, hint="例如 姓名: 张三")
    elif key == "<<":
        yield _issue(event, "不得使用合并键", where=where, value=key, hint="请把内容写全")
    elif key[0] in "\u3000\u00a0":
        hint = "请删除全角空格，每级缩进两个半角空格"
        yield _issue(event, "行首须用半角空格缩进", where=where, value=key, hint=hint)
    elif event.implicit[0] and (refused := refusal(key)):
        yield _issue(event, refused.says, where=where, value=key, hint=refused.hint)


def _doubts(value: Any, event: Any, *, where: Where, key: Any, text: str) -> Iterator[SyntaxIssue]:
    """What may be wrong with a plain word that is empty, refused or holds a full-width colon."""
    if type(value) is Refused:
        yield _issue(event, value.says, where=where, value=event.value, hint=value.hint)
    elif value is None and where and isinstance(where[-1], str):
        if _GLUED(where[-1]) and key.implicit[0]:
            hint = "冒号须为半角“:”，后面空一格，例如 日期: 2026-03-09"
            yield _issue(key, "冒号的写法不对", where=where[:-1], value=where[-1], hint=hint)
    elif event.start_mark.line < event.end_mark.line:
        yield from _swallowed(text, event, where=where)


def _swallowed(text: str, event: Any, *, where: Where) -> Iterator[SyntaxIssue]:
    """A field with a full-width colon that became the tail of the value above it."""
    lines = _lines(text)
    for number in range(event.start_mark.line + 1, event.end_mark.line + 1):
        if number < len(lines) and _FIELD_LIKE(lines[number]):
            line = lines[number]
            column = len(line) - len(line.lstrip()) + 1
            hint = "请改用半角冒号加空格，例如 日期: 2026-03-09；如果是上一行的文字，请给整段加引号"
            yield SyntaxIssue(number + 1, column, where, "这一行没有被当作字段", line.strip(), hint)


@lru_cache(maxsize=1)
def _lines(text: str) -> list[str]:
    return text.splitlines()


def _braces(event: Any, *, where: Where) -> SyntaxIssue:
    return _issue(event, "字段名须为文字", where=where, hint="以 { 或 [ 开头的文字请加引号")


def _deep(event: Any, *, where: Where) -> SyntaxIssue:
    says = f"层次须不超过 {MAX_DEPTH} 层"
    return _issue(event, says, where=where, hint="请检查缩进和括号")


def _second_document(event: Any) -> SyntaxIssue:
    says = "一个文件只写一份内容，不得有第二个 ---"
    return _issue(event, says, where=(), hint="多余的就删去这一行；是另一件，另建一个文件")
