"""Pages of the two sites: a document's template gives the body, which is poured into its frame.

A frame is a page of the site engine, cut once at its marks and filled again for each record.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from suowu.digest import digest_of, digest_of_bytes
from suowu.ledger import Document, Ledger
from suowu.model import Data
from suowu.render import templates, view_of
from suowu.watched import DaySpan, WatchedDay

if TYPE_CHECKING:
    from jinja2 import Environment

SURROUND = {
    "banner": "site/pages/banner.html.j2",
    "foot": "site/pages/foot.html.j2",
    "organ": "site/pages/organ.html.j2",
}

MISSING = "public/404.html"
_FROM_ROOT = re.compile(rb'((?:href|src|action)=")/(?!/)')
_MARK = re.compile(r"(?:<p>)?%%suowu:(body|organ)%%(?:</p>)?|%%suowu:(\w+)%%")


@dataclass(frozen=True, slots=True)
class Frame:
    """Fixed text and mark names in turn; `digest` is that of the engine's page."""

    fixed: tuple[str, ...]
    marks: tuple[str, ...]
    digest: str


class Poured(NamedTuple):
    """A page, and of one whose site has a watched day for its `as_of` the days on which it would be
    the same."""

    content: bytes
    days: DaySpan | None


@dataclass(frozen=True, slots=True)
class PageRenderer:
    """Frames and templates of one build; `surround` holds banner, foot and organ by audience, and
    `surround_digests` what they say."""

    frames: Mapping[str, Frame]
    environment: Environment
    surround: Mapping[str, Mapping[str, str]]
    surround_digests: Mapping[str, str]

    def key(self, document: Document) -> str:
        """The digest of what stands around the document: its frame, the banner and the foot."""
        return f"{self.frames[document.frame].digest} {self.surround_digests[document.audience]}"

    def preload(self, documents: Iterable[Document]) -> None:
        """Compile what these documents need, before children are forked."""
        for name in {document.template for document in documents if document.template}:
            templates.prepare(self.environment, name)

    def page(self, document: Document) -> Poured:
        """One page."""
        view = view_of(document)
        body = self._text(document.template, view) if document.template else ""
        marks = {**self.surround[document.audience], **_marks(document, view["site"])}
        marks |= view.get("marks", {})
        html = pour(self.frames[document.frame], {**marks, "body": body})
        folder = view["site"]["domain"].partition("/")[2].strip("/")
        html = html if document.path != MISSING or not folder else below(html, folder)
        today = view["site"].get("as_of")
        return Poured(html, today.span_of(()) if isinstance(today, WatchedDay) else None)

    def file(self, template: str, view: Data) -> bytes:
        """The bytes of a file that stands in no frame."""
        return self._text(template, view).encode("utf-8")

    def _text(self, template: str, view: Mapping[str, Any]) -> str:
        return templates.written_out(self.environment, template, view=view)


def below(html: bytes, folder: str) -> bytes:
    """The page that stands in for any address, of a site that lies in a folder of its host."""
    return _FROM_ROOT.sub(rb"\1/" + escape(folder).encode() + b"/", html)


def renderer_of(
    documents: Iterable[Document],
    ledger: Ledger,
    *,
    engines: Mapping[str, Path],
    compiled: Path,
) -> PageRenderer:
    """The renderer of documents with a frame. FileNotFoundError if an engine's folder lacks one.

    `engines` are the engine's folders by audience, `compiled` is one for compiled templates.
    """
    documents = list(documents)
    compiled.mkdir(parents=True, exist_ok=True)
    texts = templates.sources(ledger.definitions, on=ledger.as_of)
    environment = templates.environment(texts, compiled=compiled)
    used = {mark: name for mark, name in SURROUND.items() if name in texts}
    surround = {
        audience: {
            mark: templates.written_out(environment, name, view={"site": site})
            for mark, name in used.items()
        }
        for audience, site in _sites(documents).items()
    }
    return PageRenderer(
        frames={name: _frame_of(name, engines) for name in sorted({d.frame for d in documents})},
        environment=environment,
        surround=surround,
        surround_digests={audience: digest_of(said) for audience, said in surround.items()},
    )


def _sites(documents: list[Document]) -> dict[str, Any]:  # Any: the view's own `site`
    first: dict[str, Document] = {}
    for document in documents:
        first.setdefault(document.audience, document)
    return {audience: view_of(document)["site"] for audience, document in first.items()}


def _marks(document: Document, site: Mapping[str, Any]) -> dict[str, str]:
    name = escape(site["name"])
    heading = escape(document.title)
    return {
        "head": str(document.head.get("tags", "")),
        "title": name if heading == name else f"{heading}_{name}",
        "heading": heading,
        "site": escape(site["bureau"]),
        "bureau": escape(site["bureau"]),
        "county": escape(site["county"]),
        "code": escape(site["id_code"]),
        "domain": escape(site["domain"]),
    }


def _frame_of(name: str, engines: Mapping[str, Path]) -> Frame:
    audience, _, page = name.partition("/")
    html = (engines[audience] / page).read_bytes()
    return cut(html.decode("utf-8"), digest=digest_of_bytes(html))


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
