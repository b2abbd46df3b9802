"""manifest.json: what stands in site/, what made it, and what a later build may carry over."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

FILE = "manifest.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One file: `key` is the digest of all it was made from, `sha256` that of its bytes."""

    sha256: str
    bytes: int
    audience: str
    template: str
    sources: tuple[str, ...]
    key: str


def entry_of(
    content: bytes, *, audience: str, template: str, sources: tuple[str, ...], key: str
) -> Entry:
    """The entry of a file with these bytes."""
    return Entry(
        sha256=hashlib.sha256(content).hexdigest(),
        bytes=len(content),
        audience=audience,
        template=template,
        sources=sources,
        key=key,
    )


def written(files: Mapping[str, Entry], *, as_of: date, notes: Mapping[str, Any]) -> bytes:
    """One line a file, so that two manifests can be compared line by line."""
    head = {"as_of": as_of.isoformat(), **notes}
    lines = ",\n".join(f"{_json(path)}:{_json(asdict(files[path]))}" for path in sorted(files))
    return f'{_json(head)[:-1]},"files":{{\n{lines}\n}}}}\n'.encode()


def read(out: Path) -> dict[str, Entry]:
    """The manifest of the site that stands there; empty if there is none that can be read."""
    try:
        data = json.loads((out / FILE).read_bytes())
        return {
            path: Entry(**{**fields, "sources": tuple(fields["sources"])})
            for path, fields in data["files"].items()
        }
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
