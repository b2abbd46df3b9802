"""Figures on the screen: `bench` measures, and writes docs/benchmarks.md and its JSON."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from suowu import demo
from suowu.bench import SIZES, Measured, bench
from suowu.bench.measure import Figure
from suowu.bench.written import benchmarks_page, figure_text
from suowu.commands.options import Options


def run_bench(options: Options) -> int:
    """Print tables or JSON; the exit code does not judge, a slow machine is no mistake."""
    out = options.out or (options.root / "docs" if options.cases is None else None)
    found: Measured | None = None
    with tempfile.TemporaryDirectory(prefix="suowu-bench-") as work:
        for found in bench(
            root=options.root,
            work=Path(work),
            offices=demo.OFFICES if options.offices is None else options.offices,
            sizes=_sizes(options),
            seed=demo.SEED if options.seed is None else options.seed,
            peers=options.peers,
            say=lambda words: print(f"{words}…", file=sys.stderr, flush=True),
        ):
            if out is not None:
                _write(found, out)
    if found is None:
        return 1
    if options.json:
        print(_json(found))
    else:
        _show(found)
    return 0


def _write(found: Measured, out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    (out / "benchmarks.md").write_text(benchmarks_page(found), encoding="utf-8")
    (out / "benchmarks.json").write_text(_json(found) + "\n", encoding="utf-8")


def _json(found: Measured) -> str:
    return json.dumps(asdict(found), ensure_ascii=False, indent=1)


def _sizes(options: Options) -> tuple[int, ...]:
    if options.cases is not None:
        return (options.cases,)
    most = SIZES[-1] if options.most is None else options.most
    return tuple(size for size in SIZES if size <= most) or SIZES[:1]


def _show(found: Measured) -> None:
    from rich.console import Console

    console = Console(highlight=False)
    for size in found.sizes:
        console.print(_table(f"{size.offices} 所 {size.cases:,} 案", size.figures))
    console.print(_table("增长和表格", found.figures))
    if found.peers:
        console.print(_table("同样的事，各用各的工具", found.peers))
    machine = found.machine
    console.print(
        f"{machine['processor']}，{machine['cores']} 核，"
        f"{machine['system']}，Python {machine['python']}"
    )


def _table(title: str, figures: Iterable[Figure]) -> object:
    from rich.table import Table

    table = Table(title=title, title_justify="left")
    for column in ("项目", "实测", "目标", ""):
        table.add_column(column, justify="right" if column == "实测" else "left")
    for figure in figures:
        verdict = "" if figure.good is None else "达到" if figure.good else "未达到"
        table.add_row(figure.name, figure_text(figure), figure.goal, verdict)
    return table
