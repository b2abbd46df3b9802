"""Search: readers' own words lead to the section that answers, and the staff's to their cases."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from suowu.ledger import Document
from suowu.publish.extras import search_index
from suowu.publish.pages import below
from suowu.render.context import site_context
from suowu.render.internal import internal_documents
from suowu.render.public import public_documents
from tests.counties import GOLDEN_RECORDS, ROOT, definitions, edit, suowu
from tests.test_review_law import ledger

GUIDE = b"""<nav>-</nav><article><h1>%b</h1><p>lead</p>
<h2 id="legal-aid">How <em>to</em> ask</h2><p>papers</p><h3 id="who">Who</h3><p>all</p></article>"""
ASKED = "离婚 欠薪 工资 免费 打官司 遗嘱 信访 法援 邻居吵架".split()


def document(path: str, *, title: str, search: str = "") -> Document:
    view = {"section": "办事指南"}
    return Document(
        path=path, audience="public", template="", view=view, digest="", title=title, search=search
    )


def entries(content: bytes) -> list[dict[str, Any]]:
    text = content.decode()
    found: list[dict[str, Any]] = json.loads(text.partition("=")[2].rstrip(";\n"))
    return found


def test_a_page_is_found_by_its_sections() -> None:
    page = document("public/guide.html", title="指南")
    called = {"guide.md#legal-aid": "打官司 法援"}
    first, aid, who = entries(search_index([(page, GUIDE)], called))
    assert (first["u"], first["x"], "k" in first) == ("guide.html", "%b lead", False)
    assert (aid["u"], aid["t"], aid["x"]) == (
        "guide.html#legal-aid", "How to ask（指南）", "papers",
    )  # fmt: skip
    assert aid["k"] == "打官司 法援" and who["u"] == "guide.html#who"


def test_words_of_its_own_are_all_that_is_said_of_a_case() -> None:
    case = document("internal/cases/a.html", title="甲", search="社区矫正 2026-001")
    (found,) = entries(search_index([(case, b"")]))
    assert (found["t"], found["x"]) == ("甲", "社区矫正 2026-001")


def test_what_people_ask_for_leads_to_the_guide() -> None:
    words = " ".join(definitions().search_words.values()).split()
    assert set(ASKED) <= set(words)


def test_an_office_is_found_by_its_page_and_a_case_by_number_and_name() -> None:
    whole = ledger({})
    public = {d.path: d for d in public_documents(site_context(whole, internal=False))}
    assert public["public/offices/qinghe.html"].search == ""
    inside = internal_documents(site_context(whole, internal=True), {})
    (case,) = [d for d in inside if d.path.endswith("correction/2026-001.html")]
    assert case.search and "2026-001" in case.search
    assert str(whole.cases["qinghe/correction/2026-001"].record.data["姓名"]) in case.title


def test_a_word_that_leads_nowhere_is_told_with_the_nearest(tmp_path: Path) -> None:
    content = Path(shutil.copytree(ROOT / "content", tmp_path / "content"))
    line = edit(content / "search.yml", "法援: guide.md#legal-aid", "法援: guide.md#legal-aids")
    ran = suowu("check", "--records", GOLDEN_RECORDS, "--content", content, home=tmp_path)
    assert ran.code == 1
    assert (
        f"search.yml:{line}:" in ran.out
        and "没有这个页面或者小节：'guide.md#legal-aids'" in ran.out
    )
    assert "legal-aid" in ran.out.partition("提示：")[2]


def test_the_page_that_is_missing_knows_the_folder_of_its_site() -> None:
    html = b'<link href="/css/a.css"><a href="//b">b</a><a href="c.html">c</a><script src="/d.js">'
    assert below(html, "sfj") == (
        b'<link href="/sfj/css/a.css"><a href="//b">b</a><a href="c.html">c</a>'
        b'<script src="/sfj/d.js">'
    )
