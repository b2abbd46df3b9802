"""Conditions, sets and amounts: the small typed tree that rules, notices, forms and kinds share.

A condition is a mapping of which every line must hold: `{字段路径: 值}`, `{字段路径: {比较词: 值}}`
or a word of its own (任一, 非, 存在 …); a list of conditions, which must all hold; or the name of a
condition that 定义 gives.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, Literal, TypeAlias

from suowu.calendars import Duration
from suowu.grammar.leaves import (
    DATE,
    PATH,
    LiteralShape,
    NameShape,
    ParameterName,
    Path,
    PathShape,
    path_of,
)
from suowu.grammar.shapes import (
    BAD,
    At,
    Either,
    Flag,
    Free,
    Later,
    Many,
    Schema,
    Shape,
    Text,
    Word,
)  # fmt: skip
from suowu.grammar.tables import Table, key, place, table
from suowu.model import Where
from suowu.problems import did_you_mean

Scalar: TypeAlias = str | int | float | bool | date
Operator: TypeAlias = Literal[
    "等于", "在", "不在", "含", "有", "少于", "不少于", "超过", "不超过",
    "早于", "不早于", "晚于", "不晚于", "已到", "已过",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Test:
    """One comparison: `宣告.日期: {不晚于: 判决.日期}`; a bare value means 等于."""

    path: Path
    operator: Operator
    value: Scalar | tuple[Scalar, ...] | Path | Duration | Amount
    where: Where = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds; no part at all always does."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """任一: at least one part holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """非: the part does not hold."""

    part: Condition


@dataclass(frozen=True, slots=True)
class Exists:
    """存在: the set has an item; its conditions may look back out with `../`."""

    items: Set


@dataclass(frozen=True, slots=True)
class Minor:
    """未成年: what the kind works out about the person."""

    wanted: bool


@dataclass(frozen=True, slots=True)
class Active:
    """在办: whether the case is open."""

    wanted: bool


@dataclass(frozen=True, slots=True)
class OpenOn:
    """在办于: the case had not ended before that day; what has no day is not affected."""

    day: Path


@dataclass(frozen=True, slots=True)
class Named:
    """A condition that 定义 gives; `define` links it."""

    name: str
    where: Where = field(default=(), compare=False, repr=False)
    condition: Condition | None = None
    of_items: bool = False  # else it is seen from the record, wherever it is used


CONDITION: Final = Later(lambda: _CONDITION, "条件")
SET: Final = Either(text=PathShape("list", or_set=True), table=Later(lambda: Table(Set), "集合"))
DAYS: Final = Either(text=PathShape("date", or_set=True), table=Later(lambda: Table(Set), "集合"))


@table("按情形取值", "几个值，写在前面的先看；条件都不成立时取没有条件的那一个")
@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    when: Condition | None = key(
        "条件", CONDITION, "什么情形下取这个值", example="{委托.速裁程序: true}", default=None
    )
    value: Any = key("值", Free("数字、期限或参数名", (object,)), "值", example="5 工作日")
    where: Where = place()


@dataclass(frozen=True, slots=True)
class Amount:
    """A number, a length of time or a ratio, perhaps by case; each value plain or a parameter."""

    choices: tuple[tuple[Condition | None, float | Duration | tuple[int, int] | ParameterName], ...]
    where: Where = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class AmountShape:
    """An amount: one value, or a list of values by case."""

    plain: LiteralShape

    @property
    def said(self) -> str:
        return f"{self.plain.said}，或按情形取值的列表"

    def read(self, value: Any, at: At) -> Any:
        if not isinstance(value, list):
            found = self.plain.read(value, at)
            return BAD if found is BAD else Amount(((None, found),), at.where)
        read = Many(Table(Choice)).read(value, at)
        if read is BAD:
            return BAD
        values = [
            self.plain.read(choice.value, at.under(n).under("值")) for n, choice in enumerate(read)
        ]
        if BAD in values:
            return BAD
        found = tuple((c.when, v) for c, v in zip(read, values, strict=True))
        return Amount(tuple(sorted(found, key=lambda pair: pair[0] is None)), at.where)

    def schema(self) -> Schema:
        listed = {"type": "array", "items": Table(Choice).schema()}
        return {"anyOf": [self.plain.schema(), listed]}


