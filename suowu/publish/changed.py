"""What a publication changed in public, in numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from suowu.publish.manifest import line_sum
from suowu.publish.staging import PUBLIC
from suowu.publish.version import VERSION_PAGE


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedPages:
    """How many public pages are new, say something else, and are gone."""

    new: int = 0
    changed: int = 0
    gone: int = 0

    def __bool__(self) -> bool:
        return bool(self.new or self.changed or self.gone)


def changed_pages(before: Mapping[str, str], now: Mapping[str, str]) -> ChangedPages:
    """By the sums in the lines of two manifests; the page of the version changes every time."""
    old, new = _sums(before), _sums(now)
    both = old.keys() & new.keys()
    return ChangedPages(
        new=len(new.keys() - both),
        changed=sum(old[path] != new[path] for path in both),
        gone=len(old.keys() - both),
    )


def _sums(lines: Mapping[str, str]) -> dict[str, str]:
    return {
        path: line_sum(line)
        for path, line in lines.items()
        if path.startswith(PUBLIC) and path.endswith(".html") and path != VERSION_PAGE
    }
