"""Kinds: kind.yml, notices, forms and good examples of each folder, read and then linked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Final

from suowu.define.clauses import clause_faults
from suowu.define.forms import bundle_faults, forms_of
from suowu.define.link import link
from suowu.define.publicity import public_of
from suowu.define.schema import Expansion, expand, with_derived
from suowu.define.templates import front_matter, notice_faults, page_faults
from suowu.define.views import Names, View, enter, find, kind_view
from suowu.definitions import Kind, NoticeTemplate
from suowu.digest import digest_of
from suowu.fields import Field, field_at, fields_of, item_of
from suowu.grammar.conditions import Condition
from suowu.grammar.documents import NOTICE_HEAD, ON_THE_WEB, NoticeHead
from suowu.grammar.kinds import KIND_FILE, TYPES_FILE, WEB, Derivation, KindFile
from suowu.grammar.leaves import Path, path_of
from suowu.grammar.operators import CONDITION
from suowu.grammar.reading import fault_problems, issue_problems, read_file, read_parsed
from suowu.grammar.shapes import BAD, At, Fault
from suowu.grammar.sorts import sorts_of
from suowu.model import Data, Problem, TextFile
from suowu.problems import choice_hint, problem
from suowu.yamlfile import read

TYPES_PATH: Final = "shared/types.yml"
_KIND_FILE = re.compile(r"(?:kinds|registers)/([a-z0-9-]+)/kind\.yml").fullmatch
_NO_NOTICES: Final = "公示写在案的 templates/kinds/<类别>/notices/ 下"


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """A kind as far as it can be known alone: its file and fields, not yet linked."""

    id: str
    file: TextFile
    read: KindFile
    expansion: Expansion
    fields: Mapping[str, Field]
    digest: str


def folders_of(
    texts: Mapping[str, TextFile],
) -> tuple[dict[str, Folder], frozenset[str], tuple[Problem, ...]]:
    """Every kind that could be read, by id, sorted; the ids of the others; what is wrong.

    Without sound types no kind can be read.
    """
    types, unsound = _types(texts)
    problems = [*unsound]
    folders: dict[str, Folder] = {}
    unread = set[str]()
    for rel in sorted(texts):
        if not (match := _KIND_FILE(rel)):
            continue
        file = texts[rel]
        data, wrong = read_file(file, KIND_FILE)
        problems.extend(wrong)
        if data is None or unsound:
            unread.add(match[1])
            continue
        expansion = expand(data.fields, types, drafts=data.scope in ("案", "簿"))
        problems.extend(fault_problems(file, expansion.faults))
        folders[match[1]] = _folder(match[1], file, read_=data, expansion=expansion, texts=texts)
    return dict(sorted(folders.items())), frozenset(unread), tuple(problems)


def _types(texts: Mapping[str, TextFile]) -> tuple[Data, tuple[Problem, ...]]:
    if TYPES_PATH not in texts:
        return {}, ()
    types, problems = read_file(texts[TYPES_PATH], TYPES_FILE)
    return types or {}, problems


def _folder(
    name: str,
    file: TextFile,
    *,
    read_: KindFile,
    expansion: Expansion,
    texts: Mapping[str, TextFile],
) -> Folder:
    types = texts[TYPES_PATH].digest if TYPES_PATH in texts else ""
    plain = fields_of(expansion.schema, expansion.metas)
    return Folder(
        id=name,
        file=file,
        read=read_,
        expansion=expansion,
        fields=with_derived(plain, read_.derived),
        digest=digest_of(file.digest, types),
    )


def kinds_of(
    folders: Mapping[str, Folder], texts: Mapping[str, TextFile], *, names: Names
) -> tuple[dict[str, Kind], tuple[Problem, ...]]:
    """Every kind linked, with its notices, forms and examples."""
    kinds, problems = {}, list[Problem]()
    for name, folder in folders.items():
        kinds[name], found = _kind(folder, texts, names=names)
        problems.extend(found)
    return kinds, tuple(problems)


def _kind(
    folder: Folder, texts: Mapping[str, TextFile], *, names: Names
) -> tuple[Kind, list[Problem]]:
    view = kind_view(names, folder.id, definitions=folder.read.definitions)
    linked = replace(
        link(replace(folder.read, derived={}), view),
        derived={
            path: _derived(path, each, view=view) for path, each in folder.read.derived.items()
        },
    )
    public_if, wrong = _public_if(folder, view)
    public, hidden = public_of(folder.expansion, folder.fields, file=folder.read)
    faults = [*view.faults, *_own_faults(folder), *wrong, *_references(folder, names)]
    faults += (*hidden, *_public_words(folder))
    base = f"{PurePosixPath(folder.file.rel).parent}/"
    mine = [texts[rel] for rel in sorted(texts) if rel.startswith(base)]
    notices, notices_unread, of_notices = _notices(folder, mine, view=view, public=public)
    own = [t for t in mine if "/forms/" in t.rel]
    forms, of_forms = forms_of(own, view)
    examples, of_examples = _examples(mine)
    page = next((t for t in mine if t.rel == f"{base}page.html.j2"), None)
    of_page = page_faults(page, folder.fields, texts=texts) if page else ()
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
        notices_unread=notices_unread,
        forms=forms,
        examples=examples,
        public_if=public_if,
        public=public,
    )
    faults += (*_of_people(kind), *bundle_faults(linked.bundle, own))
    return kind, [
        *fault_problems(folder.file, faults),
        *of_notices,
        *of_forms,
        *of_examples,
        *of_page,
    ]


def _derived(path: Path, derivation: Derivation, *, view: View) -> Derivation:
    """A derived field of a list's items is worked out from the item."""
    above = ".".join(path.keys[:-1])
    linked: Derivation = link(derivation, enter(path_of(above), view) if above else view)
    return linked


