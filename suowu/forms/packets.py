"""Many forms as one: which belong together, and the value of their packet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

from suowu.forms.desk import Desk, recent
from suowu.ledger import Case, FormDue, Ledger

Chosen: TypeAlias = "tuple[Case, FormDue]"


def choose(
    ledger: Ledger,
    target: str = "",
    *,
    only_due: bool = False,
    kind: str | None = None,
    event: str | None = None,
) -> list[Chosen]:
    """The forms of a record (`office/kind/id`), of an office, or of the whole county.

    `only_due` leaves out what is older than a month, `event` all but one list of events (外出).
    """
    return [
        (case, due)
        for case in ledger.cases.values()
        if _is_in(case.record.key, target) and kind in (None, case.record.kind)
        for due in (recent(ledger, case) if only_due else case.forms)
        if event is None or event in (*due.where[:1], due.name, due.form)
    ]


def packet(desk: Desk, title: str, chosen: Sequence[Chosen]) -> dict[str, Any]:
    """The laid-out forms with the title of their contents sheet."""
    return {"title": title, "forms": [desk.value(case, due) for case, due in chosen]}


def packet_file(office: str) -> str:
    """Where an office's packet stands below site/."""
    return f"print/{office}/due.pdf"


def _is_in(key: str, target: str) -> bool:
    return not target or key == target or key.startswith(f"{target}/")
