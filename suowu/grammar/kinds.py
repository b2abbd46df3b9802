"""Kinds: kind.yml, its fields and shared types, as they may be written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal, TypeAlias

from suowu.draw import RESULTS
from suowu.grammar.compounds import Either, Later, Many, Pairs, declare
from suowu.grammar.conditions import ANY_SET, LENGTH, SET, Amount, Condition, Set
from suowu.grammar.leaves import DATE, NUMBER, PATH, TABLES, NameShape, Path
from suowu.grammar.operators import CONDITION
from suowu.grammar.shapes import At, Flag, Free, Number, Pattern, Schema, Shape, Text, Word
from suowu.grammar.sorts import ANYTHING, SORTS
from suowu.grammar.tables import Table, key, place, table
from suowu.model import Where

KindScope: TypeAlias = Literal["所", "县", "案", "簿"]
SCOPES: Final = ("所", "县", "案", "簿")
TYPES: Final = ("string", "integer", "float", "number", "boolean", "date", "dict", "list")
WEB: Final = "网页公示"
"""The 引用 whose values are notices that may stand on the web, as kind/notice."""
IN_LIST: Final = "列表"
ACTIVE: Final = "在办"
CLOSED: Final = "已办结"
"""What a case is that is not 在办, if its kind does not say otherwise."""
DRAFT_FIELD: Final = "草稿"
"""The first field of every case and register: while it is true, the record counts nowhere."""
DRAFT_SAYS: Final = "没有写完：不计入、不公示、不打印；写完、check 没有提醒了，删去这一行"
_BOUND = Free("数字或日期", (int, float, date))

# Why: one line a key, as in a table.
# fmt: off


@table("字段的说明", "字段的 meta")
@dataclass(frozen=True, slots=True, kw_only=True)
class MetaEntry:
    says: str | None = key("说明", Text(), says="字段填什么，办事员看的话", example="宣告日期", default=None)
    public: str | None = key("公开", Word(ANYTHING), says="公开时怎样写；不写就是不公开，只写在最下一级的字段上", example="姓某", default=None)
    public_if: Any = key("公开条件", CONDITION, says="列表里哪些条目公开", example="{离任日期: {有: false}}", default=None)
    sort: str | None = key("类", Word(tuple(SORTS)), says="是哪一类信息，决定查验和保密", example="姓名", default=None)
    refers: str | None = key("引用", Text("字段路径，可以带 所: 或 县:；或者“网页公示”"), says="值须在那里有；“网页公示”是各类别可以上网的公示，写成 类别/公示", example="所:人员.姓名", default=None)
    unique: str | None = key("唯一", Word((IN_LIST, "所", "县")), says="在同一列表、所内或者全县不得重复", example="县", default=None)
    example: Any = key("例", Free("一个值", (str, int, float, bool, date)), says="怎么填的例子", example="2026-03-09", default=None)
    where: Where = place()


_FIELD: Final = Later("字段")


@dataclass(frozen=True, slots=True)
class _Inner:
    """The 字段 below a dict, or the one item of a list: told apart by the key `type`."""

    said: str = "下级字段的清单，或者列表每一项的写法"

    @property
    def parts(self) -> tuple[Shape, ...]:
        return _FIELD, FIELDS

    def read(self, value: Any, at: At) -> Any:
        if isinstance(value, str) or (isinstance(value, dict) and _is_item(value)):
            return _FIELD.read(value, at)
        return FIELDS.read(value, at)

    def schema(self) -> Schema:
        return {"anyOf": [_FIELD.schema(), FIELDS.schema()]}


def _is_item(value: Mapping[str, Any]) -> bool:
    """Why not `in` alone: a dict may have a field that is called type."""
    return isinstance(value.get("type"), str) or isinstance(value.get("类型"), str)


@table("字段", "一个字段的写法（Cerberus）；写成一个名称就是引用 templates/shared/types.yml 里的类型")
@dataclass(frozen=True, slots=True, kw_only=True)
class FieldEntry:
    named: str | None = key("类型", NameShape("类型的名称"), says="在已有类型上添改", example="电话", default=None)
    type: str | None = key("type", Word(TYPES), says="值的类型", example="string", default=None)
    required: bool | None = key("required", Flag(), says="必填", example="true", default=None)
    nullable: bool | None = key("nullable", Flag(), says="可以留空", example="true", default=None)
    allowed: Any = key("allowed", Many(Free("一个值", (str, int, float, bool, date))), says="只能是其中之一", example="[男, 女]", default=None)
    min: Any = key("min", _BOUND, says="不小于", example="0", default=None)
    max: Any = key("max", _BOUND, says="不大于", example="100", default=None)
    minlength: int | None = key("minlength", Number(whole=True, least=0), says="至少几个字或几项", example="1", default=None)
    maxlength: int | None = key("maxlength", Number(whole=True, least=0), says="至多几个字或几项", example="50", default=None)
    regex: str | None = key("regex", Pattern(), says="须符合的格式", example="'\\d{4}-\\d{3,4}'", default=None)
    empty: bool | None = key("empty", Flag(), says="可以是空的文字或列表；必填的不写这一项就不可以空", example="true", default=None)
    dependencies: Any = key("dependencies", Many(Text("字段名"), or_one=True), says="填了这一项就须同时填哪些", example="[日期]", default=None)
    schema: Any = key("schema", _Inner(), says="下级字段，或者列表的每一项", example="{起: 日期, 止: 日期}", default=None)
    meta: MetaEntry | None = key("meta", Table(MetaEntry), says="说明和公开", example="{说明: 宣告日期}", default=None)
    where: Where = place()


class _FieldShape:
    """Checked as declared, kept as written: Cerberus reads it."""

    said = "字段的写法，或者已有类型的名称"
    parts: tuple[Shape, ...] = (NameShape("类型的名称"), Table(FieldEntry))

    def read(self, value: Any, at: At) -> Any:
        if isinstance(value, str):
            return NameShape("类型的名称").read(value, at)
        before = len(at.faults)
        entry = Table(FieldEntry).read(value, at)
        if len(at.faults) == before and entry.type is None and entry.named is None:
            at.refuse("须写 type，或者用“类型”引用已有的类型", hint=f"可用的有：{'、'.join(TYPES)}")
        return value

    def schema(self) -> Schema:
        return {"anyOf": [{"type": "string"}, Table(FieldEntry).schema()]}


FIELD: Final = declare(_FIELD, _FieldShape())
FIELDS: Final = Pairs(Text("字段名"), FIELD, "字段")
TYPES_FILE: Final = Pairs(NameShape("类型的名称"), FIELD, "类型")


@table("先后", "列表每一项里的日期次序")
@dataclass(frozen=True, slots=True, kw_only=True)
class ItemOrder:
    each: Path = key("逐项", TABLES, says="哪一个列表", example="外出")
    days: tuple[Path, ...] = key("依次", Many(DATE, least=2), says="从前到后", example="[起, 止]", inside="each")
    where: Where = place()


@table("当月", "列表每一项里须在那个月之内的日期")
@dataclass(frozen=True, slots=True, kw_only=True)
class MonthDays:
    each: Path = key("逐项", TABLES, says="哪一个列表", example="信息化核查")
    month: Path = key("月", PATH, says="哪一个月（YYYY-MM）", example="月份", inside="each")
    days: tuple[Path, ...] = key("日", Many(PATH), says="须在那个月里的日期，或者日期的列表", example="[缺查, 截至]", inside="each")
    where: Where = place()


@table("对照", "须与身份证号一致的字段")
@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    number: Path = key("身份证号", PATH, says="身份证号的字段", example="身份证号")
    born: Path | None = key("出生日期", DATE, says="出生日期的字段", example="出生日期", default=None)
    sex: Path | None = key("性别", PATH, says="性别的字段", example="性别", default=None)
    where: Where = place()


@table("未成年", "怎样看出本人按未成年人对待")
@dataclass(frozen=True, slots=True, kw_only=True)
class Minority:
    born: Path = key("出生", DATE, says="出生日期的字段", example="出生日期")
    said: Path | None = key("犯罪时未成年", PATH, says="是否犯罪时未成年的字段", example="犯罪时未成年", default=None)
    deed: Path | None = key("犯罪日期", DATE, says="犯罪日期的字段", example="犯罪日期", default=None)
    judged: Path | None = key("裁判日期", DATE, says="裁判日期的字段", example="判决.日期", default=None)
    no_deed: bool = key("无关犯罪", Flag(only_true=True), says="不是犯罪案件，只看公示时是否成年；“出生”可以是列表里各人的", example="true", default=False)
    where: Where = place()


@table("届满", "从一个日期起满多久的那一天，起算的当日不计")
@dataclass(frozen=True, slots=True, kw_only=True)
class TermEnd:
    start: tuple[Path, ...] = key("从", Many(DATE, or_one=True), says="起算的日期；写几个的取第一个有值的", example="[宣告.日期, 接收.到所报到日期]")
    length: Amount | None = key("满", LENGTH, says="满多久；不写的就是起算的那一天", example="5 年", default=None)
    year_end: bool = key("年末", Flag(only_true=True), says="算到那一年的最后一天", example="true", default=False)
    where: Where = place()


@table("状态", "不在办的案件的一种状态")
@dataclass(frozen=True, slots=True, kw_only=True)
class StateWord:
    name: str = key("称", Text("状态的名称，不是在办和已办结", rf"(?!(?:{ACTIVE}|{CLOSED})$)\S+"), says="页面和清单上的称呼，黄色标出", example="未报到")
    holds: Condition = key("成立", CONDITION, says="不在办的案件，什么情形下是这个状态", example="{接收.到所报到日期: {有: false}}")
    where: Where = place()


@table("推算", "由别的字段算出来的一个值", one_of=(("含首尾天数", "计数", "合计", "周岁", "届满", "比值", "抽签"),))
@dataclass(frozen=True, slots=True, kw_only=True)
class Derivation:
    days: tuple[Path, ...] | None = key("含首尾天数", Many(DATE, least=2), says="两个日期之间的天数，首尾都算", example="[起, 止]", default=None)
    count: Path | Set | None = key("计数", SET, says="集合里有几个", example="{集: 人员, 条件: 在岗}", default=None)
    total: Path | Set | None = key("合计", Either(text=NUMBER, table=SET), says="数字相加", example="条目.金额", default=None)
    age: tuple[Path, ...] | None = key("周岁", Many(DATE, least=2), says="前一个日期出生的人到后一个日期的周岁", example="[/出生日期, 日期]", default=None)
    ratio: tuple[Path, ...] | None = key("比值", Many(NUMBER, least=2), says="前一个数是后一个数的几倍", example="[抽选数, 拟任命数]", default=None)
    end: TermEnd | None = key("届满", Table(TermEnd), says="从一个日期起满多久的那一天", example="{从: 宣告.日期, 满: 5 年}", default=None)
    draw: str | None = key("抽签", Word(RESULTS), says="照记录里的名单和随机源重新抽一遍，取哪一样结果；“核对”是记录与抽选是否相符", example="候选人", default=None)
    where: Where = place()


@table("时间线", "卷宗时间线上的一件事")
@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    each: Path | None = key("逐项", TABLES, says="列表的每一项一件事", example="外出", default=None)
    day: Path = key("日期", PATH, says="哪一天", example="起", inside="each")
    says: str = key("事", Text(), says="什么事", example="外出")
    details: tuple[Path, ...] = key("附", Many(PATH), says="后面附上的字段", example="[目的地]", default=(), inside="each")
    where: Where = place()


@table("按人汇总", "登记簿按人合计的数")
@dataclass(frozen=True, slots=True, kw_only=True)
class Summing:
    each: Path = key("逐项", TABLES, says="哪一个列表", example="条目")
    by: Path = key("按", PATH, says="写着人的字段；一条可以有几个人", example="参加人", inside="each")
    totals: tuple[Path, ...] = key("合计", Many(NUMBER), says="相加的数", example="[天数, 学时]", inside="each")
    where: Where = place()


@table("登记", "登记簿页面的表")
@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterTable:
    columns: tuple[str, ...] = key("列", Many(NameShape("条目的字段")), says="表的各列", example="[日期, 主题]")
    summing: Summing | None = key("汇总", Table(Summing), says="按人合计", example="{逐项: 条目, 按: 参加人, 合计: [天数, 学时]}", default=None)
    once_a_day: bool = key("一日一条", Flag(only_true=True), says="一天有两条时提醒", example="true", default=False)
    where: Where = place()


@table("所务公开", "登记簿在本所公开页面上列出各类的条数")
@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    label: str = key("称", Text(), says="表的名称", example="工作评价")
    each: Path = key("逐项", TABLES, says="哪一个列表", example="条目")
    by: Path = key("计数", PATH, says="列这个字段各个值的条数，小数不列", example="满意度", inside="each")
    day: Path = key("日期", DATE, says="哪一天的事；只数近十二个月的", example="日期", inside="each")
    when: Condition | None = key("条件", CONDITION, says="哪些条目；不写就是全部", example="{满意度: {有: true}}", default=None, inside="each")
    where: Where = place()


BEGUN: Final = "收案"


@table("公开统计", "公开网站按司法所列出的件数：月初在办的，或者近十二个月收的")
@dataclass(frozen=True, slots=True, kw_only=True)
class PublicCount:
    counts: str = key("计", Word((ACTIVE, BEGUN)), says="在办：每月一日在办的；收案：到每月一日为止十二个月里收的", example="收案", default="在办")
    label: str = key("称", Text(), says="统计的是什么", example="在册人员", default="在办件数")
    unit: str = key("单位", Text(), says="单位", example="人", default="件")
    where: Where = place()


@table("卷宗", "整卷打印时的封面、目录和封底；中间的材料按表格的文件名排，统一编页")
@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    cover: str = key("封面", Text("表格的文件名", r"[0-9a-z-]+"), says="卷宗封面", example="01-cover")
    contents: str = key("目录", Text("表格的文件名", r"[0-9a-z-]+"), says="卷内目录，由程序照材料填写", example="02-contents")
    back: str | None = key("封底", Text("表格的文件名", r"[0-9a-z-]+"), says="封底或者备考表", example="15-back", default=None)
    where: Where = place()


@table("保管", "保管到哪一天的档案；期满的列进“保管期满的档案”一页")
@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    each: Path | None = key("逐项", TABLES, says="哪一个列表的每一项；不写就是整份记录", example="条目", default=None)
    until: Path = key("至", DATE, says="保管期限的最后一日", example="保管至", inside="each")
    called: tuple[Path, ...] = key("称", Many(PATH), says="页面上怎样称呼", example="[档号, 题名]", inside="each")
    approved: Path = key("核准", DATE, says="核准销毁的日期", example="销毁.批准日期", inside="each")
    destroyed: Path = key("销毁", DATE, says="销毁的日期；已经销毁的不再列出", example="销毁.销毁日期", inside="each")
    where: Where = place()


@table("定义", "给一个条件或者集合起的名称，规则、公示和表格都可以用", one_of=(("成立", "集合", "日期"),))
@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    says: str | None = key("说明", Text(), says="是什么意思", example="外出已经获准", default=None)
    each: Path | None = key("于", TABLES, says="条件说的是哪个列表的条目；不写就是整份记录", example="外出", default=None)
    holds: Condition | None = key("成立", CONDITION, says="条件", example="{所审核.意见: 同意}", default=None, inside="each")
    items: Path | Set | None = key("集合", SET, says="集合", example="{集: 外出, 条件: 外出获准}", default=None)
    days: tuple[Path, ...] = key("日期", Many(DATE), says="几个日期，以最早的为准", example="[解除.宣告日期, 终止.日期]", default=())
    where: Where = place()


@table("类别", "templates/kinds/<id>/kind.yml 或 templates/registers/<id>/kind.yml")
@dataclass(frozen=True, slots=True, kw_only=True)
class KindFile:
    name: str = key("名称", Text(), says="页面上的称呼", example="社区矫正")
    says: str | None = key("说明", Text(), says="新建记录时的说明", example="一人一案一文件。", default=None)
    scope: KindScope = key("范围", Word(SCOPES), says="案：一案一文件；簿：一年一册；所、县：一处一份", example="案")
    by_county: bool = key("县级", Flag(only_true=True), says="由县里办的案：记录放在 county/<类别>/", example="true", default=False)
    title: tuple[Path, ...] = key("标题", Many(PATH), says="内部列表里的一行标题", example="[姓名, 矫正类别]", default=())
    numbered: bool = key("编号", Flag(only_true=True), says="编号须与文件名相同", example="true", default=False)
    file_name: str | None = key("文件名", Pattern(), says="文件名须符合的格式", example="'\\d{4}-\\d{3,4}'", default=None)
    fields: Mapping[str, Any] = key("字段", FIELDS, says="字段", example="{编号: 编号, 姓名: 姓名}")
    attached: Mapping[str, Path] = key("附表", Pairs(NameShape("列表字段"), PATH, "附表"), says="列表写在同目录的 CSV 文件里，冒号后是写文件名的字段；CSV 的第一行是列表各项的字段名", example="{名册: 候选人抽选.名单}", default=dict)
    orders: tuple[Any, ...] = key("先后", Many(Either(listed=Many(DATE, least=2), table=Table(ItemOrder))), says="不得倒退的日期", example="[[矫正期限.起, 矫正期限.止]]", default=())
    months: tuple[MonthDays, ...] = key("当月", Many(Table(MonthDays)), says="须在记明的那个月之内的日期", example="[{逐项: 信息化核查, 月: 月份, 日: [缺查, 截至]}]", default=())
    agreement: Agreement | None = key("对照", Table(Agreement), says="须与身份证号一致的字段", example="{身份证号: 身份证号, 性别: 性别}", default=None)
    active: Condition | None = key("在办", CONDITION, says="什么情形下算在办", example="{非: {提交日期: {已到: true}}}", default=None)
    states: tuple[StateWord, ...] = key("状态", Many(Table(StateWord)), says="不在办而又没有办结的案件是什么状态，写前面的先看；都不成立的是已办结", example="[{称: 未报到, 成立: {接收.到所报到日期: {有: false}}}]", default=())
    begins: tuple[Path, ...] = key("收案", Many(DATE, or_one=True), says="案件收到、开始的日期，以最早的为准；按月统计用它", example="[接收.到所报到日期]", default=())
    ends: tuple[Path, ...] = key("了结", Many(DATE), says="案件了结的日期，以最早的为准", example="[解除.宣告日期, 终止.日期]", default=())
    people: tuple[Path | Set, ...] = key("责任人", Many(ANY_SET), says="由谁负责；写前面的先找", example="[{集: 矫正小组.成员, 条件: {组长: true}, 字段: 姓名}]", default=())
    minority: Minority | None = key("未成年", Table(Minority), says="怎样看出按未成年人对待", example="{出生: 出生日期}", default=None)
    impersonal: bool = key("不涉及个人", Flag(only_true=True), says="公示说的不是哪一个人，不必看是否成年", example="true", default=False)
    derived: Mapping[Path, Derivation] = key("推算", Pairs(PATH, Table(Derivation), "推算字段"), says="算出来的字段", example="{外出.天数: {含首尾天数: [起, 止]}}", default=dict)
    timeline: tuple[Event, ...] = key("时间线", Many(Table(Event)), says="卷宗的时间线", example="[{日期: 宣告.日期, 事: 入矫宣告}]", default=())
    counted_by: tuple[Path, ...] = key("统计", Many(PATH), says="内部统计按哪些字段分类", example="[矫正类别]", default=())
    keeping: Keeping | None = key("保管", Table(Keeping), says="保管到哪一天", example="{逐项: 条目, 至: 保管至, 称: [档号], 核准: 销毁.批准日期, 销毁: 销毁.销毁日期}", default=None)
    bundle: Bundle | None = key("卷宗", Table(Bundle), says="整卷打印的封面、目录和封底", example="{封面: 01-cover, 目录: 02-contents}", default=None)
    register: RegisterTable | None = key("登记", Table(RegisterTable), says="登记簿页面的表", example="{列: [日期, 主题]}", default=None)
    shown: tuple[Shown, ...] = key("所务公开", Many(Table(Shown)), says="登记簿里什么列在本所公开页面上：只有条数", example="[{称: 工作评价, 逐项: 条目, 计数: 满意度, 日期: 日期}]", default=())
    public_count: PublicCount | None = key("公开统计", Table(PublicCount), says="公开网站的统计", example="{称: 在册人员}", default=None)
    definitions: Mapping[str, Definition] = key("定义", Pairs(NameShape(), Table(Definition), "定义"), says="有名称的条件和集合", example="{已宣告: {成立: {宣告.日期: {有: true}}}}", default=dict)
    where: Where = place()

    @property
    def state_names(self) -> tuple[str, ...]:
        """What a case may be called that is neither 在办 nor 已办结."""
        return tuple(state.name for state in self.states)


KIND_FILE: Final = Table(KindFile)
PLANNED: Final = Pairs(NameShape("类别的名称"), Text("中文名称"), "尚未建立的类别")
