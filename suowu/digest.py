"""Digests: SHA-256 in hexadecimal, of plain data (32 digits) and of bytes (64 digits)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any


def digest_of(*parts: Any) -> str:
    """The digest of plain data and frozen values: same data, same digest, on every machine."""
    return digest_of_bytes(_JSON.encode(parts).encode("utf-8", "surrogatepass"))[:32]


def digest_of_bytes(content: bytes) -> str:
    """The whole SHA-256, as `sha256sum` prints it."""
    return hashlib.sha256(content).hexdigest()


def _plain(value: Any) -> Any:  # Any: json hands over whatever it does not know
    if isinstance(value, date):
        return f"\x00{value.isoformat()}"
    if is_dataclass(value):
        return {field.name: getattr(value, field.name) for field in fields(value)}
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    return repr(value)


_JSON = json.JSONEncoder(ensure_ascii=False, default=_plain, separators=(",", ":"))
"""One for all: `json.dumps` makes another for each call."""