def _own_faults(folder: Folder) -> Iterator[Fault]:
    """What a kind says that its own fields contradict."""
    file = folder.read
    for name in file.definitions:
        if name in folder.fields:
            yield Fault(("定义", name), "不得与字段同名", name, "换一个名称")
    for path in file.derived:
        if path.keys[0] not in folder.fields:
            hint = choice_hint(path.keys[0], folder.fields)
            yield Fault(("推算", path.text), "没有这个字段", path.text, hint)
    for name in file.attached:
        if name not in folder.fields or folder.fields[name].type != "list":
            hint = choice_hint(name, folder.fields)
            yield Fault(("附表", name), "须为“字段”里的一个列表", name, hint)
    if file.register is not None:
        entries = next((item_of(f) for f in folder.fields.values() if f.type == "list"), None)
        known = entries.fields if entries else {}
        for n, column in enumerate(file.register.columns):
            if column not in known:
                hint = choice_hint(column, known)
                yield Fault(("登记", "列", n), "没有这个字段", column, hint)


def _of_people(kind: Kind) -> Iterator[Fault]:
    """A kind with notices about people says how one sees that they are adults."""
    if kind.notices and kind.personal and kind.file.minority is None:
        hint = "例如 {出生: 出生日期, 犯罪日期: 犯罪日期}；公示不说哪一个人的，写 不涉及个人: true"
        yield Fault((), "有公示，又有人的姓名，须写“未成年”：怎样看出本人成年", hint=hint)
    spec = kind.file.minority
    deeds = any("罪名" in sorts_of(path, meta) for path, meta in kind.metas.items())
    if spec and spec.no_deed and (deeds or spec.deed or spec.said or spec.judged):
        yield Fault(("未成年", "无关犯罪"), "记有犯罪的类别，不得写“无关犯罪”")


def _public_if(folder: Folder, view: View) -> tuple[dict[str, Condition], list[Fault]]:
    """The 公开条件 of lists; they stand below 字段, where the tables do not look."""
    found: dict[str, Condition] = {}
    faults: list[Fault] = []
    for path, meta in folder.expansion.metas.items():
        wanted = meta.get("公开条件")
        if wanted is None:
            continue
        condition = CONDITION.read(wanted, At(folder.expansion.places[path, "公开条件"], []))
        if condition is not BAD:
            fresh = replace(enter(path_of(path), view), faults=[])
            found[path] = link(condition, fresh)
            faults.extend(fresh.faults)
    return found, faults


def _public_words(folder: Folder) -> Iterator[Fault]:
    """Nothing of a register is published: 公开 would be a promise that nobody keeps."""
    for (path, word), place in folder.expansion.places.items():
        if folder.read.scope == "簿" and word in ("公开", "公开条件") and place[-1] == word:
            yield Fault(place, f"登记簿一律不公开，不写“{word}”", path, "删去这一项")


