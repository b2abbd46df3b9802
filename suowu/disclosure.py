"""Disclosure: what an office or the county says in its record that it has disclosed (信息公开)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from suowu.model import Data
from suowu.wording import written


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosed:
    """One entry of the disclosure catalogue, as a record's 信息公开 or a page's head gives it."""

    index_no: str
    title: str
    column: str
    summary: str
    publisher: str
    dated: date | None
    published: date | None
    doc_no: str
    valid: str
    href: str
    web: str = ""

    def __str__(self) -> str:
        day = written(self.published)
        shown = (self.index_no, self.title, self.summary, self.publisher, day)
        return "，".join(text for text in shown if text)


def disclosed_in(data: Data, publisher: str) -> tuple[Disclosed, ...]:
    """The entries of 信息公开 in a record or in its public view."""
    found = [item for item in data.get("信息公开") or () if isinstance(item, Mapping)]
    return tuple(_entry(item, publisher) for item in found)


def _entry(item: Data, publisher: str) -> Disclosed:
    return Disclosed(
        index_no=_text(item, "索引号"),
        title=_text(item, "名称"),
        column=_text(item, "分类"),
        summary=_text(item, "内容概述"),
        publisher=publisher,
        dated=_day(item.get("成文日期") or item.get("形成日期")),
        published=_day(item.get("公开日期")),
        doc_no=_text(item, "文号"),
        valid=_text(item, "有效性") or "有效",
        href=_text(item, "页面"),
        web=_text(item, "网址"),
    )


def _text(item: Data, key: str) -> str:
    value = item.get(key)
    return "" if value is None else str(value)


def _day(value: Any) -> date | None:
    return value if isinstance(value, date) else None
