"""The reference.docx that pandoc takes styles, margins, header and footer from; built."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import pypandoc

from suowu.forms.layout import PageFormat

Parts = dict[str, bytes]

EPOCH = (1980, 1, 1, 0, 0, 0)
TWIPS_MM = 56.693
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.{}+xml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_DROPPED = ("word/comments.xml", "word/webSettings.xml", "docProps/custom.xml")

FORM_PARTS: Mapping[str, str] = {
    "header-first": '<w:headerReference w:type="first" r:id="rIdheader-first"/>',
    "header": '<w:headerReference w:type="default" r:id="rIdheader"/>',
    "footer": '<w:footerReference w:type="default" r:id="rIdfooter"/>'
    '<w:footerReference w:type="first" r:id="rIdfooter"/>',
}
BOOK_PARTS: Mapping[str, str] = {
    "footer-odd": '<w:footerReference w:type="default" r:id="rIdfooter-odd"/>',
    "footer-even": '<w:footerReference w:type="even" r:id="rIdfooter-even"/>',
}


def section(parts: Mapping[str, str], page: PageFormat) -> str:
    """A sectPr: header and footer, paper and margins."""
    turned = ' w:orient="landscape"' if page.width > page.height else ""
    size = f'<w:pgSz w:w="{twips(page.width)}" w:h="{twips(page.height)}"{turned}/>'
    margins = {"top": page.top, "bottom": page.bottom, "left": page.left, "right": page.right}
    sides = " ".join(f'w:{side}="{twips(mm)}"' for side, mm in margins.items())
    foot = twips(max(10, page.bottom - 12))
    margin = f'<w:pgMar {sides} w:header="{twips(12)}" w:footer="{foot}" w:gutter="0"/>'
    first = "<w:titlePg/>" if "header-first" in parts else ""
    return f"<w:sectPr>{''.join(parts.values())}{size}{margin}{first}</w:sectPr>"


def twips(mm: float) -> int:
    """Twentieths of a point."""
    return round(mm * TWIPS_MM)


def reference_docx(folder: Path, part_names: tuple[str, ...], *, section_xml: str) -> bytes:
    """A reference.docx with our styles; `folder` holds styles.xml, headers and footers."""
    return _reference(folder, part_names, section_xml=section_xml, stats=saved_at(folder))


def saved_at(folder: Path) -> tuple[tuple[Path, int], ...]:
    """The XML files of a folder and when each was saved: whoever remembers them looks again."""
    return tuple((file, file.stat().st_mtime_ns) for file in sorted(folder.glob("*.xml")))


@lru_cache(maxsize=8)
def _reference(
    folder: Path,
    part_names: tuple[str, ...],
    *,
    section_xml: str,
    stats: tuple[tuple[Path, int], ...],
) -> bytes:
    files = unzipped(_default())
    for name in _DROPPED:
        files.pop(name, None)
    files["word/styles.xml"] = (folder / "styles.xml").read_bytes()
    for name in part_names:
        files[f"word/{name}.xml"] = (folder / f"{name}.xml").read_bytes()
    files["word/document.xml"] = _document(section_xml)
    files["[Content_Types].xml"] = _types(files["[Content_Types].xml"].decode(), part_names)
    files["_rels/.rels"] = _without(files["_rels/.rels"].decode(), "custom-properties").encode()
    rels = "word/_rels/document.xml.rels"
    files[rels] = _relations(files[rels].decode(), part_names)
    if "footer-even" in part_names:
        files["word/settings.xml"] = files["word/settings.xml"].replace(
            b"<w:defaultTabStop", b"<w:evenAndOddHeaders/><w:defaultTabStop"
        )
    return zipped(files)


@lru_cache(maxsize=1)
def _default() -> bytes:
    command = [pypandoc.get_pandoc_path(), "--print-default-data-file", "reference.docx"]
    return subprocess.run(command, capture_output=True, check=True).stdout


def _document(section_xml: str) -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<w:document xmlns:w="{_W}" xmlns:r="{_RELATION}"><w:body><w:p/>'
        f"{section_xml}</w:body></w:document>"
    ).encode()


def _types(text: str, names: tuple[str, ...]) -> bytes:
    for gone in _DROPPED:
        text = re.sub(rf'<Override PartName="/{re.escape(gone)}"[^>]*/>', "", text)
    added = "".join(
        f'<Override PartName="/word/{n}.xml" ContentType="{_TYPE.format(n[:6])}"/>' for n in names
    )
    return text.replace("</Types>", added + "</Types>").encode()


def _relations(text: str, names: tuple[str, ...]) -> bytes:
    for gone in ("comments", "webSettings", "hyperlink"):
        text = _without(text, gone)
    added = "".join(
        f'<Relationship Type="{_RELATION}/{n[:6]}" Id="rId{n}" Target="{n}.xml"/>' for n in names
    )
    return text.replace("</Relationships>", added + "</Relationships>").encode()


def _without(text: str, kind: str) -> str:
    return re.sub(rf'<Relationship [^>]*relationships/{kind}"[^>]*/>', "", text)


def unzipped(data: bytes) -> Parts:
    """The files of a zip, by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts: Parts) -> bytes:
    """A zip that is the same whenever and wherever it is made."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name in sorted(parts, key=lambda n: (n != "[Content_Types].xml", n)):
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.external_attr = 0o644 << 16
            entry.create_system = 3
            archive.writestr(entry, parts[name], zipfile.ZIP_DEFLATED)
    return out.getvalue()
