"""Fonts that paper is set in: the county's own first, then the ones that come with the tool."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pylopdf_fonts_zh_cn

from suowu.data import data_table
from suowu.glyphs import is_common
from suowu.model import Problem, Record, Where
from suowu.problems import field_of, problem
from suowu.values import leaves_of
from suowu.yamlfile import Locate


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
    roles = data_table("fonts")
    families = {role: tuple(n for n in names if n in present) for role, names in roles.items()}
    return Fonts(tuple(folders), files, families)


def missing_glyphs(text: str, have: Fonts) -> str:
    """The characters of `text` that no font can draw, each once, in order."""
    if is_common(text):
        return ""
    covered = _covered(have.files)
    return "".join(c for c in dict.fromkeys(text) if ord(c) not in covered and c not in "\n\t")


def glyph_problems(record: Record, have: Fonts, *, locate: Locate) -> Iterator[Problem]:
    """A 提醒 for each character of a record that no font can draw; it must not go to paper."""
    text = json.dumps(record.data, ensure_ascii=False, default=str)
    if not missing_glyphs(text, have):
        return
    for where, value in leaves_of(record.data):
        for char in missing_glyphs(value, have) if isinstance(value, str) else "":
            yield _glyph_problem(record, where, char=char, place=locate(record.path, where))


def _glyph_problem(record: Record, where: Where, *, char: str, place: tuple[int, int]) -> Problem:
    return problem(
        f"{field_of(where)} 须用字库中有的字，这个字打印不出：{char!r}（U+{ord(char):04X}）",
        level="提醒",
        path=record.path,
        place=place,
        office=record.office,
        kind=record.kind,
        record=record.id,
        field=field_of(where),
        rule="glyph",
        hint="把含有这个字的字体文件放进 fonts/，例如 fonts/SimSun-ExtB.ttf",
    )


@lru_cache(maxsize=4)
def _covered(files: tuple[str, ...]) -> frozenset[int]:
    """The characters that these fonts have, all their faces taken together."""
    return frozenset(
        char for file in files for face in _faces(file) for char in face.getBestCmap() or ()
    )


def _faces(file: str) -> Iterator[Any]:  # Any: fontTools ships no types
    """Each face of a font file, or of a collection of them."""
    from fontTools.ttLib import TTCollection, TTFont  # here: few builds hold a rare character

    with Path(file).open("rb") as opened:
        is_collection = opened.read(4) == b"ttcf"
    if is_collection:
        with TTCollection(file, lazy=True) as collection:
            yield from collection
    else:
        with TTFont(file, lazy=True) as face:
            yield face
