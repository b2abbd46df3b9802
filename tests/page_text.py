"""The words of a page, a line for each block: what a reader would copy, easy to compare."""

from __future__ import annotations

import re
from html.parser import HTMLParser

BLOCKS = frozenset(
    "aside article caption dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 "
    "header label legend li main nav ol option p section summary table tbody thead tr ul".split()
)
CELLS = frozenset(("td", "th"))
APART = frozenset(("span", "strong"))
SILENT = frozenset(("script", "style", "svg"))
MARKS = {"h1": "# ", "h2": "## ", "h3": "### ", "h4": "#### ", "li": "- ", "option": "* "}


class _Reader(HTMLParser):
    """Gathers the text inside <article>, and the title and meta tags before it."""

    def __init__(self) -> None:
        super().__init__()
        self.head: list[str] = []
        self.lines: list[str] = [""]
        self._inside = 0
        self._silent = 0
        self._title = False
        self._targets: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag == "meta" and named.get("name") not in (None, "viewport", "color-scheme"):
            self.head.append(f"{named['name']}: {named.get('content')}")
        self._title = tag == "title"
        self._inside += tag == "article"
        self._silent += tag in SILENT
        if not self._inside:
            return
        if tag in BLOCKS:
            self._break(MARKS.get(tag, ""))
        elif tag in CELLS:
            self.lines[-1] += " | "
        elif tag == "br":
            self._break("")
        elif tag in APART:
            self.lines[-1] += " "
        elif tag == "a":
            self._targets.append(named.get("href") or "")
        if "data-window-last" in named:
            self.lines[-1] = f"[window until {named['data-window-last']}]"

    def handle_endtag(self, tag: str) -> None:
        if self._inside and tag == "a" and self._targets:
            self.lines[-1] += f" <{self._targets.pop()}>"
        if self._inside and tag in BLOCKS:
            self._break("")
        if self._inside and tag in APART:
            self.lines[-1] += " "
        self._inside -= tag == "article"
        self._silent -= tag in SILENT
        self._title = False

    def handle_data(self, data: str) -> None:
        if self._title:
            self.head.insert(0, f"title: {data.strip()}")
        elif self._inside and not self._silent:
            self.lines[-1] += data

    def _break(self, mark: str) -> None:
        self.lines.append(mark)


def page_text(html: str) -> str:
    """Title, meta tags, an empty line, then the article's words."""
    reader = _Reader()
    reader.feed(html)
    squeezed = (re.sub(r"\s+", " ", line).strip() for line in reader.lines)
    words = [line for line in squeezed if line and line not in ("-", "*", "|")]
    return "\n".join([*reader.head, "", *words]) + "\n"
