"""content/rules/*.yml → rules, with every unknown word or key told about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from suowu.load.files import File, Tree
from suowu.load.records import syntax_problem, unreadable
from suowu.model import Data, Kind, Problem, Rule, Where
from suowu.problems import did_you_mean, field_of, problem, shown
from suowu.yamlfile import locate

WORDS = (
    "deadline frequency quorum coverage required documents order choice threshold ratio"
    " window term retention draw advisory"
).split()
"""The rule vocabulary."""

LAYERS = ("法律", "地方", "手册")
RULE_LEVELS = ("违规", "提醒", "停发")
_REQUIRED = ("id", "名称", "条款", "依据", "层级", "核实", "生效", "适用", "级别", "说明")
_META = ("也适用", "逐项", "条件", "起算", "并须", "说明", "备注")
_KEYS = frozenset((*_REQUIRED, *_META, "失效", "示例", *WORDS))


def rules_of(tree: Tree, kinds: Mapping[str, Kind]) -> tuple[tuple[Rule, ...], tuple[Problem, ...]]:
    """Every sound rule, sorted by id, and what is wrong with the others."""
    rules: dict[str, Rule] = {}
    problems: list[Problem] = []
    for file in tree.files:
        if not (file.rel.startswith("rules/") and file.rel.endswith(".yml")):
            continue
        problems.extend(_unread(file, tree))
        data: Any = tree.parsed[file.digest].data if file.digest in tree.parsed else None
        for position, entry in enumerate(_entries(data)):
            where: Where = ("规则", position)
            found = list(_faults(entry, kinds, rules))
            problems.extend(_told(file, where, found))
            if not found:
                rules[entry["id"]] = _rule(entry, str(data.get("主题") or ""), file.path)
    return tuple(rules[key] for key in sorted(rules)), tuple(problems)


def _entries(data: Any) -> list[Any]:
    entries = data.get("规则") if isinstance(data, dict) else None
    return entries if isinstance(entries, list) else []


def _unread(file: File, tree: Tree) -> Iterator[Problem]:
    parsed = tree.parsed.get(file.digest)
    if file.error:
        yield unreadable(file)
    elif parsed and parsed.issues:
        yield from (syntax_problem(issue, path=file.path) for issue in parsed.issues)
    elif not parsed or not isinstance(parsed.data, dict) or "规则" not in parsed.data:
        hint = "例如 {主题: 社区矫正, 规则: [ … ]}"
        yield problem("须写主题和规则", path=file.path, place=(1, 1), hint=hint)


def _rule(entry: Data, topic: str, path: str) -> Rule:
    word = next(word for word in WORDS if word in entry)
    return Rule(
        id=entry["id"],
        name=entry["名称"],
        clause=str(entry["条款"]),
        basis=entry["依据"],
        layer=entry["层级"],
        verified=entry["核实"],
        since=entry["生效"],
        until=entry.get("失效"),
        kind=entry["适用"],
        level=entry["级别"],
        word=word,
        args=entry[word],
        meta={key: entry[key] for key in _META if key in entry},
        path=path,
        topic=topic,
        examples=tuple(entry.get("示例") or ()),
    )


_Fault = tuple[Where, str, str | None]


def _told(file: File, where: Where, faults: list[_Fault]) -> Iterator[Problem]:
    text = file.blob.decode("utf-8", "replace") if faults else ""
    for inner, says, hint in faults:
        place = locate(text, (*where, *inner))
        field = field_of((*where, *inner))
        yield problem(says, path=file.path, place=place, field=field, hint=hint)


def _faults(entry: Any, kinds: Mapping[str, Kind], known: Mapping[str, Rule]) -> Iterator[_Fault]:
    if not isinstance(entry, dict):
        yield (), f"须为一条规则：{shown(entry)}", None
        return
    for key in entry.keys() - _KEYS:
        yield (key,), "没有这个字段或词", did_you_mean(key, sorted(_KEYS))
    for key in _REQUIRED:
        if entry.get(key) is None:
            yield (key,), "须填写", None
    if (count := sum(word in entry for word in WORDS)) != 1:
        yield (), f"须恰有一个规则词，现有 {count} 个", f"可用的有：{'、'.join(WORDS)}"
    if entry.get("id") in known:
        yield ("id",), f"编号不得重复：{entry['id']}", f"另见 {known[entry['id']].path}"
    yield from _bad_values(entry, kinds)


def _bad_values(entry: Data, kinds: Mapping[str, Kind]) -> Iterator[_Fault]:
    for key, allowed in (("层级", LAYERS), ("级别", RULE_LEVELS), ("适用", tuple(kinds))):
        if key in entry and entry[key] not in allowed:
            says = f"须为 {'、'.join(allowed)} 之一：{shown(entry[key])}"
            yield (key,), says, did_you_mean(str(entry[key]), allowed)
    for key in ("生效", "失效"):
        if not isinstance(entry.get(key), date | None):
            yield (key,), f"须为日期（YYYY-MM-DD）：{shown(entry[key])}", "例如 2024-11-08"
    for key in ("id", "名称", "依据"):
        if not isinstance(entry.get(key), str | None):
            yield (key,), f"须为文字：{shown(entry[key])}", None
    if not isinstance(entry.get("核实"), bool | None):
        yield ("核实",), f"须为 true 或 false：{shown(entry['核实'])}", None
    if not isinstance(entry.get("示例"), list | None):
        yield ("示例",), f"须为列表：{shown(entry['示例'])}", None
