"""Retention: archives whose time is over or will be this year, and how far their destruction is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final, TypedDict

from suowu.grammar.kinds import Keeping
from suowu.ledger import Case
from suowu.model import Data
from suowu.render.context import SiteContext
from suowu.rules.scopes import Scope, day, items, value
from suowu.wording import written

_WAITS: Final = "未满，期满以前不得销毁"
_FULL: Final = "已满，核准以前不得销毁"
_APPROVED: Final = "已核准，可以销毁"


class KeptArchive(TypedDict):
    """A line of the list: what, whose, until when, and what may be done with it."""

    office: str
    kind: str
    called: str
    until: date
    state: str
    href: str


def retention(context: SiteContext, cases: Iterable[Case]) -> Data:
    """The view of the list: full by the end of this year and not destroyed yet, oldest first."""
    year = context.ledger.as_of.year
    rows = [row for case in cases for row in _rows(context, case, last=date(year, 12, 31))]
    rows.sort(key=lambda row: (row["until"], row["office"], row["called"]))
    states = [row["state"] for row in rows]
    counts = [(word, states.count(word)) for word in (_APPROVED, _FULL, _WAITS)]
    return {"rows": rows, "year": year, "counts": counts}


def _rows(context: SiteContext, case: Case, *, last: date) -> Iterator[KeptArchive]:
    kind = context.kind_of(case)
    keeping = kind.file.keeping
    for item in items(keeping.each, case.scope) if keeping else ():
        assert keeping is not None
        until, done = day(keeping.until, item), day(keeping.destroyed, item)
        if until is None or until > last or (done and done <= context.ledger.as_of):
            continue
        yield {
            "office": context.office_name(case.record.office),
            "kind": kind.name,
            "called": "　".join(written(value(path, item)) for path in keeping.called),
            "until": until,
            "state": _state(keeping, item, until=until, as_of=context.ledger.as_of),
            "href": context.href(case.record),
        }


def _state(keeping: Keeping, item: Scope, *, until: date, as_of: date) -> str:
    if until >= as_of:
        return _WAITS
    approved = day(keeping.approved, item)
    return _APPROVED if approved and approved <= as_of else _FULL
