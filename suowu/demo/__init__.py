"""A synthetic county that can be made again from its seed: invented place, people and cases."""

from __future__ import annotations

from datetime import date
from pathlib import Path

OFFICES, CASES, SEED = 15, None, 2026
"""The committed county; without a number of cases there are as many as the stories say (份数)."""
AS_OF = date(2026, 3, 20)
"""示例日期: the day for which the committed county is told; stories keep its deadlines."""
TEMPLATES = Path(__file__).resolve().parents[2] / "templates"


def write(
    out: Path,
    *,
    offices: int = OFFICES,
    cases: int | None = CASES,
    seed: int = SEED,
    as_of: date = AS_OF,
    templates: Path = TEMPLATES,
) -> int:
    """Write the county's files below `out`; returns how many. Same arguments, same bytes."""
    from suowu.demo.county import tell
    from suowu.demo.text import document

    written = 0
    told = tell(offices=offices, cases=cases, seed=seed, as_of=as_of, templates=templates)
    for one in told:
        path = out / one.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(document(one.data, one.head), encoding="utf-8", newline="\n")
        written += 1
    return written
