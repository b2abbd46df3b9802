"""What `check` and `due` said of the same files they say again; whatever changed is looked at."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from suowu import cli
from suowu.commands import said
from tests.counties import golden_county

DAY = "--as-of=2026-03-20"


@pytest.fixture
def records(tmp_path: Path) -> Path:
    return golden_county(tmp_path / "records")


@pytest.fixture
def worked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """How often a county was read and judged."""
    from suowu import commands

    seen: list[str] = []
    whole = commands._county

    def county(options: object, **more: object) -> object:
        seen.append("judged")
        return whole(options, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(commands, "_county", county)
    return seen


@pytest.mark.parametrize("command", ["check", "due"])
@pytest.mark.parametrize("form", ["text", "json"])
def test_the_same_is_said_again(
    records: Path, worked: list[str], capsys: pytest.CaptureFixture[str], command: str, form: str
) -> None:
    asked = [command, f"--records={records}", DAY, f"--format={form}"]
    code = cli.main(asked)
    first = capsys.readouterr().out
    assert cli.main(asked) == code and capsys.readouterr().out == first != ""
    assert worked == ["judged"]


def test_an_edit_a_flag_and_a_day_are_looked_at(
    records: Path, worked: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["check", f"--records={records}", DAY]
    cli.main(asked)
    for more in (["--strict"], ["--office=baihe"], ["--format=json"]):
        cli.main([*asked, *more])
    cli.main([*asked[:-1], "--as-of=2026-03-21"])
    assert len(worked) == 5
    file = next(records.glob("*/*/*.yml"))
    file.write_text(file.read_text("utf-8") + "不认识的字段: 1\n", "utf-8")
    capsys.readouterr()
    assert cli.main(asked) == 1 and len(worked) == 6
    assert "不认识的字段" in capsys.readouterr().out


def test_the_clock_goes_on(
    records: Path, worked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for day in (1, 2, 2):
        monkeypatch.setattr(said, "today", lambda on=day: date(2026, 4, on))
        cli.main(["check", f"--records={records}"])
    assert len(worked) == 2


def test_without_a_cache_it_is_worked_out(records: Path, worked: list[str]) -> None:
    for _ in range(2):
        cli.main(["check", f"--records={records}", DAY, "--no-cache"])
    assert len(worked) == 2
