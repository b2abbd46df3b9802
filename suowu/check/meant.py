"""Meant: how a wrong value was probably meant, by the way in which it is written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple
from unicodedata import east_asian_width, normalize

from suowu.fields import Field
from suowu.model import Where

_NOTHING_WORDS = frozenset(
    "无 没有 暂无 不适用 未填 空 空白 无此项 / - — 无。 （空） （无） N/A".split()
)
_LIKE_QUOTES = "“”‘’＂＇"
_YES = frozenset("是 有 对 √ ✓ ✔ ☑ Y y 1 TRUE True".split())
_NO = frozenset("否 不 没 × ✗ N n 0 FALSE False".split())
_BRACKETS = re.compile(r"[［【〔\[](.*)[］】〕\]]").fullmatch
_BETWEEN = re.compile(r"\s*[，、；,;]\s*")
_NUMBER = re.compile(
    r"(约|大约|近|共)?\s*(-?[0-9][0-9,，]*(?:\.[0-9]+)?)\s*([万千百亿]?)\s*([^0-9]{0,6})"
).fullmatch
_TIMES = {"": 1, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}").fullmatch
_DAY = re.compile(
    r"(?<!\d)((?:19|20)?\d{2})\s*[-/.年—–、 ]\s*(\d{1,2})\s*[-/.月—–、 ]\s*(\d{1,2})(?!\d)"
)
_MONTH_DAY = re.compile(r"(\d{1,2})[-/.月](\d{1,2})[日号]?").fullmatch
_MONTH = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})月?").fullmatch
_FIGURES = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_TENS = re.compile(r"(\d?)十(\d?)")
_UNITS = re.compile(r"\d{7,}")


class _Asked(NamedTuple):
    """What a value should have been, and the year of its record."""

    field: Field
    year: str


def meant_hint(
    value: object, where: Where, *, field: Field | None = None, year: str = ""
) -> str | None:
    """What was probably meant, as a hint; None if the value does not show it.

    `year` is that of the record, for a day without one.
    """
    if field is not None and (hint := _by_type(value, field, year=year)):
        return hint
    if not isinstance(value, str):
        return None
    if value.strip() in _NOTHING_WORDS and not (field and field.required):
        return "没有就留空，不必写“无”"
    if value[:1] and value[0] in _LIKE_QUOTES:
        return '引号须为半角的英文引号，例如 "19900000101"'
    if value != value.strip():
        return f"前后有空格或者看不见的字符，删去以后重新输入：'{value.strip()}'"
    if any(c.isalnum() and east_asian_width(c) == "F" for c in value):
        return f"数字和字母须为半角：{_half(value)}"
    if where and isinstance(where[-1], int) and any(c in value for c in "，、；"):
        return "各项之间须用半角逗号“,”，例如 [甲, 乙]"
    return None


def likely_date(value: object) -> date | None:
    """2026/3/9, 2026.3.9, 26-3-9, 2026年3月9日, 20260309 → 2026-03-09; of several the first."""
    text = _half(str(value)).strip()
    if re.fullmatch(r"(19|20)\d{6}", text):
        text = f"{text[:4]}-{text[4:6]}-{text[6:]}"
    found = _DAY.search(_in_figures(text))
    return _day(*found.groups()) if found else None


def _half(text: str) -> str:
    """The full-width signs of a text as half-width ones; ㎡ stays what it is."""
    return "".join(normalize("NFKC", c) if east_asian_width(c) == "F" else c for c in text)


def _by_type(value: object, field: Field, *, year: str) -> str | None:
    """Of a value whose field says what it should have been."""
    if isinstance(value, list) and len(value) == 1 and field.type == "string":
        return f"只填一个，不写方括号：'{value[0]}'"
    nothing = isinstance(value, str) and value.strip() in _NOTHING_WORDS
    look = _BY_TYPE.get(field.type)
    if nothing or look is None or not isinstance(value, (str, int, float)):
        return None
    return look(value, _Asked(field, year))


def _date_hint(value: object, asked: _Asked) -> str | None:
    """Why the fraction is looked at: 1.10 is read as 1.1."""
    text = _half(str(value)).strip()
    if isinstance(value, str) and _ISO(value):
        return f"日期不加引号：{value}"
    if isinstance(value, str) and value != value.strip():
        return None
    if len(_DAY.findall(text)) > 1:
        return "这里只写一个日期，起止分开写在各自的一项里"
    if isinstance(value, str) and text != value and _ISO(text):
        return f"数字和短横须为半角：{text}"
    if day := likely_date(text):
        return f"例如 {day}" if len(text) <= 12 and not _ISO(text[:10]) else f"只写日期：{day}"
    short = isinstance(value, float) and text[-2:] in (".1", ".2", ".3")
    found = None if short else _MONTH_DAY(text)
    day = _day(asked.year, *found.groups()) if found and asked.year else None
    if day or found or isinstance(value, (int, float)) or _MONTH(text):
        return f"年、月、日都要写，例如 {day or '2026-03-09'}"
    return None


def _number_hint(value: object, asked: _Asked) -> str | None:
    text = _half(str(value)).strip()
    found = _NUMBER(text)
    if not isinstance(value, str) or found is None:
        return None
    about, figures, times, unit = found.groups()
    number = Decimal(re.sub("[,，]", "", figures)) * _TIMES[times]
    plain = f"{number.normalize():f}"
    if times:
        return f"把数写全，不写“{times}{unit}”：{plain}"
    if unit or about:
        return f"只写数字，不写“{about or unit}”：{plain}"
    if re.search("[,，]", figures):
        return f"数字里不写逗号：{plain}"
    return f"数字不加引号：{plain}" if value == text else None


def _switch_hint(value: object, asked: _Asked) -> str | None:
    text = str(value).strip()
    if text in _YES or text.startswith("已"):
        return "请写 true"
    if text in _NO or text.startswith("未"):
        return "请写 false"
    return None


def _list_hint(value: object, asked: _Asked) -> str | None:
    if not isinstance(value, str) or (asked.field.item and asked.field.item.type == "dict"):
        return None
    held = _BRACKETS(value.strip())
    parts = [part for part in _BETWEEN.split(held[1] if held else value.strip()) if part]
    if len(value) > 60 or not parts:
        return None
    says = "方括号和逗号须为半角" if held else "外面加方括号，各项用半角逗号隔开"
    return f"{says}：[{', '.join(parts)}]"


def _text_hint(value: object, asked: _Asked) -> str | None:
    """The value in that way of writing which keeps to the pattern of the asked.field."""
    if (
        not isinstance(value, str)
        or asked.field.regex is None
        or re.fullmatch(asked.field.regex, value)
    ):
        return None
    if value[:1] and value[0] in _LIKE_QUOTES:
        return None
    good = (each for each in _ways(value) if re.fullmatch(f"(?:{asked.field.regex})", each))
    if written := next(good, None):
        return f"请写成：'{written}'"
    if asked.field.meta.sort == "身份证号" and value.isascii() and value.isalnum():
        old = "，15 位的是第一代证，请照第二代证填写" if len(value) == 15 else ""
        return f"公民身份号码是 18 位，这里有 {len(value)} 位{old}"
    if asked.field.meta.sort == "电话" and len(_UNITS.findall(value)) > 1:
        return "这里只写一个号码，另一个可以写在备注里"
    return None


def _ways(value: str) -> Iterator[str]:
    text = _half(value).strip()
    yield text
    yield text.upper()
    yield re.sub(r"\s", "", text).upper()
    yield re.sub(r"\s*(?:转|分机|ext\.?)\s*", "-", re.sub(r"[()]", "", text), flags=re.IGNORECASE)
    yield text.rstrip("。.，,;")
    if found := _MONTH(text):
        yield f"{found[1]}-{int(found[2]):02}"


_BY_TYPE: Mapping[str, Callable[[object, _Asked], str | None]] = {
    "date": _date_hint,
    "integer": _number_hint,
    "number": _number_hint,
    "float": _number_hint,
    "boolean": _switch_hint,
    "list": _list_hint,
    "string": _text_hint,
}


def _in_figures(text: str) -> str:
    """二〇二六年一月二十九日 → 2026年1月29日."""
    if "月" not in text:
        return text
    return _TENS.sub(lambda m: f"{m[1] or 1}{m[2] or 0}", text.translate(_FIGURES))


def _day(*parts: str) -> date | None:
    year, month, day = map(int, parts)
    century = 0 if year > 99 else 2000 if year <= 50 else 1900
    try:
        return date(century + year, month, day)
    except (ValueError, OverflowError):
        return None
