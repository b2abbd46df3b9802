"""Left out records on the screen: how many of which office, by name, and why one is not printed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from suowu.failures import logged
from suowu.load.layout import COUNTY
from suowu.model import Problem
from suowu.problems import to_text

if TYPE_CHECKING:
    from suowu.ledger import Ledger, LeftOut

_SEEN_BY = "运行 python3 build.py check 查看"


def only_office(problems: tuple[Problem, ...], office: str | None) -> tuple[Problem, ...]:
    """The problems of one office and those that are no office's own, or all."""
    return tuple(p for p in problems if office is None or p.office in (office, COUNTY, None))


def errors_elsewhere(problems: tuple[Problem, ...], office: str | None) -> int:
    """How many 错误 `only_office` leaves out."""
    own = set(only_office(problems, office))
    return sum(p.level == "错误" and p not in own for p in problems)


def left_out_of(ledger: Ledger | None, office: str | None) -> tuple[LeftOut, ...]:
    """What is left out of one office, or of the county."""
    found = ledger.book.left_out if ledger else ()
    return tuple(each for each in found if office in (None, each.office))


def left_out_lines(ledger: Ledger | None, office: str | None, *, others: int) -> Iterator[str]:
    """A line of what is left out where somebody looked, and one of what is wrong elsewhere."""
    own = left_out_of(ledger, office)
    if ledger and own:
        yield f"{_by_office(ledger, own)}，其余照算。"
    yield from elsewhere_lines(ledger, office, others=others)


def elsewhere_lines(ledger: Ledger | None, office: str | None, *, others: int) -> Iterator[str]:
    """What is wrong and left out in other offices than the one that was asked for, in one line.

    `others` is how many 错误 there are of theirs.
    """
    own = left_out_of(ledger, office)
    rest = [each for each in left_out_of(ledger, None) if each not in own]
    said = [f"有 {others} 个错误"] if others else []
    said += [_by_office(ledger, rest)] if ledger and rest else []
    if said:
        yield f"其他司法所{'，'.join(said)}，{_SEEN_BY}"


def looked_at(ledger: Ledger | None, office: str | None, *, of: int) -> int:
    """How many records were looked at: those of the office that was asked for, or all."""
    if office is None or ledger is None:
        return of
    own = (case for case in ledger.cases.values() if case.record.office == office)
    return sum(1 for _ in own) + len(left_out_of(ledger, office))


def left_out_names(ledger: Ledger, office: str | None) -> Iterator[str]:
    """Each by its name, under a heading of its own."""
    found = left_out_of(ledger, office)
    if found:
        yield f"未计入（{len(found)} 份）"
    for each in found:
        kind, why = ledger.definitions.kinds[each.kind].name, _WHY[each.why]
        yield f"  {_office_name(ledger, each.office)}  {kind} {each.id}  {why}  {each.path}"


_WHY = {"错误": "有错误", "草稿": "草稿", "所": "本所的 office.yml 有错误"}


def _named(ledger: Ledger, asked: str, *, records: Path) -> LeftOut | None:
    """The left out record called `asked`, as `case_named` finds those that count."""
    for each in ledger.book.left_out:
        path = each.path.removesuffix(".yml")
        if asked in (each.key, path, path.removeprefix(f"{records}/")):
            return each
    return None


def _refusal(ledger: Ledger, each: LeftOut) -> str:
    """Why nothing can be printed or explained of it, and what to do."""
    if each.why == "草稿":
        draft = [p for p in ledger.problems if p.path == each.path]
        hint = "写完以后删去“草稿: true”这一行，再运行一次"
        return f"{to_text(draft)}\n这份记录是草稿，不判断也不打印：{each.path}\n  提示：{hint}"
    if each.why == "所":
        return f"这份记录没有计入，本所的 office.yml 有错误：{each.path}\n  提示：{_SEEN_BY}"
    said = "这份记录有错误，没有计入，改正以后再运行一次。"
    return f"{to_text(each.problems)}\n{said}"


def refused(ledger: Ledger, words: Sequence[str], *, records: Path) -> str:
    """Why nothing is made of the record that was asked for; empty if it counts."""
    asked = words[0].rstrip("/").removesuffix(".yml") if words else ""
    if asked and asked not in ledger.book.offices and (wrong := _of_home(ledger, asked)):
        return (
            f"{to_text(wrong)}\n这个司法所的 office.yml 有错误，全所没有计入，改正以后再运行一次。"
        )
    left = _named(ledger, asked, records=records)
    return _refusal(ledger, left) if left else ""


def _of_home(ledger: Ledger, office: str) -> list[Problem]:
    return [p for p in ledger.problems if p.office == office and p.level == "错误"]


def say_not_in_packet(ledger: Ledger, target: str) -> bool:
    """Name what is not in the packet of an office or the county; whether that is for an 错误."""
    left = () if "/" in target else left_out_of(ledger, target or None)
    for line in left_out_names(ledger, target or None) if left else ():
        print(line)
    return any(each.why != "草稿" for each in left)


def log_of_failures(ledger: Ledger | None) -> str:
    """Write down what the program stumbled over, and say where; empty if it did not."""
    traces = [each for each in left_out_of(ledger, None) if each.trace]
    if not traces:
        return ""
    log = logged("\n".join(f"{each.path}\n{each.trace}" for each in traces))
    return f"程序处理 {len(traces)} 份记录时出错，其余照常。\n  提示：请把 {log} 交给维护人员"


def _by_office(ledger: Ledger, found: Sequence[LeftOut]) -> str:
    """竹林司法所 3 份未计入（草稿 1 份）."""
    offices = dict.fromkeys(each.office for each in found)
    drafts = Counter(each.office for each in found if each.why == "草稿")
    numbers = Counter(each.office for each in found)
    return "，".join(
        _counted(ledger, each, number=numbers[each], drafts=drafts[each]) for each in offices
    )


def _counted(ledger: Ledger, office: str, *, number: int, drafts: int) -> str:
    which = f"（其中草稿 {drafts} 份）" if 0 < drafts < number else ""
    which = "（草稿）" if drafts == number else which
    return f"{_office_name(ledger, office)} {number} 份未计入{which}"


def _office_name(ledger: Ledger, office: str) -> str:
    offices = ledger.book.offices
    return str(offices[office].data.get("名称", office)) if office in offices else office
