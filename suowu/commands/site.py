"""Site commands: `build` publishes, `serve` builds on every save."""

from __future__ import annotations

import errno
import json
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from suowu.commands import (
    LoadedCounty,
    Mistake,
    asked_day,
    day_sentence,
    exit_code,
    for_the_log,
    json_of,
    publish_county,
    report,
    today,
)
from suowu.commands.crew import crew_for
from suowu.commands.left_out import errors_elsewhere, left_out_lines, only_office
from suowu.commands.options import FONTS, Options
from suowu.commands.origin import origin_of
from suowu.commands.progress import progress_of
from suowu.commands.typed import retold
from suowu.data import data_table
from suowu.model import LEVELS, Problem
from suowu.problems import summary, to_text

if TYPE_CHECKING:
    from suowu.publish import Report
    from suowu.serve.standby import Standby

_SHOWN = 30
_OTHER_PORT = 8300
_OPEN = ("index", "offices", "notices", "cases", "registers")
_SITES = {"public": "公开网站", "internal": "内部网站"}


def run_build(options: Options) -> int:
    """Build and swap; with errors or a leak the site that was there stays, less what is over."""
    key = _key(options)
    standing = _standing(options, key=key)
    if standing is not None:
        _say(options, standing, standing=True)
        return exit_code(options, standing)
    with progress_of(options) as tell, crew_for(options) as crew:
        county = publish_county(options, key=key, tell=tell, crew=crew)
    made = county.report
    if made is None:
        report(options, replace(county, problems=(*county.problems, *county.taken_down)))
        _say_unchanged(options, county)
        return 1
    if made.refused:
        _say(options, replace(county, problems=(*made.problems, *county.taken_down)))
        _say_unchanged(options, county)
        return 1
    county = replace(county, problems=(*made.findings, *county.taken_down))
    _say(options, county)
    _say_noticed(options, made)
    _say_unnumbered(options, county)
    return exit_code(replace(options, office=None), county)


def run_serve(options: Options) -> int:
    """Serve until ^C. When a build refuses, what it says is on the page."""
    from suowu.cache import PREVIEW
    from suowu.serve import free_port, serve

    if options.once:
        return run_build(options)
    asked_day(options.as_of)
    try:
        port = free_port(options.port)
        if port != options.port:
            taken = f"端口 {options.port} 已被占用（也许另一个预览还开着）"
            print(f"{taken}，改用 {port}。", flush=True)
        previews = PREVIEW.folder(options.cache or options.root / ".cache")
        options = replace(options, out=options.out or previews / str(port))
        with closing(_standby(options)) as standby:
            serve(
                lambda: _rebuild(options, standby),
                site=options.site_folder / options.site,
                watch=(options.records, options.content, options.templates),
                port=port,
                pages=_what_to_open(options.site),
                ahead=standby.prepare,
            )
    except OSError as error:
        if error.errno not in (errno.EADDRINUSE, errno.EACCES):
            raise
        says = f"端口 {options.port} 不许使用，或者它和后面的都已被占用"
        raise Mistake(f"{says}\n  提示：换一个，例如 --port {_OTHER_PORT}") from None
    return 0


def _what_to_open(site: str) -> str:
    """The pages of the menu, and how to see the other site."""
    pages = {stem: title for stem, title in data_table("menus")[site].items() if stem in _OPEN}
    other = "public" if site == "internal" else "internal"
    return "\n".join((
        f"  可以打开：{'，'.join(f'{title} /{stem}.html' for stem, title in pages.items())}",
        f"  {_SITES[other]}另开一个：python3 build.py serve --site {other}",
    ))  # fmt: skip


def _standby(options: Options) -> Standby:
    words = [f"--{name}={getattr(options, name)}" for name in ("records", "content", "templates")]
    words += [f"--out={options.site_folder}", *(["--no-cache"] if options.cache is None else [])]
    words += [f"--as-of={options.as_of}"] if options.as_of else []
    from suowu.serve.standby import Standby  # here: a build has nothing to wait for

    return Standby(["serve", "--once", *words], cache=options.cache)


def _rebuild(options: Options, standby: Standby) -> str:
    """Build once; what stopped it, or nothing."""
    made = standby.run()
    said = f"{made.stdout}{made.stderr}".strip()
    for name in ("records", "content", "templates"):
        said = said.replace(f"{getattr(options, name)}/", f"{name}/")
    return "" if made.returncode == 0 else _stopping(said)


def _stopping(said: str) -> str:
    """Of what a build said the lines about what stopped it, with their hints; else all of it."""
    kept, keep = list[str](), False
    for line in said.splitlines():
        keep = line.startswith("错误 ") or (keep and line.startswith("  "))
        kept += [line] if keep else []
    return "\n".join(kept) or said


def _key(options: Options) -> str:
    """A digest of what is asked: the day, the folder's name, a county's fonts."""
    fonts = sorted(
        f"{p.name} {p.stat().st_size} {p.stat().st_mtime_ns}"
        for p in (options.root / FONTS).glob("*")
    )
    day = options.as_of or today().isoformat()
    origin = str(sorted(origin_of(options.records).items()))
    return "\n".join([day, str(options.records), origin, *fonts])


