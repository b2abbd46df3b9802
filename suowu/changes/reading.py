"""Reading of a page back into what a citizen sees of it: lines, facts and cells, each with its
place in words."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from typing import NamedTuple

_SILENT = frozenset(("nav", "script", "style", "form", "template", "svg"))
_EMPTY = frozenset(("br", "img", "input", "meta", "link", "hr", "wbr", "col", "source"))
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_BLOCKS = _HEADINGS | frozenset(
    "p li dt dd td th caption div section article ul ol dl table tr thead tbody pre aside".split()
)
_TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
_ARTICLE = re.compile(r"<article\b[^>]*>(.*)</article>", re.DOTALL)


class PagePiece(NamedTuple):
    """One thing a page says: `section` is the heading or table it stands under, `head` the row's
    first cell, `name` the column or the fact; a plain line has neither."""

    section: str
    head: str
    name: str
    text: str


class ReadPage(NamedTuple):
    """A page as its reader sees it."""

    title: str
    pieces: tuple[PagePiece, ...]


def read_page(content: bytes) -> ReadPage:
    """The title and the article of a page of the site."""
    html = content.decode("utf-8", "replace")
    title, article = _TITLE.search(html), _ARTICLE.search(html)
    reader = _Reader()
    reader.feed(article[1] if article else "")
    reader.close()
    named = _plain(unescape(title[1])).partition("_")[0] if title else ""
    return ReadPage(named, tuple(reader.pieces))


class _Reader(HTMLParser):
    """Gathers the texts of blocks; a row of a table becomes a piece a cell."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[PagePiece] = []
        self._text: list[str] = []
        self._silent: list[str] = []
        self._section = self._caption = self._term = ""
        self._columns: list[str] = []
        self._cells: list[str] | None = None
        self._in_fact = self._word_ended = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _EMPTY:
            self._text.append(" ")
        elif self._silent or tag in _SILENT or any(name == "hidden" for name, _ in attrs):
            self._silent.append(tag)
        elif tag in _BLOCKS:
            self._line()
            self._opened(tag)
        elif self._word_ended:  # two words side by side, each in a mark of its own
            self._text.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if self._silent:
            if tag in self._silent:
                while self._silent.pop() != tag:
                    pass
        elif tag in _BLOCKS:
            self._ended(tag)
        self._word_ended = True

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._text.append(data)
            self._word_ended = False

    def close(self) -> None:
        super().close()
        self._line()

    def _opened(self, tag: str) -> None:
        if tag == "table":
            self._columns, self._caption = [], ""
        elif tag == "tr":
            self._cells = []
        elif tag in ("dt", "dd"):
            self._in_fact = True

    def _ended(self, tag: str) -> None:
        if tag in ("td", "th") and self._cells is not None:
            self._cells.append(self._taken())
        elif tag == "caption":
            self._caption = self._taken()
            self._add("", "", text=self._caption)
        elif tag in _HEADINGS:
            self._section, self._caption = self._taken(), ""
            self._add("", "", text=self._section)
        elif tag == "dt":
            self._term, self._in_fact = self._taken(), False
        elif tag == "dd":
            self._add("", self._term, text=self._taken())
            self._in_fact = False
        elif tag == "tr":
            self._row()
        elif tag == "table":
            self._columns, self._caption = [], ""
        else:
            self._line()

    def _row(self) -> None:
        cells, self._cells = self._cells or [], None
        if not self._columns:
            self._columns = cells
        elif cells:
            for name, text in zip(self._columns[1:], cells[1:], strict=False):
                self._add(cells[0], name, text=text)

    def _line(self) -> None:
        """Text between blocks; inside of a cell or a fact it belongs to that."""
        if self._cells is not None or self._in_fact:
            self._text.append(" ")
        else:
            self._add("", "", text=self._taken())

    def _taken(self) -> str:
        text, self._text = _plain("".join(self._text)), []
        return text

    def _add(self, head: str, name: str, *, text: str) -> None:
        if text or name:
            self.pieces.append(PagePiece(self._caption or self._section, head, name, text))


def _plain(text: str) -> str:
    return " ".join(text.split())
