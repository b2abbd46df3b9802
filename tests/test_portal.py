"""A portal over several counties: their pages found, their numbers added, nothing else read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from suowu import cli
from suowu.cache import PACKAGE
from suowu.portal import Portal, make_portal
from suowu.portal.counties import county_sites
from suowu.portal.sums import county_tables, portal_figures
from tests.counties import ROOT, definitions


def site(folder: Path, name: str, **more: Any) -> Path:
    """What of a county's site a portal reads, and a page that it must not."""
    said = {
        "name": name,
        "bureau": f"{name}司法局",
        "domain": "",
        "sample": True,
        "as_of": "2026-03-20",
        "offices": [
            {"name": "<青河>司法所", "town": "青河镇", "address": "青河镇 1 号",
             "phone": "0500-80000011", "page": "offices/qinghe.html"}
        ],
        "tables": [
            {"title": "司法所设置", "noun": "司法所", "counts": {"大型": 1, "小型": None}},
            {"title": "办理的事项", "noun": "", "counts": {"人民调解": None, "普法": 14}},
        ],
        **more,
    }  # fmt: skip
    (folder / "public" / "search").mkdir(parents=True)
    (folder / "internal").mkdir()
    (folder / "internal" / "index.html").write_text("秘密", encoding="utf-8")
    (folder / "public" / "county.json").write_text(json.dumps(said), encoding="utf-8")
    entries = [{"t": f"{name}指南</script>", "u": "guide.html", "s": "办事指南", "x": "怎么办"}]
    text = f"window.searchIndex={json.dumps(entries)};\n"
    (folder / "public" / "search" / "index.js").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """A portal over two counties, of which one has a domain of its own."""
    folders = [
        site(tmp_path / "b", "乙县", domain="yi.example.invalid", sample=False),
        site(tmp_path / "a", "甲县"),
    ]
    assert the_portal(folders, tmp_path / "portal").problems == ()
    return tmp_path / "portal" / "public"


def the_portal(folders: list[Path], out: Path) -> Portal:
    return make_portal(
        folders,
        out=out,
        name="某市司法所公开总目录",
        definitions=definitions(),
        cache=PACKAGE.parent / ".cache",
        project=ROOT,
    )


def test_each_county_has_its_way(made: Path) -> None:
    """By its domain; a made-up county has none, and lies beside the portal."""
    text = (made / "index.html").read_text(encoding="utf-8")
    assert 'href="https://yi.example.invalid/index.html"' in text
    assert 'href="../../a/public/index.html"' in text
    offices = (made / "offices.html").read_text(encoding="utf-8")
    assert 'href="../../a/public/offices/qinghe.html"' in offices
    assert "&lt;青河&gt;司法所" in offices and "<青河>" not in offices


def test_its_search_finds_what_is_in_all_of_them(made: Path) -> None:
    text = (made / "search" / "index.js").read_text(encoding="utf-8")
    assert "</script>" not in text
    entries = json.loads(text.removeprefix("window.searchIndex=").strip().removesuffix(";"))
    assert [(entry["u"], entry["s"]) for entry in entries] == [
        ("https://yi.example.invalid/guide.html", "乙县 办事指南"),
        ("../../a/public/guide.html", "甲县 办事指南"),
    ]


def test_no_page_is_linked_that_is_not_there(made: Path) -> None:
    import re

    for page in made.glob("*.html"):
        for href in re.findall(r'href="([^"#:?]+)', page.read_text(encoding="utf-8")):
            elsewhere = href.startswith(("../../", "https", "tel"))
            assert elsewhere or (made / href).exists(), (page.name, href)


def test_the_same_sites_give_the_same_bytes(made: Path, tmp_path: Path) -> None:
    assert the_portal([tmp_path / "a", tmp_path / "b"], tmp_path / "again").problems == ()
    again = tmp_path / "again" / "public"
    names = [file.relative_to(made) for file in sorted(made.rglob("*")) if file.is_file()]
    assert all((made / name).read_bytes() == (again / name).read_bytes() for name in names)


def test_only_what_is_published_is_added_up(tmp_path: Path) -> None:
    a = site(tmp_path / "a", "甲县")
    more = [{"title": "办理的事项", "noun": "", "counts": {"普法": 6, "立法民意": 7}}]
    b = site(tmp_path / "b", "乙县", tables=more)
    sites, wrong = county_sites([a, b], out=tmp_path / "portal")
    assert wrong == []
    kinds, matters = (
        {table.title: table for table in county_tables(sites)}[title]
        for title in ("司法所设置", "办理的事项")
    )
    assert [row.head for row in matters.rows] == ["乙县", "甲县"]
    assert matters.columns[1:] == ("普法", "立法民意", "人民调解")
    assert matters.total is not None and matters.total.cells == (20, 7, None)
    assert kinds.total is not None and kinds.total.cells == (1, None)
    assert [(f.number, f.words) for f in portal_figures(sites)] == [
        (2, "司法所"),
        (1, "大型司法所"),
    ]


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda a: (a / "public" / "county.json").unlink(), "没有生成好的县级网站"),
        (lambda a: (a / "public" / "county.json").write_text("{"), "读不出来"),
        (lambda a: (a / "public" / "county.json").write_text("[]"), "读不出来"),
        (lambda a: (a / "public" / "search" / "index.js").write_text("x"), "读不出来"),
    ],
)
def test_a_site_that_cannot_be_read_stops_it(tmp_path: Path, spoil: Any, says: str) -> None:
    folder = site(tmp_path / "a", "甲县")
    spoil(folder)
    found = the_portal([folder, site(tmp_path / "b", "乙县")], tmp_path / "portal")
    (problem,) = found.problems
    assert says in problem.message and problem.path == str(folder) and problem.hint
    assert not (tmp_path / "portal").exists()


def test_the_same_county_twice_is_a_mistake(tmp_path: Path) -> None:
    folders = [site(tmp_path / name, "甲县") for name in "ab"]
    (problem,) = the_portal(folders, tmp_path / "portal").problems
    assert "不止一次" in problem.message


def test_on_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    a, b = site(tmp_path / "a", "甲县"), site(tmp_path / "b", "乙县")
    asked = ["portal", f"--county={a}", "--county", str(b), f"--out={tmp_path / 'portal'}"]
    assert cli.main(asked) == 0
    assert "2 个县（市、区），2 个司法所" in capsys.readouterr().out
    assert cli.main(["portal", f"--out={tmp_path / 'x'}"]) == 2
    assert cli.main(["portal", f"--county={a}"]) == 2
    assert cli.main(["portal", f"--county={a}", f"--out={a}"]) == 2
    assert cli.main([*asked, f"--county={a}"]) == 1
