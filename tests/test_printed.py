"""Paper of a county: posters cite what they rest on, proofs hold only what is known."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest

from suowu import parallel
from suowu.check import check
from suowu.derive import derive
from suowu.forms import LaidOutForm, Packet, as_data, printable, printed
from suowu.forms.context import RECENT_DAYS
from suowu.forms.layout import Grid, TextBlock
from suowu.ledger import Book, Case, Document, Ledger
from suowu.load import load
from suowu.publish import paper
from suowu.publish.pdf import pdf
from suowu.render import templates
from suowu.render.packets import by_folder, packets
from suowu.render.paths import week_file, week_of
from tests.blanks import ROOT, TEMPLATES, definitions
from tests.counties import GOLDEN_RECORDS

POSTED, OVER = date(2026, 3, 12), date(2026, 3, 20)


@cache
def ledger(as_of: date) -> Ledger:
    raw = load(records=GOLDEN_RECORDS, content=ROOT / "content", templates=TEMPLATES)
    book = check(raw, definitions())
    assert isinstance(book, Book)
    return derive(book, definitions(), as_of)


def changed(whole: Ledger, **said: Any) -> Ledger:
    """The same county, its notices saying something else."""

    def other(case: Case) -> Case:
        return replace(case, notices=tuple(n._replace(**said) for n in case.notices))

    return replace(whole, cases={key: other(case) for key, case in whole.cases.items()})


def notice_forms(whole: Ledger, name: str) -> list[LaidOutForm]:
    made = [printable(d) for d in printed(whole) if d.path.endswith(f"-{name}.pdf")]
    return [form for form in made if isinstance(form, LaidOutForm)]


def words_of(form: LaidOutForm) -> str:
    return json.dumps(form, default=as_data, ensure_ascii=False)


@pytest.mark.parametrize(
    ("clause", "said"),
    [
        ("四(五)2(8)②", "公示依据：《云岭县司法所工作手册》（云司发〔2024〕3号） 四(五)2(8)②"),
        ("人民调解法 第二十九条", "公示依据：人民调解法 第二十九条"),
    ],
)
def test_a_poster_cites_the_handbook_by_its_full_title_and_a_law_by_name(
    clause: str, said: str
) -> None:
    posters = notice_forms(changed(ledger(POSTED), clause=clause), "poster-a4")
    assert posters
    for poster in posters:
        lines = [block.text for block in poster.blocks if isinstance(block, TextBlock)]
        assert said in lines


@pytest.mark.parametrize("size", ["poster-a4", "poster-a3"])
def test_a_poster_not_yet_posted_says_nothing_of_days_that_count(size: str) -> None:
    posted = ledger(POSTED)
    waiting = changed(posted, posted=None, last_day=None, counted=())
    for whole, some in ((posted, True), (waiting, False)):
        posters = notice_forms(whole, size)
        said = [b.text for form in posters for b in form.blocks if isinstance(b, TextBlock)]
        assert posters and any(text.startswith("计数的日子：2") for text in said) is some
        assert "计数的日子：" not in said


def test_a_proof_is_in_the_words_of_a_clerk() -> None:
    for proof in notice_forms(ledger(OVER), "proof"):
        tables = [block for block in proof.blocks if isinstance(block, Grid)]
        words = [cell.text for table in tables for row in table.rows for cell in row.cells]
        assert not {"末日", "案卷", "内容摘要值"} & set(words)
        case = words[words.index("所属案件") + 1]
        assert re.fullmatch(r"\S+司法所　社区矫正　\d{4}-\d{3}", case), case
        assert re.fullmatch(r".+日期", words[words.index("张贴日期") - 2])


def test_the_day_a_notice_rests_on_is_called_after_what_was_done() -> None:
    notices = [n for case in ledger(OVER).cases.values() for n in case.notices if n.approved]
    called = {notice.shape: notice.grounds for notice in notices}
    assert called.items() >= {"review": "通知日期", "leave": "批准日期"}.items(), called
    assert all(name.endswith("日期") for name in called.values())


def test_a_proof_asks_for_nothing_that_nobody_fills_in() -> None:
    proofs = notice_forms(ledger(OVER), "proof")
    assert proofs
    for proof in proofs:
        tables = [block for block in proof.blocks if isinstance(block, Grid)]
        labels = [cell.text for table in tables for row in table.rows for cell in row.cells]
        assert "公示名称" in labels and "提交" not in words_of(proof)


def test_an_office_s_weeks_hold_every_form_that_is_due() -> None:
    documents = printed(ledger(OVER))
    offices: dict[str, list[str]] = {}
    for document in documents:
        if week_of(document.path) is not None:
            packet = printable(document)
            assert isinstance(packet, Packet) and packet.contents and packet.title == document.title
            assert all(form.subject for form in packet.forms)
            assert not any("/" in form.subject for form in packet.forms)
            folder = document.path.rpartition("/")[0]
            offices.setdefault(folder, []).extend(form.title for form in packet.forms)
    assert offices
    for folder, titles in offices.items():
        own = [d for d in documents if d.path.startswith(f"{folder}/")]
        assert sorted(titles) == sorted(d.title for d in own if d.path.endswith(".docx"))


def test_a_form_is_printed_in_the_week_in_which_it_came_up() -> None:
    monday, sunday = date(2026, 3, 16), date(2026, 3, 22)
    assert (
        week_file("baihe", sunday) == week_file("baihe", monday) == "print/baihe/due-2026-03-16.pdf"
    )
    assert week_of(week_file("baihe", date(2026, 1, 1))) == (date(2025, 12, 29), 1)
    assert week_of(week_file("baihe", monday, volume=12)) == (monday, 12)
    assert week_of("print/baihe/correction/2026-001/forms.pdf") is None


def weeks_of(documents: Iterable[Document]) -> dict[tuple[str, date, int], Packet]:
    """What each office prints of each week, by volume."""
    found: dict[tuple[str, date, int], Packet] = {}
    for document in documents:
        if (week := week_of(document.path)) is not None:
            packet = printable(document)
            assert isinstance(packet, Packet)
            found[document.path.split("/")[1], *week] = packet
    return found


def test_a_week_of_many_forms_has_volumes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each form once; those of registers in the first, where their pages look for them."""
    before = weeks_of(printed(ledger(OVER)))
    monkeypatch.setattr(sys.modules["suowu.forms.printed"], "VOLUME", 2)
    split = printed(ledger(OVER))
    after = weeks_of(split)
    assert max(len(packet.forms) for packet in before.values()) > 2
    assert max(len(packet.forms) for packet in after.values()) == 2
    for (office, monday, _), packet in before.items():
        volumes = [after[key] for key in sorted(after) if key[:2] == (office, monday)]
        forms = [form for volume in volumes for form in volume.forms]
        assert sorted(form.title for form in forms) == sorted(f.title for f in packet.forms)
        assert not any(place for volume in volumes[1:] for place in volume.places)
    named = {d.path: d.title for d in split if week_of(d.path) is not None}
    several = [title for path, title in named.items() if path.endswith("-2.pdf")]
    assert several and all("（第2册，共" in title for title in several)


