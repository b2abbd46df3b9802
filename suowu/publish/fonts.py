"""The fonts that paper is set in: the county's own first, then the ones that come with the tool."""

from __future__ import annotations

import json
import struct
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pylopdf_fonts_zh_cn

from suowu.model import Problem, Record, Where
from suowu.problems import field_of
from suowu.values import leaves_of

# First come the faces GB/T 9704 asks for, under every name their makers give them.
ROLES: Mapping[str, tuple[str, ...]] = {
    "正文": (
        *("FangSong_GB2312", "仿宋_GB2312", "FangSong", "仿宋", "STFangsong", "华文仿宋"),
        *("FZFangSong-Z02", "FZFangSong-Z02S", "方正仿宋_GBK", "方正仿宋简体", "Noto Serif SC"),
    ),
    "标题": (
        *("FZXiaoBiaoSong-B05", "FZXiaoBiaoSong-B05S", "方正小标宋_GBK", "方正小标宋简体"),
        "Noto Serif SC",
    ),
    "宋体": ("SimSun", "宋体", "NSimSun", "STSong", "华文宋体", "Noto Serif SC"),
    "黑体": ("SimHei", "黑体", "FZHei-B01", "方正黑体_GBK", "STHeiti", "Noto Sans SC"),
    "楷体": (
        *("KaiTi_GB2312", "楷体_GB2312", "KaiTi", "楷体", "STKaiti", "华文楷体"),
        *("FZKai-Z03", "方正楷体_GBK", "Noto Serif SC"),
    ),
}

Range = tuple[int, int]
Locate = Callable[[str, Where], tuple[int, int]]


@dataclass(frozen=True, slots=True, eq=False)
class Fonts:
    """Folders to read fonts from, and the families each role may use, in order of preference."""

    folders: tuple[str, ...]
    files: tuple[str, ...]
    families: Mapping[str, tuple[str, ...]]

    def view(self) -> dict[str, list[str]]:
        """The families by role, as the layouts read them."""
        return {role: list(names) for role, names in self.families.items()}

    def used(self) -> dict[str, str]:
        """The family that sets each role, for the manifest."""
        return {role: names[0] for role, names in self.families.items()}


@lru_cache(maxsize=4)
def fonts(county: Path | None = None) -> Fonts:
    """The fonts in `county` (a folder of licensed faces) if there is one, and the bundled ones."""
    import typst

    folders = [str(county)] if county and county.is_dir() else []
    folders.append(str(pylopdf_fonts_zh_cn.serif_path().parent))
    found = typst.Fonts(False, False, list(folders))
    present = set(found.families())
    files = tuple(sorted({str(font.path) for font in found.fonts() if font.path}))
    families = {role: tuple(n for n in names if n in present) for role, names in ROLES.items()}
    return Fonts(tuple(folders), files, families)


def missing_glyphs(text: str, have: Fonts) -> str:
    """The characters of `text` that no font can draw, each once, in order."""
    return "".join(c for c in dict.fromkeys(text) if not _drawn(c, have.files))


def glyph_problems(record: Record, have: Fonts, locate: Locate) -> Iterator[Problem]:
    """A 提醒 for each character of a record that no font can draw; it must not go to paper."""
    text = json.dumps(record.data, ensure_ascii=False, default=str)
    if _is_common(text) or not missing_glyphs(text, have):
        return
    for where, value in leaves_of(record.data):
        for char in missing_glyphs(value, have) if isinstance(value, str) else "":
            yield _glyph_problem(record, where, char, locate)


def _is_common(text: str) -> bool:
    """Whether all is within GB 2312, which the bundled fonts draw whole: the quick way out."""
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _glyph_problem(record: Record, where: Where, char: str, locate: Locate) -> Problem:
    shown = f"{char!r}（U+{ord(char):04X}）"
    line, column = locate(record.path, where)
    return Problem(
        level="提醒",
        path=record.path,
        line=line,
        column=column,
        office=record.office,
        kind=record.kind,
        record=record.id,
        field=field_of(where),
        rule="glyph",
        message=f"{field_of(where)} 须用字库中有的字，这个字打印不出：{shown}",
        hint="把含有这个字的字体文件放进 fonts/，例如 fonts/SimSun-ExtB.ttf",
    )


@lru_cache(maxsize=65536)
def _drawn(char: str, files: tuple[str, ...]) -> bool:
    starts, ends = _covered(files)
    at = bisect_right(starts, ord(char)) - 1
    return char in "\n\t" or (at >= 0 and ord(char) <= ends[at])


@lru_cache(maxsize=4)
def _covered(files: tuple[str, ...]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    ranges = sorted(r for file in files for r in _ranges(Path(file).read_bytes()))
    merged: list[list[int]] = []
    for start, end in ranges:
        if merged and start <= merged[-1][1] + 1:
            merged[-1][1] = max(merged[-1][1], end)
        else:
            merged.append([start, end])
    return tuple(r[0] for r in merged), tuple(r[1] for r in merged)


def _ranges(data: bytes) -> Iterator[Range]:
    """The character ranges of every face in a TrueType or OpenType file (ISO/IEC 14496-22)."""
    faces = (0,)
    if data[:4] == b"ttcf":
        count = struct.unpack_from(">I", data, 8)[0]
        faces = struct.unpack_from(f">{count}I", data, 12)
    for face in faces:
        for n in range(struct.unpack_from(">H", data, face + 4)[0]):
            tag, _, start, _ = struct.unpack_from(">4sIII", data, face + 12 + 16 * n)
            if tag == b"cmap":
                yield from _cmap(data, start)


def _cmap(data: bytes, at: int) -> Iterator[Range]:
    tables = struct.unpack_from(">H", data, at + 2)[0]
    offsets = {struct.unpack_from(">HHI", data, at + 4 + 8 * n)[2] for n in range(tables)}
    for offset in sorted(offsets):
        table = at + offset
        form = struct.unpack_from(">H", data, table)[0]
        if form == 12:
            yield from _segments(data, table)
        elif form == 4:
            yield from _old_segments(data, table)


def _segments(data: bytes, table: int) -> Iterator[Range]:
    count = struct.unpack_from(">I", data, table + 12)[0]
    for start, end, _ in struct.iter_unpack(">III", data[table + 16 : table + 16 + 12 * count]):
        yield start, end


def _old_segments(data: bytes, table: int) -> Iterator[Range]:
    count = struct.unpack_from(">H", data, table + 6)[0] // 2
    ends = struct.unpack_from(f">{count}H", data, table + 14)
    starts = struct.unpack_from(f">{count}H", data, table + 16 + 2 * count)
    yield from ((s, e) for s, e in zip(starts, ends, strict=True) if s != 0xFFFF)
