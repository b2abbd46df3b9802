"""The same commit gives the same site: under any locale, folder, umask and way to run Python."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path
from unittest.mock import patch

import pytest

from suowu import __version__
from suowu.commands.origin import origin_of
from suowu.problems import problem
from suowu.publish.manifest import standing_head
from suowu.render.lasting import lasting_names
from tests.attacks import warm_home
from tests.counties import (
    ROOT,
    Files,
    built,
    edit,
    golden_county,
    real_county,
    suowu,
    tree,
    web_only,
)

PLAIN = {k: v for k, v in os.environ.items() if not k.startswith(("LC_", "LANG", "PYTHON"))}
LOCALES = ("C", "POSIX", "C.UTF-8", "zh_CN.GB18030")
BOOK = """
import sys
from pathlib import Path
from suowu.forms.handbook import HandbookText
from suowu.publish.handbook import handbook_docx
book = HandbookText(title="青河县手册", publisher="青河县司法局", sample=False, markdown="# 甲章")
sys.stdout.buffer.write(handbook_docx(book, templates=Path("templates")))
"""


def python(code: str, *flags: str, env: dict[str, str]) -> bytes:
    """What a Python of its own writes when it runs this in the project's folder."""
    run = [sys.executable, *flags, "-c", code]
    return subprocess.run(run, cwd=ROOT, env=env, capture_output=True, check=True).stdout


def test_the_handbook_has_its_title_under_every_locale(tmp_path: Path) -> None:
    made = {name: python(BOOK, env={**PLAIN, "LC_ALL": name}) for name in LOCALES}
    (tmp_path / "book.docx").write_bytes(made["C"])
    with zipfile.ZipFile(tmp_path / "book.docx") as book:
        text = book.read("word/document.xml").decode()
    assert "青河县手册" in text and "青河县司法局" in text
    assert len(set(made.values())) == 1


def test_a_site_is_verified_and_an_edit_of_it_is_found(tmp_path: Path) -> None:
    """Built by one run, checked by another, without a cache; then a page is changed by hand."""
    records = golden_county(tmp_path)
    words = ("--records", records, "--out", tmp_path / "site")
    home = warm_home()
    assert suowu("verify", *words, home=home).code == 2
    assert suowu("build", *words, "--as-of", "2026-03-20", home=home).code == 0
    head = standing_head(tmp_path / "site") or {}
    assert head["tool"] == __version__ and "commit" not in head
    with patch("suowu.commands.verify.today", lambda: date(2026, 3, 19)):
        whole = suowu("verify", *words, home=home)
    assert whole.code == 0 and "按 2026-03-20 计算" in whole.out, whole.out
    assert "比今天（2026-03-19）还晚：请核对电脑的日期" in whole.out
    page = tmp_path / "site" / "public" / "index.html"
    page.write_bytes(page.read_bytes().replace("司法".encode(), "司 法".encode()))
    (tmp_path / "site" / "public" / "guide.html").unlink()
    (tmp_path / "site" / "public" / "more.html").write_text("x", encoding="utf-8")
    edit(records / "baihe/office.yml", "新街 3 号", "新街 33 号")
    edited = suowu("verify", *words, home=home)
    assert edited.code == 1
    assert "public/index.html 与清单不符" in edited.out and "guide.html 不见了" in edited.out
    assert "public/more.html 清单里没有" in edited.out
    office = "public/offices/baihe.html 与重新生成的不同：地址：云岭县白鹤镇新街 3 号 → "
    assert f"{office}云岭县白鹤镇新街 33 号" in edited.out


def test_the_manifest_says_which_records_they_were(tmp_path: Path) -> None:
    records = golden_county(tmp_path)
    assert origin_of(records) == {"tool": __version__}
    named = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
    for words in (["init", "-q"], ["add", "-A"], [*named, "commit", "-q", "-m", "all"]):
        subprocess.run(["git", "-C", str(tmp_path), *words], check=True)
    clean = origin_of(records)
    assert len(str(clean["commit"])) == 40 and clean["dirty"] is False
    (records / "new.txt").write_text("x", encoding="utf-8")
    assert origin_of(records) == {**clean, "dirty": True}


