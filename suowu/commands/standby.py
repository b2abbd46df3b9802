"""Standby: a process that has the program and what builds have kept at hand, and waits to build.

Half of what an edit takes is over before the save.
"""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from suowu.cache import PACKAGE, program_stamp, take_to_hand
from suowu.parallel import put_off_collection

_GO = "go\n"
_START = (
    f"import sys; sys.path[0:0] = [{str(PACKAGE.parent)!r}]; "
    "from suowu.commands.standby import wait; wait(sys.argv.pop(1)); "
    "from suowu.cli import main; sys.exit(main(sys.argv[1:]))"
)


class Standby:
    """Runs one command again and again, each time in a process of its own that was ready before.

    Why a process a build: none leaves threads behind that the next would be forked with, no edit of
    the program goes unseen, and whatever goes wrong ends that process and not this one.
    """

    def __init__(self, words: Sequence[str], *, cache: Path | None) -> None:
        self._command = [sys.executable, "-P", "-c", _START, str(cache or ""), *words]
        self._ready: subprocess.Popen[str] | None = None
        self._stamp = ""

    def run(self) -> subprocess.CompletedProcess[str]:
        """Run it now, and get the next one ready."""
        process, self._ready = self._ready, None
        if process is not None and (process.poll() is not None or self._stamp != program_stamp()):
            _end(process)  # it broke down while it waited, or knows an older program
            process = None
        process = process or self._start()
        try:
            out, err = process.communicate(_GO)
        except BaseException:
            _end(process)
            raise
        return subprocess.CompletedProcess(self._command, process.returncode, out, err)

    def prepare(self) -> None:
        """Get a process ready, unless one is."""
        if self._ready is None:
            self._stamp = program_stamp()
            self._ready = self._start()

    def close(self) -> None:
        """No more runs."""
        if self._ready is not None:
            _end(self._ready)
            self._ready = None

    def _start(self) -> subprocess.Popen[str]:
        pipe = subprocess.PIPE
        return subprocess.Popen(
            self._command,
            stdin=pipe,
            stdout=pipe,
            stderr=pipe,
            encoding="utf-8",
            errors="replace",
        )


def _end(process: subprocess.Popen[str]) -> None:
    process.kill()
    with suppress(OSError, ValueError):
        process.communicate()


def wait(cache: str) -> None:
    """In the process itself: get ready, then wait for the word; without one there is no build."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # ^C is for who started this one
    put_off_collection()
    _import_what_a_build_does()
    take_to_hand(Path(cache) if cache else None)
    if sys.stdin.readline() != _GO:
        sys.exit(0)
    signal.signal(signal.SIGINT, before)


def _import_what_a_build_does() -> None:
    import ahocorasick_rs  # noqa: F401
    import filelock  # noqa: F401

    import suowu.commands.crew
    import suowu.commands.site
    import suowu.publish.leak_check
    import suowu.publish.pages
    import suowu.publish.paper
    import suowu.publish.takedown
    import suowu.render.templates  # noqa: F401
