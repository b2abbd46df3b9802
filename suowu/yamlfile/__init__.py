"""Strict YAML: text → data or issues, and a path in the data → line and column."""

from __future__ import annotations

from suowu.yamlfile.positions import Position, locate, nearest_position, positions
from suowu.yamlfile.reader import Parsed, read
from suowu.yamlfile.scalars import SyntaxIssue

__all__ = [
    "Parsed",
    "Position",
    "SyntaxIssue",
    "locate",
    "nearest_position",
    "positions",
    "read",
]
