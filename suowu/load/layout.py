"""Where things stand under records/: path → office, kind and id, or why a file cannot be there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import NamedTuple

from suowu.model import Kind

COUNTY = "county"
_REGISTERS = "registers"
_FOLDER = re.compile(r"[a-z0-9][a-z0-9-]*").fullmatch
_QUIET = frozenset((".gitkeep", ".gitignore", ".gitattributes", ".editorconfig", "README.md"))
_LEFTOVER = re.compile(
    r".*~|\.#.*|#.*#|~\$.*|.*\.(swp|swo|bak|tmp|orig|rej)|\.DS_Store|Thumbs\.db|desktop\.ini", re.I
).fullmatch
_WRONG_SUFFIX = frozenset((".yaml", ".json", ".yml"))


class RecordLocation(NamedTuple):
    """Which record a path holds. `folder` is the kind's id; "" for office.yml and county.yml."""

    office: str
    folder: str
    id: str


class StrayFile(NamedTuple):
    """A file that is no record: how bad, what must be, and what to do about it."""

    level: str
    says: str
    hint: str


def location_of(rel: str) -> RecordLocation | None:
    """The place of a path relative to records/, or None if no record can stand there."""
    if not rel.endswith(".yml"):
        return None
    parts = rel[:-4].split("/")
    match parts:
        case [office, stem] if stem == (COUNTY if office == COUNTY else "office"):
            return RecordLocation(office, "", stem)
        case [office, folder, stem] if folder != _REGISTERS:
            return RecordLocation(office, folder, stem)
        case [office, folder, year, stem] if folder == _REGISTERS and re.fullmatch(r"\d{4}", year):
            return RecordLocation(office, stem, f"{year}/{stem}")
    return None


def kind_of(place: RecordLocation, kinds: Mapping[str, Kind]) -> Kind | None:
    """The kind of the record at `place`; the office's and the county's own are found by scope."""
    if place.folder:
        return kinds.get(place.folder)
    scope = "县" if place.office == COUNTY else "所"
    return next((kind for kind in kinds.values() if kind.scope == scope), None)


def is_supported(rel: str, *, kinds: Mapping[str, Kind]) -> bool:
    """Whether a path under records/ holds a record of a kind that is built."""
    place = location_of(rel)
    return place is not None and kind_of(place, kinds) is not None


def is_data_file(rel: str) -> bool:
    """A table that lies beside records, e.g. a list of names for a draw."""
    return rel.count("/") == 2 and rel.endswith((".csv", ".txt"))


def stray_of(rel: str, *, path: str, link: bool) -> StrayFile | None:
    """Why a file under records/ is not read, or None if there is nothing to say about it."""
    name = rel.rpartition("/")[2]
    if name in _QUIET:
        return None
    if _LEFTOVER(name):
        return StrayFile("提醒", "编辑器留下的文件，不会被读取", f"请删除：rm '{path}'")
    if link:
        return StrayFile("错误", "须为普通文件，不读取符号链接", "请把它换成文件本身")
    return _bad_folder(rel) if location_of(rel) else _bad_file(rel, path=path)


def _bad_file(rel: str, *, path: str) -> StrayFile | None:
    suffix = PurePosixPath(rel).suffix
    if suffix == ".yml":
        hint = "应为 <所>/office.yml、<所>/<事项>/<编号>.yml 或 <所>/registers/<年份>/<登记簿>.yml"
        return StrayFile("错误", "记录须放在约定的位置", hint)
    if suffix.lower() in _WRONG_SUFFIX:
        hint = f"请改名：git mv {path} {path.removesuffix(suffix)}.yml"
        return StrayFile("错误", "扩展名须为 .yml", hint)
    if is_data_file(rel) or PurePosixPath(rel).name.startswith("."):
        return None
    return StrayFile("提醒", "不是 .yml 记录，不会被读取", "请移到 records 以外")


def _bad_folder(rel: str) -> StrayFile | None:
    folders = rel.split("/")[:-1]
    bad = next((folder for folder in folders if not _FOLDER(folder)), None)
    if bad is None:
        return None
    says = f"文件夹名须由小写字母、数字和连字符组成：'{bad}'"
    return StrayFile("错误", says, "例如 qinghe")
