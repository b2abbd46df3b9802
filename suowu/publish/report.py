"""What came of a publication."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from suowu.model import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """`problems` are what stopped it: then the site that stood there still stands untouched.

    `findings` are the ledger's own problems. `written` files were made anew, `carried` were taken
    over unchanged, `removed` are gone.
    """

    out: Path
    problems: tuple[Problem, ...] = ()
    findings: tuple[Problem, ...] = ()
    files: int = 0
    written: int = 0
    carried: int = 0
    removed: int = 0
    engine_ran: tuple[str, ...] = ()

    @property
    def refused(self) -> bool:
        return bool(self.problems)
