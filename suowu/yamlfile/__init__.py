"""Strict YAML: text → data or issues, and a path in the data → line and column."""

from __future__ import annotations

from suowu.yamlfile.positions import (
    Locate,
    Position,
    locate,
    nearest_position,
    nowhere,
    positions,
)
from suowu.yamlfile.reader import MAX_BYTES, Parsed, read
from suowu.yamlfile.scalars import SyntaxIssue

__all__ = [
    "MAX_BYTES",
    "Locate",
    "Parsed",
    "Position",
    "SyntaxIssue",
    "locate",
    "nearest_position",
    "nowhere",
    "positions",
    "read",
]
