"""Words on the command line: they lead to no file outside the records, and to git as no option."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.attacks import warm_home
from tests.counties import ROOT, golden_county, suowu


@pytest.mark.parametrize(
    ("kind", "office"),
    [
        *(("office", name) for name in ("../evil", "..", "/tmp/evil", "Bad Id", "青石", "con", "")),
        ("correction", "../evil"),
        ("duty", "a/b"),
    ],
)
def test_new_writes_nowhere_else(tmp_path: Path, kind: str, office: str) -> None:
    records = golden_county(tmp_path / "county")
    before = sorted(tmp_path.rglob("*"))
    ran = suowu("new", kind, office, "--records", records, home=warm_home())
    assert ran.code == 2 and ran.err
    assert [p for p in sorted(tmp_path.rglob("*")) if ".cache" not in p.parts] == before


def repository(folder: Path) -> Path:
    records = golden_county(folder)
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "all"]):
        named = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
        subprocess.run(["git", "-C", str(folder), *named, *words], check=True)
    return records


@pytest.mark.parametrize(
    "word", ["--output={}", "--remote={}", "-o{}", "--exec={}", "HEAD --output={}"]
)
def test_git_takes_no_option_from_us(tmp_path: Path, word: str) -> None:
    records = repository(tmp_path / "county")
    precious = tmp_path / "precious"
    precious.write_text("whole", encoding="utf-8")
    code = (
        "import sys; from suowu.commands.diff import _at; from suowu.commands import Options;"
        "from pathlib import Path; from datetime import date; p = Path(sys.argv[1]);"
        "o = Options(command='diff', root=p, records=p, content=p, templates=p, cache=None);"
        "_at(o, sys.argv[2], folder=p.parent.parent / 'to', as_of=date(2026, 3, 20))"
    )
    run = [sys.executable, "-c", code, str(records), word.format(precious)]
    done = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=False)
    assert "没有这个提交" in done.stderr
    assert precious.read_text("utf-8") == "whole"


def test_diff_works_where_the_records_are(tmp_path: Path) -> None:
    records = repository(tmp_path / "county")
    ran = suowu("diff", "HEAD", "--records", records, home=warm_home())
    assert ran.code == 0 and "公开内容没有变化" in ran.out


def test_diff_outside_of_git_is_a_sentence(tmp_path: Path) -> None:
    records = golden_county(tmp_path)
    ran = suowu("diff", "HEAD", "--records", records, home=warm_home())
    assert ran.code == 2 and "不在 git 仓库里" in ran.err


@pytest.mark.parametrize(
    "words",
    [
        ("demo", "--as-of", "nonsense"),
        ("demo", "--offices=-1"),
        ("demo", "--cases", "9" * 30),
        ("serve", "--port", "99999"),
        ("check", "--as-of", "2026-02-30"),
        ("check", "--records", ""),
        ("check", "--records", "/dev/null"),
        ("schema", "../kind"),
        ("explain", "../../etc/passwd"),
        ("packet", "../../etc/passwd"),
        ("diff", ""),
    ],
)
def test_odd_words_are_a_mistake_of_use(tmp_path: Path, words: tuple[str, ...]) -> None:
    records = golden_county(tmp_path / "county")
    more: list[str | Path] = [] if "--records" in words else ["--records", records]
    ran = suowu(*words, *more, "--out", tmp_path / "out", home=warm_home())
    assert ran.code == 2 and ran.err and "程序出错" not in ran.err


CODE = "import sys; sys.path[0:0] = ['.']; from suowu import cli; sys.exit(cli.main(sys.argv[1:]))"


def run(*words: str, flags: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-P", *flags, "-c", CODE, *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)


def test_python_without_assertions_checks_alike(tmp_path: Path) -> None:
    records = golden_county(tmp_path)
    (records / "baihe" / "correction" / "2026-900.yml").write_text("编号: 1\n乱: 1\n", "utf-8")
    words = ("check", f"--records={records}", "--no-cache")
    plain, bare = run(*words), run(*words, flags=("-O",))
    assert plain.returncode == bare.returncode == 1
    assert plain.stdout == bare.stdout and "2026-900.yml" in plain.stdout


def test_python_without_docstrings_is_refused_in_a_sentence() -> None:
    done = run("check", flags=("-OO",))
    assert done.returncode == 2 and "-OO" in done.stderr
