"""Files: every kind of file people write, where it lies, and its JSON Schema for editors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from suowu.grammar.compounds import Later, parts_of
from suowu.grammar.documents import (
    CALENDAR,
    CLAUSES,
    NOTICE_HEAD,
    PAGE_HEAD,
    PARAMETERS,
    SEARCH_WORDS,
    SIGNED,
)
from suowu.grammar.forms import FORM, PIECE
from suowu.grammar.kinds import KIND_FILE, PLANNED, TYPES_FILE
from suowu.grammar.rules import RuleFile
from suowu.grammar.shapes import Shape
from suowu.grammar.stories import STORIES
from suowu.grammar.tables import Table
from suowu.grammar.workflows import WORKFLOW

DRAFT: Final = "http://json-schema.org/draft-07/schema#"


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One kind of file: the word for it, its title, where it lies, what stands in it.

    `head` says that only the front matter is meant; `like` is the word of a file of the same shape.
    """

    word: str
    title: str
    glob: str
    shape: Shape
    says: str
    head: bool = False
    like: str = ""


FILES: Final[tuple[File, ...]] = (
    File(
        word="rule", title="规则文件", glob="content/rules/*.yml", shape=Table(RuleFile),
        says="一个主题一个文件，一条规则一项。",
    ),
    File(
        word="parameter", title="参数文件", glob="content/parameters/*.yml", shape=PARAMETERS,
        says="法律和手册里的数，一个名称一项，带沿革；规则写名称，不写数。",
    ),
    File(
        word="calendar", title="一年的日历", glob="content/calendars/<年份>.yml", shape=CALENDAR,
        says="一年一个文件，照国务院办公厅的通知填写。",
    ),
    File(
        word="leak-gate", title="放行清单", glob="content/leak-gate.yml", shape=SIGNED,
        says="泄露检查只放行这里写明的地方，每一项有人签名；可以没有这个文件。",
    ),
    File(
        word="clauses", title="手册条款", glob="content/handbook-clauses.yml", shape=CLAUSES,
        says="手册编了号的每一条，各由什么承载；“覆盖”一页由它排成，可以没有这个文件。",
    ),
    File(
        word="search", title="搜索用词", glob="content/search.yml", shape=SEARCH_WORDS,
        says="群众怎么说，就能搜到哪一节；可以没有这个文件。",
    ),
    File(
        word="workflow", title="办事流程", glob="content/workflows/*.yml", shape=WORKFLOW,
        says="一件事一个文件；公开页面里单独一行的 {流程:名称} 换成流程图和步骤，名称是文件名。",
    ),
    File(
        word="page", title="页面的前置说明", glob="content/**/*.md", shape=PAGE_HEAD, head=True,
        says="Markdown 页面，可以没有前置说明。正文里可以写 {参数:名称}、{参数:名称|汉字}；"
        "公开页面里单独一行的 {机构} 换成县司法局的名称、地址、办公时间和联系方式，"
        "{流程:名称} 换成 content/workflows/ 下的流程图和步骤。",
    ),
    File(
        word="kind", title="类别", glob="templates/kinds/<类别>/kind.yml", shape=KIND_FILE,
        says="一类记录有哪些字段，怎样称呼、排列和了结。",
    ),
    File(
        word="register", title="登记簿", glob="templates/registers/<登记簿>/kind.yml",
        shape=KIND_FILE, like="kind", says="与类别的写法相同，“范围”写 簿。",
    ),
    File(
        word="types", title="共用的字段类型", glob="templates/shared/types.yml", shape=TYPES_FILE,
        says="几个类别共用的字段写法，一个名称一项；kind.yml 里写名称就是引用。",
    ),
    File(
        word="planned", title="尚未建立的类别", glob="templates/shared/planned.yml", shape=PLANNED,
        says="规则已经提到、还没有 kind.yml 的类别：标识对应中文名称。",
    ),
    File(
        word="notice", title="公示的前置说明", glob="templates/kinds/<类别>/notices/*.html.j2",
        shape=NOTICE_HEAD, head=True, says="一种公示一个文件，正文是 Jinja，只能用“公开字段”。",
    ),
    File(
        word="form", title="表格", glob="templates/*/<类别>/forms/*.yml", shape=FORM,
        says="一张表格一个文件；海报和校对单在 templates/print/forms/。",
    ),
    File(
        word="piece", title="片段", glob="templates/*/<类别>/forms/*.yml", shape=PIECE,
        says="与表格放在一起，以“片段”开头，表格用“用”引用。",
    ),
    File(
        word="stories", title="情节文件", glob="templates/*/<类别>/stories.yml", shape=STORIES,
        says="示例县的记录由它编出来。「名」是前面定过的名。",
    ),
)  # fmt: skip


def file_schema(file: File) -> dict[str, Any]:
    """JSON Schema (draft 7) of a file, or of its front matter."""
    below = f"{file.glob} 开头两行 --- 之间的字段" if file.head else file.glob
    return {
        "$schema": DRAFT,
        "title": file.title,
        "description": f"{below}：{file.says}",
        **file.shape.schema(),
        "definitions": {name.said: _meant(name).schema() for name in _later(file.shape)},
    }


def shapes_below(shape: Shape, seen: list[Shape] | None = None) -> Iterator[Shape]:
    """The shape and all it is made of, each once, outermost first."""
    known = [] if seen is None else seen
    if shape in known:
        return
    known.append(shape)
    yield shape
    for part in parts_of(shape):
        yield from shapes_below(part, known)


def _later(shape: Shape) -> list[Later]:
    return [each for each in shapes_below(shape) if isinstance(each, Later)]


def _meant(name: Later) -> Shape:
    return parts_of(name)[0]
