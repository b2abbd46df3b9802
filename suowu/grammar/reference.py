"""Reference: docs/reference.md, every key of every file, made from the declarations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields
from functools import cache
from typing import Any, Final

from suowu.calendars import UNITS
from suowu.grammar import stories
from suowu.grammar.compounds import Pairs
from suowu.grammar.conditions import COUNT, LENGTH, RATIO
from suowu.grammar.documents import PARAMETER_UNITS
from suowu.grammar.files import FILES, File, shapes_below
from suowu.grammar.jinja import jinja_told
from suowu.grammar.kinds import TYPES_FILE
from suowu.grammar.leaves import ANCHORS, STYLES
from suowu.grammar.markdown import (
    AMOUNTS,
    BY_CASE,
    PATHS,
    TEXTS,
    as_told,
    code,
    grid,
    quoted,
    title_link,
)
from suowu.grammar.operators import CONDITION, CONDITION_WORDS, OPERATORS
from suowu.grammar.rules import RULE_WORDS as SIX_WORDS
from suowu.grammar.rules import Rule
from suowu.grammar.shapes import Shape
from suowu.grammar.tables import Key, Table, declared, keys_of, needed, smallest
from suowu.model import Data
from suowu.yamlfile import read

COMMAND: Final = "python3 build.py schema --reference > docs/reference.md"
_LONG: Final = 120
_INTRO: Final = f"""\
*Generated from `suowu/grammar` by `{COMMAND}`; do not edit by hand.*

# 数据文件的写法

规则、参数、类别、公示和表格都写在 YAML 文件里，不写程序。这里列出每一种文件可以写的每一个字段。
写错字段、路径、名称或者值，`python3 build.py check` 会指出文件、行和列，并提示最接近的写法。

读法：

