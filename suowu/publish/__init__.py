"""Documents → site/: frames, pours, paper, feeds, the leak gate and the swap. The only writer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

from suowu import site_engine
from suowu.model import Document, Ledger, Problem
from suowu.problems import to_json
from suowu.publish import build, stamps
from suowu.publish.build import Makers
from suowu.publish.manifest import FILE as MANIFEST
from suowu.publish.report import Report
from suowu.publish.staging import Busy, Foreign, Staging, staging
from suowu.publish.tool import tool_digest
from suowu.publish.words import gated
from suowu.render import pages
from suowu.render.document import digest_of

__all__ = ["Report", "publish", "settled"]

Gate: TypeAlias = Callable[[Iterable[tuple[str, bytes]]], Sequence[Problem]]
Say: TypeAlias = Callable[[str], None]
Tell: TypeAlias = Callable[[str, int, int], None]

PROJECT = Path(__file__).resolve().parent.parent.parent


def publish(
    documents: tuple[Document, ...],
    ledger: Ledger,
    *,
    out: Path,
    cache: Path | None,
    gate: Gate | None = None,
    makers: Makers | None = None,
    notes: Mapping[str, object] | None = None,
    project: Path = PROJECT,
    key: str = "",
    say: Say = lambda words: None,
    tell: Tell = lambda step, done, of: None,
) -> Report:
    """Make every file beside `out`, let the gate read the public ones, then swap it into place.

    `cache` may be deleted at any time; without one, all is made anew. `gate` is the leak gate
    unless another is given. `makers` turn paper documents into bytes, by suffix; `notes` go into
    the manifest; `key` is what `settled` compares; `say` hears of progress in words, `tell` in
    numbers (step, done, of). `project` holds mkdocs.yml.
    """
    if cache is None:
        with TemporaryDirectory() as scratch:
            return publish(
                documents, ledger, out=out, cache=Path(scratch), gate=gate, makers=makers,
                notes=notes, project=project, say=say, tell=tell,
            )  # fmt: skip
    try:
        with staging(out, locks=cache / "locks") as room:
            return _published(
                room, documents, ledger, cache=cache, gate=gate, makers=makers or {},
                notes=notes or {}, project=project, key=key, tell=_both(say, tell),
            )  # fmt: skip
    except Busy:
        return _refused(out, ledger, "另一次生成正在写同一个输出目录", "等它结束后再试")
    except Foreign as found:
        hint = "换一个空目录，例如 --out site，或者把这些文件移走"
        return _refused(out, ledger, f"输出目录里有不是本工具写的文件，没有动它：{found}", hint)
    except site_engine.EngineError as error:
        return _refused(out, ledger, f"文字页面不能生成：{error}", "检查 content/ 下的页面和主题")


def settled(ledger_key: str, *, out: Path, cache: Path, project: Path = PROJECT) -> Report | None:
    """The standing site, if it was made from the same things and nobody has touched it since.

    `ledger_key` is a digest of all inputs and the date; None: build again.
    """
    last = stamps.read(stamps.file_of(cache, out))
    if not last.key or last.key != _whole_key(ledger_key, project):
        return None
    if last.files != stamps.taken(out):
        return None
    return Report(
        out=out, findings=build.problems_from(last.problems), files=len(last.files),
        carried=len(last.files),
    )  # fmt: skip


def _published(
    room: Staging,
    documents: tuple[Document, ...],
    ledger: Ledger,
    *,
    cache: Path,
    gate: Gate | None,
    makers: Makers,
    notes: Mapping[str, object],
    project: Path,
    key: str,
    tell: Tell,
) -> Report:
    tell("文字页面", 0, 1)
    engines, ran = _engines(ledger, cache=cache, project=project)
    last = stamps.read(stamps.file_of(cache, room.out))
    site = build.Build(
        room=room,
        ledger=ledger,
        kept=build.kept_of(room.out, last.files),
        compiled=cache / "jinja",
    )
    site.pages(documents, engines, tell=tell)
    site.paper(documents, makers, tell=tell)
    site.assets(engines)
    site.extras(documents)
    tell("泄露检查", 0, 1)
    leaks = tuple(
        gate(site.public_files())
        if gate
        else gated(site.public_files(), ledger, [engines["public"]])
    )
    if leaks:
        return Report(out=room.out, problems=leaks, findings=ledger.problems)
    said = to_json(ledger.as_of, ledger.problems, records=len(ledger.book.records))
    site.close(said.encode() + b"\n", notes=notes)
    room.swap()
    whole = _whole_key(key, project) if key else ""
    after = stamps.Stamps(whole, stamps.taken(room.out), build.problems_text(ledger.problems))
    stamps.save(stamps.file_of(cache, room.out), after)
    return Report(
        out=room.out, findings=ledger.problems, files=len(site.files), written=site.written,
        carried=site.carried, removed=len(site.kept.keys() - site.files.keys() - {MANIFEST}),
        engine_ran=ran,
    )  # fmt: skip


def _both(say: Say, tell: Tell) -> Tell:
    def told(step: str, done: int, of: int) -> None:
        say(f"{step} {done}/{of}" if of > 1 else step)
        tell(step, done, of)

    return told


def _engines(
    ledger: Ledger, *, cache: Path, project: Path
) -> tuple[dict[str, Path], tuple[str, ...]]:
    """The engine's HTML for both sites, and for which of them it had to run."""
    texts = (pages.public_text(ledger.book.raw), pages.internal_text(ledger.book.raw))
    config = project / "mkdocs.yml"
    made = {
        text.audience: site_engine.rendered(text, config=config, cache=cache, tool=tool_digest())
        for text in texts
    }
    folders = {audience: folder for audience, (folder, _) in made.items()}
    return folders, tuple(audience for audience, (_, ran) in made.items() if ran)


def _whole_key(key: str, project: Path) -> str:
    return digest_of(key, tool_digest(), site_engine.look_digest(project / "mkdocs.yml"))


def _refused(out: Path, ledger: Ledger, message: str, hint: str) -> Report:
    problem = Problem(level="错误", path=str(out), rule="publish", message=message, hint=hint)
    return Report(out=out, problems=(problem,), findings=ledger.problems)
