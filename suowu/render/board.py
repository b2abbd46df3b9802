"""Deadline board: what is overdue, due soon, missed, or may not be posted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, TypedDict

from suowu.definitions import Kind
from suowu.derive.views import waiting_of
from suowu.ledger import Case, LeftOut, WhyLeftOut
from suowu.model import Data, Record, Where
from suowu.render import dossier
from suowu.render.context import SiteContext
from suowu.render.packets import PaperTitles, packets
from suowu.render.rows import (
    BUCKETS,
    BucketId,
    DeadlineRow,
    answerable,
    bucket_of,
    deadline_row,
)

GROUPS: Final[tuple[BucketId, ...]] = ("overdue", "7", "30", "later", "remind", "broken")
COUNTED: Final[tuple[BucketId, ...]] = ("overdue", "7", "30", "later", "broken")
ON_BOARD: Final = frozenset((*GROUPS, "withheld", "unknown"))


class BoardRow(DeadlineRow):
    """A deadline with the case it belongs to."""

    office: str
    office_name: str
    kind: str
    kind_name: str
    record: str
    title: str
    called: str
    waiting: str
    person: str
    href: str
    form: Data | None


class LeftOutRow(TypedDict):
    """A record that counts nowhere, and why."""

    office: str
    office_name: str
    kind_name: str
    record: str
    why: WhyLeftOut
    says: str
    path: str


def board(context: SiteContext, cases: Sequence[Case], *, paper: PaperTitles) -> Data:
    """Every open deadline, broken limit, reminder and withheld notice, the most urgent first.

    `Any`, because a view is what its template reads.
    """
    listed = (row for case in cases for row in _rows(context, case, paper=paper))
    rows = sorted(listed, key=_urgency)
    found = {bucket: [row for row in rows if row["bucket"] == bucket] for bucket in BUCKETS}
    return {
        "groups": [
            {"bucket": BUCKETS[bucket], "rows": found[bucket]} for bucket in GROUPS if found[bucket]
        ],
        "counts": [{"bucket": BUCKETS[b], "number": len(found[b])} for b in COUNTED],
        "withheld": found["withheld"],
        "left_out": [_left_out(context, each) for each in context.ledger.book.left_out],
        "offices": _choices((row["office"], row["office_name"]) for row in rows),
        "kinds": _choices((row["kind"], row["kind_name"]) for row in rows),
        "persons": sorted({row["person"] for row in rows if row["person"]}),
        "windows": [bucket for bucket in BUCKETS.values() if bucket.choice],
        "packets": [
            (office.name, files)
            for id, office in context.offices.items()
            if (files := packets(id, paper))
        ],
    }


def _left_out(context: SiteContext, each: LeftOut) -> LeftOutRow:
    """Why, by its first 错误; all of them are told by `check`."""
    first = next((p for p in each.problems if p.level == "错误"), None)
    place = f"第 {first.line} 行 " if first and first.line else ""
    said = " ".join(part for part in (first.field, first.message) if part) if first else ""
    return {
        "office": each.office,
        "office_name": context.office_name(each.office),
        "kind_name": context.ledger.definitions.kinds[each.kind].name,
        "record": each.id,
        "why": each.why,
        "says": f"{place}{said}",
        "path": each.shown_path,
    }


def _rows(context: SiteContext, case: Case, *, paper: PaperTitles) -> Iterator[BoardRow]:
    found = [outcome for outcome in case.outcomes if bucket_of(outcome) in ON_BOARD]
    if not found:
        return
    record, kind = case.record, context.kind_of(case)
    person, href = answerable(case, kind), context.href(record)
    forms = dossier.printed_forms(case, kind, paper=paper)
    for outcome in found:
        yield {
            **deadline_row(context, outcome),
            "office": record.office,
            "office_name": context.office_name(record.office),
            "kind": record.kind,
            "kind_name": kind.name,
            "record": record.id,
            "title": case.title,
            "called": _called(record, kind),
            "waiting": waiting_of(kind, case.scope),
            "person": person,
            "href": href,
            "form": _form_of(outcome.where, forms),
        }


def _called(record: Record, kind: Kind) -> str:
    """What stands below the title: 社区矫正 2026-003, of a register its year; of an office nothing
    more."""
    if kind.scope == "簿":
        return f"{record.id.partition('/')[0]}年"
    return f"{kind.name} {record.id}" if kind.scope == "案" else ""


def _form_of(where: Where, forms: Sequence[Data]) -> Data | None:
    """The form about the item that a deadline is about, else one about the whole record; if any."""
    about = (each for each in forms if each["at"] and where[: len(each["at"])] == each["at"])
    return next(about, next((each for each in forms if not each["at"]), None))


def _urgency(row: BoardRow) -> tuple[int, str, str, str, str]:
    day = row["due"] or row["start"]
    ordinal = day.toordinal() if day else 10**7
    return ordinal, row["office"], row["kind"], row["record"], row["rule"]


def _choices(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return sorted(set(pairs))
