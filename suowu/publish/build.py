"""Build: one new tree as it is filled; what changed is made, the rest carried over."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from suowu.cache import code_digest
from suowu.digest import digest_of, digest_of_bytes
from suowu.parallel import Tell, parallel_map, telling
from suowu.publish import extras, manifest
from suowu.publish.county_data import COUNTY_DATA, county_data
from suowu.publish.manifest import FileStat, LastBuild, NoticeLine, snapshot
from suowu.publish.staging import PUBLIC, Staging
from suowu.publish.version import VERSION_DATA, version_data, version_of, version_page

if TYPE_CHECKING:
    from pathlib import Path

    from suowu.ledger import Document, Ledger
    from suowu.model import Problem
    from suowu.publish.pages import PageRenderer
    from suowu.watched import DaySpan

Maker: TypeAlias = "Callable[[Sequence[Document]], Iterable[tuple[str, bytes]]]"
Makers: TypeAlias = Mapping[str, Maker]

MadeElsewhere: TypeAlias = "Callable[[Sequence[str], Path], Iterable[tuple[str, str]]]"
"""Other processes that write these documents into this folder, and give their manifest lines."""

PARALLEL_FROM, CHUNK = 300, 50


class Mixed(Exception):
    """The new tree is not what its manifest says: somebody else wrote into it."""


class NotLaidOut(Exception):
    """A paper document that cannot be drawn, as the problem to tell."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


