"""One module a command; here is what they share: options, the day, reading and checking."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from suowu.model import Book, Ledger, Problem
from suowu.problems import did_you_mean
from suowu.publish.tool import tool_digest

if TYPE_CHECKING:
    from suowu.derive import Memo

ZONE = "Asia/Shanghai"


class Mistake(Exception):
    """The command was used wrongly; the message says what to write instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the user asked for. `out` is None where the command has its own default."""

    command: str
    records: Path
    content: Path
    templates: Path
    out: Path | None
    root: Path
    as_of: str | None
    office: str | None
    json: bool
    cache: Path | None
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A tree as far as it got: `ledger` is None when errors stopped it.

    `records` is how many files were read; `sample_day` says that `as_of` is a demo county's own.
    """

    records: int
    ledger: Ledger | None
    problems: tuple[Problem, ...]
    as_of: date | None
    sample_day: bool = False


def read(options: Options) -> Read:
    """load → check → derive. All problems of all files are in the answer, sorted."""
    from suowu.check import check
    from suowu.load import load

    _require_folders(options)
    asked = _asked_day(options.as_of)
    raw = load(
        records=options.records,
        content=options.content,
        templates=options.templates,
        cache=options.cache,
    )
    checked = check(raw, cache=options.cache)
    if not isinstance(checked, Book):
        return Read(records=len(raw.records), ledger=None, problems=checked, as_of=asked)
    return _derived(options, checked, asked or _default_day(checked))


def _derived(options: Options, book: Book, as_of: date) -> Read:
    from suowu.derive import Memo, derive
    from suowu.load import locator

    _require_office(options, book)
    memo = Memo(last=_last_sheets(options.cache))
    ledger = derive(book, as_of, locate=locator(), memo=memo)
    _keep(options.cache, memo)
    errors = any(problem.level == "错误" for problem in ledger.problems)
    return Read(
        records=len(book.raw.records),
        ledger=None if errors else ledger,
        problems=ledger.problems,
        as_of=as_of,
        sample_day=book.county.data.get("示例日期") == as_of,
    )


def only_office(problems: tuple[Problem, ...], office: str | None) -> tuple[Problem, ...]:
    """The problems of one office, or all."""
    return tuple(p for p in problems if office is None or p.office == office)


def nearest(word: str, known: Iterable[str]) -> str:
    """`您是不是想写“check”？`, or nothing if no known word is near."""
    return did_you_mean(word, known) or ""


def day_sentence(read_: Read) -> str:
    """`按 2026-03-20 计算（示例日期）`."""
    if read_.as_of is None:
        return ""
    own = "（示例县的示例日期）" if read_.sample_day else ""
    return f"按 {read_.as_of} 计算{own}"


def today() -> date:
    """The day in the county, whatever clock the machine keeps."""
    return datetime.now(ZoneInfo(ZONE)).date()


def _asked_day(text: str | None) -> date | None:
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


def _last_sheets(cache: Path | None) -> dict[str, Any]:
    from suowu.load.store import recall

    files = sorted((cache / "sheets").glob("*.pickle")) if cache else []
    shards = [recall(path, version=tool_digest()) for path in files]
    return {key: sheet for shard in shards if shard for key, sheet in shard.items()}


def _keep(cache: Path | None, memo: Memo) -> None:
    """Only the offices in which something changed are written again."""
    from suowu.load.store import keep

    if cache is None:
        return
    changed = memo.kept.keys() ^ memo.last.keys()
    for office in sorted({key.partition(":")[0] for key in changed}):
        shard = {key: sheet for key, sheet in memo.kept.items() if key.startswith(f"{office}:")}
        keep(cache / "sheets" / f"{office}.pickle", shard, version=tool_digest())
