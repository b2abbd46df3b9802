"""Standby: a process that has the program and what builds have kept at hand, and waits to build.

A fifth of what an edit takes is over before the save.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from subprocess import PIPE, CompletedProcess, Popen

from suowu.cache import PACKAGE, program_stamp, take_to_hand
from suowu.parallel import put_off_collection

_READY, _GO = "ready\n", "go\n"
_ASKED_LATE = (
    "suowu.commands.crew, suowu.commands.site, suowu.publish.leak_check, suowu.publish.pages, "
    "suowu.publish.paper, suowu.publish.takedown, suowu.render, ahocorasick_rs, filelock"
)
"""What a build imports on its way."""
_START = (
    f"import sys; sys.path[0:0] = [{str(PACKAGE.parent)!r}]; "
    f"import {_ASKED_LATE}; from suowu.serve.standby import wait; wait(sys.argv.pop(1)); "
    "from suowu.cli import main; sys.exit(main(sys.argv[1:]))"
)


@dataclass(slots=True)
class _Waiting:
    """A process that waits, or will when it is `ready`, and the program that it knows."""

    process: Popen[str]
    program: str
    ready: bool = False

    @property
    def usable(self) -> bool:
        """Whether it neither broke down while it waited nor knows an older program."""
        return self.process.poll() is None and self.program == program_stamp()

    def until_ready(self) -> None:
        """It says so in one line, and nothing more until it is told to go on."""
        if not self.ready and self.process.stdout is not None:
            self.process.stdout.readline()
        self.ready = True

    def end(self) -> None:
        self.process.kill()
        with suppress(OSError, ValueError):
            self.process.communicate()


class Standby:
    """Runs one command again and again, each time in a process of its own that was ready before.

    Why a process a build: none leaves threads behind that the next would be forked with, no edit of
    the program goes unseen, and whatever goes wrong ends that process and not this one.
    """

    def __init__(self, words: Sequence[str], *, cache: Path | None) -> None:
        self._command = [sys.executable, "-P", "-c", _START, str(cache or ""), *words]
        self._waiting: _Waiting | None = None

    def prepare(self) -> None:
        """Get a process ready, unless one is."""
        self._waiting = self._waiting or self._start()

    def wait_until_ready(self) -> None:
        """Return when a run would begin at once."""
        self.prepare()
        if self._waiting is not None:
            self._waiting.until_ready()

    def run(self) -> CompletedProcess[str]:
        """Run it now."""
        waiting, self._waiting = self._waiting, None
        if waiting is not None and not waiting.usable:
            waiting.end()
            waiting = None
        waiting = waiting or self._start()
        try:
            waiting.until_ready()
            out, err = waiting.process.communicate(_GO)
        except BaseException:
            waiting.end()
            raise
        return CompletedProcess(self._command, waiting.process.returncode, out, err)

    def close(self) -> None:
        """No more runs."""
        if self._waiting is not None:
            self._waiting.end()
            self._waiting = None

    def _start(self) -> _Waiting:
        program = program_stamp()
        process = Popen(
            self._command,
            stdin=PIPE,
            stdout=PIPE,
            stderr=PIPE,
            encoding="utf-8",
            errors="replace",
        )
        return _Waiting(process, program)


def wait(cache: str) -> None:
    """In the process itself: take to hand what is kept, then wait for the word; without one there
    is no build."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # ^C is for who started this one
    put_off_collection()
    take_to_hand(Path(cache) if cache else None)
    print(_READY, end="", flush=True)
    if sys.stdin.readline() != _GO:
        sys.exit(0)
    signal.signal(signal.SIGINT, before)
