"""Rules: content/rules/*.yml, as they may be written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal, TypeAlias

from suowu.grammar.compounds import Either, Many, Pairs
from suowu.grammar.conditions import (
    ANY_SET,
    COUNT,
    DAYS,
    LENGTH,
    RATIO,
    SET,
    Amount,
    Condition,
    PathOrSet,
    Set,
)  # fmt: skip
from suowu.grammar.examples import Example
from suowu.grammar.leaves import (
    DATE,
    LIST,
    NUMBER,
    PATH,
    TABLES,
    LiteralShape,
    NameShape,
    Path,
    PathShape,
    Template,
    TemplateShape,
)  # fmt: skip
from suowu.grammar.operators import CONDITION
from suowu.grammar.shapes import BAD, At, Day, Flag, Free, Schema, Shape, Text, Word
from suowu.grammar.tables import Table, described, key, keys_of, place, table
from suowu.model import Where
from suowu.problems import did_you_mean

PERIODS: Final = ("日", "工作日", "周", "月", "季", "半年", "年")
LAYERS: Final = ("法律", "地方", "手册", "项目")
RULE_LEVELS: Final = ("违规", "提醒", "停发")

RuleLevel: TypeAlias = Literal["违规", "提醒", "停发"]

# Why: one line a key, as in a table.
# fmt: off


@table("期限", "一个日期之后（之前）多久，另一个日期要在", one_of=(("内", "提前", "满"),))
@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    start: tuple[PathOrSet, ...] = key("从", Many(DAYS, or_one=True), says="起算的日期，当日不计；有几个的，每一个都起算", example="接收.到所报到日期")
    done: tuple[PathOrSet, ...] = key("到", Many(DAYS, or_one=True), says="办理的日期；有几个的，都办了才算；集合取起算后最早的一个", example="宣告.日期")
    within: Amount | None = key("内", LENGTH, says="在这么久以内办理", example="5 工作日", default=None)
    ahead: Amount | None = key("提前", LENGTH, says="至迟提前这么久办理", example="3 日", default=None)
    after: Amount | None = key("满", LENGTH, says="满这么久才可以办理", example="5 年", default=None)
    any_done: bool = key("到其一", Flag(only_true=True), says="“到”写了几个的，办了一个就算，以最早的为准", example="true", default=False)
    one_start: bool = key("从其一", Flag(only_true=True), says="“从”写了几个的，只从一个起算：写在前面而填了的", example="true", default=False)
    not_before: bool = key("不早于起算", Flag(only_true=True), says="与“内”同用：办在起算之前的，次序不对", example="true", default=False)
    no_roll: bool = key("不顺延", Flag(only_true=True), says="末日是节假日也不顺延", example="true", default=False)
    exact: Condition | bool = key("当日", Either(text=CONDITION, table=CONDITION, plain=Flag(only_true=True)), says="只能在当日办理，提前也不行；可以写条件", example="true", default=False)
    back: Amount | None = key("回溯", LENGTH, says="只看起算日以前这么久之内办理的", example="30 日", default=None)
    where: Where = place()


@table("按月汇总", "每月一张汇总表，记每日次数和不足的日子")
@dataclass(frozen=True, slots=True, kw_only=True)
class MonthSheets:
    month: Path = key("月", PATH, says="哪一个月（YYYY-MM）", example="月份")
    times: Path = key("次数", PATH, says="未列入不足的每一日的次数", example="每日次数")
    gaps: Path = key("缺", LIST, says="次数不足的日子", example="缺查")
    until: Path = key("截至", DATE, says="汇总到哪一天", example="截至")
    where: Where = place()


@table("连续累计", "任何一段连续期间里，几段起止相加的天数")
@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    window: Any = key("每", LiteralShape("length"), says="多长的一段期间", example="2 月")
    at_most: Amount = key("不超过", COUNT, says="至多多少天", example="30")
    first: Path = key("起", DATE, says="每一条的起日", example="起")
    last: Path = key("止", DATE, says="每一条的止日", example="止")
    excused: Condition | None = key("准许", CONDITION, says="这样的一条计入累计，本身不算超过", example="{上级机构批准日期: {有: true}}", default=None)
    where: Where = place()


@table("次数", "一段时间里至少几次", one_of=(("每", "连续"),))
@dataclass(frozen=True, slots=True, kw_only=True)
class Frequency:
    records: PathOrSet = key("记录", ANY_SET, says="有日期的记录", example="通信联络")
    every: str | None = key("每", Word(PERIODS), says="以多长时间为一期", example="周", default=None)
    running: Running | None = key("连续", Table(Running), says="不分期，看任何一段连续期间的累计天数，同一天只算一次", example="{每: 2 月, 起: 起, 止: 止, 不超过: 30}", default=None, inside="records")
    at_least: Amount | None = key("不少于", COUNT, says="每一期至少几次", example="1", default=None)
    grace: Amount | None = key("宽限", LENGTH, says="与“每”同用：一期过后再有这么久，过了仍不够才算不足；末日是休息日的顺延", example="10 日", default=None)
    before: str | None = key("早于", Text("月-日", r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"), says="与“每: 年”同用：每年这一天以前要办到，当日不算", example="'04-01'", default=None)
    label: Path | None = key("属期", PATH, says="与“每”同用：记录说的是哪一期（2026-03、2026上半年、2026年第二季度、2026年度），不看哪一天报送；过了宽限才报的不算", example="期间", default=None, inside="records")
    filled: tuple[Path, ...] = key("须填", Many(PATH), says="这几项都填了的记录才算", example="[值班人, 带班领导]", default=(), inside="records")
    start: Path | None = key("从", DATE, says="从哪一天起有这项义务", example="接收.到所报到日期", default=None)
    ends: tuple[Path, ...] = key("止", Many(PathShape("date", or_set=True), or_one=True), says="到哪一天为止；写几个的，以最早的为准", example="[矫正期限.止, 解除.宣告日期]", default=())
    next_day: bool = key("次日起", Flag(only_true=True), says="从那一天的次日起", example="true", default=False)
    sheets: MonthSheets | None = key("汇总", Table(MonthSheets), says="记录不是一次一条，而是按月汇总", example="{月: 月份, 次数: 每日次数, 缺: 缺查, 截至: 截至}", default=None, inside="records")
    persons: PathOrSet | None = key("每人", SET, says="这些人每一个分别计算（从、止是在岗的起止）", example="在编干警", default=None)
    joined: Path | None = key("名单", PATH, says="与“每人”同用：一条记录里参加人的名单", example="参加人", default=None, inside="records")
    enough: Mapping[Path, Amount] = key("任一满", Pairs(NUMBER, COUNT, "合计字段"), says="与“每人”同用：各条记录里这一项相加，有一项满这么多就够", example="{天数: 5, 学时: 50}", default=None, inside="records")
    where: Where = place()


@table("人数", "一个集合里有几个", one_of=(("集", "应到"),))
@dataclass(frozen=True, slots=True, kw_only=True)
class Headcount:
    label: str | None = key("称", Text(), says="句子里怎么称呼", example="女性成员", default=None)
    items: PathOrSet | None = key("集", SET, says="数哪一个集合", example="矫正小组.成员", default=None)
    when: Condition | None = key("条件", CONDITION, says="只数符合条件的", example="{性别: 女}", default=None, inside="items")
    distinct: Path | None = key("不重", PATH, says="这一项相同的只算一个（同一个人列了两次）", example="姓名", default=None, inside="items")
    at_least: Amount | None = key("不少于", COUNT, says="至少几个，含本数", example="3", default=None)
    at_most: Amount | None = key("不超过", COUNT, says="至多几个，含本数", example="9", default=None)
    equal: Amount | None = key("等于", COUNT, says="恰好几个", example="1", default=None)
    of: PathOrSet | None = key("比", SET, says="与另一个集合之比", example="{案: correction, 在办: true}", default=None)
    ratio: Amount | None = key("不低于", RATIO, says="比例不低于", example='"1:15"', default=None)
    by: Path | None = key("按", PATH, says="按这个字段分类计数", example="类型", default=None, inside="items")
    table: Path | None = key("同于", PATH, says="各类的数应与这张表相同", example="司法所设置", default=None)
    expected: PathOrSet | None = key("应到", SET, says="应当有的", example="宣告应到人", default=None)
    present: PathOrSet | None = key("实到", SET, says="实际有的", example="宣告.参加人", default=None)
    where: Where = place()


@table("须", "一行要求；若的条件成立时才要求")
@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    label: str | None = key("称", Text(), says="缺了怎么说", example="宣告的委托", default=None)
    each: Path | None = key("逐项", TABLES, says="列表的每一项都要求", example="条目", default=None)
    given: Condition | None = key("若", CONDITION, says="什么情形下才要求", example="已宣告", default=None, inside="each")
    must: Condition = key("须", CONDITION, says="要求", example="{受托.事项: {含: 宣告}}", inside="each")
    where: Where = place()


@dataclass(frozen=True, slots=True)
class Must:
    """须: conditions that have to hold, line by line."""

    lines: tuple[Line, ...]


@table("公示", "一件公示按时张贴，或者不得发布", one_of=(("张贴", "停发"),))
@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    names: tuple[str, ...] = key("名", Many(NameShape("公示的名称（notices/ 下的文件名）或者“全部”"), or_one=True), says="哪些公示", example="leave")
    within: Amount | None = key("张贴", LENGTH, says="批准之后多久以内张贴", example="1 工作日", default=None)
    withheld: bool = key("停发", Flag(only_true=True), says="不得发布", example="true", default=False)
    where: Where = place()


@table("提示", "提醒有关人员留意，不是违规", one_of=(("计数", "到期"),))
@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    counted: PathOrSet | None = key("计数", SET, says="数哪一个集合", example="已批准的训诫", default=None)
    at_least: Amount | None = key("不少于", COUNT, says="到几次提醒", example="2", default=None)
    unless: PathOrSet | None = key("尚无", SET, says="已经有这些的不再提醒；两边都写“字段”的，须在够数的那一天或者以后，每够一次数提醒一次", example="{集: 已批准的警告, 字段: 机构决定.日期}", default=None)
    expiry: Path | None = key("到期", DATE, says="哪一天到期", example="有效期.止", default=None)
    ahead: Amount | None = key("提前", LENGTH, says="提前多久提醒", example="30 日", default=None)
    where: Where = place()

    @property
    def in_time(self) -> bool:
        """Whether both sides name a day, so that what follows has to come after the count."""
        both = (self.counted, self.unless)
        return all(isinstance(each, Set) and each.field is not None for each in both)


RuleWord: TypeAlias = "Deadline | Frequency | tuple[Headcount, ...] | Must | Posting | Advice"


@dataclass(frozen=True, slots=True)
class _MustShape:
    said: str = "条件，或者一行一个要求的列表"

    @property
    def parts(self) -> tuple[Shape, ...]:
        return CONDITION, Many(Table(Line))

    def read(self, value: Any, at: At) -> Any:
        if isinstance(value, list):
            lines = Many(Table(Line)).read(value, at)
        else:
            found = CONDITION.read(value, at)
            lines = BAD if found is BAD else (Line(must=found, where=at.where),)
        return BAD if lines is BAD else Must(lines)

    def schema(self) -> Schema:
        return {"anyOf": [CONDITION.schema(), Many(Table(Line)).schema()]}


RULE_WORDS: Final[Mapping[str, Shape]] = {
    "期限": Table(Deadline),
    "次数": Table(Frequency),
    "人数": Many(Table(Headcount), or_one=True),
    "须": _MustShape(),
    "公示": Table(Posting),
    "提示": Table(Advice),
}


@table("规则", "一条规则", one_of=(tuple(RULE_WORDS),))
@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule. `kinds` are the kinds it judges, the first of them that of its examples."""

    id: str = key("id", Text("小写字母、数字和连字符", r"[a-z0-9-]+"), says="规则编号，报告和测试都用它", example="correction-announcement")
    name: str = key("名称", Text(), says="规则的称呼", example="入矫宣告")
    clause: str = key("条款", Text(), says="条款，与手册或法律的写法一致", example="四(五)2(4)①")
    basis: str = key("依据", Text(), says="出自哪一部文件", example="手册")
    layer: str = key("层级", Word(LAYERS), says="依据的层级", example="手册")
    verified: bool = key("核实", Flag(), says="条文是否核对过原文", example="true")
    since: date = key("生效", Day(), says="从哪一天起适用（按起算日）", example="2024-11-08")
    until: date | None = key("失效", Day(), says="到哪一天为止适用", example="2030-12-31", default=None)
    kind: str = key("适用", NameShape("类别的名称"), says="哪一类记录", example="correction")
    also: tuple[str, ...] = key("也适用", Many(NameShape("类别的名称")), says="还有哪些类别", example="[county]", default=())
    level: RuleLevel = key("级别", Word(RULE_LEVELS), says="违反时报什么", example="违规")
    says: Template = key("说明", TemplateShape(), says="要求，用自己的话说；可以带 {参数:名称}", example="到司法所报到后 5 个工作日内宣告")
    each: Path | None = key("逐项", TABLES, says="列表的每一项各判一次", example="外出", default=None)
    when: Condition | None = key("条件", CONDITION, says="什么情形下适用", example="{宣告.日期: {已到: true}}", default=None, inside="each")
    dated: tuple[Path, ...] = key("适用日", Many(DATE, or_one=True), says="以哪个日期定适用哪个时候的规定；写几个的取第一个有值的", example="宣告.日期", default=(), inside="each")
    deadline: Deadline | None = key("期限", RULE_WORDS["期限"], says="按时办理", example="{从: 接收.到所报到日期, 到: 宣告.日期, 内: 5 工作日}", default=None, inside="each")
    frequency: Frequency | None = key("次数", RULE_WORDS["次数"], says="多久几次", example="{每: 周, 不少于: 1, 记录: 通信联络}", default=None, inside="each")
    numbers: tuple[Headcount, ...] = key("人数", RULE_WORDS["人数"], says="多少人（个）", example="{集: 矫正小组.成员, 不少于: 3}", default=(), inside="each")
    must: Must | None = key("须", RULE_WORDS["须"], says="必须怎样", example="{宣告.签收: true}", default=None, inside="each")
    posting: Posting | None = key("公示", RULE_WORDS["公示"], says="公示的张贴或者停发", example="{名: leave, 张贴: 1 工作日}", default=None, inside="each")
    advice: Advice | None = key("提示", RULE_WORDS["提示"], says="提醒留意", example="{计数: 已批准的训诫, 不少于: 2}", default=None, inside="each")
    after_end: Condition | bool = key("终结后仍办", Either(text=CONDITION, table=CONDITION, plain=Flag(only_true=True)), says="与“期限”“公示”同用：案件了结时还没有到期的，仍须办理；可以写条件", example="true", default=False, inside="each")
    remark: str | None = key("备注", Text(), says="维护人员的话，不显示；规则里有数而没有用参数的，写明那个数和理由", example="手册与办法不一致，从手册", default=None)
    examples: tuple[Example, ...] = key("示例", Many(Table(Example)), says="至少一个守规的（无、已办、待办）、一个违规的（违反、逾期、提醒、停发）", example="[{名: 第六个工作日, 底本: minimal, 截至: 2026-03-20, 给: {宣告: {日期: 2026-02-13}}, 得: {状态: 违反}}]", default=())
    where: Where = place()
    topic: str = ""
    path: str = ""
    digest: str = ""

    @property
    def word(self) -> str:
        """Which of the six words it is made of."""
        found = {
            "期限": self.deadline, "次数": self.frequency, "人数": self.numbers,
            "须": self.must, "公示": self.posting, "提示": self.advice,
        }  # fmt: skip
        return next(word for word, value in found.items() if value)


