"""Publication, Documents → site/: pages, paper, feeds, leak gate, swap. The only writer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, TypeAlias

from suowu import site_engine
from suowu.cache import BUILD_LOCKS, COMPILED, code_digest
from suowu.digest import digest_of
from suowu.model import Problem
from suowu.problems import problem, to_json
from suowu.publish.build import Build, Makers, NotLaidOut, Tell, kept_of
from suowu.publish.manifest import MANIFEST_FILE as MANIFEST
from suowu.publish.manifest import LastBuild, last_build, remember, snapshot
from suowu.publish.staging import Busy, Foreign, staging

if TYPE_CHECKING:
    from suowu.ledger import Document, Ledger

__all__ = ["PROJECT", "Report", "Target", "publish", "reusable_site"]

LeakGate: TypeAlias = Callable[[Iterable[tuple[str, bytes]]], Sequence[Problem]]

PROJECT = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where a site goes and what is said of it.

    `cache` may be deleted at any time; without one, all is made anew. `project` holds mkdocs.yml.
    `key` is the digest of all inputs and the date, which `reusable_site` compares; `notes` go into
    the manifest.
    """

    out: Path
    cache: Path | None = None
    project: Path = PROJECT
    key: str = ""
    notes: Mapping[str, object] = field(default_factory=dict)

    @property
    def whole_key(self) -> str:
        """`key` with the program and the look of the site; empty without a key."""
        look = site_engine.look_digest(self.project / "mkdocs.yml")
        return self.key and digest_of(self.key, code_digest(), look)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What came of a publication: `problems` stopped it, and what stood there stands untouched.

    `findings` are the ledger's own problems. `written` files were made anew, `carried` were taken
    over unchanged, `removed` are gone.
    """

    out: Path
    problems: tuple[Problem, ...] = ()
    findings: tuple[Problem, ...] = ()
    files: int = 0
    written: int = 0
    carried: int = 0
    removed: int = 0
    engine_ran: tuple[str, ...] = ()

    @property
    def refused(self) -> bool:
        return bool(self.problems)


def publish(
    documents: tuple[Document, ...],
    ledger: Ledger,
    *,
    target: Target,
    makers: Makers | None = None,
    gate: LeakGate | None = None,
    tell: Tell = lambda step, done: None,
) -> Report:
    """Make every file beside `target.out`, let the gate read the public ones, then swap.

    `makers` turn paper documents into bytes, by suffix. `gate` is the leak gate unless another is
    given.
    """
    with TemporaryDirectory() as scratch:
        cache = target.cache or Path(scratch)
        try:
            with staging(target.out, locks=BUILD_LOCKS.folder(cache)) as new:
                tell("文字页面", (0, 1))
                engines, ran = _engines(ledger, cache=cache, project=target.project)
                kept = kept_of(target.out, last_build(target.out, cache=cache).files)
                site = Build(staging=new, ledger=ledger, kept=kept, tell=tell)
                _fill(site, documents, engines=engines, makers=makers or {}, cache=cache)
                if leaks := _leaks(site, gate, engines=engines):
                    return Report(out=target.out, problems=leaks, findings=ledger.problems)
                _swap(site, target, cache=cache)
                return replace(_report(site), engine_ran=ran)
        except NotLaidOut as error:
            return Report(out=target.out, problems=(error.problem,), findings=ledger.problems)
        except (Busy, Foreign, site_engine.EngineError) as error:
            return _refused(target, ledger, error=error)


def reusable_site(target: Target) -> Report | None:
    """The standing site, if it was made from the same things and nobody has touched it since.

    None: build again.
    """
    if target.cache is None:
        return None
    last = last_build(target.out, cache=target.cache)
    if not last.key or last.key != target.whole_key or last.files != snapshot(target.out):
        return None
    number = len(last.files)
    return Report(out=target.out, findings=last.problems, files=number, carried=number)


def _engines(
    ledger: Ledger, *, cache: Path, project: Path
) -> tuple[dict[str, Path], tuple[str, ...]]:
    """The engine's HTML for both sites, and for which of them it had to run."""
    from suowu.render import pages  # here: a site that may stand waits for none of this

    definitions, on = ledger.definitions, ledger.as_of
    texts = (pages.public_text(definitions, on=on), pages.internal_text(definitions, on=on))
    config = project / "mkdocs.yml"
    made = {
        text.audience: site_engine.rendered(text, config=config, cache=cache, tool=code_digest())
        for text in texts
    }
    folders = {audience: folder for audience, (folder, _) in made.items()}
    return folders, tuple(audience for audience, (_, ran) in made.items() if ran)


def _fill(
    site: Build,
    documents: tuple[Document, ...],
    *,
    engines: Mapping[str, Path],
    makers: Makers,
    cache: Path,
) -> None:
    """Every file that the leak gate must see."""
    from suowu.publish.pages import renderer_of

    framed = tuple(document for document in documents if document.frame)
    compiled = COMPILED.folder(cache)
    renderer = renderer_of(framed, site.ledger, engines=engines, compiled=compiled)
    site.pages(framed, renderer)
    site.paper(documents, makers)
    site.assets(engines)
    site.extras(documents, renderer)


def _leaks(
    site: Build, gate: LeakGate | None, *, engines: Mapping[str, Path]
) -> tuple[Problem, ...]:
    from suowu.publish.leak_check import leaks_in

    site.tell("泄露检查", (0, 1))
    files = site.public_files()
    return tuple(gate(files) if gate else leaks_in(files, site.ledger, frames=[engines["public"]]))


def _swap(site: Build, target: Target, *, cache: Path) -> None:
    """The report and the manifest, then the swap, then what the next build will ask."""
    ledger = site.ledger
    said = to_json(ledger.as_of, ledger.problems, records=len(ledger.book.records))
    site.close(said.encode() + b"\n", notes=target.notes)
    site.staging.swap()
    last = LastBuild(target.whole_key, snapshot(target.out), ledger.problems)
    remember(last, out=target.out, cache=cache)


def _report(site: Build) -> Report:
    return Report(
        out=site.staging.out,
        findings=site.ledger.problems,
        files=len(site.files),
        written=site.written,
        carried=site.carried,
        removed=len(site.kept.keys() - site.files.keys() - {MANIFEST}),
    )


def _refused(target: Target, ledger: Ledger, *, error: Exception) -> Report:
    says, hint = f"文字页面不能生成：{error}", "检查 content/ 下的页面和主题"
    if isinstance(error, Busy):
        says, hint = "另一次生成正在写同一个输出目录", "等它结束后再试"
    elif isinstance(error, Foreign):
        says = f"输出目录里有不是本工具写的文件，没有动它：{error}"
        hint = "换一个空目录，例如 --out site，或者把这些文件移走"
    why = problem(says, path=str(target.out), rule="publish", hint=hint)
    return Report(out=target.out, problems=(why,), findings=ledger.problems)
