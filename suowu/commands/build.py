"""`build`, the default: the whole corridor, from records to site/."""

from __future__ import annotations

import gc
import json
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

from suowu.commands import Options, Read, day_sentence, only_office, read, today
from suowu.commands.check import report, verdict
from suowu.model import LEVELS, Ledger
from suowu.problems import in_order, summary, to_json, to_text
from suowu.publish.report import Report

FONTS = "fonts"
SHOWN = 30


def run(options: Options) -> int:
    """Build and swap; with errors or a leak the site that was there stays as it was."""
    key = _key(options)
    standing = _standing(options, key)
    if standing is not None:
        return standing
    found = read(options)
    if found.ledger is None:
        report(options, found)
        _unchanged(options)
        return 1
    made = build(options, found.ledger, key=key)
    if made.refused:
        _say(options, replace(found, problems=made.problems))
        _unchanged(options)
        return 1
    found = replace(found, problems=made.findings)
    _say(options, found)
    return verdict(options, found)


def build(
    options: Options, ledger: Ledger, *, key: str = "", say: Callable[[str], None] | None = None
) -> Report:
    """render → publish, with paper. The report tells what stopped it, if anything did."""
    from suowu.publish import publish
    from suowu.publish.paper import paper
    from suowu.render import render

    gc.freeze()  # Why: the county stays as it is; only what the pages leave behind is collected
    gc.enable()
    say = say or _progress(options)
    say("排版")
    sheets = paper(ledger, templates=options.templates, county=options.root / FONTS)
    ledger = replace(ledger, problems=in_order([*ledger.problems, *sheets.problems]))
    result = publish(
        render(ledger, printed=sheets.documents),
        ledger,
        out=out_of(options),
        cache=options.cache,
        makers=sheets.makers,
        notes=sheets.notes,
        key=key,
        say=say,
    )
    say("")
    return result


def _key(options: Options) -> str:
    """A digest of all that goes into a build: every input, the day asked for, a county's fonts."""
    from suowu.load import digest

    fonts = sorted(f"{p.name} {p.stat().st_size}" for p in (options.root / FONTS).glob("*"))
    day = options.as_of or today().isoformat()
    inputs = digest(records=options.records, content=options.content, templates=options.templates)
    return "\n".join([inputs, day, str(options.records), *fonts])


def _standing(options: Options, key: str) -> int | None:
    """When nothing changed: say again what the last build said, without building."""
    from suowu.publish import settled

    if options.cache is None or options.office is not None:  # the office may not exist
        return None
    last = settled(key, out=out_of(options), cache=options.cache)
    if last is None:
        return None
    said = json.loads((out_of(options) / "report.json").read_bytes())
    day = date.fromisoformat(said["as_of"])
    found = Read(
        records=said["summary"]["records"],
        ledger=None,
        problems=last.findings,
        as_of=day,
        sample_day=day != (date.fromisoformat(options.as_of) if options.as_of else today()),
    )
    _say(options, found, standing=True)
    return verdict(options, found, usable=True)


def out_of(options: Options) -> Path:
    """Where the site goes."""
    return options.out or options.root / "site"


def _progress(options: Options) -> Callable[[str], None]:
    if options.json or not sys.stderr.isatty():
        return lambda words: None
    width = os.get_terminal_size(sys.stderr.fileno()).columns

    def say(words: str) -> None:
        sys.stderr.write(f"\r{' ' * (width - 1)}\r{words and words + ' …'}")
        sys.stderr.flush()

    return say


def _say(options: Options, found: Read, *, standing: bool = False) -> None:
    shown = only_office(found.problems, options.office)
    if options.json:
        print(to_json(found.as_of, shown, records=found.records))
        return
    errors = any(p.level == "错误" for p in shown)
    worst_first = sorted(shown, key=lambda p: LEVELS.index(p.level))
    told = shown if len(shown) <= SHOWN else tuple(worst_first[:SHOWN])
    if told:
        print(to_text(told))
    if len(shown) > len(told):
        rest = len(shown) - len(told)
        print(f"…… 另有 {rest} 条，全部见 report.json，或运行 python3 build.py check")
    counts = summary(shown, records=found.records)
    print("，".join(f"{level} {counts[level]}" for level in ("错误", "停发", "违规", "提醒")))
    print(f"{found.records} 份记录，{day_sentence(found)}")
    if standing:
        print("没有变化，原有网站就是最新的。")
    if not errors:
        out = out_of(options)
        print(f"公开网站：{out / 'public' / 'index.html'}")
        print(f"内部网站：{out / 'internal' / 'index.html'}（只供授权人员）")


def _unchanged(options: Options) -> None:
    if not options.json:
        print("没有发布：原有网站未改动。")
