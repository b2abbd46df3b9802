"""Jinja and Markdown texts: heads cut off, and the names they ask for followed."""

from __future__ import annotations

import re
from collections.abc import Collection, Container, Iterator, Mapping
from dataclasses import replace
from typing import Any

from suowu.fields import Field, item_of
from suowu.grammar.documents import NoticeHead
from suowu.grammar.jinja import DOSSIER, FILTERS, NOTICE_NAMES, PAGE_NAMES, PLAIN
from suowu.grammar.leaves import Parameter
from suowu.model import Problem, TextFile
from suowu.problems import did_you_mean, problem
from suowu.yamlfile import Parsed, read

_FRONT = re.compile(r"\A---[ ]*\r?\n(.*?)^---[ ]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_PARAMETER = re.compile(r"\{参数:([^{}|]+)(?:\|([^{}|]+))?\}")


def front_matter(file: TextFile) -> tuple[Parsed, str, TextFile]:
    """(what the head says, the body, the head as a file); no head says nothing."""
    found = _FRONT.match(file.text)
    if not found:
        return Parsed({}, ()), file.text, replace(file, text="")
    head = replace(file, text=found[1], below=1)
    return read(found[1]), file.text[found.end() :], head


def notice_faults(
    file: TextFile, body: str, *, head: NoticeHead, days: Collection[str] = ()
) -> Iterator[Problem]:
    """A notice's text may ask for its 公开字段 and what every notice has, and nothing else.

    `days` are those that the web leaves out: the text must do without them.
    """
    tree = _parsed(file, body)
    if isinstance(tree, Problem):
        yield tree
        return
    above = _above(file, body)
    allowed = {*head.fields, *NOTICE_NAMES}
    for name, line in _asked(tree, "n"):
        if name not in allowed and name != "get":
            hint = did_you_mean(name, allowed) or f"公开字段里写有：{'、'.join(head.fields)}"
            yield problem(
                "正文用了公开字段里没有的", name, path=file.path, place=(line + above, 1), hint=hint
            )
    yield from _unknown(tree, ["n"], fields=allowed, file=file, above=above)
    for name, line in _unguarded(tree, days, seen=frozenset()):
        hint = f"写作 {{% if n.{name} %}}，……{{{{ n.{name}|日期 }}}}{{% endif %}}"
        says = "网上不写明的日期须写在 {% if %} 里"
        yield problem(says, name, path=file.path, place=(line + above, 1), hint=hint)
    for name, line in _blocks(tree):
        hint = "正文直接写在前置说明下面"
        yield problem("公示的正文不写块", name, path=file.path, place=(line + above, 1), hint=hint)


def page_faults(
    file: TextFile, fields: Mapping[str, Field], *, texts: Mapping[str, TextFile]
) -> Iterator[Problem]:
    """A kind's own page fills blocks that its common page has, and asks for what is known there.

    `texts` are all the templates, among them the one that it extends.
    """
    tree = _parsed(file, file.text)
    if isinstance(tree, Problem):
        yield tree
        return
    seen: dict[str, Mapping[str, Field]] = {"data": fields}
    yield from _chains(tree, seen, file=file)
    yield from _unknown(tree, PAGE_NAMES, fields=fields, file=file)
    yield from _misplaced(tree, texts, file=file)


def _misplaced(tree: Any, texts: Mapping[str, TextFile], *, file: TextFile) -> Iterator[Problem]:
    """Blocks that the page extended does not have, and words outside all blocks."""
    from jinja2 import nodes

    extended = next(tree.find_all(nodes.Extends), None)
    if extended is None:
        return
    name, place = getattr(extended.template, "value", ""), (extended.lineno, 1)
    if name not in texts:
        hint = did_you_mean(str(name), texts) or f"例如 {DOSSIER}"
        yield problem("没有这个共用页面", name, path=file.path, place=place, hint=hint)
        return
    whole = _parsed(texts[name], texts[name].text)
    if isinstance(whole, Problem):
        return
    known = dict(_blocks(whole))
    listed = f"块有：{'、'.join(known)}" if known else None
    for block, line in _blocks(tree):
        if block not in known:
            yield problem("共用页面没有这个块", block, path=file.path, place=(line, 1), hint=listed)
    for line in _outside(tree):
        says = "写在块外面的内容不会显示，须写在块里"
        yield problem(says, path=file.path, place=(line, 1), hint=listed)


def _outside(tree: Any) -> Iterator[int]:
    """The lines of what is written outside all blocks."""
    from jinja2 import nodes

    for output in (node for node in tree.body if isinstance(node, nodes.Output)):
        for said in output.nodes:
            text = said.data if isinstance(said, nodes.TemplateData) else ""
            if text.strip() or not text:
                yield said.lineno + text[: len(text) - len(text.lstrip())].count("\n")


def _blocks(tree: Any) -> list[tuple[str, int]]:
    """The blocks of a template with their lines."""
    from jinja2 import nodes

    return [(block.name, block.lineno) for block in tree.find_all(nodes.Block)]


def _unknown(
    tree: Any, names: Collection[str], *, fields: Container[str], file: TextFile, above: int = 0
) -> Iterator[Problem]:
    """Filters that nobody has, and names that mean nothing there; told at their first line.

    `fields` are those below the first of the names.
    """
    from jinja2 import nodes

    missing = _missing(tree, names)
    for node in tree.find_all((nodes.Filter, nodes.Test, nodes.Name)):
        place = node.lineno + above, 1
        if node.name not in missing:
            continue
        missing.discard(node.name)
        is_name = isinstance(node, nodes.Name)
        says, known = ("这里没有这个名称", names) if is_name else ("没有这个样式", FILTERS)
        hint = did_you_mean(node.name, known) or f"可用的有：{'、'.join(known)}"
        if is_name and node.name in fields:
            hint = f"写作 {next(iter(names))}.{node.name}"
        yield problem(says, node.name, path=file.path, place=place, hint=hint)


def _missing(tree: Any, names: Collection[str]) -> set[str]:
    """The names, filters and tests of a template that nobody gives it."""
    from jinja2 import meta, nodes, tests

    used = {node.name for node in tree.find_all((nodes.Filter, nodes.Test))}
    strange = used - {*FILTERS, *PLAIN, *tests.TESTS}
    tree.environment.filters |= dict.fromkeys(used, str)  # any would do: nothing is rendered
    tree.environment.tests |= dict.fromkeys(used, bool)
    tree.environment.globals.clear()  # nor has any template them when it is written out
    given = {*names, *_given(tree)}
    return strange | (meta.find_undeclared_variables(tree) - given)


def _given(tree: Any) -> Iterator[str]:
    """What a template names itself; its blocks see that too."""
    from jinja2 import nodes

    for node in tree.find_all((nodes.Import, nodes.FromImport, nodes.Assign, nodes.Macro)):
        if isinstance(node, nodes.FromImport):
            yield from (name if isinstance(name, str) else name[1] for name in node.names)
        elif isinstance(node, nodes.Assign):
            yield from (
                target.name for target in node.find_all(nodes.Name) if target.ctx == "store"
            )
        else:
            yield node.target if isinstance(node, nodes.Import) else node.name


def _asked(tree: Any, name: str) -> list[tuple[str, int]]:
    """What a template takes from a variable, `n.x` or `n["x"]`, with the line."""
    from jinja2 import nodes

    found = list[tuple[str, int]]()
    for node in tree.find_all((nodes.Getattr, nodes.Getitem)):
        if isinstance(node.node, nodes.Name) and node.node.name == name:
            word = _step(node)
            if word is not None:
                found.append((word, node.lineno))
    return found


def _unguarded(
    node: Any, days: Collection[str], *, seen: frozenset[str]
) -> Iterator[tuple[str, int]]:
    """Where a text writes one of these that no {% if %} around it has asked for."""
    from jinja2 import nodes

    for child in node.iter_child_nodes():
        if isinstance(child, nodes.If):
            asked = seen | {name for name, _ in _asked(nodes.Output([child.test]), "n")}
            for part in child.body:
                yield from _unguarded(nodes.Output([part]), days, seen=asked)
            for part in (*child.elif_, *child.else_):
                yield from _unguarded(nodes.Output([part]), days, seen=seen)
            continue
        named = isinstance(child, (nodes.Getattr, nodes.Getitem)) and _asked(
            nodes.Output([child]), "n"
        )
        yield from (each for each in named or () if each[0] in days and each[0] not in seen)
        if not named:
            yield from _unguarded(child, days, seen=seen)


def _parsed(file: TextFile, body: str) -> Any:
    """The tree of a template that stands at the end of a file, or what is wrong with it."""
    from jinja2 import Environment, TemplateSyntaxError

    try:
        return Environment().parse(body)
    except TemplateSyntaxError as error:
        line = _above(file, body) + error.lineno
        written = file.text.splitlines()[line - 1 : line]
        hint = "{{ 与 }}、{% if %} 与 {% endif %}、{% for %} 与 {% endfor %} 须成对"
        said = [text.strip() for text in written]
        return problem("须为完整的 Jinja 写法", *said, path=file.path, place=(line, 1), hint=hint)


def pulling_faults(file: TextFile) -> Iterator[Problem]:
    """A template names those it pulls in by their paths: else an edit of them would go unseen."""
    from jinja2 import nodes

    body = front_matter(file)[1]
    tree = _parsed(file, body)
    if isinstance(tree, Problem):
        yield tree
        return
    above = _above(file, body)
    for node in tree.find_all((nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)):
        if not _is_literal(node.template):
            says, hint = "引用模板须直接写明路径", f'例如 {{% extends "{DOSSIER}" %}}'
            yield problem(says, path=file.path, place=(node.lineno + above, 1), hint=hint)


def _is_literal(named: Any) -> bool:
    """A path in quotes, or a list of such."""
    from jinja2 import nodes

    if isinstance(named, (nodes.List, nodes.Tuple)):
        return all(map(_is_literal, named.items))
    return isinstance(named, nodes.Const) and isinstance(named.value, str)


def _above(file: TextFile, body: str) -> int:
    return file.text.count("\n") - body.count("\n")


def _step(node: Any) -> str | None:
    from jinja2 import nodes

    if isinstance(node, nodes.Getattr):
        return node.attr
    constant = isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str)
    return str(node.arg.value) if constant else None


