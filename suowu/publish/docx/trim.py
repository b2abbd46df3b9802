"""Trimming of a DOCX: what pandoc puts into every document and a form does not use goes.

A form is a few kilobytes of words; comments, footnotes, a theme and two dozen styles that nothing
on it has would be twice that, ten thousand times over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from suowu.publish.docx.reference import Parts

_UNUSED = (
    "docProps/app.xml",
    "docProps/custom.xml",
    "word/_rels/footnotes.xml.rels",
    "word/comments.xml",
    "word/fontTable.xml",
    "word/footnotes.xml",
    "word/theme/theme1.xml",
    "word/webSettings.xml",
)
_NUMBERING = "word/numbering.xml"
_STYLES, _TYPES = "word/styles.xml", "[Content_Types].xml"
_STYLE = re.compile(r"<w:style\b(?:(?!</w:style>).)*</w:style>\s*", re.S)
_ID = re.compile(r'w:styleId="([^"]+)"')
_NEEDED = re.compile(r'<w:(?:basedOn|link|next) w:val="([^"]+)"')
_USED = re.compile(r'<w:(?:pStyle|rStyle|tblStyle) w:val="([^"]+)"')
_FOOTNOTES = re.compile(r"<w:(footnotePr|endnotePr)>.*?</w:\1>", re.S)


def trimmed(parts: Parts) -> Parts:
    """The same document without the parts, relations and styles that it does not use."""
    texts = {
        name: part.decode() for name, part in parts.items() if name.endswith((".xml", ".rels"))
    }
    gone = {name for name in _UNUSED if name in parts}
    if _NUMBERING in parts and "<w:numPr>" not in texts["word/document.xml"]:
        gone.add(_NUMBERING)
    kept = {name: text for name, text in texts.items() if name not in gone}
    for name, text in kept.items():
        if name.endswith(".rels"):
            kept[name] = _without_relations(text, gone)
    kept[_TYPES] = _without_types(kept[_TYPES], kept)
    kept["word/settings.xml"] = _FOOTNOTES.sub("", kept["word/settings.xml"])
    kept[_STYLES] = _used_styles(kept[_STYLES], (text for n, text in kept.items() if n != _STYLES))
    others = {name: part for name, part in parts.items() if name not in texts}
    return others | {name: text.encode() for name, text in kept.items()}


def _without_relations(text: str, gone: Iterable[str]) -> str:
    for name in gone:
        target = re.escape(name.removeprefix("word/"))
        text = re.sub(rf'<Relationship [^>]*Target="(?:word/|/word/)?{target}"[^>]*/>', "", text)
    return text


def _without_types(text: str, kept: Iterable[str]) -> str:
    """Of the parts by name those that are there, of the suffixes those that are met."""
    names = set(kept)
    endings = {name.rpartition(".")[2] for name in names}
    text = re.sub(
        r'<Override [^>]*PartName="/([^"]+)"[^>]*/>',
        lambda found: found[0] if found[1] in names else "",
        text,
    )
    return re.sub(
        r'<Default [^>]*Extension="([^"]+)"[^>]*/>',
        lambda found: found[0] if found[1] in endings else "",
        text,
    )


def _used_styles(styles: str, texts: Iterable[str]) -> str:
    """The styles that a text names, those that they are based on, and the defaults."""
    found = {_ID.search(each[0])[1]: each[0] for each in _STYLE.finditer(styles)}  # type: ignore[index]
    wanted = {name for text in texts for name in _USED.findall(text)}
    wanted |= {name for name, text in found.items() if 'w:default="1"' in text}
    reached = set[str]()
    while wanted - reached:
        name = min(wanted - reached)
        reached.add(name)
        wanted |= set(_NEEDED.findall(found.get(name, "")))
    return _STYLE.sub(
        lambda each: each[0] if _ID.search(each[0])[1] in reached else "",  # type: ignore[index]
        styles,
    )
