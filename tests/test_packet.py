"""Packets lie beside the site, under a name for each thing that is asked for."""

from __future__ import annotations

from pathlib import Path

from tests.counties import golden_county, suowu


def test_a_packet_never_stands_in_the_way_of_the_next_build(tmp_path: Path) -> None:
    records, home = golden_county(tmp_path), tmp_path / "home"
    home.mkdir()
    ours = ("--records", records, "--out", tmp_path / "site", "--as-of", "2026-03-20")
    assert suowu("build", *ours, home=home).code == 0
    stood = set((tmp_path / "site").rglob("*"))
    for asked in (("baihe",), ("baihe", "--due"), ("baihe/correction/2026-002",), ("--due",)):
        assert suowu("packet", *asked, *ours, home=home).code == 0
    assert set((tmp_path / "site").rglob("*")) == stood
    made = {path.name for path in (tmp_path / "packets").iterdir()}
    assert made == {
        "baihe.pdf", "baihe-due.pdf", "baihe-correction-2026-002.pdf", "county-due.pdf"
    }  # fmt: skip
    again = suowu("build", *ours, home=home)
    assert again.code == 0 and "没有变化" in again.out
