"""Numbering: checks of what must last — the first folders and numbers, gaps, and the 索引号."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import TypeAlias

from suowu.addresses import FORMER_NUMBER, first_place
from suowu.check.kind_checks import FieldIssue
from suowu.check.record import RecordFile, kind_of, record_problems
from suowu.county import county_of, office_of
from suowu.definitions import Definitions
from suowu.index_numbers import INDEX_FILE, numbered_documents
from suowu.load.layout import COUNTY, RecordLocation
from suowu.model import Problem, Raw, Source
from suowu.problems import problem

_WIDEST = 20
"""More missing numbers in a row are another series, and no records that somebody has deleted."""
_NUMBER = re.compile(r"\d{4}-\d{3,4}").fullmatch

_Place: TypeAlias = tuple[str, str, str]  # office, kind, number
_Homes: TypeAlias = Mapping[str, RecordFile]


def numbering_problems(
    raw: Raw,
    files: Iterable[RecordFile],
    *,
    located: Iterable[tuple[RecordLocation, Source]],
    definitions: Definitions,
) -> Iterator[Problem]:
    """Every problem of what must last."""
    files = [file for file in files if isinstance(file.source.data, dict)]
    homes = {file.location.office: file for file in files if not file.location.folder}
    cases = [file for file in files if file.location.folder and _NUMBER(file.location.id)]
    yield from _folders(homes)
    yield from _used_before(cases, homes)
    yield from _gaps(cases, homes, located=located, definitions=definitions)
    yield from _index_numbers(raw, homes)


def _folders(homes: _Homes) -> Iterator[Problem]:
    """Ensure a former folder is no other office's, nor was: they would share addresses."""
    owners: dict[str, str] = {}
    for office, file in sorted(homes.items()):
        for former in office_of(file.source.data, id=office).former:
            if former in homes and former != office:
                says = "不得是另一个司法所的文件夹"
                hint = f"{former} 现在是别的司法所的文件夹；没有改过名的，删去这一项"
            elif former in owners:
                says = "不得与别的司法所的相同"
                hint = f"{owners[former]}/office.yml 里也有，只留一处"
            else:
                owners[former] = office
                continue
            yield from record_problems(file, [FieldIssue(("原目录",), says, former, hint)])


def _used_before(cases: Iterable[RecordFile], homes: _Homes) -> Iterator[Problem]:
    """Ensure no number is given to another record after its own was moved: an address is for one.

    Of two records that of the later number has the 错误, and never one that was moved.
    """
    first: dict[_Place, RecordFile] = {}
    for file in sorted(cases, key=lambda file: (not _moved(file), file.source.rel)):
        place = _first_place(file, homes)
        other = first.setdefault(place, file)
        if other is not file:
            where = (FORMER_NUMBER,) if _moved(file) else ("编号",)
            hint = f"{other.source.path} 最初就是这一件，请运行 python3 build.py new 另取编号"
            issue = FieldIssue(where, "这个编号已经用过", place[2], hint)
            yield from record_problems(file, [issue])


def _moved(file: RecordFile) -> bool:
    return FORMER_NUMBER in file.source.data


def _first_place(file: RecordFile, homes: _Homes) -> _Place:
    at = file.location
    office, id = first_place(file.source.data, office=_lasting(at.office, homes), id=at.id)
    return office, at.folder, id


def _lasting(office: str, homes: _Homes) -> str:
    home = homes.get(office)
    return office_of(home.source.data, id=office).lasting_id if home else office


def _gaps(
    cases: Iterable[RecordFile],
    homes: _Homes,
    *,
    located: Iterable[tuple[RecordLocation, Source]],
    definitions: Definitions,
) -> Iterator[Problem]:
    """Say which numbers of a year are missing between others, unless their records were moved."""
    came = {file.source.rel for file in cases if _moved(file)}
    gone = {_first_place(file, homes) for file in cases if _moved(file)}
    years: dict[tuple[str, str, str], dict[int, Source]] = defaultdict(dict)
    for at, source in located:
        known = kind_of(at, definitions) if at.folder and _NUMBER(at.id) else None
        if known and known.scope == "案" and known.file.numbered:
            years[at.office, at.folder, at.id[:4]][int(at.id[5:])] = source
    for (office, kind, year), there in sorted(years.items()):
        home, unused = _lasting(office, homes), _unused(homes.get(office))
        for before, after in pairwise(sorted(there)):
            if there[after].rel in came or after - before - 1 > _WIDEST:
                continue
            ids = (f"{year}-{number:03d}" for number in range(before + 1, after))
            missing = [
                id for id in ids if (home, kind, id) not in gone and f"{kind}/{id}" not in unused
            ]
            if missing:
                yield _gap(there[after], office, kind=kind, missing=missing)


def _unused(home: RecordFile | None) -> frozenset[str]:
    """The numbers that an office says it has never had, as kind/number."""
    listed = home.source.data.get("空号") if home else None
    items = listed if isinstance(listed, list) else []
    return frozenset(str(item.get("编号")) for item in items if isinstance(item, dict))


def _gap(source: Source, office: str, *, kind: str, missing: list[str]) -> Problem:
    more = f" 至 {missing[-1]}" if len(missing) > 1 else ""
    example = f"{{编号: {kind}/{missing[0]}, 理由: …}}"
    return problem(
        f"前面的编号不连续，缺 {missing[0]}{more}",
        path=source.path,
        level="提醒",
        rule="numbering",
        office=office,
        kind=kind,
        hint=f"误删的请从 git 里找回；本来就没有的，在 office.yml 的“空号”里写一项 {example}",
    )


def _index_numbers(raw: Raw, homes: _Homes) -> Iterator[Problem]:
    """Ensure a document has one 索引号, and a 索引号 one document."""
    text = raw.data_files.get(INDEX_FILE)
    if text is None:
        return
    given, wrong = numbered_documents(text)
    for line in wrong:
        hint = "从 git 里找回这一行；新的文件运行 python3 build.py number 编号"
        yield _of_index(raw, line.says, value=line.value, line=line.line, hint=hint)
    listed = {
        entry.index_no: file.source.path
        for office, file in sorted(homes.items())
        for entry in (county_of if office == COUNTY else office_of)(file.source.data).disclosed
    }
    for each in given.values():
        if each.index_no in listed:
            hint = f"{listed[each.index_no]} 的信息公开里也有，那一处另取一个"
            yield _of_index(raw, "索引号不得重复", value=each.index_no, line=each.line, hint=hint)


def _of_index(raw: Raw, says: str, *, value: str, line: int, hint: str) -> Problem:
    return problem(
        says,
        value,
        path=f"{raw.root}/{INDEX_FILE}",
        place=(line, 1),
        office=COUNTY,
        rule="index-number",
        hint=hint,
    )
