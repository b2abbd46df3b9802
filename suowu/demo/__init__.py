"""A synthetic county that can be made again from its seed: invented place, people and cases."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from suowu.demo.county import Told, compose, tell
from suowu.demo.emit import document

__all__ = ["AS_OF", "CASES", "OFFICES", "SEED", "compose", "tell", "write"]

OFFICES, CASES, SEED = 15, 200, 2026
AS_OF = date(2026, 3, 20)
"""示例日期: the day for which the committed county is told; stories keep its deadlines."""

HEADERS = {
    "county": "县级资料。本县为虚构示例：人员、地名、号码均为编造。"
    "\n没有指定日期时，以示例日期为今天。",
    "office": "司法所。本所为虚构示例。",
    "registers": "登记簿。本簿为虚构示例。",
    "assessment": "调查评估：受委托开展，不公示，意见与隐私保密。本案为虚构示例。",
    "correction": "社区矫正：一人一案一文件。字段名即表格上的字样。本案为虚构示例。",
}


def write(out: Path, *, offices: int, cases: int, seed: int, as_of: date) -> int:
    """Write the county's files below `out`; returns how many. Same arguments, same bytes."""
    count = 0
    for told in tell(offices=offices, cases=cases, seed=seed, as_of=as_of):
        path = out / told.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(document(told.data, header(told)), encoding="utf-8", newline="\n")
        count += 1
    return count


def header(told: Told) -> str:
    """The comment at the top: what the file is, and what is special in it."""
    folder, _, rest = told.path.partition("/")
    kind = "county" if folder == "county" else rest.split("/")[0].removesuffix(".yml")
    return HEADERS[kind] + (f"\n示例情节：{told.plot}" if told.plot else "")
