"""Demo: a synthetic county, the same from the same seed, and its records written as YAML."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from suowu.parallel import Tell, silent

OFFICES, CASES, SEED = 15, None, 2026
"""The committed county; without a number of cases there are as many as the stories say (份数)."""
AS_OF = date(2026, 3, 20)
"""示例日期: the day for which the committed county is told; stories keep its deadlines."""
_STEP = 100
TEMPLATES = Path(__file__).resolve().parents[2] / "templates"


def write(
    out: Path,
    *,
    offices: int = OFFICES,
    cases: int | None = CASES,
    seed: int = SEED,
    as_of: date = AS_OF,
    templates: Path = TEMPLATES,
    tell: Tell = silent,
) -> int:
    """Write the county's files below `out`; returns how many. Same arguments, same bytes."""
    from suowu.addresses import KEY_FILE, key_text
    from suowu.demo import document
    from suowu.demo.county import tell as story

    written = 1
    told = story(offices=offices, cases=cases, seed=seed, as_of=as_of, templates=templates)
    for one in told:
        path = out / one.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(document(one.data, one.head), encoding="utf-8", newline="\n")
        for rel, text in one.sheets.items():
            (out / rel).write_text(text, encoding="utf-8", newline="\n")
        written += 1 + len(one.sheets)
        if written % _STEP == 0:
            tell("写示例县", (written, cases or 0))
    key = out / KEY_FILE
    key.parent.mkdir(parents=True, exist_ok=True)
    key.write_text(key_text(), encoding="utf-8", newline="\n")
    return written


WIDE = 300

_PLAIN = re.compile(r"[一-鿿（〔《A-Za-z0-9/][^\x00-\x1f,\[\]{}\"'#]*(?<![\s:])")
_TAKEN = re.compile(
    r"(?i:true|false|null|on|off|yes|no|y|n)"
    r"|[-+]?[0-9][0-9_.,:eExXa-fA-F+-]*"
    r"|\d{17}X"
)
_SAFE_DIGITS = re.compile(r"\d{4}-\d{2}|\d{4}-\d{3,4}|0\d{3}-\d+")


def document(data: Mapping[str, Any], header: str = "") -> str:
    """A whole file: the comment header, then one key a line, in the mapping's own order."""
    lines = [f"# {line}" for line in header.splitlines()]
    for field in data.items():
        _entry(lines, field, indent="")
    return "\n".join(lines) + "\n"


def _entry(lines: list[str], field: tuple[str, Any], *, indent: str) -> None:
    """`key: value` on one line where it fits the style, otherwise as a block."""
    key, value = field
    if type(value) is list and any(type(item) is dict for item in value):
        lines.append(f"{indent}{key}:")
        for item in value:
            _listed(lines, item, indent=indent)
        return
    text = _flow(value)
    if type(value) is dict and (len(text) > WIDE or _nested(value)):
        lines.append(f"{indent}{key}:")
        for inner in value.items():
            _entry(lines, inner, indent=indent + "  ")
        return
    lines.append(f"{indent}{key}: {text}")


def _listed(lines: list[str], item: Any, *, indent: str) -> None:
    """One list item: a flow map on a line, or a block when it is too long to read."""
    text = _flow(item)
    if len(text) <= WIDE or type(item) is not dict:
        lines.append(f"{indent}  - {text}")
        return
    first = len(lines)
    for field in item.items():
        _entry(lines, field, indent=indent + "    ")
    lines[first] = f"{indent}  - {lines[first].lstrip()}"


def _nested(value: Mapping[str, Any]) -> bool:
    return any(
        type(item) is list and any(type(each) is dict for each in item) for item in value.values()
    )


def _flow(value: Any) -> str:
    """Any value on one line."""
    if type(value) is str:
        return _quoted(value)
    if type(value) is date:
        return _iso(value)
    if type(value) is dict:
        return "{" + ", ".join([f"{key}: {_flow(item)}" for key, item in value.items()]) + "}"
    if type(value) is list:
        return "[" + ", ".join([_flow(item) for item in value]) + "]"
    if type(value) is bool:
        return "true" if value else "false"
    return str(value)


@lru_cache(maxsize=4096)
def _iso(day: date) -> str:
    return day.isoformat()


@lru_cache(maxsize=4096)
def _quoted(text: str) -> str:
    """The text bare where the strict reader takes it for text, otherwise in double quotes."""
    if _SAFE_DIGITS.fullmatch(text):
        return text
    if _PLAIN.fullmatch(text) and not _TAKEN.fullmatch(text) and ": " not in text:
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
