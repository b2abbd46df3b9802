"""Strict YAML: text → data, and a path in the data → line and column."""

from __future__ import annotations

from suowu.yamlfile.places import locate, places
from suowu.yamlfile.reader import Parsed, read
from suowu.yamlfile.scalars import Flaw

__all__ = ["Flaw", "Parsed", "locate", "places", "read"]
