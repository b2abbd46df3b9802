"""DOCX: words stand in the cells the grid says, as typed, the same bytes each time."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from suowu.cache import PANDOC
from suowu.check import check
from suowu.derive import derive
from suowu.forms import LaidOutForm, form_context, laid_out, select_forms
from suowu.forms.layout import PAGES_MARK, Gap, Grid, GridCell
from suowu.ledger import Book
from suowu.load import load
from suowu.publish.docx import docx
from suowu.publish.docx.frame import _kept_frame, shape_of
from suowu.publish.docx.reference import twips
from suowu.publish.pdf import pages, pdf
from tests.blanks import ROOT, TEMPLATES, all_forms, definitions, filled, form_of
from tests.counties import edit, example_county
from tests.test_pdf import MARKUP, broken_dates

FORMS = sorted(all_forms())
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
JOINER = "\u2060"
OFFICE = shutil.which("soffice")


def value_of(name: str, make: Any = lambda n: f"词{n}") -> LaidOutForm:
    _, form = all_forms()[name]
    return laid_out(form.data, filled(form, make).scope(), sample=True)


def parts_of(made: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def body_of(made: bytes) -> ET.Element:
    body = ET.fromstring(parts_of(made)["word/document.xml"]).find(f"{W}body")
    assert body is not None
    return body


def words_of(element: ET.Element) -> str:
    said = "\n".join("".join(p.itertext()) for p in element.iter(f"{W}p"))
    return said.replace(JOINER, "")


def said(cell: GridCell) -> str:
    if not cell.choices:
        text = cell.text.replace(PAGES_MARK, "\u3000\u3000")  # a blank to fill in
        return text.replace("\n", "" if cell.role == "label" else "\n")
    between = "\n" if cell.choice_per_line else "\u3000"
    return between.join(("☑" if on else "□") + option for on, option in cell.choices)


def test_a_form_on_its_side_is_a_landscape_section() -> None:
    upright = {"名称": "登记表", "栏": [[{"标签": "姓名", "值": "姓名", "跨": 5}]]}
    for data, attributes in (
        (upright, {"w": "11906", "h": "16838"}),
        (upright | {"方向": "横"}, {"w": "16838", "h": "11906", "orient": "landscape"}),
    ):
        form = form_of(data)
        value = laid_out(form.data, filled(form).scope())
        body = body_of(docx(value, templates=TEMPLATES))
        (size,) = body.iter(f"{W}pgSz")
        assert size.attrib == {f"{W}{name}": number for name, number in attributes.items()}
        (table,) = body.iter(f"{W}tblW")
        assert int(table.attrib[f"{W}w"]) == pytest.approx(value.page.text_width * 56.69, abs=9)


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("make", [lambda n: f"词{n}", lambda n: None, lambda n: "长话\n" * 30])
def test_every_cell_says_what_the_grid_says(name: str, make: Any) -> None:
    value = value_of(name, make)
    tables = body_of(docx(value, templates=TEMPLATES)).findall(f"{W}tbl")
    wanted = [block.rows for block in value.blocks if isinstance(block, Grid)]
    assert len(tables) == len(wanted)
    for table, rows in zip(tables, wanted, strict=True):
        for element, row in zip(table.findall(f"{W}tr"), rows, strict=True):
            cells = [c for c in element.findall(f"{W}tc") if not _continues(c)]
            assert [words_of(c) for c in cells] == [said(c) for c in row.cells]
            spans = [int(s.get(f"{W}val", "1")) for s in element.iter(f"{W}gridSpan")]
            assert spans == [c.column_span for c in row.cells if c.column_span > 1]


def _continues(cell: ET.Element) -> bool:
    merge = cell.find(f"{W}tcPr/{W}vMerge")
    return merge is not None and merge.get(f"{W}val") is None


@pytest.mark.parametrize("name", FORMS)
def test_the_same_form_gives_the_same_bytes(name: str) -> None:
    value = value_of(name)
    assert docx(value, templates=TEMPLATES) == docx(value, templates=TEMPLATES)
    with zipfile.ZipFile(io.BytesIO(docx(value, templates=TEMPLATES))) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize("name", FORMS)
def test_all_records_of_a_form_share_one_frame(name: str) -> None:
    filled_out, long = value_of(name), value_of(name, lambda n: "很长的话" * 90)
    assert shape_of(filled_out) == shape_of(long)


@pytest.mark.parametrize("name", FORMS)
def test_no_token_is_left_and_every_part_is_xml(name: str) -> None:
    for part, content in parts_of(docx(value_of(name), templates=TEMPLATES)).items():
        ET.fromstring(content)
        assert not re.search(rb"TK\w+KT|TH\w+HT", content), part


@pytest.mark.parametrize("name", FORMS)
def test_a_docx_holds_what_it_names_and_nothing_else(name: str) -> None:
    parts = parts_of(docx(value_of(name), templates=TEMPLATES))
    texts = {part: content.decode() for part, content in parts.items()}
    named = {"[Content_Types].xml", *(part for part in texts if part.endswith(".rels"))}
    for rels in [part for part in texts if part.endswith(".rels")]:
        home = rels.partition("_rels/")[0]
        named |= {home + target for target in re.findall(r'Target="([^"]+)"', texts[rels])}
    assert named == parts.keys()
    assert {*re.findall(r'PartName="/([^"]+)"', texts["[Content_Types].xml"])} <= parts.keys()
    styles = {*re.findall(r'w:styleId="([^"]+)"', texts["word/styles.xml"])}
    whole = "".join(text for part, text in texts.items() if part.startswith("word/"))
    used = re.findall(r'<w:(?:pStyle|rStyle|tblStyle|basedOn|link|next) w:val="([^"]+)"', whole)
    assert {*used} <= styles
    assert not re.search("footnote|theme/|Aptos", "".join(texts.values()))


def test_a_frame_is_kept_until_what_draws_it_is_saved(tmp_path: Path) -> None:
    templates, kept, value = tmp_path / "templates", tmp_path / "kept", value_of("correction/leave")
    shutil.copytree(TEMPLATES / "print", templates / "print")

    def made() -> bytes:
        return docx(value, templates=templates, cache=kept)

    first = made()
    (frame,) = PANDOC.files(kept)
    assert first == docx(value, templates=TEMPLATES)
    edit(templates / "print/docx/styles.xml", "表格标签", "表格新标签")
    assert "表格新标签" in parts_of(made())["word/styles.xml"].decode()
    edit(templates / "print/form.html.j2", '<p>{{ token("title")', '<p>改{{ token("title")')
    assert "改" in words_of(body_of(made()))
    for file in PANDOC.files(kept):
        file.write_bytes(b"suowu" + b"0" * 200)
    _kept_frame.cache_clear()
    shutil.copytree(TEMPLATES / "print", templates / "print", dirs_exist_ok=True)
    assert made() == first and frame in PANDOC.files(kept)


@pytest.mark.parametrize("markup", [*MARKUP, "a&b", "]]>", "\x0b"])
def test_markup_in_a_record_stands_as_typed(markup: str) -> None:
    made = docx(value_of("correction/leave", lambda n: markup), templates=TEMPLATES)
    shown = "\ufffd" if markup == "\x0b" else markup
    assert words_of(body_of(made)).count(shown) >= 10


def test_the_running_head_and_foot_carry_name_number_and_pages() -> None:
    value = value_of("correction/leave")
    parts = parts_of(docx(value, templates=TEMPLATES))
    head = parts["word/header.xml"].decode()
    assert f"{value.title}（续页）" in head and value.number in head and "示例数据" in head
    assert "示例数据" in parts["word/header-first.xml"].decode()
    foot = parts["word/footer.xml"].decode()
    assert "PAGE" in foot and "NUMPAGES" in foot
    plain = parts_of(docx(replace(value, sample=False), templates=TEMPLATES))
    assert "示例数据" not in plain["word/header-first.xml"].decode()


def test_a_date_and_an_option_are_runs_in_which_no_line_ends() -> None:
    data = {
        "名称": "表",
        "栏": [
            {"段": "矫正期限自{起|日}起至{止|日}止。"},
            [{"标签": "诉求", "勾选": ["返还", "损害赔偿"], "值": "诉求"}],
            [{"标签": "日期", "值": "起"}],
        ],
    }
    form = form_of(data)
    made = filled(form)
    made.item.update({"起": date(2026, 3, 6), "止": None, "诉求": "损害赔偿"})
    body = body_of(docx(laid_out(form.data, made.scope()), templates=TEMPLATES))
    runs = ["".join(run.itertext()) for run in body.iter(f"{W}r")]
    for words in ("2026年3月6日", "＿＿年＿月＿日", "☑损害赔偿", "□返还", "3月6日"):
        assert JOINER.join(words) in runs
    assert "2026年" in runs, "a date that stands alone may break after its year"


def test_a_signature_stays_with_what_stands_before_it() -> None:
    body = body_of(docx(value_of("correction/pledge"), templates=TEMPLATES))
    kept = [p for p in body.findall(f"{W}p") if p.find(f"{W}pPr/{W}keepNext") is not None]
    said = [words_of(p) for p in kept]
    assert said[-4:-2] == ["小组成员签名：", ""] and said[-2].endswith("（公章）")
    assert len(said) == 4, "the title keeps with its text by its style"


def test_a_gap_is_as_tall_as_on_paper_and_an_absent_paragraph_is_not_there() -> None:
    form = form_of({"名称": "表", "栏": [{"空": 10}, {"段": "因{事由}", "缺": ""}, {"段": "完"}]})
    for value, said in (("病", ["表", "", "因病", "完"]), (None, ["表", "", "完"])):
        made = filled(form)
        made.item["事由"] = value
        laid = laid_out(form.data, made.scope())
        paragraphs = body_of(docx(laid, templates=TEMPLATES)).findall(f"{W}p")
        assert [words_of(p) for p in paragraphs] == said
        line = paragraphs[1].find(f"{W}pPr/{W}spacing")
        gap = next(block for block in laid.blocks if isinstance(block, Gap))
        assert line is not None and line.get(f"{W}line") == str(twips(gap.height))


@pytest.mark.skipif(not OFFICE, reason="LibreOffice opens and converts it")
def test_libreoffice_opens_every_form_with_as_many_pages_as_the_pdf(tmp_path: Path) -> None:
    values = {name.replace("/", "-"): value_of(name) for name in FORMS} | examples(tmp_path)
    for name, value in values.items():
        (tmp_path / f"{name}.docx").write_bytes(docx(value, templates=TEMPLATES))
    own = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", own, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    files = [str(tmp_path / f"{name}.docx") for name in values]
    for n in range(0, len(files), 60):
        subprocess.run([*command, *files[n : n + 60]], check=True, capture_output=True, timeout=240)
    found = {name: len(PdfReader(tmp_path / f"{name}.pdf").pages) for name in values}
    meant = {name: pages(pdf(v, templates=TEMPLATES)) for name, v in values.items()}
    odd = {name for name in values if found[name] != meant[name]}
    odd |= {
        name for name in values if broken_dates((tmp_path / f"{name}.pdf").read_bytes(), tmp_path)
    }
    assert not odd


def examples(folder: Path) -> dict[str, LaidOutForm]:
    """Every form of every kind's complete good example, filled in."""
    records = example_county(folder)
    raw = load(records=records, content=ROOT / "content", templates=TEMPLATES)
    book = check(raw, definitions())
    assert isinstance(book, Book)
    ledger = derive(book, definitions(), date(2026, 3, 20))
    context, selected = form_context(ledger), select_forms(ledger)
    return {
        f"example-{n}-{due.form}": context.form(case, due) for n, (case, due) in enumerate(selected)
    }
