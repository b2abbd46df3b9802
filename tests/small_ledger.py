"""A hand-made ledger of two offices, for tests of what stands behind derive."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from suowu.define import define
from suowu.definitions import Definitions
from suowu.derive.statistics import CountRow, CountTable
from suowu.digest import digest_of
from suowu.ledger import Book, Case, Ledger, Notice, NoticeState
from suowu.model import Outcome, Raw, Record, TextFile
from suowu.rules.scopes import Scope, World
from suowu.watched import DaySpan

PROJECT = Path(__file__).resolve().parent.parent
AS_OF = date(2026, 3, 10)

SHAPES = {
    "kinds/county/kind.yml": """\
名称: 县
范围: 县
字段: {名称: {type: string}}
""",
    "kinds/office/kind.yml": """\
名称: 司法所
范围: 所
字段:
  名称: {type: string}
  人员: {type: list, schema: {type: dict, schema: {姓名: {type: string}}}}
""",
    "kinds/matter/kind.yml": """\
名称: 事项
范围: 案
未成年: {出生: 出生日期}
字段:
  出生日期: {type: date}
  编号: {type: string}
  姓名: {type: string, meta: {公开: 姓某, 类: 姓名}}
  经办人: {type: string, meta: {引用: 所:人员.姓名}}
  宣告: {type: dict, schema: {日期: {type: date}, 签收: {type: boolean}}}
  方案: {type: dict, schema: {日期: {type: date}}}
  外出:
    type: list
    schema:
      type: dict
      schema:
        起: {type: date, meta: {公开: 原样}}
        止: {type: date, meta: {公开: 原样}}
        事由: {type: string, meta: {公开: 原样}}
        批准日期: {type: date}
        张贴日期: {type: date}
""",
    "kinds/matter/notices/leave.html.j2": """\
---
名称: 外出公示
逐项: 外出
触发: [{依据: {日期: 批准日期}}]
起算: 张贴日期
期限: 5 工作日
渠道: [网页, 公示栏]
上网最少: 1
公开字段: {姓名: /姓名, 事由: 事由, 起: 起, 止: 止}
条款: 四(五)2(8)②
---
<p>{{ n.姓名 }}因{{ n.事由 }}外出
{%- if n.起 and n.止 %}，{{ n.起|日期 }}至{{ n.止|日期 }}{% endif %}。</p>
""",
    "registers/duty/kind.yml": """\
名称: 值班接待
范围: 簿
字段:
  登记簿: {type: string}
  条目:
    type: list
    schema:
      type: dict
      schema:
        日期: {type: date}
        值班人: {type: string, meta: {引用: 所:人员.姓名}}
登记: {列: [日期, 值班人]}
""",
}
"""The kinds of this county by path below templates/."""

WORDS = {
    "parameters/disclosure.yml": """\
信息公开期限:
  说明: 信息形成之后公开的时间
  单位: 工作日
  沿革: [{自: 2019-05-15, 值: 20, 依据: 政府信息公开条例 第二十六条}]
""",
    "handbook/04-05.md": """\
---
标题: 矫正
部分: 四
次序: 1
---
# 矫正 {#c-4-5 data-clause="四(五)"}

概述。

## 方案 {#c-4-5-2-5 data-clause="四(五)2(5)"}

五个工作日内。

## 外出 {#c-4-5-2-8-2 data-clause="四(五)2(8)②"}

公示。
""",
    "public/guide.md": """\
---
标题: 办事指南
发布日期: 2026-01-13
类别: 办事指南
公开事项: 流程
---
# 办事指南

先看条件，再看材料。
""",
    "rules/x.yml": """\
主题: 矫正
规则:
  - id: matter-plan
    名称: 制订方案
    条款: 四(五)2(5)
    依据: 手册
    层级: 手册
    核实: true
    生效: 2024-11-08
    适用: matter
    级别: 违规
    说明: 宣告后 5 个工作日内制订方案
    期限: {从: 宣告.日期, 到: 方案.日期, 内: 5 工作日}
""",
}
"""Its pages and its one rule by path below content/."""


def ledger(*, title: str = "秦志远", reason: str = "参加考试", cases: int = 3) -> Ledger:
    """Two offices, some cases of one kind, one notice in its window, one over, one withheld."""
    records = [
        _record("county", "county", "county", _county()),
        _record("hewan", "office", "office", {"名称": "河湾司法所", "电话": "0500-80000002"}),
        *(_case_record(number, title, reason) for number in range(1, cases + 1)),
        _record("qinghe", "duty", "2026/duty", _duty()),
        _record("qinghe", "office", "office", _office()),
    ]
    book = Book(
        digest=digest_of([record.digest for record in records]),
        county=records[0],
        offices={r.office: r for r in records if r.kind == "office"},
        records=tuple(records),
    )
    return Ledger(
        book=book,
        definitions=definitions(),
        as_of=AS_OF,
        cases={record.key: _case(record, reason, book=book) for record in records},
        problems=(),
        public_county={"名称": "示例县", "司法局": "示例县司法局"},
        public_offices={key: r.data for key, r in book.offices.items()},
        statistics={
            "public": [_table("司法所设置")],
            "internal": [_table("在办案件")],
            "offices": {"qinghe": [_table("所务登记")]},
        },
        next_change=(date(2026, 3, 17), ("公示期满 1 件",)),
    )


def with_notice_state(whole: Ledger, state: NoticeState) -> Ledger:
    """The same county with every notice in another state."""
    cases = {
        key: replace(case, notices=tuple(n._replace(state=state) for n in case.notices))
        for key, case in whole.cases.items()
    }
    said = replace(whole.definitions, digest=state)  # what else could have changed them
    return replace(whole, cases=cases, definitions=said)


@cache
def definitions() -> Definitions:
    """What this county's law and shapes say, with the page templates of the project."""
    pages = {
        file.relative_to(PROJECT / "templates").as_posix(): file.read_text(encoding="utf-8")
        for folder in ("site", "site/pages", "shared")
        for file in sorted((PROJECT / "templates" / folder).glob("*.j2"))
    }
    return defined(shapes=pages | SHAPES, words=WORDS)


