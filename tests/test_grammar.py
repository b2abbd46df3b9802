"""Grammar: each key, word and path that people write is refused on its line when it is wrong.

The cases are made from the grammar and the files of the repository: what was read is watched, and
for every key one place that uses it is written wrongly. A key that no file uses is first added
with its own example.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from unittest import mock

import fastjsonschema
import pytest
import yaml

from suowu.cli import main
from suowu.define import define
from suowu.define.forms import NOTICE_FIELDS, forms_of, view_of_notices
from suowu.define.kinds import TYPES_PATH, folders_of, kinds_of
from suowu.define.rules import rules_of
from suowu.define.templates import front_matter
from suowu.define.views import Names, kind_view
from suowu.forms import printable, printed
from suowu.forms.context import FormContext
from suowu.grammar import operators, reference
from suowu.grammar.documents import CalendarYear, Signed
from suowu.grammar.files import FILES, File, file_schema
from suowu.grammar.leaves import LiteralShape, NameShape, PathShape
from suowu.grammar.operators import (
    CONDITION,
    CONDITION_WORDS,
    OPERATORS,
    ConditionWord,
    OperatorWord,
)
from suowu.grammar.rules import RuleFile
from suowu.grammar.shapes import At, Fault, Shape, Word
from suowu.grammar.tables import Key, Table, as_json, declared, keys_of, smallest, tables
from suowu.load import load
from suowu.model import Problem, Raw, TextFile, Where
from suowu.yamlfile import positions, read
from tests.test_printed import OVER, ledger

ROOT = Path(__file__).parent.parent
CALENDAR = "calendars/2027.yml"  # the repository holds none: the library knows the years
PLANNED = "shared/planned.yml"  # nor this: every kind is built
SIGNED = "leak-gate.yml"  # nor this: the demo has nothing to sign for


def loaded() -> Raw:
    raw = load(
        records=ROOT / "tests/tiny/records",
        content=ROOT / "content",
        templates=ROOT / "templates",
    )
    calendar = TextFile(rel=CALENDAR, path=CALENDAR, digest="", text=smallest(CalendarYear))
    signed = TextFile(rel=SIGNED, path=SIGNED, digest="", text=example_file(Signed))
    planned = TextFile(rel=PLANNED, path=PLANNED, digest="", text="lecture: 法治讲座\n")
    words = {**raw.words, CALENDAR: calendar, SIGNED: signed}
    return replace(raw, words=words, shapes={**raw.shapes, PLANNED: planned})


def example_file(cls: Any) -> str:
    """A file with every key, as YAML."""
    return "".join(f"{each.name}: {each.example}\n" for each in keys_of(cls))


RAW = loaded()
DEFINITIONS = define(RAW)
FOLDERS = folders_of(RAW.shapes)[0]
NAMES = Names(
    kinds={name: kind.fields for name, kind in DEFINITIONS.kinds.items()},
    office=DEFINITIONS.kinds["office"].fields,
    county=DEFINITIONS.kinds["county"].fields,
    parameters=DEFINITIONS.parameters,
    planned=DEFINITIONS.planned,
)


def test_nothing_is_wrong_to_begin_with() -> None:
    assert DEFINITIONS.problems == ()


# --- one file through define --------------------------------------------------------------------


def problems_of(file: TextFile) -> tuple[Problem, ...]:
    """What define says of one file among the others, which are not read again."""
    found = (*_of_file(file),)
    return tuple(problem for problem in found if problem.path == file.path)


def _of_file(file: TextFile) -> Any:
    rel = file.rel
    if rel.startswith("rules/"):
        return rules_of({rel: file}, names=NAMES, kinds=DEFINITIONS.kinds)[1]
    if rel.endswith("kind.yml") or rel == TYPES_PATH:
        return _of_kinds(file)
    if "/notices/" in rel:
        return kinds_of({kind_of(rel): FOLDERS[kind_of(rel)]}, {rel: file}, names=NAMES)[1]
    if rel.startswith("print/forms/"):
        return forms_of([file], view_of_notices(NAMES))[1]
    if "/forms/" in rel:
        return _of_form(file)
    if rel in RAW.words:
        return define(replace(RAW, words={rel: file}, shapes={})).problems
    return define(replace(RAW, words={}, shapes={rel: file})).problems


def kind_of(rel: str) -> str:
    return rel.split("/")[1]


def _of_kinds(file: TextFile) -> tuple[Problem, ...]:
    beside = {TYPES_PATH: RAW.shapes[TYPES_PATH]}
    if file.rel == TYPES_PATH:
        beside = {rel: f for rel, f in RAW.shapes.items() if rel.endswith("kind.yml")}
    folders, _, problems = folders_of({**beside, file.rel: file})
    grown = {name: folder.fields for name, folder in folders.items()}
    names = replace(NAMES, kinds={**NAMES.kinds, **grown})
    return (*problems, *kinds_of(folders, {file.rel: file}, names=names)[1])


def _of_form(file: TextFile) -> list[Problem]:
    """A form with the pieces beside it; a piece with the forms that use it."""
    base = file.rel.rpartition("/")[0]
    beside = [f for rel, f in RAW.shapes.items() if rel.rpartition("/")[0] == base]
    piece = re.search(r"^片段: *(\S+)", file.text, re.M)
    wanted = f"用: {piece[1]}" if piece else "片段: "
    kind = kind_of(file.rel)
    view = kind_view(NAMES, kind, definitions=DEFINITIONS.kinds[kind].file.definitions)
    others = [f for f in beside if f.rel != file.rel and wanted in f.text]
    return forms_of([file, *others], view)[1]


# --- what is read, watched ----------------------------------------------------------------------


@dataclass(frozen=True)
class Site:
    """A place in a file where a key of a table, or a word of a condition, is read."""

    file: TextFile
    where: Where
    shape: Shape


@dataclass(frozen=True)
class Leaf:
    """A path or name inside a key's value."""

    site: Site
    where: Where
    shape: Shape
    value: str


