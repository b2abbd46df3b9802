"""County data: what a county's public site says of itself to a portal over several counties."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from suowu.county import county_of, office_of
from suowu.publish.staging import PUBLIC

if TYPE_CHECKING:
    from suowu.derive.statistics import CountTable
    from suowu.ledger import Ledger

COUNTY_DATA: Final = f"{PUBLIC}county.json"


def county_data(ledger: Ledger) -> bytes:
    """county.json: the bureau, its offices and the counts that its pages show; nothing else."""
    county = county_of(ledger.public_county)
    views = ledger.public_offices.items()
    offices = [office_of(view, id=office) for office, view in views]
    said = {
        "name": county.name,
        "bureau": county.bureau,
        "domain": county.domain,
        "sample": county_of(ledger.book.county.data).sample,
        "as_of": ledger.as_of.isoformat(),
        "offices": [
            {
                "name": office.name,
                "town": office.town,
                "address": office.address,
                "phone": office.phone,
                "page": f"offices/{office.lasting_id}.html",
            }
            for office in offices
        ],
        "tables": [
            _table(table)
            for table in ledger.statistics.get("public", ())
            if len(table.columns) == 2 and table.rows and not _of_offices(table, offices)
        ],
    }
    return json.dumps(said, ensure_ascii=False, indent=1).encode() + b"\n"


def _of_offices(table: CountTable, offices: list[Any]) -> bool:
    """Whether its lines are offices: what these have is the county's own concern."""
    return table.rows[0].head in {office.name for office in offices}


def _table(table: CountTable) -> dict[str, Any]:
    """Numbers by the head of their line, as shown; null stands for one that is too small."""
    return {
        "title": table.title,
        "noun": table.noun,
        "counts": {row.head: row.cells[0] for row in table.rows},
    }
