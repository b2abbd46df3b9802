"""Jinja of pages and notices: the blocks, names and filters they may use, one line each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from suowu.grammar.markdown import code, grid

DOSSIER: Final = "site/pages/dossier.html.j2"
REGISTER: Final = "site/pages/register.html.j2"
NOTICE: Final = "site/pages/notice.html.j2"


@dataclass(frozen=True, slots=True)
class Filter:
    """What a filter does, an example as it is typed, and the words that come of it."""

    says: str
    example: str
    gives: str


# Why: one line each, as in a table.
# fmt: off

FILTERS: Final[Mapping[str, Filter]] = {
    "日期": Filter("写作某年某月某日；没有日期的什么也不写", "{{ data.日期|日期 }}", "2026年3月6日"),
    "短日期": Filter("写作 YYYY-MM-DD", "{{ data.日期|短日期 }}", "2026-03-06"),
    "星期": Filter("星期几", "{{ data.日期|星期 }}", "星期五"),
    "带星期": Filter("日期和星期几", "{{ data.日期|带星期 }}", "2026年3月6日（星期五）"),
    "月份": Filter("月份字段写作某年某月", "{{ data.月份|月份 }}", "2026年2月"),
    "写": Filter("任何值：日期、是否、列表都写成读者看的样子", "{{ data.名单|写 }}", "甲某、乙某"),
    "数": Filter("数字，千位分开；没有的写作 —", "{{ data.件数|数 }}", "1,234"),
    "中文数": Filter("数字写作汉字", "{{ data.天数|中文数 }}", "十二"),
    "色": Filter("状态或级别的颜色：late、stop、soon、done、open", "{{ '逾期'|色 }}", "late"),
    "weave": Filter("几对文字一次套上标记，文字里的标记不起作用", "{{ [['甲', '乙']]|weave(before='<dt>', between='</dt><dd>', after='</dd>') }}", "<dt>甲</dt><dd>乙</dd>"),
}
"""Besides those of Jinja's own that follow."""

PLAIN: Final = (
    "abs", "batch", "capitalize", "count", "d", "default", "e", "escape", "first", "float", "groupby",
    "int", "items", "join", "last", "length", "list", "lower", "map", "max", "min", "reject",
    "rejectattr", "replace", "reverse", "round", "select", "selectattr", "slice", "sort", "string",
    "sum", "title", "trim", "truncate", "unique", "upper", "wordcount",
)  # fmt: skip
"""Jinja's own filters that only shape values; none undoes the escaping or looks into Python."""

PAGE_BLOCKS: Final[Mapping[str, Mapping[str, str]]] = {
    DOSSIER: {"摘要": "标题和目录之间，原本是空的"},
    REGISTER: {"摘要": "条数和缺漏之间，原本是空的"},
}
"""By the page that a kind's own page extends: of a kind, of a register."""

PAGE_NAMES: Final[Mapping[str, str]] = {
    "data": "记录，字段照 kind.yml：`data.日期`",
    "derived": "推算字段，按路径：`derived[\"外出.天数\"]`",
    "record": "这份记录的 id、kind_name、office_name、title、year、active（在办）、state（在办、已办结或者 kind.yml 的状态）、minor（未成年）、person（责任人）",
    "open": "待办、逾期和提醒；每一项有 name（规则）、state、due、message",
    "done": "已按规定办理的，写法相同",
    "counted_to": "天数算到哪一天；没有按天变的事项就没有",
    "timeline": "经过；每一项有 date、text、ahead（还没有到）",
    "notices": "公示；每一项有 name、state、posted、last_day",
    "forms": "待打印表格；每一项有 name、since、pdf、docx",
    "older_forms": "一个月以前的表格，写法相同",
    "fields": "记录的全部字段，供 `p.fields(fields)`",
    "columns": "登记簿才有：各列的名称",
    "rows": "登记簿才有：各条目，一列一个值",
    "gaps": "登记簿才有：缺漏，写法同 open",
    "records": "司法所才有：各类案件",
    "registers": "司法所才有：登记簿",
    "tables": "司法所才有：统计",
    "p": "共用的部件（templates/shared/parts.html.j2）：`p.badge('late', '逾期')`",
    "site": "本站：site.county、site.bureau、site.phone、site.as_of（计算日；写了它的页面每天都要重做）、site.demo",
    "root": "回到网站首页的路径，写在链接前面",
    "section": "菜单的哪一部分",
}

NOTICE_NAMES: Final[Mapping[str, str]] = {
    "名称": "公示的称呼",
    "所名": "司法所的名称",
    "张贴日期": "张贴的日期",
    "末日": "公示的最后一日",
    "条款": "依据的条款",
    "批准日期": "所依据的批准、决定或者裁定的日期",
    "批准文号": "它的文号；依据里写明“公开文号”的才有",
    "计数日": "计入的各个工作日",
    "异议电话": "提出异议的电话",
    "示例数据": "是不是示例县",
}
"""What every notice may say besides its 公开字段, as `n.名称`."""

# fmt: on

_INTRO: Final = """\
各个类别的 `page.html.j2` 和公示的正文用 Jinja 写：`{{ … }}` 写出一个值，`{% if … %}…{% endif %}` 和
`{% for … in … %}…{% endfor %}` 是条件和循环。写错的块名、字段名、样式和名称，check 都会指出。"""
_PAGE: Final = """\
类别文件夹里的 `page.html.j2` 换掉共用页面的一块，其余照旧；没有这个文件的用共用页面。
第一行写明共用页面，内容都写在块里，块外的文字不会显示：

```jinja
{% extends "site/pages/dossier.html.j2" %}
{% block 摘要 %}<p>{{ data.日期|日期 }}开讲。</p>{% endblock %}
```"""
_NOTICE: Final = """\
正文写在前置说明下面，只看得见 `n`：`n.主题` 是“公开字段”里的主题，已经照 kind.yml 的“公开”遮盖。
标题、公示期、异议电话和落款由公示页面写，正文不必重复，也不写块。海报只印正文的第一段 `<p>`。

```jinja
<p>本所定于{{ n.日期|日期 }}举办法治讲座，题目是“{{ n.主题 }}”。</p>
```

每一种公示另有："""


def jinja_told() -> Iterator[str]:
    """The section of the reference, part by part."""
    yield "\n\n".join(("## 页面和公示的 Jinja", _INTRO))
    blocks = (
        (code(name), code(page), says)
        for page, own in PAGE_BLOCKS.items()
        for name, says in own.items()
    )
    yield "\n\n".join(("### 类别的页面", _PAGE, grid(("块", "共用页面", "在哪里"), blocks)))
    yield "\n\n".join(("页面看得见的名称：", _named(PAGE_NAMES, "")))
    yield "\n\n".join(("### 公示的正文", _NOTICE, _named(NOTICE_NAMES, "n.")))
    filters = (
        (code(name), each.says, code(each.example), code(each.gives))
        for name, each in FILTERS.items()
    )
    said = "写在值的后面，用竖线隔开；Jinja 自己的 `join`、`length`、`default` 等也可以用："
    yield "\n\n".join(("### 值的样式", said, grid(("样式", "意思", "例", "写出"), filters)))


def _named(names: Mapping[str, str], before: str) -> str:
    return grid(("名称", "是什么"), ((code(before + n), says) for n, says in names.items()))
