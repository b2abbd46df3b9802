"""Packets lie beside the site, under a name for each thing that is asked for."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from pypdf import PdfReader

from suowu.forms import Packet, printable, printed, recent_forms
from suowu.publish.pdf import packet_pdf
from suowu.render.paths import form_link
from tests.counties import ROOT, golden_county, suowu
from tests.test_printed import OVER, ledger


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


def _pages(file: Path) -> list[str]:
    return [re.sub(r"\s", "", page.extract_text()) for page in PdfReader(file).pages]


def test_a_dossier_is_bound_in_filing_order_and_numbered_through(tmp_path: Path) -> None:
    """Cover, contents and back have no number; the contents say where each material begins."""
    records, home = golden_county(tmp_path), tmp_path / "home"
    home.mkdir()
    case = records / "baihe/mediation/2026-901.yml"
    case.parent.mkdir(exist_ok=True)
    example = ROOT / "templates/kinds/mediation/examples/good/full.yml"
    text = re.sub(r"^编号: .*$", "编号: 2026-901", example.read_text("utf-8"), flags=re.M)
    case.write_text(text, "utf-8")
    where = ("--records", records, "--out", tmp_path / "site", "--as-of", "2026-03-20")
    ran = suowu("packet", "baihe/mediation/2026-901", "--dossier", *where, home=home)
    assert ran.code == 0, ran.out + ran.err
    file = tmp_path / "packets/baihe-mediation-2026-901-dossier.pdf"
    cover, contents, *own, back = _pages(file)
    assert "封面" in cover and "卷内目录" in contents and "封底" in back
    assert not any(re.search(r"第\d+页共", page) for page in (cover, contents, back))
    for number, page in enumerate(own, 1):
        assert f"第{number}页共{len(own)}页" in page
    assert f"{len(own)}页" in back
    listed = PdfReader(file).pages[1].extract_text()
    told = re.findall(r"^\d+\s*(\D+?)\s*(\d+)\s*$", listed, flags=re.M)
    assert [name in own[int(at) - 1] for name, at in told] == [True] * len(own), listed


def test_a_form_is_printed_before_its_event_with_what_is_known(tmp_path: Path) -> None:
    records = golden_county(tmp_path)
    where = ("--records", records, "--out", tmp_path / "site", "--as-of", "2026-03-20")
    asked = ("--blank", "--form", "外出")
    ran = suowu("packet", "baihe/correction/2026-001", *asked, *where, home=tmp_path)
    empty = suowu("packet", "baihe", "--kind", "correction", *asked, *where, home=tmp_path)
    assert (ran.code, empty.code) == (0, 0), ran.err + empty.err
    half, blank = sorted((tmp_path / "packets").iterdir(), key=lambda f: "correction" not in f.name)
    (form,) = [page for page in _pages(half) if "外出审批表" in page and "姓名" in page]
    assert "庄怀瑾" in form and "焊工" not in form
    (form,) = [page for page in _pages(blank) if "外出审批表" in page and "姓名" in page]
    assert "庄怀瑾" not in form and "附加刑无" not in form and "外出理由" in form


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("baihe", "--blank", "--event", "外出"), "须写明一件案子"),
        (("baihe/correction/2026-001", "--blank", "--event", "外初"), "您是不是想写“外出”"),
        (("baihe", "--since", "上周一"), "--since 须为日期"),
    ],
)
def test_a_form_that_is_not_named_well_is_a_mistake(
    words: tuple[str, ...], says: str, tmp_path: Path
) -> None:
    records = golden_county(tmp_path)
    ran = suowu("packet", *words, "--records", records, "--as-of", "2026-03-20", home=tmp_path)
    assert ran.code == 2 and says in ran.err


def test_since_a_day_only_what_came_up_from_then_on_is_printed(tmp_path: Path) -> None:
    records = golden_county(tmp_path)
    where = ("--records", records, "--out", tmp_path / "site", "--as-of", "2026-03-20")
    made = []
    for day in ("2026-01-01", "2026-03-16", "2026-03-20"):
        ran = suowu("packet", "baihe", "--since", day, *where, home=tmp_path)
        assert ran.code == 0
        file = tmp_path / f"packets/baihe-since-{day}.pdf"
        made.append(len(_pages(file)) if file.exists() else 0)
    assert made == sorted(made, reverse=True) and made[0] > made[1] > 0


def test_what_is_filed_in_no_dossier_says_so(tmp_path: Path) -> None:
    records = golden_county(tmp_path)
    where = ("--records", records, "--as-of", "2026-03-20")
    ran = suowu("packet", "baihe/correction/2026-002", "--dossier", *where, home=tmp_path)
    assert ran.code == 2 and "人民调解、安置帮教" in ran.err


def test_a_link_to_a_form_finds_it_in_the_file_of_its_case() -> None:
    whole = ledger(OVER)
    documents = printed(whole)
    kinds = whole.definitions.kinds
    files = {d.path: printable(d) for d in documents if d.path.endswith(".pdf")}
    links = [
        form_link(case.record, due, kind=kinds[case.record.kind])
        for case in whole.cases.values()
        for due in recent_forms(whole, case)
    ]
    assert len(links) == len(set(links)) == sum(d.path.endswith(".docx") for d in documents) - 1
    made = dict[str, list[str]]()
    for link in links:
        path, _, place = link.partition("#nameddest=")
        packet = files[path]
        assert isinstance(packet, Packet)
        if path not in made:
            reader = PdfReader(io.BytesIO(packet_pdf(packet, templates=ROOT / "templates")))
            made[path] = [*reader.named_destinations]
            assert len(reader.outline) == len(packet.forms) + packet.contents
        assert place in made[path], (link, made[path])