def test_no_surroundings_are_seen_in_a_file(tmp_path: Path) -> None:
    """Built here, and by a Python that is told to leave out docstrings, from another folder, with
    another home, umask, time zone, language, hash seed and spelling of the records' folder."""
    records = golden_county(tmp_path / "a county")
    home, elsewhere = tmp_path / "home", tmp_path / "else where"
    home.mkdir()
    elsewhere.mkdir()
    here = built(records, tmp_path / "here", home=warm_home())
    code = (
        f"import os, sys; os.umask(0o027); sys.argv = sys.argv[1:]; sys.path[:0] = [{str(ROOT)!r}]"
    )
    code += "; import build; sys.exit(build.bootstrap.start(sys.argv[1:]))"
    words = ["--records", f"../{records.parent.name}/records/../records", "--out", "there"]
    done = subprocess.run(
        [sys.executable, "-c", code, "build.py", *words, "--no-cache"],
        cwd=elsewhere,
        env={
            **PLAIN,
            "HOME": str(home),
            "LC_ALL": "C",
            "TZ": "America/Los_Angeles",
            "PYTHONHASHSEED": "7",
            "PYTHONOPTIMIZE": "2",
        },
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout.decode() + done.stderr.decode()
    first, second = tree(here), tree(elsewhere / "there")
    assert first.keys() == second.keys()
    assert [path for path in first if first[path] != second[path]] == []
    assert not [path for path, content in first.items() if str(tmp_path).encode() in content]
    assert_lasting_names(second)
    assert " ../a county/records/../records/baihe/" in done.stdout.decode()  # as it was typed


def assert_lasting_names(site: Files) -> None:
    """Whatever was typed, files say records/, content/ and templates/."""
    files = json.loads(site["manifest.json"])["files"]
    sources = {source for said in files.values() for source in said["sources"]}
    assert {source.split("/")[0] for source in sources} == {"records", "content", "templates"}
    problems = json.loads(site["report.json"])["problems"]
    assert problems and all(each["path"].startswith("records/") for each in problems)
    page = site["internal/cases/baihe/correction/2026-001.html"].decode()
    assert ">records/baihe/correction/2026-001.yml<" in page


def test_a_name_in_words_is_moved_only_where_it_begins() -> None:
    names = lasting_names(
        records=Path("content/../records"), content=Path("content"), templates=Path("/t")
    )
    assert names.of("content/../records/a/office.yml") == "records/a/office.yml"
    assert names.of("content/rules/a.yml") == "content/rules/a.yml"
    assert names.back("records/a/office.yml") == "content/../records/a/office.yml"
    said = problem("另见 /t/kinds/a.yml，不是 x/t/kinds", path="/t/kinds/b.yml", hint="rm '/t/x'")
    (moved,) = names.in_problems([said])
    assert moved.path == "templates/kinds/b.yml" and moved.hint == "rm 'templates/x'"
    assert moved.message == "另见 templates/kinds/a.yml，不是 x/t/kinds"


# --- the version, in one place --------------------------------------------------------------------


def committed(folder: Path, *, more: str = "all") -> str:
    named = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
    for words in (["init", "-q"], ["add", "-A"], [*named, "commit", "-q", "-m", more]):
        subprocess.run(["git", "-C", str(folder), *words], check=True)
    return str(origin_of(folder)["commit"])


def test_a_commit_changes_the_page_of_the_version_and_no_other(tmp_path: Path) -> None:
    """And its sum is what sha256sum makes of the folder; verify tells that it is another commit."""
    records = golden_county(tmp_path / "ours")
    first = committed(records)
    words = ("--records", records, "--out", tmp_path / "site")
    assert suowu("build", *words, home=warm_home()).code == 0
    before = tree(tmp_path / "site/public")
    said = json.loads(before["version.json"])
    assert said["commit"] == first[:10] and said["dirty"] is False and said["tool"] == __version__
    assert said["files"] == len(before) - 2 and said["sha256"] == summed(before)
    assert f'">{first[:10]}<' in before["version.html"].decode()
    assert "未提交" not in before["version.html"].decode()

    (records / "xitang/office.yml").open("a", encoding="utf-8").write("# 看过\n")
    second = committed(records, more="more")
    told = suowu("verify", *words, home=warm_home())
    assert told.code == 0 and f"网站的记录是提交 {first[:10]}" in told.out
    assert f"现在的是提交 {second[:10]}" in told.out and "不计" in told.out
    assert suowu("build", *words, home=warm_home()).code == 0
    after = tree(tmp_path / "site/public")
    changed = {path for path in after if after[path] != before.get(path)}
    assert changed == {"version.html", "version.json"}

    (records / "xitang/office.yml").open("a", encoding="utf-8").write("# 又看\n")
    assert suowu("build", *words, home=warm_home()).code == 0
    page = (tmp_path / "site/public/version.html").read_text("utf-8")
    assert f"{second[:10]}</span>，有未提交的修改" in page


def summed(files: Files) -> str:
    own = sorted(path for path in files if path not in ("version.html", "version.json"))
    lines = "".join(f"{hashlib.sha256(files[path]).hexdigest()}  ./{path}\n" for path in own)
    whole = hashlib.sha256(lines.encode()).hexdigest()
    return ":".join(whole[at : at + 8] for at in range(0, 64, 8))


def test_the_foot_of_every_public_page_leads_there(tmp_path: Path) -> None:
    site = web_only(golden_county(tmp_path), tmp_path / "site", home=warm_home())
    for page in (site / "public").rglob("*.html"):
        href = re.findall(r'<a href="([^"]*)">版本与校验</a>', page.read_text("utf-8"))[-1]
        if page.name != "404.html":
            assert (page.parent / href).resolve() == site / "public/version.html"
    assert "版本与校验" not in (site / "internal/index.html").read_text("utf-8")
    assert "version.html" not in (site / "public/sitemap.xml").read_text("utf-8")


def test_after_a_notice_was_taken_down_the_sum_is_right_again(tmp_path: Path) -> None:
    """And verify tells what it was that changed the pages."""
    records = real_county(tmp_path)
    words = ("--records", records, "--out", tmp_path / "site")
    assert suowu("build", *words, "--as-of", "2026-03-20", home=warm_home()).code == 0
    county = records / "county/county.yml"
    whole = county.read_text("utf-8")
    county.write_text("名称: [", "utf-8")
    assert suowu("build", *words, "--as-of", "2026-04-20", home=warm_home()).code == 1
    public = tree(tmp_path / "site/public")
    said = json.loads(public["version.json"])
    assert said["files"] == len(public) - 2 and said["sha256"] == summed(public)
    assert f">{said['sha256']}<" in public["version.html"].decode()
    county.write_text(whole, "utf-8")
    told = suowu("verify", *words, home=warm_home())
    assert told.code == 1 and "在 2026-04-20 没有重新生成，只撤下了 1 个页面" in told.out


@pytest.mark.parametrize("name", LOCALES)
def test_check_says_the_same_under_every_locale(tmp_path: Path, name: str) -> None:
    records = golden_county(tmp_path)
    code = (
        "import sys; from suowu import cli;"
        f"sys.exit(cli.main(['check', '--no-cache', '--records', {str(records)!r}]) - 0)"
    )
    assert "共 12 份记录".encode() in python(code, env={**PLAIN, "LC_ALL": name})
