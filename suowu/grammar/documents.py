"""Documents: page heads, calendars, parameters, notice heads, what the leak gate lets pass."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from suowu.grammar.compounds import Either, Many, Pairs
from suowu.grammar.conditions import COUNT, LENGTH, Amount, Condition
from suowu.grammar.leaves import DATE, PATH, TABLES, NameShape, Path
from suowu.grammar.operators import CONDITION
from suowu.grammar.shapes import Day, Flag, Free, Number, Text, Word
from suowu.grammar.tables import Table, key, place, table
from suowu.model import Where

SUBJECTS: Final = ("职能", "流程", "规则")
ON_THE_WEB: Final = "网页"
CHANNELS: Final = (ON_THE_WEB, "公示栏")
VALIDITY: Final = ("有效", "失效", "废止")

# Why: one line a key, as in a table.
# fmt: off


@table("页面的前置说明", "content/ 下 Markdown 页面开头两行 --- 之间的字段")
@dataclass(frozen=True, slots=True, kw_only=True)
class PageHead:
    title: str | None = key("标题", Text(), says="页面标题；不写取第一个标题行", example="办事指南", default=None)
    part: str | None = key("部分", Text(), says="手册的哪一部分", example="四、工作职责", default=None)
    order: float | None = key("次序", Number(), says="同一部分里的先后", example="5", default=None)
    menu: bool = key("菜单", Flag(), says="是否直接列入菜单", example="true", default=False)
    subject: str | None = key("公开事项", Word(SUBJECTS), says="所务公开的哪一项", example="职能", default=None)
    index_number: str | None = key("索引号", Text("机构代码、年份和顺序号", r"\d{9}/\d{4}-\d{5,6}"), says="政府信息公开的索引号", example="990000001/2026-00001", default=None)
    category: str | None = key("类别", Text(), says="信息分类", example="机构职能", default=None)
    publisher: str | None = key("发布机构", Text(), says="不写为县司法局", example="示例县司法局", default=None)
    number: str | None = key("文号", Text(), says="公文文号", example="示司发〔2026〕39号", default=None)
    dated: date | None = key("成文日期", Day(), says="公文落款的日期", example="2026-01-05", default=None)
    formed: date | None = key("形成日期", Day(), says="信息形成的日期", example="2026-01-05", default=None)
    published: date | None = key("发布日期", Day(), says="发布的日期", example="2026-01-12", default=None)
    validity: str | None = key("有效性", Word(VALIDITY), says="现在是否有效", example="有效", default=None)
    summary: str | None = key("内容概述", Text(), says="一两句话的概述", example="说明本县司法所的职能。", default=None)
    where: Where = place()


@table("日期段", "连续几天，首尾都算")
@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    first: date = key("起", Day(), says="第一天", example="2027-02-05")
    last: date = key("止", Day(), says="最后一天", example="2027-02-11")
    name: str | None = key("名称", Text(), says="节日", example="春节", default=None)
    where: Where = place()


@table("一年的日历", "content/calendars/<年份>.yml：国务院办公厅公布的放假和补班安排")
@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarYear:
    year: int = key("年份", Number(whole=True, least=1900, most=2100), says="哪一年，与文件名相同", example="2027")
    source: str | None = key("依据", Text(), says="公布安排的通知", example="国务院办公厅关于2027年部分节假日安排的通知", default=None)
    off: tuple[date | Days, ...] = key("放假", Many(Either(table=Table(Days), plain=Day()), least=0), says="放假的日子（含周末）", example="[2027-01-01, {起: 2027-02-05, 止: 2027-02-11, 名称: 春节}]")
    on: tuple[date | Days, ...] = key("上班", Many(Either(table=Table(Days), plain=Day()), least=0), says="补班的周末", example="[2027-02-14]")
    where: Where = place()


@table("沿革", "一个时期的值")
@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterStep:
    since: date = key("自", Day(), says="从哪一天起", example="2024-11-08")
    value: Any = key("值", Free("数字或者“甲:乙”", (int, float, str)), says="值", example="7")
    basis: str = key("依据", Text(), says="出自哪一条", example="手册 四(五)2(8)②")
    verified: bool = key("核实", Flag(), says="条文是否核对过原文", example="true", default=True)
    where: Where = place()


PARAMETER_UNITS: Final = ("工作日", "日", "周", "月", "年", "次", "人", "家", "天", "小时", "周岁", "平方米", "倍", "比", "字", "位")


@table("参数", "一个有名称的数，带沿革")
@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterEntry:
    says: str = key("说明", Text(), says="是什么", example="司法所可以批准的外出天数")
    unit: str = key("单位", Word(PARAMETER_UNITS), says="单位", example="日")
    steps: tuple[ParameterStep, ...] = key("沿革", Many(Table(ParameterStep)), says="各个时期的值，从早到晚", example="[{自: 2024-11-08, 值: 7, 依据: 手册 四(五)2(8)②}]")
    where: Where = place()


@table("依据", "批准、决定或者裁定")
@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    day: Path = key("日期", DATE, says="批准、决定或者裁定的日期", example="机构决定.日期")
    number: Path | None = key("文号", PATH, says="它的文号；写了的，没有文号不得公示", example="机构决定.文号", default=None)
    number_shown: bool = key("公开文号", Flag(), says="正文可以写明这个文号（n.批准文号）；法院的案号查得到人，不写明", example="true", default=False)
    called: str | None = key("称", Text(), says="这个日期怎样称呼；不写的按字段的名称，如 裁定日期", example="批准日期", default=None)
    where: Where = place()


@table("触发", "什么情形下公示，以什么为依据")
@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    when: Condition | None = key("条件", CONDITION, says="什么情形下应当公示", example="{机构决定.结果: 批准}", default=None)
    grounds: Grounds = key("依据", Table(Grounds), says="依据", example="{日期: 机构决定.日期, 文号: 机构决定.文号}")
    where: Where = place()


@table("公示的前置说明", "templates/kinds/<类别>/notices/<名称>.html.j2 开头两行 --- 之间的字段")
@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeHead:
    name: str = key("名称", Text(), says="公示的称呼", example="外出公示")
    each: Path | None = key("逐项", TABLES, says="列表的每一项一件公示", example="外出", default=None)
    when: Condition | None = key("条件", CONDITION, says="哪些条目可能要公示", example="{类型: 表扬}", default=None, inside="each")
    triggers: tuple[Trigger, ...] = key("触发", Many(Table(Trigger)), says="写在前面的先看", example="[{条件: {机构决定.结果: 批准}, 依据: {日期: 机构决定.日期}}]", inside="each")
    posted: Path = key("起算", DATE, says="张贴的日期", example="公示.张贴日期", inside="each")
    length: Amount = key("期限", LENGTH, says="公示多久", example="5 工作日", inside="each")
    until: Path | None = key("末日", DATE, says="记录写明公示到哪一天的；比期限短的，仍公示到期限届满", example="公示.止", default=None, inside="each")
    channels: tuple[str, ...] = key("渠道", Many(Word(CHANNELS)), says="在哪里公示；“网页”是可以上网，要县里在 county.yml 的“网上公示”里写明才上", example="[公示栏]")
    fields: Mapping[str, Path] = key("公开字段", Pairs(NameShape("字段的称呼"), PATH, "公开字段"), says="正文可以用的字段，各按 kind.yml 的“公开”遮盖", example="{姓名: /姓名, 起: 起}", inside="each")
    least: Amount | None = key("上网最少", COUNT, says="本所在办的此类案件少于这个数的，只贴公示栏，不上网", example="网上公示最少在册人数", default=None)
    clause: str = key("条款", Text(), says="依据的条款", example="四(五)2(8)②")
    says: str | None = key("说明", Text(), says="维护人员的话", example="手册未定期限，按五个工作日", default=None)
    where: Where = place()


@table("放行", "公开页面上的一处文字，与不公开的内容写法相同而说的不是它，由人看过签名")
@dataclass(frozen=True, slots=True, kw_only=True)
class SignedPlace:
    value: str = key("值", Text("文字，不能是身份证号", r"(?!.*\d{15}).+"), says="放行的文字，或者包含它的一句话；身份证号不能放行", example="用电高峰")
    page: str = key("页", Text("公开站点上的页面", r"[^\s*?\[\]]+(?:/\*)?"), says="在哪一页，按公开站点的路径；“文件夹/*”是里面的每一页", example="guide.html")
    reason: str = key("理由", Text(), says="为什么说的不是那个人", example="说的是用电高峰，不是人名")
    who: str = key("谁", Text(), says="谁看过", example="示例县司法局办公室")
    until: date = key("至", Day(), says="放行到哪一天，到时再看", example="2026-12-31")
    where: Where = place()


@table("图片", "可以公开的一个图片或者字体文件，内容由摘要认定")
@dataclass(frozen=True, slots=True, kw_only=True)
class SignedPicture:
    file: str = key("文件", Text(), says="公开站点上的路径", example="img/seal.png")
    digest: str = key("摘要", Text("sha256，64 个十六进制字符", r"[0-9a-f]{64}"), says="文件的 sha256", example="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")
    reason: str = key("理由", Text(), says="是什么", example="局徽")
    who: str = key("谁", Text(), says="谁看过", example="示例县司法局办公室")
    where: Where = place()


@table("放行清单", "content/leak-gate.yml：泄露检查放行的地方和图片，一项一签")
@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    places: tuple[SignedPlace, ...] = key("放行", Many(Table(SignedPlace), least=0), says="放行的地方", example="[{值: 用电高峰, 页: guide.html, 理由: 说的是用电高峰, 谁: 示例县司法局办公室, 至: 2026-12-31}]", default=())
    pictures: tuple[SignedPicture, ...] = key("图片", Many(Table(SignedPicture), least=0), says="可以公开的图片和字体", example="[{文件: img/seal.png, 摘要: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08, 理由: 局徽, 谁: 示例县司法局办公室}]", default=())
    where: Where = place()


@table("条款的着落", "手册的一条由什么承载；引用它的规则、表格、公示和它的标题由程序自己找")
@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseEntry:
    title: str | None = key("题", Text(), says="没有自己标题的，说的是什么", example="成员不能履职", default=None)
    kinds: tuple[str, ...] = key("类别", Many(NameShape("类别或者登记簿的名称")), says="记在哪个类别或者登记簿里", example="[correction]", default=())
    pages: tuple[str, ...] = key("页面", Many(Text()), says="写在 content/ 的哪些页面上", example="[public/workflow.md]", default=())
    prose: str | None = key("仅文字", Text(), says="只有文字、没有可记可查的，写明为什么", example="目标要求，讲方向", default=None)
    where: Where = place()


@table("搜索用词", "content/search.yml：读者的说法，公开网站上搜这些词先到哪里")
@dataclass(frozen=True, slots=True, kw_only=True)
class SearchWords:
    places: Mapping[str, tuple[str, ...]] = key("去处", Pairs(Text("读者的说法"), Many(Text("页面和小节", r"[\w/-]+\.md(#[\w-]+)?", hint="例如 guide.md#mediation"), or_one=True), "说法"), says="读者的说法对应 content/public/ 下的页面，可以带小节", example="{打官司: guide.md#legal-aid}")
    where: Where = place()


PARAMETERS: Final = Pairs(NameShape("参数的名称"), Table(ParameterEntry), "参数")
PAGE_HEAD: Final = Table(PageHead)
CALENDAR: Final = Table(CalendarYear)
NOTICE_HEAD: Final = Table(NoticeHead)
SIGNED: Final = Table(Signed)
CLAUSES: Final = Pairs(Text("条款号"), Table(ClauseEntry), "手册条款")
SEARCH_WORDS: Final = Table(SearchWords)
