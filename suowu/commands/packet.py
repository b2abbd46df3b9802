"""Packets: the forms of a case, an office or the county as one PDF, on request."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from suowu.commands import (
    RECORD_NAMES,
    LoadedCounty,
    Mistake,
    asked_day,
    case_named,
    load_county,
    near_case,
    near_hint,
    report,
)
from suowu.commands.left_out import refused, say_not_in_packet
from suowu.commands.options import FONTS, Options
from suowu.failures import RecordsFailed
from suowu.problems import to_text

if TYPE_CHECKING:
    from suowu.ledger import Ledger
    from suowu.model import Problem

_FOLDER = "packets"


def run_packet(options: Options) -> int:
    """Write the packet and say where it is, without the records whose forms cannot be made."""
    try:
        return _packet(options, load_county(options))
    except RecordsFailed as found:
        return _packet(options, load_county(options, found.failed))


def _packet(options: Options, county: LoadedCounty) -> int:
    from suowu.corridor import blaming
    from suowu.publish.paper import packet_files

    if county.ledger is None:
        report(options, county)
        return 1
    if told := refused(county.ledger, options.words, records=options.records):
        print(told)
        return 1
    target = _target(options, county.ledger)
    kind = _kind(county.ledger, options.kind)
    with blaming(county.ledger):
        if options.dossier:
            files, problems = _dossier(options, county.ledger, target=target)
        elif options.blank:
            files, problems = _blank(options, county.ledger, target=target, kind=kind), ()
        else:
            files, problems = packet_files(
                county.ledger,
                target,
                only_due=options.due,
                kind=kind,
                event=options.event,
                since=asked_day(options.since, "--since"),
                with_docx=options.docx,
                templates=options.templates,
                county=options.root / FONTS,
            )
    if problems:
        print(to_text(problems))
        return 1
    if not files:
        print(f"没有要打印的表格。\n  提示：{_other_forms(options, county.ledger, target=target)}")
        return 0
    _write(_folder(options), files)
    return 1 if say_not_in_packet(county.ledger, target) else 0


def _dossier(
    options: Options, ledger: Ledger, *, target: str
) -> tuple[dict[str, bytes], tuple[Problem, ...]]:
    """A case that is filed as a dossier; others are a mistake of use."""
    from suowu.publish.paper import dossier_files

    case = ledger.cases.get(target)
    if case is None or ledger.definitions.kinds[case.record.kind].file.bundle is None:
        kinds = [k.name for k in ledger.definitions.kinds.values() if k.file.bundle]
        hint = f"能整卷打印的是{'、'.join(kinds)}，写明一件，例如 qinghe/mediation/2026-001"
        raise Mistake(f"这里没有整卷可以打印：{target!r}\n  提示：{hint}")
    own = options.root / FONTS
    return dossier_files(ledger, target, templates=options.templates, county=own)


def _blank(options: Options, ledger: Ledger, *, target: str, kind: str | None) -> dict[str, bytes]:
    """Forms that are wanted before their event; a Mistake says which there are."""
    from suowu.forms.context import form_words
    from suowu.publish.paper import blank_files

    case = ledger.cases.get(target)
    whose = case.record.kind if case else kind
    if whose is None or not target:
        raise Mistake(
            "--blank 须写明一件案子，或者司法所和 --kind\n"
            "  提示：例如 packet qinghe/correction/2025-001 --blank --event 外出"
        )
    forms = ledger.definitions.kinds[whose].forms.values()
    found = [form for form in forms if options.event in form_words(form)]
    if not found:
        names = dict.fromkeys(form.name for form in forms)
        near = near_hint(options.event or "", [word for form in forms for word in form_words(form)])
        hint = f"{near}可写清单的名称如 外出，或者 {'、'.join(names)}"
        raise Mistake(f"--event 须写一张表格：{options.event!r}\n  提示：{hint}")
    own = options.root / FONTS
    return blank_files(ledger, target, forms=found, templates=options.templates, county=own)


def _folder(options: Options) -> Path:
    """Beside the site, never in it: what lies in a site and is not of its making stops a build."""
    return (options.out.parent if options.out else options.root) / _FOLDER


def _other_forms(options: Options, ledger: Ledger, *, target: str) -> str:
    """What might be asked for instead: the events that have forms, else fewer conditions."""
    from suowu.forms import event_words, select_forms

    kind = _kind(ledger, options.kind)
    due = [due for _, due in select_forms(ledger, target, only_due=options.due, kind=kind)]
    words = dict.fromkeys(event_words(each)[0] for each in due)
    if not words:
        return "去掉 --due 或 --kind 再试"
    every = dict.fromkeys(word for each in due for word in event_words(each))
    near = near_hint(options.event or "", every)
    return f"{near}--event 可写 {'、'.join(words)}，或者表格的名称、文件名"


def _target(options: Options, ledger: Ledger) -> str:
    """The key of a record, an office, or "" for the whole county."""
    target = options.words[0].strip("/") if options.words else options.office or ""
    if not target or target in ledger.book.offices:
        return target
    name = target.removesuffix(".yml")
    case = case_named(ledger, name, records=options.records)
    if case is None:
        near = near_hint(name, ledger.book.offices)
        near = near or near_case(ledger, name, records=options.records)
        some = "、".join(list(ledger.book.offices)[:3])
        hint = f"{near}写司法所，例如 {some}；{RECORD_NAMES}"
        raise Mistake(f"没有这个案件或者司法所：{target!r}\n  提示：{hint}")
    return case.record.key


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
