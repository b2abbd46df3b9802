"""Pictures and fonts: the first bytes fit the name, nothing is written beside the picture."""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Mapping

PICTURES = (".png", ".ico", ".woff", ".woff2", ".jpg", ".jpeg", ".webp")

_PNG_PARTS = frozenset(
    b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB sBIT bKGD pHYs acTL fcTL fdAT".split()
)
_WEBP_PARTS = frozenset((b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF"))
_JPEG_SCAN, _JPEG_END = 0xDA, 0xD9
_JPEG_PARTS = frozenset((*range(0xC0, 0xD0), 0xDA, 0xDB, 0xDD, 0xE0, 0xEE))
_JPEG_MARK = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]", re.DOTALL)


def is_picture(path: str) -> bool:
    """Whether a file is a picture or a font by its name."""
    return path.lower().endswith(PICTURES)


def picture_fault(path: str, content: bytes) -> str | None:
    """Why this may not go out as it is: no such picture, or words beside it; None if it may."""
    suffix = f".{path.lower().rpartition('.')[2]}"
    try:
        return _FAULTS[suffix](content)
    except (IndexError, struct.error, ValueError):
        return _BROKEN


_BROKEN = "内容与扩展名不符，或者文件不完整"
_MORE = "图片里夹带有别的内容（拍摄信息、注释等）"


def _png(content: bytes) -> str | None:
    if not content.startswith(b"\x89PNG\r\n\x1a\n"):
        return _BROKEN
    at, name = 8, b""
    while name != b"IEND":
        length, name = struct.unpack(">I4s", content[at : at + 8])
        if name not in _PNG_PARTS:
            return _MORE
        at += 12 + length
    return None if at == len(content) else _MORE


def _jpeg(content: bytes) -> str | None:
    if not content.startswith(b"\xff\xd8\xff"):
        return _BROKEN
    at = 2
    while content[at + 1] != _JPEG_END:
        marker = content[at + 1]
        if content[at] != 0xFF or marker not in _JPEG_PARTS:
            return _MORE if content[at] == 0xFF else _BROKEN
        at += 2 + int(struct.unpack(">H", content[at + 2 : at + 4])[0])
        if marker == _JPEG_SCAN:
            at += _scanned(content[at:])
    return None if at + 2 == len(content) else _MORE


def _scanned(content: bytes) -> int:
    """How long the picture's own bytes are: up to a mark that is none of theirs."""
    found = _JPEG_MARK.search(content)
    if found is None:
        raise ValueError("the picture does not end")
    return found.start()


def _webp(content: bytes) -> str | None:
    if content[:4] != b"RIFF" or content[8:12] != b"WEBP":
        return _BROKEN
    at = 12
    while at < len(content):
        name, length = struct.unpack("<4sI", content[at : at + 8])
        if name not in _WEBP_PARTS:
            return _MORE
        at += 8 + length + length % 2
    return None if at == len(content) else _BROKEN


def _icon(content: bytes) -> str | None:
    """An icon is a table of pictures; each must lie in the file and they must fill it."""
    zero, sort, count = struct.unpack("<HHH", content[:6])
    if (zero, sort) != (0, 1) or not count:
        return _BROKEN
    end = 6 + 16 * count
    for number in range(count):
        length, offset = struct.unpack("<II", content[6 + 16 * number + 8 : 22 + 16 * number])
        end = max(end, offset + length)
        part = content[offset : offset + length]
        if part.startswith(b"\x89PNG") and (fault := _png(part)):
            return fault
    return None if end == len(content) else _MORE


def _font(content: bytes) -> str | None:
    """WOFF and WOFF2 say in their heads how much is written beside the font."""
    if content[:4] not in (b"wOFF", b"wOF2"):
        return _BROKEN
    at = 24 if content.startswith(b"wOFF") else 28
    beside = struct.unpack(">5I", content[at : at + 20])
    return _MORE if any(beside) else None


_FAULTS: Mapping[str, Callable[[bytes], str | None]] = {
    ".png": _png,
    ".jpg": _jpeg,
    ".jpeg": _jpeg,
    ".webp": _webp,
    ".ico": _icon,
    ".woff": _font,
    ".woff2": _font,
}