def test_the_volumes_of_a_week_are_listed_in_their_order() -> None:
    monday, before = date(2026, 3, 16), date(2026, 3, 9)
    named = {week_file("baihe", monday, volume=n): f"{n}" for n in (2, 10, 1)}
    named[week_file("baihe", before)] = "before"
    listed = packets("baihe", by_folder(named))
    assert [each["name"] for each in listed] == ["1", "2", "10", "before"]
    assert [each["week"] for each in listed[1:]] == [
        "3月16日起第 2 册", "3月16日起第 10 册", "3月9日起"
    ]  # fmt: skip
    assert packets("baihe", by_folder(named), latest=True) == listed[:3]


def test_a_new_day_prints_no_other_week_again() -> None:
    before, after = (
        {d.path: d.digest for d in printed(ledger(day)) if week_of(d.path) is not None}
        for day in (OVER, OVER + timedelta(days=1))
    )
    changed = {path for path in before.keys() & after.keys() if before[path] != after[path]}
    leaving = OVER - timedelta(days=RECENT_DAYS)
    assert before and changed <= {week_file(path.split("/")[1], leaving) for path in before}


def keys_of_posters(whole: Ledger) -> dict[str, str]:
    return {each.path: each.digest for each in printed(whole) if "/notices/" in each.path}


def test_a_poster_is_printed_again_when_what_it_says_changes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole = ledger(POSTED)
    before, book = keys_of_posters(whole), whole.book
    offices = {key: replace(each, digest="0" * 64) for key, each in book.offices.items()}
    others = [
        changed(whole, clause="四(五)9"),
        changed(whole, posted=POSTED),
        changed(whole, view={"名称": "别的"}, poster=None),
        replace(whole, book=replace(book, offices=offices)),
    ]
    found = [keys_of_posters(other) for other in others]
    monkeypatch.setattr(templates, "matter_of", lambda notice: "<p>换了说法</p>")
    for after in (*found, keys_of_posters(whole)):
        assert before and after.keys() == before.keys()
        assert not [path for path in before if before[path] == after[path]]


def test_a_poster_is_not_printed_again_because_a_notice_came_further() -> None:
    whole = ledger(POSTED)
    waiting, up = (changed(whole, state=state) for state in ("待公示", "公示中"))
    assert keys_of_posters(waiting) == keys_of_posters(changed(up, late=3))


def test_who_has_made_a_pdf_starts_no_child_that_would_wait_for_its_threads(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(parallel, "cores", lambda: 2)
    monkeypatch.setattr(paper, "FEW", 1)
    monkeypatch.setattr(paper, "CHUNK", 1)
    posters = [d for d in printed(ledger(POSTED)) if d.path.endswith("-poster-a4.pdf")][:2]
    (first, _) = (printable(poster) for poster in posters)
    assert isinstance(first, LaidOutForm)
    pdf(first, templates=TEMPLATES)
    where = set[int]()

    def noted(poster: object) -> LaidOutForm:
        where.add(os.getpid())
        return first

    monkeypatch.setattr(paper, "printable", noted)
    assert len(list(paper.makers_of(templates=TEMPLATES)["pdf"](posters))) == 2
    assert where == {os.getpid()}
