"""Wording of values on pages and forms: dates, numbers, lists, yes and no."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

_ISO = re.compile(r" ?(\d{4}-\d{2}-\d{2}) ?")
_WEEKDAYS = "一二三四五六日"
_DIGITS = "零一二三四五六七八九"


def chinese_date(day: date | None) -> str:
    """2026-03-06 → 2026年3月6日; None → empty."""
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def day_and_month(day: date | None) -> str:
    """3月9日."""
    return f"{day.month}月{day.day}日" if day else ""


def weekday(day: date) -> str:
    """星期一 to 星期日."""
    return f"星期{_WEEKDAYS[day.weekday()]}"


def chinese_month(text: str) -> str:
    """2026-02 → 2026年2月; anything else as it is."""
    year, dash, month = text.partition("-")
    return f"{year}年{int(month)}月" if dash and year.isdigit() and month.isdigit() else text


def chinese_number(number: int) -> str:
    """5 → 五, 12 → 十二, 30 → 三十; from 100 on in figures."""
    tens, ones = divmod(number, 10)
    if not 0 <= tens < 10:
        return str(number)
    ten = (_DIGITS[tens] if tens > 1 else "") + "十" if tens else ""
    return ten + (_DIGITS[ones] if ones or not tens else "")


def with_chinese_dates(text: str) -> str:
    """自 2026-03-10 起 → 自2026年3月10日起: a sentence of the terminal as a page prints it."""
    return _ISO.sub(_in_chinese, text)


def _in_chinese(found: re.Match[str]) -> str:
    try:
        return chinese_date(date.fromisoformat(found[1]))
    except ValueError:  # 2026-02-30 is no day; it stays as it was typed
        return found[0]


def written(value: Any) -> str:
    """Any record value as a reader expects it; lists joined by 、, mappings by their values."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return chinese_date(value)
    if isinstance(value, (list, tuple)):
        return "、".join(written(item) for item in value if item not in (None, "", [], {}))
    if isinstance(value, dict):
        return "，".join(f"{key}：{written(v)}" for key, v in value.items() if v not in (None, ""))
    return str(value)
