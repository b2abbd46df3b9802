"""Nothing orphaned: templates, rules, commands and locks hold together; the code keeps house."""

from __future__ import annotations

import ast
import re
import statistics
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "suowu"
TEMPLATES = ROOT / "templates"
LOCKS = ("requirements.lock", "requirements-test.lock")
# These two names are also fixed paths: records/<office>/office.yml and records/county/.
PLACES = {"office", "county"}
LONGEST_MODULE = 320


@cache
def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@cache
def sources() -> tuple[Path, ...]:
    return tuple(sorted(PACKAGE.rglob("*.py")))


def kinds() -> Iterator[tuple[str, dict[str, Any]]]:
    for file in sorted(TEMPLATES.glob("*/*/kind.yml")):
        yield file.parent.name, yaml.safe_load(read(file))


def rules() -> list[dict[str, Any]]:
    files = sorted((ROOT / "content" / "rules").glob("*.yml"))
    return [rule for file in files for rule in yaml.safe_load(read(file))["规则"]]


# --- templates ---------------------------------------------------------------------------------


def shared_templates() -> list[str]:
    """Templates that something must ask for by name; those in a kind's folder belong to it."""
    files = [f for f in TEMPLATES.rglob("*") if f.is_file() and f.suffix in {".j2", ".typ", ".xml"}]
    placed = {"kinds", "registers"}
    names = (file.relative_to(TEMPLATES) for file in files)
    return sorted(n.as_posix() for n in names if n.parts[0] not in placed)


def askers(but: str) -> Iterator[str]:
    yield from map(read, sources())
    for file in sorted(TEMPLATES.rglob("*")):
        if (
            file.suffix in {".j2", ".typ", ".html"}
            and file.relative_to(TEMPLATES).as_posix() != but
        ):
            yield read(file)


@pytest.mark.parametrize("template", shared_templates())
def test_every_template_is_used(template: str) -> None:
    name = Path(template).name
    stem = re.compile(rf"\b{re.escape(name.split('.')[0])}\b")
    assert any(name in text or stem.search(text) for text in askers(template)), "nobody asks for it"


@pytest.mark.parametrize("kind", [kind for kind, _ in kinds()])
def test_every_kind_has_a_good_example(kind: str) -> None:
    (folder,) = TEMPLATES.glob(f"*/{kind}")
    assert list(folder.glob("examples/good/*.yml"))


def test_every_bad_example_says_what_to_expect() -> None:
    for file in TEMPLATES.glob("*/*/examples/bad/*.yml"):
        assert read(file).startswith("# expect: "), file


# --- rules and the handbook ---------------------------------------------------------------------


@cache
def clauses() -> frozenset[str]:
    pages = (ROOT / "content" / "handbook").glob("*.md")
    return frozenset(c for page in pages for c in re.findall(r'data-clause="([^"]+)"', read(page)))


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule["id"])
def test_every_handbook_rule_stands_under_its_clause(rule: dict[str, Any]) -> None:
    """A 条款 that spans two points, such as ②③, stands under the first."""
    clause = re.sub(r"(?<=[①-⑳])[①-⑳]+$", "", rule["条款"])
    if rule["层级"] == "手册":
        assert clause in clauses(), "no handbook heading carries this 条款"


def test_rule_ids_are_unique() -> None:
    ids = [rule["id"] for rule in rules()]
    assert sorted(set(ids)) == sorted(ids)


# --- commands -----------------------------------------------------------------------------------


def test_every_command_is_in_the_readme_and_no_other() -> None:
    from suowu.cli import COMMANDS

    readme = read(ROOT / "README.md")
    named = set(re.findall(r"build\.py ([a-z]+)\b", readme))
    assert named | {"build"} == {*COMMANDS, "test", "build"}


def test_each_command_has_its_function() -> None:
    from suowu.cli import COMMANDS

    cli = read(PACKAGE / "cli.py")
    for command in COMMANDS:
        assert f"import run_{command} as run" in cli, command


