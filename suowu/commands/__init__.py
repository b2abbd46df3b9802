"""Commands: what they share — the options, the day, and the way from records to a site."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from suowu.calendars import YEARS
from suowu.commands.left_out import (
    errors_elsewhere,
    left_out_lines,
    left_out_of,
    log_of_failures,
    looked_at,
    only_office,
)
from suowu.commands.options import Options
from suowu.commands.progress import in_ci, progress_of
from suowu.commands.typed import retold
from suowu.model import Problem
from suowu.parallel import Tell
from suowu.problems import did_you_mean, to_json, to_text, without_values

if TYPE_CHECKING:
    from suowu.crew import Crew
    from suowu.definitions import Definitions
    from suowu.ledger import Book, Case, Ledger
    from suowu.publish import Report, Target

ZONE = "Asia/Shanghai"
RECORD_NAMES = (
    "记录写作 司法所/类别/编号，登记簿写作 司法所/registers/年份/登记簿，也可以写文件的路径"
)
"""How a record is named on the command line."""


class Mistake(Exception):
    """The command was used wrongly; the message says what to write instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedCounty:
    """A county as far as it got: `ledger` is None when nothing could be judged.

    `records` is how many files were read; `sample_day` says that `as_of` is a demo county's own;
    `report` tells what came of publishing, if it came to that; `taken_down` what came off the
    standing site all the same.
    """

    records: int
    ledger: Ledger | None
    problems: tuple[Problem, ...]
    as_of: date | None
    sample_day: bool = False
    report: Report | None = None
    taken_down: tuple[Problem, ...] = ()


# --- the corridor -------------------------------------------------------------------------------


def load_definitions(options: Options) -> Definitions:
    """load → define: the law and the shapes; a Mistake names what is wrong with them first."""
    from suowu.define import define
    from suowu.load import load

    _require_folders(options)
    raw = load(
        records=options.records,
        content=options.content,
        templates=options.templates,
        cache=options.cache,
    )
    definitions = define(raw, cache=options.cache)
    if not definitions.kinds:
        raise Mistake(to_text(definitions.problems) or "templates/ 里没有类别")
    return definitions


def load_county(options: Options, failed: Mapping[str, str] | None = None) -> LoadedCounty:
    """The corridor as far as the ledger, with all problems of all files, without what `failed`."""
    with progress_of(options) as tell:
        return _county(options, target=None, tell=tell, failed=failed)


def publish_county(
    options: Options, *, key: str = "", tell: Tell, crew: Crew | None = None
) -> LoadedCounty:
    """The whole corridor. `key` stands for all inputs: by it the next build finds no change."""
    from suowu.commands.origin import origin_of
    from suowu.publish import Target

    asked = asked_day(options.as_of)
    target = Target(
        out=options.site_folder,
        cache=options.cache,
        key=key,
        day=asked or today(),
        by_clock=asked is None,
        preview=options.command == "serve",
        notes=origin_of(options.records),
    )
    return _county(options, target=target, tell=tell, crew=crew)


def _county(
    options: Options,
    *,
    target: Target | None,
    tell: Tell,
    failed: Mapping[str, str] | None = None,
    crew: Crew | None = None,
) -> LoadedCounty:
    from suowu.corridor import build_without_failures, renew

    _require_folders(options)
    asked = asked_day(options.as_of)

    def day_of(book: Book) -> date:
        return _day_of(options, book, asked=asked)

    if target is None:
        built = build_without_failures(options.tree, day_of, tell=tell, failed=failed)
    else:
        built = renew(
            options.tree, day_of, target=target, tell=tell, strict=options.strict, crew=crew
        )
    ledger = built.ledger
    if said := log_of_failures(ledger):
        print(said, file=sys.stderr)
    return LoadedCounty(
        records=len(built.raw.records),
        ledger=ledger,
        problems=built.problems,
        as_of=ledger.as_of if ledger else asked,
        sample_day=ledger is not None and _sample_day(ledger.book) == ledger.as_of,
        report=built.report,
        taken_down=built.taken_down,
    )


# --- what is asked of the options ---------------------------------------------------------------


