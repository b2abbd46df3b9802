"""PDF: every form says each field where the grid puts it, inside the page, the same each time."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from pypdf.generic import Destination

from suowu.forms import LaidOutForm, Packet, laid_out
from suowu.forms.layout import PAGES_MARK, CutLine, Grid, QrCode, TextBlock
from suowu.model import Record
from suowu.publish import fonts as font_module
from suowu.publish.fonts import fonts, glyph_problems, missing_glyphs
from suowu.publish.pdf import packet_pdf, pages, pdf
from suowu.rules.scopes import Scope
from tests.blanks import TEMPLATES, all_forms, definitions, filled, form_of

FORMS = sorted(all_forms())
MARKUP = (
    '#import "x"',
    "</w:t>",
    "{{7*7}}",
    "*bold*",
    "<script>",
    "$x$",
    "\\u{41}",
    "@x",
    "_a_",
    '\\"))#panic("x',
    "\\\\",
)
POINT_MM = 0.352778
POPPLER = shutil.which("pdftotext")


def value_of(name: str, make: Any = lambda n: f"词{n}") -> LaidOutForm:
    _, form = all_forms()[name]
    return laid_out(form.data, filled(form, make).scope(), sample=True)


def text_of(made: bytes) -> str:
    reader = PdfReader(io.BytesIO(made))
    return re.sub(r"\s", "", "".join(page.extract_text() for page in reader.pages))


def words_of(value: LaidOutForm) -> list[str]:
    """Every text of a form in the order of its grid."""
    found = [value.title, value.number, value.subtitle]
    for block in value.blocks:
        if isinstance(block, TextBlock | CutLine):
            found.append(block.text)
        for row in block.rows if isinstance(block, Grid) else ():
            # A label that spans two rows is drawn after what stands beside it.
            found += [cell.text for cell in sorted(row.cells, key=lambda cell: cell.row_span)]
    told = (re.sub(rf"\s|{PAGES_MARK}", "", text) for text in found)
    return [text for text in told if text]


def boxes_of(made: bytes, folder: Path) -> list[list[tuple[float, float, float, float, str]]]:
    """The words of each page with their boxes, in millimetres."""
    file = folder / "form.pdf"
    file.write_bytes(made)
    command = ["pdftotext", "-bbox", str(file), "-"]
    xml = subprocess.run(command, capture_output=True, check=True).stdout.decode()
    root = ET.fromstring(re.sub(r' xmlns="[^"]+"|<!DOCTYPE[^>]*>', "", xml))
    return [[_box(word) for word in page.iter("word")] for page in root.iter("page")]


def _box(word: ET.Element) -> tuple[float, float, float, float, str]:
    x1, y1, x2, y2 = (float(word.attrib[k]) * POINT_MM for k in ("xMin", "yMin", "xMax", "yMax"))
    return x1, y1, x2, y2, word.text or ""


@pytest.mark.parametrize("name", FORMS)
def test_every_field_is_printed_in_the_order_of_the_grid(name: str) -> None:
    value = value_of(name)
    text, at = text_of(pdf(value, templates=TEMPLATES)), 0
    for words in words_of(value):
        found = text.find(words, at)
        assert found >= 0, f"{words!r} after {text[max(0, at - 20) : at]!r}"
        at = found + len(words)


@pytest.mark.parametrize("name", FORMS)
def test_the_same_form_gives_the_same_bytes(name: str) -> None:
    value = value_of(name)
    made = pdf(value, templates=TEMPLATES)
    assert made == pdf(value, templates=TEMPLATES)
    assert b"<pdfaid:part>2</pdfaid:part>" in made
    assert b"<pdfaid:conformance>U</pdfaid:conformance>" in made
    assert "/StructTreeRoot" in PdfReader(io.BytesIO(made)).root_object


@pytest.mark.parametrize("name", FORMS)
def test_a_form_that_says_it_is_short_has_one_page(name: str) -> None:
    for make in (lambda n: None, lambda n: f"词{n}", lambda n: "较长的一段情况说明" * 3):
        value = value_of(name, make)
        if value.page_fit == "one":
            assert pages(pdf(replace(value, page_fit="several"), templates=TEMPLATES)) == 1


@pytest.mark.parametrize("name", FORMS)
def test_long_text_flows_to_a_page_that_carries_name_and_number(name: str) -> None:
    value = value_of(name, lambda n: f"第{n}句" * 150)
    made = pdf(value, templates=TEMPLATES)
    reader = PdfReader(io.BytesIO(made))
    filled_in = sum(words.count("句") for words in words_of(value))
    assert len(reader.pages) > 1 or filled_in < 500, "all but forms of the law's own words"
    for n, page in enumerate(reader.pages[1:], 2):
        text = re.sub(r"\s", "", page.extract_text())
        assert f"{value.title}（续页）" in text or len(value.title) > 60
        assert re.sub(r"\s", "", value.number) in text
        assert f"第{n}页共{len(reader.pages)}页" in text
    whole = text_of(made)
    tables = [block for block in value.blocks if isinstance(block, Grid)]
    for cell in (cell for table in tables for row in table.rows for cell in row.cells):
        assert whole.count("句") >= cell.text.count("句")


def broken_dates(made: bytes, folder: Path) -> list[str]:
    """Words that begin with the end of a date; after its year it may break."""
    words = [word[-1] for page in boxes_of(made, folder) for word in page]
    return [
        f"{before} {word}"
        for before, word in pairwise(words)
        if re.match(r"月\d|\d{1,2}日", word)
        or (re.search(r"年\d{1,2}$", before) and word.startswith("月"))
        or (re.search(r"月\d{1,2}$", before) and word.startswith("日"))
    ]


@pytest.mark.skipif(not POPPLER, reason="pdftotext of poppler-utils reads the boxes")
@pytest.mark.parametrize("name", FORMS)
def test_no_date_ends_on_the_next_line(name: str, tmp_path: Path) -> None:
    """Wherever the dates of a form stand in their line."""

    def words(shift: int) -> Any:
        return lambda n: date(2026, 12, 10 + n % 18) if n % 2 else "词" * (n + shift)

    forms = tuple(value_of(name, words(shift)) for shift in range(0, 9, 2))
    packet = Packet(title="表", forms=forms, contents=False)
    assert not broken_dates(packet_pdf(packet, templates=TEMPLATES), tmp_path)


@pytest.mark.skipif(not POPPLER, reason="pdftotext of poppler-utils reads the boxes")
def test_an_option_stays_with_its_box(tmp_path: Path) -> None:
    options = ["损害赔偿", "返还原物", "排除妨害", "赔礼道歉", "合同纠纷", "邻里纠纷"]
    for width in (10, 20, 30, 40):
        cells = [{"标签": "诉求", "勾选": options, "值": "诉求"}, {"标签": "空"}]
        form = form_of({"名称": "表", "列": [24, width + 20, 100], "栏": [cells]})
        made = filled(form)
        words = boxes_of(pdf(laid_out(form.data, made.scope()), templates=TEMPLATES), tmp_path)
        said = [re.sub("[✓□]", "", word[-1]) for page in words for word in page]
        assert set(options) <= set(said), said


@pytest.mark.skipif(not POPPLER, reason="pdftotext of poppler-utils reads the boxes")
@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("make", [lambda n: f"词{n}", lambda n: "A1" * 40, lambda n: "情况" * 40])
def test_no_text_lies_outside_the_page_or_on_other_text(
    name: str, make: Any, tmp_path: Path
) -> None:
    value = value_of(name, make)
    # A bracket that closes or opens a line is half empty: its box may stand out, not its ink.
    right = value.page.width - value.page.right + 3
    for words in boxes_of(pdf(value, templates=TEMPLATES), tmp_path):
        for x1, y1, x2, y2, text in words:
            out = 3 if text[0] in "（《“〔" else 0.5
            assert x1 >= value.page.left - out and x2 <= right, text
            assert y1 >= 5 and y2 <= value.page.height - 5, text
        assert not _crossing(words)


@pytest.mark.skipif(not POPPLER, reason="pdftotext of poppler-utils reads the boxes")
@pytest.mark.parametrize("name", FORMS)
def test_words_stand_in_the_columns_of_their_cell(name: str, tmp_path: Path) -> None:
    value = value_of(name, lambda n: f"甲{n}乙{n}丙")
    rooms = list(_rooms(value))
    for words in boxes_of(pdf(value, templates=TEMPLATES), tmp_path):
        for x1, y1, x2, _, text in words:
            if y1 > value.page.height - value.page.bottom:
                continue  # its number at the foot
            own = [(a, b) for a, b, said in rooms if text in said.split("　") or text == said]
            assert not own or any(a - 0.3 <= x1 and x2 <= b + 0.3 for a, b in own), text


def _rooms(value: LaidOutForm) -> Iterator[tuple[float, float, str]]:
    """Left and right edge of every cell, and its words without spaces."""
    above = 0
    for row in (row for b in value.blocks if isinstance(b, Grid) for row in b.rows):
        at = above
        for cell in row.cells:
            to = at + cell.column_span
            left, right = (value.page.left + sum(value.column_widths[:n]) for n in (at, to))
            said = cell.text.replace("：", "：\u3000")
            yield left, right, said if cell.role == "signature" else "".join(said.split())
            at = to
        above = sum(cell.column_span for cell in row.cells if cell.row_span > 1)


def _crossing(words: list[tuple[float, float, float, float, str]]) -> list[tuple[str, str]]:
    """Words that lie on each other by more than the ends of their letters."""
    found = []
    for n, (a1, b1, a2, b2, one) in enumerate(words):
        for c1, d1, c2, d2, two in words[n + 1 :]:
            wide, high = min(a2, c2) - max(a1, c1), min(b2, d2) - max(b1, d1)
            if wide > 1 and high > 2.2 and not {one, two} & {"✓", "□"}:
                found.append((one, two))
    return found


@pytest.mark.parametrize("markup", MARKUP)
def test_markup_in_a_record_is_printed_as_typed(markup: str) -> None:
    for name in ("correction/leave", "correction/announcement", "duty/duty-sheet"):
        text = text_of(pdf(value_of(name, lambda n: markup), templates=TEMPLATES))
        assert re.sub(r"\s", "", markup) in text
        assert "49" not in text or "{{7*7}}" not in markup


def test_a_packet_has_a_contents_sheet_and_a_bookmark_for_each_form() -> None:
    values = tuple(replace(value_of(name), subject=f"对象{n}") for n, name in enumerate(FORMS))
    made = packet_pdf(Packet(title="本所应打印的表格", forms=values), templates=TEMPLATES)
    reader = PdfReader(io.BytesIO(made))
    marks = [mark for mark in reader.outline if isinstance(mark, Destination) and mark.title]
    assert [m.title for m in marks] == ["本所应打印的表格", *(form.title for form in values)]
    starts = [reader.get_destination_page_number(m) or 0 for m in marks]
    assert starts == sorted(starts)
    first = re.sub(r"\s", "", reader.pages[0].extract_text() + reader.pages[1].extract_text())
    for n, value in enumerate(values[:20]):
        assert f"{value.title}对象{n}{starts[n + 1] + 1}" in first


def test_a_character_without_a_font_is_a_problem_with_its_place() -> None:
    have = fonts()
    assert missing_glyphs("张三丰①（2026）", have) == ""
    rare = "\U0002a6a5"
    assert missing_glyphs(f"张{rare}", have) == rare
    data = {"外出": [{"目的地": "甲"}, {"目的地": f"{rare}村"}]}
    record = Record(
        office="o", kind="k", id="2026-001", path="records/o/k/1.yml", digest="", data=data
    )
    (problem,) = glyph_problems(record, have, locate=lambda path, where: (7, 3))
    found = (problem.record, problem.field, problem.level, problem.line)
    assert found == ("2026-001", "外出.第2项.目的地", "提醒", 7)
    assert rare in problem.message and "U+2A6A5" in problem.message
    assert problem.hint and "fonts/" in problem.hint


def test_the_bundled_fonts_draw_all_of_gb_2312() -> None:
    rows = (bytes([a, b]) for a in range(0xA1, 0xF8) for b in range(0xA1, 0xFF))
    text = "".join(row.decode("gb2312", "ignore") for row in rows)
    assert len(text) > 7000 and missing_glyphs(text, fonts()) == ""


def test_a_character_without_a_font_never_stops_the_press() -> None:
    value = value_of("correction/leave", lambda n: "张\U0002a6a5")
    assert "张〓" in text_of(pdf(value, templates=TEMPLATES))


def test_the_words_of_the_layouts_themselves_can_be_printed() -> None:
    for kind in definitions().kinds.values():
        for form in kind.forms.values():
            assert missing_glyphs(str(form.data), fonts()) == "", form.path


NOTICE = {
    "名称": "外出公示",
    "所名": "青河司法所",
    "张贴日期": date(2026, 3, 9),
    "末日": date(2026, 3, 16),
    "计数日": "2026年3月10日、2026年3月11日",
    "依据": "手册 四(五)2(8)②",
    "异议电话": "0500-80000009",
    "内容": [{"项": "姓名", "值": "秦某"}],
    "事由": "社区矫正对象秦某外出的申请已经批准。",
    "网址": "https://sifa.example.invalid/notices/abc.html",
    "扫码提示": "扫码查看本公示网页",
}


@pytest.mark.parametrize(("name", "paper"), [("poster-a4", (210, 297)), ("poster-a3", (297, 420))])
def test_a_poster_says_what_it_must_and_carries_a_code(name: str, paper: tuple[int, int]) -> None:
    form = definitions().notice_forms[name]
    scope = Scope(item=NOTICE, root=NOTICE, world=filled(all_forms()[FORMS[0]][1]).scope().world)
    value = laid_out(form.data, scope)
    made = pdf(value, templates=TEMPLATES)
    page = PdfReader(io.BytesIO(made)).pages[0]
    size = (float(page.mediabox.width) * POINT_MM, float(page.mediabox.height) * POINT_MM)
    assert tuple(map(round, size)) == paper
    text = text_of(made)
    for words in (
        "外出公示",
        "社区矫正对象秦某外出的申请已经批准。",
        "自2026年3月9日张贴起，至2026年3月16日止",
        "0500-80000009",
    ):
        assert words in text
    code = next(block for block in value.blocks if isinstance(block, QrCode))
    assert len(code.dark_runs) >= 21
    assert pages(made) == 1


@pytest.mark.parametrize(
    ("sheet", "size"),
    [({}, (210, 297)), ({"方向": "横"}, (297, 210)), ({"纸": "A3", "方向": "横"}, (420, 297))],
)
def test_a_form_may_lie_on_its_side(sheet: dict[str, str], size: tuple[int, int]) -> None:
    """Its table fills the width, and a row too many for it goes to a second page."""
    row = [{"标签": "姓名", "值": "姓名"}]
    form = form_of({"名称": "登记表", **sheet, "列": [1, 3], "栏": [row] * 24})
    value = laid_out(form.data, filled(form).scope())
    assert sum(value.column_widths) == pytest.approx(value.page.text_width, abs=0.1)
    made = pdf(value, templates=TEMPLATES)
    page = PdfReader(io.BytesIO(made)).pages[0]
    drawn = (float(page.mediabox.width) * POINT_MM, float(page.mediabox.height) * POINT_MM)
    assert tuple(map(round, drawn)) == size
    assert pages(made) == (1 if size[1] == 297 else 2)


def test_the_bundled_fonts_draw_what_is_taken_for_common() -> None:
    """All of GBK but two, and our mark, so that most records never ask what a font holds."""
    every = (chr(code) for code in (*range(0x20, 0xD800), *range(0xE000, 0x110000)))
    gbk = "".join(char for char in every if char.encode("gbk", "ignore"))
    have = fonts(None)
    font_module._covered.cache_clear()
    assert missing_glyphs(gbk.replace("\x7f", "").replace("≒", "") + "†", have) == ""
    assert font_module._covered.cache_info().currsize == 0, "no font was opened"
    covered = font_module._covered(have.files)
    assert ord("†") in covered
    assert {char for char in gbk if ord(char) not in covered} == {"\x7f", "≒"}
    assert missing_glyphs("≒\U00030000", have) == "≒\U00030000"


def test_every_face_of_a_collection_counts(tmp_path: Path) -> None:
    from fontTools.fontBuilder import FontBuilder
    from fontTools.ttLib import TTCollection

    collection = TTCollection()
    for name, char in (("one", "𠮷"), ("two", "𠀀")):
        builder = FontBuilder(unitsPerEm=1000, isTTF=True)
        builder.setupGlyphOrder([".notdef", name])
        builder.setupCharacterMap({ord(char): name})
        collection.fonts.append(builder.font)
    collection.save(tmp_path / "own.ttc")
    assert font_module._covered((str(tmp_path / "own.ttc"),)) == {ord("𠮷"), ord("𠀀")}
