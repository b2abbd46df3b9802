"""Options: what the user asked for, of all commands."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from suowu.stages import SourceTree

FONTS = "fonts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the user asked for, of all commands; `suowu.cli` says which takes what. `words` stand
    behind the command; None is for what a command has its own default for."""

    command: str
    root: Path
    records: Path
    content: Path
    templates: Path
    cache: Path | None
    words: tuple[str, ...] = ()
    out: Path | None = None
    as_of: str | None = None
    office: str | None = None
    format: str = "text"
    quiet: bool = False
    strict: bool = False
    scheduler: str | None = None
    due: bool = False
    kind: str | None = None
    event: str | None = None
    docx: bool = False
    dossier: bool = False
    since: str | None = None
    blank: bool = False
    offices: int | None = None
    cases: int | None = None
    seed: int | None = None
    peers: bool = False
    most: int | None = None
    county: tuple[Path, ...] = ()
    name: str | None = None
    into: str | None = None
    dry_run: bool = False
    port: int = 8000
    site: str = "public"
    once: bool = False
    published: bool = False
    html: Path | None = None
    reference: bool = False
    commit: bool = False
    verify: str | None = None

    @property
    def json(self) -> bool:
        """Whether a program reads the answer."""
        return self.format == "json"

    @property
    def tree(self) -> SourceTree:
        """The folders a build reads."""
        from suowu.stages import SourceTree

        return SourceTree(
            records=self.records,
            content=self.content,
            templates=self.templates,
            fonts=self.root / FONTS,
            cache=self.cache,
        )

    @property
    def site_folder(self) -> Path:
        """Where a site goes."""
        return self.out or self.root / "site"
