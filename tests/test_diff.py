"""What changes in public, against a commit and against what stands on the web, in words."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from suowu.changes.fields import field_label
from suowu.changes.pages import Change, page_changes
from suowu.changes.reading import PagePiece, read_page
from suowu.changes.words import old_and_new, set_apart
from tests.attacks import warm_home
from tests.counties import ROOT, Ran, edit, golden_county, suowu, web_only

POSTED = "xitang/correction/2026-002.yml"
SHOWN = "baihe/correction/2026-001.yml"
CODE = re.compile(r"fingerprint|index_no|office_id|rows|\bn\.")


def git(folder: Path, *words: str) -> None:
    named = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
    subprocess.run(["git", "-C", str(folder), *named, *words], check=True, capture_output=True)


@pytest.fixture
def records(tmp_path: Path) -> Path:
    """The miniature county in a repository of its own, one commit old."""
    found = golden_county(tmp_path / "our county")
    git(found.parent, "init", "-q")
    git(found.parent, "add", "-A")
    git(found.parent, "commit", "-qm", "first")
    return found


def diff(records: Path, *words: str | Path) -> Ran:
    return suowu("diff", *words, "--records", records, home=warm_home())


def post(records: Path) -> None:
    edit(records / POSTED, "对象: [本人]}}", "对象: [本人]}, 公示: {张贴日期: 2026-03-20}}")


# --- a commit -------------------------------------------------------------------------------------


def test_a_new_notice_is_told_first_and_nobody_is_named(records: Path) -> None:
    post(records)
    lines = diff(records, "HEAD").out.splitlines()
    assert lines[1:3] == ["新增", lines[2]] and lines[2].startswith(
        "  欧阳某外出公示（溪塘司法所，到 2026-03-27）  public/notices/"
    )
    assert "  溪塘司法所 社区矫正 2026-002" in lines
    assert "    外出[1].公示：有改动（这一项不公开，不显示内容）" in lines
    assert not re.search("欧阳若水|复诊|邻市", "\n".join(lines)) and not CODE.search(
        "\n".join(lines)
    )


def test_a_public_field_is_told_before_and_after(records: Path) -> None:
    edit(records / "baihe/office.yml", "新街 3 号", "新街 33 号")
    said = diff(records, "HEAD").out
    assert (
        "改变的记录\n  白鹤司法所\n    地址：云岭县白鹤镇新街 3 号 → 云岭县白鹤镇新街 33 号\n"
        in said
    )
    assert "公示期和异议 受理地址：白鹤司法所，云岭县白鹤镇新街 3 号 → " in said


def test_the_same_figure_elsewhere_is_told_again(records: Path) -> None:
    """A list that repeats what a page above says is not."""
    duty = records / "baihe/registers/2026/duty.yml"
    whole = duty.read_text("utf-8").rstrip("\n").splitlines()
    last = max(i for i, line in enumerate(whole) if line.startswith("  - "))
    duty.write_text("\n".join(whole[:last]) + "\n", "utf-8")
    said = diff(records, "HEAD").out
    figures = re.findall(r"值班接待\S*：(\d+ → \d+)|值班接待 \S+：(\d+ → \d+)", said)
    assert len(figures) >= 3 and "和上面相同" not in said


def test_what_is_internal_is_no_change(records: Path) -> None:
    edit(records / POSTED, "居住地: 云岭县溪塘乡溪塘村 6 组", "居住地: 云岭县溪塘乡溪塘村 7 组")
    ran = diff(records, "HEAD")
    assert ran.code == 0 and ran.out.count("\n") == 1 and "公开内容没有变化" in ran.out


def test_a_deleted_record_that_was_public_has_a_line_of_its_own(records: Path) -> None:
    (records / SHOWN).unlink()
    said = diff(records, "HEAD").out
    assert re.search(r"撤下\n  .*外出公示（白鹤司法所，到 2026-03-24）：记录已经删除", said)
    assert "删除的记录\n  白鹤司法所 社区矫正 2026-001，原来是公开的" in said


def test_a_broken_record_is_named_and_the_rest_compared(records: Path) -> None:
    """In the commit: what it cannot tell it says, and goes on."""
    whole = (records / SHOWN).read_text("utf-8")
    (records / SHOWN).write_text(f"{whole}\n乱写: 1\n", "utf-8")
    git(records.parent, "commit", "-qam", "broken")
    (records / SHOWN).write_text(whole, "utf-8")
    edit(records / "baihe/office.yml", "新街 3 号", "新街 33 号")
    ran = diff(records, "HEAD")
    assert (
        ran.code == 0 and "1 份记录有错误或者是草稿，没有计入：baihe/correction/2026-001" in ran.out
    )
    assert "新增\n  " in ran.out and "新街 3 号 → " in ran.out


def test_a_commit_without_usable_law_is_read_under_todays(records: Path) -> None:
    """Content and templates in the same repository, broken there."""
    top = records.parent
    for name in ("content", "templates"):
        shutil.copytree(ROOT / name, top / name)
    kind = top / "templates/kinds/correction/kind.yml"
    whole = kind.read_text("utf-8")
    kind.write_text(f"{whole}\n乱: 1\n", "utf-8")
    git(top, "add", "-A")
    git(top, "commit", "-qm", "broken law")
    kind.write_text(whole, "utf-8")
    post(records)
    words = ("--content", top / "content", "--templates", top / "templates")
    ran = diff(records, "HEAD", *words)
    assert ran.code == 0 and "改用现在的" in ran.out and "kind.yml" in ran.out
    assert "欧阳某外出公示" in ran.out


@pytest.mark.parametrize("word", ["no-such-thing", "HEAD --output=x", "HEAD:records", ""])
def test_no_such_commit_is_a_mistake(records: Path, word: str) -> None:
    ran = diff(records, word)
    assert ran.code == 2 and ran.err and not ran.out


@pytest.mark.parametrize("word", ["--output=precious", "-o", "--exec=x"])
def test_git_gets_no_option(records: Path, word: str) -> None:
    assert diff(records, word).code == 2


def test_one_thing_is_compared_at_a_time(records: Path) -> None:
    assert "还须写明：提交，或者 --published" in diff(records).err
    assert "只能写一个" in diff(records, "HEAD", "--published").err


# --- what stands on the web -----------------------------------------------------------------------


def test_what_is_live_is_read_back(records: Path, tmp_path: Path) -> None:
    """Without git of its own day: pages only; the deletion is told all the same."""
    site = web_only(records, tmp_path / "site", home=warm_home())
    nothing = diff(records, "--published", "--out", site)
    assert "没有写明是哪一次提交" in nothing.out and "公开内容没有变化" in nothing.out
    (records / SHOWN).unlink()
    edit(records / "baihe/office.yml", "新街 3 号", "新街 33 号")
    said = diff(records, "--published", "--out", site).out
    assert "（白鹤司法所，到 2026-03-24）：记录已经删除" in said
    assert "删除的记录\n  白鹤司法所 社区矫正 2026-001" in said
    assert "地址：云岭县白鹤镇新街 3 号 → 云岭县白鹤镇新街 33 号" in said


def test_records_too_are_compared_where_git_has_the_commit(records: Path, tmp_path: Path) -> None:
    site = web_only(records, tmp_path / "site", home=warm_home())
    commit = subprocess.run(
        ["git", "-C", str(records), "rev-parse", "HEAD"], capture_output=True, text=True
    ).stdout.strip()
    manifest = site / "manifest.json"
    first, _, rest = manifest.read_text("utf-8").partition("{")
    manifest.write_text(f'{first}{{"commit":"{commit}","dirty":false,{rest}', "utf-8")
    edit(records / "baihe/office.yml", "新街 3 号", "新街 33 号")
    said = diff(records, "--published", "--out", site).out
    assert (
        f"现有网站（提交 {commit[:10]}，按 2026-03-20 计算）" in said and "只比较页面" not in said
    )
    assert "改变的记录\n  白鹤司法所\n    地址：" in said


def test_a_notice_that_is_over_says_so(records: Path, tmp_path: Path) -> None:
    site = web_only(records, tmp_path / "site", home=warm_home())
    said = diff(records, "--published", "--out", site, "--as-of", "2026-03-25").out
    assert "（白鹤司法所，到 2026-03-24）：公示期到 2026-03-24 已满" in said
    early = diff(records, "--published", "--out", site, "--as-of", "2026-03-19").out
    assert "请核对电脑的日期" in early


def test_without_a_site_or_with_a_cut_manifest_it_says_so(records: Path, tmp_path: Path) -> None:
    ran = diff(records, "--published", "--out", tmp_path / "none")
    assert ran.code == 2 and "没有生成过的网站" in ran.err
    site = web_only(records, tmp_path / "site", home=warm_home())
    text = (site / "manifest.json").read_bytes()
    for length in (0, 10, len(text) // 2, len(text) - 3):
        (site / "manifest.json").write_bytes(text[:length])
        for command in (("diff", "--published"), ("verify",)):
            ran = suowu(*command, "--records", records, "--out", site, home=warm_home())
            assert ran.code == 2 and "清单不完整" in ran.err


# --- for programs, and on a page ------------------------------------------------------------------


def test_json_and_the_page_say_the_same(records: Path, tmp_path: Path) -> None:
    post(records)
    edit(records / "baihe/office.yml", "新街 3 号", "新街 33 号")
    page = tmp_path / "deep" / "diff.html"
    said = diff(records, "HEAD", "--format", "json", "--html", page).json
    assert said["summary"]["added"] == 1 and said["summary"]["records"] == 2
    (added,) = said["added"]
    assert added["title"] == "欧阳某外出公示"
    assert added["notice"]["record"] == "xitang/correction/2026-002"
    assert added["notice"]["until"] == "2026-03-27"
    assert {"where": "地址", "old": "云岭县白鹤镇新街 3 号", "new": "云岭县白鹤镇新街 33 号",
            "public": True} in said["records"][0]["changes"]  # fmt: skip
    html = page.read_text("utf-8")
    assert "新街 3<ins>3</ins> 号" in html and "欧阳某外出公示" in html
    for text in (json.dumps(said, ensure_ascii=False), html):
        assert "欧阳若水" not in text and "复诊" not in text
    assert not re.search(r"(src|href)=|url\(|@import|<script", html)


def test_every_key_of_the_json_is_documented(records: Path) -> None:
    post(records)
    text = (ROOT / "docs/diff.md").read_text("utf-8")

    def keys(value: object) -> set[str]:
        if isinstance(value, dict):
            return set(value) | {key for inner in value.values() for key in keys(inner)}
        return {key for inner in value for key in keys(inner)} if isinstance(value, list) else set()

    found = keys(diff(records, "HEAD", "--format", "json").json)
    assert found and not [key for key in found if f"`{key}`" not in text]


# --- pages and words ------------------------------------------------------------------------------


def page(body: str) -> bytes:
    return f"<title>统计_县</title><article><h1>统计</h1>{body}</article>".encode()


def table(*rows: tuple[str, int]) -> bytes:
    cells = "".join(f'<tr><th scope="row">{head}</th><td>{n}</td></tr>' for head, n in rows)
    head = "<thead><tr><th>司法所</th><th>社区矫正</th></tr></thead>"
    return page(f"<table><caption>在册人数（月）</caption>{head}<tbody>{cells}</tbody></table>")


def changes(old: bytes, new: bytes) -> list[Change]:
    return page_changes(read_page(old), read_page(new))


def test_a_table_is_compared_cell_by_cell() -> None:
    old, new = table(("青河", 12), ("东港", 5)), table(("青河", 13), ("东港", 5))
    assert changes(old, new) == [Change("在册人数（月） 青河 社区矫正", "12", "13")]


def test_a_row_comes_and_goes_whole() -> None:
    old, new = table(("青河", 12)), table(("青河", 12), ("东港", 5))
    assert changes(old, new) == [Change("在册人数（月） 东港", "", "社区矫正 5")]
    assert changes(new, old) == [Change("在册人数（月） 东港", "社区矫正 5", "")]


def test_a_page_is_read_as_it_is_seen() -> None:
    body = (
        "<nav>菜单</nav><p>第一<strong>段</strong></p><p hidden>不见<b>的</b></p><script>x</script>"
        "<dl><div><dt>电话</dt><dd><a>1</a><br>2</dd></div></dl><h2>名单</h2>"
        "<ul><li><a>甲</a><span>乙</span></li></ul>尾"
    )
    read = read_page(page(body))
    assert read.title == "统计"
    assert [(p.section, p.name, p.text) for p in read.pieces] == [
        ("统计", "", "统计"), ("统计", "", "第一段"), ("统计", "电话", "1 2"),
        ("名单", "", "名单"), ("名单", "", "甲 乙"), ("名单", "", "尾"),
    ]  # fmt: skip
    assert PagePiece("统计", "", "电话", "1 2") in read.pieces


def test_long_texts_are_never_cut_to_look_the_same() -> None:
    same = "同样的开头" * 30
    said = old_and_new(Change("", f"{same}甲{same}", f"{same}乙{same}"))
    old, _, new = said.partition(" → ")
    assert old != new and "头甲同" in old and "头乙同" in new and len(said) < 80
    a, b = set_apart("3 号", "33 号")
    assert ("".join(a), "".join(b)) == ("3 号", "33 号") and (a.own, b.own) == ("", "3")


def test_a_place_in_a_list_is_counted_from_one() -> None:
    assert field_label(("外出", 1, "止")) == "外出[2].止"
