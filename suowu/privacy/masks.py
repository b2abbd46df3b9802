"""Masks: how an allowed value is written in public. None of them shows a length."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

MASKS = ("原样", "姓某", "年月", "年", "镇街")

COMPOUND = frozenset(
    (
        "欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 "
        "赫连 澹台 皇甫 宗政 濮阳 公冶 太叔 申屠 公孙 慕容 仲孙 钟离 长孙 宇文 "
        "司徒 鲜于 司空 闾丘 子车 亓官 司寇 巫马 公西 颛孙 壤驷 公良 漆雕 乐正 "
        "宰父 谷梁 拓跋 夹谷 轩辕 令狐 段干 百里 呼延 东郭 南门 羊舌 微生 公户 "
        "公玉 公仪 梁丘 公仲 公上 公门 公山 公坚 左丘 公伯 西门 公祖 第五 公乘 "
        "贯丘 公皙 南荣 东里 东宫 仲长 子书 子桑 即墨 达奚 褚师 纳兰 "
    ).split()
)
_TOWN = re.compile(r"^(?:.*?(?:省|自治区|市|区|县|旗))*?([^省市县区旗]{1,12}?(?:镇|街道|乡|苏木))")
_STEMS = "甲乙丙丁戊己庚辛壬癸"


def mask(rule: str, value: Any) -> Any:
    """Write `value` as its 公开 rule allows; ValueError for a rule that does not exist."""
    if rule == "原样":
        return value
    if isinstance(value, list):
        return [mask(rule, item) for item in value]
    if rule == "姓某":
        return f"{surname(str(value))}某"
    if rule == "镇街":
        return town(str(value))
    if rule in ("年月", "年"):
        return _shortened(rule, value)
    raise ValueError(f"公开只能是 {'、'.join(MASKS)}：{rule!r}")


def surname(name: str) -> str:
    """The surname: compound ones whole; of a name with a dot (minority, foreign) the first part's
    first character only."""
    name = name.strip()
    return name[:2] if name[:2] in COMPOUND and len(name) > 2 else name[:1]


def masked_names(names: Sequence[str]) -> list[str]:
    """Masks for all names of one notice: repeats become 张某甲, 张某乙; one person, one mask."""
    people = list(dict.fromkeys(names))
    shared = Counter(surname(name) for name in people)
    seen: Counter[str] = Counter()
    masks: dict[str, str] = {}
    for name in people:
        family = surname(name)
        masks[name] = f"{family}某"
        if shared[family] > 1:
            masks[name] += _stem(seen[family])
            seen[family] += 1
    return [masks[name] for name in names]


def town(address: str) -> str:
    """The town or street of an address, nothing below it; empty if none can be told."""
    found = _TOWN.match(address)
    return found[1] if found else ""


def _stem(index: int) -> str:
    turn, at = divmod(index, len(_STEMS))
    return _STEMS[at] + (str(turn + 1) if turn else "")


def _shortened(rule: str, value: Any) -> str:
    if isinstance(value, date):
        return f"{value.year}年{value.month}月" if rule == "年月" else f"{value.year}年"
    return str(value)[: 7 if rule == "年月" else 4]
