"""`packet`: what must be printed, as one PDF with a contents sheet; on wish each form as DOCX."""

from __future__ import annotations

from pathlib import Path

from suowu.commands import Mistake, Options, read
from suowu.commands.check import report
from suowu.model import Ledger
from suowu.problems import to_text

FOLDER = "packets"


def run(options: Options) -> int:
    """Write the packet and say where it is."""
    from suowu.publish.paper import packet_files

    found = read(options)
    if found.ledger is None:
        report(options, found)
        return 1
    extra = options.extra
    target = _target(options, found.ledger)
    files, problems = packet_files(
        found.ledger,
        target,
        only_due=bool(extra.get("due")),
        kind=_kind(found.ledger, extra.get("kind")),
        event=extra.get("event"),
        with_docx=bool(extra.get("docx")),
        templates=options.templates,
        county=options.root / "fonts",
    )
    if problems:
        print(to_text(problems))
        return 1
    if not files:
        print("没有要打印的表格。\n  提示：去掉 --due、--kind 或 --event 再试")
        return 0
    _write(options.out or options.root / FOLDER, files)
    return 0


def _target(options: Options, ledger: Ledger) -> str:
    words = options.extra.get("target") or []
    target = str(words[0]).strip("/") if words else options.office or ""
    known = set(ledger.cases) | set(ledger.book.offices)
    if target and target not in known:
        some = "、".join(list(ledger.book.offices)[:3])
        raise Mistake(
            f"没有这个案件或者司法所：{target!r}\n"
            f"  提示：写成 司法所/类别/编号，或者司法所，例如 {some}"
        )
    return target


def _kind(ledger: Ledger, wanted: str | None) -> str | None:
    kinds = ledger.book.raw.kinds
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
