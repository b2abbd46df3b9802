"""Public values and secrets of a county, for the leak gate: what is shown on purpose, what not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from suowu.definitions import Page
from suowu.ledger import Case, Secret
from suowu.model import Data, Problem
from suowu.privacy import Found
from suowu.problems import problem
from suowu.values import leaves_of
from suowu.wording import chinese_date


def shown_by(views: Iterable[object], cases: Iterable[Case]) -> frozenset[str]:
    """Every text and day of the public views and of the notices on the web."""
    public = [list(views), [_on_the_web(case) for case in cases]]
    return frozenset(text for _, leaf in leaves_of(public) for text in _spellings(leaf))


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
                yield problem(
                    f"页面里有一个词与不公开的姓名相同：{secret.record} 的“{secret.field}”",
                    level="提醒",
                    path=page.path,
                    rule="leak",
                    hint="看一遍这一页；若不是指此人，不必改",
                )


def _on_the_web(case: Case) -> list[Data]:
    return [n.view for n in case.notices if n.state == "公示中" and "网页" in n.channels]


def _spellings(leaf: Any) -> Iterator[str]:
    """A text as it is, a day as it is written in records and on pages; one character is nothing."""
    if isinstance(leaf, date):
        yield from (leaf.isoformat(), chinese_date(leaf))
    elif isinstance(leaf, str) and len(leaf) > 1:
        yield leaf
