"""The doorstep: every way to fail is one Chinese sentence, and a finished set-up is reused."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from suowu import bootstrap
from suowu.bootstrap import setup

HERE = Path(__file__).parent.parent
FAKE_PIP = """#!/bin/sh
case "$*" in *"-m pip install"*) {pip} ;; *importlib.metadata*) {tried} ;; *) echo "ran $@" ;; esac
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout whose locks name two packages."""
    root = tmp_path / "checkout"
    root.mkdir()
    (root / "requirements.lock").write_text("one==1 \\\n  --hash=sha256:0\ntwo==2\n")
    (root / "requirements-test.lock").write_text("two==2\nthree==3\n")
    return root


@pytest.fixture
def venv_with(monkeypatch: pytest.MonkeyPatch):
    """Make EnvBuilder lay down a fake python whose pip runs the given shell words."""

    def install(pip: str, *, error: Exception | None = None, tried: str = "true") -> None:
        def create(_: object, folder: Path) -> None:
            if error:
                raise error
            site = Path(bootstrap.link_file(str(Path(folder).parent))).parent
            site.mkdir(parents=True)
            Path(folder, "pyvenv.cfg").write_text("")
            python = Path(folder, "bin", "python")
            python.parent.mkdir()
            python.write_text(FAKE_PIP.format(pip=pip, tried=tried))
            python.chmod(0o755)

        monkeypatch.setattr("venv.EnvBuilder.create", create)

    return install


@pytest.fixture
def handed(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The commands handed over to, instead of leaving this process."""
    commands: list[list[str]] = []
    monkeypatch.setattr(os, "execv", lambda _, command: commands.append(command))
    return commands


def said(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().err.splitlines()[-1]


def test_first_use_sets_up_and_second_reuses(checkout, venv_with, handed, capsys) -> None:
    venv_with("echo Collecting one==1; echo Collecting two==2; echo Installing collected x")
    bootstrap.start(["check", "--strict"], root=str(checkout))
    first = capsys.readouterr().err
    bootstrap.start(["due"], root=str(checkout))
    assert "首次" in first and "[2/2] two==2" in first and "已就绪" in first
    assert capsys.readouterr().err == ""
    python = str(checkout / ".venv" / "bin" / "python")
    assert handed == [
        [python, "-P", "-m", "suowu", "check", "--strict"],
        [python, "-P", "-m", "suowu", "due"],
    ]


def test_the_environment_sees_the_package_by_a_relative_path(checkout, venv_with, handed) -> None:
    venv_with("true")
    bootstrap.start([], root=str(checkout))
    link = next(checkout.rglob("suowu.pth"))
    assert (link.parent / link.read_text().strip()).resolve() == checkout.resolve()


def test_tests_add_their_own_requirements(checkout, venv_with, handed, capsys, monkeypatch) -> None:
    monkeypatch.chdir(checkout)
    venv_with("true")
    bootstrap.start([], root=str(checkout))
    bootstrap.start(["test", "-k", "draw"], root=str(checkout))
    bootstrap.start([], root=str(checkout))
    assert capsys.readouterr().err.count("已就绪") == 2
    assert handed[1][1:] == ["-P", "-m", "pytest", "-k", "draw"]


def test_a_changed_lock_or_python_sets_up_again(checkout, venv_with, handed, capsys) -> None:
    venv_with("true")
    bootstrap.start([], root=str(checkout))
    (checkout / "requirements.lock").write_text("one==1.1\n")
    bootstrap.start([], root=str(checkout))
    stamp = checkout / ".venv" / "stamp"
    stamp.write_text(stamp.read_text().replace("python 3.", "python 2."))
    bootstrap.start([], root=str(checkout))
    assert capsys.readouterr().err.count("首次") == 3


def test_an_interrupted_setup_is_done_again(checkout, venv_with, handed, capsys) -> None:
    venv_with("exit 1")
    assert bootstrap.start([], root=str(checkout)) == 1
    assert not (checkout / ".venv" / "stamp").exists()
    venv_with("true")
    bootstrap.start([], root=str(checkout))
    assert "已就绪" in said(capsys)


@pytest.mark.parametrize(
    ("pip", "sentence"),
    [
        ("echo 'NewConnectionError: refused'; echo 'No matching distribution'; exit 1", "连不上"),
        ("echo 'ERROR: No matching distribution found for one==1'; exit 1", "没有适合本机的组件"),
        ("echo 'THESE PACKAGES DO NOT MATCH THE HASHES'; exit 1", "校验值不符"),
        ("echo '[Errno 28] No space left on device'; exit 1", "磁盘空间不足"),
        ("echo '[Errno 13] Permission denied'; exit 1", "无法写入"),
        ("echo something else; exit 1", "没有装完"),
    ],
)
def test_pip_failures_are_one_sentence(checkout, venv_with, capsys, pip, sentence) -> None:
    venv_with(pip)
    assert bootstrap.start([], root=str(checkout)) == 1
    assert sentence in said(capsys)
    assert (checkout / ".cache" / "setup.log").exists()


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (OSError(28, "No space left on device"), "磁盘空间不足"),
        (PermissionError(13, "Permission denied"), "无法写入"),
        (subprocess.CalledProcessError(1, "ensurepip", output="boom"), "python3-venv"),
    ],
)
def test_venv_failures_are_one_sentence(checkout, venv_with, capsys, error, sentence) -> None:
    venv_with("true", error=error)
    assert bootstrap.start([], root=str(checkout)) == 1
    assert sentence in said(capsys)


