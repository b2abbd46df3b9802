"""The deadline board: what is overdue, due soon, missed, or may not be posted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from suowu.model import Case
from suowu.render import dossier, paths
from suowu.render.shapes import Room, bucket_of, deadline, office_ids, office_name, person_of

ON_BOARD = ("overdue", "broken", "7", "30", "later", "withheld", "remind", "unknown")


def view(room: Room, cases: list[Case], paper: dossier.Paper) -> dict[str, Any]:
    """Every open deadline, broken limit, reminder and withheld notice, the most urgent first."""
    rows = sorted((row for case in cases for row in _board_rows(room, case)), key=_urgency)
    open_rows = [row for row in rows if row["bucket"] != "withheld"]
    buckets = [row["bucket"] for row in rows]
    return {
        "rows": open_rows,
        "withheld": [row for row in rows if row["bucket"] == "withheld"],
        "counts": {bucket: buckets.count(bucket) for bucket in ON_BOARD},
        "offices": _choices(rows, "office", "office_name"),
        "kinds": _choices(rows, "kind", "kind_name"),
        "persons": sorted({row["person"] for row in rows if row["person"]}),
        "packets": [
            packet for office in office_ids(room) for packet in dossier.packets(office, paper)
        ],
    }


def _board_rows(room: Room, case: Case) -> Iterator[dict[str, Any]]:
    found = [outcome for outcome in case.outcomes if bucket_of(outcome) in ON_BOARD]
    if not found:
        return
    record, kind = case.record, room.ledger.book.raw.kinds[case.record.kind]
    about = {
        "office": record.office,
        "office_name": office_name(room, record.office),
        "kind": record.kind,
        "kind_name": kind.name,
        "record": record.id,
        "title": case.title,
        "person": person_of(case, kind),
        "href": paths.within(paths.record_path(record, kind)),
    }
    for outcome in found:
        yield deadline(room, outcome) | about


def _urgency(row: Mapping[str, Any]) -> tuple[Any, ...]:
    day = row["due"] or row["start"]
    return (
        day.toordinal() if day else 10**7,
        row["office"],
        row["kind"],
        row["record"],
        row["rule"],
    )


def _choices(rows: list[dict[str, Any]], key: str, name: str) -> list[list[str]]:
    return [list(pair) for pair in sorted({(row[key], row[name]) for row in rows})]