SHARED: Final = ("依据", "层级", "核实", "生效", "失效", "适用", "级别", "条款", "底本", "截至")
"""What a file may say once for all its rules; the last two for their examples."""


@dataclass(frozen=True, slots=True)
class _RuleShape:
    """A rule before what its file shares is added to it: kept as written, read in `define`."""

    said: str = "一条规则"

    @property
    def parts(self) -> tuple[Shape, ...]:
        return (Table(Rule),)

    def read(self, value: Any, at: At) -> Any:
        return Free("一条规则").read(value, at)

    def schema(self) -> Schema:
        schema = Table(Rule).schema()
        example = schema["properties"]["示例"]["items"]
        example["required"] = [name for name in example["required"] if name not in SHARED]
        return schema | {"required": [name for name in schema["required"] if name not in SHARED]}


@dataclass(frozen=True, slots=True)
class _SharedShape:
    """What stands in every rule that does not say otherwise; read there."""

    said: str = f"规则和示例的字段：{'、'.join(SHARED)}"

    def read(self, value: Any, at: At) -> Any:
        if not isinstance(value, dict):
            return at.refuse(f"须为{self.said}", value)
        for name in value.keys() - set(SHARED):
            hint = did_you_mean(name, SHARED) or f"可以共用的有：{'、'.join(SHARED)}"
            at.under(name).refuse("没有这个字段", name, hint=hint)
        return value

    def schema(self) -> Schema:
        keys = {k.name: described(k) for k in (*keys_of(Example), *keys_of(Rule))}
        shared = {name: keys[name] for name in SHARED}
        return {"type": "object", "additionalProperties": False, "properties": shared}


@table("规则文件", "content/rules/ 下的一个文件")
@dataclass(frozen=True, slots=True, kw_only=True)
class RuleFile:
    topic: str = key("主题", Text(), says="这一组规则的名称", example="社区矫正")
    shared: Mapping[str, Any] = key("共用", _SharedShape(), says="没有另写的规则都用这些值", example="{依据: 手册, 层级: 手册}", default=None)
    rules: tuple[Mapping[str, Any], ...] = key("规则", Many(_RuleShape()), says="各条规则", example="[{id: correction-announcement, 名称: 入矫宣告, 条款: 四(五)2(4)①, 依据: 手册, 层级: 手册, 核实: true, 生效: 2024-11-08, 适用: correction, 级别: 违规, 说明: 到司法所报到后 5 个工作日内宣告, 期限: {从: 接收.到所报到日期, 到: 宣告.日期, 内: 5 工作日}}]")
    where: Where = place()
