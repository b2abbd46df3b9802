"""The corridor's doors: imports point upstream only, and only the right room touches the world."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "suowu"

# Upstream first; rooms on one line may use each other as long as no circle forms.
ORDER = (
    ("model", "digest", "glyphs", "parallel", "crew", "data", "wording", "calendars", "watched"),
    ("cache", "failures"),
    ("problems", "fields", "values", "disclosure", "county", "addresses", "index_numbers", "draw"),
    ("yamlfile",),
    ("grammar",),
    ("load",),
    ("definitions", "law_text"),
    ("define", "rules", "scaffold"),
    ("ledger",),
    ("check",),
    ("privacy", "explain"),
    ("derive",),
    ("examples",),
    ("forms", "render"),
    ("publish", "site_engine"),
    ("portal",),
    ("stages",),
    ("corridor",),
    ("cluster",),
    ("serve", "bench", "demo", "changes"),
    ("commands", "cli", "__main__"),
)
DEPTH = {room: depth for depth, rooms in enumerate(ORDER) for room in rooms}
STAGES = ("load", "define", "check", "derive", "render", "publish")
# The doorstep runs before anything else is installed: it stands beside the corridor.
ASIDE = {"__init__", "bootstrap"}

READS = {
    "open",
    "read_text",
    "read_bytes",
    "iterdir",
    "rglob",
    "glob",
    "scandir",
    "walk",
    "listdir",
}
WRITES = {
    *("write_text", "write_bytes", "mkdir", "makedirs", "unlink", "rmtree", "touch", "rename"),
    *("replace_file", "copytree", "copyfile", "copy2", "symlink_to", "rmdir", "removedirs"),
}
CLOCK = {"today", "now", "utcnow", "time", "localtime", "gmtime"}
WORLD = {"os.environ", "os.getenv", "sys.stdin", "sys.argv"}

# Who may do what. Everyone else takes values and gives values.
ALLOWED = {
    "reads": {
        "cache",
        "data",
        "load",
        "publish",
        "portal",
        "site_engine",
        "serve",
        "bench",
        "commands",
        "cli",
    },
    "writes": {"cache", "publish", "site_engine", "serve", "bench", "demo", "commands", "cli"},
    "clock": {"commands", "cli", "serve", "bench"},
    "world": {"commands", "cli", "__main__", "serve", "bench"},
}
# Two modules that call each other, imported where it is called: a set picks by conditions, and a
# condition looks into sets.
MUTUAL = {"rules.scopes": "rules.conditions"}
# Exceptions, each with its reason.
EXCUSED = {
    ("data", "reads"): "its own tables of words",
    ("site_engine", "world"): "switches off an advertisement of the engine it drives",
}


def modules() -> dict[str, ast.Module]:
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        name = ".".join(path.relative_to(PACKAGE).with_suffix("").parts)
        found[name.removesuffix(".__init__")] = ast.parse(path.read_text(encoding="utf-8"))
    return found


MODULES = modules()


def room(module: str) -> str:
    return module.split(".")[0]


def imports(tree: ast.Module) -> Iterator[str]:
    """Names below `suowu` that a module imports, at the top or inside a function."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (a.name.removeprefix("suowu.") for a in node.names if "suowu." in a.name)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "suowu":
            base = (node.module or "").removeprefix("suowu").removeprefix(".")
            for alias in node.names:
                full = f"{base}.{alias.name}" if base else alias.name
                yield full if full in MODULES else base or "__init__"


def test_every_room_has_its_place() -> None:
    assert {room(module) for module in MODULES} <= set(DEPTH) | ASIDE


@pytest.mark.parametrize("module", [m for m in MODULES if room(m) not in ASIDE])
def test_imports_point_upstream(module: str) -> None:
    against = {
        name
        for name in imports(MODULES[module])
        if room(name) not in ASIDE and DEPTH[room(name)] > DEPTH[room(module)]
    }
    assert not against, f"suowu.{module} imports from downstream"


