"""Sources of randomness: as announced and as drawn, and how many bits a lottery gives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from math import comb, log2
from typing import Any, Final

from suowu.data import data_table
from suowu.model import Data

KINDS: Final[Mapping[str, Any]] = data_table("lotteries")
RECIPE: Final = "公证员当场摇出的六位数，加上两种事先写明期号的彩票，例如双色球和超级大乐透"


@dataclass(frozen=True, slots=True, kw_only=True)
class RandomSource:
    """A source that was named before the draw; `numbers` are empty until it is drawn.

    `groups` are the numbers as RFC 3797 takes them: of a lottery each of its drums is a source.
    """

    name: str
    kind: str
    issue: str
    day: date | None
    hour: str
    numbers: tuple[int, ...]

    @property
    def groups(self) -> tuple[tuple[int, ...], ...]:
        shape, start = KINDS.get(self.kind), 0
        if not shape or self.fault:
            return (self.numbers,)
        found = list[tuple[int, ...]]()
        for group in shape:
            found.append(self.numbers[start : start + group["取"]])
            start += group["取"]
        return tuple(found)

    @property
    def fault(self) -> str:
        """Why these cannot be the numbers of such a lottery; empty if they can or are not there."""
        shape = KINDS.get(self.kind)
        if not shape or not self.numbers:
            return ""
        wanted = sum(group["取"] for group in shape)
        if len(self.numbers) != wanted:
            return f"{self.name}：{self.kind}须为 {wanted} 个数，实为 {len(self.numbers)} 个"
        rest = iter(self.numbers)
        for group in shape:
            drawn, first = [next(rest) for _ in range(group["取"])], group.get("起", 1)
            last = first + group["从"] - 1
            if len({*drawn}) < len(drawn) or not all(first <= n <= last for n in drawn):
                return f"{self.name}：{self.kind}的数须各不相同，在 {first} 到 {last} 之间"
        return ""

    @property
    def bits(self) -> float:
        """What it gives: of a kind that is not known, nothing is counted."""
        return sum(log2(comb(group["从"], group["取"])) for group in KINDS.get(self.kind, ()))


def sources_of(items: Iterable[Data]) -> tuple[RandomSource, ...]:
    """The sources of a record (随机源) or of a proof."""
    return tuple(
        RandomSource(
            name=str(item.get("名称", "")),
            kind=str(item.get("种类") or ""),
            issue=str(item.get("期号") or ""),
            day=item.get("公布日期"),
            hour=str(item.get("时点") or ""),
            numbers=tuple(item.get("数值") or ()),
        )
        for item in items
    )


def bits_of(sources: Iterable[RandomSource]) -> float:
    """What the sources give together; one that is named twice gives nothing new."""
    seen = {(s.kind, s.issue, s.day) if s.issue else (s.name, s.day): s.bits for s in sources}
    return sum(seen.values())


def entropy_words(
    sources: Iterable[RandomSource], needed: float, *, enough: float
) -> Iterator[str]:
    """`熵 68.4 位，抽选需要 243.1 位`, and a warning where anyone could try all values."""
    given = bits_of(sources)
    yield f"随机源的熵 {given:.1f} 位，抽选需要 {needed:.1f} 位"
    if given < enough:
        yield f"少于 {enough:g} 位，能改名单的人可以把各种结果都试一遍；建议用{RECIPE}"