def defined(*, shapes: Mapping[str, str], words: Mapping[str, str]) -> Definitions:
    """Definitions of texts by path below templates/ and content/, in which nothing is wrong."""
    raw = Raw(
        root="records",
        digest="raw",
        definitions_digest=digest_of(dict(shapes), dict(words)),
        records=(),
        shapes=_files(shapes, "templates"),
        words=_files(words, "content"),
        data_files={},
    )
    found = define(raw)
    assert found.problems == ()
    return found


def _files(texts: Mapping[str, str], root: str) -> dict[str, TextFile]:
    return {
        rel: TextFile(rel=rel, path=f"{root}/{rel}", digest=digest_of(text), text=text)
        for rel, text in texts.items()
    }


def _county() -> dict[str, Any]:
    return {
        "名称": "示例县",
        "司法局": "示例县司法局",
        "机构代码": "990000001",
        "网站": {"域名": "sifa.example.invalid", "标识码": "9900000001"},
        "示例数据": True,
    }


def _office() -> dict[str, Any]:
    return {
        "名称": "青河司法所",
        "类型": "大型",
        "设立日期": date(2009, 3, 1),
        "辖区": {"名称": "青河镇", "村居": ["青河社区"]},
        "地址": "示例县青河镇中心路 1 号",
        "电话": "0500-80000001",
        "人员": [{"姓名": "陆建国", "职务": "所长", "职责": ["主持全面工作"]}],
    }


def _duty() -> dict[str, Any]:
    rows = [{"日期": date(2026, 3, 2), "值班人": "陆建国"}]
    return {"登记簿": "值班接待", "条目": rows}


def _case_record(number: int, name: str, reason: str) -> Record:
    data = {
        "编号": f"2026-{number:03d}",
        "姓名": name if number == 1 else f"某某{number}",
        "经办人": "陆建国",
        "宣告": {"日期": date(2026, 2, 10), "签收": True},
        "外出": [{"起": date(2026, 3, 10), "止": date(2026, 3, 14), "事由": reason}],
    }
    return _record("qinghe", "matter", f"2026-{number:03d}", data)


def _record(office: str, kind: str, name: str, data: dict[str, Any]) -> Record:
    return Record(
        office=office,
        kind=kind,
        id=name,
        path=f"records/{office}/{kind}/{name}.yml",
        digest=hashlib.sha256(repr(data).encode()).hexdigest(),
        data=data,
    )


def _case(record: Record, reason: str, *, book: Book) -> Case:
    own = record.kind == "matter"
    return Case(
        record=record,
        scope=_scope(record, book),
        active=own,
        minor=False,
        title=str(record.data.get("姓名") or record.data.get("名称") or record.id),
        person="",
        derived={},
        outcomes=_outcomes() if own else (),
        notices=_notices(record, reason) if own else (),
        forms=(),
        events=((date(2026, 2, 10), "入矫宣告", ("宣告", "日期")),) if own else (),
        made_of=record.digest,
        days=DaySpan(AS_OF, AS_OF),
    )


def _scope(record: Record, book: Book) -> Scope:
    said = definitions()
    office = book.offices.get(record.office)
    world = World(
        as_of=AS_OF,
        calendar=said.calendar,
        office=office.data if office else {},
        county=book.county.data,
        parameters=said.parameters,
    )
    return Scope(item=record.data, root=record.data, world=world)


def _outcomes() -> tuple[Outcome, ...]:
    late = Outcome(
        rule="matter-plan",
        level="违规",
        state="逾期",
        where=("方案", "日期"),
        message="方案逾期",
        start=date(2026, 2, 10),
        due=date(2026, 2, 24),
        days_late=10,
    )
    soon = late._replace(state="待办", due=date(2026, 3, 14), days_late=None, days_left=4)
    done = late._replace(state="已办", done=date(2026, 2, 20), days_late=None)
    return late, soon, done


def _notices(record: Record, reason: str) -> tuple[Notice, ...]:
    number = int(record.id[-3:])
    states: dict[int, NoticeState] = {1: "公示中", 2: "期满"}
    state = states.get(number, "停发")
    return (
        Notice(
            record=record.key,
            office=record.office,
            kind=record.kind,
            shape="leave",
            name="外出公示",
            where=("外出", 0),
            slug=hashlib.sha256(record.key.encode()).hexdigest()[:12],
            state=state,
            channels=("网页", "公示栏"),
            clause="四(五)2(8)②",
            approved=date(2026, 3, 6),
            grounds="批准日期",
            posted=date(2026, 3, 9),
            last_day=date(2026, 3, 16),
            counted=(date(2026, 3, 10),),
            view={
                "名称": "外出公示",
                "所名": "青河司法所",
                "姓名": "秦某",
                "事由": reason,
                "起": date(2026, 3, 10),
                "止": date(2026, 3, 14),
            }
            if state != "停发"
            else {},
        ),
    )


def _table(title: str) -> CountTable:
    rows = (CountRow(head="大型", cells=(1,)),)
    return CountTable(title=title, columns=("类型", "家数"), rows=rows)
