"""What the public is shown on purpose, and what must not be among it: both for the leak gate."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from suowu.model import Case, Data, Secret
from suowu.privacy import Found
from suowu.wording import chinese_date


def shown_by(views: Iterable[Any], cases: Iterable[Case]) -> frozenset[str]:
    """Every text and day of the public views and of the notices on the web."""
    return frozenset(_texts([list(views), [_on_the_web(case) for case in cases]]))


def kept_from(found: Mapping[str, Iterable[Found]], shown: frozenset[str]) -> dict[str, Secret]:
    """The secrets of all records by value; one that somebody shows on purpose is none."""
    secrets: dict[str, Secret] = {}
    for key, values in found.items():
        for value, path, strict in values:
            known = secrets.get(value)
            if value not in shown and (known is None or (strict and not known.strict)):
                secrets[value] = Secret(value, key, path, strict)
    return secrets


def _on_the_web(case: Case) -> list[Data]:
    return [n.view for n in case.notices if n.state == "公示中" and "网页" in n.channels]


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _texts(inner)
    elif isinstance(value, date):
        yield from (value.isoformat(), chinese_date(value))
    elif isinstance(value, str) and len(value) > 1:
        yield value
