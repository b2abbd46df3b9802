"""Forms: templates/kinds/<kind>/forms/*.yml and the pieces they share, as they may be written.

Widths (跨) count columns of 列, whose numbers are relative; heights (行高, 空, 边长) are millimetres,
sizes (字号, 题号) points.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from suowu.grammar.compounds import Either, Many, Pairs
from suowu.grammar.conditions import A_SET, LENGTH, Amount, Condition, Set
from suowu.grammar.leaves import (
    DATE,
    LIST,
    PATH,
    TABLES,
    TEMPLATE,
    VALUE,
    NameShape,
    Path,
    Template,
)  # fmt: skip
from suowu.grammar.operators import CONDITION
from suowu.grammar.shapes import BAD, At, Flag, Free, Number, Schema, Shape, Text, Word
from suowu.grammar.tables import Table, example_of, key, keys_of, place, table
from suowu.model import Where
from suowu.problems import did_you_mean

ALIGNMENTS: Final = ("左", "中", "右")
FACES: Final = ("正文", "标题", "宋体", "黑体", "楷体")
LAYOUTS: Final = ("推定", "文书2012")
PAPERS: Final = ("A4", "A3")
ORIENTATIONS: Final = ("纵", "横")
COLUMNS: Final = (24, 34, 20, 26, 24, 34)
"""列 of a form that does not say."""
_SPAN = Number(whole=True, least=1)
_MM = Number(least=0)

# Why: one line a key, as in a table.
# fmt: off


@dataclass(frozen=True, slots=True)
class _OrBlank:
    """A value, or empty quotes: a blank to write in by hand."""

    inner: Shape

    @property
    def said(self) -> str:
        return f"{self.inner.said}，或者空的引号"

    @property
    def parts(self) -> tuple[Shape, ...]:
        return (self.inner,)

    def read(self, value: Any, at: At) -> Any:
        return None if value == "" else self.inner.read(value, at)

    def schema(self) -> Schema:
        return {"type": "string"}


OR_BLANK: Final = _OrBlank(VALUE)
DATE_OR_BLANK: Final = _OrBlank(DATE)
WORDS_OR_NONE: Final = _OrBlank(TEMPLATE)


@table("格", "表格一行里的一格")
@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    label: str | None = key("标签", Text(), says="印在格里的字", example="外出理由", default=None)
    value: Path | Template | None = key("值", OR_BLANK, says="填什么；空的引号是留白", example="事由", default=None)
    span: int = key("跨", _SPAN, says="占几列", example="5", default=1)
    label_span: int = key("标签跨", _SPAN, says="标签占几列", example="2", default=1)
    height: float | None = key("行高", _MM, says="至少多高（毫米）", example="18", default=None)
    style: str | None = key("格式", Word(("月", "逐行")), says="月份，或者一项一行", example="逐行", default=None)
    each: Template | None = key("各", TEMPLATE, says="“值”是列表时，每一项怎样写", example="'{序}．{姓名}'", default=None, inside="value")
    absent: Template | None = key("缺", WORDS_OR_NONE, says="“值”里的都没有时写什么，不留白", example="无", default=None)
    options: tuple[str, ...] = key("勾选", Many(Free("文字", (str, int, bool))), says="可以勾选的各项", example="[是, 否]", default=())
    one_a_line: bool = key("逐行", Flag(only_true=True), says="勾选项一项一行", example="true", default=False)
    align: str | None = key("对齐", Word(ALIGNMENTS), says="对齐", example="左", default=None)
    where: Where = place()


@table("列头", "列表的一列")
@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    title: str = key("标题", Text(), says="列的名称", example="姓名")
    value: Path | Template | None = key("值", VALUE, says="填什么", example="姓名", default=None)
    span: int = key("跨", _SPAN, says="占几列", example="2", default=1)
    options: tuple[str, ...] = key("勾选", Many(Free("文字", (str, int, bool))), says="可以勾选的各项", example="[男, 女]", default=())
    style: str | None = key("格式", Word(("月", "逐行")), says="月份，或者一项一行", example="月", default=None)
    each: Template | None = key("各", TEMPLATE, says="“值”是列表时，每一项怎样写", example="'{来访人}'", default=None, inside="value")
    align: str | None = key("对齐", Word(ALIGNMENTS), says="对齐", example="左", default=None)
    where: Where = place()


@table("表", "一行一项的列表")
@dataclass(frozen=True, slots=True, kw_only=True)
class ListBlock:
    items: Path = key("表", LIST, says="哪一个列表；每一项里“序”是第几项", example="矫正小组.成员")
    columns: tuple[Column, ...] = key("列", Many(Table(Column)), says="各列", example="[{标题: 姓名, 值: 姓名, 跨: 2}]", inside="items")
    least: int = key("补行", Number(whole=True, least=0), says="至少几行，不足的留空行", example="5", default=1)
    height: float | None = key("行高", _MM, says="每行至少多高（毫米）", example="10", default=None)
    where: Where = place()


@table("节", "表格里的小标题")
@dataclass(frozen=True, slots=True, kw_only=True)
class HeadBlock:
    title: str = key("节", Text(), says="小标题", example="考核项目")
    where: Where = place()


@table("用", "用别的文件里的片段")
@dataclass(frozen=True, slots=True, kw_only=True)
class PieceBlock:
    name: str = key("用", NameShape("片段的名称"), says="片段的名称", example="基本情况")
    where: Where = place()


@table("段", "一段文字")
@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    text: Template = key("段", TEMPLATE, says="文字，可以带 {路径|样式}", example="宣告日期：{宣告.日期|日}", inside="each")
    each: Path | None = key("各", LIST, says="列表的每一项一段", example="禁止令", default=None)
    absent: Template | None = key("缺", WORDS_OR_NONE, says="“段”里的都没有时写什么；空的引号是不要这一段", example="没有禁止令。", default=None)
    align: str = key("对齐", Word(ALIGNMENTS), says="对齐", example="中", default="左")
    indent: bool | None = key("缩进", Flag(), says="首行是否缩进两字", example="false", default=None)
    size: float | None = key("字号", _MM, says="字号（磅）", example="16", default=None)
    face: str = key("字体", Word(FACES), says="字体", example="黑体", default="正文")
    where: Where = place()


@table("签名行", "落款的一行")
@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureLine:
    each: Path | None = key("各", LIST, says="列表的每一项一行", example="矫正小组.成员", default=None)
    label: Template | None = key("标签", TEMPLATE, says="谁签，可以带 {路径}", example="宣告人", default=None, inside="each")
    value: Path | Template | None = key("值", OR_BLANK, says="填什么；空的引号是留白", example="宣告.主持人", default=None, inside="each")
    day: Path | None = key("日期", DATE_OR_BLANK, says="日期，与“值”同在一行；空的引号是留白", example="宣告.日期", default=None, inside="each")
    where: Where = place()


@table("签", "落款，几行签名和日期")
@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureBlock:
    lines: tuple[SignatureLine, ...] = key("签", Many(Table(SignatureLine)), says="各行", example="[{标签: 宣告人, 值: 宣告.主持人}]")
    where: Where = place()


@table("裁切", "一条裁切线")
@dataclass(frozen=True, slots=True, kw_only=True)
class CutBlock:
    text: Template = key("裁切", TEMPLATE, says="线上的字", example="存根")
    where: Where = place()


@table("码", "二维码")
@dataclass(frozen=True, slots=True, kw_only=True)
class CodeBlock:
    address: Path = key("码", PATH, says="网址在哪里", example="网址")
    side: float = key("边长", _MM, says="边长（毫米）", example="40", default=40)
    where: Where = place()


@table("空", "空白")
@dataclass(frozen=True, slots=True, kw_only=True)
class GapBlock:
    height: float = key("空", _MM, says="多高（毫米）", example="5")
    where: Where = place()


@table("意见", "一个签署意见的框")
@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionBox:
    title: str = key("标题", Text(), says="谁的意见", example="司法所意见")
    opinion: Path | Template | None = key("意见", VALUE, says="意见", example="所审核.意见", default=None)
    signer: str = key("称", Text(), says="签名处怎么称呼", example="审核人", default="签名")
    signature: Path | Template | None = key("签名", VALUE, says="谁签的", example="所审核.审核人", default=None)
    seal: bool = key("盖章", Flag(only_true=True), says="是否盖章", example="true", default=False)
    day: Path | None = key("日期", DATE, says="签署的日期", example="所审核.日期", default=None)
    height: float | None = key("行高", _MM, says="至少多高（毫米）", example="24", default=None)
    where: Where = place()


_BLOCKS: Final[tuple[type, ...]] = (
    ListBlock, HeadBlock, PieceBlock, Paragraph, SignatureBlock, CutBlock, CodeBlock, GapBlock,
)  # fmt: skip
Block = (
    "tuple[Cell, ...] | ListBlock | HeadBlock | PieceBlock | Paragraph | SignatureBlock"
    " | CutBlock | CodeBlock | GapBlock"
)


@dataclass(frozen=True, slots=True)
class _BlockShape:
    """What stands on a form: told apart by its first key; a bare list is a row of cells."""

    said: str = "一行格子的列表，或者 表、节、用、段、签、裁切、码、空 之一"

    @property
    def parts(self) -> tuple[Shape, ...]:
        return Many(Table(Cell)), *(Table(cls) for cls in _BLOCKS)

    def read(self, value: Any, at: At) -> Any:
        if isinstance(value, list):
            return Many(Table(Cell)).read(value, at)
        if not isinstance(value, dict):
            return at.refuse(f"须为{self.said}", value)
        names = {keys_of(cls)[0].name: cls for cls in _BLOCKS}
        found = next((cls for name, cls in names.items() if name in value), None)
        if found is None:
            first = next(iter(value), "")
            hint = did_you_mean(str(first), names) or f"例如 {example_of(Paragraph)}"
            at.under(first).refuse("没有这个字段", first, hint=hint)
            return BAD
        return Table(found).read(value, at)

    def schema(self) -> Schema:
        shapes = [Many(Table(Cell)).schema(), *(Table(cls).schema() for cls in _BLOCKS)]
        return {"anyOf": shapes}


@table("文号", "表上的文书编号")
@dataclass(frozen=True, slots=True, kw_only=True)
class FormNumber:
    value: Path | None = key("值", PATH, says="已经填了的文号", example="机构决定.文号", default=None)
    pattern: Template | None = key("式", TEMPLATE, says="没有文号时的式样；{年}{号} 是年份和顺序号", example="（{年}）{县:法律文书代字}外字第{号}号", default=None)
    year: Path | None = key("年", DATE, says="年份取自哪个日期", example="申请日期", default=None)
    serial: Path | None = key("号", PATH, says="顺序号在哪里", example="编号", default=None)
    where: Where = place()


@table("打印", "什么时候该打印")
@dataclass(frozen=True, slots=True, kw_only=True)
class PrintTime:
    each: Path | None = key("逐项", TABLES, says="列表的每一项一份", example="外出", default=None)
    when: Condition | None = key("条件", CONDITION, says="什么情形下要打印", example="{类型: 表扬}", default=None, inside="each")
    day: Path = key("日期", DATE, says="从哪一天起该打印；一个月（31 天）以内的每次生成都印，更早的用 packet 命令打印", example="收件日期", inside="each")
    ahead: Amount | None = key("提前", LENGTH, says="早这么久就打印，好在那一天以前备齐", example="7 日", default=None)
    after: Amount | None = key("满", LENGTH, says="再过这么久才打印", example="4 工作日", default=None)
    where: Where = place()


BLOCKS: Final = Many(_BlockShape())


@table("措辞", "按情形写法不同的词，写在前面的先看；条件都不成立时取没有条件的那一种")
@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    when: Condition | None = key("条件", CONDITION, says="什么情形下这样写", example="{矫正类别: 假释}", default=None)
    text: Template = key("值", TEMPLATE, says="怎样写", example="裁定假释")
    where: Where = place()


OWN_WORD: Final = Either(text=TEMPLATE, table=A_SET, listed=Many(Table(Wording)))
OwnWord: TypeAlias = Template | Set | tuple[Wording, ...]
"""A word of one form: as it stands, the members of a set, or as the case is."""


@table("表格", "一张表格")
@dataclass(frozen=True, slots=True, kw_only=True)
class FormFile:
    name: str = key("名称", Text(), says="表格的名称，印在上面", example="社区矫正对象外出审批表")
    clause: str | None = key("条款", Text(), says="依据的条款", example="四(五)2(8)②", default=None)
    layout: str | None = key("版式", Word(LAYOUTS), says="版式的来历：推定的是没有见过印本的", example="推定", default=None)
    copies: str | None = key("份数", Text(), says="一式几份、各存何处", example="一式二份，司法所、县级社区矫正机构各存一份。", default=None)
    notes: tuple[Template, ...] = key("注", Many(TEMPLATE, or_one=True), says="表下的注", example="[对象未成年的，不公示。]", default=())
    title: Template | None = key("标题", TEMPLATE, says="印在上面的标题，与名称不同时写", example="'{名称}'", default=None)
    subtitle: Template | None = key("题注", TEMPLATE, says="标题下的一行", example="考核月份：{月份|月}", default=None)
    number: FormNumber | None = key("文号", Table(FormNumber), says="文书编号", example="{值: 机构决定.文号, 式: '（{年}）{县:法律文书代字}外字第{号}号', 年: 申请日期}", default=None)
    printed: tuple[PrintTime, ...] = key("打印", Many(Table(PrintTime), or_one=True), says="什么时候该打印；不写的只在要时打印", example="{逐项: 外出, 日期: 收件日期}", default=())
    words: Mapping[str, OwnWord] = key("设", Pairs(NameShape("词的名称"), OWN_WORD, "本表的用词"), says="本表自己的用词，写作 {设.名称}；条件都不成立的是没有值", example="{事项: 外出}", default=None)
    aliases: Mapping[str, Path] = key("别名", Pairs(NameShape("别名"), PATH, "别名"), says="字段在本表里的另一个名称", example="{申请: 申请日期}", default=None)
    paper: str = key("纸", Word(PAPERS), says="纸张", example="A3", default="A4")
    orientation: str = key("方向", Word(ORIENTATIONS), says="纸张竖放还是横放", example="横", default="纵")
    size: float | None = key("字号", _MM, says="正文字号（磅）", example="13", default=None)
    title_size: float | None = key("题号", _MM, says="标题字号（磅）", example="26", default=None)
    columns: tuple[float, ...] = key("列", Many(Number(least=0)), says="表格各列的相对宽度", example="[24, 34, 20, 26, 24, 34]", default=())
    blocks: tuple[Any, ...] = key("栏", BLOCKS, says="从上到下各栏；相连的格、表、节排成一张表格，段、签、裁切、码、空在表格之外，夹在中间就把表格分成上下两张", example="[[{标签: 姓名, 值: /姓名}]]", default=())
    opinions: tuple[OpinionBox, ...] = key("意见栏", Many(Table(OpinionBox)), says="签署意见的框", example="[{标题: 司法所意见, 盖章: true}]", default=())
    tail: tuple[Any, ...] = key("尾栏", BLOCKS, says="意见栏下面的栏", example="[[{标签: 备注, 值: 备注, 跨: 5}]]", default=())
    where: Where = place()


@table("片段", "几张表格共用的几栏")
@dataclass(frozen=True, slots=True, kw_only=True)
class PieceFile:
    name: str = key("片段", NameShape("片段的名称"), says="片段的名称", example="基本情况")
    blocks: tuple[Any, ...] = key("栏", BLOCKS, says="从上到下各栏", example="[[{标签: 姓名, 值: /姓名}]]")
    where: Where = place()


FORM: Final = Table(FormFile)
PIECE: Final = Table(PieceFile)
