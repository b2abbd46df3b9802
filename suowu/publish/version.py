"""Version of the public site: what it was made of and what its files add up to, in one place.

Why one place: a commit in the foot of every page would make every page anew with each commit.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from suowu.digest import digest_of, digest_of_bytes
from suowu.publish.manifest import line_sum
from suowu.publish.staging import PUBLIC

if TYPE_CHECKING:
    from suowu.ledger import Document

VERSION_PAGE: Final = f"{PUBLIC}version.html"
VERSION_DATA: Final = f"{PUBLIC}version.json"
_ORIGIN: Final = ("commit", "dirty", "tool", "day", "taken_down")
_COUNTED: Final = ("files", "sha256")
_GROUP: Final = 8
_SHORT: Final = 10


def version_of(lines: Mapping[str, str], origin: Mapping[str, object]) -> dict[str, object]:
    """What version.json says: what is public of `origin`, the number of the other public files, and
    their sum.

    The sum is that of `sha256sum` over its own list of them, sorted by path, each as `./path`; in
    groups, as the leak gate rightly takes eleven figures in a row for a telephone.
    """
    own = sorted(path for path in lines if _is_summed(path))
    listed = "".join(f"{line_sum(lines[path])}  ./{path.removeprefix(PUBLIC)}\n" for path in own)
    whole = digest_of_bytes(listed.encode())
    groups = [whole[at : at + _GROUP] for at in range(0, len(whole), _GROUP)]
    return {**_shortened(origin), "files": len(own), "sha256": ":".join(groups)}


def version_page(document: Document, said: Mapping[str, object]) -> Document:
    """The page with the number and the sum, which are known when all other files are made."""
    view = {**document.view, "version": dict(said)}
    return replace(document, view=view, digest=digest_of(document.digest, said))


def version_data(said: Mapping[str, object]) -> bytes:
    """version.json."""
    return json.dumps(said, ensure_ascii=False, indent=2).encode() + b"\n"


def recounted(files: Mapping[str, bytes], lines: Mapping[str, str]) -> dict[str, bytes]:
    """Page and data of a site from which pages were taken down; `lines` are those of what is left.

    As they were if they are none of ours.
    """
    try:
        before = json.loads(files[VERSION_DATA])
        now = version_of(lines, {k: v for k, v in before.items() if k not in _COUNTED})
        page = files[VERSION_PAGE].decode("utf-8")
        for name in _COUNTED:
            page = page.replace(f">{before[name]}<", f">{now[name]}<")
    except (ValueError, KeyError, AttributeError):
        return dict(files)
    return {VERSION_PAGE: page.encode(), VERSION_DATA: version_data(now)}


def _is_summed(path: str) -> bool:
    return path.startswith(PUBLIC) and path not in (VERSION_PAGE, VERSION_DATA)


def _shortened(origin: Mapping[str, object]) -> dict[str, object]:
    said = {key: origin[key] for key in _ORIGIN if key in origin}
    return said | ({"commit": str(said["commit"])[:_SHORT]} if "commit" in said else {})
