"""Draw: `build.py draw RECORD` draws by a record's list and sources, `--verify FILE` once more."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from suowu.commands import Mistake, case_named, load_county, near_case, report
from suowu.commands.options import Options
from suowu.draw import Selection, entropy_words, proof_faults, proof_of, proof_text, selection_of
from suowu.ledger import Case, Ledger

_ENOUGH = "随机源最少位数"
_FILE = "draw.json"


def run_draw(options: Options) -> int:
    """Print the commitment, or draw and write the proof beside the record, or verify a proof."""
    if options.verify is not None:
        return _verify(Path(options.verify))
    if not options.words:
        raise Mistake(
            "还须写明：记录，或者 --verify 文件\n  提示：build.py draw county/juror-selection/2026"
        )
    county = load_county(options)
    if county.ledger is None:
        report(options, county)
        return 1
    case = _case_of(county.ledger, options)
    found, enough = selection_of(case.record.data), _enough(county.ledger)
    if options.json:
        print(json.dumps(proof_of(case.record.data, found), ensure_ascii=False, indent=2))
        return 1 if found.faults else 0
    lines = (
        _commitment(found, enough=enough) if options.commit else _drawn(case, found, enough=enough)
    )
    print("\n".join(lines))
    return 1 if found.faults else 0


def _verify(path: Path) -> int:
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Mistake(f"读不了这个文件：{str(path)!r}\n  提示：写 draw.json 的路径") from error
    faults = proof_faults(text)
    print("\n".join(faults) or f"相符：照 {path} 里的名单和随机源重抽，每一步都一样。")
    return 1 if faults else 0


def _case_of(ledger: Ledger, options: Options) -> Case:
    name = options.words[0].removesuffix(".yml").rstrip("/")
    case = case_named(ledger, name, records=options.records)
    if case is None:
        near = near_case(ledger, name, records=options.records)
        raise Mistake(
            f"没有这份记录：{options.words[0]!r}\n  提示：{near}例如 county/juror-selection/2026"
        )
    kind = ledger.definitions.kinds[case.record.kind]
    if not kind.draws:
        raise Mistake(f"{kind.name}没有抽选：{options.words[0]!r}")
    return case


def _enough(ledger: Ledger) -> float:
    parameter = ledger.definitions.parameters.get(_ENOUGH)
    step = parameter.on(ledger.as_of) if parameter else None
    return step.value if step and isinstance(step.value, (int, float)) else 0


def _commitment(found: Selection, *, enough: float) -> Iterator[str]:
    """What is to be published before any source is drawn."""
    first = found.rounds[0]
    yield f"名单 {len(first.listed)} 人，抽 {first.count} 人"
    yield f"名单指纹 {found.fingerprint}"
    for source in first.sources:
        told = (
            source.name,
            source.issue and f"第 {source.issue} 期",
            _day(source.day),
            source.hour,
        )
        yield f"随机源 {'　'.join(filter(None, told))}"
        if source.numbers:
            yield "  已经有数值：名单指纹要在它公布以前公布，否则不能说明没有挑过"
    yield from entropy_words(first.sources, first.needed, enough=enough)
    yield "提示：把指纹填入 候选人抽选.名单指纹，连同随机源、递补规则提交并公布，再等随机源。"


def _drawn(case: Case, found: Selection, *, enough: float) -> Iterator[str]:
    """What each draw gives; the proof is written beside the record."""
    for each in found.rounds:
        yield f"{each.name}：名单 {len(each.listed)} 人，抽 {each.count} 人"
        yield from (
            f"  {words}" for words in entropy_words(each.sources, each.needed, enough=enough)
        )
        yield f"  密钥串 {each.key or '（随机源还没有都公布）'}"
        if each.picks:
            yield f"  抽中 {' '.join(each.chosen)}"
    if found.appointees:
        yield f"拟任 {' '.join(str(row['编号']) for row in found.appointees)}"
        yield f"候补 {' '.join(str(row['编号']) for row in found.reserves) or '无'}"
    yield from (f"不符：{fault}" for fault in found.faults)
    path = Path(case.record.path).with_suffix(f".{_FILE}")
    path.write_text(proof_text(proof_of(case.record.data, found)), encoding="utf-8", newline="\n")
    yield f"已写 {path}（只有编号，可以公布）；python3 build.py draw --verify {path} 复核"


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
