"""Files for those who write records: `new` a skeleton, `schema` for editors, `demo` a county."""

from __future__ import annotations

import json
import re
from pathlib import Path

from suowu.addresses import FORMER_NUMBER, KEY_FILE, key_text
from suowu.commands import Mistake, asked_day, load_definitions, near_hint, today
from suowu.commands.options import Options
from suowu.commands.progress import progress_of
from suowu.commands.typed import office_names, retold
from suowu.county import Office, office_of
from suowu.definitions import Definitions, Kind
from suowu.load.layout import is_folder_name
from suowu.model import Data
from suowu.problems import to_text


def run_new(options: Options) -> int:
    """Write a commented skeleton under the next free number; never over another file."""
    from suowu.scaffold import skeleton

    if not options.words:
        return _said_what_there_is(options)
    kind_id, office = options.words
    kind = _kind(load_definitions(options), kind_id)
    day = asked_day(options.as_of) or today()
    rolled = _rolled(options.records) if kind.scope == "县" else None
    if rolled and (options.records / "county" / f"{kind.id}.yml").exists():
        return 0
    path, number = _free(options, kind, office=office, year=day.year)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("x", encoding="utf-8") as file:
        file.write(skeleton(kind, number))
    hint = f"填写后运行 python3 build.py check {path} 检查"
    print(retold(options, f"已新建 {path}\n  提示：{hint}"))
    return 0


def _said_what_there_is(options: Options) -> int:
    """The kinds and the offices that may be written behind `new`."""
    kinds = load_definitions(options).kinds.values()
    offices = office_names(options.records).items()
    none = ["  还没有，先运行 python3 build.py new office qinghe（文件夹的名称用拼音）"]
    lines = [
        "类别：",
        *(f"  {kind.name}（{kind.id}）" for kind in kinds),
        "司法所：",
        *([f"  {name or id}（{id}）" for id, name in offices] or none),
        "写中文名称或者括号里的都可以，例如 python3 build.py new correction qinghe",
    ]
    print(retold(options, "\n".join(lines)))
    return 0


def _rolled(records: Path) -> Path | None:
    """The county's key of addresses, rolled now; None if it has one. It is not shown."""
    import secrets

    path = records / KEY_FILE
    if path.exists():
        return None
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("x", encoding="utf-8") as file:
        file.write(key_text(secrets.token_hex(32)))
    print(f"已生成 {path}\n  提示：公示网址的密钥，随记录一起提交，不得公开，不得修改、丢失")
    return path


def run_schema(options: Options) -> int:
    """One JSON Schema or the reference page on the screen, or all schemas into a folder."""
    if options.reference:
        from suowu.define.kinds import TYPES_PATH
        from suowu.grammar.reference import reference
        from suowu.yamlfile import read

        types = options.templates / TYPES_PATH
        data = read(types.read_text("utf-8")).data if types.exists() else None
        print(reference(data or {}), end="")
        return 0
    schemas = _schemas(load_definitions(options))
    for wanted in options.words:
        if wanted not in schemas:
            near = near_hint(wanted, schemas)
            raise Mistake(f"没有这种文件：{wanted!r}\n  提示：{near}可用 {'、'.join(schemas)}")
        print(_json(schemas[wanted]))
        return 0
    folder = options.out or options.root / ".schema"
    folder.mkdir(parents=True, exist_ok=True)
    for word, schema in schemas.items():
        (folder / f"{word}.schema.json").write_text(_json(schema) + "\n", encoding="utf-8")
    print(f"已写 {len(schemas)} 个 JSON Schema 到 {folder}")
    return 0


def _schemas(definitions: Definitions) -> dict[str, Data]:
    """Of the records of each kind, and of the files that define; a kind of that name comes first.

    A file whose word a kind has taken is called `file-<word>`.
    """
    from suowu.grammar.files import FILES, file_schema
    from suowu.scaffold import json_schema

    kinds = {kind.id: json_schema(kind) for kind in definitions.kinds.values()}
    files = {f"file-{f.word}" if f.word in kinds else f.word: file_schema(f) for f in FILES}
    return {**kinds, **files}


