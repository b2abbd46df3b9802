"""Command line: what may be typed, what is answered to the rest, and all of it in Chinese."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from suowu import cli
from suowu.commands.offered import COMMANDS, Option
from suowu.commands.options import Options
from tests.counties import suowu


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Options]:
    """The options of each command that would have run."""
    found: list[Options] = []

    def run(options: Options) -> int:
        found.append(options)
        return 0

    monkeypatch.setattr(cli, "_run", run)
    return found


@pytest.mark.parametrize("words", [[], ["build"], ["--strict"], ["--out", "check", "--strict"]])
def test_without_a_command_it_builds(words: list[str], asked: list[Options]) -> None:
    assert cli.main(words) == 0
    assert asked[0].command == "build" and asked[0].strict == ("--strict" in words)


@pytest.mark.parametrize(
    "words",
    [
        ["packet", "qinghe", "--kind", "correction", "--as-of", "2026-03-20", "--due"],
        ["--as-of", "2026-03-20", "--kind=correction", "packet", "--due", "qinghe"],
        ["--due", "--as-of=2026-03-20", "packet", "qinghe", "--kind", "correction"],
    ],
    ids=" ".join,
)
def test_flags_stand_before_or_after_the_command(words: list[str], asked: list[Options]) -> None:
    assert cli.main(words) == 0
    (options,) = asked
    assert options.words == ("qinghe",) and options.due and options.kind == "correction"
    assert options.as_of == "2026-03-20" and not options.docx


def test_numbers_and_folders_are_read(asked: list[Options]) -> None:
    assert cli.main(["demo", "--cases", "20", "--out", "x/y", "--no-cache"]) == 0
    assert asked[0].cases == 20 and asked[0].out == Path("x/y") and asked[0].cache is None
    assert asked[0].seed is None, "the county's own is the default"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("chek", "没有这个命令：'chek'\n  提示：您是不是想写“check”？"),
        ("check --stict", "不认识的参数：--stict\n  提示：您是不是想写“--strict”？"),
        ("packet --docs", "不认识的参数：--docs\n  提示：您是不是想写“--docx”？"),
        ("check -x", "不认识的参数：-x"),
        ("check --port 8000", "--port 只用于 serve"),
        ("check --out", "--out 后面须跟一个值：目录"),
        ("--out --strict", "--out 后面须跟一个值：目录"),
        ("check --strict=1", "--strict 后面不跟值：'1'"),
        ("check --format xml", "--format 不能是 'xml'，可用：text、json"),
        ("serve --port acht", "--port 须为整数：'acht'"),
        ("new correction", "还须写明：司法所"),
        ("explain", "还须写明：记录\n"),
        ("due today now", "不认识的参数：today now"),
    ],
)
def test_wrong_usage_is_said_with_what_to_write(
    words: str, says: str, asked: list[Options], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(words.split()) == 2 and not asked
    assert says in capsys.readouterr().err


@pytest.mark.parametrize("command", [None, *COMMANDS])
@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_help_is_chinese_throughout(
    command: str | None, flag: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main([*([command] if command else []), flag]) == 0
    text = capsys.readouterr().out
    text = text.partition("\n类别：\n")[0]  # below: what there is in records/ and templates/
    plain = re.sub(r"--[a-z-]+|build\.py|docs/reference\.md|YYYY-MM-DD|DOCX|JSON Schema", "", text)
    typed = {"site", "text", "json", "public", "internal", "rule", "kind", "form", "registers"}
    terms = {*COMMANDS, *typed, "test", "git"}
    assert set(re.findall(r"[A-Za-z]+", plain)) <= terms
    assert text.startswith("用法：") and "--as-of YYYY-MM-DD" in text


def test_help_names_every_command_and_a_command_its_own_flags(
    capsys: pytest.CaptureFixture[str],
) -> None:
    cli.main(["--help"])
    text = capsys.readouterr().out
    assert all(f"  {name} " in text and command.says in text for name, command in COMMANDS.items())
    cli.main(["packet", "--help"])
    of_packet = capsys.readouterr().out
    assert "--docx" in of_packet and "--docx" not in text
    assert "不写对象就是全县的" in of_packet


def test_every_flag_is_a_field_of_the_options() -> None:
    fields = set(Options.__dataclass_fields__)
    names = {option.name.replace("-", "_") for option in cli._all_options()}
    assert names - {"help", "no_cache"} <= fields


def test_a_name_means_one_flag() -> None:
    seen: dict[str, Option] = {}
    for option in cli._all_options():
        assert seen.setdefault(option.name, option) == option


def test_a_bad_day_is_said_by_every_command(tmp_path: Path) -> None:
    ran = suowu("demo", "--as-of", "gestern", "--out", tmp_path / "new", home=tmp_path)
    assert ran.code == 2 and "--as-of 须为日期（YYYY-MM-DD）：'gestern'" in ran.err
