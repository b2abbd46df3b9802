"""A hand-made ledger of two offices, for tests of what stands behind derive."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from suowu.model import (
    Book,
    Case,
    Kind,
    Ledger,
    Notice,
    NoticeShape,
    Outcome,
    Page,
    Raw,
    Record,
    Rule,
)

PROJECT = Path(__file__).resolve().parent.parent
AS_OF = date(2026, 3, 10)
NOTICE = "<p>{{ n.姓名 }}因{{ n.事由 }}外出，{{ n.起|日期 }}至{{ n.止|日期 }}。</p>"


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
        raw=_raw(),
        county=records[0],
        offices={r.office: r for r in records if r.kind == "office"},
        records=tuple(records),
    )
    return Ledger(
        book=book,
        as_of=AS_OF,
        cases={record.key: _case(record, reason) for record in records},
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


def with_notice_state(whole: Ledger, state: str) -> Ledger:
    """The same county with every notice in another state."""
    cases = {
        key: replace(case, notices=tuple(n._replace(state=state) for n in case.notices))
        for key, case in whole.cases.items()
    }
    raw = replace(whole.book.raw, shape_digest=state)  # what else could have changed them
    return replace(whole, cases=cases, book=replace(whole.book, raw=raw))


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


def _case(record: Record, reason: str) -> Case:
    own = record.kind == "matter"
    return Case(
        record=record,
        active=own,
        minor=False,
        title=str(record.data.get("姓名") or record.data.get("名称") or record.id),
        person="",
        derived={},
        outcomes=_outcomes() if own else (),
        notices=_notices(record, reason) if own else (),
        forms=(),
        events=((date(2026, 2, 10), "入矫宣告", ("宣告", "日期")),) if own else (),
    )


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
    states = {1: "公示中", 2: "期满"}
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


def _table(title: str) -> dict[str, Any]:
    return {"title": title, "note": "", "columns": ["类型", "家数"], "rows": [["大型", 1]]}


def _raw() -> Raw:
    texts = {
        file.relative_to(PROJECT / "templates").as_posix(): file.read_text(encoding="utf-8")
        for folder in ("site", "site/pages", "shared")
        for file in sorted((PROJECT / "templates" / folder).glob("*.j2"))
    }
    kinds = {
        "county": _kind("county", "县", "县"),
        "duty": _kind("duty", "值班接待", "簿"),
        "matter": replace(_kind("matter", "事项", "案"), notices=(_shape(),)),
        "office": _kind("office", "司法所", "所"),
    }
    return Raw(
        root="records",
        digest="raw",
        shape_digest="shape",
        records=(),
        kinds=kinds,
        rules=(_rule(),),
        calendars={},
        pages=_pages(),
        templates=texts,
    )


def _kind(name: str, words: str, scope: str) -> Kind:
    return Kind(
        id=name,
        name=words,
        scope=scope,
        path=f"templates/kinds/{name}/kind.yml",
        digest=name,
        schema={},
        fields={"经办人": {"引用": "所:人员.姓名"}},
        meta={"登记": {"列": ["日期", "值班人"]}},
    )


def _shape() -> NoticeShape:
    return NoticeShape(
        kind="matter",
        id="leave",
        path="templates/kinds/matter/notices/leave.html.j2",
        meta={"名称": "外出公示", "期限": "5 工作日", "渠道": ["网页"], "条款": "四(五)2(8)②"},
        template=NOTICE,
    )


def _rule() -> Rule:
    return Rule(
        id="matter-plan",
        name="制订方案",
        clause="四(五)2(5)①",
        basis="手册",
        layer="手册",
        verified=True,
        since=date(2024, 11, 8),
        until=None,
        kind="matter",
        level="违规",
        word="deadline",
        args={},
        meta={"说明": "宣告后 5 个工作日内制订方案"},
        path="content/rules/x.yml",
        topic="矫正",
    )


def _pages() -> tuple[Page, ...]:
    guide = "# 办事指南\n\n先看条件，再看材料。\n"
    clause = '# 矫正 {#c-4-5 data-clause="四(五)"}\n\n概述。\n\n'
    plan = '## 方案 {#c-4-5-2-5 data-clause="四(五)2(5)"}\n\n五个工作日内。\n'
    return (
        _page("handbook/04-05.md", {"标题": "矫正", "部分": "四", "次序": 1}, clause + plan),
        _page(
            "public/guide.md",
            {"标题": "办事指南", "发布日期": date(2026, 1, 13), "公开事项": "流程"},
            guide,
        ),
    )


def _page(rel: str, meta: dict[str, Any], body: str) -> Page:
    digest = hashlib.sha256(body.encode()).hexdigest()
    return Page(rel=rel, path=f"content/{rel}", digest=digest, meta=meta, body=body)