def _standing(options: Options, *, key: str) -> LoadedCounty | None:
    """When nothing changed and nothing is left out: what the last build found, without building."""
    from suowu.load import digest
    from suowu.publish import Target, reusable_site

    if options.office is not None:  # the office may not exist
        return None
    inputs = digest(
        records=options.records,
        content=options.content,
        templates=options.templates,
        cache=options.cache,
    )
    target = Target(out=options.site_folder, cache=options.cache, key=key, inputs=inputs)
    last = reusable_site(target)
    if last is None:
        return None
    said = json.loads((options.site_folder / "report.json").read_bytes())
    if said["left_out"]:
        return None
    day = date.fromisoformat(said["as_of"])
    return LoadedCounty(
        records=said["summary"]["records"],
        ledger=None,
        problems=last.findings,
        as_of=day,
        sample_day=day != (date.fromisoformat(options.as_of) if options.as_of else today()),
    )


def _say(options: Options, county: LoadedCounty, *, standing: bool = False) -> None:
    problems = for_the_log(only_office(county.problems, options.office), county)
    others = errors_elsewhere(county.problems, options.office)
    if options.json:
        print(json_of(options, county, problems=problems))
        return
    _say_problems(problems, county, options=options)
    for line in left_out_lines(county.ledger, options.office, others=others):
        print(line)
    if standing:
        print("没有变化，原有网站就是最新的。")
    if standing or (county.report is not None and not county.report.refused):
        for line in _what_now(county):
            print(line)
        out = options.site_folder
        print(f"公开网站：{out / 'public' / 'index.html'}")
        print(f"内部网站：{out / 'internal' / 'index.html'}（只供授权人员）")


def _what_now(county: LoadedCounty) -> Iterator[str]:
    """What changed in public, what is withheld and overdue, when the next change falls."""
    pages, ledger = county.report.pages if county.report else None, county.ledger
    if pages:
        yield f"公开页面：新增 {pages.new}，更改 {pages.changed}，撤下 {pages.gone}"
    if ledger is None:
        return
    names = {rule.id: rule.name for rule in ledger.definitions.rules}
    withheld = Counter(p.rule or "" for p in ledger.problems if p.level == "停发")
    if withheld:
        most = "、".join(f"{names.get(rule, rule)} {n}" for rule, n in withheld.most_common(3))
        yield f"停发的公示 {withheld.total()} 件：{most}{'等' if len(withheld) > 3 else ''}"
    late = sum(o.told == "逾期" for case in ledger.cases.values() for o in case.outcomes)
    if late:
        yield f"逾期未办 {late} 件，运行 python3 build.py due 查看"
    if ledger.next_change:
        day, why = ledger.next_change
        more = f"等 {len(why)} 件" if len(why) > 1 else ""
        yield f"公开网站下一次变化：{day}，{why[0]}{more}"


def _say_problems(problems: tuple[Problem, ...], county: LoadedCounty, *, options: Options) -> None:
    """The problems, of many what was taken down and the worst, and how many of each level."""
    worst_first = sorted(problems, key=lambda p: (p.rule != "take-down", LEVELS.index(p.level)))
    shown = problems if len(problems) <= _SHOWN else tuple(worst_first[:_SHOWN])
    if shown:
        print(retold(options, to_text(shown)))
    if rest := len(problems) - len(shown):
        said = f"…… 另有 {rest} 条，全部见 report.json，或运行 python3 build.py check"
        print(retold(options, said))
    counts = summary(problems, records=county.records)
    print("，".join(f"{level} {counts[level]}" for level in ("错误", "停发", "违规", "提醒")))
    print(f"{county.records} 份记录，{day_sentence(county)}")


def _say_unchanged(options: Options, county: LoadedCounty) -> None:
    """What is true of the standing site after a refusal."""
    if options.json:
        return
    still = sum(each.level == "错误" for each in county.taken_down)
    gone = len(county.taken_down) - still
    if still:
        print(f"没有发布：原有网站未改动，有 {still} 件应当撤下的公示仍在网站上。")
    elif gone:
        print(f"没有发布新的内容：原有网站只撤下了 {gone} 件公示，其余未改动。")
    else:
        print("没有发布：原有网站未改动。")


def _say_unnumbered(options: Options, county: LoadedCounty) -> None:
    """What of the catalogue has no 索引号: a build gives none."""
    from suowu.commands.number import unnumbered

    number = unnumbered(county.ledger) if county.ledger else 0
    if number and not options.json:
        says = f"政府信息公开目录里有 {number} 件还没有索引号。"
        print(retold(options, f"{says}\n  提示：运行 python3 build.py number 编号"))


def _say_noticed(options: Options, made: Report) -> None:
    """What others did to the site, or to its sources meanwhile."""
    if made.altered and not options.json:
        first = made.altered[0]
        print(f"网站里有 {len(made.altered)} 个文件被人改动过（如 {first}），已经按记录重新生成。")
    if made.unsettled and not options.json:
        print("生成期间有文件改动，这次用的是改动前读到的内容。\n  提示：再运行一次")
