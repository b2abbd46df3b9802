"""Digests: SHA-256 in hexadecimal, of plain data (32 digits) and of bytes (64 digits)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any


def digest_of(*parts: Any) -> str:
    """The digest of plain data: same data, same digest, on every machine."""
    text = json.dumps(parts, ensure_ascii=False, default=_plain, separators=(",", ":"))
    return digest_of_bytes(text.encode("utf-8", "surrogatepass"))[:32]


def digest_of_bytes(content: bytes) -> str:
    """The whole SHA-256, as `sha256sum` prints it."""
    return hashlib.sha256(content).hexdigest()


def _plain(value: Any) -> Any:  # Any: json hands over whatever it does not know
    if isinstance(value, date):
        return f"\x00{value.isoformat()}"
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    return repr(value)