def _references(folder: Folder, names: Names) -> Iterator[Fault]:
    """引用 leads to a field of this record, of the office or of the county, or to a notice."""
    for path, meta in folder.expansion.metas.items():
        target = meta.get("引用")
        if target is None or target == WEB:
            continue
        home, _, dotted = str(target).rpartition(":")
        below = {"所": names.office, "县": names.county}.get(home, folder.fields)
        if field_at(below, dotted.removeprefix("/")) is None and below:
            place = folder.expansion.places[path, "引用"]
            yield Fault(place, "没有这个字段", target, "例如 所:人员.姓名")


def _examples(texts: Iterable[TextFile]) -> tuple[dict[str, Data], list[Problem]]:
    """The good examples by stem, for the 示例 of rules to stand on; one that is broken is empty."""
    found: dict[str, Data] = {}
    problems: list[Problem] = []
    for text in texts:
        if "/examples/good/" in text.rel:
            parsed = read(text.text)
            problems.extend(issue_problems(text, parsed.issues))
            data = parsed.data if isinstance(parsed.data, dict) else {}
            found[PurePosixPath(text.rel).stem] = data
    return found, problems


def _notices(
    folder: Folder, texts: Iterable[TextFile], *, view: View, public: Mapping[str, str]
) -> tuple[tuple[NoticeTemplate, ...], frozenset[str], list[Problem]]:
    """The notices, the ids of those that could not be read, and what is wrong with them."""
    made, unread, problems = list[NoticeTemplate](), set[str](), list[Problem]()
    for text in texts:
        if "/notices/" not in text.rel or not text.rel.endswith(".html.j2"):
            continue
        if folder.read.scope == "簿":
            problems.append(problem("登记簿没有公示", path=text.path, hint=_NO_NOTICES))
            continue
        stem = PurePosixPath(text.rel).name.partition(".")[0]
        parsed, body, head = front_matter(text)
        read_, found = read_parsed(head, parsed, shape=NOTICE_HEAD)
        problems.extend(found)
        if read_ is None:
            unread.add(stem)
            continue
        quiet = replace(view, faults=[])
        linked = link(read_, quiet)
        faults = [*quiet.faults, *_permissions(folder, read_, view=quiet, public=public)]
        faults += _unbounded(folder, read_)
        faults += clause_faults(read_.clause, ("条款",), headings=view.names.clauses)
        problems.extend(fault_problems(head, faults))
        days = _days(folder, read_, view=quiet)
        problems.extend(notice_faults(text, body, head=read_, days=days))
        above = text.text.count("\n") - body.count("\n")
        made.append(NoticeTemplate(
            kind=folder.id, id=stem, path=text.path, head=linked, text=body, above=above,
        ))  # fmt: skip
    return tuple(made), frozenset(unread), problems


def _days(folder: Folder, head: NoticeHead, *, view: View) -> list[str]:
    """The exact days of a person's doings, which the web leaves out unless the county says so."""
    if ON_THE_WEB not in head.channels or not folder.read.minority:
        return []
    inside = enter(head.each, view) if head.each else view
    found = ((name, find(path, inside)) for name, path in head.fields.items())
    return [name for name, there in found if there is not None and there.type == "date"]


def _unbounded(folder: Folder, head: NoticeHead) -> Iterator[Fault]:
    """A notice about persons says from how many open cases on it may stand on the web."""
    if ON_THE_WEB in head.channels and folder.read.minority and head.least is None:
        hint = "例如 上网最少: 网上公示最少在册人数"
        yield Fault(("渠道",), "关于个人的公示可以上网的，须写“上网最少”", ON_THE_WEB, hint)


def _permissions(
    folder: Folder, head: NoticeHead, *, view: View, public: Mapping[str, str]
) -> Iterator[Fault]:
    """公开字段 may only name fields of this record that kind.yml lets be public."""
    base = enter(head.each, view).base if head.each else ""
    for name, path in head.fields.items():
        dotted = ".".join((*base.split("."), *path.keys) if base and not path.anchor else path.keys)
        where = ("公开字段", name)
        if path.anchor not in ("", "/"):
            yield Fault(where, "公开字段只能取自本案记录", path.text)
        elif dotted not in public and field_at(folder.fields, dotted) is not None:
            derived = any(dotted == each.text for each in folder.read.derived)
            hint = f"要公开的，在 kind.yml 的“{dotted}”写明“公开”"
            hint = "它由不公开的字段推算而来，不得公开" if derived else hint
            yield Fault(where, f"“{dotted}”不公开，公示不能使用", path.text, hint)
        elif folder.read.impersonal and public.get(dotted) == "姓某":
            yield Fault(where, "“不涉及个人”的公示不得有人的姓名", path.text)