@dataclass(slots=True)
class Build:
    """State of one build: `kept` are the manifest's lines that may be used again, by path, `files`
    those written so far."""

    staging: Staging
    ledger: Ledger
    kept: Mapping[str, str]
    tell: Tell
    posted: Mapping[str, NoticeLine] = field(default_factory=dict)
    elsewhere: MadeElsewhere | None = None
    files: dict[str, str] = field(default_factory=dict)
    written: int = 0
    carried: int = 0

    def pages(self, documents: Sequence[Document], renderer: PageRenderer) -> None:
        """Every document that is poured into a frame."""
        keys = {d.path: self._key(d, renderer.key(d)) for d in documents}
        changed = [d for d in documents if not self._carry(d.path, keys[d.path])]
        renderer.preload(changed)

        def work(document: Document) -> str:
            page = renderer.page(document)
            return self._make(document, page.content, days=page.days, key=keys[document.path])

        lines = self._from_elsewhere(changed, keys=keys, step="网页")
        if lines is None:
            made = parallel_map(work, changed, least=PARALLEL_FROM, chunk=CHUNK)
            told = telling(made, self.tell, step="网页", of=len(changed), every=CHUNK)
            lines = zip((document.path for document in changed), told, strict=True)
        for path, line in lines:
            self._note(path, line)

    def _from_elsewhere(
        self, changed: Sequence[Document], *, keys: Mapping[str, str], step: str
    ) -> Iterator[tuple[str, str]] | None:
        """The lines of documents that other processes make; None if these are to be made here."""
        if self.elsewhere is None or len(changed) < PARALLEL_FROM:
            return None
        paths = [document.path for document in changed]
        made = self.elsewhere(paths, self.staging.new)
        return _agreed(telling(made, self.tell, step=step, of=len(paths)), keys)

    def paper(self, documents: Iterable[Document], makers: Makers) -> None:
        """Every document without a frame, by the maker of its suffix."""
        changed: dict[str, list[Document]] = {}
        for document in documents:
            suffix = document.path.rpartition(".")[2]
            if document.frame or suffix not in makers:
                continue
            if not self._carry(document.path, self._key(document)):
                changed.setdefault(suffix, []).append(document)
        for suffix, own in changed.items():
            found = sorted(own, key=_turn)
            step, keys = suffix.upper(), {d.path: self._key(d) for d in found}
            lines = self._from_elsewhere(found, keys=keys, step=step)
            if lines is None:
                made = self._on_paper(found, makers[suffix], keys=keys)
                lines = telling(made, self.tell, step=step, of=len(found))
            for path, line in lines:
                self._note(path, line)

    def _on_paper(
        self, documents: Sequence[Document], maker: Maker, *, keys: Mapping[str, str]
    ) -> Iterator[tuple[str, str]]:
        by_path = {document.path: document for document in documents}
        for path, content in maker(documents):
            yield path, self._make(by_path[path], content, key=keys[path])

    def made_of(
        self, documents: Iterable[Document], renderer: PageRenderer, *, makers: Makers
    ) -> Iterator[tuple[str, str]]:
        """Write these documents and give their lines: what the process asks of others that has
        the site."""
        for document in documents:
            suffix = document.path.rpartition(".")[2]
            if document.frame:
                page, key = renderer.page(document), self._key(document, renderer.key(document))
                line = self._make(document, page.content, days=page.days, key=key)
                yield document.path, line
            else:
                keys = {document.path: self._key(document)}
                yield from self._on_paper([document], makers[suffix], keys=keys)

    def assets(self, engines: Mapping[str, Path]) -> None:
        """The theme's own files: style sheets, scripts, pictures."""
        for audience, folder in engines.items():
            for file in sorted(folder.rglob("*")):
                if file.is_file() and file.suffix != ".html":
                    path = f"{audience}/{file.relative_to(folder).as_posix()}"
                    self._small(path, file.read_bytes(), audience=audience)

    def extras(self, documents: Iterable[Document], renderer: PageRenderer) -> None:
        """Search, sitemap, feed, robots and the next change."""
        by_audience: dict[str, list[Document]] = {"public": [], "internal": []}
        for document in documents:
            by_audience.get(document.audience, []).append(document)
        for audience, own in by_audience.items():
            called = self.ledger.definitions.search_words if audience == "public" else {}
            index = extras.search_index(self._searched(own), called)
            self._small(f"{audience}/search/index.js", index, audience=audience)
            text = extras.robots(audience=audience)
            self._small(f"{audience}/robots.txt", text, audience=audience)
        public = by_audience["public"]
        for document in public:
            if beside := document.view.get("beside"):  # the data of a page, as a file of its own
                folder = document.path.rpartition("/")[0]
                content = str(beside["text"]).encode()
                self._small(f"{folder}/{beside['name']}", content, audience="public")
        sitemap = renderer.file(extras.SITEMAP, extras.sitemap(public, self.ledger))
        self._small("public/sitemap.xml", sitemap, audience="public")
        feed = renderer.file(extras.FEED, extras.feed(public, self.ledger))
        self._small("public/feed.xml", feed, audience="public")
        self._small(COUNTY_DATA, county_data(self.ledger), audience="public")
        self._next_change()

    def _searched(self, documents: Iterable[Document]) -> Iterator[tuple[Document, bytes]]:
        """What the search finds, with its page if that has the words."""
        for document in documents:
            if document.search is not None:
                yield document, b"" if document.search else self.staging.read(document.path)

    def version(
        self, page: Document, renderer: PageRenderer, *, origin: Mapping[str, object]
    ) -> None:
        """The page and the data of the version; the last of the public files."""
        said = version_of(self.files, {**origin, "day": self.ledger.as_of.isoformat()})
        self._small(VERSION_DATA, version_data(said), audience="public")
        self.pages([version_page(page, said)], renderer)

    def _next_change(self) -> None:
        change = extras.next_change(self.ledger)
        self._small("next-change.json", change, audience="internal")
        key = digest_of(change.decode(), code_digest())
        if not self._carry("next-change.ics", key):
            content = extras.calendar(self.ledger)
            self._write("next-change.ics", content, key=key, audience="internal")

    def public_files(self) -> Iterator[tuple[str, bytes]]:
        """Everything that would become public."""
        for path in sorted(self.files):
            if path.startswith(PUBLIC):
                yield path, self.staging.read(path)

    def close(self, report: bytes, *, notes: Mapping[str, object]) -> None:
        """The report, and the manifest of all that stands beside it."""
        self._small("report.json", report, audience="internal")
        self.staging.leave_only(self.files)
        text = manifest.manifest_text(self.files, as_of=self.ledger.as_of, notes=notes)
        self.staging.write(manifest.MANIFEST_FILE, text)
        self.staging.keep_placeholder()

    def made(self) -> dict[str, FileStat]:
        """What was written, file by file; Mixed if that is not what the manifest says."""
        return as_listed(self.staging, self.files)

    def _carry(self, path: str, key: str) -> bool:
        known = self.kept.get(path)
        if known is None or manifest.line_key(known) != key:
            return False
        if (days := manifest.line_days(known)) and not days.covers(self.ledger.as_of):
            return False
        self.staging.carry(path)
        self.files[path] = known
        self.carried += 1
        return True

    def _make(
        self, document: Document, content: bytes, *, key: str, days: DaySpan | None = None
    ) -> str:
        """Write a document and give its line; changes nothing else, so a child may do it."""
        self.staging.write(document.path, content)
        return manifest.line(
            content,
            audience=document.audience,
            template=document.template,
            sources=document.sources,
            posted=self.posted.get(document.path),
            days=days,
            key=key,
        )

    def _key(self, document: Document, around: str = "") -> str:
        posted = self.posted.get(document.path)
        parts = (document.digest, around, code_digest(), *document.sources, *(posted or ()))
        return digest_of_bytes("\0".join(parts).encode())[:32]

    def _note(self, path: str, line: str) -> None:
        self.files[path] = line
        self.written += 1

    def _small(self, path: str, content: bytes, *, audience: str) -> None:
        """A file whose bytes are at hand anyway."""
        key = digest_of_bytes(content)
        if not self._carry(path, key):
            self._write(path, content, key=key, audience=audience)

    def _write(self, path: str, content: bytes, *, key: str, audience: str) -> None:
        self.staging.write(path, content)
        self._note(path, manifest.line(content, audience=audience, key=key))