Name = tuple[str, str]
"""The title of a table (条件 for words of conditions) and a key."""

LEAVES = (PathShape, Word, NameShape, LiteralShape)


def watched(file: TextFile) -> tuple[dict[Where, list[tuple[Name, Shape]]], list[tuple[Any, ...]]]:
    """The keys and the leaves that are read in a file, by where they stand."""
    keys: dict[Where, list[tuple[Name, Shape]]] = {}
    leaves: list[tuple[Any, ...]] = []

    def table(self: Table, value: Any, at: At) -> None:
        for k in keys_of(self.cls):
            if isinstance(value, dict) and k.name in value:
                name = declared(self.cls).title, k.name
                keys.setdefault((*at.where, k.name), []).append((name, k.shape))

    def leaf(self: Shape, value: Any, at: At) -> None:
        leaves.append((at.where, self, value))

    def line(name: str, wanted: Any, at: At) -> None:
        if name in CONDITION_WORDS:
            shape = CONDITION_WORDS[name].shape
            keys.setdefault(at.where, []).append((("条件", name), shape))

    def test(path: Any, word: str, value: Any, at: At) -> None:
        if word in OPERATORS:
            keys.setdefault(at.where, []).append((("条件", word), OPERATORS[word].shape))

    with mock.patch.object(Table, "read", first(table, Table.read)):
        patches = [mock.patch.object(cls, "read", first(leaf, cls.read)) for cls in LEAVES]
        patches.append(mock.patch.object(operators, "_line", first(line, operators._line)))
        patches.append(mock.patch.object(operators, "_test", first(test, operators._test)))
        for patch in patches:
            patch.start()
        try:
            problems_of(file)
        finally:
            for patch in patches:
                patch.stop()
    return keys, leaves


