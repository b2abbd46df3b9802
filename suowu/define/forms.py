"""Forms: each read, its pieces filled in, its paths followed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any, Final

from suowu.define.link import link
from suowu.define.views import View, enter
from suowu.definitions import Form
from suowu.fields import Field
from suowu.grammar.forms import FORM, PIECE, FormFile, PieceBlock, PieceFile
from suowu.grammar.reading import fault_problems, read_parsed
from suowu.grammar.shapes import Fault
from suowu.model import Data, Problem, TextFile
from suowu.problems import did_you_mean
from suowu.yamlfile import read

OWN_FORMS: Final = "print/forms/"


def forms_of(texts: Iterable[TextFile], view: View | None) -> tuple[dict[str, Form], list[Problem]]:
    """Forms by id, pieces filled in. Without a view (forms of our own) paths are not followed."""
    problems, pieces, files = (
        list[Problem](),
        dict[str, PieceFile](),
        list[tuple[TextFile, FormFile]](),
    )
    shared = ""
    for text in texts:
        if not text.rel.endswith(".yml"):
            continue
        parsed = read(text.text)
        is_piece = isinstance(parsed.data, dict) and "片段" in parsed.data
        made, found = read_parsed(text, parsed, PIECE if is_piece else FORM)
        problems.extend(found)
        if isinstance(made, PieceFile):
            pieces[made.name] = made
            shared += text.digest
        elif made is not None:
            files.append((text, made))
    raw = {p.name: read(t.text).data for t in texts for p in pieces.values() if _says(t, p)}
    forms: dict[str, Form] = {}
    for text, file in files:
        problems.extend(_form_faults(text, file, pieces, view))
        stem = PurePosixPath(text.rel).stem
        data = _filled(read(text.text).data, raw)
        forms[stem] = Form(
            id=stem, path=text.path, digest=text.digest + shared, file=_linked(file, view),
            data=data,
        )  # fmt: skip
    return forms, problems


def _linked(file: FormFile, view: View | None) -> FormFile:
    """The form whose 打印 knows what the names in its conditions stand for."""
    if view is None:
        return file
    return replace(file, printed=link(file.printed, replace(view, faults=[])))


def _says(text: TextFile, piece: PieceFile) -> bool:
    data = read(text.text).data
    return isinstance(data, dict) and data.get("片段") == piece.name


def _form_faults(
    text: TextFile, file: FormFile, pieces: Mapping[str, PieceFile], view: View | None
) -> tuple[Problem, ...]:
    faults: list[Fault] = []
    for key, blocks in (("栏", file.blocks), ("尾栏", file.tail)):
        for n, block in enumerate(blocks):
            if isinstance(block, PieceBlock) and block.name not in pieces:
                hint = did_you_mean(block.name, pieces)
                faults.append(Fault((key, n, "用"), "没有这个片段", block.name, hint))
    if view is not None:
        faults.extend(_path_faults(file, pieces, view))
    return fault_problems(text, faults)


def _path_faults(file: FormFile, pieces: Mapping[str, PieceFile], view: View) -> list[Fault]:
    """A form's paths are seen from each list that its 打印 names."""
    faults: list[Fault] = []
    extra = {name: Field(name=name, type="string") for name in ("年", "号", "序", "名称")}
    for printed in file.printed or (None,):
        fresh = replace(view, faults=[], extra=extra)
        each = printed.each if printed else None
        within = enter(each, fresh) if each else fresh
        own = {name: Field(name=name, type="string") for name in file.aliases or {}}
        words = {w: Field(name=w, type="string") for w in file.words or {}}
        own["设"] = Field(name="设", type="dict", fields=words)
        link(replace(file, printed=()), replace(within, extra={**extra, **own}))
        link(file.printed, fresh)
        faults.extend(fault for fault in fresh.faults if fault not in faults)
    return faults


def _filled(data: Data, pieces: Mapping[str, Data]) -> dict[str, Any]:
    rows = {key: list(_entries(data[key], pieces)) for key in ("栏", "尾栏") if key in data}
    return {**data, **rows}


def _entries(entries: Iterable[Any], pieces: Mapping[str, Data]) -> Iterator[Any]:
    for entry in entries:
        if isinstance(entry, dict) and "用" in entry:
            yield from _entries(pieces.get(entry["用"], {}).get("栏", ()), pieces)
        else:
            yield entry
