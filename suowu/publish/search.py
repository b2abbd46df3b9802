"""The search index of each site: the text of pages that are not about a person."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from html import unescape

from suowu.model import Document

_ARTICLE = re.compile(r"<article[^>]*>(.*)</article>", re.DOTALL)
_SILENT = re.compile(r"<(script|style|nav|form)\b.*?</\1>", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")
_SPACE = re.compile(r"\s+")


def index(pages: Iterable[tuple[Document, bytes]]) -> bytes:
    """A classic script that sets window.searchIndex, so that it also loads from file://."""
    entries = [_entry(document, content) for document, content in pages]
    text = json.dumps(entries, ensure_ascii=False, separators=(",", ":"))
    return f"window.searchIndex={text.replace('<', chr(92) + 'u003c')};\n".encode()


def _entry(document: Document, content: bytes) -> dict[str, str]:
    return {
        "t": document.title,
        "u": document.path.partition("/")[2],
        "s": str(document.view.get("section", "")),
        "x": document.search or text_of(content.decode("utf-8")),
    }


def text_of(html: str) -> str:
    """The words of a page's article."""
    article = _ARTICLE.search(html)
    words = _TAG.sub(" ", _SILENT.sub(" ", article[1] if article else ""))
    return _SPACE.sub(" ", unescape(words)).strip()