def _json(schema: Data) -> str:
    return json.dumps(schema, ensure_ascii=False, indent=2)


def run_demo(options: Options) -> int:
    """Same seed, same bytes. Refuses a folder that holds anything."""
    from suowu import demo
    from suowu.demo.county import BadStories

    out = options.out or Path("demo-records")
    if out.exists() and any(out.iterdir()):
        raise Mistake(f"--out 须为空目录，以免覆盖：{str(out)!r}")
    try:
        with progress_of(options) as tell:
            number = demo.write(
                out,
                offices=demo.OFFICES if options.offices is None else options.offices,
                cases=demo.CASES if options.cases is None else options.cases,
                seed=demo.SEED if options.seed is None else options.seed,
                as_of=asked_day(options.as_of) or demo.AS_OF,
                templates=options.templates,
                tell=tell,
            )
    except BadStories as bad:
        print(to_text(bad.problems))
        return 1
    print(f"已写 {number} 个文件到 {out}\n  提示：python3 build.py --records {out}")
    return 0


def _kind(definitions: Definitions, kind_id: str) -> Kind:
    named = {kind.name: kind for kind in definitions.kinds.values()}
    kind = definitions.kinds.get(kind_id) or named.get(kind_id)
    if kind is None:
        known = "、".join(f"{k.id}（{k.name}）" for k in definitions.kinds.values())
        near = near_hint(kind_id, [*definitions.kinds, *named])
        raise Mistake(f"没有这个类别：{kind_id!r}\n  提示：{near}可用 {known}")
    return kind


def _free(options: Options, kind: Kind, *, office: str, year: int) -> tuple[Path, str]:
    """The file of the new record, and its number."""
    if not is_folder_name(office):
        says = "须由小写字母、数字和连字符组成，不得是 Windows 的保留名"
        hint = "用拼音，例如 qinghe；中文名称写在 office.yml 的“名称”里"
        raise Mistake(f"司法所的文件夹名{says}：{office!r}\n  提示：{hint}")
    records = options.records
    folder = records / ("county" if kind.file.by_county else office)
    if kind.scope == "县":
        path, number = records / "county" / f"{kind.id}.yml", kind.id
    elif kind.scope == "所":
        path, number = folder / f"{kind.id}.yml", kind.id
    elif kind.scope == "簿":
        path, number = folder / "registers" / str(year) / f"{kind.id}.yml", kind.id
    else:
        number = next_number(records, office, kind=kind.id, year=str(year))
        path = folder / kind.id / f"{number}.yml"
    served = folder / ("county.yml" if kind.file.by_county else "office.yml")
    if kind.scope in ("案", "簿") and not served.exists():
        known = office_names(records)
        near = near_hint(office, known)
        listed = f"{near}可用 {'、'.join(known)}；" if known else ""
        hint = f"{listed}新的司法所先运行 python3 build.py new office {office}"
        raise Mistake(retold(options, f"没有这个司法所：{office!r}\n  提示：{hint}"))
    if path.exists():
        raise Mistake(f"已有这个文件，不覆盖：{str(path)!r}")
    return path, number


def next_number(records: Path, office: str, *, kind: str, year: str) -> str:
    """The number after all that a year has had in an office, those of moved records too."""
    taken = [path.stem for path in (records / office / kind).glob(f"{year}-*.yml")]
    first = office_at(records, office).lasting_id
    for path in records.glob(f"*/{kind}/*.yml"):
        taken += re.findall(rf"(?m)^{FORMER_NUMBER}: *['\"]?{first}/({year}-\d+)", _text(path))
    numbers = [int(stem[5:]) for stem in taken if stem[5:].isdigit()]
    return f"{year}-{max(numbers, default=0) + 1:03d}"


def office_at(records: Path, office: str) -> Office:
    """An office as its file says; an empty one if that is of no use."""
    from suowu.yamlfile import read

    data = read(_text(records / office / "office.yml")).data
    return office_of(data if isinstance(data, dict) else {}, id=office)


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8", "replace")
    except OSError:
        return ""
