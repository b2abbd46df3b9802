"""Counties of a portal: what each of their public sites says of itself; nothing else is read."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from suowu.model import Problem
from suowu.problems import problem
from suowu.publish.county_data import COUNTY_DATA
from suowu.publish.staging import PUBLIC

SEARCH_DATA = f"{PUBLIC}search/index.js"
_INDEX, _END = "window.searchIndex=", ";"


@dataclass(frozen=True, slots=True, kw_only=True)
class CountySite:
    """One county's public site: `base` is its address before that of a page, `home` its first page,
    `mark` the anchor of its section; `search` are the entries of its search index."""

    name: str
    bureau: str
    sample: bool
    as_of: date
    base: str
    mark: str
    offices: tuple[Mapping[str, str], ...]
    tables: tuple[Mapping[str, Any], ...]
    search: tuple[Mapping[str, str], ...]

    @property
    def home(self) -> str:
        """Its first page."""
        return f"{self.base}index.html"


def county_sites(folders: Sequence[Path], *, out: Path) -> tuple[list[CountySite], list[Problem]]:
    """The sites in these folders, in the order of their names, and what is wrong with others."""
    found: list[CountySite] = []
    wrong: list[Problem] = []
    for folder in folders:
        try:
            found.append(_site(folder, out=out))
        except (OSError, ValueError, KeyError, TypeError) as error:
            wrong.append(_not_read(folder, error))
    wrong += _twice(found)
    return sorted(found, key=lambda site: site.name), wrong


def _site(folder: Path, *, out: Path) -> CountySite:
    said = json.loads((folder / COUNTY_DATA).read_text(encoding="utf-8"))
    index = (folder / SEARCH_DATA).read_text(encoding="utf-8").strip()
    entries = json.loads(index.removeprefix(_INDEX).removesuffix(_END))
    return CountySite(
        name=str(said["name"]),
        bureau=str(said["bureau"]),
        sample=bool(said["sample"]),
        as_of=date.fromisoformat(said["as_of"]),
        base=_base(folder, said, out=out),
        mark=f"c-{said['name']}",
        offices=tuple({k: str(v) for k, v in office.items()} for office in said["offices"]),
        tables=tuple(_table(table) for table in said["tables"]),
        search=tuple({k: str(v) for k, v in entry.items()} for entry in entries),
    )


def _table(said: Mapping[str, Any]) -> Mapping[str, Any]:
    counts = {str(k): None if v is None else int(v) for k, v in said["counts"].items()}
    return {"title": str(said["title"]), "noun": str(said["noun"]), "counts": counts}


def _base(folder: Path, said: Mapping[str, Any], *, out: Path) -> str:
    """Its own domain; of a made-up county, or one without a domain, the way from here to there."""
    if said["domain"] and not said["sample"]:
        return f"https://{said['domain']}/"
    way = os.path.relpath((folder / PUBLIC).resolve(), (out / PUBLIC).resolve())
    return f"{Path(way).as_posix()}/"


def _not_read(folder: Path, error: Exception) -> Problem:
    missing = isinstance(error, FileNotFoundError)
    says = "这里没有生成好的县级网站" if missing else f"这个县的网站读不出来：{error}"
    hint = "--county 写 build.py 生成的目录（里面有 public/county.json），旧的先重新生成"
    return problem(says, path=str(folder), rule="portal", hint=hint)


def _twice(found: Sequence[CountySite]) -> Iterator[Problem]:
    names = [site.name for site in found]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield problem(
            f"{name} 出现了不止一次",
            path=name,
            rule="portal",
            hint="每个县只写一个 --county",
        )
