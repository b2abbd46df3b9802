"""Findings on the screen: `due` prints what is overdue or soon due, and what is left out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Final

from suowu.commands import LoadedCounty, Mistake, day_sentence, exit_code, load_county, report
from suowu.commands.left_out import elsewhere_lines, errors_elsewhere, left_out_names
from suowu.commands.options import Options
from suowu.commands.said import said_again
from suowu.commands.typed import retold
from suowu.derive.views import waiting_of
from suowu.ledger import Case, Ledger
from suowu.model import Outcome
from suowu.render.rows import BUCKETS, NEAR, BucketId, bucket_of

_SHOWN: Final[tuple[BucketId, ...]] = ("overdue", "7", "30")
Row = tuple[Case, Outcome]


def run_due(options: Options) -> int:
    """Overdue first, then by day, then what is left out; exit 1 if that is for an 错误."""
    return said_again(options, lambda: _told(options))


def _told(options: Options) -> tuple[int, LoadedCounty]:
    county = load_county(options)
    if county.ledger is None:
        report(options, county)
        return 1, county
    rows = sorted(_rows(county.ledger, options.office), key=_order)
    if options.json:
        print(json.dumps([_as_data(row) for row in rows], ensure_ascii=False, indent=2))
        return exit_code(options, county), county
    _show(county.ledger, rows)
    for line in left_out_names(county.ledger, options.office):
        print(line)
    others = errors_elsewhere(county.problems, options.office)
    for line in elsewhere_lines(county.ledger, options.office, others=others):
        print(retold(options, line))
    print(day_sentence(county))
    return exit_code(options, county), county


def _rows(ledger: Ledger, office: str | None) -> Iterator[Row]:
    for case in ledger.cases.values():
        if office is not None and case.record.office != office:
            continue
        for outcome in case.outcomes:
            if bucket_of(outcome) in _SHOWN:
                yield case, outcome


def _order(row: Row) -> tuple[date, str, str]:
    return row[1].due or date.max, row[0].record.key, row[1].rule


def _show(ledger: Ledger, rows: list[Row]) -> None:
    names = {office: str(r.data.get("名称", office)) for office, r in ledger.book.offices.items()}
    kinds = ledger.definitions.kinds
    for bucket in _SHOWN:
        group = [row for row in rows if bucket_of(row[1]) == bucket]
        if group:
            print(f"{BUCKETS[bucket].heading}（{len(group)} 件）")
        for case, outcome in group:
            record = case.record
            office = names.get(record.office, "县")
            kind = kinds[record.kind]
            waiting = f"（{said}）" if (said := waiting_of(kind, case.scope)) else ""
            title = f"{case.title}{waiting}"
            print(f"  {outcome.due}  {office}  {kind.name} {record.id}  {title}")
            print(f"              {outcome.message}  [{outcome.rule}]")
    if not rows:
        print(f"没有逾期和 {NEAR} 日内到期的事项。")


def _as_data(row: Row) -> dict[str, object]:
    case, outcome = row
    if outcome.due is None:
        raise Mistake(f"{outcome.rule} 没有到期日")
    return {
        "office": case.record.office,
        "kind": case.record.kind,
        "record": case.record.id,
        "title": case.title,
        "rule": outcome.rule,
        "state": outcome.told,
        "due": outcome.due.isoformat(),
        "days_left": outcome.days_left,
        "days_late": outcome.days_late,
        "message": outcome.message,
    }
