"""What the public is shown on purpose, and what must not be among it: both for the leak gate."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from suowu.model import Case, Data, Page, Problem, Secret
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


def namesakes(pages: Iterable[Page], secrets: Mapping[str, Secret]) -> Iterator[Problem]:
    """Words of the public pages that are somebody's name of two characters.

    The gate must let 高峰 and 方案 pass, or no county could publish; a person looks at these.
    """
    for page in pages:
        if not page.rel.startswith("public/"):
            continue
        pairs = {page.body[at : at + 2] for at in range(len(page.body) - 1)}
        for value in sorted(pairs & secrets.keys()):
            secret = secrets[value]
            if secret.strict:
                yield Problem(
                    level="提醒",
                    path=page.path,
                    rule="leak",
                    message=f"页面里有一个词与不公开的姓名相同：{secret.record} 的“{secret.field}”",
                    hint="看一遍这一页；若不是指此人，不必改",
                )


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
