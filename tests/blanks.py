"""Every form of the project with each place it reads filled by a word of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from suowu.define import define
from suowu.definitions import Definitions, Form, Kind
from suowu.forms.text import paths_in
from suowu.grammar import leaves
from suowu.grammar.forms import FORM
from suowu.grammar.shapes import At, Fault
from suowu.load import load
from suowu.model import Data
from suowu.rules.scopes import Scope, World

ROOT = Path(__file__).parent.parent
TEMPLATES = ROOT / "templates"
SPEAKS = ("值", "标签", "段", "意见", "签名", "日期", "裁切", "码")


@cache
def definitions() -> Definitions:
    """All that content/ and templates/ say."""
    raw = load(records=ROOT / "tests" / "none", content=ROOT / "content", templates=TEMPLATES)
    made = define(raw)
    assert made.problems == ()
    return made


@cache
def all_forms() -> dict[str, tuple[Kind, Form]]:
    """Every form of a kind with its kind, by `kind/form`."""
    return {
        f"{kind.id}/{form.id}": (kind, form)
        for kind in definitions().kinds.values()
        for form in kind.forms.values()
    }


def form_of(data: Data) -> Form:
    """A form made up for one test, as its file would say it."""
    faults: list[Fault] = []
    file = FORM.read(data, At((), faults))
    assert faults == []
    return Form(id="x", path="x.yml", digest="", file=file, data={**data, "设": file.words or {}})


@dataclass
class Filled:
    """A record made up for one form. `words` are the values in the order they were made."""

    make: Callable[[int], Any]
    item: dict[str, Any] = field(default_factory=dict)
    root: dict[str, Any] = field(default_factory=dict)
    office: dict[str, Any] = field(default_factory=dict)
    county: dict[str, Any] = field(default_factory=dict)
    count: int = 0

    def word(self) -> Any:
        self.count += 1
        return self.make(self.count)

    def put(self, path: str, value: Any, base: dict[str, Any] | None = None) -> None:
        read = leaves.path_of(path)
        named = {
            leaves.RECORD: self.root,
            leaves.OFFICE: self.office,
            leaves.COUNTY: self.county,
            "": self.item,
        }
        at = named[read.anchor] if base is None or read.anchor else base
        for key in read.keys[:-1]:
            at = at.setdefault(key, {})
        at.setdefault(read.keys[-1], value)

    def scope(self) -> Scope:
        world = World(
            as_of=date(2026, 3, 20),
            calendar=definitions().calendar,
            office=self.office,
            county=self.county,
            parameters=definitions().parameters,
        )
        return Scope(item=self.item, root=self.root, world=world)


def filled(form: Form, make: Callable[[int], Any] = lambda n: f"词{n}") -> Filled:
    """A record in which every path that the form reads holds `make(n)`; lists have two lines."""
    found = Filled(make)
    if not any(printed.each for printed in form.file.printed):
        found.root = found.item
    for path in (form.data.get("别名") or {}).values():
        if path not in ("所审核", "所审查"):
            found.put(path, found.word())
        else:
            found.put(path, {"意见": "同意", "日期": found.word()})
    for entry in entries(form):
        _fill(found, entry, None)
    number = form.data.get("文号")
    if isinstance(number, Mapping) and "值" in number:
        found.put(number["值"], "（2026）示矫试字第7号")
    return found


def entries(form: Form) -> Iterator[Mapping[str, Any]]:
    """Every cell, paragraph, list and box of a form."""
    data = form.data
    yield {"段": data.get("标题", "")}
    yield {"段": data.get("题注", "")}
    for entry in (*data.get("栏", ()), *data.get("尾栏", ())):
        if isinstance(entry, list):
            yield from entry
        elif "签" in entry:
            yield from entry["签"]
        else:
            yield entry
    yield from data.get("意见栏", ())


def reads(entry: Mapping[str, Any]) -> Iterator[str]:
    """The paths that one cell or paragraph reads."""
    for key in SPEAKS:
        text = entry.get(key, "")
        plain = key in ("段", "裁切", "标签")
        if text and (not plain or "{" in text):
            yield from (path for path in paths_in(text) if _is_of_the_record(path))


def _is_of_the_record(path: str) -> bool:
    """No parameter, and not 序, which every line of a list has by itself."""
    return not path.startswith(leaves.PARAMETER) and path != "序"


def list_of(entry: Mapping[str, Any]) -> tuple[str, list[Mapping[str, Any]]]:
    """The list that an entry repeats itself for, and what it says of each item."""
    if "表" in entry:
        return entry["表"], entry["列"]
    if "{" in entry["各"]:
        return entry["值"], [{"值": entry["各"]}]
    return entry["各"], [{key: said for key, said in entry.items() if key != "各"}]


def _fill(found: Filled, entry: Mapping[str, Any], base: dict[str, Any] | None) -> None:
    if "表" in entry or "各" in entry:
        lines: list[dict[str, Any]] = [{}, {}]
        path, columns = list_of(entry)
        for line in lines:
            for column in columns:
                _fill(found, column, line)
        found.put(path, lines, base)
        return
    for path in reads(entry):
        if not path.startswith("设."):
            found.put(path, entry["勾选"][0] if "勾选" in entry else found.word(), base)
