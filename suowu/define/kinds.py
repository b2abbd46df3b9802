"""Kinds: kind.yml, notices, forms and good examples of each folder, read and then linked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Any, Final

from suowu.define.link import Names, View, enter, link, view_of
from suowu.define.schema import Expansion, expand
from suowu.define.templates import front_matter, notice_faults, page_faults
from suowu.definitions import Form, Kind, NoticeTemplate
from suowu.digest import digest_of
from suowu.fields import Field, fields_of, item_of
from suowu.grammar.documents import NOTICE_HEAD
from suowu.grammar.forms import FORM, PIECE, FormFile, PieceBlock, PieceFile
from suowu.grammar.kinds import KIND_FILE, TYPES_FILE, Derivation, ItemOrder, KindFile
from suowu.grammar.leaves import Path
from suowu.grammar.reading import Text, fault_problems, read_file, read_parsed
from suowu.grammar.shapes import Fault
from suowu.model import Data, Problem
from suowu.problems import did_you_mean
from suowu.yamlfile import read

TYPES: Final = "shared/types.yml"
OWN_FORMS: Final = "print/forms/"
_KIND_FILE = re.compile(r"(?:kinds|registers)/([a-z0-9-]+)/kind\.yml").fullmatch
_MASKED: Final = "姓某"


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """A kind as far as it can be known alone: its file and fields, not yet linked."""

    id: str
    file: Text
    read: KindFile
    expansion: Expansion
    fields: Mapping[str, Field]
    digest: str


def folders_of(texts: Mapping[str, Text]) -> tuple[dict[str, Folder], tuple[Problem, ...]]:
    """Every kind that could be read, by id, sorted; and what is wrong with the files."""
    types, found = _types(texts)
    problems = [*found]
    folders: dict[str, Folder] = {}
    for rel in sorted(texts):
        if not (match := _KIND_FILE(rel)):
            continue
        file = texts[rel]
        data, wrong = read_file(file, KIND_FILE)
        problems.extend(wrong)
        if data is not None:
            expansion = expand(data.fields, types)
            problems.extend(fault_problems(file, expansion.faults))
            folders[match[1]] = _folder(match[1], file, data, expansion, texts)
    return dict(sorted(folders.items())), tuple(problems)


def _types(texts: Mapping[str, Text]) -> tuple[Data, tuple[Problem, ...]]:
    if TYPES not in texts:
        return {}, ()
    types, problems = read_file(texts[TYPES], TYPES_FILE)
    return types or {}, problems


def _folder(
    name: str, file: Text, read_: KindFile, expansion: Expansion, texts: Mapping[str, Text]
) -> Folder:
    types = texts[TYPES].digest if TYPES in texts else ""
    plain = fields_of(expansion.schema, expansion.metas)
    return Folder(
        id=name,
        file=file,
        read=read_,
        expansion=expansion,
        fields=_with_derived(plain, read_.derived or {}),
        digest=digest_of(file.digest, types),
    )


def _with_derived(fields: Mapping[str, Field], derived: Mapping[Path, Derivation]) -> dict[str, Field]:
    """The fields with those that 推算 works out; each is a number, at most one list down."""
    found = dict(fields)
    for path in derived:
        head, *rest = path.keys
        added = Field(name=path.keys[-1], type="number")
        if not rest:
            found[head] = added
        elif head in found:
            inner = item_of(found[head])
            grown = replace(inner, fields={**inner.fields, rest[0]: added})
            whole = found[head]
            found[head] = replace(whole, item=grown) if whole.item is not None else grown
    return found


def kinds_of(
    folders: Mapping[str, Folder], texts: Mapping[str, Text], names: Names
) -> tuple[dict[str, Kind], tuple[Problem, ...]]:
    """Every kind linked, with its notices, forms and examples."""
    kinds, problems = {}, list[Problem]()
    for name, folder in folders.items():
        kinds[name], found = _kind(folder, texts, names)
        problems.extend(found)
    return kinds, tuple(problems)


def _kind(
    folder: Folder, texts: Mapping[str, Text], names: Names
) -> tuple[Kind, list[Problem]]:
    view = view_of(names, folder.id, folder.read.definitions or {})
    linked = link(folder.read, view)
    problems = [*fault_problems(folder.file, [*view.faults, *_own_faults(folder)])]
    base = f"{PurePosixPath(folder.file.rel).parent}/"
    mine = [texts[rel] for rel in sorted(texts) if rel.startswith(base)]
    notices, found = _notices(folder, mine, view)
    forms, found_too = forms_of([t for t in mine if "/forms/" in t.rel], view)
    page = next((t for t in mine if t.rel == f"{base}page.html.j2"), None)
    if page is not None:
        found.extend(page_faults(page, folder.fields))
    kind = Kind(
        id=folder.id,
        path=folder.file.path,
        digest=folder.digest,
        file=linked,
        schema=folder.expansion.schema,
        metas=folder.expansion.metas,
        fields=folder.fields,
        page=page.text if page else None,
        notices=notices,
        forms=forms,
        examples=_examples(mine),
    )
    return kind, [*problems, *found, *found_too]


def _own_faults(folder: Folder) -> Iterator[Fault]:
    """What a kind says that its own fields contradict."""
    file = folder.read
    for name in file.definitions or {}:
        if name in folder.fields:
            yield Fault(("定义", name), "不得与字段同名", name, "换一个名称")
    for n, order in enumerate(file.orders):
        if isinstance(order, ItemOrder) and order.each.keys[0] not in folder.fields:
            yield Fault(("先后", n, "逐项"), "没有这个字段", order.each.text)
    if file.register is not None:
        entries = next((item_of(f) for f in folder.fields.values() if f.type == "list"), None)
        known = entries.fields if entries else {}
        for n, column in enumerate(file.register.columns):
            if column not in known:
                hint = did_you_mean(column, known)
                yield Fault(("登记", "列", n), "没有这个字段", column, hint)
    yield from _references(folder)


def _references(folder: Folder) -> Iterator[Fault]:
    """公开条件 and 引用 stand below 字段, where the tables do not look."""
    return iter(())


def _examples(texts: Iterable[Text]) -> dict[str, Data]:
    """The good examples by stem, for the 示例 of rules to stand on."""
    found: dict[str, Data] = {}
    for text in texts:
        if "/examples/good/" in text.rel:
            data = read(text.text).data
            if isinstance(data, dict):
                found[PurePosixPath(text.rel).stem] = data
    return found


def _notices(
    folder: Folder, texts: Iterable[Text], view: View
) -> tuple[tuple[NoticeTemplate, ...], list[Problem]]:
    made, problems = list[NoticeTemplate](), list[Problem]()
    for text in texts:
        if "/notices/" not in text.rel or not text.rel.endswith(".html.j2"):
            continue
        parsed, body, head = front_matter(text)
        read_, found = read_parsed(head, parsed, NOTICE_HEAD)
        problems.extend(found)
        if read_ is None:
            continue
        quiet = replace(view, faults=[])
        linked = link(read_, quiet)
        faults = [*quiet.faults, *_permissions(folder, read_, quiet)]
        problems.extend(fault_problems(head, faults))
        problems.extend(notice_faults(text, body, read_))
        stem = PurePosixPath(text.rel).name.partition(".")[0]
        made.append(
            NoticeTemplate(kind=folder.id, id=stem, path=text.path, head=linked, text=body)
        )
    return tuple(made), problems


def _permissions(folder: Folder, head: Any, view: View) -> Iterator[Fault]:
    """公开字段 may only name fields of this record that kind.yml lets be public."""
    base = enter(head.each, view).base if head.each else ""
    for name, path in head.fields.items():
        dotted = ".".join((*base.split("."), *path.keys) if base and not path.anchor else path.keys)
        where = ("公开字段", name)
        if path.anchor not in ("", "/"):
            yield Fault(where, "公开字段只能取自本案记录", path.text)
        elif dotted in folder.expansion.metas and not folder.expansion.metas[dotted].get("公开"):
            hint = f"要公开的，在 kind.yml 的“{dotted}”写明“公开”"
            yield Fault(where, f"“{dotted}”不公开，公示不能使用", path.text, hint)


def forms_of(
    texts: Iterable[Text], view: View | None
) -> tuple[dict[str, Form], list[Problem]]:
    """Forms by id, pieces filled in. Without a view (forms of our own) paths are not followed."""
    problems, pieces, files = list[Problem](), dict[str, PieceFile](), list[tuple[Text, FormFile]]()
    shared = ""
    for text in texts:
        if not text.rel.endswith(".yml"):
            continue
        data = read(text.text)
        is_piece = isinstance(data.data, dict) and "片段" in data.data
        made, found = read_parsed(text, data, PIECE if is_piece else FORM)
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
            id=stem, path=text.path, digest=text.digest + shared, file=file, data=data
        )
    return forms, problems


def _says(text: Text, piece: PieceFile) -> bool:
    data = read(text.text).data
    return isinstance(data, dict) and data.get("片段") == piece.name


def _form_faults(
    text: Text, file: FormFile, pieces: Mapping[str, PieceFile], view: View | None
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


def _path_faults(
    file: FormFile, pieces: Mapping[str, PieceFile], view: View
) -> list[Fault]:
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
