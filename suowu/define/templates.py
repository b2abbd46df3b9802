"""Jinja and Markdown texts: heads cut off, and the names they ask for followed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from suowu.fields import Field, item_of
from suowu.grammar.documents import NoticeHead
from suowu.grammar.leaves import Parameter
from suowu.model import Problem, TextFile
from suowu.problems import did_you_mean, problem
from suowu.yamlfile import Parsed, read

STANDARD: Final = (
    "名称", "所名", "张贴日期", "末日", "条款", "计数日", "异议电话", "示例数据",
)  # fmt: skip
"""What every notice may say besides its 公开字段."""

_FRONT = re.compile(r"\A---[ ]*\r?\n(.*?)^---[ ]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_PARAMETER = re.compile(r"\{参数:([^{}|]+)(?:\|([^{}|]+))?\}")


def front_matter(file: TextFile) -> tuple[Parsed, str, TextFile]:
    """(what the head says, the body, the head as a file); no head says nothing."""
    found = _FRONT.match(file.text)
    if not found:
        return Parsed({}, ()), file.text, replace(file, text="")
    head = replace(file, text=found[1], below=1)
    return read(found[1]), file.text[found.end() :], head


def notice_faults(file: TextFile, body: str, *, head: NoticeHead) -> Iterator[Problem]:
    """A notice's text may ask for its 公开字段 and what every notice has, and nothing else."""
    allowed = {*head.fields, *STANDARD}
    tree = _parsed(file, body)
    if isinstance(tree, Problem):
        yield tree
        return
    above = _above(file, body)
    for name, line in _asked(tree, "n"):
        if name not in allowed and name != "get":
            hint = did_you_mean(name, allowed) or f"公开字段里写有：{'、'.join(head.fields)}"
            yield problem(
                "正文用了公开字段里没有的", name, path=file.path, place=(line + above, 1), hint=hint
            )


def page_faults(file: TextFile, fields: Mapping[str, Field]) -> Iterator[Problem]:
    """A kind's own page may ask `data` for fields of the kind only."""
    tree = _parsed(file, file.text)
    if isinstance(tree, Problem):
        yield tree
        return
    seen: dict[str, Mapping[str, Field]] = {"data": fields}
    yield from _chains(tree, seen, file=file)


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
