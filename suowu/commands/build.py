"""`build`, the default: the whole corridor, from records to site/."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

from suowu.commands import Options, Read, day_sentence, only_office, read
from suowu.commands.check import report, verdict
from suowu.model import LEVELS, Document, Ledger, Problem
from suowu.problems import summary, to_json, to_text

SHOWN = 30


def run(options: Options) -> int:
    """Build and swap; with errors or a leak the site that was there stays as it was."""
    found = read(options)
    if found.ledger is None:
        report(options, found)
        _unchanged(options)
        return 1
    leaks = build(options, found.ledger)
    if leaks:
        _say(options, found, leaks)
        _unchanged(options)
        return 1
    _say(options, found, found.problems)
    return verdict(options, found)


def build(
    options: Options, ledger: Ledger, *, say: Callable[[str], None] | None = None
) -> tuple[Problem, ...]:
    """render → publish. Returns what stopped the publication, nothing if it went well."""
    from suowu.publish import publish
    from suowu.render import render

    say = say or _progress(options)
    say("排版")
    documents: tuple[Document, ...] = render(ledger)
    result = publish(documents, ledger, out=out_of(options), cache=options.cache, say=say)
    say("")
    return result.problems


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


def _say(options: Options, found: Read, problems: tuple[Problem, ...]) -> None:
    shown = only_office(problems, options.office)
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
    if not errors:
        out = out_of(options)
        print(f"公开网站：{out / 'public' / 'index.html'}")
        print(f"内部网站：{out / 'internal' / 'index.html'}（只供授权人员）")


def _unchanged(options: Options) -> None:
    if not options.json:
        print("没有发布：原有网站未改动。")