def asked_day(text: str | None, flag: str = "--as-of") -> date | None:
    """What stands behind --as-of, or another flag, as a day; a Mistake if it is none."""
    if text is None:
        return None
    day = _day(text)
    if day is None or day.year not in YEARS:
        years = f"{YEARS[0]} 至 {YEARS[-1]} 年"
        says = "须为日期（YYYY-MM-DD）" if day is None else f"须在 {years}之间"
        raise Mistake(f"{flag} {says}：{text!r}\n  提示：例如 {flag} 2026-03-20")
    return day


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _day_of(options: Options, book: Book, *, asked: date | None) -> date:
    """The day asked for, else a demo county's own, else today; a Mistake if no such office."""
    _require_office(options, book)
    if asked is None and book.county.data.get("示例数据"):
        asked = _sample_day(book)
    return asked or today()


def _sample_day(book: Book) -> date | None:
    own = book.county.data.get("示例日期")
    return own if isinstance(own, date) else None


def _require_folders(options: Options) -> None:
    for name, path in (("records", options.records), ("content", options.content)):
        if not path.is_dir():
            raise Mistake(f"--{name} 须为目录，这里没有：{str(path)!r}")


def _require_office(options: Options, book: Book) -> None:
    wrong = {each.office for each in book.problems}
    if options.office is not None and options.office not in {*book.offices, *wrong}:
        known = "、".join(book.offices)
        near = near_hint(options.office, book.offices)
        raise Mistake(f"--office 没有这个司法所：{options.office!r}\n  提示：{near}可用 {known}")


# --- what commands say --------------------------------------------------------------------------


def report(options: Options, county: LoadedCounty) -> None:
    """The contract's text or JSON on the screen."""
    problems = for_the_log(only_office(county.problems, options.office), county)
    if options.json:
        print(json_of(options, county, problems=problems))
        return
    judged = county.ledger is not None  # if not, noughts would tell a lie
    number = looked_at(county.ledger, options.office, of=county.records)
    print(retold(options, to_text(problems, records=number if judged else None)))
    others = errors_elsewhere(county.problems, options.office)
    for line in left_out_lines(county.ledger, options.office, others=others):
        print(retold(options, line))
    print(day_sentence(county) if judged else "其余没有判断：先改正上面的错误，再运行一次。")


def json_of(options: Options, county: LoadedCounty, *, problems: tuple[Problem, ...]) -> str:
    """The problems for a program, with what is left out of the office that was asked for."""
    return to_json(
        county.as_of,
        problems,
        records=looked_at(county.ledger, options.office, of=county.records),
        elsewhere=errors_elsewhere(county.problems, options.office),
        left_out=[each.listed for each in left_out_of(county.ledger, options.office)],
    )


def exit_code(options: Options, county: LoadedCounty) -> int:
    """The exit code these problems earn; where nothing could be judged there is an 错误."""
    levels = {problem.level for problem in only_office(county.problems, options.office)}
    return 1 if levels & ({"错误", "违规", "停发"} if options.strict else {"错误"}) else 0


def for_the_log(problems: tuple[Problem, ...], county: LoadedCounty) -> tuple[Problem, ...]:
    """The problems as they are; in CI, whose logs others read, without the values of records."""
    if not in_ci():
        return problems
    secrets = county.ledger.secrets.values() if county.ledger else ()
    return without_values(problems, (each.value for each in secrets if each.sort == "姓名"))


def case_named(ledger: Ledger, asked: str, *, records: Path) -> Case | None:
    """The record called `asked`: office/kind/id, or its file, with the folder of records or not."""
    for case in ledger.cases.values():
        path = case.record.path.removesuffix(".yml")
        if asked in (case.record.key, path, path.removeprefix(f"{records}/")):
            return case
    return None


def near_case(ledger: Ledger, asked: str, *, records: Path) -> str:
    """`您是不是想写“qinghe/registers/2026/duty”？`, or nothing."""
    found = (case.record for case in ledger.cases.values())
    paths = {each.key: each.path.removesuffix(".yml").removeprefix(f"{records}/") for each in found}
    return near_hint(asked, {**paths, **dict.fromkeys(paths.values())})


def near_hint(word: str, known: Iterable[str]) -> str:
    """`您是不是想写“check”？`, or nothing if no known word is near."""
    return did_you_mean(word, known) or ""


def day_sentence(county: LoadedCounty) -> str:
    """`按 2026-03-20 计算（示例县的示例日期）`."""
    if county.as_of is None:
        return ""
    return f"按 {county.as_of} 计算{'（示例县的示例日期）' if county.sample_day else ''}"


def today() -> date:
    """The day in the county, whatever clock the machine keeps."""
    return datetime.now(ZoneInfo(ZONE)).date()
