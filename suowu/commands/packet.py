"""Packet of what must be printed: one PDF with a contents sheet, and DOCX if wanted."""

from __future__ import annotations

from pathlib import Path

from suowu.commands import FONTS, Mistake, Options, load_county
from suowu.commands.findings import report
from suowu.ledger import Ledger
from suowu.problems import to_text

_FOLDER = "packets"


def run_packet(options: Options) -> int:
    """Write the packet and say where it is."""
    from suowu.publish.paper import packet_files

    county = load_county(options)
    if county.ledger is None:
        report(options, county)
        return 1
    target = _target(options, county.ledger)
    files, problems = packet_files(
        county.ledger,
        target,
        only_due=options.due,
        kind=_kind(county.ledger, options.kind),
        event=options.event,
        with_docx=options.docx,
        templates=options.templates,
        county=options.root / FONTS,
    )
    if problems:
        print(to_text(problems))
        return 1
    if not files:
        print("没有要打印的表格。\n  提示：去掉 --due、--kind 或 --event 再试")
        return 0
    _write(options.out or options.root / _FOLDER, files)
    return 0


def _target(options: Options, ledger: Ledger) -> str:
    target = options.words[0].strip("/") if options.words else options.office or ""
    known = set(ledger.cases) | set(ledger.book.offices)
    if target and target not in known:
        some = "、".join(list(ledger.book.offices)[:3])
        raise Mistake(
            f"没有这个案件或者司法所：{target!r}\n"
            f"  提示：写成 司法所/类别/编号，或者司法所，例如 {some}"
        )
    return target


def _kind(ledger: Ledger, wanted: str | None) -> str | None:
    kinds = ledger.definitions.kinds
    named = {kind.name: kind.id for kind in kinds.values()}
    if wanted is None or wanted in kinds:
        return wanted
    if wanted not in named:
        known = "、".join(f"{k.id}（{k.name}）" for k in kinds.values() if k.forms)
        raise Mistake(f"没有这个类别：{wanted!r}\n  提示：可用 {known}")
    return named[wanted]


def _write(folder: Path, files: dict[str, bytes]) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    first = next(iter(files))
    more = f" 等 {len(files)} 个文件" if len(files) > 1 else ""
    print(f"已生成 {folder / first}{more}")
