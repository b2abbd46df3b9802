"""A kind of one's own, by files only: its page says its words, statistics call it what it is."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.counties import ROOT, built, golden_county
from tests.page_text import page_text

KIND = """\
名称: 来访登记
范围: 案
标题: [事由]
编号: true
文件名: '\\d{4}-\\d{3,4}'
公开统计: {称: 来访件数}
字段:
  编号: 编号
  事由: {type: string, required: true, empty: false, meta: {说明: 来访的事由}}
"""
PAGE = """\
{% extends "site/pages/dossier.html.j2" %}
{% block 摘要 %}<p>来访人为{{ data.事由 }}而来。</p>{% endblock %}
"""
RECORD = "编号: 2026-{number:03d}\n事由: 邻里琐事\n"
VISITS = 5


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("own")
    records = golden_county(home)
    templates = Path(shutil.copytree(ROOT / "templates", home / "templates"))
    files = {
        templates / "kinds/visit/kind.yml": KIND,
        templates / "kinds/visit/page.html.j2": PAGE,
    }
    for number in range(1, VISITS + 1):
        path = records / f"baihe/visit/2026-{number:03d}.yml"
        files[path] = RECORD.format(number=number)
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return built(records, home / "site", "--templates", templates, home=home)


def test_a_kinds_own_page_renders_its_words(site: Path) -> None:
    page = page_text((site / "internal/cases/baihe/visit/2026-001.html").read_text("utf-8"))
    assert "来访人为邻里琐事而来。" in page and "page.html.j2" not in page
    assert "## 期限和规则" in page


def test_public_statistics_call_a_kinds_cases_what_the_kind_says(site: Path) -> None:
    page = page_text((site / "public/statistics.html").read_text("utf-8"))
    persons, matters = page.index("在册人员"), page.index("来访件数")
    assert "来访登记" not in page[persons:matters]
    assert f"白鹤司法所 | {VISITS}\n" in page[matters:]
    assert "少于 5 件的不单列" in page and "少于 5 人的不单列" in page
    assert "成年" in page[persons:matters] and "成年" not in page[matters:]
