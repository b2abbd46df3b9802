"""`serve`: preview on this machine; saving rebuilds and reloads."""

from __future__ import annotations

import gc
from dataclasses import replace
from pathlib import Path

from suowu.commands import Options, read
from suowu.commands.build import build, out_of
from suowu.model import Problem


def run(options: Options) -> int:
    """Serve until ^C. When a build refuses, its problems are on the page."""
    from suowu.serve import serve

    gc.enable()
    at = replace(options, out=options.out or options.root / ".cache" / "preview")
    serve(
        lambda: _rebuild(at),
        site=out_of(at) / str(options.extra["site"]),
        watch=_watched(options),
        port=int(options.extra["port"]),
    )
    return 0


def _rebuild(options: Options) -> tuple[Problem, ...]:
    gc.unfreeze()  # what the last build set aside may go now
    found = read(options)
    if found.ledger is None:
        return found.problems
    return build(options, found.ledger, say=lambda words: None).problems


def _watched(options: Options) -> tuple[Path, ...]:
    return (options.records, options.content, options.templates)
