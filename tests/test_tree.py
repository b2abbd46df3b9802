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
from typing import Any, TypeGuard

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
def tree_of(path: Path) -> ast.Module:
    return ast.parse(read(path))


@cache
def sources() -> tuple[Path, ...]:
    return tuple(sorted(PACKAGE.rglob("*.py")))


def kinds() -> Iterator[tuple[str, dict[str, Any]]]:
    for file in sorted(TEMPLATES.glob("*/*/kind.yml")):
        yield file.parent.name, yaml.safe_load(read(file))


def rules() -> list[dict[str, Any]]:
    """Every rule with what its file says once for all (共用)."""
    files = (yaml.safe_load(read(f)) for f in sorted((ROOT / "content" / "rules").glob("*.yml")))
    return [file.get("共用", {}) | rule for file in files for rule in file["规则"]]


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
    from suowu.commands.offered import COMMANDS

    readme = read(ROOT / "README.md")
    named = set(re.findall(r"build\.py ([a-z]+)\b", readme))
    assert named | {"build"} == {*COMMANDS, "test", "build"}


def test_each_command_has_its_function() -> None:
    from suowu.commands.offered import COMMANDS

    cli = read(PACKAGE / "cli.py")
    for command in COMMANDS:
        assert f"import run_{command} as run" in cli, command


def test_the_rule_that_the_readme_shows_is_ours() -> None:
    shown = re.search(r"```yaml\n(- id: .*?)```", read(ROOT / "README.md"), re.S)
    assert shown
    (rule,) = yaml.safe_load(shown[1])
    (ours,) = (each for each in rules() if each["id"] == rule["id"])
    assert rule.items() <= {key: ours[key] for key in rule}.items()


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


def functions() -> Iterator[tuple[Path, ast.FunctionDef, bool]]:
    """Every function of the package, and whether it is a method."""
    for path in sources():
        for node in ast.walk(tree_of(path)):
            methods = node.body if isinstance(node, ast.ClassDef) else []
            yield from ((path, each, True) for each in methods if is_function(each))
            others = [] if isinstance(node, ast.ClassDef) else list(ast.iter_child_nodes(node))
            yield from ((path, each, False) for each in others if is_function(each))


def is_function(node: ast.AST) -> TypeGuard[ast.FunctionDef]:
    return isinstance(node, ast.FunctionDef)


def positional(function: ast.FunctionDef, *, method: bool) -> list[ast.arg]:
    given = [*function.args.posonlyargs, *function.args.args]
    return given[1:] if method and given and given[0].arg in ("self", "cls") else given


def place(path: Path, node: ast.FunctionDef | ast.arg | ast.Call) -> str:
    name = getattr(node, "name", None) or getattr(node, "arg", "")
    return f"{path.relative_to(PACKAGE)}:{node.lineno} {name}"


def handed_on(path: Path) -> frozenset[str]:
    """Names used as values, not called: in a table their arguments can only stand in order."""
    tree = tree_of(path)
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    return frozenset(
        node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and id(node) not in called
    )


def said_of(tree: ast.Module) -> Iterator[ast.expr]:
    """What only documents: docstrings, and the `example=` of a key of the grammar."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef) and node.body:
            first = node.body[0]
            if isinstance(first, ast.Expr):
                yield first.value
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "key":
            yield from (word.value for word in node.keywords if word.arg == "example")


def words_of(path: Path) -> Iterator[tuple[int, str]]:
    """Every string in the code that does something, with its line."""
    tree = tree_of(path)
    said = {id(node) for node in said_of(tree)}
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
    r"\bgc\.": {"parallel.py"},
    r"os\.fork\(|ProcessPoolExecutor": {"parallel.py"},
    r"\bpickle\.": {"cache.py"},
    r"\bfcntl\b|\bmsvcrt\b": {"bootstrap/setup.py"},  # before filelock is installed
    r"\bimport_module\(": set(),
}


@pytest.mark.parametrize("what", ONE_PLACE)
def test_there_is_one_place_for_it(what: str) -> None:
    found = {p.relative_to(PACKAGE).as_posix() for p in sources() if re.search(what, read(p))}
    assert found <= ONE_PLACE[what]


def test_problems_are_built_by_one_function() -> None:
    """Kept ones come back by pickle and `replace`, which name no Problem."""
    direct = [
        place(path, node)
        for path in sources()
        if path != PACKAGE / "problems.py"
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call)
        and (getattr(node.func, "id", "") or getattr(node.func, "attr", "")) == "Problem"
    ]
    assert not direct


# What takes three values in order, and why.
IN_ORDER = {("derive/__init__.py", "derive"): "the corridor: a book, the law and a day"}


def test_arguments_beyond_the_second_are_keyword_only() -> None:
    found = [
        place(path, function)
        for path, function, method in functions()
        if len(positional(function, method=method)) > 2
        and not function.name.startswith("__")
        and (path.relative_to(PACKAGE).as_posix(), function.name) not in IN_ORDER
        and function.name not in handed_on(path)
    ]
    assert not found


def test_no_boolean_is_positional() -> None:
    found = [
        place(path, argument)
        for path, function, method in functions()
        for argument in positional(function, method=method)
        if argument.annotation is not None
        and re.match(r"bool\b", ast.unparse(argument.annotation))
        and function.name not in handed_on(path)
    ]
    assert not found


def test_no_function_takes_what_comes() -> None:
    """No `**kwargs`: what a function takes is written down."""
    assert not [place(path, each) for path, each, _ in functions() if each.args.kwarg]


def public_names(path: Path) -> Iterator[str]:
    for node in tree_of(path).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Assign):
            yield from (target.id for target in node.targets if isinstance(target, ast.Name))
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id


def test_a_public_name_has_one_meaning_and_one_module() -> None:
    places: dict[str, set[str]] = {}
    for path in sources():
        for name in public_names(path):
            if not name.startswith("_"):
                places.setdefault(name, set()).add(path.relative_to(PACKAGE).as_posix())
    assert {name: found for name, found in places.items() if len(found) > 1} == {}


STAGES = ("load", "define", "check", "derive", "render", "publish")


def test_an_any_between_stages_has_its_reason_beside_it() -> None:
    found = [
        place(path, function)
        for path, function, _ in functions()
        if path.relative_to(PACKAGE).parts[0] in STAGES and not function.name.startswith("_")
        if any(function in outer.body for outer in outermost(path))
        for line in lines_with_any(path, function)
        if "#" not in line
    ]
    assert not found


def outermost(path: Path) -> Iterator[ast.Module | ast.ClassDef]:
    """Where public functions and methods stand."""
    tree = tree_of(path)
    yield tree
    yield from (node for node in tree.body if isinstance(node, ast.ClassDef))


def lines_with_any(path: Path, function: ast.FunctionDef) -> Iterator[str]:
    """The lines of a signature that say Any."""
    given = [*function.args.args, *function.args.kwonlyargs]
    said = [function.returns, *(argument.annotation for argument in given)]
    for annotation in filter(None, said):
        if any(isinstance(node, ast.Name) and node.id == "Any" for node in ast.walk(annotation)):
            yield read(path).splitlines()[(annotation.end_lineno or 1) - 1]


def test_modules_stay_short() -> None:
    long = {p.name: n for p in sources() if (n := len(read(p).splitlines())) > LONGEST_MODULE}
    assert not long


def test_functions_stay_short() -> None:
    lengths = sorted(
        (node.end_lineno or 0) - node.lineno + 1
        for path in sources()
        for node in ast.walk(tree_of(path))
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
