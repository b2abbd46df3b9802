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
SURNAMES = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛"
    "奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康"
    "伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵"
    "席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫经房裘缪干解应宗丁"
    "宣贲邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊甄曲家封芮靳汲邴糜松井段富巫乌焦巴弓牧"
    "隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰"
    "从鄂索咸籍赖卓蔺屠蒙池乔阴能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍桑桂濮牛寿通边扈燕冀郏浦"
    "尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东殳沃"
    "利蔚越夔隆师巩厍聂晁勾敖融冷辛阚那简饶空曾毋沙养鞠须丰巢关蒯相查后红游竺权盖益桓公"
)
NOT_NAMES = tuple(
    (
        "委会 出所 法院 公司 支部 党委 政府 学校 中学 小学 医院 企业 工厂 单位 代表 群众 村民 居民 "
        "百姓 民工 干部 业主 商户 住户 家属 夫妇 一行 等人 老人 工头 员工 职工 工人 农户 村组 律所 "
        "银行 商会 协会 请人 年人 何人 事人 托人 询人 诉人"
    ).split()
)
_FOREIGN = re.compile(r"[A-Za-z][A-Za-z .'-]+|[^\s·•]+(?:[·•][^\s·•]+)+")
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


def is_name(value: str, *, least: int = 2) -> bool:
    """Whether a text reads as a person's name: 派出所 and 居民代表 are no names.

    A name this does not know is still kept secret, but fixed wording may say the same word.
    """
    if _FOREIGN.fullmatch(value):
        return True
    known = value[:1] in SURNAMES or value[:2] in COMPOUND
    return known and least <= len(value) <= 4 and not value.endswith(NOT_NAMES)


def name_parts(value: str) -> list[str]:
    """阿依古丽·买买提 → also 阿依古丽 and 买买提, since each of them tells who it is."""
    parts = re.split(r"[·•]", value)
    return [part for part in parts if len(part) > 1] if len(parts) > 1 else []


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
