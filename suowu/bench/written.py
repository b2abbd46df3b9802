"""Benchmarks as a page for people: what was measured, what falls short, and of what the time is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from suowu.bench import Measured, SizeMeasured
from suowu.bench.measure import Figure

_MIB = 1024 * 1024
_LEAST = 0.02
_PROFILES = """Where the time goes, on one core: shares of the samples of processor time, each
counted to the innermost of our modules, with all that it calls of others."""
_HEAD = """# Benchmarks

Written by `python3 build.py bench{peers}`; do not edit. Whole processes on synthetic counties
(`build.py demo`, seed {seed}), each first build with empty caches. Seconds are this machine's; what
holds on others are the ratios.

{processor}, {cores} cores, {system}, Python {python}.
"""


def benchmarks_page(found: Measured) -> str:
    """docs/benchmarks.md."""
    head = _HEAD.format(peers=" --peers" if found.peers else "", seed=found.seed, **found.machine)
    parts = [head, *(_size(size) for size in found.sizes)]
    parts.append(_section("Growth and paper", found.figures))
    if found.peers:
        parts.append(_section("Peers on the same work, in the same run", found.peers))
    parts.append(_short(found))
    return "\n".join(part.rstrip() + "\n" for part in parts)


def figure_text(figure: Figure) -> str:
    """`1,234 /s`, `0.65 ms a page`."""
    digits = 0 if figure.value >= 100 else 2
    return f"{figure.value:,.{digits}f} {figure.unit}"


def _size(size: SizeMeasured) -> str:
    title = f"{size.cases:,} cases, {size.offices} offices, {size.files:,} files"
    lines = [_section(title, size.figures).rstrip(), ""]
    folders = "，".join(f"{name} {held / _MIB:,.1f}" for name, held in size.folders.items())
    lines.append(f"Made: {folders.replace('，', ', ')} MiB.")
    if size.stages:
        lines += ["", *_stages(size)]
    if size.profiles:
        lines += ["", _PROFILES, "", *_profiles(size)]
    return "\n".join(lines)


def _profiles(size: SizeMeasured) -> Iterator[str]:
    for name, shares in size.profiles.items():
        large = {module: share for module, share in shares.items() if share >= _LEAST}
        said = ", ".join(f"`{module}` {share:.0%}" for module, share in large.items())
        rest = len(shares) - len(large)
        yield f"- {name}: {said}, {rest} others {1 - sum(large.values()):.0%}."


def _stages(size: SizeMeasured) -> Iterator[str]:
    names = list(dict.fromkeys(name for told in size.stages.values() for name in told))
    yield f"| stage, seconds | {' | '.join(size.stages)} |"
    yield f"|---|{'---:|' * len(size.stages)}"
    for name in names:
        cells = (f"{told.get(name, 0):,.4g}" for told in size.stages.values())
        yield f"| {name} | {' | '.join(cells)} |"


def _section(title: str, figures: Iterable[Figure]) -> str:
    lines = [f"## {title}", "", "| | measured | goal | |", "|---|---:|---|---|"]
    for each in figures:
        verdict = {None: "", True: "met", False: "**short**"}[each.good]
        lines.append(f"| {each.name} | {figure_text(each)} | {each.goal} | {verdict} |")
    return "\n".join(lines) + "\n"


def _short(found: Measured) -> str:
    """What falls short, in one list."""
    told = [
        *((f"{size.cases:,} cases: ", figure) for size in found.sizes for figure in size.figures),
        *(("", figure) for figure in (*found.figures, *found.peers)),
    ]
    lines = [
        f"- {where}{figure.name}: {figure_text(figure)}, goal {figure.goal}"
        for where, figure in told
        if figure.good is False
    ]
    return "\n".join(["## Short of the goal", "", *(lines or ["Nothing."])])
