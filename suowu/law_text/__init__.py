"""Law text: rules, conditions and amounts in words, with parameters as they are on a day."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Final

from suowu.grammar.leaves import Parameter, ParameterName, Path, Template
from suowu.law_text.conditions import (
    amount_text,
    condition_text,
    inward,
    path_text,
    set_name,
    set_text,
)  # fmt: skip
from suowu.law_text.rules import every_text, number_text, rule_sentence, with_unit

__all__ = [
    "amount_text",
    "condition_text",
    "every_text",
    "inward",
    "law_text",
    "number_text",
    "path_text",
    "rule_sentence",
    "set_name",
    "set_text",
    "with_parameters",
    "with_unit",
]

_HOLE: Final = re.compile(r"\{参数:([^{}|]+)(?:\|([^{}|]+))?\}")


def law_text(words: Template, on: date) -> str:
    """A 说明 with its parameters as they are on a day."""
    return "".join(part if isinstance(part, str) else _filled(*part, on=on) for part in words.parts)


def _filled(name: Path | ParameterName, style: str, *, on: date) -> str:
    known = isinstance(name, ParameterName) and name.parameter
    return known.said(on, style) if known else str(name)


def with_parameters(text: str, parameters: Mapping[str, Parameter], *, on: date) -> str:
    """A text of content/ with `{参数:名称}` and `{参数:名称|汉字}` put in."""

    def said(match: re.Match[str]) -> str:
        found = parameters.get(match[1])
        return found.said(on, match[2] or "") if found else match[0]

    return _HOLE.sub(said, text)
