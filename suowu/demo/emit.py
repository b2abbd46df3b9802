"""Records as YAML text in the hand-written style of the examples."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

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
    for key, value in data.items():
        lines += entry(key, value, "")
    return "\n".join(lines) + "\n"


def entry(key: str, value: Any, indent: str) -> list[str]:
    """`key: value` on one line where it fits the style, otherwise as a block."""
    if isinstance(value, list) and any(isinstance(item, dict) for item in value):
        return [f"{indent}{key}:", *(line for item in value for line in listed(item, indent))]
    if isinstance(value, dict) and not fits(value):
        return [f"{indent}{key}:", *block(value, indent + "  ")]
    return [f"{indent}{key}: {flow(value)}"]


def block(value: Mapping[str, Any], indent: str) -> list[str]:
    return [line for key, item in value.items() for line in entry(key, item, indent)]


def listed(item: Any, indent: str) -> list[str]:
    """One list item: a flow map on a line, or a block when it is too long to read."""
    text = flow(item)
    if len(text) <= WIDE or not isinstance(item, dict):
        return [f"{indent}  - {text}"]
    first, *rest = block(item, indent + "    ")
    return [f"{indent}  - {first.strip()}", *rest]


def fits(value: Mapping[str, Any]) -> bool:
    nested = any(
        isinstance(item, list) and any(isinstance(each, dict) for each in item)
        for item in value.values()
    )
    return not nested and len(flow(value)) <= WIDE


def flow(value: Any) -> str:
    """Any value on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow(item) for item in value) + "]"
    return scalar(value)


def scalar(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "null"
    return quoted(value) if isinstance(value, str) else str(value)


@lru_cache(maxsize=4096)
def quoted(text: str) -> str:
    """The text bare where the strict reader takes it for text, otherwise in double quotes."""
    if _SAFE_DIGITS.fullmatch(text):
        return text
    if _PLAIN.fullmatch(text) and not _TAKEN.fullmatch(text) and ": " not in text:
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
