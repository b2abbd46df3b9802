"""启用日期: what had to happen so often is not judged before records were kept here."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from suowu.model import Outcome
from tests.test_review_law import CASE, OFFICE, ledger

DUTY = {"宣告": {"日期": date(2026, 2, 6)}, "报告": [], "通信联络": []}
BY_PERIOD = ("correction-contact", "correction-reports-come")


def missed(key: str, change: dict[str, Any], *, rules: tuple[str, ...]) -> list[Outcome]:
    found = ledger(change, "2026-06-20", key).cases
    said = (o for case in found.values() for o in case.outcomes)
    return [o for o in said if o.state == "违反" and o.rule.startswith(rules)]


@pytest.mark.parametrize("key", [OFFICE, "county/county/county"])
def test_the_day_of_the_office_or_of_the_county_counts(key: str) -> None:
    before = [o for o in missed(key, {}, rules=("duty", "meeting")) if o.due]
    after = missed(key, {"启用日期": date(2026, 6, 1)}, rules=("duty", "meeting"))
    days = [o.start for o in before if o.start]
    assert min(days) < date(2026, 6, 1)
    assert all(o.start is None or o.start >= date(2026, 6, 1) for o in after)
    assert len(after) < len(before)


def test_a_case_that_began_earlier_is_judged_from_that_day_on() -> None:
    started = missed(OFFICE, {"启用日期": date(2026, 6, 1)}, rules=BY_PERIOD)
    assert all(o.start is None or o.start >= date(2026, 6, 1) for o in started)
    assert missed(CASE, DUTY, rules=BY_PERIOD)
