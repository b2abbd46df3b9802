"""Checks of the county as a whole: its folders, references to nobody, numbers used twice."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from suowu.addresses import FORMER_NUMBER, KEY_FILE, addresses_of
from suowu.check.kind_checks import FieldIssue, referring
from suowu.check.meant import meant_hint
from suowu.check.record import RecordCheck, RecordFile, fits_kind, kind_of, record_problems
from suowu.county import office_of
from suowu.definitions import Definitions, web_notices
from suowu.grammar.kinds import DRAFT_FIELD, WEB
from suowu.load.layout import COUNTY, RecordLocation
from suowu.model import Data, Problem, Raw, Source, Where
from suowu.problems import did_you_mean, field_of, problem
from suowu.values import steps_of, values_at

Located: TypeAlias = Sequence[tuple[RecordLocation, Source]]
_Known: TypeAlias = dict[tuple[str, str], frozenset[Any] | None]


def folder_problems(
    raw: Raw, definitions: Definitions, *, located: Located, files: Sequence[RecordFile]
) -> Iterator[Problem]:
    """Every problem of the tree as such: missing, not supported yet, empty, or in a wrong place."""
    yield from _missing(raw, definitions, located=located)
    yield from _unsupported(raw, definitions, located=located)
    checked = {file.source.rel for file in files}
    rest = [(location, source) for location, source in located if source.rel not in checked]
    yield from _empty(raw, definitions, located=rest)
    yield from _mislocated(raw, definitions, located=rest)
    yield from _wrong_folder(files, definitions)


def _missing(raw: Raw, definitions: Definitions, *, located: Located) -> Iterator[Problem]:
    """Ensure every office folder holds its office.yml, and the tree a county.yml."""
    there = {location.office for location, _ in located if not location.folder}
    for office in sorted({location.office for location, _ in located} | {COUNTY}):
        if office in there:
            continue
        name = "county.yml" if office == COUNTY else "office.yml"
        kind = kind_of(RecordLocation(office, "", ""), definitions)
        hint = f"python3 build.py new {kind.id} {office}" if kind else None
        path = f"{raw.root}/{office}/{name}"
        yield problem(f"须有 {name}", path=path, office=office, hint=hint)
    home = RecordLocation(COUNTY, "", "")
    if COUNTY in there and not kind_of(home, definitions) and not _is_unread(home, definitions):
        yield problem(
            "templates/kinds 里须有范围为县的类别", path=f"{raw.root}/{COUNTY}/county.yml"
        )


def _unsupported(raw: Raw, definitions: Definitions, *, located: Located) -> Iterator[Problem]:
    """Say once for every kind that is not built that its records are not read."""
    named = {kind.name: kind.id for kind in definitions.kinds.values()}
    found: dict[str, list[Source]] = defaultdict(list)
    for location, source in located:
        if kind_of(location, definitions) is None and not _is_unread(location, definitions):
            found[location.folder].append(source)
    for folder, sources in sorted(found.items()):
        says = f"未支持：{folder or 'office'}，{len(sources)} 个文件没有读取"
        hint = did_you_mean(folder, sorted(definitions.kinds), cutoff=0.8)
        if folder in named:
            hint = f"请把文件夹改名为 {named[folder]}"
        path = sources[0].path
        planned = definitions.planned.get(folder)
        hint = hint or _not_built(folder, planned)
        yield problem(says, path=path, level="提醒", kind=folder or None, hint=hint)


def _is_unread(location: RecordLocation, definitions: Definitions) -> bool:
    """Whether the kind of a record there may be one whose own file is wrong."""
    unread = definitions.unread
    return location.folder in unread if location.folder else bool(unread)


def _not_built(folder: str, planned: str | None) -> str:
    called = f"（{planned}）" if planned else " "
    return f"templates/kinds/{folder}/kind.yml{called}尚未建立"


def _empty(raw: Raw, definitions: Definitions, *, located: Located) -> Iterator[Problem]:
    """Ensure a file that reads well says something."""
    told = {p.path for p in raw.problems if p.level == "错误"}
    for location, source in located:
        kind = kind_of(location, definitions)
        if kind and fits_kind(location, kind) and source.path not in told:
            says = "文件是空的，须写“字段: 值”" if source.data is None else "须写成“字段: 值”的清单"
            yield problem(
                says,
                path=source.path,
                place=(1, 1),
                office=location.office,
                kind=kind.id,
                record=location.id,
                hint="例如 姓名: 张三（冒号后空一格）",
            )


def _mislocated(raw: Raw, definitions: Definitions, *, located: Located) -> Iterator[Problem]:
    """Ensure registers stand in registers/<year>/ and nothing else does."""
    for location, source in located:
        kind = kind_of(location, definitions)
        if kind is None or fits_kind(location, kind):
            continue
        office = COUNTY if kind.file.by_county else location.office
        where = {
            "簿": f"{location.office}/registers/<年份>/{kind.id}.yml",
            "案": f"{office}/{kind.id}/<编号>.yml",
            "所": f"{location.office}/office.yml",
        }.get(kind.scope, f"{COUNTY}/county.yml")
        says = f"{kind.name}须放在约定的位置"
        yield problem(
            says, path=source.path, office=location.office, kind=kind.id, hint=f"应为 {where}"
        )


def _wrong_folder(files: Sequence[RecordFile], definitions: Definitions) -> Iterator[Problem]:
    """Ensure a record that another kind knows, and its own hardly, is told from one misspelt."""
    fields = {kind.id: frozenset(kind.schema) for kind in definitions.kinds.values()}
    for file in files:
        keys = file.source.data.keys()
        if not keys or len(keys - fields[file.kind.id]) * 2 < len(keys):
            continue
        meant = next((id for id, names in fields.items() if keys <= names), None)
        if meant is not None and definitions.kinds[meant].scope == file.kind.scope == "案":
            name, office = definitions.kinds[meant].name, file.location.office
            yield problem(
                f"像是“{name}”的记录，不是“{file.kind.name}”的",
                path=file.source.path,
                office=office,
                kind=file.kind.id,
                record=file.location.id,
                hint=f"放错了文件夹的，移到 {office}/{meant}/ 里",
            )


def cross_problems(
    files: Sequence[RecordFile], checks: Mapping[str, RecordCheck], *, definitions: Definitions
) -> Iterator[Problem]:
    """Every problem between records; what could not be read is not held against others."""
    homes = {file.location.office: file for file in files if not file.location.folder}
    lost = definitions.unread or any(k.notices_unread for k in definitions.kinds.values())
    web = None if lost else web_notices(definitions)
    known: _Known = {(file.location.office, WEB): web for file in files}
    for file in files:
        for target, values in checks[file.source.rel].references.refers.items():
            there = _there(file, target, homes=homes, known=known)
            if there is not None and not values <= there:
                there |= _there_before(file, target, homes=homes)
            if there is not None and not values <= there:
                yield from record_problems(file, _nobody(file, target, there=there))
    yield from _twice(files, checks)


def key_problems(raw: Raw, files: Sequence[RecordFile]) -> Iterator[Problem]:
    """Ensure the key of addresses is one that only this county has; it is never repeated."""
    if raw.address_key is None:
        return
    homes = {file.location.office: file for file in files if not file.location.folder}
    path, addresses = f"{raw.root}/{KEY_FILE}", addresses_of(raw.address_key)
    if addresses is None:
        says = "须为一行 64 位随机的十六进制数字"
        hint = "删去这个文件，再运行 python3 build.py new county county 另行生成"
        yield problem(says, path=path, office=COUNTY, rule="addresses", hint=hint)
        return
    home = homes.get(COUNTY)
    if addresses.sample and not (home and _written(home, "示例数据") is True):
        says = "这是示例县的密钥，人人都有，不得用于真实的县"
        hint = "删去这个文件，再运行 python3 build.py new county county 另行生成"
        yield problem(says, path=path, office=COUNTY, rule="addresses", hint=hint)


def _written(file: RecordFile, key: str) -> Any:
    """What a file says, well formed or not."""
    return file.source.data.get(key) if isinstance(file.source.data, dict) else None


def _there(
    file: RecordFile, target: str, *, homes: Mapping[str, RecordFile], known: _Known
) -> frozenset[Any] | None:
    """The values that a reference may have; None if the file that should hold them is not there."""
    if (file.location.office, target) in known:
        return known[file.location.office, target]
    if ":" not in target:
        return _values(file.source.data, target)
    key = (file.location.office if target.startswith("所:") else COUNTY, target)
    if key not in known:
        home = homes.get(key[0])
        known[key] = _values(home.source.data, target.partition(":")[2]) if home else None
    return known[key]


def _there_before(
    file: RecordFile, target: str, *, homes: Mapping[str, RecordFile]
) -> frozenset[Any]:
    """The values in the office that a record was moved from: its people did what it tells of."""
    first = str(file.source.data.get(FORMER_NUMBER, "")).partition("/")[0]
    if not first or not target.startswith("所:"):
        return frozenset()
    path = target.partition(":")[2]
    before = (h for o, h in homes.items() if office_of(h.source.data, id=o).lasting_id == first)
    return next((_values(home.source.data, path) for home in before), frozenset())


def _values(data: Data, path: str) -> frozenset[Any]:
    found = values_at(data, steps_of(path.removeprefix("/")))
    return frozenset(value for _, value in found if type(value) is not dict)


def _nobody(file: RecordFile, target: str, *, there: frozenset[Any]) -> Iterator[FieldIssue]:
    """Ensure every name and number that refers to something refers to something that is there."""
    names = sorted(str(name) for name in there)
    for reference in file.checks.references:
        for where, value in referring(file.source.data, reference):
            if reference.target == target and value not in there:
                hint = meant_hint(value, where) or did_you_mean(str(value), names)
                hint = hint or f"可填：{'、'.join(names[:12])}"
                yield FieldIssue(where, f"须为{_said(target)}之一", value, hint)


def _said(target: str) -> str:
    if target == WEB:
        return "可以上网的公示"
    home, _, path = target.rpartition(":")
    file = {"所": " office.yml 的", "县": " county.yml 的"}.get(home, "本文件的")
    return f"{file} {path.removeprefix('/')} "


def _twice(files: Iterable[RecordFile], checks: Mapping[str, RecordCheck]) -> Iterator[Problem]:
    """Ensure a number that belongs to one thing is not used for another.

    Of two records the later has the 错误, and names the other; what is wrong already, or a 草稿,
    comes last, so that a copy never fences what it was copied from.
    """
    first: dict[tuple[str, str, Any], RecordFile] = {}
    for file in sorted(files, key=lambda file: _doubtful(file, checks)):
        for key, values in checks[file.source.rel].references.unique.items():
            scope, group = key
            within = file.location.office if scope == "所" else ""
            again = [v for v, uses in Counter(values).items() if uses > 1]
            taken = [v for v in values if (within, group, v) in first]
            if again or taken:
                others = {v: first.get((within, group, v), file) for v in (*again, *taken)}
                yield from record_problems(file, _taken(file, key, others=others))
            for value in values:
                first.setdefault((within, group, value), file)


def _doubtful(file: RecordFile, checks: Mapping[str, RecordCheck]) -> bool:
    return bool(checks[file.source.rel].problems) or _written(file, DRAFT_FIELD) is True


def _taken(
    file: RecordFile, key: tuple[str, str], *, others: Mapping[Any, RecordFile]
) -> Iterator[FieldIssue]:
    """Why `met`: within one file the first use is right and only the later ones are reported."""
    met: set[Any] = set()
    for where, value in _unique_values(file, key):
        if value in others:
            other = others[value]
            if other is not file or value in met:
                place = next(w for w, v in _unique_values(other, key) if v == value)
                hint = f"另见 {other.source.path} 的 {field_of(place)}"
                yield FieldIssue(where, "不得与别处重复", value, hint)
            met.add(value)


def _unique_values(file: RecordFile, key: tuple[str, str]) -> Iterator[tuple[Where, Any]]:
    for reference in file.checks.references:
        if (reference.scope, reference.group) == key:
            yield from referring(file.source.data, reference)
