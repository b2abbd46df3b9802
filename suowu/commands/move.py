"""Moves: an office renamed, a record taken to another office, an office merged into another.

Files are only renamed, so that git follows them; addresses and 索引号 are made of what each was
called first, which is written into it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from suowu.addresses import FORMER_NUMBER, first_place
from suowu.commands import Mistake, load_definitions, near_hint
from suowu.commands.authoring import next_number, office_at
from suowu.commands.edited import (
    data_at,
    flow,
    renumbered,
    text_at,
    unwritable,
    with_field,
    with_staff,
)
from suowu.commands.options import Options
from suowu.commands.typed import office_names, retold
from suowu.definitions import Definitions, Kind
from suowu.load.layout import COUNTY, MERGED, is_folder_name
from suowu.model import Data
from suowu.values import steps_of, values_at
from suowu.yamlfile import read

_OFFICE_FILE = "office.yml"
_FORMER = "原目录"
_SAME_PLACE = "网址、二维码和索引号不变。"


@dataclass(slots=True)
class _Plan:
    """What is to be done: `renames` from → to, then `texts` by path, and what to say of it."""

    renames: list[tuple[Path, Path]] = field(default_factory=list)
    texts: dict[Path, str] = field(default_factory=dict)
    says: list[str] = field(default_factory=list)


class _Move(NamedTuple):
    """A record on its way: its file and the office and number it comes to."""

    kind: Kind
    path: Path
    office: str
    number: str


def run_move(options: Options) -> int:
    """Do what is asked, or with --dry-run only say it. Nothing is done by halves."""
    old, new = options.words[0].strip("/"), options.words[1] if len(options.words) > 1 else None
    if (new is None) == (options.into is None):
        raise Mistake("须写明新名或者 --into，只写一个\n  提示：例如 move qinghe qingxi")
    definitions = load_definitions(options)
    if "/" in old or old.endswith(".yml"):
        plan = _taken_over(options, definitions, asked=old, office=str(options.into or new))
    elif new is not None:
        plan = _renamed(options.records, old, new=new)
    else:
        plan = _merged(options.records, definitions, old=old, into=str(options.into))
    if not options.dry_run:
        _done(plan)
    said = "没有改动，去掉 --dry-run 就照此办理：" if options.dry_run else "已经改好："
    hint = "  提示：运行 python3 build.py check 检查，再 git add -A 记录的文件夹，一起提交"
    print(retold(options, "\n".join([said, *(f"  {line}" for line in plan.says), hint])))
    return 0


# --- the three moves ----------------------------------------------------------------------------


def _renamed(records: Path, old: str, *, new: str) -> _Plan:
    _require_office(records, old)
    if not is_folder_name(new) or new == COUNTY:
        raise Mistake(f"新的文件夹名须由小写字母、数字和连字符组成：{new!r}\n  提示：例如 qingxi")
    _require_unused(records, new, but=old)
    plan = _Plan([(records / old, records / new)])
    former = office_at(records, old).former or (old,)
    listed = former if old in former else (*former, old)
    text = with_field(records / old / _OFFICE_FILE, _FORMER, value=flow(listed), after="名称")
    plan.texts[records / new / _OFFICE_FILE] = text
    plan.says += [
        f"{records / old} 改名为 {records / new}",
        f"{_OFFICE_FILE} 写上 {_FORMER}: {flow(listed)}，{_SAME_PLACE}",
    ]
    return plan


def _taken_over(options: Options, definitions: Definitions, *, asked: str, office: str) -> _Plan:
    records = options.records
    kind, path = _record(records, definitions, asked=asked)
    _require_office(records, office)
    if path.parts[len(records.parts)] == office:
        raise Mistake(f"这份记录已经在 {office} 里")
    plan = _Plan()
    number = _free(records, office, kind=kind, number=path.stem, taken=set())
    moved = _carried(plan, _Move(kind, path, office, number), records=records)
    target = records / office / _OFFICE_FILE
    homes = [data_at(target), data_at(path.parent.parent / _OFFICE_FILE)]
    plan.says += [*_to_add([moved], target, homes=homes), _SAME_PLACE]
    return plan


def _merged(records: Path, definitions: Definitions, *, old: str, into: str) -> _Plan:
    _require_office(records, old)
    _require_office(records, into)
    if old == into:
        raise Mistake(f"不能并入自己：{into!r}")
    plan, taken, moved = _Plan(), set[tuple[str, str]](), list[tuple[_Move, Data]]()
    cases = {id: kind for id, kind in definitions.kinds.items() if kind.scope == "案"}
    for path in sorted(p for p in (records / old).rglob("*") if p.is_file()):
        folder = path.parent.name if path.parent.parent == records / old else ""
        if folder in cases and path.suffix == ".yml":
            number = _free(records, into, kind=cases[folder], number=path.stem, taken=taken)
            move = _Move(cases[folder], path, into, number)
            moved.append(_carried(plan, move, records=records))
        else:
            rel = path.relative_to(records)
            plan.renames.append((path, records / MERGED / rel))
    plan.says += _joined(plan, records, old=old, into=into)
    target = records / into / _OFFICE_FILE
    home = read(plan.texts[target]).data
    plan.says += [*_to_add(moved, target, homes=[home]), _SAME_PLACE]
    return plan


def _joined(plan: _Plan, records: Path, *, old: str, into: str) -> Iterator[str]:
    """The office that stays takes the folders and the staff of the other, and what it says."""
    here, there = office_at(records, old), office_at(records, into)
    target, kept = records / into / _OFFICE_FILE, records / MERGED / old
    listed = dict.fromkeys((there.lasting_id, *there.former, here.lasting_id, *here.former, old))
    text = with_field(target, _FORMER, value=flow(tuple(listed)), after="名称")
    names = {member.name for member in there.staff}
    coming = [member.name for member in here.staff if member.name not in names]
    joined = with_staff(text, text_at(records / old / _OFFICE_FILE), names=coming)
    plan.texts[target] = joined or text
    yield f"{target} 写上 {_FORMER}: {flow(tuple(listed))}"
    if coming and joined:
        yield f"{target} 的人员里加上 {'、'.join(coming)}，请核对职务和职责"
    elif coming:
        yield f"人员没有带过来：{'、'.join(coming)}，照 {kept / _OFFICE_FILE} 抄"
    yield f"{old} 的 {_OFFICE_FILE} 和登记簿存到 {kept}，以后不再计算"
    if here.disclosed:
        titles = "、".join(entry.title for entry in here.disclosed)
        yield f"信息公开没有带过来：{titles}；仍然有效的，抄到 {target}，索引号照旧"


def _carried(plan: _Plan, move: _Move, *, records: Path) -> tuple[_Move, Data]:
    """One record: its file, its number, and where it was first."""
    data, here = data_at(move.path), office_at(records, move.path.parts[len(records.parts)])
    path = records / move.office / move.kind.id / f"{move.number}.yml"
    first = first_place(data, office=here.lasting_id, id=move.path.stem)
    text = with_field(move.path, FORMER_NUMBER, value="/".join(first), after="编号")
    text = renumbered(text, old=move.path.stem, new=move.number)
    if read(text).data != {**data, "编号": move.number, FORMER_NUMBER: "/".join(first)}:
        raise unwritable(move.path, f"编号: {move.number}")
    plan.renames.append((move.path, path))
    plan.texts[path] = text
    again = f"，新编号 {move.number}" if move.number != move.path.stem else ""
    plan.says.append(f"{move.path} 移到 {path}{again}，原编号 {'/'.join(first)}")
    return move, data


def _strangers(move: _Move, data: Data, *, homes: Sequence[Data]) -> Iterator[tuple[str, str]]:
    """What a record names of its office that none of these offices has, each with its field."""
    for path, meta in move.kind.metas.items():
        target = str(meta.get("引用", ""))
        if target.startswith("所:"):
            steps = steps_of(target[2:])
            there = [value for home in homes for _, value in values_at(home, steps)]
            for _, value in values_at(data, steps_of(path)):
                if type(value) is str and value not in there:
                    yield target[2:], value


def _to_add(moves: Sequence[tuple[_Move, Data]], path: Path, *, homes: Sequence[Data]) -> list[str]:
    """What must be put into an office's file before these records can be used there."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for move, data in moves:
        for target, value in _strangers(move, data, homes=homes):
            found[target][value] = None
    return [f"还要您在 {path} 的 {key} 里加上 {'、'.join(names)}" for key, names in found.items()]


