"""Frames and pours: a page of the engine is cut at its marks once, then filled for each record."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_MARK = re.compile(r"(?:<p>)?%%suowu:(body)%%(?:</p>)?|%%suowu:(\w+)%%")


@dataclass(frozen=True, slots=True)
class Frame:
    """Fixed text and mark names in turn; `digest` is that of the engine's page."""

    fixed: tuple[str, ...]
    marks: tuple[str, ...]
    digest: str


def frame_of(file: Path) -> Frame:
    """Cut one page of the engine at its marks."""
    html = file.read_bytes()
    return cut(html.decode("utf-8"), digest=hashlib.sha256(html).hexdigest()[:32])


def cut(html: str, *, digest: str = "") -> Frame:
    """Cut HTML at its marks; a head without a mark for tags gets one at its end."""
    if "%%suowu:head%%" not in html:
        html = html.replace("</head>", "%%suowu:head%%</head>", 1)
    fixed, marks, end = [], [], 0
    for match in _MARK.finditer(html):
        fixed.append(html[end : match.start()])
        marks.append(match[1] or match[2])
        end = match.end()
    return Frame((*fixed, html[end:]), tuple(marks), digest)


def pour(frame: Frame, values: Mapping[str, str]) -> bytes:
    """The page: what is poured in is never looked through for marks again."""
    parts = [frame.fixed[0]]
    for mark, text in zip(frame.marks, frame.fixed[1:], strict=True):
        parts.append(values.get(mark, ""))
        parts.append(text)
    return "".join(parts).encode("utf-8")