def calls_in(module: str, function: str) -> list[str]:
    """The names a function calls, in the order of its lines."""
    (body,) = (
        node
        for node in MODULES[module].body
        if isinstance(node, ast.FunctionDef) and node.name == function
    )
    calls = (node for node in ast.walk(body) if isinstance(node, ast.Call))
    return [name_of(call.func) for call in sorted(calls, key=lambda call: call.lineno)]


def test_the_corridor_is_six_calls_in_one_function() -> None:
    """And the front page of the package shows these very calls."""
    assert [name for name in calls_in("corridor", "build") if name in STAGES] == list(STAGES)
    shown = re.findall(r"^    \w+ = (\w+)\(", ast.get_docstring(MODULES["__init__"]) or "", re.M)
    assert shown == list(STAGES)


def test_the_stages_stand_in_the_order_of_the_corridor() -> None:
    assert sorted(STAGES, key=DEPTH.__getitem__) == list(STAGES)


def test_commands_build_by_the_corridor() -> None:
    """No command strings the later stages together by itself."""
    used = {
        name
        for module, tree in MODULES.items()
        if room(module) == "commands"
        for name in imports(tree)
    }
    assert "corridor" in used
    assert not used & {"check", "derive", "publish.paper.paper"}


def test_no_circles() -> None:
    graph = {
        module: set(imports(tree)) - {module, "__init__", MUTUAL.get(module, "")}
        for module, tree in MODULES.items()
        if room(module) not in ASIDE
    }
    try:
        tuple(TopologicalSorter(graph).static_order())
    except CycleError as error:
        pytest.fail(f"circular import: {' → '.join(error.args[1])}")


def test_no_relative_imports() -> None:
    relative = {
        module
        for module, tree in MODULES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.level
    }
    assert not relative


def touches(tree: ast.Module) -> Iterator[tuple[str, str, int]]:
    """(what it touches, the word, the line) for every call or attribute of the outside world."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            word = name_of(node.func)
            if word in READS and not is_open_for_writing(node):
                yield "reads", word, node.lineno
            elif word in WRITES or word == "open":
                yield "writes", word, node.lineno
            elif word in CLOCK and owner_of(node.func) in {"date", "datetime", "time"}:
                yield "clock", word, node.lineno
        elif isinstance(node, ast.Attribute) and f"{owner_of(node)}.{node.attr}" in WORLD:
            yield "world", node.attr, node.lineno


def name_of(func: ast.expr) -> str:
    if isinstance(func, ast.Attribute):
        return func.attr
    return func.id if isinstance(func, ast.Name) else ""


def owner_of(node: ast.expr) -> str:
    inner = node.value if isinstance(node, ast.Attribute) else None
    if isinstance(inner, ast.Attribute):
        return inner.attr
    return inner.id if isinstance(inner, ast.Name) else ""


def is_open_for_writing(call: ast.Call) -> bool:
    modes = [a.value for a in call.args[:2] if isinstance(a, ast.Constant)]
    return name_of(call.func) == "open" and any(
        m in {"w", "wb", "a", "ab", "x", "xb"} for m in modes
    )


@pytest.mark.parametrize("module", [m for m in MODULES if room(m) not in ASIDE])
def test_only_the_right_room_touches_the_world(module: str) -> None:
    wrong = [
        f"line {line}: {word} ({what})"
        for what, word, line in touches(MODULES[module])
        if room(module) not in ALLOWED[what] and (room(module), what) not in EXCUSED
    ]
    assert not wrong, f"suowu.{module}"


def test_the_doorstep_needs_nothing_installed() -> None:
    import sys

    foreign = {
        (node.module or "").split(".")[0] if isinstance(node, ast.ImportFrom) else alias.name
        for module in ("__init__", "bootstrap", "bootstrap.setup")
        for node in ast.walk(MODULES[module])
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    outside = {name.split(".")[0] for name in foreign} - set(sys.stdlib_module_names)
    assert outside == {"suowu"}
