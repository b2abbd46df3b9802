"""Publication, Documents → site/: pages, paper, feeds, leak gate, swap. The only writer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from suowu import site_engine
from suowu.cache import COMPILED, code_digest
from suowu.digest import digest_of
from suowu.model import Problem
from suowu.parallel import Tell, silent
from suowu.problems import in_order, problem, to_json
from suowu.publish.build import (
    Build,
    MadeElsewhere,
    Makers,
    Mixed,
    NotLaidOut,
    kept_of,
    posted_pages,
    untouched,
)
from suowu.publish.changed import ChangedPages, changed_pages
from suowu.publish.engines import engines_of
from suowu.publish.manifest import MANIFEST_FILE as MANIFEST
from suowu.publish.manifest import (
    FileStat,
    LastBuild,
    last_build,
    line_key,
    remember,
    seal_of,
    snapshot,
    standing_day,
    standing_lines,
)
from suowu.publish.spare import put_away
from suowu.publish.staging import NotWritten, real_folder, staging, sweep
from suowu.publish.version import VERSION_PAGE

if TYPE_CHECKING:
    from suowu.ledger import Document, Ledger

__all__ = ["PROJECT", "Report", "Target", "publish", "reusable_site"]

LeakGate: TypeAlias = Callable[[Iterable[tuple[str, bytes]]], Sequence[Problem]]

PROJECT = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where a site goes and what is said of it.

    `cache` may be deleted at any time; without one, all is made anew. `project` holds mkdocs.yml.
    `key` stands for what was asked, `inputs` for the files it was made of, as they were when they
    were read: `reusable_site` compares both. `reread` tells what they are at the end. `notes` go
    into the manifest. `in_files` gives problems the names that files tell them by. `day` is that
    of the command line or else of the machine's clock (`by_clock`), which may not go back behind
    the standing site unless this is a `preview`.
    """

    out: Path
    cache: Path | None = None
    project: Path = PROJECT
    key: str = ""
    inputs: str = ""
    reread: Callable[[], str] | None = None
    notes: Mapping[str, object] = field(default_factory=dict)
    in_files: Callable[[Iterable[Problem]], Iterable[Problem]] = tuple
    day: date | None = None
    by_clock: bool = False
    preview: bool = False

    @property
    def whole_key(self) -> str:
        """`key` and `inputs` with the program and the look of the site; empty without a key."""
        look = site_engine.look_digest(self.project / "mkdocs.yml")
        return self.key and digest_of(self.key, self.inputs, code_digest(), look)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What came of a publication: `problems` stopped it, and what stood there stands untouched.

    `findings` are the ledger's own problems. `written` files were made anew, `carried` were taken
    over unchanged, `removed` are gone. `altered` were changed by hand since the last build;
    `unsettled` says that inputs were changed during the build, so that the next one begins anew.
    """

    out: Path
    problems: tuple[Problem, ...] = ()
    findings: tuple[Problem, ...] = ()
    files: int = 0
    written: int = 0
    carried: int = 0
    removed: int = 0
    engine_ran: tuple[str, ...] = ()
    altered: tuple[str, ...] = ()
    unsettled: bool = False
    pages: ChangedPages = field(default_factory=ChangedPages)

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
    tell: Tell = silent,
    elsewhere: MadeElsewhere | None = None,
) -> Report:
    """Make every file beside `target.out`, let the gate read the public ones, then swap.

    `makers` turn paper documents into bytes, by suffix. `gate` is the leak gate unless another is
    given.
    """
    key = target.whole_key
    if late := _clock_set_back(target, ledger):
        return Report(out=target.out, problems=(late,), findings=ledger.problems)
    with TemporaryDirectory() as scratch:
        cache = target.cache or Path(scratch)
        try:
            with staging(target.out, cache=target.cache) as new:
                tell("文字页面", (0, 1))
                engines, ran = engines_of(ledger, cache=cache, project=target.project)
                last = last_build(new.out, cache=cache)
                before, new.standing = standing_lines(new.out), snapshot(new.out)
                kept = kept_of(new.out, last, lines=before, now=new.standing)
                altered = _altered(last, before, kept=kept, now=new.standing)
                posted = posted_pages(ledger)
                site = Build(
                    staging=new,
                    ledger=ledger,
                    kept=kept,
                    tell=tell,
                    posted=posted,
                    elsewhere=elsewhere,
                )
                sources = _Sources(documents, engines, makers or {}, target.notes)
                _fill(site, sources, cache=cache)
                leaks = _leaks(site, gate, cache=cache)
                if stopping := tuple(each for each in leaks if each.level == "错误"):
                    return Report(out=target.out, problems=stopping, findings=ledger.problems)
                site.ledger = replace(ledger, problems=in_order([*ledger.problems, *leaks]))
                settled = _swap(site, target, cache=cache, key=key)
                pages = changed_pages(before, site.files)
                report = replace(_report(site), engine_ran=ran, altered=altered, pages=pages)
                return replace(report, out=target.out, unsettled=not settled)
        except NotLaidOut as error:
            return Report(out=target.out, problems=(error.problem,), findings=ledger.problems)
        except (NotWritten, Mixed, site_engine.EngineError) as error:
            return _refused(target, ledger, error=error)


def reusable_site(target: Target) -> Report | None:
    """The standing site, if it was made from the same things and nobody has touched it since.

    None: build again.
    """
    if target.cache is None:
        return None
    try:
        out = real_folder(target.out)
    except NotWritten:
        return None
    last = last_build(out, cache=target.cache)
    if not last.key or last.key != target.whole_key or last.seal != seal_of(out):
        return None
    if last.files != snapshot(out) or not _all_untouched(out):
        return None
    sweep(out)
    number = len(last.files)
    return Report(out=target.out, findings=last.problems, files=number, carried=number)


def _all_untouched(out: Path) -> bool:
    return all(untouched(out, path, line=line) for path, line in standing_lines(out).items())


def _altered(
    last: LastBuild,
    lines: Mapping[str, str],
    *,
    kept: Mapping[str, str],
    now: Mapping[str, FileStat],
) -> tuple[str, ...]:
    """What somebody has changed, deleted or added since the last build."""
    if not last.files:
        return ()
    ours = {path for path, line in lines.items() if not line_key(line)}
    known = kept.keys() | ours | {MANIFEST, ".gitkeep"}
    return tuple(sorted((last.files.keys() | now.keys()) - known))


def _clock_set_back(target: Target, ledger: Ledger) -> Problem | None:
    """A clock that was set back would bring back what is over."""
    standing, day = standing_day(target.out), ledger.as_of
    sample = bool(ledger.book.county.data.get("示例数据"))
    counts = target.by_clock and not target.preview and not sample
    if not counts or standing is None or day >= standing:
        return None
    return problem(
        f"电脑的日期是 {day}，早于网站上次生成的 {standing}：照此生成，已经撤下的公示会重新出现",
        path=str(target.out),
        rule="publish",
        hint=f"核对电脑的日期；确实要按这一天生成，写 --as-of {day}",
    )


class _Sources(NamedTuple):
    """What a site is filled from: `engines` are the engine's folders by audience, `origin` is what
    the page of the version says."""

    documents: tuple[Document, ...]
    engines: Mapping[str, Path]
    makers: Makers
    origin: Mapping[str, object]


def _fill(site: Build, sources: _Sources, *, cache: Path) -> None:
    """Every file that the leak gate must see; the version last, as it sums up the others."""
    from suowu.publish.pages import renderer_of

    documents, engines, makers, origin = sources
    framed = tuple(document for document in documents if document.frame)
    compiled = COMPILED.folder(cache)
    renderer = renderer_of(framed, site.ledger, engines=engines, compiled=compiled)
    site.pages([d for d in framed if d.path != VERSION_PAGE], renderer)
    site.paper(documents, makers)
    site.assets(engines)
    site.extras(documents, renderer)
    for page in (d for d in framed if d.path == VERSION_PAGE):
        site.version(page, renderer, origin=origin)


def _leaks(site: Build, gate: LeakGate | None, *, cache: Path) -> tuple[Problem, ...]:
    from suowu.publish.leak_check import leaks_in

    site.tell("泄露检查", (0, 1))
    files = site.public_files()
    return tuple(gate(files) if gate else leaks_in(files, site.ledger, cache=cache))


def _swap(site: Build, target: Target, *, cache: Path, key: str) -> bool:
    """The report and the manifest, then the swap, then what the next build will ask.

    False if what the site was made of has been changed meanwhile: then nothing of it is used again.
    """
    ledger = site.ledger
    problems = target.in_files(ledger.problems)
    said = to_json(
        ledger.as_of,
        problems,
        records=len(ledger.book.records) + len(ledger.book.left_out),
        left_out=[each.listed for each in ledger.book.left_out],
    )
    site.close(said.encode() + b"\n", notes=_notes(target, ledger))
    files, seal = site.made(), seal_of(site.staging.new)
    reread = target.reread() if target.reread else target.inputs
    settled = key == target.whole_key and reread == target.inputs
    site.staging.swap()
    old, before = site.staging.new, site.staging.standing
    put_away(old, site.staging.out, cache=target.cache, before=before, now=files)
    last = LastBuild(key, files, ledger.problems, seal) if settled else LastBuild()
    remember(last, out=site.staging.out, cache=cache)
    return settled


def _notes(target: Target, ledger: Ledger) -> dict[str, object]:
    """A made-up county has no clock: its notices end by its own day."""
    sample = bool(ledger.book.county.data.get("示例数据"))
    return {**target.notes, **({"sample": True} if sample else {})}


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
    if isinstance(error, NotWritten):
        says, hint = error.says, error.hint
    elif isinstance(error, Mixed):
        says = f"生成的网站和它的 manifest.json 对不上，没有换上：{error}"
        hint = "有别的程序在写同一个目录，等它结束后再试"
    why = problem(says, path=str(target.out), rule="publish", hint=hint)
    return Report(out=target.out, problems=(why,), findings=ledger.problems)
