"""Draw: selection by RFC 3797 from a list that was fixed before anyone knew the random values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from suowu.draw.proof import proof_faults, proof_of, proof_text
from suowu.draw.selection import (
    AGREES,
    Selection,
    committed_on,
    is_committed,
    selection_of,
)  # fmt: skip
from suowu.draw.sources import bits_of, entropy_words
from suowu.fields import FieldType
from suowu.model import Data

__all__ = [
    "LISTS",
    "RESULTS",
    "SHOWN",
    "Selection",
    "committed_on",
    "draw_result",
    "entropy_words",
    "is_committed",
    "proof_faults",
    "proof_of",
    "proof_text",
    "selection_of",
]

_PERSON: Final[Mapping[str, FieldType]] = {
    "次序": "integer", "编号": "string", "姓名": "string", "性别": "string", "出生日期": "date",
    "出生年": "string", "途径": "string",
}  # fmt: skip
_CANDIDATE: Final[Mapping[str, FieldType]] = {**_PERSON, "批次": "integer", "抽选日期": "date"}
LISTS: Final[Mapping[str, Mapping[str, FieldType]]] = {
    "候选人": {key: of for key, of in _CANDIDATE.items() if key not in ("出生年", "途径")},
    "拟任名单": _PERSON,
    "候补名单": _PERSON,
}
"""The lists that a draw gives, with the types of their columns."""
SHOWN: Final = {"拟任名单": ("次序", "姓名", "性别", "出生年", "途径")}
"""What of them is published: the law wants the list of those to be appointed in public."""

_PARTS: Final[Mapping[str, Callable[[Selection], Any]]] = {
    "候选人": lambda found: [*found.candidates],
    "拟任名单": lambda found: [*found.appointees],
    "候补名单": lambda found: [*found.reserves],
    "核对": lambda found: "；".join(found.faults) or AGREES,
    "熵": lambda found: _weakest(found),
}
RESULTS: Final = tuple(_PARTS)
"""What a record may say 抽签 gives: the lists, whether it agrees with itself, and the bits of the
weakest of its draws."""


def _weakest(found: Selection) -> float | None:
    given = [bits_of(each.sources) for each in found.rounds if each.sources]
    return round(min(given), 1) if given else None


def draw_result(result: str, data: Data) -> Any:
    """One result of the draw of a record."""
    return _PARTS[result](selection_of(data))
