"""The types of a laid-out form: each field documented, frozen, drawn under its own name."""

from __future__ import annotations

import ast
import inspect
import json
import re
from dataclasses import FrozenInstanceError, fields, is_dataclass

import pytest

from suowu.forms import laid_out, layout
from suowu.forms.layout import LaidOutForm, Packet, as_data
from tests.blanks import TEMPLATES, all_forms, filled

TYPES = [t for t in vars(layout).values() if isinstance(t, type) and is_dataclass(t)]
NAMES = {field.name for kind in TYPES for field in fields(kind)} | {"type"}


def leave() -> LaidOutForm:
    _, form = all_forms()["correction/leave"]
    return laid_out(form.data, filled(form).scope())


def test_every_field_says_what_it_is() -> None:
    bare = [
        f"{node.name}.{one.target.id}"
        for node in ast.parse(inspect.getsource(layout)).body
        if isinstance(node, ast.ClassDef) and node.name != "Choice"
        for one, after in zip(node.body, [*node.body[1:], ast.Pass()], strict=True)
        if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name)
        if one.target.id != "type" and not isinstance(after, ast.Expr)
    ]
    assert bare == []


def test_the_templates_use_the_names_of_the_fields() -> None:
    typst = (TEMPLATES / "print" / "form.typ").read_text("utf-8")
    jinja = (TEMPLATES / "print" / "form.html.j2").read_text("utf-8")
    said = set(re.findall(r"\b(?:form|page|packet|row|c|b|f)\.([a-z_]+)", typst))
    said |= set(re.findall(r"\b(?:form|block|row|cell)\.([a-z_]+)", jinja))
    methods = {"title", "at", "len", "rows", "typ"}
    assert len(said) > 20 and said <= NAMES | methods


def test_a_laid_out_form_is_a_value() -> None:
    assert leave() == leave() and hash(leave()) == hash(leave())
    with pytest.raises(FrozenInstanceError):
        leave().title = "另一张表"  # type: ignore[misc]  # that is what is tested


def test_a_packet_is_data_by_its_field_names() -> None:
    packet = Packet(title="两份", forms=(leave(), leave()))
    data = json.loads(json.dumps(packet, default=as_data))
    form = data["forms"][1]
    assert form["title"] == "社区矫正对象外出审批表" and form["page"]["width"] == 210
    (grid,) = form["blocks"]
    first = grid["rows"][0]["cells"][0]
    assert (grid["type"], first["role"], first["text"]) == ("grid", "label", "姓名")
