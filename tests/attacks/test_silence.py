"""Silence: whatever lies under records/ and is not read is named, as is a value that was cut."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from suowu.load import load
from suowu.load.layout import is_folder_name
from tests.attacks import warm_home
from tests.counties import golden_county, suowu

FOLDER = "baihe/correction"
# A file or folder (it ends in /) beside the records, and what must be said of it.
UNREAD = {
    f"{FOLDER}/2026-003.yml.txt": ("错误", "扩展名须为 .yml"),
    f"{FOLDER}/2026-003.txt": ("错误", "扩展名须为 .yml"),
    f"{FOLDER}/2026-003.yml.docx": ("错误", "扩展名须为 .yml"),
    f"{FOLDER}/2026-003 - 副本.txt": ("错误", "扩展名须为 .yml"),
    f"{FOLDER}/2026-003.csv": ("错误", "扩展名须为 .yml"),
    "baihe/office.txt": ("错误", "扩展名须为 .yml"),
    "baihe/OFFICE.YML.TXT": ("错误", "扩展名须为 .yml"),
    "county/county.docx": ("错误", "扩展名须为 .yml"),
    f"{FOLDER}/.txt": ("提醒", "不会被读取"),
    f"{FOLDER}/名单.csv": ("提醒", "不会被读取"),
    f"{FOLDER}/说明.txt": ("提醒", "不会被读取"),
    f"{FOLDER}/.2026-003.md": ("提醒", "不会被读取"),
    f"{FOLDER}/.old/2026-003.yml": ("提醒", "不会被读取"),
    f"{FOLDER}/__pycache__/2026-003.yml": ("提醒", "不会被读取"),
    f"{FOLDER}/2026-993.yml/": ("错误", "须为文件，这里是文件夹"),
    "baihe/" + "/".join("a" * 40) + "/2026-003.yml": ("错误", "套得太深"),
    "说明.txt": ("提醒", "不会被读取"),
    "con/office.yml": ("错误", "Windows"),
    "lpt1/office.yml": ("错误", "Windows"),
}


@pytest.mark.parametrize("rel", UNREAD)
def test_what_is_not_read_is_named(tmp_path: Path, rel: str) -> None:
    records = golden_county(tmp_path)
    level, says = UNREAD[rel]
    path = records / rel
    path.parent.mkdir(parents=True, exist_ok=True)
    if rel.endswith("/"):
        path.mkdir()
    else:
        path.write_text("编号: 2026-003\n", encoding="utf-8")
    raw = load(records=records, content=tmp_path / "none", templates=tmp_path / "none")
    told = [p for p in raw.problems if p.level == level and says in p.message]
    assert told and all(p.hint for p in told)


def test_a_record_whose_name_has_a_hidden_end_fails_the_check(tmp_path: Path) -> None:
    records = golden_county(tmp_path)
    (records / FOLDER / "2026-003.yml.txt").write_text("编号: 2026-003\n", encoding="utf-8")
    ran = suowu("check", "--records", records, home=warm_home())
    assert ran.code == 1 and "2026-003.yml.txt" in ran.out and "改名为 2026-003.yml" in ran.out


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root reads everything")
def test_a_folder_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    records = golden_county(tmp_path)
    (records / FOLDER).chmod(0)
    try:
        ran = suowu("check", "--records", records, home=warm_home())
    finally:
        (records / FOLDER).chmod(0o755)
    assert ran.code == 1 and "须能读取" in ran.out


@pytest.mark.parametrize("name", ["con", "aux", "nul", "prn", "com1", "Qinghe", "-a", "", ".."])
def test_names_that_no_folder_may_have(name: str) -> None:
    assert not is_folder_name(name)


@pytest.mark.parametrize("name", ["qinghe", "conghua", "nulan", "com", "a-1"])
def test_names_that_a_folder_may_have(name: str) -> None:
    assert is_folder_name(name)