def first(watch: Callable[..., None], then: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(then)
    def both(*args: Any, **named: Any) -> Any:
        watch(*args, **named)
        return then(*args, **named)

    return both


# --- texts written otherwise --------------------------------------------------------------------


@dataclass(frozen=True)
class Nodes:
    """The YAML of a file by place: (start, end) of each key and value in the file's text."""

    keys: dict[Where, tuple[int, int]]
    values: dict[Where, tuple[int, int]]
    flow: dict[Where, bool]


@functools.cache
def nodes_of(file: TextFile) -> Nodes:
    text = head_of(file).text
    start = file.text.index(text)
    lines = [0]
    for line in text.splitlines(keepends=True):
        lines.append(lines[-1] + len(line))
    found = Nodes({}, {}, {})
    root = yaml.compose(text, Loader=yaml.CSafeLoader)
    if root is not None:
        _walk(root, (), found, lambda mark: start + lines[mark.line] + mark.column)
    return found


def _walk(node: yaml.Node, where: Where, found: Nodes, at: Callable[[Any], int]) -> None:
    found.values[where] = at(node.start_mark), at(node.end_mark)
    found.flow[where] = bool(getattr(node, "flow_style", True))
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            found.keys[(*where, key.value)] = at(key.start_mark), at(key.end_mark)
            _walk(value, (*where, key.value), found, at)
    elif isinstance(node, yaml.SequenceNode):
        for n, item in enumerate(node.value):
            _walk(item, (*where, n), found, at)


def head_of(file: TextFile) -> TextFile:
    """The part of a file that is YAML."""
    return front_matter(file)[2] if file.text.startswith("---") else file


def with_text(file: TextFile, span: tuple[int, int], *, new: str) -> TextFile:
    """The file with one span written otherwise; the blanks at its end are kept."""
    start, end = span
    end = start + len(file.text[start:end].rstrip())
    return replace(file, text=file.text[:start] + new + file.text[end:], digest="changed")


def with_value(file: TextFile, where: Where, *, new: str) -> TextFile:
    """The file with another value; a list may stand below its key without being set in."""
    start, end = nodes_of(file).values[where]
    return with_text(file, (start, end), new=f"  {new}" if file.text[start - 1] == "\n" else new)


def with_key(file: TextFile, *, where: Where, line: str) -> TextFile:
    """The file with a key added at the start of the mapping at `where`."""
    start, _ = nodes_of(file).values[where]
    if nodes_of(file).flow[where]:
        return replace(file, text=f"{file.text[: start + 1]}{line}, {file.text[start + 1 :]}")
    indent = " " * (start - file.text.rfind("\n", 0, start) - 1)
    if file.text[:start].rsplit("\n", 1)[-1].strip() == "-":
        indent = " " * len(file.text[:start].rsplit("\n", 1)[-1])
    return replace(file, text=f"{file.text[:start]}{line}\n{indent}{file.text[start:]}")


def places_of(file: TextFile, where: Where) -> set[tuple[int, int]]:
    """Line and column of the key at `where` and of all below it."""
    head = head_of(file)
    known = positions(head.text)
    return {
        (line + head.below, column)
        for place, (line, column) in known.items()
        if place[: len(where)] == where
    }


# --- one place for each key ---------------------------------------------------------------------


def written_files() -> list[TextFile]:
    """All files that people write, the short ones first."""
    files = [f for f in (*RAW.words.values(), *RAW.shapes.values()) if word_of(f)]
    return sorted(files, key=lambda file: len(file.text))


def word_of(file: TextFile) -> str | None:
    """Which of FILES it is; stories are read by the demo (tests/test_demo.py)."""
    rel = file.rel
    ends = {
        "kind.yml": "kind",
        TYPES_PATH: "types",
        "shared/planned.yml": "planned",
        SIGNED: "leak-gate",
        "search.yml": "search",
        "handbook-clauses.yml": "clauses",
    }
    starts = {"rules/": "rule", "parameters/": "parameter", "calendars/": "calendar"}
    starts["workflows/"] = "workflow"
    if rel.endswith(".md"):
        return "page" if not rel.endswith("README.md") else None
    if "/examples/" in rel:
        return None
    if "/notices/" in rel:
        return "notice"
    if "forms/" in rel and rel.endswith(".yml"):
        return "piece" if "片段" in read(file.text).data else "form"
    found = [word for end, word in ends.items() if rel.endswith(end)]
    found += [word for start, word in starts.items() if rel.startswith(start)]
    return found[0] if found else None


@dataclass(frozen=True)
class Sites:
    """One place for each key, and one path and one name inside its value."""

    keys: dict[Name, Site]
    leaves: dict[tuple[Name, type], Leaf]

    def add(self, file: TextFile) -> None:
        """What a file uses that none before it did."""
        keys, leaves = watched(file)
        nodes = nodes_of(file)
        for where, found in keys.items():
            for name, shape in found:
                if where in nodes.keys:
                    self.keys.setdefault(name, Site(file, where, shape))
        for where, shape, value in leaves:
            owner = next((w for n in range(len(where), 0, -1) if (w := where[:n]) in keys), None)
            if owner is None or where not in nodes.values or names_itself(where, shape, value):
                continue
            for name, of_key in keys[owner]:
                leaf = Leaf(Site(file, owner, of_key), where, shape, str(value))
                self.leaves.setdefault((name, type(shape)), leaf)


def names_itself(where: Where, shape: Shape, value: Any) -> bool:
    """A name that is given here, not one that is asked for."""
    return not isinstance(value, (str, int)) or (
        isinstance(shape, NameShape) and (where[-1] == value or where == ("片段",))
    )


def declared_keys() -> dict[Name, Key]:
    return {(declared(cls).title, k.name): k for cls in tables() for k in keys_of(cls)}


KEYS = declared_keys()
WORDS: dict[Name, ConditionWord | OperatorWord] = {
    **{("条件", name): word for name, word in CONDITION_WORDS.items()},
    **{("条件", name): operator for name, operator in OPERATORS.items()},
}


def sites() -> Sites:
    found = Sites({}, {})
    for written in written_files():
        found.add(written)
    while missing := [name for name in (*KEYS, *WORDS) if name not in found.keys]:
        before = len(found.keys)
        for name in missing:
            if name not in found.keys and (file := with_example(name, found)):
                found.add(file)
        if len(found.keys) == before:
            break
    return found


def with_example(name: Name, found: Sites) -> TextFile | None:
    """A file in which a table has a key more, or a rule a condition, as its example says."""
    title, key = name
    if title == "条件":
        return next((f for f in with_condition(WORDS[name].example) if not problems_of(f)), None)
    beside = next((site for (t, _), site in found.keys.items() if t == title), None)
    if beside is None:
        return None
    line = f"{key}: {KEYS[name].example}"
    if other := instead_of(name, found):
        nodes = nodes_of(other.file)
        span = nodes.keys[other.where][0], nodes.values[other.where][1]
        return with_text(other.file, span, new=line)
    return with_key(beside.file, where=beside.where[:-1], line=line)


def instead_of(name: Name, found: Sites) -> Site | None:
    """Where another key stands of which the table takes exactly one."""
    (cls,) = (cls for cls in tables() if declared(cls).title == name[0])
    groups = (group for group in declared(cls).one_of if name[1] in group)
    others = ((name[0], other) for group in groups for other in group)
    return next((found.keys[other] for other in others if other in found.keys), None)


def with_condition(example: str) -> Iterator[TextFile]:
    """The smallest file of rules with that condition, of the record or of an item of a list."""
    text = smallest(RuleFile).replace("接收.", "/接收.").replace("宣告.日期", "/宣告.日期")
    bare = TextFile(rel="rules/made.yml", path="made.yml", digest="", text=text)
    for each in (None, *LISTS):
        file = with_key(bare, where=("规则", 0), line=f"条件: {{{example}}}")
        yield with_key(file, where=("规则", 0), line=f"逐项: {each}") if each else file


LISTS = [name for name, field in NAMES.kinds["correction"].items() if field.type == "list"]
SITES = sites()


def test_every_key_and_word_has_a_place() -> None:
    assert {*KEYS, *WORDS} - SITES.keys.keys() == set()


# --- and there written wrongly ------------------------------------------------------------------


def ids(name: Any) -> str:
    return "-".join(name) if isinstance(name, tuple) else str(name)


def refusals(file: TextFile, *, at: Site | Leaf, where: Where) -> list[Problem]:
    """What is newly wrong at a place, each with its line and column."""
    before = {problem.message for problem in problems_of(site_of(at).file)}
    places = places_of(file, where)
    assert places, "the wrong text stands nowhere"
    return [
        problem
        for problem in problems_of(file)
        if (problem.line, problem.column) in places
        and problem.level == "错误"
        and problem.message not in before
    ]


def site_of(at: Site | Leaf) -> Site:
    return at.site if isinstance(at, Leaf) else at


@pytest.mark.parametrize("name", SITES.keys, ids=ids)
def test_a_misspelt_key_is_refused(name: Name) -> None:
    site = SITES.keys[name]
    key = site.where[-1]
    file = with_text(site.file, nodes_of(site.file).keys[site.where], new=f"{key}误")
    found = refusals(file, at=site, where=(*site.where[:-1], f"{key}误"))
    assert any(
        re.match("没有这个(字段|词|比较词)：", problem.message)
        and f"{key}误" in problem.message
        and problem.hint == f"您是不是想写“{key}”？"
        for problem in found
    ), found


WRONG = ("[甲, {乙: 1}]", "{甲乙: {丙丁: [1]}}", "-1.5", "true", '"！ ！"')


@pytest.mark.parametrize("name", SITES.keys, ids=ids)
def test_a_value_of_another_type_is_refused(name: Name) -> None:
    """Each of WRONG that the key's shape cannot be."""
    site = SITES.keys[name]
    wrong = [text for text in WRONG if faults_of(site.shape, text)]
    assert wrong or name in ANYTHING
    for text in wrong[:2]:
        file = with_value(site.file, site.where, new=text)
        assert refusals(file, at=site, where=site.where), text


ANYTHING = {("按情形取值", "值")}
"""Its type is that of the amount it is a case of, which refuses it."""


def faults_of(shape: Shape, text: str) -> list[Fault]:
    found: list[Fault] = []
    shape.read(read(text).data, At((), found))
    return found


@pytest.mark.parametrize("text", WRONG[1:2])
def test_a_case_of_an_amount_has_the_type_of_the_amount(text: str) -> None:
    site = SITES.keys["按情形取值", "值"]
    file = with_value(site.file, site.where, new=text)
    assert refusals(file, at=site, where=site.where)


PATHS = {name: leaf for (name, shape), leaf in SITES.leaves.items() if shape is PathShape}
CHOSEN = {key: leaf for key, leaf in SITES.leaves.items() if key[1] is not PathShape}


@pytest.mark.parametrize("name", PATHS, ids=ids)
def test_a_path_that_leads_nowhere_is_refused(name: Name) -> None:
    leaf = PATHS[name]
    wrong = "没有的字段.起"
    file, where = rewritten(leaf, wrong)
    found = refusals(file, at=leaf, where=where)
    assert any(f"没有这个字段：'{wrong}'" in problem.message for problem in found), found


@pytest.mark.parametrize(("name", "shape"), CHOSEN, ids=lambda v: getattr(v, "__name__", ids(v)))
def test_a_word_or_name_that_is_not_known_is_refused(name: Name, shape: type) -> None:
    leaf = CHOSEN[name, shape]
    file, where = rewritten(leaf, "没有的名称")
    found = refusals(file, at=leaf, where=where)
    assert any("没有的名称" in problem.message for problem in found), found


def rewritten(leaf: Leaf, new: str) -> tuple[TextFile, Where]:
    """The file with a path or name written otherwise, as a key, a value, or inside a text."""
    file, nodes = leaf.site.file, nodes_of(leaf.site.file)
    start, end = nodes.values[leaf.where]
    at = file.text.find(leaf.value, start, end)
    if leaf.where[-1] == leaf.value and file.text[start:end].strip("\"' \n") != leaf.value:
        return with_text(file, nodes.keys[leaf.where], new=new), (*leaf.where[:-1], new)
    return with_text(file, (at, at + len(leaf.value)), new=new), leaf.where


def changed(rel: str, old: str, *, new: str) -> tuple[TextFile, int]:
    """A file in which the first `old` is written otherwise, and the line it stands on."""
    file = RAW.words.get(rel) or RAW.shapes[rel]
    at = file.text.index(old)
    text = file.text[:at] + new + file.text[at + len(old) :]
    return replace(file, text=text, digest="changed"), file.text.count("\n", 0, at) + 1


def with_file(file: TextFile) -> Raw:
    """All the files, one of them otherwise."""
    if file.rel in RAW.words:
        return replace(RAW, words={**RAW.words, file.rel: file})
    return replace(RAW, shapes={**RAW.shapes, file.rel: file})


@pytest.mark.parametrize(
    ("rel", "old", "new"),
    [
        ("kinds/correction/notices/leave.html.j2", "起算:", "起祘:"),
        ("kinds/correction/forms/basics.yml", "值: /姓名", "值: 姓 名"),
    ],
)
def test_of_what_names_a_broken_notice_or_piece_nothing_is_told(
    rel: str, old: str, new: str
) -> None:
    file, line = changed(rel, old, new=new)
    found = define(with_file(file)).problems
    assert {p.path for p in found} == {file.path} and line in {p.line for p in found}


KIND = "kinds/correction/kind.yml"
NAMES_IN_TEXTS = {
    "a good example": (
        "rules/correction-intake.yml", "底本: minimal", "底本: minimol", "没有这份范例",
    ),
    "a reference": (TYPES_PATH, "引用: 所:人员.姓名", "引用: 所:人员.姓明", "没有这个字段"),
    "a field beside": (KIND, "姓名: {", "姓名: {dependencies: 姓明, ", "没有这个字段"),
    "a style": (
        "kinds/correction/forms/basics.yml", "值: /姓名", "值: '{/姓名|汉子}'", "“|”后须为",
    ),
    "a list of a derived field": (KIND, "外出.天数:", "外初.天数:", "没有这个字段"),
}  # fmt: skip


@pytest.mark.parametrize("what", NAMES_IN_TEXTS)
def test_names_that_stand_in_plain_texts_are_followed_too(what: str) -> None:
    rel, old, new, says = NAMES_IN_TEXTS[what]
    file, line = changed(rel, old, new=new)
    found = [p for p in define(with_file(file)).problems if p.message.startswith(says)]
    assert found
    if rel != TYPES_PATH:  # a type is told about where a kind asks for it
        assert line in {p.line for p in found if p.path == file.path}


INTAKE, MOVEMENT, EDUCATION = (
    f"rules/correction-{part}.yml" for part in ("intake", "movement", "education")
)
TYPOS = {
    "a path": (INTAKE, "到: 宣告.日期", "到: 宣告.日其", "日期"),
    "a field of a condition": (EDUCATION, "矫正类别: {在", "矫正类型: {在", "矫正类别"),
    "an argument": (MOVEMENT, "不顺延: true", "不顺廷: true", "不顺延"),
    "a value of a field": (EDUCATION, "[缓刑, 假释]", "[缓形, 假释]", "缓刑"),
}


@pytest.mark.parametrize("what", TYPOS)
def test_a_slip_of_the_pen_is_told_with_what_was_meant(what: str) -> None:
    """Through the whole of define, as check does it."""
    rel, old, new, meant = TYPOS[what]
    file, line = changed(rel, old, new=new)
    found = define(with_file(file)).problems
    hints = [p.hint for p in found if (p.path, p.line, p.level) == (file.path, line, "错误")]
    assert f"您是不是想写“{meant}”？" in hints, found


NONSENSE = (
    *("", "甲", "[]", "{}", "- 甲", "甲: 乙\n", "1: {2: [3]}\n", "甲: [\n", "\t"),
    "---\n甲: 乙\n---\n",
)


@pytest.mark.parametrize("word", [f.word for f in FILES if f.word not in ("register", "stories")])
def test_nonsense_is_no_crash(word: str) -> None:
    file = next(file for file in written_files() if word_of(file) == word)
    for text in NONSENSE:
        for odd in (text, file.text + text, text + file.text):
            problems_of(replace(file, text=odd, digest="changed"))


def test_pieces_that_use_each_other_are_refused() -> None:
    folder = "kinds/correction/forms"
    file, line = changed(f"{folder}/basics.yml", "栏:\n", new="栏:\n  - {用: 基本情况}\n")
    assert [(p.line, p.message) for p in problems_of(file)] == [
        (line + 1, "片段不得互相引用：'基本情况'")
    ]


def test_a_path_of_a_piece_may_be_a_blank_in_some_of_its_forms_but_not_in_all() -> None:
    rel = "kinds/correction/forms/reply.yml"
    assert problems_of(RAW.shapes[rel]) == ()
    assert problems_of(changed(rel, "{申请日期|日}", new="{起|日}")[0]) == ()
    file, line = changed(rel, "{申请日期|日}", new="{启|日}")
    assert [(p.line, p.message) for p in problems_of(file)] == [(line, "没有这个字段：'启'")]


def test_our_own_forms_may_print_what_notices_give_them() -> None:
    given: list[set[str]] = []

    def watch(self: Any, form: str, case: Any, *, view: Any) -> None:
        given.append({*view})

    with mock.patch.object(FormContext, "notice_form", watch):
        for document in printed(ledger(OVER)):
            if "/notices/" in document.path:
                printable(document)
    assert given
    assert all(each == {*NOTICE_FIELDS} for each in given)


# --- what the declarations say of themselves ----------------------------------------------------


@pytest.mark.parametrize("name", KEYS, ids=ids)
def test_a_key_says_what_it_means_and_its_example_is_right(name: Name) -> None:
    k = KEYS[name]
    assert k.says and k.example
    assert read(k.example).issues == ()
    assert faults_of(k.shape, k.example) == []


@pytest.mark.parametrize("name", WORDS, ids=ids)
def test_a_word_says_what_it_means_and_its_example_is_true_of_a_record(name: Name) -> None:
    word = WORDS[name]
    assert word.says and name[1] in word.example
    assert faults_of(CONDITION, f"{{{word.example}}}") == []


def test_titles_of_tables_are_unique() -> None:
    titles = [declared(cls).title for cls in tables()]
    assert sorted(set(titles)) == sorted(titles)


@pytest.mark.parametrize("cls", tables(), ids=lambda cls: cls.__name__)
def test_exactly_one_of_a_group(cls: type) -> None:
    names = [k.name for k in keys_of(cls)]
    for group in declared(cls).one_of:
        assert set(group) <= set(names)
        assert any("须恰有一个" in fault.says for fault in faults_of(Table(cls), "{}"))


# --- JSON Schema --------------------------------------------------------------------------------


@functools.cache
def validator(word: str) -> Callable[[Any], Any]:
    """fastjsonschema forgets letters that are not Latin in the names of definitions."""
    (file,) = (file for file in FILES if file.word == word)
    schema = file_schema(file)
    latin = {name: f"d{n}" for n, name in enumerate(schema["definitions"])}
    text = json.dumps(schema, ensure_ascii=False)
    for name, short in latin.items():
        text = text.replace(f'"#/definitions/{name}"', f'"#/definitions/{short}"')
    again = json.loads(text)
    again["definitions"] = {latin[name]: each for name, each in again["definitions"].items()}
    compiled: Callable[[Any], Any] = fastjsonschema.compile(again)
    return compiled


def as_editors_see(file: TextFile) -> Any:
    return as_json(read(head_of(file).text).data or {})


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.word)
def test_what_is_written_is_good_to_an_editor(file: File) -> None:
    word = file.like or file.word
    written = [f for f in written_files() if word_of(f) == word]
    if file.word == "stories":
        written = [f for rel, f in RAW.shapes.items() if rel.endswith("stories.yml")]
    assert written
    for each in written:
        validator(file.word)(as_editors_see(each))