def _chains(
    tree: Any, seen: Mapping[str, Mapping[str, Field]], *, file: TextFile
) -> Iterator[Problem]:
    """Every `data.外出…`; a loop variable over a list of the record is followed too."""
    from jinja2 import nodes

    for node in tree.iter_child_nodes():
        inner = dict(seen)
        if isinstance(node, nodes.For) and isinstance(node.target, nodes.Name):
            below = _followed(node.iter, seen)
            if isinstance(below, Mapping):
                inner[node.target.name] = below
        if isinstance(node, (nodes.Getattr, nodes.Getitem)):
            missing = _followed(node, seen)
            if isinstance(missing, str):
                known = _known(node, seen)
                yield problem(
                    "没有这个字段", missing, path=file.path, place=(node.lineno, 1),
                    hint=did_you_mean(missing, known),
                )  # fmt: skip
                continue
        yield from _chains(node, inner, file=file)


def _followed(node: Any, seen: Mapping[str, Mapping[str, Field]]) -> Any:
    """The fields below a chain, the step that leads nowhere, or None if it is no such chain."""
    from jinja2 import nodes

    if isinstance(node, nodes.Name):
        return seen.get(node.name)
    if not isinstance(node, (nodes.Getattr, nodes.Getitem)):
        return None
    below = _followed(node.node, seen)
    step = _step(node)
    if not isinstance(below, Mapping) or step is None or step in ("get", "items", "values", "keys"):
        return None
    if step not in below:
        return step
    return item_of(below[step]).fields or None


def _known(node: Any, seen: Mapping[str, Mapping[str, Field]]) -> list[str]:
    below = _followed(node.node, seen)
    return list(below) if isinstance(below, Mapping) else []


def parameter_faults(file: TextFile, parameters: Mapping[str, Parameter]) -> Iterator[Problem]:
    """`{参数:名称}` in a text must name a parameter, in figures or in the style 汉字."""
    for found in _PARAMETER.finditer(file.text):
        place = file.text.count("\n", 0, found.start()) + 1, 1
        if found[1] not in parameters:
            hint = did_you_mean(found[1], parameters)
            yield problem("没有这个参数", found[1], path=file.path, place=place, hint=hint)
        elif found[2] not in (None, "汉字"):
            hint = f"例如 {{参数:{found[1]}|汉字}}"
            yield problem("“|”后须为 汉字", found[2], path=file.path, place=place, hint=hint)
