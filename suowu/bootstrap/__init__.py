"""Start-up: makes `.venv` ready from the hash-locked requirements, then hands over.

Standard library only. Why this file imports next to nothing: it is the whole cost of a warm start.
The stamp in `.venv` is the text of the locks themselves, so comparing it needs no digest.
"""

from __future__ import annotations

import os
import sys

CHECKOUT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
LOCKS = ("requirements.lock", "requirements-test.lock")
WINDOWS = os.name == "nt"


def start(argv: list[str], *, root: str = CHECKOUT) -> int:
    """Make the environment ready and run the command in it; returns an exit code if it returns."""
    testing = argv[:1] == ["test"]
    python = os.path.join(
        root, ".venv", *(("Scripts", "python.exe") if WINDOWS else ("bin", "python"))
    )
    if not is_ready(root, python, testing=testing):
        from suowu.bootstrap import setup

        code = setup.set_up(root, python, testing=testing)
        if code:
            return code
    if testing:
        os.chdir(root)
        return _hand_over([python, "-P", "-m", "pytest", *argv[1:]])
    return _hand_over([python, "-P", "-m", "suowu", *argv])


def is_ready(root: str, python: str, *, testing: bool) -> bool:
    """Whether `.venv` was finished for this Python and exactly these locks."""
    wanted = stamp(root, testing=testing)
    found = read_text(os.path.join(root, ".venv", "stamp"))
    whole = os.path.exists(python) and os.path.exists(link_file(root))
    return bool(wanted) and found.startswith(wanted) and whole


def link_file(root: str) -> str:
    """Where `.venv` says where the package is."""
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    library = ("Lib",) if WINDOWS else ("lib", version)
    return os.path.join(root, ".venv", *library, "site-packages", "suowu.pth")


def stamp(root: str, *, testing: bool) -> str:
    """What a finished `.venv` says of itself; empty if a lock is missing."""
    texts = [read_text(os.path.join(root, lock)) for lock in LOCKS[: 1 + testing]]
    version = f"python {sys.version_info[0]}.{sys.version_info[1]}"
    return "\n".join([version, *texts, ""]) if all(texts) else ""


def read_text(path: str) -> str:
    """The text of a file, empty if there is none."""
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except FileNotFoundError:
        return ""


def _hand_over(command: list[str]) -> int:
    os.environ.pop("PYTHONOPTIMIZE", None)  # the validator needs its docstrings
    if not WINDOWS:
        sys.stdout.flush()
        os.execv(command[0], command)
    import subprocess

    try:
        return subprocess.run(command, check=False).returncode
    except KeyboardInterrupt:
        return 130
