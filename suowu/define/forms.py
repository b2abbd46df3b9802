"""Forms: each read, its pieces filled in, its paths followed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import Any, Final

from suowu.define.clauses import clause_faults
from suowu.define.link import link
from suowu.define.views import Names, View, enter
from suowu.definitions import Form
from suowu.fields import Field
from suowu.grammar.forms import COLUMNS, FORM, PIECE, FormFile, OwnWord, PieceBlock, PieceFile
from suowu.grammar.kinds import Bundle
from suowu.grammar.reading import fault_problems, read_parsed
from suowu.grammar.shapes import Fault
from suowu.model import Data, Problem, TextFile
from suowu.problems import choice_hint, nearest
from suowu.yamlfile import read

OWN_FORMS: Final = "print/forms/"
_TEXTS = (
    "名称", "所名", "异议电话", "计数日", "依据", "事由", "案卷", "批准称呼",
    "摘要", "网址", "扫码提示",
)  # fmt: skip
_ITEM = Field(
    name="内容", type="dict", fields={n: Field(name=n, type="string") for n in ("项", "值")}
)
NOTICE_FIELDS: Final[Mapping[str, Field]] = {
    **{name: Field(name=name, type="string") for name in _TEXTS},
    **{name: Field(name=name, type="date") for name in ("张贴日期", "末日", "批准日期")},
    "渠道": Field(name="渠道", type="list", item=Field(name="渠道", type="string")),
    "内容": Field(name="内容", type="list", item=_ITEM),
}
"""What posters and the proof of a notice may print."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A piece, what is wrong with it, and of each use of it which paths lead nowhere there.

    A field that only some of its forms have is a blank in the others.
    """

    text: TextFile
    file: PieceFile
    data: Data
    faults: list[Fault] = field(default_factory=list)
    uses: list[list[Fault]] = field(default_factory=list)

    def wrong(self) -> list[Fault]:
        """What is wrong with it wherever it is used."""
        first, *others = self.uses or [[]]
        known = [{(fault.where, fault.value) for fault in use} for use in others]
        always = [f for f in first if all((f.where, f.value) in use for use in known)]
        return [*self.faults, *always]


def view_of_notices(names: Names) -> View:
    """What our own forms see."""
    return View(names=names, root=NOTICE_FIELDS, item=NOTICE_FIELDS)


def forms_of(texts: Iterable[TextFile], view: View) -> tuple[dict[str, Form], list[Problem]]:
    """Forms by id, pieces filled in, with what is wrong in either."""
    files, pieces, unread, problems = _read(texts)
    shared = "".join(piece.text.digest for piece in pieces.values())
    forms: dict[str, Form] = {}
    for text, file, data in files:
        problems.extend(fault_problems(text, _faults(file, pieces, unread=unread, view=view)))
        problems.extend(fault_problems(text, _misfits(data, pieces)))
        stem = PurePosixPath(text.rel).stem
        forms[stem] = Form(
            id=stem, path=text.path, digest=text.digest + shared,
            file=(linked := _linked(file, view)), data=_filled(data, pieces, file=linked),
        )  # fmt: skip
    for piece in pieces.values():
        problems.extend(fault_problems(piece.text, piece.wrong()))
    return forms, problems


def _read(
    texts: Iterable[TextFile],
) -> tuple[list[tuple[TextFile, FormFile, Data]], dict[str, _Piece], frozenset[str], list[Problem]]:
    """Forms, pieces by name, the names of pieces that could not be read, and what is wrong."""
    files = list[tuple[TextFile, FormFile, Data]]()
    pieces, unread, problems = dict[str, _Piece](), set[str](), list[Problem]()
    for text in texts:
        if not text.rel.endswith(".yml"):
            continue
        parsed = read(text.text)
        shape = PIECE if _is_piece(parsed.data) else FORM
        made, found = read_parsed(text, parsed, shape=shape)
        problems.extend(found)
        if isinstance(made, PieceFile):
            pieces[made.name] = _Piece(text, made, parsed.data)
        elif made is not None:
            files.append((text, made, parsed.data))
        elif shape is PIECE:
            unread.add(str(parsed.data.get("片段")))
    return files, pieces, frozenset(unread), problems


def _is_piece(data: Any) -> bool:
    """It says so, or tries to: a form has a 名称 instead."""
    says = isinstance(data, dict) and "名称" not in data
    return says and nearest("片段", data) is not None


def _linked(file: FormFile, view: View) -> FormFile:
    """The form whose 打印 and 设 know what the names in their conditions stand for."""
    within = next(_views(file, view))
    words = {name: link(said, replace(within, faults=[])) for name, said in _words(file).items()}
    return replace(file, printed=link(file.printed, replace(view, faults=[])), words=words)


def _words(file: FormFile) -> Mapping[str, OwnWord]:
    return file.words or {}


def _faults(
    file: FormFile, pieces: Mapping[str, _Piece], *, unread: frozenset[str], view: View
) -> list[Fault]:
    """What is wrong with a form; what is wrong with the pieces it uses is noted in them."""
    faults: list[Fault] = []
    used = _used({"栏": file.blocks, "尾栏": file.tail}, pieces, unread=unread, faults=faults)
    for within in _views(file, view):
        _follow(replace(file, printed=()), within, faults=faults)
        for name in used:
            pieces[name].uses.append([])
            _follow(pieces[name].file, within, faults=pieces[name].uses[-1])
    _follow(file.printed, view, faults=faults)
    faults.extend(clause_faults(file.clause or "", ("条款",), headings=view.names.clauses))
    return faults


def _used(
    blocks: Mapping[str, tuple[Any, ...]],
    pieces: Mapping[str, _Piece],
    *,
    unread: frozenset[str],
    faults: list[Fault],
    trail: tuple[str, ...] = (),
) -> list[str]:
    """The pieces that these blocks use, and those the pieces use; unknown names are faults,
    but for those of pieces that could not be read: that is told there."""
    found: list[str] = []
    for (key, listed), n in ((each, n) for each in blocks.items() for n in range(len(each[1]))):
        name = listed[n].name if isinstance(listed[n], PieceBlock) else None
        if name in trail:
            _note(Fault((key, n, "用"), "片段不得互相引用", name), faults)
        elif name in unread:
            continue
        elif name is not None and name not in pieces:
            hint = choice_hint(name, pieces)
            _note(Fault((key, n, "用"), "没有这个片段", name, hint), faults)
        elif name is not None:
            piece = pieces[name]
            inner = _used(
                {"栏": piece.file.blocks},
                pieces,
                unread=unread,
                faults=piece.faults,
                trail=(*trail, name),
            )
            found += [name, *inner]
    return found


def _views(file: FormFile, view: View) -> Iterator[View]:
    """A form's paths are seen from each list that its 打印 names, and know its own words."""
    own = {name: Field(name=name, type="string") for name in ("年", "号", "序", "名称")}
    own |= {name: Field(name=name, type="string") for name in file.aliases or {}}
    words = {word: Field(name=word, type="string") for word in _words(file)}
    own["设"] = Field(name="设", type="dict", fields=words)
    for printed in file.printed or (None,):
        within = enter(printed.each, view) if printed and printed.each else view
        yield replace(within, extra=own)


