"""`new KIND OFFICE`: a commented skeleton under the next free number; never overwrites."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from suowu.commands import ZONE, Mistake, Options, nearest
from suowu.model import Kind, Raw


def run(options: Options) -> int:
    """Write the skeleton and say where it is."""
    from suowu.load import load
    from suowu.skeleton import skeleton

    kind_id, office = options.extra["target"]
    raw = load(
        records=options.records,
        content=options.content,
        templates=options.templates,
        cache=options.cache,
    )
    kind = _kind(raw, kind_id)
    path, number = _free(options.records, kind, office)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("x", encoding="utf-8") as file:
        file.write(skeleton(kind, number))
    print(f"已新建 {path}\n  提示：填写后运行 python3 build.py check 检查")
    return 0


def _kind(raw: Raw, kind_id: str) -> Kind:
    named = {kind.name: kind for kind in raw.kinds.values()}
    kind = raw.kinds.get(kind_id) or named.get(kind_id)
    if kind is None:
        known = "、".join(f"{k.id}（{k.name}）" for k in raw.kinds.values())
        near = nearest(kind_id, [*raw.kinds, *named])
        raise Mistake(f"没有这个类别：{kind_id!r}\n  提示：{near}可用 {known}")
    return kind


def _free(records: Path, kind: Kind, office: str) -> tuple[Path, str]:
    year = datetime.now(ZoneInfo(ZONE)).year
    folder = records / office
    if kind.scope == "县":
        path, number = records / "county" / f"{kind.id}.yml", kind.id
    elif kind.scope == "所":
        path, number = folder / f"{kind.id}.yml", kind.id
    elif kind.scope == "簿":
        path, number = folder / "registers" / str(year) / f"{kind.id}.yml", kind.id
    else:
        number = _next(folder / kind.id, year)
        path = folder / kind.id / f"{number}.yml"
    if kind.scope in ("案", "簿") and not (folder / "office.yml").exists():
        known = "、".join(sorted(p.parent.name for p in records.glob("*/office.yml")))
        near = nearest(office, known.split("、"))
        raise Mistake(f"没有这个司法所：{office!r}\n  提示：{near}可用 {known}")
    if path.exists():
        raise Mistake(f"已有这个文件，不覆盖：{str(path)!r}")
    return path, number


def _next(folder: Path, year: int) -> str:
    taken = [path.stem for path in folder.glob(f"{year}-*.yml")]
    numbers = [int(stem[5:]) for stem in taken if stem[5:].isdigit()]
    return f"{year}-{max(numbers, default=0) + 1:03d}"