def test_what_pip_says_is_tried_out(checkout, venv_with, capsys) -> None:
    """With PIP_TARGET or a dry run in its configuration pip says that all is well."""
    venv_with("true", tried="echo PackageNotFoundError; exit 1")
    assert bootstrap.start([], root=str(checkout)) == 1
    assert "pip config list" in said(capsys)
    assert not (checkout / ".venv" / "stamp").exists()


def test_pip_hears_of_sources_and_of_nothing_else(checkout, venv_with, monkeypatch, capsys) -> None:
    for name in ("TARGET", "DRY_RUN", "USER", "PREFIX", "ROOT", "REQUIRE_HASHES", "INDEX_URL"):
        monkeypatch.setenv(f"PIP_{name}", "1")
    monkeypatch.setenv("PYTHONPATH", "/nowhere")
    venv_with("env; exit 1")
    assert bootstrap.start([], root=str(checkout)) == 1
    heard = (checkout / ".cache" / "setup.log").read_text("utf-8").splitlines()
    given = [line.partition("=")[0] for line in heard if line.startswith(("PIP_", "PYTHON"))]
    assert "PIP_INDEX_URL" in given and set(given) <= setup.SOURCES


def test_a_lost_link_is_made_again(checkout, venv_with, handed, capsys) -> None:
    venv_with("true")
    bootstrap.start([], root=str(checkout))
    next(checkout.rglob("suowu.pth")).unlink()
    bootstrap.start([], root=str(checkout))
    assert next(checkout.rglob("suowu.pth")).exists()
    assert capsys.readouterr().err.count("已就绪") == 2


def test_a_lost_package_is_fetched_again_once(checkout, monkeypatch, capsys) -> None:
    venv = checkout / ".venv"
    venv.mkdir()
    (venv / "stamp").write_text("finished")
    (checkout / "build.py").write_text("import os, sys; sys.exit(7 + len(sys.argv))")
    monkeypatch.setattr(sys, "prefix", str(venv))
    again = partial(setup.set_up_again, ["check", "--strict"], root=str(checkout))
    assert again(missing="suowu.nothing") is None and again(missing="json.nothing") is None
    assert again(missing="cerberus") == 10
    assert not (venv / "stamp").exists() and "cerberus" in said(capsys)
    (venv / "stamp").write_text("finished")
    monkeypatch.setenv(setup.SECOND_TRY, "1")
    assert again(missing="cerberus") is None


def test_interrupting_says_so(checkout, venv_with, capsys) -> None:
    venv_with("true", error=KeyboardInterrupt())
    assert bootstrap.start([], root=str(checkout)) == 130
    assert "已中断" in said(capsys)


@pytest.mark.parametrize("missing", ["venv", "ensurepip"])
def test_without_venv_says_what_to_install(checkout, monkeypatch, capsys, missing) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: name != missing or None)
    assert bootstrap.start([], root=str(checkout)) == 1
    assert "apt install python3-venv" in said(capsys)


def test_a_foreign_folder_is_left_alone(checkout, capsys) -> None:
    (checkout / ".venv").mkdir()
    (checkout / ".venv" / "notes.txt").write_text("mine")
    assert bootstrap.start([], root=str(checkout)) == 1
    assert "移走" in said(capsys)
    assert (checkout / ".venv" / "notes.txt").exists()


def test_missing_locks_say_so(checkout, capsys) -> None:
    (checkout / "requirements.lock").unlink()
    assert bootstrap.start([], root=str(checkout)) == 1
    assert "代码不完整" in said(capsys)


def test_an_old_python_gets_one_sentence(tmp_path) -> None:
    text = (HERE / "build.py").read_text(encoding="utf-8").replace("(3, 11)", "(99, 0)")
    (tmp_path / "build.py").write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, tmp_path / "build.py"], capture_output=True, check=False, encoding="utf-8"
    )
    assert done.returncode == 2
    assert "需要 Python" in done.stderr and len(done.stderr.splitlines()) == 1


def test_every_sentence_can_be_filled_in() -> None:
    for reason, sentence in setup.SENTENCES.items():
        assert sentence.format(root="/r", log="/l", python="/p"), reason
    assert {reason for _, reason in setup.REASONS} <= set(setup.SENTENCES)


def test_two_at_once_wait_for_each_other(checkout, monkeypatch, capsys) -> None:
    attempts = iter([BlockingIOError(), PermissionError(), None])

    def attempt() -> None:
        if error := next(attempts):
            raise error

    monkeypatch.setattr("time.sleep", lambda _: None)
    setup._when_free(attempt)
    assert capsys.readouterr().err.count("另一个窗口") == 1
