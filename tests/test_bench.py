"""Benchmarks: what is written of them; nothing is timed here."""

from __future__ import annotations

import sys

import pytest

from suowu.bench import Measured, SizeMeasured
from suowu.bench.measure import at_most
from suowu.bench.sampled import Samples, sampled
from suowu.bench.written import benchmarks_page
from suowu.digest import digest_of


def test_a_sample_counts_for_the_innermost_of_our_modules() -> None:
    samples = Samples()

    class Looked:
        def __repr__(self) -> str:
            samples.take(0, sys._getframe())
            return "x"

    digest_of(Looked())
    samples.take(0, sys._getframe())  # none of ours is at work
    assert samples.shares == {"digest": 1.0}


@pytest.mark.skipif(sys.platform == "win32", reason="no clock of a process")
def test_the_clock_stops_when_the_work_is_done() -> None:
    import signal

    before = signal.getsignal(signal.SIGPROF)
    with sampled() as samples:
        while not samples.by_module:
            digest_of("x" * 100_000)
    assert samples.shares == {"digest": 1.0}
    assert signal.getitimer(signal.ITIMER_PROF) == (0.0, 0.0)
    assert signal.getsignal(signal.SIGPROF) == before


def test_what_falls_short_is_told_with_where_its_time_goes() -> None:
    size = SizeMeasured(
        cases=200,
        offices=15,
        files=900,
        figures=(
            at_most("one edit", 1.5, unit="s", goal=1),
            at_most("new day", 3, unit="s", goal=8),
        ),
        profiles={"one edit": {"cache": 0.6, "digest": 0.385, "rules": 0.01, "fields": 0.005}},
    )
    machine: dict[str, str | int] = {
        "system": "Linux",
        "processor": "P",
        "cores": 2,
        "python": "3.11",
    }
    page = benchmarks_page(Measured(machine=machine, seed=1, sizes=(size,), figures=()))
    assert "- one edit: `cache` 60%, `digest` 38%, 2 others 2%." in page
    assert "- 200 cases: one edit: 1.50 s, goal ≤ 1" in page
    assert "new day: 3" not in page.partition("## Short of the goal")[2]