def _follow(node: Any, view: View, *, faults: list[Fault]) -> None:
    fresh = replace(view, faults=[])
    link(node, fresh)
    for fault in fresh.faults:
        _note(fault, faults)


def _note(fault: Fault, faults: list[Fault]) -> None:
    """The same fault may be found from several places."""
    if fault not in faults:
        faults.append(fault)


def _misfits(data: Data, pieces: Mapping[str, _Piece]) -> Iterator[Fault]:
    """Rows that do not fit 列: cells may take less, as the last fills the row, a list may not."""
    widths = data.get("列", COLUMNS)
    if min(widths) <= 0:
        yield Fault(("列",), "各列的宽度须大于 0", widths)
    if "意见栏" in data and len(widths) < 2:
        yield Fault(("列",), "有意见栏的须不少于 2 列", widths)
    hint = f"列 有 {len(widths)} 个宽度；请改 跨、标签跨，或者改 列"
    rows = ((key, n, row) for key in ("栏", "尾栏") for n, row in enumerate(data.get(key, ())))
    for key, n, written in rows:
        steps = () if isinstance(written, list) else ("用",) if "用" in written else ("列",)
        for entry in _entries([written], pieces):
            width = _width(entry, len(widths))
            if width > len(widths) or (width < len(widths) and isinstance(entry, dict)):
                yield Fault((key, n, *steps), f"须共 {len(widths)} 列", width, hint)


def _width(entry: Any, columns: int) -> int:
    """How many columns a row or a list takes; what stands outside the table takes none."""
    if isinstance(entry, dict):
        return sum(head.get("跨", 1) for head in entry["列"]) if "表" in entry else columns
    return sum(
        (cell.get("标签跨", 1) if "标签" in cell else 0)
        + (cell.get("跨", 1) if cell.keys() & {"值", "勾选"} or "标签" not in cell else 0)
        for cell in entry
    )


def _filled(data: Data, pieces: Mapping[str, _Piece], *, file: FormFile) -> dict[str, Any]:
    """What is laid out: pieces in their places, 设 as linked."""
    rows = {key: list(_entries(data[key], pieces)) for key in ("栏", "尾栏") if key in data}
    return {**data, **rows, "设": _words(file)}


def _entries(
    entries: Iterable[Any], pieces: Mapping[str, _Piece], *, trail: tuple[str, ...] = ()
) -> Iterator[Any]:
    for entry in entries:
        name = entry.get("用") if isinstance(entry, dict) else None
        if name is None:
            yield entry
        elif name in pieces and name not in trail:
            yield from _entries(pieces[name].data["栏"], pieces, trail=(*trail, name))


def bundle_faults(bundle: Bundle | None, forms: Iterable[TextFile]) -> Iterator[Fault]:
    """Cover, contents and back of a dossier must be forms of the kind, if it has any."""
    known = {PurePosixPath(file.rel).stem for file in forms}
    found = {"封面": bundle.cover, "目录": bundle.contents, "封底": bundle.back} if bundle else {}
    for key, name in found.items():
        if name and known and name not in known:
            yield Fault(("卷宗", key), "没有这张表格", name, choice_hint(name, known))
