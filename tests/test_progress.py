"""Progress is told where somebody looks, after a while; never in CI, to a program or with --quiet.

No time passes here: the clock is a value.
"""

from __future__ import annotations

import io
from pathlib import Path
from types import SimpleNamespace

import pytest

from suowu.commands.options import Options
from suowu.commands.progress import PATIENCE, counts_of, progress_of
from suowu.parallel import silent, telling


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


def options(**given: object) -> Options:
    here = Path()
    folders = {"root": here, "records": here, "content": here, "templates": here, "cache": None}
    return Options(command="build", **{**folders, **given})  # type: ignore[arg-type]


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> Screen:
    """Somebody looks, and the clock goes on by a second with each look at it."""
    made, seconds = Screen(), iter(range(10_000))
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setattr("suowu.commands.progress.sys", SimpleNamespace(stderr=made))
    monkeypatch.setattr("suowu.commands.progress.time.monotonic", lambda: float(next(seconds)))
    return made


def test_the_step_and_how_much_of_it_is_done(screen: Screen) -> None:
    with progress_of(options()) as tell:
        for done in range(int(PATIENCE) + 3):
            tell("推算期限", (done, 8))
    assert "推算期限" in screen.getvalue() and "4/8" in screen.getvalue()


def test_what_is_over_at_once_needs_none(screen: Screen) -> None:
    with progress_of(options()) as tell:
        tell("推算期限", (0, 8))
    assert screen.getvalue() == ""


@pytest.mark.parametrize("given", [{"quiet": True}, {"format": "json"}])
def test_who_wants_none_gets_none(screen: Screen, given: dict[str, object]) -> None:
    with progress_of(options(**given)) as tell:
        assert tell is silent


def test_ci_gets_none(screen: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    with progress_of(options()) as tell:
        assert tell is silent


def test_a_step_is_counted_while_it_goes_on() -> None:
    heard: list[tuple[str, tuple[int, int]]] = []
    told = telling("abcde", lambda step, done: heard.append((step, done)), step="a", of=5, every=2)
    assert "".join(told) == "abcde"
    assert heard == [("a", (0, 5)), ("a", (2, 5)), ("a", (4, 5))]


@pytest.mark.parametrize(
    ("done", "total", "speed", "says"),
    [
        (1200, 8000, 310.0, "1,200/8,000，每秒 310，还要 22 秒"),
        (3, 10, 0.5, "3/10，每秒 0.5，还要 14 秒"),
        (10, 8000, 10.0, "10/8,000，每秒 10，还要 13 分钟"),
        (0, 8, None, "0/8"),
        (0, None, None, ""),
    ],
)
def test_what_is_left(done: float, total: float | None, speed: float | None, says: str) -> None:
    assert counts_of(done, total, speed=speed) == says