@pytest.mark.parametrize("name", KEYS, ids=ids)
def test_an_editor_refuses_what_define_refuses(name: Name) -> None:
    """A misspelt key of a table; what is a path in a condition only define can tell."""
    site = SITES.keys[name]
    key = site.where[-1]
    file = with_text(site.file, nodes_of(site.file).keys[site.where], new=f"{key}误")
    with pytest.raises(fastjsonschema.JsonSchemaValueException):
        validator(word_of(site.file) or "")(as_editors_see(file))


def test_every_schema_is_written_and_asked_for_by_its_word(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = {*NAMES.kinds, *(file.word for file in FILES)}
    assert main(["schema", "--out", str(tmp_path)]) == 0
    assert {path.name for path in tmp_path.iterdir()} == {f"{w}.schema.json" for w in words}
    capsys.readouterr()
    for word, title in (("rule", "规则文件"), ("correction", "社区矫正")):
        assert main(["schema", word]) == 0
        assert json.loads(capsys.readouterr().out)["title"] == title
    assert main(["schema", "ruel"]) == 2
    assert "您是不是想写“rule”？" in capsys.readouterr().err


# --- the reference ------------------------------------------------------------------------------

PAGE = reference.reference(read(RAW.shapes[TYPES_PATH].text).data)
HEADINGS = re.findall(r"^#+ (.+)$", PAGE, re.M)


def test_the_reference_is_up_to_date(capsys: pytest.CaptureFixture[str]) -> None:
    written = (ROOT / "docs/reference.md").read_text(encoding="utf-8")
    assert written == PAGE, f"run: {reference.COMMAND}"
    assert main(["schema", "--reference"]) == 0
    assert capsys.readouterr().out == PAGE


def test_every_link_of_the_reference_leads_to_one_heading() -> None:
    anchors = [re.sub(r"[^\w-]", "", heading) for heading in HEADINGS]
    assert sorted(set(anchors)) == sorted(anchors)
    assert {*re.findall(r"\]\(#([^)]+)\)", PAGE)} <= {*anchors}


def test_every_key_and_word_is_in_the_reference_once() -> None:
    sections = dict(zip(HEADINGS, re.split(r"^#+ .+$", PAGE, flags=re.M)[1:], strict=True))
    for title, key in (*KEYS, *WORDS):
        assert sections[title].count(f"\n| `{key}` |") == 1, (title, key)
