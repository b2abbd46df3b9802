"""Where things stand under records/: path → office, kind and id, or why a file cannot be there."""

from __future__ import annotations

import re
from collections.abc import Container
from pathlib import PurePosixPath
from typing import NamedTuple

from suowu.addresses import KEY_FILE
from suowu.model import Level

COUNTY = "county"
MERGED = f"{COUNTY}/merged"
"""The folder of what an office left that is now part of another: kept, and read by nobody."""
_REGISTERS = "registers"
_FOLDER = re.compile(r"[a-z0-9][a-z0-9-]*").fullmatch
_QUIET = frozenset((".gitkeep", ".gitignore", ".gitattributes", ".editorconfig", "README.md"))
_QUIET_FOLDERS = frozenset((".git", ".github", ".vscode", ".idea", ".schema"))
_RECORD_LIKE = re.compile(r"[0-9]{4}-[0-9]{1,4}\b.*|office|county", re.I).fullmatch
_RESERVED = re.compile(r"con|prn|aux|nul|com[0-9]|lpt[0-9]").fullmatch
_LEFTOVER = re.compile(
    r".*~|\.#.*|#.*#|~\$.*|.*\.(swp|swo|bak|tmp|orig|rej)|\.DS_Store|Thumbs\.db|desktop\.ini", re.I
).fullmatch
_WRONG_SUFFIX = frozenset((".yaml", ".json", ".yml"))


def is_folder_name(name: str) -> bool:
    """Whether a folder under records/ may be called so, on every system."""
    return _FOLDER(name) is not None and not _RESERVED(name)


class RecordLocation(NamedTuple):
    """Which record a path holds. `folder` is the kind's id; "" for office.yml and county.yml."""

    office: str
    folder: str
    id: str


class StrayFile(NamedTuple):
    """A file that is no record: how bad, what must be, and what to do about it."""

    level: Level
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


def is_supported(rel: str, *, kinds: Container[str]) -> bool:
    """Whether a path under records/ holds a record of a kind that is built."""
    location = location_of(rel)
    return location is not None and (not location.folder or location.folder in kinds)


def is_data_file(rel: str) -> bool:
    """A table of the county that lies beside its records, e.g. a list of names for a draw."""
    return rel.startswith(f"{COUNTY}/") and rel.count("/") == 2 and rel.endswith(".csv")


def _is_proof(rel: str) -> bool:
    """What `draw` writes beside a record: it is made of the record and never read."""
    return rel.startswith(f"{COUNTY}/") and rel.count("/") == 2 and rel.endswith(".draw.json")


_NO_FILE = {
    "link": StrayFile("错误", "须为普通文件，不读取符号链接", "请把它换成文件本身"),
    "hidden": StrayFile("提醒", "隐藏的文件夹，里面的文件不会被读取", "请移到 records 以外"),
    "folder": StrayFile("错误", "须为文件，这里是文件夹", "文件夹名不得以 .yml 结尾，请改名"),
    "deep": StrayFile("错误", "文件夹套得太深，里面的文件没有读取", "请移到 records 以外"),
}


def stray_of(rel: str, *, path: str, sort: str = "file") -> StrayFile | None:
    """Why a file under records/ is not read, or None if there is nothing to say about it.

    `sort` is what stands there, as the reader found it.
    """
    name = rel.rpartition("/")[2]
    if name in (_QUIET_FOLDERS if sort == "hidden" else _QUIET):
        return None
    own = rel == KEY_FILE or _is_proof(rel) or rel.startswith(f"{MERGED}/")
    if sort == "file" and own:
        return None
    if _LEFTOVER(name):
        return StrayFile("提醒", "编辑器留下的文件，不会被读取", f"请关闭编辑器，再删除 {path}")
    if sort != "file":
        return _NO_FILE[sort]
    return _bad_folder(rel) if location_of(rel) else _bad_file(rel, path=path)


def _bad_file(rel: str, *, path: str) -> StrayFile | None:
    suffix, stem = PurePosixPath(rel).suffix, PurePosixPath(rel).stem
    if suffix.lower() not in _WRONG_SUFFIX and _meant_as_record(stem):
        hint = (
            f"如果它是记录，请改名为 {stem.split('.')[0]}.yml（先让系统显示文件的扩展名）；"
            "如果不是，请移到 records 以外"
        )
        return StrayFile("错误", "扩展名须为 .yml，这个文件没有读取", hint)
    if suffix == ".yml":
        hint = "应为 <所>/office.yml、<所>/<事项>/<编号>.yml 或 <所>/registers/<年份>/<登记簿>.yml"
        return StrayFile("错误", "记录须放在约定的位置", hint)
    if suffix.lower() in _WRONG_SUFFIX:
        hint = f"请改名为 {stem}.yml"
        return StrayFile("错误", "扩展名须为 .yml", hint)
    if is_data_file(rel):
        return None
    return StrayFile("提醒", "不是 .yml 记录，不会被读取", "请移到 records 以外")


def _meant_as_record(stem: str) -> bool:
    """2026-003.yml.txt, 2026-003.txt, office.docx: Windows hides what stands behind the point."""
    return stem.lower().endswith((".yml", ".yaml")) or _RECORD_LIKE(stem) is not None


def _bad_folder(rel: str) -> StrayFile | None:
    folders = rel.split("/")[:-1]
    bad = next((folder for folder in folders if not is_folder_name(folder)), None)
    if bad is None:
        return None
    if _RESERVED(bad):
        says = f"Windows 不容许叫这个名称的文件夹：'{bad}'"
        return StrayFile("错误", says, "请换一个名称，例如 qinghe")
    says = f"文件夹名须由小写字母、数字和连字符组成：'{bad}'"
    example = "例如 qinghe" if bad == folders[0] else "例如 correction，与 templates/ 里的同名"
    return StrayFile("错误", says, example)