COUNT: Final = AmountShape(LiteralShape("number"))
LENGTH: Final = AmountShape(LiteralShape("length"))
RATIO: Final = AmountShape(LiteralShape("ratio"))


@table(
    "集合",
    "一组条目：本记录里的列表、同类案件或者各司法所，按条件挑选",
    one_of=(("集", "案", "所"),),
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Set:
    items: Path | Set | None = key(
        "集",
        PathShape("list", or_set=True),
        "列表的路径，或者定义里集合的名称",
        example="教育",
        default=None,
    )
    cases: str | None = key(
        "案", NameShape("类别的名称"), "本所（县级规则为全县）的这一类案件", example="correction",
        default=None,
    )  # fmt: skip
    offices: str | None = key("所", Word(("全部",)), "全县各司法所", example="全部", default=None)
    active: bool | None = key(
        "在办", Flag(), "与“案”同用：只要在办的（或者只要办结的）", example="true", default=None
    )
    when: Condition | None = key(
        "条件", CONDITION, "哪些条目算", example="{阶段: 入矫}", default=None, inside="items"
    )
    field: Path | None = key(
        "字段", PATH, "取条目的哪一个字段；不写就取条目本身", example="日期", default=None,
        inside="items",
    )  # fmt: skip
    since: Path | None = key(
        "从", DATE, "条目从哪一天起算数（如到职日期）", example="录用日期", default=None,
        inside="items",
    )  # fmt: skip
    until: Path | None = key(
        "止", DATE, "条目到哪一天为止算数（如离任日期），当日仍算", example="离任日期",
        default=None, inside="items",
    )  # fmt: skip
    on: Path | None = key(
        "在日", DATE, "只要在这一天算数的条目（与“从”“止”同用）", example="宣告.日期", default=None
    )
    label: str | None = key("称", Text(), "句子里怎么称呼", example="请假外出", default=None)
    where: Where = place()
    rooted: bool = False  # a set that 定义 gives is seen from the record, wherever it is used


@table("期间", "一段起止日期与一个期限相比，首尾两日都计入", one_of=(("超过", "不超过"),))
@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    first: Path = key("起", DATE, "起日", example="矫正期限.起")
    last: Path = key("止", DATE, "止日", example="矫正期限.止")
    longer: Amount | None = key("超过", LENGTH, "长于", example="3 月", default=None)
    at_most: Amount | None = key("不超过", LENGTH, "不长于", example="6 月", default=None)
    where: Where = place()


@table("步骤", "依次中可以缺的一步")
@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    day: Path = key("字段", DATE, "这一步的日期", example="联系保证人日期")
    when: Condition | None = key(
        "条件", CONDITION, "什么情形下必须有这一步", example="{/保证人: {有: true}}", default=None
    )
    where: Where = place()


@table("依次", "几个日期不得倒退，后一步有而前一步没有也不行")
@dataclass(frozen=True, slots=True, kw_only=True)
class InOrder:
    steps: tuple[tuple[Path | Step, ...], ...] = key(
        "步骤",
        Many(Either(text=DATE, table=Table(Step), listed=Many(Either(text=DATE, table=Table(Step)))), least=2),
        "从前到后；同一步可以有几个日期，写成列表", example="[机构决定.日期, 会客日期]",
    )  # fmt: skip
    complete: bool = key(
        "齐全", Flag(only_true=True), "每一步都要有", example="true", default=False
    )
    where: Where = place()


Condition: TypeAlias = (
    "Test | All | AnyOf | Not | Exists | Term | InOrder | Minor | Active | OpenOn | Named"
)
ALWAYS: Final = All(())


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorWord:
    """A word of comparison: what may stand after it, and which fields it fits."""

    shape: Shape
    fits: tuple[str, ...]
    says: str
    example: str


_SCALAR = Free("一个值", (str, int, float, bool, date))
_POOL = Either(text=PATH, listed=Many(_SCALAR))
_OTHER_DAY = Either(text=DATE, plain=Free("日期（YYYY-MM-DD）", (date,)))
_PAST = Either(text=LiteralShape("length"), plain=Flag())
_ALL = ("string", "integer", "float", "number", "boolean", "date", "dict", "list")
_SIZES = ("integer", "float", "number", "list")

OPERATORS: Final[Mapping[str, OperatorWord]] = {
    "等于": OperatorWord(
        shape=_SCALAR, fits=("string", "integer", "float", "number", "boolean", "date"),
        says="恰好是这个值；直接写值就是等于", example="审批: {等于: 同意}",
    ),
    "在": OperatorWord(
        shape=_POOL, fits=_ALL, says="是其中之一；列表字段是至少有一个在其中",
        example="身份: {在: [监护人, 保证人]}",
    ),
    "不在": OperatorWord(
        shape=_POOL, fits=_ALL, says="不是其中任何一个", example="方式: {不在: [到所]}"
    ),
    "含": OperatorWord(
        shape=Either(listed=Many(_SCALAR), plain=_SCALAR), fits=("list",),
        says="列表里有这个值（写成列表的，每个都要有）", example="受托.事项: {含: 宣告}",
    ),
    "有": OperatorWord(
        shape=Flag(), fits=_ALL, says="填了（true）或者没有填（false）", example="文号: {有: true}"
    ),
    "少于": OperatorWord(shape=COUNT, fits=_SIZES, says="小于，不含本数；列表比项数", example="周岁: {少于: 18}"),
    "不少于": OperatorWord(shape=COUNT, fits=_SIZES, says="大于或等于，含本数", example="正式党员数: {不少于: 3}"),
    "超过": OperatorWord(shape=COUNT, fits=_SIZES, says="大于，不含本数", example="天数: {超过: 7}"),
    "不超过": OperatorWord(shape=COUNT, fits=_SIZES, says="小于或等于，含本数", example="天数: {不超过: 7}"),
    "早于": OperatorWord(shape=_OTHER_DAY, fits=("date",), says="在那一天之前", example="日期: {早于: 宣告.日期}"),
    "不早于": OperatorWord(shape=_OTHER_DAY, fits=("date",), says="那一天或者以后", example="日期: {不早于: 宣告.日期}"),
    "晚于": OperatorWord(shape=_OTHER_DAY, fits=("date",), says="在那一天之后", example="日期: {晚于: 宣告.日期}"),
    "不晚于": OperatorWord(shape=_OTHER_DAY, fits=("date",), says="那一天或者以前", example="日期: {不晚于: 起}"),
    "已到": OperatorWord(
        shape=Flag(), fits=("date",), says="到计算日为止，那一天已经到了", example="宣告.日期: {已到: true}"
    ),
    "已过": OperatorWord(
        shape=_PAST, fits=("date",), says="那一天已经过去；写期限的，再过那么久（不含工作日）",
        example="机构决定.日期: {已过: 5 日}",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionWord:
    """A word that stands in a condition instead of a field path."""

    shape: Shape
    says: str
    example: str


WORDS: Final[Mapping[str, ConditionWord]] = {
    "任一": ConditionWord(
        shape=Many(CONDITION), says="其中至少一个成立", example="任一: [已宣告, {外出: {有: true}}]"
    ),
    "非": ConditionWord(shape=CONDITION, says="不成立", example="非: {回避: true}"),
    "存在": ConditionWord(
        shape=Later(lambda: Table(Set), "集合"), says="集合里有条目",
        example="存在: {集: 奖惩, 条件: {类型: 警告}}",
    ),
    "期间": ConditionWord(
        shape=Table(Term), says="一段起止日期与一个期限相比",
        example="期间: {起: 矫正期限.起, 止: 矫正期限.止, 超过: 3 月}",
    ),
    "依次": ConditionWord(
        shape=Either(table=Table(InOrder), listed=Many(Either(text=DATE, table=Table(Step), listed=Many(DATE)), least=2)),
        says="几个日期不得倒退，后一步有而前一步没有也不行", example="依次: [机构决定.日期, 会客日期]",
    ),
    "未成年": ConditionWord(shape=Flag(), says="本人按未成年人对待", example="未成年: true"),
    "在办": ConditionWord(shape=Flag(), says="案件在办", example="在办: true"),
    "在办于": ConditionWord(
        shape=DATE, says="到那一天案件还没有了结；没有填那一天的也算", example="在办于: 起"
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _ConditionShape:
    said: str = "条件：{字段路径: 值}、条件的列表或者定义的名称"

    def read(self, value: Any, at: At) -> Any:
        if isinstance(value, str):
            found = NameShape("条件的名称").read(value, at)
            return BAD if found is BAD else Named(found, at.where)
        if isinstance(value, list):
            return _all([self.read(each, at.under(n)) for n, each in enumerate(value)])
        if not isinstance(value, dict) or not value:
            return at.refuse(f"须为{self.said}", value, hint="例如 {宣告.日期: {有: true}}")
        return _all([_line(name, wanted, at.under(name)) for name, wanted in value.items()])

    def schema(self) -> Schema:
        words = {n: w.shape.schema() | {"description": w.says} for n, w in WORDS.items()}
        operators = {n: w.shape.schema() | {"description": w.says} for n, w in OPERATORS.items()}
        tests = {"type": "object", "additionalProperties": False, "properties": operators}
        plain = {"type": ["string", "number", "boolean"]}
        return {
            "anyOf": [
                {"type": "string"},
                {"type": "array", "items": {"$ref": "#/definitions/条件"}},
                {
                    "type": "object",
                    "properties": words,
                    "additionalProperties": {"anyOf": [plain, tests]},
                },
            ]
        }


_CONDITION: Final[Shape] = _ConditionShape()


def _all(parts: list[Any]) -> Any:
    if BAD in parts:
        return BAD
    return parts[0] if len(parts) == 1 else All(tuple(parts))


def _line(name: str, wanted: Any, at: At) -> Any:
    word = WORDS.get(name)
    if word is None:
        return _tests(name, wanted, at)
    found = word.shape.read(wanted, at)
    if found is BAD:
        return BAD
    made: Mapping[str, Any] = {
        "任一": AnyOf, "非": Not, "存在": Exists, "未成年": Minor, "在办": Active, "在办于": OpenOn,
        "依次": _in_order,
    }  # fmt: skip
    return made[name](found) if name in made else found


def _in_order(found: Any) -> InOrder:
    """The short form, a bare list of steps, is the long one."""
    if isinstance(found, InOrder):
        steps, complete, where = found.steps, found.complete, found.where
    else:
        steps, complete, where = found, False, found[0].where if found else ()
    listed = tuple(each if isinstance(each, tuple) else (each,) for each in steps)
    return InOrder(steps=listed, complete=complete, where=where)


def _tests(name: str, wanted: Any, at: At) -> Any:
    path = PathShape().read(name, at)
    if path is BAD:
        return BAD
    if not isinstance(wanted, dict):
        value = _SCALAR.read(wanted, at)
        return BAD if value is BAD else Test(path, "等于", value, at.where)
    if not wanted:
        return at.refuse("须写比较词", wanted, hint=f"可用的有：{'、'.join(OPERATORS)}")
    return _all([_test(path, word, value, at.under(word)) for word, value in wanted.items()])


def _test(path: Path, word: str, value: Any, at: At) -> Any:
    operator = OPERATORS.get(word)
    if operator is None:
        hint = did_you_mean(word, OPERATORS) or f"可用的有：{'、'.join(OPERATORS)}"
        return at.refuse("没有这个比较词", word, hint=hint)
    found = operator.shape.read(value, at)
    name: Any = word
    return BAD if found is BAD else Test(path, name, found, at.where)


def simple(text: str, value: Scalar) -> Test:
    """A condition made by the program itself."""
    return Test(path_of(text), "等于", value)
