"""One build of the whole tree: what changed is made, the rest carried over."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TypeAlias

from suowu.model import Document, Ledger, Problem
from suowu.publish import extras, manifest, search
from suowu.publish.manifest import Entry, entry_of
from suowu.publish.pages import press
from suowu.publish.share import shared
from suowu.publish.staging import Staging
from suowu.publish.stamps import Stamp
from suowu.publish.tool import tool_digest
from suowu.render.document import digest_of

Maker: TypeAlias = Callable[[Sequence[Document]], Iterable[tuple[str, bytes]]]
Makers: TypeAlias = Mapping[str, Maker]
Tell: TypeAlias = Callable[[str, int, int], None]

STEP = 1000
PAPER_STEP = 100


@dataclass(slots=True)
class Build:
    """The new tree as it grows: `kept` is what may be carried over, `files` what is there."""

    room: Staging
    ledger: Ledger
    kept: Mapping[str, Entry]
    files: dict[str, Entry] = field(default_factory=dict)
    written: int = 0
    carried: int = 0

    def pages(
        self, documents: tuple[Document, ...], engines: Mapping[str, Path], *, tell: Tell
    ) -> None:
        """Every document that is poured into a frame."""
        own = [document for document in documents if document.frame]
        machine = press(tuple(own), self.ledger.book.raw, engines)
        keys = {d.path: digest_of(machine.key(d), tool_digest()) for d in own}
        changed = [d for d in own if not self._carry(d.path, keys[d.path], d)]
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
            if not self._carry(document.path, _paper_key(document), document):
                changed.setdefault(suffix, []).append(document)
        for suffix, found in changed.items():
            by_path = {document.path: document for document in found}
            for done, (path, content) in enumerate(makers[suffix](found), 1):
                self._write(path, content, _paper_key(by_path[path]), by_path[path])
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
        """Search, sitemap, robots and the next change."""
        for audience in ("public", "internal"):
            own = [document for document in documents if document.audience == audience]
            found = [(d, self.room.read(d.path)) for d in own if d.search is not None]
            self._small(f"{audience}/search/index.js", search.index(found), audience=audience)
            text = extras.robots(audience=audience)
            self._small(f"{audience}/robots.txt", text, audience=audience)
        public = [document for document in documents if document.audience == "public"]
        self._small("public/sitemap.xml", extras.sitemap(public, self.ledger), audience="public")
        change = extras.next_change(self.ledger)
        self._small("next-change.json", change, audience="internal")
        key = digest_of(change.decode(), tool_digest())
        if not self._carry("next-change.ics", key, None):
            content = extras.calendar(self.ledger)
            self._write("next-change.ics", content, key, None, audience="internal")

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

    def _carry(self, path: str, key: str, document: Document | None) -> bool:
        known = self.kept.get(path)
        if known is None or known.key != key:
            return False
        self.room.carry(path)
        self.files[path] = _about(known, document) if document else known
        self.carried += 1
        return True

    def _write(
        self,
        path: str,
        content: bytes,
        key: str,
        document: Document | None,
        *,
        audience: str = "",
    ) -> None:
        made = entry_of(content, audience=audience, template="", sources=(), key=key)
        self.room.write(path, content)
        self._note({path: _about(made, document) if document else made})

    def _make(self, document: Document, content: bytes, key: str) -> Entry:
        """Write a page and say what was written; changes nothing else, so a child may do it."""
        self.room.write(document.path, content)
        made = entry_of(content, audience="", template="", sources=(), key=key)
        return _about(made, document)

    def _note(self, made: Mapping[str, Entry]) -> None:
        self.files.update(made)
        self.written += len(made)

    def _small(self, path: str, content: bytes, *, audience: str) -> None:
        """A file whose bytes are at hand anyway."""
        made = entry_of(content, audience=audience, template="", sources=(), key="")
        made = replace(made, key=made.sha256)
        if not self._carry(path, made.key, None):
            self._write(path, content, made.key, None, audience=audience)


def kept_of(out: Path, stamps: Mapping[str, Stamp]) -> dict[str, Entry]:
    """What of the standing site is still exactly as the last build left it."""
    found = {}
    for path, entry in manifest.read(out).items():
        try:
            stat = (out / path).stat()
        except OSError:
            continue
        if stamps.get(path) == (stat.st_size, stat.st_mtime_ns):
            found[path] = entry
    return found


def problems_text(problems: tuple[Problem, ...]) -> str:
    """Problems as JSON that `problems_from` reads back."""
    return json.dumps([asdict(problem) for problem in problems], default=lambda d: d.isoformat())


def problems_from(text: str) -> tuple[Problem, ...]:
    found = []
    for data in json.loads(text):
        due = data["due"]
        found.append(Problem(**{**data, "due": date.fromisoformat(due) if due else None}))
    return tuple(found)


def _about(made: Entry, document: Document) -> Entry:
    return replace(
        made,
        audience=document.audience,
        template=document.template,
        sources=document.sources,
    )


def _paper_key(document: Document) -> str:
    return digest_of(document.digest, tool_digest())