# --- what must be so ----------------------------------------------------------------------------


def _require_office(records: Path, office: str) -> None:
    if not (records / office / _OFFICE_FILE).is_file():
        known = office_names(records)
        near = near_hint(office, known)
        raise Mistake(f"没有这个司法所：{office!r}\n  提示：{near}可用 {'、'.join(known)}")


def _require_unused(records: Path, new: str, *, but: str) -> None:
    if (records / new).exists():
        hint = f"并入它写作 move {but} --into {new}"
        raise Mistake(f"已有这个文件夹：{str(records / new)!r}\n  提示：{hint}")
    for office in office_names(records):
        if office != but and new in office_at(records, office).former:
            says = f"{new!r} 是{office_at(records, office).name}用过的文件夹名，它的网址还在用"
            raise Mistake(f"{says}\n  提示：请另取一个名称")


def _record(records: Path, definitions: Definitions, *, asked: str) -> tuple[Kind, Path]:
    rel = asked.removeprefix(f"{records}/").removesuffix(".yml")
    parts = rel.split("/")
    kind = definitions.kinds.get(parts[1]) if len(parts) == 3 else None
    if kind is None or kind.scope != "案":
        raise Mistake(f"须为一件记录或者一个司法所：{asked!r}\n  提示：记录写作 司法所/类别/编号")
    path = records / f"{rel}.yml"
    if not path.is_file():
        raise Mistake(f"没有这份记录：{str(path)!r}")
    return kind, path


def _free(
    records: Path, office: str, *, kind: Kind, number: str, taken: set[tuple[str, str]]
) -> str:
    """Its own number if nobody there has had it, else the next; `taken` ones are on their way."""
    year = number[:4]
    if re.fullmatch(r"\d{4}-\d{3,4}", number) is None:
        raise Mistake(f"编号不是“年份-顺序号”，不能移：{number!r}\n  提示：先改正文件名和编号")
    path = records / office / kind.id / f"{number}.yml"
    if path.exists() or (kind.id, number) in taken:
        number = next_number(records, office, kind=kind.id, year=year)
    while (kind.id, number) in taken or (records / office / kind.id / f"{number}.yml").exists():
        number = f"{year}-{int(number[5:]) + 1:03d}"
    taken.add((kind.id, number))
    return number


def _done(plan: _Plan) -> None:
    for _, new in plan.renames:
        if new.exists():
            raise Mistake(f"已有这个文件，不覆盖：{str(new)!r}")
    for old, new in plan.renames:
        new.parent.mkdir(parents=True, exist_ok=True)
        old.rename(new)
        _without_empty(old.parent)
    for path, text in plan.texts.items():
        path.write_bytes(text.encode("utf-8"))


def _without_empty(folder: Path) -> None:
    """Remove folders that nothing is left in."""
    while not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent
