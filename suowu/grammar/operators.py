"""Operators: the words of comparison and of conditions, and how a condition is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from suowu.grammar.compounds import Either, Many, declare
from suowu.grammar.conditions import (
    A_CONDITION,
    A_SET,
    COUNT,
    STEPS,
    Active,
    All,
    AnyOf,
    Exists,
    InOrder,
    Minor,
    Named,
    Not,
    OpenOn,
    Term,
    Test,
)  # fmt: skip
from suowu.grammar.leaves import DATE, LiteralShape, NameShape, Path, PathShape
from suowu.grammar.shapes import BAD, At, Flag, Free, Schema, Shape
from suowu.grammar.tables import Table
from suowu.problems import did_you_mean, nearest


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorWord:
    """A word of comparison: what may stand after it, and which fields it fits."""

    shape: Shape
    fits: tuple[str, ...]
    says: str
    example: str


_SCALAR = Free("一个值", (str, int, float, bool, date))
_POOL = Either(text=PathShape(or_set=True), listed=Many(_SCALAR), table=A_SET)
_OTHER_DAY = Either(text=DATE, plain=Free("日期（YYYY-MM-DD）", (date,)))
_PAST = Either(text=LiteralShape("length"), plain=Flag())
_ALL = ("string", "integer", "float", "number", "boolean", "date", "dict", "list")
_SIZES = ("integer", "float", "number", "list")

OPERATORS: Final[Mapping[str, OperatorWord]] = {
    "等于": OperatorWord(
        shape=_SCALAR, fits=("string", "integer", "float", "number", "boolean", "date"),
        says="恰好是这个值；直接写值就是等于", example="矫正类别: {等于: 缓刑}",
    ),
    "在": OperatorWord(
        shape=_POOL, fits=_ALL, says="是其中之一，可以写值的列表、字段或者集合；列表字段是至少有一个在其中",
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
    "早于": OperatorWord(shape=_OTHER_DAY, fits=("date",), says="在那一天之前", example="判决.日期: {早于: 宣告.日期}"),
    "不早于": OperatorWord(shape=_OTHER_DAY, fits=("date",), says="那一天或者以后", example="宣告.日期: {不早于: 判决.日期}"),
    "晚于": OperatorWord(shape=_OTHER_DAY, fits=("date",), says="在那一天之后", example="解除.宣告日期: {晚于: 宣告.日期}"),
    "不晚于": OperatorWord(shape=_OTHER_DAY, fits=("date",), says="那一天或者以前", example="宣告.日期: {不晚于: 矫正期限.止}"),
    "已到": OperatorWord(
        shape=Flag(), fits=("date",), says="到计算日为止，那一天已经到了", example="宣告.日期: {已到: true}"
    ),
    "已过": OperatorWord(
        shape=_PAST, fits=("date",), says="那一天已经过去；写期限的，再过那么久（不含工作日），末日是休息日的顺延",
        example="机构决定.日期: {已过: 5 日}",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionWord:
    """A word that stands in a condition instead of a field path."""

    shape: Shape
    says: str
    example: str


CONDITION_WORDS: Final[Mapping[str, ConditionWord]] = {
    "任一": ConditionWord(
        shape=Many(A_CONDITION), says="其中至少一个成立", example="任一: [已宣告, {外出: {有: true}}]"
    ),
    "非": ConditionWord(shape=A_CONDITION, says="不成立", example="非: {回避: true}"),
    "存在": ConditionWord(
        shape=A_SET, says="集合里有条目",
        example="存在: {集: 奖惩, 条件: {类型: 警告}}",
    ),
    "期间": ConditionWord(
        shape=Table(Term), says="一段起止日期与一个期限相比",
        example="期间: {起: 矫正期限.起, 止: 矫正期限.止, 超过: 3 月}",
    ),
    "依次": ConditionWord(
        shape=Either(table=Table(InOrder), listed=STEPS),
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

    @property
    def parts(self) -> tuple[Shape, ...]:
        return (
            *(w.shape for w in CONDITION_WORDS.values()),
            *(o.shape for o in OPERATORS.values()),
        )

    def read(self, value: Any, at: At) -> Any:
        if isinstance(value, str):
            found = NameShape("条件的名称").read(value, at)
            return BAD if found is BAD else Named(found, at.where)
        if isinstance(value, list):
            return _all([self.read(each, at.under(n)) for n, each in enumerate(value)])
        if not isinstance(value, dict) or not value:
            return at.refuse(f"须为{self.said}", value, hint="例如 {宣告.日期: {有: true}}")
        return _all([_line(name, wanted, at=at.under(name)) for name, wanted in value.items()])

    def schema(self) -> Schema:
        words = {n: w.shape.schema() | {"description": w.says} for n, w in CONDITION_WORDS.items()}
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


CONDITION: Final = declare(A_CONDITION, _ConditionShape())


def _all(parts: list[Any]) -> Any:
    if BAD in parts:
        return BAD
    return parts[0] if len(parts) == 1 else All(tuple(parts))


def _line(name: str, wanted: Any, *, at: At) -> Any:
    word = CONDITION_WORDS.get(name)
    if word is None:
        return _tests(name, wanted, at=at)
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


def _tests(name: str, wanted: Any, *, at: At) -> Any:
    path = PathShape().read(name, at)
    if path is BAD:
        return BAD
    if near := _meant_word(name, wanted):
        return at.refuse("没有这个词", name, hint=near)
    if not isinstance(wanted, dict):
        value = _SCALAR.read(wanted, at)
        return BAD if value is BAD else Test(path, "等于", value, at.where)
    if not wanted:
        return at.refuse("须写比较词", wanted, hint=f"可用的有：{'、'.join(OPERATORS)}")
    return _all(
        [_test(path, word, value=value, at=at.under(word)) for word, value in wanted.items()]
    )


def _meant_word(name: str, wanted: Any) -> str | None:
    """Whether a word was misspelt: after it stands no comparison, but what follows that word."""
    near = nearest(name, CONDITION_WORDS)
    is_test = not isinstance(wanted, (dict, list)) or OPERATORS.keys() >= {*map(str, wanted)}
    if near is None or is_test or CONDITION_WORDS[near].shape.read(wanted, At((), [])) is BAD:
        return None
    return did_you_mean(name, CONDITION_WORDS)


def _test(path: Path, word: str, *, value: Any, at: At) -> Any:
    operator = OPERATORS.get(word)
    if operator is None:
        hint = did_you_mean(word, OPERATORS) or f"可用的有：{'、'.join(OPERATORS)}"
        return at.refuse("没有这个比较词", word, hint=hint)
    found = operator.shape.read(value, at)
    name: Any = word
    return BAD if found is BAD else Test(path, name, found, at.where)
