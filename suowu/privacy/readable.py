"""Readings of a file: its texts as a person sees them and as a program does, escapes undone."""

from __future__ import annotations

import html
import re
import zipfile
from collections.abc import Callable, Sequence
from io import BytesIO
from typing import NamedTuple
from urllib.parse import unquote

MARKUP = (".html", ".htm", ".xml", ".svg")
TEXT = (*MARKUP, ".js", ".json", ".css", ".txt", ".ics", ".csv", ".md")
ZIPPED = (".docx", ".xlsx")
MOST_UNPACKED = 64 * 2**20
"""Bytes that a packed document may hold; a bigger one is not read, and so not published."""

TAG = re.compile(r"<[a-zA-Z/!?](?:[^<>\"']|\"[^\"]*\"|'[^']*')*>")
_LOOSE_TAG = re.compile(r"<[a-zA-Z/!?][^>]*>")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)|<!\[CDATA\[|\]\]>", re.DOTALL)
_INLINE = re.compile(
    r"</?(?:a|abbr|b|bdi|bdo|big|br|cite|code|data|del|em|font|i|img|ins|kbd|mark|nobr|q|rb|rp|rt|"
    r"ruby|s|small|span|strike|strong|sub|sup|time|tspan|tt|u|var|wbr|w:\w+|t|r|si)\b[^>]*>",
    re.I,
)
_ESCAPES = re.compile(r"(?:\\u[0-9a-fA-F]{4}|\\u\{[0-9a-fA-F]{1,6}\}|\\x[0-9a-fA-F]{2})+")
_LINES = re.compile(r"\\[nrtvf]")
_ONE_ESCAPE = re.compile(r"\\(?:u\{?|x)([0-9a-fA-F]+)\}?")
_STYLED = re.compile(r"\\([0-9a-fA-F]{4,6})\s?")
_QUOTED = re.compile(r"(?:%[0-9a-fA-F]{2})+")
_NO_CHARACTER = 0x110000


class FileTexts(NamedTuple):
    """What a file says: the `marks` of its markup, of which every page of a site has the same, and
    its other texts."""

    marks: tuple[str, ...]
    texts: tuple[str, ...]

    def all(self, seen: set[str] | None = None) -> list[str]:
        """Every text once; marks among `seen` are not read again."""
        marks = [undone("\n".join(_new(self.marks, seen)))] if self.marks else []
        return list(dict.fromkeys([*marks, *self.texts]))


def readable(path: str, content: bytes) -> FileTexts | None:
    """The texts a file holds, as a reader or a program would see them; None if it cannot tell."""
    lower = path.lower()
    if lower.endswith(ZIPPED):
        return _unpacked(content)
    if not lower.endswith(TEXT) and "." in lower.rsplit("/", 1)[-1]:
        return None
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else _said_in(text, markup=lower.endswith(MARKUP))


def undone(text: str) -> str:
    """The text with every way of writing a character by its number undone."""
    for undo in _UNDO:
        text = undo(text)
    return text


def without_tags(text: str) -> str:
    """What markup shows: tags within a line are nothing, others end it."""
    flat = re.sub(r"\s*\n\s*", " ", _COMMENT.sub("", text))
    flat = _INLINE.sub("", flat)
    return html.unescape(_LOOSE_TAG.sub("\n", TAG.sub("\n", flat)))


def _said_in(text: str, *, markup: bool) -> FileTexts:
    texts = () if markup else (undone(text),)
    if markup or "<" in text:
        texts = (*texts, undone(without_tags(text)))
    return FileTexts(tuple(marks_of(text)) if markup else (), texts)


def _new(marks: Sequence[str], seen: set[str] | None) -> Sequence[str]:
    if seen is None:
        return marks
    new = [mark for mark in marks if mark not in seen]
    seen.update(new)
    return new


def marks_of(text: str) -> list[str]:
    """What markup does not show: its tags, however badly closed, and its comments, once each."""
    found = (each[0] for pattern in (TAG, _LOOSE_TAG, _COMMENT) for each in pattern.finditer(text))
    return list(dict.fromkeys(found))


def _unpacked(content: bytes) -> FileTexts | None:
    """The texts of a packed document with the names of its parts; its pictures are not read."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            parts = packed.infolist()
            if sum(part.file_size for part in parts) > MOST_UNPACKED:
                return None
            found = [packed.comment.decode("utf-8", "replace"), *(part.filename for part in parts)]
            for part in parts:
                if not part.filename.lower().endswith((".xml", ".rels", "/")):
                    return None
                found.extend(_said_in(packed.read(part).decode("utf-8"), markup=True).all())
    except (zipfile.BadZipFile, UnicodeDecodeError, RuntimeError, NotImplementedError):
        return None
    return FileTexts((), tuple(dict.fromkeys(found)))


def _entities(text: str) -> str:
    for _ in range(3):
        plain = html.unescape(text) if "&" in text else text
        if plain == text:
            break
        text = plain
    return text


def _numbers(text: str) -> str:
    return _ESCAPES.sub(_characters, _LINES.sub("\n", text)) if "\\" in text else text


def _characters(found: re.Match[str]) -> str:
    """A row of \\u79e6; halves of a rare character are put together, a half alone is nothing."""
    numbers = [int(each[1], 16) for each in _ONE_ESCAPE.finditer(found[0])]
    text = "".join(chr(number) for number in numbers if number < _NO_CHARACTER)
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")


def _style(text: str) -> str:
    return _STYLED.sub(_styled, text) if "\\" in text else text


def _styled(found: re.Match[str]) -> str:
    number = int(found[1], 16)
    return chr(number) if number < _NO_CHARACTER and not 0xD800 <= number < 0xE000 else ""


def _percent(text: str) -> str:
    return _QUOTED.sub(lambda found: unquote(found[0], errors="replace"), text)


_UNDO: tuple[Callable[[str], str], ...] = (_entities, _numbers, _percent, _style)
