"""Figures on the screen: `bench` measures speed and size on counties of N and 4N cases."""

from __future__ import annotations

import json
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from suowu import demo
from suowu.bench import Figure, Measured, bench
from suowu.commands.options import Options


def run_bench(options: Options) -> int:
    """Print the table or JSON; the exit code does not judge, a slow machine is no mistake."""
    with tempfile.TemporaryDirectory(prefix="suowu-bench-") as work:
        found = bench(
            root=options.root,
            work=Path(work),
            offices=demo.OFFICES if options.offices is None else options.offices,
            cases=options.cases or 200,
            seed=demo.SEED if options.seed is None else options.seed,
            say=lambda words: print(f"{words}…", file=sys.stderr, flush=True),
        )
    if options.json:
        print(json.dumps(asdict(found), ensure_ascii=False, indent=2))
    else:
        _show(found)
    return 0


def _show(found: Measured) -> None:
    from rich.console import Console
    from rich.table import Table

    county, machine = found.county, found.machine
    table = Table(title=f"{county['offices']} 所 {county['cases']} 案（N）", title_justify="left")
    for column in ("项目", "实测", "目标", ""):
        table.add_column(column, justify="right" if column == "实测" else "left")
    for figure in found.figures:
        table.add_row(figure.name, _value(figure), figure.goal, _verdict(figure))
    console = Console(highlight=False)
    console.print(table)
    console.print(
        f"{machine['processor']}，{machine['cores']} 核，"
        f"{machine['system']}，Python {machine['python']}"
    )


def _value(figure: Figure) -> str:
    digits = 0 if figure.value >= 100 else 2
    return f"{figure.value:,.{digits}f} {figure.unit}"


def _verdict(figure: Figure) -> str:
    return "" if figure.good is None else "达到" if figure.good else "未达到"
