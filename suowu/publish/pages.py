"""Documents of the two sites as HTML: template → body, body → frame."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from suowu.model import Document, Raw
from suowu.publish.frames import Frame, frame_of, pour
from suowu.render import templates, view_of
from suowu.render.document import digest_of

if TYPE_CHECKING:
    from jinja2 import Environment

BANNER = "site/pages/banner.html.j2"
FOOT = "site/pages/foot.html.j2"


@dataclass(slots=True)
class Press:
    """The frames and the templates of one build; Jinja is loaded when the first page is made."""

    frames: Mapping[str, Frame]
    texts: Mapping[str, str]
    compiled: Path
    around: str
    env: Environment | None = None
    chrome: dict[str, dict[str, str]] | None = None

    def key(self, document: Document) -> str:
        """What stands around the document: its frame, the banner and the foot."""
        return f"{self.frames[document.frame].digest} {self.around}"

    def page(self, document: Document) -> bytes:
        """The bytes of one page."""
        view = view_of(document)
        body = self._template(document.template).render(view) if document.template else ""
        return pour(self.frames[document.frame], self._values(document, view, body))

    def warm(self, documents: Sequence[Document]) -> None:
        """Compile what these documents need, before children are forked."""
        for document in documents:
            if document.template:
                self._template(document.template)
            if document.audience not in (self.chrome or {}):
                self._chrome(document.audience, document.view["site"])

    def _values(self, document: Document, view: Mapping[str, Any], body: str) -> dict[str, str]:
        site = view["site"]
        name = escape(site["name"])
        heading = escape(document.title)
        return self._chrome(document.audience, site) | {
            "head": str(document.head.get("tags", "")),
            "title": name if heading == name else f"{heading}_{name}",
            "heading": heading,
            "site": escape(site["bureau"]),
            "bureau": escape(site["bureau"]),
            "county": escape(site["county"]),
            "code": escape(site["id_code"]),
            "domain": escape(site["domain"]),
            "body": body,
        }

    def _chrome(self, audience: str, site: Mapping[str, Any]) -> dict[str, str]:
        if self.chrome is None:
            self.chrome = {}
        if audience not in self.chrome:
            parts = {"banner": BANNER, "foot": FOOT}
            self.chrome[audience] = {
                mark: self._template(name).render(site=site) if name in self.texts else ""
                for mark, name in parts.items()
            }
        return self.chrome[audience]

    def _template(self, name: str) -> Any:
        if self.env is None:
            self.env = templates.environment(self.texts, compiled=self.compiled)
        return self.env.get_template(name)


def press(
    documents: tuple[Document, ...], raw: Raw, engines: Mapping[str, Path], *, compiled: Path
) -> Press:
    """Cut every frame these documents need. FileNotFoundError if the engine lacks one."""
    compiled.mkdir(parents=True, exist_ok=True)
    names = sorted({document.frame for document in documents if document.frame})
    texts = templates.sources(raw)
    found = templates.digests(texts)
    return Press(
        frames={name: frame_of(_file(name, engines)) for name in names},
        texts=texts,
        compiled=compiled,
        around=digest_of(found.get(BANNER, ""), found.get(FOOT, "")),
    )


def _file(frame: str, engines: Mapping[str, Path]) -> Path:
    audience, _, page = frame.partition("/")
    return engines[audience] / page