- “必填”一栏有 ✓ 的必须写，其余可以不写；没有列出的字段不能写。
- 路径见[字段路径](#字段路径)，条件见[条件](#条件)，带花括号的文字见[文字里的字段](#文字里的字段)，
  期限、比例和参数见[数、期限和比例](#数期限和比例)。
- 例子取自社区矫正，换成自己的字段即可。

编辑器的补全和检查：`python3 build.py schema` 把各种文件的 JSON Schema 写到 `.schema/`；
只看一种：`python3 build.py schema 词`，词见下表。
"""
_CONDITION: Final = """\
条件是“字段路径: 值”的清单，每一行都要成立；`宣告.签收: true` 就是等于。
也可以写成条件的列表，每一个都要成立；或者写类别“定义”里的一个名称。"""
_PATH: Final = """\
从外到里的字段名，中间用点：`接收.到所报到日期`。字段须在 kind.yml 里有。

路径从所在的地方看起：平常从整份记录看起，进了列表（逐项、集、表）从列表的一项看起；
列表的一项不是一组字段的，写 `值`。开头可以写明从哪里看起："""
_TEXT: Final = """\
`{路径}` 换成字段的值：日期写作 2026年3月6日，是非写作 是、否，列表用顿号连接；
没有值时留五格空白。`{路径|样式}` 另有："""


def reference(types: Data) -> str:
    """The whole page. `types` are the shared ones as templates/shared/types.yml has them."""
    files = [
        _file(file) + (f"\n\n{_types(types)}" if file.shape is TYPES_FILE else "") for file in FILES
    ]
    sections = [_INTRO, _contents(), *files, *_shared()]
    return "\n".join(section.rstrip() + "\n" for section in sections)


def _contents() -> str:
    rows = ((f"`{f.word}`", title_link(f.title), f"`{f.glob}`") for f in FILES)
    return grid(("词", "文件", "写在哪里"), rows)


# --- files --------------------------------------------------------------------------------------


def _file(file: File) -> str:
    parts = [f"## {file.title}", f"`{file.glob}`", file.says]
    if file.like:
        return "\n\n".join((*parts, f"字段见{title_link(_titled(file.like))}。"))
    if file.head:
        parts[1] += "，文件开头两行 `---` 之间"
    if file.shape is stories.STORIES:
        return "\n\n".join((*parts, *_stories()))
    if isinstance(file.shape, Table):
        parts += [*_keys(file.shape.cls), *_least(file.shape.cls)]
    elif isinstance(file.shape, Pairs):
        name, value = file.shape.parts
        parts.append(f"一行一项，冒号前是{as_told(name)}，冒号后是{as_told(value)}。")
    own = [cls for cls in _tables_of()[file.word] if Table(cls) != file.shape]
    return "\n\n".join((*parts, *(_table(cls) for cls in own)))


def _titled(word: str) -> str:
    return next(file.title for file in FILES if file.word == word)


@cache
def _tables_of() -> dict[str, list[type]]:
    """Each table belongs to the first file that leads to it, but for those all files share."""
    seen = _tables_below(CONDITION)
    found: dict[str, list[type]] = {}
    for file in FILES:
        found[file.word] = [cls for cls in _tables_below(file.shape) if cls not in seen]
        seen += found[file.word]
    return found


def _tables_below(shape: Shape) -> list[type]:
    return [each.cls for each in shapes_below(shape) if isinstance(each, Table)]


def _least(cls: type) -> Iterator[str]:
    """The keys that must stand, as a file."""
    if needed(cls):
        yield f"最少写这些：\n\n```yaml\n{smallest(cls)}```"


def _types(types: Data) -> str:
    """Each shared type: what is filled in, and an example."""
    rows = (
        (
            code(name),
            written["type"],
            "✓" if written.get("required") else "",
            written.get("meta", {}).get("说明", ""),
            code(_type_example(written)),
        )
        for name, written in types.items()
    )
    return "现有：\n\n" + grid(("名称", "type", "必填", "填什么", "例"), rows)


def _type_example(written: Data) -> str:
    """What it says itself, else the words allowed, else the fields below."""
    meta, below = written.get("meta", {}), written.get("schema", {})
    if "例" in meta:
        plain = str(meta["例"])
        return plain if read(f"例: {plain}").data == {"例": meta["例"]} else f'"{plain}"'
    if "allowed" in written:
        return " 或 ".join(map(str, written["allowed"]))
    fields = ", ".join(f"{name}: …" for name in below) if written["type"] == "dict" else "…"
    braces = {"dict": f"{{{fields}}}", "list": "[…]", "boolean": "true", "string": "文字"}
    return braces[written["type"]]


# --- tables -------------------------------------------------------------------------------------


def _table(cls: type) -> str:
    said = declared(cls)
    parts = [f"### {said.title}", f"{said.says}。", *_keys(cls)]
    if cls is Rule:
        parts.append(_six_words())
    return "\n\n".join(parts)


def _keys(cls: type) -> Iterator[str]:
    defaults = {f.name: f.default for f in fields(cls)}
    rows = (
        (
            f"`{k.name}`",
            "✓" if k.required else "",
            as_told(k.shape),
            k.says + _otherwise(defaults[k.attribute]),
            _example(k),
        )
        for k in keys_of(cls)
    )
    yield grid(("字段", "必填", "写什么", "意思", "例"), rows)
    for group in declared(cls).one_of:
        yield f"须恰有一个：{quoted(group)}。"
    for inside in dict.fromkeys(k.inside for k in keys_of(cls) if k.inside):
        yield _seen_from(inside, keys_of(cls))


def _example(k: Key) -> str:
    return code(f"{k.name}: {k.example}") if len(k.example) < _LONG else "见下"


def _otherwise(default: Any) -> str:
    if isinstance(default, bool) or not isinstance(default, (str, int, float)):
        return ""
    return f"；不写为 {default}"


def _seen_from(inside: str, known: Iterable[Key]) -> str:
    listed = {k.attribute: k.name for k in known}
    below = [k.name for k in known if k.inside == inside]
    return f"写了“{listed[inside]}”的，{quoted(below)}里的路径从它的每一项看起。"


def _six_words() -> str:
    lines = [f"- {_word(k)}：{k.says}" for k in keys_of(Rule) if k.name in SIX_WORDS]
    return "\n".join(("六个词说一条规则要求什么：\n", *lines))


def _word(k: Key) -> str:
    titles = {declared(cls).title for cls in _tables_below(k.shape)}
    return f"**{title_link(k.name)}**" if k.name in titles else f"**{k.name}**"


# --- what all files share -----------------------------------------------------------------------


def _shared() -> Iterator[str]:
    yield _conditions()
    yield from map(_table, _tables_below(CONDITION))
    yield _paths()
    yield _styles()
    yield from jinja_told()
    yield _amounts()


def _conditions() -> str:
    words = (
        (f"`{n}`", as_told(w.shape), w.says, code(w.example)) for n, w in CONDITION_WORDS.items()
    )
    tests = ((f"`{n}`", as_told(o.shape), o.says, code(o.example)) for n, o in OPERATORS.items())
    return "\n\n".join(
        (
            "## 条件",
            _CONDITION,
            "```yaml\n条件: {矫正类别: 缓刑, 宣告.日期: {有: true}}\n条件: 外出获准\n```",
            "比较词写在路径后面的花括号里，几个比较词都要成立：",
            grid(("比较词", "写什么", "意思", "例"), tests),
            "下面的词写在路径的位置：",
            grid(("词", "写什么", "意思", "例"), words),
        )
    )


def _paths() -> str:
    rows = ((f"`{a}`", says, f"`{example}`") for a, (says, example) in ANCHORS.items())
    return "\n\n".join(
        (
            f"## {PATHS}",
            _PATH,
            grid(("开头", "从哪里看起", "例"), rows),
        )
    )


def _styles() -> str:
    rows = ((f"`{style}`", says, f"`{{路径|{style}}}`") for style, says in STYLES.items())
    return "\n\n".join(
        (
            f"## {TEXTS}",
            _TEXT,
            grid(("样式", "意思", "写法"), rows),
            "`{参数:名称}` 换成参数当时的数和单位。",
        )
    )


def _amounts() -> str:
    rows = (
        ("数字", COUNT.plain.said, "`不少于: 3`"),
        ("期限", LENGTH.plain.said, "`内: 5 工作日`"),
        ("比例", RATIO.plain.said, code('不低于: "1:15"')),
    )
    return "\n\n".join(
        (
            f"## {AMOUNTS}",
            grid(("什么", "怎么写", "例"), rows),
            f"期限的单位：{'、'.join(UNITS)}。参数的单位：{'、'.join(PARAMETER_UNITS)}。",
            f"写参数名的，用它在那一天的值。按情形不同的，写成列表，见{title_link(BY_CASE)}：",
            "```yaml\n内: [{条件: {委托.速裁程序: true}, 值: 5 工作日}, {值: 10 工作日}]\n```",
        )
    )


# --- stories ------------------------------------------------------------------------------------


def _stories() -> Iterator[str]:
    yield _story_keys(stories.STORY_FILE)
    for name, known in stories.ITEMS.items():
        yield f"“{name}”的一项："
        yield _story_keys(known)
    yield "造值的词，写作一组字段，以这个词开头："
    rows = (
        (f"`{word.name}`", word.means, "<br>".join(map(_story_key, word.keys)))
        for word in stories.STORY_WORDS.values()
    )
    yield grid(("词", "意思", "字段"), rows)
    yield "各种值的写法："
    yield grid(("值", "写法"), stories.TYPE_SAYS.items())
    yield f"处处都有的名：{'、'.join(stories.GIVEN)}。"


def _story_keys(known: Iterable[stories.StoryKey]) -> str:
    rows = ((f"`{k.name}`", "✓" if k.required else "", _typed(k), k.means) for k in known)
    return grid(("字段", "必填", "写什么", "意思"), rows)


def _story_key(key: stories.StoryKey) -> str:
    return f"`{key.name}`{'（必填）' if key.required else ''}：{_typed(key)}，{key.means}"


def _typed(key: stories.StoryKey) -> str:
    return f"{'、'.join(key.options)} 之一" if key.options else key.type