def _turn(document: Document) -> tuple[str, ...]:
    """Where a document comes among those of its suffix. Word forms of one kind after each other:
    whoever makes them needs fewer frames. Large PDFs far apart: Typst holds on to the last ten."""
    *folders, name = document.path.split("/")
    if name.endswith(".pdf"):
        return (digest_of(document.path),)
    return (*folders[2:3], name, document.path)


def _agreed(lines: Iterable[tuple[str, str]], keys: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The lines, if each was made of the same things as here. Mixed if not."""
    for path, line in lines:
        if manifest.line_key(line) != keys[path]:
            raise Mixed(path)
        yield path, line


def as_listed(staging: Staging, lines: Mapping[str, str]) -> dict[str, FileStat]:
    """The stat of every file in a new tree, which must hold these and nothing else, to the byte
    where it is public. Mixed if not."""
    found = snapshot(staging.new)
    own = {manifest.MANIFEST_FILE} | ({".gitkeep"} & found.keys())
    if odd := found.keys() ^ (lines.keys() | own):
        raise Mixed(min(odd))
    for path, line in lines.items():
        short = found[path][0] != manifest.line_bytes(line)
        if short or (path.startswith(PUBLIC) and not manifest.agrees(line, staging.read(path))):
            raise Mixed(path)
    return found


def kept_of(
    out: Path, last: LastBuild, *, lines: Mapping[str, str], now: Mapping[str, FileStat]
) -> dict[str, str]:
    """Of the standing manifest's lines those of all that is still exactly as the last build left
    it, by path; `now` is what stands there."""
    if not last.files or last.seal != manifest.seal_of(out):
        return {}
    return {
        path: line
        for path, line in lines.items()
        if path in now and last.files.get(path) == now[path] and untouched(out, path, line=line)
    }


def untouched(out: Path, path: str, *, line: str) -> bool:
    """Whether a public file says what it said; of others their length and time must do."""
    return not path.startswith(PUBLIC) or manifest.agrees(line, (out / path).read_bytes())


def posted_pages(ledger: Ledger) -> dict[str, NoticeLine]:
    """The pages of notices that a citizen may read today, by path."""
    from suowu.render.paths import notice_page  # here: a site that may stand waits for none of this

    return {
        notice_page(notice.slug): NoticeLine(
            notice.last_day.isoformat() if notice.last_day else "",
            case.record.key,
            case.record.digest,
        )
        for case in ledger.cases.values()
        for notice in case.notices
        if notice.state == "公示中" and "网页" in notice.channels
    }
