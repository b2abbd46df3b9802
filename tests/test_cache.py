"""Cache: it answers only to its own version, it is listed whole, and nobody else writes there."""

from __future__ import annotations

import ast
from datetime import date
from pathlib import Path

import pytest

from suowu import cache
from suowu.cache import CHECKED, SECTIONS, code_digest, folder_name, keep, recall
from tests.counties import GOLDEN_RECORDS, suowu, web_only

PACKAGE = Path(cache.__file__).parent


def test_what_was_kept_is_recalled(tmp_path: Path) -> None:
    file = CHECKED.file("records", root=tmp_path)
    keep(file, {"x": date(2026, 3, 9)})
    assert recall(file) == {"x": date(2026, 3, 9)}
    assert recall(CHECKED.file("others", root=tmp_path)) is None


def test_another_version_of_the_program_recalls_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = CHECKED.file("records", root=tmp_path)
    keep(file, 1)
    monkeypatch.setattr(cache, "code_digest", lambda: "another")
    assert recall(file) is None


@pytest.mark.parametrize("spoil", [lambda b: b"", lambda b: b[:-1], lambda b: b[:-1] + b"!"])
def test_a_spoilt_file_is_as_good_as_none(tmp_path: Path, spoil) -> None:
    file = tmp_path / "a.pickle"
    keep(file, {"x": "某"})
    file.write_bytes(spoil(file.read_bytes()))
    assert recall(file) is None


def test_without_a_cache_nothing_is_kept_and_nothing_recalled() -> None:
    assert CHECKED.file("records", root=None) is None
    keep(None, 1)
    assert recall(None) is None


def test_the_version_is_that_of_all_sources_and_tables() -> None:
    assert code_digest() == code_digest() and len(code_digest()) == 32


def test_folders_of_one_name_are_told_apart(tmp_path: Path) -> None:
    assert folder_name(tmp_path / "a" / "site") != folder_name(tmp_path / "b" / "site")


def test_all_that_commands_leave_below_the_cache_is_listed(tmp_path: Path) -> None:
    web_only(GOLDEN_RECORDS, tmp_path / "site", home=tmp_path)
    suowu("check", "--records", GOLDEN_RECORDS, home=tmp_path)
    found = {entry.name for entry in (tmp_path / ".cache").iterdir()}
    assert found <= {section.name for section in SECTIONS}
    assert {"load", "check", "derive", "engine", "jinja", "builds"} <= found


def test_only_the_cache_knows_what_lies_below_it() -> None:
    """No path is put together from a cache folder anywhere else, and few know where it is."""
    joined = [
        f"{path.relative_to(PACKAGE)}:{node.lineno}"
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div)
        if ast.unparse(node.left).rpartition(".")[2] == "cache"
    ]
    assert not joined
    named = {path.name for path in PACKAGE.rglob("*.py") if '".cache"' in path.read_text("utf-8")}
    assert named <= {"cli.py", "site.py", "setup.py", "__init__.py", "stages.py", "measure.py"}
