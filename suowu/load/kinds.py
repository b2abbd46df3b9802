"""templates/ → kinds: kind.yml with its named types written out, notices, forms, examples."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from suowu.load.files import File, Tree
from suowu.load.front import front_matter
from suowu.load.named import paths_in
from suowu.load.records import syntax_problem, unreadable
from suowu.load.schema import Expansion, expand
from suowu.model import Data, Kind, NoticeShape, Problem, Source
from suowu.problems import did_you_mean, field_of, problem
from suowu.yamlfile import locate

SCOPES = ("所", "县", "案", "簿")
TYPES = "shared/types.yml"
_KEYS = frozenset(
    "名称 说明 范围 标题 编号 文件名 字段 先后 对照 在办 了结 责任人 未成年 推算".split()
    + "时间线 统计 登记 公开统计".split()
)
_NOTICE_KEYS = frozenset(
    "名称 逐项 触发 条件 起算 期限 渠道 公开字段 条款 说明 页面 提示 标题".split()
)
_KIND_FILE = re.compile(r"(?:kinds|registers)/([a-z0-9-]+)/kind\.yml").fullmatch
_TEXTS = (".j2", ".typ", ".css", ".js", ".svg", ".html", ".json", ".txt", ".xml")


def is_shape(rel: str) -> bool:
    """The YAML of templates/ that is parsed: kinds, shared types and forms; never examples."""
    return rel.endswith(".yml") and "/examples/" not in rel


def kinds_of(tree: Tree) -> tuple[dict[str, Kind], tuple[Problem, ...]]:
    """Every kind by id, sorted, and what is wrong in templates/."""
    problems = [p for file in tree.files for p in _unread(file, tree)]
    types = next((_data(f, tree) for f in tree.files if f.rel == TYPES), None) or {}
    kinds: dict[str, Kind] = {}
    for file in tree.files:
        if found := _KIND_FILE(file.rel):
            if isinstance(data := _data(file, tree), dict):
                shape = expand(data.get("字段"), types)
                problems.extend(_judged(file, data, shape))
                kinds[found[1]] = _kind(found[1], file, data, shape, tree)
            elif not tree.parsed[file.digest].issues:
                problems.append(problem("须为“名称、范围、字段…”的清单", path=file.path))
    return dict(sorted(kinds.items())), tuple(problems)


def templates_of(tree: Tree) -> dict[str, str]:
    """Text templates by path relative to templates/; a notice's without its front matter."""
    return {
        file.rel: front_matter(_text(file))[1] if "/notices/" in file.rel else _text(file)
        for file in tree.files
        if _is_text(file.rel) and "/examples/" not in file.rel
    }


def _is_text(rel: str) -> bool:
    return rel.endswith(_TEXTS) or rel.startswith("print/")


def _kind(kind: str, file: File, data: Data, shape: Expansion, tree: Tree) -> Kind:
    folder = f"{PurePosixPath(file.rel).parent}/"
    mine = [f for f in tree.files if f.rel.startswith(folder)]
    types = next((f.digest for f in tree.files if f.rel == TYPES), "")
    return Kind(
        id=kind,
        name=str(data.get("名称") or kind),
        scope=str(data.get("范围")),
        path=file.path,
        digest=hashlib.sha256(f"{file.digest} {types}".encode()).hexdigest(),
        schema=shape.schema,
        fields=shape.fields,
        meta={key: value for key, value in data.items() if key != "字段"},
        page=next((f.rel for f in mine if f.rel == f"{folder}page.html.j2"), None),
        notices=tuple(_notice(kind, f) for f in mine if _is_notice(f)),
        forms=tuple(_form(f, tree) for f in mine if "/forms/" in f.rel and f.rel.endswith(".yml")),
        examples=tuple(f.rel for f in mine if "/examples/" in f.rel and f.rel.endswith(".yml")),
    )


def _is_notice(file: File) -> bool:
    return "/notices/" in file.rel and file.rel.endswith(".html.j2")


def _notice(kind: str, file: File) -> NoticeShape:
    parsed, body, _ = front_matter(_text(file))
    meta = parsed.data if isinstance(parsed.data, dict) else {}
    stem = PurePosixPath(file.rel).name.partition(".")[0]
    return NoticeShape(kind=kind, id=stem, path=file.path, meta=meta, template=body)


def _form(file: File, tree: Tree) -> Source:
    return Source(rel=file.rel, path=file.path, digest=file.digest, data=_data(file, tree))


def _data(file: File, tree: Tree) -> Any:
    parsed = tree.parsed.get(file.digest)
    return parsed.data if parsed else None


def _text(file: File) -> str:
    return file.blob.decode("utf-8", "replace").removeprefix("\ufeff")


def _unread(file: File, tree: Tree) -> Iterator[Problem]:
    if file.error:
        yield unreadable(file)
    if file.digest in tree.parsed and is_shape(file.rel):
        for issue in tree.parsed[file.digest].issues:
            yield syntax_problem(issue, path=file.path)
    if _is_notice(file):
        yield from _notice_problems(file)


def _notice_problems(file: File) -> Iterator[Problem]:
    parsed, _, below = front_matter(_text(file))
    for issue in parsed.issues:
        yield syntax_problem(issue, path=file.path, below=below)
    if parsed.issues:
        return
    if not isinstance(parsed.data, dict) or not parsed.data.get("名称"):
        hint = "文件开头写 ---、名称: 某某公示、---"
        yield problem("公示模板开头须有前置说明", path=file.path, field="名称", hint=hint)
        return
    for key in parsed.data.keys() - _NOTICE_KEYS:
        line, column = locate(_text(file).split("---", 2)[1], (key,))
        place = (line, column)
        yield _unknown(file.path, place, key, _NOTICE_KEYS)


def _judged(file: File, data: Data, shape: Expansion) -> Iterator[Problem]:
    text = _text(file)
    for key in data.keys() - _KEYS:
        yield _unknown(file.path, locate(text, (key,)), key, _KEYS)
    if data.get("范围") not in SCOPES:
        place = locate(text, ("范围",))
        says = f"须为 {'、'.join(SCOPES)} 之一"
        yield problem(says, data.get("范围"), path=file.path, place=place, field="范围")
    if not data.get("名称"):
        place = locate(text, ("名称",))
        yield problem("须填写", path=file.path, place=place, field="名称", hint="页面上的称呼")
    for where, path in paths_in(data):
        if path not in shape.fields and path not in (data.get("推算") or {}):
            hint = did_you_mean(path, shape.fields)
            place, field = locate(text, where), field_of(where)
            yield problem("没有这个字段", path, path=file.path, place=place, field=field, hint=hint)
    for where, says, value, hint in shape.faults:
        place = locate(text, ("字段", *where))
        field = field_of(where)
        yield problem(says, value, path=file.path, place=place, field=field, hint=hint)


def _unknown(
    path: str, place: tuple[int, int], key: str, known: Mapping[str, Any] | frozenset[str]
) -> Problem:
    hint = did_you_mean(key, sorted(known)) or f"可用的有：{'、'.join(sorted(known))}"
    return problem("没有这个字段", path=path, place=place, field=key, hint=hint)