# --- locks --------------------------------------------------------------------------------------


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_address(lock: str) -> None:
    text = read(ROOT / lock)
    assert not re.search(r"://|--index-url|--find-links|--trusted-host|file:|^/", text, re.M)


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_hashes(lock: str) -> None:
    pins = re.split(r"^(?=[a-z])", read(ROOT / lock), flags=re.M | re.I)[1:]
    assert pins
    for pin in pins:
        assert re.match(r"[\w.-]+==[\w.]+ \\\n    --hash=sha256:[0-9a-f]{64}", pin), pin[:60]


def test_both_locks_agree() -> None:
    first, second = (dict(re.findall(r"^([\w-]+)==(\S+)", read(ROOT / k), re.M)) for k in LOCKS)
    assert {k: v for k, v in second.items() if k in first and first[k] != v} == {}


def test_what_is_asked_for_is_locked() -> None:
    for lock in LOCKS:
        asked = re.findall(r"^([A-Za-z][\w-]+)", read(ROOT / lock.replace(".lock", ".in")), re.M)
        locked = set(re.findall(r"^([\w-]+)==", read(ROOT / lock), re.M))
        assert {name.lower().replace("_", "-") for name in asked} <= locked


# --- the house ----------------------------------------------------------------------------------


def words_of(path: Path) -> Iterator[tuple[int, str]]:
    """Every string in the code but docstrings, with its line."""
    tree = ast.parse(read(path))
    said = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            yield node.lineno, node.value


def test_no_kind_is_named_in_the_code() -> None:
    names = {word for kind, data in kinds() for word in (kind, data["名称"])} - PLACES
    names = {name for name in names if name not in {"司法所", "县"}}
    hits = [
        f"{path.relative_to(ROOT)}:{line} {text!r}"
        for path in sources()
        for line, text in words_of(path)
        if text in names
    ]
    assert not hits


# Each of these is done in one place; the rest of the package asks there.
ONE_PLACE = {
    r"\bimport hashlib|\bhashlib\.": {"digest.py"},
    r"\bgc\.": {"memory.py"},
    r"os\.fork\(|ProcessPoolExecutor": {"parallel.py"},
    r"\bpickle\.": {"cache.py"},
    r"\bfcntl\b|\bmsvcrt\b": {"bootstrap/setup.py"},  # before filelock is installed
    r"\bimport_module\(": set(),
}
NOT_YET = {"load/kinds.py", "derive/notices.py", "derive/__init__.py"}


@pytest.mark.parametrize("what", ONE_PLACE)
def test_there_is_one_place_for_it(what: str) -> None:
    found = {p.relative_to(PACKAGE).as_posix() for p in sources() if re.search(what, read(p))}
    assert found - NOT_YET <= ONE_PLACE[what]


def test_problems_are_built_by_one_function() -> None:
    rooms = ("publish", "commands", "bench", "load")
    direct = {
        p.relative_to(PACKAGE).as_posix()
        for p in sources()
        if p.parent.name in rooms and re.search(r"\bProblem\(", read(p))
    }
    assert not direct


def test_modules_stay_short() -> None:
    long = {p.name: n for p in sources() if (n := len(read(p).splitlines())) > LONGEST_MODULE}
    long.pop("model.py", None)  # the values between all stages, in one place
    assert not long


def test_functions_stay_short() -> None:
    lengths = sorted(
        (node.end_lineno or 0) - node.lineno + 1
        for path in sources()
        for node in ast.walk(ast.parse(read(path)))
        if isinstance(node, ast.FunctionDef)
    )
    assert statistics.median(lengths) <= 10
    assert lengths[len(lengths) * 9 // 10] <= 30


def test_nothing_is_left_to_do() -> None:
    marks = re.compile(r"\b(TODO|FIXME|XXX)\b")
    assert not [p.name for p in sources() if marks.search(read(p))]


@pytest.mark.parametrize(
    "tool",
    [("ruff", "check", "--no-cache"), ("ruff", "format", "--check", "--no-cache"), ("mypy",)],
    ids=" ".join,
)
def test_tools_are_content(tool: tuple[str, ...]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", *tool],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
