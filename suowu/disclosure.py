"""Disclosure: what an office or the county says in its record that it has disclosed (信息公开)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from suowu.model import Data
from suowu.values import as_day, items_in, text_in
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
    return tuple(_entry(item, publisher) for item in items_in(data, "信息公开"))


def _entry(item: Data, publisher: str) -> Disclosed:
    return Disclosed(
        index_no=text_in(item, "索引号"),
        title=text_in(item, "名称"),
        column=text_in(item, "分类"),
        summary=text_in(item, "内容概述"),
        publisher=publisher,
        dated=as_day(item.get("成文日期") or item.get("形成日期")),
        published=as_day(item.get("公开日期")),
        doc_no=text_in(item, "文号"),
        valid=text_in(item, "有效性") or "有效",
        href=text_in(item, "页面"),
        web=text_in(item, "网址"),
    )
