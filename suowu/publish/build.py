"""One build of the whole tree: what changed is made, the rest carried over."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import TypeAlias

from suowu.model import Document, Ledger, Problem
from suowu.publish import extras, manifest, search
from suowu.publish.pages import press
from suowu.publish.share import shared
from suowu.publish.staging import Staging
from suowu.publish.stamps import Stamp, taken
from suowu.publish.tool import tool_digest
from suowu.render.document import digest_of

Maker: TypeAlias = Callable[[Sequence[Document]], Iterable[tuple[str, bytes]]]
Makers: TypeAlias = Mapping[str, Maker]
Tell: TypeAlias = Callable[[str, int, int], None]

STEP = 1000
PAPER_STEP = 100


@dataclass(slots=True)
class Build:
    """The new tree as it grows: `kept` may be carried over, `files` is there; manifest lines."""

    room: Staging
    ledger: Ledger
    kept: Mapping[str, str]
    compiled: Path
    files: dict[str, str] = field(default_factory=dict)
    written: int = 0
    carried: int = 0

    def pages(
        self, documents: tuple[Document, ...], engines: Mapping[str, Path], *, tell: Tell
    ) -> None:
        """Every document that is poured into a frame."""
        own = [document for document in documents if document.frame]
        machine = press(tuple(own), self.ledger.book.raw, engines, compiled=self.compiled)
        keys = {d.path: _key(d, machine.key(d)) for d in own}
        changed = [d for d in own if not self._carry(d.path, keys[d.path])]
        machine.warm(changed)
        for start in range(0, len(changed), STEP):
            tell("网页", start, len(own))
            share = changed[start : start + STEP]
            made = shared(share, lambda d: self._make(d, machine.page(d), keys[d.path]))
            self._note(dict(zip((d.path for d in share), made, strict=True)))
        tell("网页", len(own), len(own))

    def paper(self, documents: tuple[Document, ...], makers: Makers, *, tell: Tell) -> None:
        """Every document without a frame, by the maker of its suffix."""
        changed: dict[str, list[Document]] = {}
        for document in documents:
            suffix = document.path.rpartition(".")[2]
            if document.frame or suffix not in makers:
                continue
            if not self._carry(document.path, _key(document)):
                changed.setdefault(suffix, []).append(document)
        for suffix, found in changed.items():
            by_path = {document.path: document for document in found}
            for done, (path, content) in enumerate(makers[suffix](found), 1):
                document = by_path[path]
                self._note({path: self._make(document, content, _key(document))})
                if done % PAPER_STEP == 0:
                    tell(suffix.upper(), done, len(found))

    def assets(self, engines: Mapping[str, Path]) -> None:
        """The theme's own files: style sheets, scripts, pictures."""
        for audience, folder in engines.items():
            for file in sorted(folder.rglob("*")):
                if file.is_file() and file.suffix != ".html":
                    path = f"{audience}/{file.relative_to(folder).as_posix()}"
                    self._small(path, file.read_bytes(), audience=audience)

    def extras(self, documents: tuple[Document, ...]) -> None:
        """Search, sitemap, feed, robots and the next change."""
        for audience in ("public", "internal"):
            own = [document for document in documents if document.audience == audience]
            found = [(d, self.room.read(d.path)) for d in own if d.search is not None]
            self._small(f"{audience}/search/index.js", search.index(found), audience=audience)
            text = extras.robots(audience=audience)
            self._small(f"{audience}/robots.txt", text, audience=audience)
        public = [document for document in documents if document.audience == "public"]
        self._small("public/sitemap.xml", extras.sitemap(public, self.ledger), audience="public")
        self._small("public/feed.xml", extras.feed(public, self.ledger), audience="public")
        change = extras.next_change(self.ledger)
        self._small("next-change.json", change, audience="internal")
        key = digest_of(change.decode(), tool_digest())
        if not self._carry("next-change.ics", key):
            content = extras.calendar(self.ledger)
            self._plain("next-change.ics", content, key, audience="internal")

    def public_files(self) -> Iterator[tuple[str, bytes]]:
        """Everything that would become public."""
        for path in sorted(self.files):
            if path.startswith("public/"):
                yield path, self.room.read(path)

    def close(self, report: bytes, *, notes: Mapping[str, object]) -> None:
        """The report, and the manifest of all that stands beside it."""
        self._small("report.json", report, audience="internal")
        text = manifest.written(self.files, as_of=self.ledger.as_of, notes=notes)
        self.room.write(manifest.FILE, text)

    def _carry(self, path: str, key: str) -> bool:
        known = self.kept.get(path)
        if known is None or manifest.key_of(known) != key:
            return False
        self.room.carry(path)
        self.files[path] = known
        self.carried += 1
        return True

    def _make(self, document: Document, content: bytes, key: str) -> str:
        """Write a document and give its line; changes nothing else, so a child may do it."""
        self.room.write(document.path, content)
        return manifest.line(
            content,
            audience=document.audience,
            template=document.template,
            sources=document.sources,
            key=key,
        )

    def _note(self, lines: Mapping[str, str]) -> None:
        self.files.update(lines)
        self.written += len(lines)

    def _small(self, path: str, content: bytes, *, audience: str) -> None:
        """A file whose bytes are at hand anyway."""
        key = hashlib.sha256(content).hexdigest()[:32]
        if not self._carry(path, key):
            self._plain(path, content, key, audience=audience)

    def _plain(self, path: str, content: bytes, key: str, *, audience: str) -> None:
        self.room.write(path, content)
        self._note({path: manifest.line(content, audience=audience, key=key)})


def kept_of(out: Path, last: Mapping[str, Stamp]) -> dict[str, str]:
    """What of the standing site is still exactly as the last build left it."""
    now = taken(out) if last else {}
    return {
        path: line
        for path, line in manifest.read(out).items()
        if path in now and last.get(path) == now[path]
    }


def problems_text(problems: tuple[Problem, ...]) -> str:
    """Problems as JSON that `problems_from` reads back."""
    return json.dumps([asdict(problem) for problem in problems], default=lambda d: d.isoformat())


def problems_from(text: str) -> tuple[Problem, ...]:
    found = []
    for data in json.loads(text):
        due = data["due"]
        found.append(Problem(**{**data, "due": date.fromisoformat(due) if due else None}))
    return tuple(found)


def _key(document: Document, around: str = "") -> str:
    parts = (document.digest, around, tool_digest(), *document.sources)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]
