"""Commands: what they share — the options, the day, and the way from records to a site."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from suowu.ledger import Book
from suowu.model import Problem, Raw
from suowu.problems import did_you_mean, to_text

if TYPE_CHECKING:
    from suowu.definitions import Definitions
    from suowu.derive import ResultCache
    from suowu.ledger import Ledger
    from suowu.publish import Report
    from suowu.publish.build import Tell

ZONE = "Asia/Shanghai"
FONTS = "fonts"


class Mistake(Exception):
    """The command was used wrongly; the message says what to write instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the user asked for, of all commands; `suowu.cli` says which takes what.

    `words` stand behind the command; None is for what a command has its own default for.
    """

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
    strict: bool = False
    due: bool = False
    kind: str | None = None
    event: str | None = None
    docx: bool = False
    offices: int | None = None
    cases: int | None = None
    seed: int | None = None
    port: int = 8000
    site: str = "public"

    @property
    def json(self) -> bool:
        """Whether a program reads the answer."""
        return self.format == "json"

    @property
    def site_folder(self) -> Path:
        """Where a site goes."""
        return self.out or self.root / "site"


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedCounty:
    """A county as far as it got: `ledger` is None when errors stopped it.

    `records` is how many files were read; `sample_day` says that `as_of` is a demo county's own.
    """

    records: int
    ledger: Ledger | None
    problems: tuple[Problem, ...]
    as_of: date | None
    sample_day: bool = False


# --- the corridor -------------------------------------------------------------------------------


def load_raw(options: Options) -> Raw:
    """load: what a build reads, unjudged."""
    from suowu.load import load

    _require_folders(options)
    return load(
        records=options.records,
        content=options.content,
        templates=options.templates,
        cache=options.cache,
    )


def load_definitions(options: Options) -> Definitions:
    """load → define: the law and the shapes; a Mistake names what is wrong with them first."""
    from suowu.define import define

    definitions = define(load_raw(options), cache=options.cache)
    if not definitions.kinds:
        raise Mistake(to_text(definitions.problems) or "templates/ 里没有类别")
    return definitions


def load_county(options: Options) -> LoadedCounty:
    """load → define → check → derive. All problems of all files are in the answer, sorted."""
    from suowu.check import check
    from suowu.define import define
    from suowu.derive import ResultCache, derive
    from suowu.examples import example_problems
    from suowu.load import locator
    from suowu.memory import county_kept

    asked = asked_day(options.as_of)
    with county_kept():
        raw = load_raw(options)
        definitions = define(raw, cache=options.cache)
        wrong = example_problems(definitions, cache=options.cache)
        book = check(raw, definitions, more=wrong, cache=options.cache)
        if not isinstance(book, Book):
            return LoadedCounty(records=len(raw.records), ledger=None, problems=book, as_of=asked)
        _require_office(options, book)
        as_of = asked or _default_day(book)
        results = ResultCache(last=_last_results(options.cache))
        ledger = derive(book, definitions, as_of, locate=locator(), cache=results)
        _keep_results(results, cache=options.cache)
    errors = any(problem.level == "错误" for problem in ledger.problems)
    return LoadedCounty(
        records=len(raw.records),
        ledger=None if errors else ledger,
        problems=ledger.problems,
        as_of=as_of,
        sample_day=book.county.data.get("示例日期") == as_of,
    )


def publish_county(options: Options, ledger: Ledger, *, key: str = "", tell: Tell) -> Report:
    """render → publish, with paper. The report tells what stopped it, if anything did."""
    from suowu.load import locator
    from suowu.problems import in_order
    from suowu.publish import Target, publish
    from suowu.publish.paper import paper
    from suowu.render import render

    tell("排版", (0, 1))
    printed = paper(ledger, templates=options.templates, county=options.root / FONTS)
    ledger = replace(ledger, problems=in_order([*ledger.problems, *printed.problems]))
    return publish(
        render(ledger, printed=printed.documents, locate=locator()),
        ledger,
        target=Target(out=options.site_folder, cache=options.cache, key=key, notes=printed.notes),
        makers=printed.makers,
        tell=tell,
    )


def _last_results(cache: Path | None) -> dict[str, Any]:  # Any: `derive` knows what it kept
    from suowu.cache import DERIVED, recall

    files = sorted(DERIVED.folder(cache).glob("*.pickle")) if cache else []
    return {key: result for file in files for key, result in (recall(file) or {}).items()}


def _keep_results(results: ResultCache, *, cache: Path | None) -> None:
    """Only the offices in which something changed are written again."""
    from suowu.cache import DERIVED, keep

    changed = results.kept.keys() ^ results.last.keys()
    for office in sorted({key.partition(":")[0] for key in changed}):
        own = {key: result for key, result in results.kept.items() if key.startswith(f"{office}:")}
        keep(DERIVED.file(office, root=cache), own)


# --- what is asked of the options ---------------------------------------------------------------


def asked_day(text: str | None) -> date | None:
    """--as-of as a day; a Mistake if it is none."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Mistake(
            f"--as-of 须为日期（YYYY-MM-DD）：{text!r}\n  提示：例如 --as-of 2026-03-20"
        ) from None


def _default_day(book: Book) -> date:
    own = book.county.data.get("示例日期")
    if book.county.data.get("示例数据") and isinstance(own, date):
        return own
    return today()


def _require_folders(options: Options) -> None:
    for name, path in (("records", options.records), ("content", options.content)):
        if not path.is_dir():
            raise Mistake(f"--{name} 须为目录，这里没有：{str(path)!r}")


def _require_office(options: Options, book: Book) -> None:
    if options.office is not None and options.office not in book.offices:
        known = "、".join(book.offices)
        near = nearest(options.office, book.offices)
        raise Mistake(f"--office 没有这个司法所：{options.office!r}\n  提示：{near}可用 {known}")


# --- what commands say --------------------------------------------------------------------------


def only_office(problems: tuple[Problem, ...], office: str | None) -> tuple[Problem, ...]:
    """The problems of one office, or all."""
    return tuple(p for p in problems if office is None or p.office == office)


def nearest(word: str, known: Iterable[str]) -> str:
    """`您是不是想写“check”？`, or nothing if no known word is near."""
    return did_you_mean(word, known) or ""


def day_sentence(county: LoadedCounty) -> str:
    """`按 2026-03-20 计算（示例县的示例日期）`."""
    if county.as_of is None:
        return ""
    own = "（示例县的示例日期）" if county.sample_day else ""
    return f"按 {county.as_of} 计算{own}"


def today() -> date:
    """The day in the county, whatever clock the machine keeps."""
    return datetime.now(ZoneInfo(ZONE)).date()
